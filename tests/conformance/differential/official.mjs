// The official SDK's six tools behind the same pipe as ours (tool_server_main.cpp), in one folder of this host.
// usage: official.mjs FOLDER. Started as root it goes on as an unused uid: root passes every permission check.
import { chownSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { betaAgentToolset20260401 } from '@anthropic-ai/sdk/tools/agent-toolset/node';
import { asLine } from './tool_server.mjs';

const plainUser = 64_988;
const folder = process.argv[2];
if (process.getuid() === 0) {
  chownSync(folder, plainUser, plainUser);
  process.setgroups([]);
  process.setgid(plainUser);
  process.setuid(plainUser);
}
process.umask(0o022);
process.chdir(folder);
process.on('uncaughtException', (error) => console.error('official.mjs:', error));

const standardPath = '/usr/local/bin:/usr/bin:/bin';
let tools = [];

function begin({ other_roots: allowedRoots, read_only_roots: readOnlyRoots, path = standardPath }) {
  for (const tool of tools) tool.close?.();
  process.env.PATH = path;
  tools = betaAgentToolset20260401({
    workdir: folder,
    ...(allowedRoots ? { allowedRoots } : {}),
    ...(readOnlyRoots ? { readOnlyRoots } : {}),
    env: { PATH: path, HOME: folder, LANG: 'C.UTF-8' },
  });
  return {};
}

async function run({ tool: name, input, timeout_ms: timeoutMs = 60_000 }) {
  const tool = tools.find((candidate) => candidate.name === name);
  if (!tool) return { text: `unknown tool ${name}`, is_error: true };
  // As the SDK's runner does it: a plain abort when its timer ends.
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(), timeoutMs);
  try {
    return { text: await tool.run(input, { signal: stopping.signal }), is_error: false };
  } catch (error) {
    return { text: error.message, is_error: true };
  } finally {
    clearTimeout(timer);
  }
}

begin({});
process.stdout.write(asLine({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  process.stdout.write(asLine(request.begin ? begin(request.begin) : await run(request)));
}
for (const tool of tools) tool.close?.();
process.exit(0);
