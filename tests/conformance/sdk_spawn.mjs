// What `ant beta:worker poll --on-work "gloveboxctl spawn"` does, with the SDK's client as the poller: claims an item,
// starts the program with the item on standard input, waits for it, and stops the item. A real VM runs the tools.
// Usage: sdk_spawn.mjs <gloveboxctl> <image folder>
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, after } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { eventually, watchdog } from './lib.mjs';
import { talkToShell } from './shell_turns.mjs';

watchdog(580_000, 'sdk_spawn');
const [ctl, image] = process.argv.slice(2);
// A folder of its own: nothing of the user's is touched, and other instances may run.
const data = await mkdtemp(join(tmpdir(), 'glovebox-conformance-'));
const demo = spawn(ctl, ['demo-server', '--json', '--pace', '0', '--lease-ttl', '30'], { stdio: ['ignore', 'pipe', 'inherit'] });
const where = JSON.parse(await new Promise((resolve) => createInterface({ input: demo.stdout }).once('line', resolve)));
const api = new Anthropic({ apiKey: where.api_key, baseURL: where.url });
const keyed = new Anthropic({ apiKey: null, authToken: where.environment_key, baseURL: where.url });
const work = keyed.beta.environments.work;
after(async () => {
  demo.kill('SIGTERM');
  await rm(data, { recursive: true, force: true });
});

/// An item as the poller has it when it starts a program.
async function claim() {
  const item = await eventually('an item is queued', () => work.poll(where.environment_id), 60_000);
  await work.ack(item.id, { environment_id: where.environment_id });
  return item;
}

/// The poller's program for an item, and what came of it.
function start(item) {
  const program = spawn(ctl, ['spawn', '--data-dir', data, '--image-dir', image, '--session-idle', '3s'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ANTHROPIC_WORK_ID: item.id,
      ANTHROPIC_ENVIRONMENT_ID: where.environment_id,
      ANTHROPIC_SESSION_ID: item.data.id,
      ANTHROPIC_ENVIRONMENT_KEY: where.environment_key,
      ANTHROPIC_BASE_URL: where.url,
    },
  });
  const run = { kill: () => program.kill('SIGKILL'), said: '' };
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (piece) => (run.said += piece));
  program.stdin.end(JSON.stringify(item));
  run.ended = new Promise((resolve) => program.once('exit', resolve));
  return run;
}

/// One round of the poller: an item, the program for it, its end.
async function serveOne() {
  const item = await claim();
  const run = start(item);
  const code = await run.ended;
  const stopped = await work.stop(item.id, { environment_id: where.environment_id }).then(() => 200, (error) => error.status);
  return { item, code, said: run.said, stopped };
}

test('a claimed session works in a VM of its own until it rests', async () => {
  const serving = serveOne();
  const shell = await talkToShell(api, where.environment_id, 150_000);
  const first = await shell.turn('$ echo kept > note && id -un');
  assert.ok(!first.results[0].includes('rror'), first.results[0]);
  const second = await shell.turn('$ cat note');
  assert.match(second.results[0], /kept/);
  shell.close();
  const { item, code, said, stopped } = await serving;
  assert.equal(code, 0, said);
  assert.ok([200, 409].includes(stopped), `the poller's own stop: ${stopped}`);
  assert.equal((await work.list(where.environment_id)).data.find((one) => one.id === item.id).state, 'stopped');
  assert.ok(!said.includes(item.secret) && !said.includes(where.environment_key), 'no secret is printed');
  assert.deepEqual((await readdir(join(data, 'data/runs'))), []);
  assert.deepEqual((await readdir(join(data, 'run'))).filter((name) => name.startsWith('run-')), []);
});

test('a call whose program is killed is answered by the next one and runs once', async () => {
  const claimed = claim();
  const shell = await talkToShell(api, where.environment_id, 250_000);
  const turning = shell.turn('$ echo run >> ran && sleep 600');
  const item = await claimed;
  const first = start(item);
  const call = await eventually('the agent calls', async () => {
    const events = await api.beta.sessions.events.list(shell.session.id);
    return events.data.find((event) => event.type === 'agent.tool_use');
  });
  const record = join(data, 'data/spawned', shell.session.id);
  const writtenDown = () => readFile(join(record, 'ledger.db-wal')).then((bytes) => bytes.includes(call.id), () => false);
  await eventually('the call is about to run', writtenDown, 200_000);
  first.kill();
  await first.ended;
  const again = await claim(); // the lease has run out
  assert.equal(again.id, item.id);
  const second = start(again);
  const turn = await turning;
  assert.match(turn.results[0], /restarted while this call ran/);
  const after = await shell.turn('$ ls -A; echo end');
  assert.ok(!/^ran$/m.test(after.results[0]), after.results[0]);
  shell.close();
  assert.equal(await second.ended, 0, second.said);
  const events = await api.beta.sessions.events.list(shell.session.id, { limit: 1000 });
  const answers = events.data.filter((event) => event.type === 'user.tool_result' && event.tool_use_id === call.id);
  assert.equal(answers.length, 1);
  assert.deepEqual(await readdir(join(data, 'data/spawned')), []);
  assert.deepEqual(await readdir(join(data, 'data/runs')), []);
});
