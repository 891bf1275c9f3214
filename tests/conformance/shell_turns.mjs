// A conversation with the demo server's interactive agent through the SDK's client: open the stream, send, read on.
import assert from 'node:assert/strict';

export async function talkToShell(client, environmentId, turnTimeoutMs) {
  const session = await client.beta.sessions.create({ agent: 'agent_interactive-shell', environment_id: environmentId, title: 'SDK client' });
  assert.equal(session.status, 'idle');
  assert.ok(Array.isArray(session.resources) && Array.isArray(session.agent.skills));
  const stream = await client.beta.sessions.events.stream(session.id);
  const events = stream[Symbol.asyncIterator]();

  async function next(deadline) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the turn did not end within ${turnTimeoutMs} ms`)), deadline - Date.now());
    });
    try {
      return await Promise.race([events.next(), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /// Sends a message and reads until the agent's turn is over.
  async function turn(text) {
    const sent = await client.beta.sessions.events.send(session.id, { events: [{ type: 'user.message', content: [{ type: 'text', text }] }] });
    assert.equal(sent.data.length, 1);
    assert.match(sent.data[0].id, /^sevt_/);
    const seen = [];
    const deadline = Date.now() + turnTimeoutMs;
    for (;;) {
      const { value: event, done } = await next(deadline);
      assert.ok(!done, 'the stream stays open');
      seen.push(event);
      if (event.type === 'session.status_idle' && event.stop_reason.type === 'end_turn') break;
    }
    const uses = seen.filter((event) => event.type === 'agent.tool_use');
    const answers = seen.filter((event) => event.type === 'user.tool_result');
    assert.deepEqual(answers.map((event) => event.tool_use_id), uses.map((event) => event.id));
    assert.equal(uses.length, text.split('\n').length);
    return {
      uses,
      results: answers.map((event) => event.content.map((block) => block.text).join('')),
      messages: seen.filter((event) => event.type === 'agent.message').map((event) => event.content.map((block) => block.text).join('')),
    };
  }

  return { session, turn, close: () => stream.controller.abort() };
}
