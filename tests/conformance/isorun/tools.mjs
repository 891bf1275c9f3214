// The package's MCP server with all its tools, and its tools for two agent libraries, each called as those do.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { isorunTools as forLangchain } from 'isorun/langchain';
import { isorunTools as forOpenai } from 'isorun/openai-agents';
import { image, timed } from './common.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const pkg = createRequire(import.meta.url)('./node_modules/isorun/package.json');

// ---- MCP, over a pipe as an agent's program has it.
const mcp = new Client({ name: 'conformance', version: '1' });
await mcp.connect(new StdioClientTransport({
  command: process.execPath, args: [join(here, 'node_modules/isorun', pkg.bin['isorun-mcp'])], env: process.env, stderr: 'inherit',
}));
const called = new Set();
async function tool(name, args, isError = false) {
  called.add(name);
  const answer = await mcp.callTool({ name, arguments: args }, undefined, { timeout: 300_000 });
  assert.equal(Boolean(answer.isError), isError, JSON.stringify(answer));
  return answer.content[0].text;
}
const sandboxId = await timed('MCP create_sandbox', () => tool('create_sandbox', { image, memMiB: 256, timeoutSec: 600 }));
assert.match(sandboxId, /^run[0-9a-f]{16}$/);
assert.equal(await tool('exec', { sandboxId, command: 'echo one; exit 3' }), 'one\n[exit code: 3]');
assert.match(await tool('url', { sandboxId, port: 8000, path: '/x' }), new RegExp(`/v1/runs/${sandboxId}/proxy/8000/x$`));
assert.equal(await tool('hibernate', { sandboxId }), 'hibernated');
assert.equal(await tool('resume', { sandboxId }), 'running');
const snapshotId = await tool('checkpoint', { sandboxId });
const copy = await tool('restore', { snapshotId });
assert.match(await tool('list_sandboxes', {}), new RegExp(copy));
for (const id of [sandboxId, copy]) await tool('destroy_sandbox', { sandboxId: id });
assert.match(await tool('exec', { sandboxId, command: 'true' }, true), /No sandbox/);
assert.match(await tool('create_sandbox', { image: 'no/such:image' }, true), /HTTP 422/);
assert.deepEqual([...called].sort(), (await mcp.listTools()).tools.map((one) => one.name).sort());
assert.equal(called.size, 9);
await mcp.close();

// ---- Two agent libraries.
const { tools: chain, close: closeChain } = await forLangchain();
const code = chain.find((one) => one.name === 'code_interpreter');
assert.equal(await timed('LangChain code_interpreter', () => code.invoke({ code: 'print(6 * 7)' })), '42');
assert.equal(await chain.find((one) => one.name === 'shell').invoke({ command: 'ls /tmp/_run.py' }), '/tmp/_run.py');
await closeChain();
const { tools: agents, close: closeAgents } = await forOpenai();
const invoke = (name, args) => agents.find((one) => one.name === name).invoke(undefined, JSON.stringify(args));
assert.equal(await invoke('code_interpreter', { code: 'import sys; print("hi"); sys.exit(2)' }), 'hi\n[exit code: 2]');
assert.equal(await invoke('shell', { command: 'echo shell' }), 'shell');
await closeAgents();
console.log('nine MCP tools, LangChain, OpenAI agents: well');
