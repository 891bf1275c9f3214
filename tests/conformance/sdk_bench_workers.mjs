// N of Anthropic's workers in one process, for the worker benchmark: one serves one session at a time, and several are
// how its documentation has it serve more. Serves until its standard input closes.
// Usage: sdk_bench_workers.mjs <base URL> <environment id> <environment key> <workers> <folder> [idle-tools]
// idle-tools: bash answers at once and runs nothing, which is what our engine's fake sandboxes do.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';

const [baseURL, environmentId, environmentKey, count, folder, tools] = process.argv.slice(2);
const client = new Anthropic({ apiKey: null, authToken: environmentKey, baseURL });
const stopping = new AbortController();
const idleBash = {
  type: 'custom', name: 'bash', description: 'answers at once', input_schema: { type: 'object' },
  parse: (input) => input, run: () => 'ran bash',
};

async function serve(number) {
  const workdir = join(folder, String(number));
  mkdirSync(workdir, { recursive: true });
  const worker = client.beta.environments.work.worker({
    environmentId, environmentKey, workdir, maxIdleMs: 600_000, signal: stopping.signal,
    ...(tools === 'idle-tools' ? { tools: [idleBash] } : {}),
  });
  await worker.run().catch((error) => {
    if (!stopping.signal.aborted) throw error;
  });
}

const serving = Promise.all(Array.from({ length: Number(count) }, (_, number) => serve(number)));
console.log('workers are polling');
process.stdin.resume().once('end', () => stopping.abort());
await serving;
process.exit(0);
