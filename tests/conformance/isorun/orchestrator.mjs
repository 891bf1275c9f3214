// The package's orchestrator, as it is shipped, on our VMs: Anthropic's SDK serves each turn inside a run against the
// demo control plane. Two turns of one session in one run; another session in a run that its metadata names; one that
// was put to sleep between its turns.
// usage: orchestrator.mjs <url> <API key> <environment> <environment key> <url inside>
import assert from 'node:assert/strict';
import dns from 'node:dns';

const [url, apiKey, environmentId, environmentKey, urlInside] = process.argv.slice(2);
// The one base URL has to mean the same here and inside.
const insideHost = new URL(urlInside).hostname;
const lookup = dns.lookup;
dns.lookup = (name, options, done) => lookup(name === insideHost ? '127.0.0.1' : name, options, done);

const { runOrchestrator } = await import('isorun/claude-agents/orchestrator');
const { client, image } = await import('./common.mjs');
const isorun = client();

async function ask(method, path, body) {
  const answer = await fetch(url + path, {
    method, headers: { 'x-api-key': apiKey, 'content-type': 'application/json' }, body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.json();
}
const message = (command) => ({ type: 'user.message', content: [{ type: 'text', text: `$ ${command}` }] });
const start = (command, metadata = {}) => ask('POST', '/v1/sessions', {
  agent: 'agent_interactive-shell', environment_id: environmentId, metadata, initial_events: [message(command)],
});
const results = async (session) => (await ask('GET', `/v1/sessions/${session}/events?limit=1000`)).data
  .filter((event) => event.type === 'user.tool_result').map((event) => event.content[0].text.trim());

const events = [];
const stop = new AbortController();
const running = runOrchestrator({
  isorun, environmentId, environmentKey, image, memMiB: 512, anthropicBaseUrl: urlInside, signal: stop.signal,
  onEvent: (event) => { events.push(event); console.log(JSON.stringify(event)); },
});
running.catch((error) => { console.error(error); process.exit(1); });
async function eventually(what, look) {
  for (const until = Date.now() + 400_000; Date.now() < until; await new Promise((go) => setTimeout(go, 200))) {
    const failed = events.find((event) => event.type === 'work_failed');
    assert.ok(!failed, JSON.stringify(failed));
    const found = await look();
    if (found) return found;
  }
  throw new Error(`waited in vain: ${what}`);
}
const completed = () => events.filter((event) => event.type === 'work_completed').length;

const first = (await start('echo kept > /tmp/mark; echo $((6 * 7))')).id;
assert.deepEqual(await eventually('the first result', async () => (await results(first)).length === 1 && results(first)), ['42']);
await eventually('the first turn to end', () => completed() === 1);
const allocated = () => events.filter((event) => event.type === 'vm_allocated');
await (await isorun.get(allocated()[0].sandboxId)).hibernate(); // it wakes when the next turn's file comes
await ask('POST', `/v1/sessions/${first}/events`, { events: [message('cat /tmp/mark')] });
assert.deepEqual((await eventually('the second result', async () => (await results(first)).length === 2 && results(first)))[1], 'kept');
await eventually('the second turn to end', () => completed() === 2);
assert.ok(allocated()[1].reused && allocated()[1].sandboxId === allocated()[0].sandboxId, JSON.stringify(allocated()));

const own = await isorun.create({ image, memMiB: 512, timeoutSec: 3000 });
await own.exec('echo brought > /tmp/mark', 60);
const second = (await start('cat /tmp/mark', { 'isorun.sandbox_id': own.id })).id;
assert.deepEqual(await eventually('a result in a run that was brought', async () => (await results(second)).length === 1 && results(second)), ['brought']);
await eventually('its turn to end', () => completed() === 3);
assert.equal(allocated()[2].sandboxId, own.id);
assert.equal((await own.info()).status, 'running'); // it is not the orchestrator's to end

stop.abort();
await running;
for (const id of new Set(allocated().map((event) => event.sandboxId))) await (await isorun.get(id)).destroy();
isorun.close();
console.log('the orchestrator: three turns in two runs');
