// Anthropic's own worker serves our demo server's scripted agents, tools and all, in temporary folders on this host.
// Usage: sdk_worker.mjs <demo server program>
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, after } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { allPages, eventually, startDemoServer, watchdog } from './lib.mjs';

watchdog(240_000, 'sdk_worker');
const server = await startDemoServer(process.argv[2], ['--strict-beta', '--lease-ttl-ms', '4000']);
const api = new Anthropic({ apiKey: server.apiKey, baseURL: server.url });
after(() => server.stop());

/// Runs one scenario to its end with a worker of its own and returns what can be said about it.
async function serve(scenario) {
  const workdir = await mkdtemp(join(tmpdir(), 'glovebox-conformance-'));
  const client = new Anthropic({ apiKey: null, authToken: server.environmentKey, baseURL: server.url });
  const stopping = new AbortController();
  const worker = client.beta.environments.work.worker({
    environmentId: server.environmentId,
    environmentKey: server.environmentKey,
    workdir,
    maxIdleMs: 500,
    signal: stopping.signal,
  });
  const session = await api.beta.sessions.create({
    agent: `agent_${scenario}`,
    environment_id: server.environmentId,
    initial_events: [{ type: 'user.message', content: [{ type: 'text', text: 'Please begin.' }] }],
  });
  assert.equal(session.status, 'running');
  const running = worker.run().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  try {
    const outcome = await eventually(`${scenario} ends`, async () => {
      const found = (await server.observe('outcomes')).find((entry) => entry.session_id === session.id);
      return ['ended_well', 'ended_badly'].includes(found.outcome) && found;
    }, 90_000);
    const events = await allPages(api.beta.sessions.events.list(session.id));
    assert.equal(outcome.outcome, 'ended_well', outcome.why);
    const item = await eventually('the item is stopped', async () => {
      const items = await client.beta.environments.work.list(server.environmentId);
      const found = items.data.find((entry) => entry.data.id === session.id);
      return found.state === 'stopped' && found;
    });
    return { session, workdir, outcome, events, item };
  } finally {
    stopping.abort();
    await running;
  }
}

function checkAnswered(events) {
  const uses = events.filter((event) => event.type === 'agent.tool_use');
  const results = new Map(events.filter((event) => event.type === 'user.tool_result').map((event) => [event.tool_use_id, event]));
  const denials = new Set(
    events.filter((event) => event.type === 'user.tool_confirmation' && event.result === 'deny').map((event) => event.tool_use_id),
  );
  for (const use of uses) assert.notEqual(results.has(use.id), denials.has(use.id), `${use.name} is answered or denied, not both`);
  return { uses, results, denials };
}

test('the worker repairs a test-suite, with every call answered once', async () => {
  const { workdir, events, item } = await serve('repair-tests');
  const { uses, results } = checkAnswered(events);
  assert.deepEqual(new Set(uses.map((use) => use.name)), new Set(['bash', 'write', 'read', 'edit', 'grep']));
  assert.ok(uses.length >= 20, `${uses.length} calls`);
  assert.ok([...results.values()].some((result) => result.is_error), 'the first test run fails');
  assert.ok(item.started_at && item.acknowledged_at && item.stopped_at);
  assert.match(await readFile(join(workdir, 'outputs/report.md'), 'utf8'), /3 of 7 tests failed\. Now all 7 pass/);
  await rm(workdir, { recursive: true });
});

test('the worker waits for approvals: one call is allowed, one denied', async () => {
  const { workdir, events } = await serve('clean-up');
  const { denials } = checkAnswered(events);
  assert.equal(denials.size, 1);
  const confirmations = events.filter((event) => event.type === 'user.tool_confirmation');
  assert.deepEqual(confirmations.map((event) => event.result), ['allow', 'deny']);
  assert.deepEqual((await readdir(join(workdir, 'project'))).sort(), ['old-releases', 'src']);
  await rm(workdir, { recursive: true });
});

test('the worker analyses data, several calls at a time', async () => {
  const { workdir, events } = await serve('analyse-data');
  checkAnswered(events);
  const several = events.filter((event) => event.stop_reason?.type === 'requires_action' && event.stop_reason.event_ids.length > 1);
  assert.ok(several.length > 0);
  await rm(workdir, { recursive: true });
});

test('the worker runs a long job and the sieve agrees with factor', async () => {
  const { workdir, events } = await serve('live-log');
  checkAnswered(events);
  await rm(workdir, { recursive: true });
});

test('the worker called what the recorded transcript says, in its order, with the right credentials', async () => {
  const journal = await server.observe('journal');
  assert.ok(journal.every((entry) => entry.status === 200), JSON.stringify(journal.filter((entry) => entry.status !== 200)));
  const short = journal
    .filter((entry) => entry.caller !== 'api_key')
    .map((entry) => `${entry.caller} ${entry.method} ${entry.path.replace(/(work|sesn|env)_01\w+/g, '$1')} ${entry.query.join(',')}`.trim());
  const poll = short.indexOf('environment_key POST /v1/environments/env/work/work/ack') - 1;
  assert.deepEqual(short.slice(poll, poll + 6), [
    'environment_key GET /v1/environments/env/work/poll block_ms',
    'environment_key POST /v1/environments/env/work/work/ack',
    'sessions_token POST /v1/environments/env/work/work/heartbeat expected_last_heartbeat',
    'sessions_token GET /v1/sessions/sesn',
    'sessions_token GET /v1/sessions/sesn/events/stream',
    'sessions_token GET /v1/sessions/sesn/events limit',
  ]);
  const stops = journal.filter((entry) => entry.path.endsWith('/stop'));
  assert.equal(stops.length, 4);
  assert.ok(stops.every((entry) => entry.caller === 'sessions_token' && entry.body.force === true));
});
