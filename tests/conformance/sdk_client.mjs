// Anthropic's own client uses a demo server whose tools somebody else serves: the lead's test lets our engine do it in a
// microVM. Exits 0 when both turns went as they should, 1 otherwise.
// Usage: sdk_client.mjs [base URL] [API key] [environment id], or ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY and
// ANTHROPIC_ENVIRONMENT_ID. GLOVEBOX_TURN_TIMEOUT_MS: how long a turn may take, a sandbox's boot included (180000).
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';
import { allPages, watchdog } from './lib.mjs';
import { talkToShell } from './shell_turns.mjs';

const [baseURL = process.env.ANTHROPIC_BASE_URL, apiKey = process.env.ANTHROPIC_API_KEY, environmentId = process.env.ANTHROPIC_ENVIRONMENT_ID] =
  process.argv.slice(2);
if (!baseURL || !apiKey || !environmentId) {
  console.error('sdk_client: base URL, API key and environment id are needed');
  process.exit(1);
}
const turnTimeout = Number(process.env.GLOVEBOX_TURN_TIMEOUT_MS ?? 180_000);
watchdog(2 * turnTimeout + 10_000, 'sdk_client');

const client = new Anthropic({ apiKey, baseURL });
const shell = await talkToShell(client, environmentId, turnTimeout);
try {
  const first = await shell.turn('$ uname -a');
  assert.match(first.results[0], /Linux/);
  assert.match(first.messages.at(-1), /Linux/);
  // The second turn finds what the first one left behind: it is the same sandbox.
  const second = await shell.turn('$ echo kept > here.txt\n$ cat here.txt && id -u');
  assert.match(second.results[1], /^kept\n\d+$/);
  const listed = await allPages(client.beta.sessions.events.list(shell.session.id));
  assert.deepEqual(listed.filter((event) => event.type === 'agent.tool_use').length, 3);
  console.log(first.results[0]);
  console.log('sdk_client: both turns went well');
} finally {
  shell.close();
}
process.exit(0);
