// Anthropic's client against what else the demo server has: memory stores, skills, the queue's list, an operator's
// confirmations and interrupts, custom tools, threads, webhooks.
// Usage: sdk_resources.mjs <demo server program>
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, after } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { allPages, eventually, startDemoServer, watchdog } from './lib.mjs';

watchdog(120_000, 'sdk_resources');
const deliveries = [];
const endpoint = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    deliveries.push({ headers: request.headers, body });
    response.writeHead(204).end();
  });
});
await new Promise((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
const server = await startDemoServer(process.argv[2], [
  '--strict-beta', '--review-ms', '-1', '--webhook-url', `http://127.0.0.1:${endpoint.address().port}/hook`,
]);
const client = new Anthropic({ apiKey: server.apiKey, baseURL: server.url, maxRetries: 0 });
const keyed = new Anthropic({ apiKey: null, authToken: server.environmentKey, baseURL: server.url, maxRetries: 0 });
const operator = new Anthropic({ apiKey: server.operatorKey, baseURL: server.url, maxRetries: 0 });
after(async () => {
  await server.stop();
  endpoint.close();
});

const message = (text) => ({ type: 'user.message', content: [{ type: 'text', text }] });
const refused = (status, type) => (error) => error.status === status && (!type || error.error?.error?.type === type);
const sha = (text) => createHash('sha256').update(text).digest('hex');

async function begin(agent, more = {}) {
  return client.beta.sessions.create({ agent, environment_id: server.environmentId, initial_events: [message('Please begin.')], ...more });
}

/// Runs the SDK's worker while `during` does something.
async function withWorker(options, during) {
  const workdir = await mkdtemp(join(tmpdir(), 'glovebox-conformance-'));
  const stopping = new AbortController();
  const worker = keyed.beta.environments.work.worker({
    environmentId: server.environmentId, environmentKey: server.environmentKey, workdir, maxIdleMs: 300, signal: stopping.signal, ...options,
  });
  const running = worker.run().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
  try {
    return await during(workdir);
  } finally {
    stopping.abort();
    await running;
    await rm(workdir, { recursive: true, force: true });
  }
}

const outcomeOf = (id) => eventually(`${id} ends`, async () => {
  const found = (await server.observe('outcomes')).find((entry) => entry.session_id === id);
  return ['ended_well', 'ended_badly'].includes(found.outcome) && found;
}, 30_000);

test('memories are made, read, changed under conditions and deleted', async () => {
  const store = await client.beta.memoryStores.create({ name: 'My notes' });
  const { memories } = client.beta.memoryStores;
  const made = await memories.create(store.id, { path: '/a/first.md', content: 'one' });
  assert.equal(made.content_sha256, sha('one'));
  await assert.rejects(memories.create(store.id, { path: '/a', content: 'x' }), refused(409, 'memory_path_conflict_error'));
  const read = await memories.retrieve(made.id, { memory_store_id: store.id });
  assert.equal(read.content, 'one');
  const condition = { type: 'content_sha256', content_sha256: sha('one') };
  const changed = await memories.update(made.id, { memory_store_id: store.id, content: 'two', precondition: condition });
  assert.equal(changed.content_sha256, sha('two'));
  await assert.rejects(memories.update(made.id, { memory_store_id: store.id, content: 'three', precondition: condition }),
    refused(409, 'memory_precondition_failed_error'));
  for (let i = 0; i < 25; ++i) await memories.create(store.id, { path: `/b/${i}`, content: `${i}` });
  const full = await allPages(memories.list(store.id, { view: 'full', limit: 20 }));
  assert.equal(full.length, 26);
  assert.ok(full.every((memory) => sha(memory.content) === memory.content_sha256));
  const top = await allPages(memories.list(store.id, { depth: 1 }));
  assert.deepEqual(top.map((entry) => [entry.type, entry.path]), [['memory_prefix', '/a/'], ['memory_prefix', '/b/']]);
  await assert.rejects(memories.delete(made.id, { memory_store_id: store.id, expected_content_sha256: sha('one') }), refused(409));
  await memories.delete(made.id, { memory_store_id: store.id, expected_content_sha256: sha('two') });
  await assert.rejects(memories.retrieve(made.id, { memory_store_id: store.id }), refused(404));
  assert.ok((await allPages(client.beta.memoryStores.list())).some((row) => row.id === store.id));
});

test('the SDK worker unpacks the demo skill', async () => {
  const version = await client.beta.skills.versions.retrieve('latest', { skill_id: 'skill_release-notes' });
  assert.equal(version.name, 'release-notes');
  const agent = await client.beta.agents.create({
    name: 'with a skill', model: 'claude-opus-4-8', skills: [{ type: 'custom', skill_id: 'skill_release-notes', version: 'latest' }],
  });
  await withWorker({}, async () => {
    const session = await begin(agent.id, { initial_events: [message('$ ls -l skills/release-notes && cat skills/release-notes/SKILL.md')] });
    const outcome = await outcomeOf(session.id);
    assert.equal(outcome.outcome, 'ended_well', outcome.why);
    const [result] = await allPages(client.beta.sessions.events.list(session.id, { types: ['user.tool_result'] }));
    assert.match(result.content[0].text, /-rwxr-xr-x.* check\.sh/);
    assert.match(result.content[0].text, /^name: release-notes$/m);
  });
});

test('the queue is listed, counted and repaired', async () => {
  const session = await client.beta.sessions.create({ agent: 'agent_interactive-shell', environment_id: server.environmentId });
  const work = keyed.beta.environments.work;
  const item = (await allPages(work.list(server.environmentId, { limit: 1 }))).find((entry) => entry.data.id === session.id);
  assert.equal(item.state, 'queued');
  assert.equal(item.secret, null);
  assert.equal((await work.stats(server.environmentId)).depth, 1);
  const named = await client.beta.environments.work.update(item.id, { environment_id: server.environmentId, metadata: { 'glovebox.vcpus': '1' } });
  assert.deepEqual(named.metadata, { 'glovebox.vcpus': '1' });
  const claimed = await work.poll(server.environmentId);
  assert.deepEqual([claimed.id, claimed.metadata], [item.id, { 'glovebox.vcpus': '1' }]);
  assert.equal((await work.stats(server.environmentId)).pending, 1);
  await work.ack(item.id, { environment_id: server.environmentId });
  // Nobody ever beats: an operator takes it out of the way, and an interrupt brings the session back.
  await operator.beta.environments.work.stop(item.id, { environment_id: server.environmentId, force: true });
  assert.equal((await client.beta.environments.work.retrieve(item.id, { environment_id: server.environmentId })).state, 'stopped');
  await operator.beta.sessions.events.send(session.id, { events: [{ type: 'user.interrupt' }] });
  const again = (await allPages(work.list(server.environmentId))).filter((entry) => entry.data.id === session.id);
  assert.deepEqual(again.map((entry) => entry.state), ['stopped', 'queued']);
  await work.stop(again[1].id, { environment_id: server.environmentId, force: true });
});

for (const [verdict, said] of [['allow', /The lock file is gone/], ['deny', /Then it stays: “Not today\.”/]])
  test(`a call waits for the operator, who says ${verdict}`, async () => {
    await withWorker({}, async () => {
      const session = await begin('agent_ask-first');
      const use = await eventually('the call is there', async () =>
        (await allPages(client.beta.sessions.events.list(session.id, { types: ['agent.tool_use'] })))[0]);
      assert.equal(use.evaluated_permission, 'ask');
      const confirmation = { type: 'user.tool_confirmation', tool_use_id: use.id, result: verdict };
      await assert.rejects(keyed.beta.sessions.events.send(session.id, { events: [confirmation] }), refused(403));
      const archive = operator.beta.sessions.archive(session.id);
      await assert.rejects(archive, refused(403));
      await operator.beta.sessions.events.send(session.id, {
        events: [verdict === 'deny' ? { ...confirmation, deny_message: 'Not today.' } : confirmation],
      });
      assert.equal((await outcomeOf(session.id)).outcome, 'ended_well');
      const messages = await allPages(client.beta.sessions.events.list(session.id, { types: ['agent.message'] }));
      assert.match(messages.at(-1).content[0].text, said);
    });
  });

test('the operator interrupts a session that waits', async () => {
  const session = await begin('agent_ask-first');
  await eventually('it waits', async () => (await client.beta.sessions.retrieve(session.id)).status === 'idle');
  await operator.beta.sessions.events.send(session.id, { events: [{ type: 'user.interrupt' }] });
  const events = await allPages(client.beta.sessions.events.list(session.id));
  assert.deepEqual(events.at(-1).stop_reason, { type: 'end_turn' });
  assert.equal((await outcomeOf(session.id)).outcome, 'ended_badly');
  const items = await allPages(keyed.beta.environments.work.list(server.environmentId));
  for (const item of items.filter((entry) => entry.data.id === session.id && entry.state !== 'stopped'))
    await keyed.beta.environments.work.stop(item.id, { environment_id: server.environmentId, force: true });
});

test('the SDK worker serves two agents in one session', async () => {
  await withWorker({}, async (workdir) => {
    const session = await begin('agent_two-agents');
    const outcome = await outcomeOf(session.id);
    assert.equal(outcome.outcome, 'ended_well', outcome.why);
    assert.equal((await readFile(join(workdir, 'outputs/squares.txt'), 'utf8')).split('\n').length, 41);
    const events = await allPages(client.beta.sessions.events.list(session.id));
    const created = events.find((event) => event.type === 'session.thread_created');
    const its = events.filter((event) => event.type === 'agent.tool_use' && event.session_thread_id === created.session_thread_id);
    assert.equal(its.length, 2);
    const usage = events.filter((event) => event.type === 'session.usage').at(-1).usage;
    assert.ok(usage.output_tokens > 0 && usage.list_cost.currency === 'USD' && /^\d+$/.test(usage.list_cost.amount));
  });
});

test('a memory store and a custom tool come with a session', async () => {
  const [store] = (await allPages(client.beta.memoryStores.list())).filter((row) => row.name === 'Team notes');
  const session = await client.beta.sessions.create({
    agent: 'agent_release-notes', environment_id: server.environmentId,
    resources: [{ type: 'memory_store', memory_store_id: store.id, access: 'read_only' }],
  });
  assert.equal(session.resources[0].mount_path, '/mnt/memory/team-notes');
  assert.deepEqual(session.agent.tools.map((tool) => tool.type), ['agent_toolset_20260401', 'custom']);
  const item = (await allPages(keyed.beta.environments.work.list(server.environmentId))).find((entry) => entry.data.id === session.id);
  await keyed.beta.environments.work.stop(item.id, { environment_id: server.environmentId, force: true });
});

test('webhooks of all that pass the SDK, which checks them by standardwebhooks', async () => {
  const session = await begin('agent_interactive-shell');
  const mine = await eventually('both events are delivered', () => {
    const found = deliveries.filter((delivery) => JSON.parse(delivery.body).data.id === session.id);
    return found.length >= 2 && found;
  });
  const types = mine.map((delivery) => client.beta.webhooks.unwrap(delivery.body, { headers: delivery.headers, key: server.webhookKey }).data.type);
  assert.deepEqual(new Set(types), new Set(['session.status_run_started', 'session.status_idled']));
  assert.throws(() => client.beta.webhooks.unwrap(`${mine[0].body} `, { headers: mine[0].headers, key: server.webhookKey }));
  // Every transition to running was told of.
  const runs = deliveries.filter((delivery) => JSON.parse(delivery.body).data.type === 'session.status_run_started').length;
  assert.ok(runs >= 8, `${runs} runs`);
});
