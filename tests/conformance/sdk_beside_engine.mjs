// Anthropic's worker and our engine poll the same queue at once: between them every item is served, and every call
// answered, exactly once. Our engine's sandboxes are fakes, so that it takes items as fast as the SDK's worker does.
// Usage: sdk_beside_engine.mjs <demo server program> <fake guest engine program>
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, after } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { allPages, eventually, startDemoServer, watchdog } from './lib.mjs';

const SESSIONS = 24;
const CALLS_EACH = 4;

watchdog(150_000, 'sdk_beside_engine');
const server = await startDemoServer(process.argv[2], ['--strict-beta']);
const api = new Anthropic({ apiKey: server.apiKey, baseURL: server.url });
after(() => server.stop());

function startEngine() {
  const child = spawn(process.argv[3], [server.url, server.environmentId, server.environmentKey, '2'], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  // The end of its standard input tells it to give everything back.
  return { stop: () => (child.stdin.end(), ended) };
}

function startSdkWorker(workdir) {
  const client = new Anthropic({ apiKey: null, authToken: server.environmentKey, baseURL: server.url });
  const stopping = new AbortController();
  const worker = client.beta.environments.work.worker({
    environmentId: server.environmentId, environmentKey: server.environmentKey, workdir, maxIdleMs: 200, signal: stopping.signal,
  });
  const running = worker.run().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  return { stop: () => (stopping.abort(), running) };
}

/// How often each value occurs.
function counted(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

test('two different workers share a queue and nothing is done twice', async () => {
  const workdir = await mkdtemp(join(tmpdir(), 'glovebox-conformance-'));
  const text = Array.from({ length: CALLS_EACH }, (_, i) => `$ echo from the host ${i}`).join('\n');
  const sessions = [];
  for (let i = 0; i < SESSIONS; ++i)
    sessions.push(await api.beta.sessions.create({
      agent: 'agent_interactive-shell', environment_id: server.environmentId,
      initial_events: [{ type: 'user.message', content: [{ type: 'text', text }] }],
    }));
  const engine = startEngine();
  const sdk = startSdkWorker(workdir);
  const keyed = new Anthropic({ apiKey: null, authToken: server.environmentKey, baseURL: server.url });
  const items = await eventually('all items are stopped', async () => {
    const found = await allPages(keyed.beta.environments.work.list(server.environmentId));
    return found.every((item) => item.state === 'stopped') && found;
  }, 120_000);
  await sdk.stop();
  assert.equal(await engine.stop(), 0);
  await rm(workdir, { recursive: true });

  // One item per session: none was handed out again, none is left.
  assert.deepEqual(new Set(items.map((item) => item.data.id)), new Set(sessions.map((session) => session.id)));
  assert.equal(items.length, SESSIONS);
  const outcomes = await server.observe('outcomes');
  for (const outcome of outcomes) {
    assert.equal(outcome.outcome, 'ended_well', outcome.why);
    assert.equal(outcome.tool_calls, CALLS_EACH);
    assert.equal(outcome.duplicate_results, 0);
  }

  // The server's own account of what it was asked.
  const journal = await server.observe('journal');
  const posts = journal.filter((entry) => entry.method === 'POST' && entry.caller !== 'api_key');
  assert.deepEqual(posts.filter((entry) => entry.status !== 200), []);
  const answers = counted(posts.flatMap((entry) => (entry.body?.events ?? []).map((event) => event.tool_use_id)));
  assert.equal(answers.size, SESSIONS * CALLS_EACH);
  assert.deepEqual([...answers.values()].filter((times) => times !== 1), []);
  for (const verb of ['ack', 'stop']) {
    const calls = counted(posts.filter((entry) => entry.path.endsWith(`/${verb}`)).map((entry) => entry.path));
    assert.equal(calls.size, SESSIONS, verb);
    assert.deepEqual([...calls.values()].filter((times) => times !== 1), [], verb);
  }

  // Both took their part, and no session was served by both.
  const by = { engine: 0, sdk: 0 };
  for (const session of sessions) {
    const events = await allPages(api.beta.sessions.events.list(session.id, { types: ['user.tool_result'] }));
    const texts = events.map((event) => event.content[0].text);
    const fake = texts.filter((answer) => answer === 'ran bash').length;
    assert.ok(fake === 0 || fake === CALLS_EACH, `one worker per session: ${texts}`);
    if (fake === 0) texts.forEach((answer, i) => assert.equal(answer, `from the host ${i}`));
    by[fake ? 'engine' : 'sdk'] += 1;
  }
  assert.ok(by.engine > 0 && by.sdk > 0, JSON.stringify(by));
  console.log(`sdk_beside_engine: ${SESSIONS} sessions, ${by.engine} by our engine, ${by.sdk} by the SDK's worker`);
});
