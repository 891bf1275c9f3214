// Anthropic's client and worker primitives against the demo server's corners: pages, filters, leases, refusals, stops.
// Usage: sdk_protocol.mjs <demo server program>
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, after } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { allPages, eventually, startDemoServer, watchdog } from './lib.mjs';
import { talkToShell } from './shell_turns.mjs';

watchdog(120_000, 'sdk_protocol');
const server = await startDemoServer(process.argv[2], ['--strict-beta']);
const client = new Anthropic({ apiKey: server.apiKey, baseURL: server.url, maxRetries: 0 });
const keyed = new Anthropic({ apiKey: null, authToken: server.environmentKey, baseURL: server.url, maxRetries: 0 });
after(() => server.stop());

const message = (text) => ({ type: 'user.message', content: [{ type: 'text', text }] });
const refused = (status) => (error) => error.status === status && error.requestID?.startsWith('req_');

test('a client talks to the interactive agent while the SDK worker serves it', async () => {
  const workdir = await mkdtemp(join(tmpdir(), 'glovebox-conformance-'));
  const stopping = new AbortController();
  const worker = keyed.beta.environments.work.worker({
    environmentId: server.environmentId, environmentKey: server.environmentKey, workdir, maxIdleMs: 500, signal: stopping.signal,
  });
  const running = worker.run().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  const shell = await talkToShell(client, server.environmentId, 30_000);
  const first = await shell.turn('$ uname -a');
  assert.match(first.results[0], /Linux/);
  // The worker leaves after its idle time; the next message brings a new item.
  await eventually('the worker left', async () =>
    (await keyed.beta.environments.work.list(server.environmentId)).data.every((item) => item.state === 'stopped'));
  const second = await shell.turn('$ printf "a b"');
  assert.equal(second.results[0], 'a b');
  assert.equal((await keyed.beta.environments.work.list(server.environmentId)).data.length, 2);
  shell.close();
  stopping.abort();
  await running;
  await rm(workdir, { recursive: true });
});

test('the SDK worker answers a health check by stopping it', async () => {
  const asked = await fetch(`${server.url}/_demo/healthcheck`, { method: 'POST', headers: { 'x-api-key': server.apiKey } });
  const item = await asked.json();
  assert.deepEqual([item.data.type, item.state], ['healthcheck', 'queued']);
  const stopping = new AbortController();
  const worker = keyed.beta.environments.work.worker({
    environmentId: server.environmentId, environmentKey: server.environmentKey, workdir: tmpdir(), signal: stopping.signal,
  });
  const running = worker.run().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  await eventually('the health check is stopped', async () =>
    (await client.beta.environments.work.retrieve(item.id, { environment_id: server.environmentId })).state === 'stopped');
  stopping.abort();
  await running;
});

test('events come in pages, in both orders, by type', async () => {
  const session = await client.beta.sessions.create({
    agent: 'agent_interactive-shell', environment_id: server.environmentId, initial_events: [message('hello')],
  });
  await eventually('the agent has explained itself', async () =>
    (await client.beta.sessions.retrieve(session.id)).status === 'idle');
  const all = await allPages(client.beta.sessions.events.list(session.id));
  const paged = await allPages(client.beta.sessions.events.list(session.id, { limit: 2 }));
  assert.deepEqual(paged, all);
  const backwards = await allPages(client.beta.sessions.events.list(session.id, { limit: 3, order: 'desc' }));
  assert.deepEqual(backwards, [...all].reverse());
  const some = await allPages(client.beta.sessions.events.list(session.id, { types: ['user.message', 'agent.message'], limit: 1 }));
  assert.deepEqual(some.map((event) => event.type), ['user.message', 'agent.message']);
  assert.deepEqual(all.map((event) => event.type), [
    'user.message', 'session.status_running', 'span.model_request_start', 'agent.message', 'span.model_request_end',
    'session.usage', 'session.status_idle',
  ]);
});

test('sessions are listed in pages, renamed, archived and deleted', async () => {
  const made = [];
  for (let i = 0; i < 3; ++i)
    made.push(await client.beta.sessions.create({ agent: 'agent_interactive-shell', environment_id: server.environmentId, title: `s${i}` }));
  const rows = await allPages(client.beta.sessions.list({ limit: 2 }));
  assert.deepEqual(rows.slice(0, 3).map((row) => row.title), ['s2', 's1', 's0']);
  const renamed = await client.beta.sessions.update(made[0].id, { title: 'new', metadata: { a: 'b' } });
  assert.deepEqual([renamed.title, renamed.metadata], ['new', { a: 'b' }]);
  assert.equal((await client.beta.sessions.archive(made[0].id)).status, 'terminated');
  await assert.rejects(client.beta.sessions.events.send(made[0].id, { events: [message('x')] }), refused(400));
  assert.equal((await client.beta.sessions.delete(made[1].id)).type, 'session_deleted');
  await assert.rejects(client.beta.sessions.retrieve(made[1].id), refused(404));
});

test('credentials open what they should and nothing else', async () => {
  const work = client.beta.environments.work;
  await assert.rejects(work.poll(server.environmentId), refused(403));
  await assert.rejects(work.list(server.environmentId), refused(403));
  await assert.rejects(keyed.beta.sessions.list(), refused(403));
  await assert.rejects(keyed.beta.memoryStores.list(), refused(403));
  const stranger = new Anthropic({ apiKey: 'sk-ant-api03-none', baseURL: server.url, maxRetries: 0 });
  await assert.rejects(stranger.beta.sessions.list(), refused(401));
  assert.equal((await keyed.beta.environments.work.stats(server.environmentId)).type, 'work_queue_stats');
  assert.equal((await client.beta.environments.retrieve(server.environmentId)).config.type, 'self_hosted');
  await assert.rejects(keyed.beta.environments.work.poll(server.environmentId, { block_ms: 1000 }), refused(400));
});

test('agents and environments can be made', async () => {
  const agent = await client.beta.agents.create({ name: 'mine', model: 'claude-opus-4-8', tools: [{ type: 'agent_toolset_20260401' }] });
  assert.equal((await client.beta.agents.retrieve(agent.id)).name, 'mine');
  assert.ok((await allPages(client.beta.agents.list())).length >= 6);
  const environment = await client.beta.environments.create({ name: 'second', config: { type: 'self_hosted' } });
  assert.ok((await allPages(client.beta.environments.list())).some((row) => row.id === environment.id));
  const session = await client.beta.sessions.create({ agent: agent.id, environment_id: environment.id });
  assert.equal(session.agent.model.id, 'claude-opus-4-8');
});
