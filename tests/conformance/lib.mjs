// What the conformance programs share: a demo server of their own, and waiting for something with a deadline.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export async function startDemoServer(program, options = []) {
  const child = spawn(program, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the demo server ended with ${code} before it said where it is`)));
  });
  const where = JSON.parse(line);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {
    url: where.url,
    environmentId: where.environment_id,
    environmentKey: where.environment_key,
    apiKey: where.api_key,
    operatorKey: where.operator_key,
    webhookKey: where.webhook_key,
    // Its standard input is what keeps it alive.
    async stop() {
      child.stdin.end();
      await ended;
    },
    async observe(what) {
      const answer = await fetch(`${where.url}/_demo/${what}`, { headers: { 'x-api-key': where.api_key } });
      if (!answer.ok) throw new Error(`GET /_demo/${what}: ${answer.status}`);
      return (await answer.json()).data;
    },
  };
}

export async function eventually(what, condition, withinMs = 60_000) {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`did not happen within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function allPages(page) {
  const rows = [];
  for await (const row of page) rows.push(row);
  return rows;
}

/// Fails the whole program if it takes longer, so that a hang is a failure with a name.
export function watchdog(ms, name) {
  setTimeout(() => {
    console.error(`${name}: still running after ${ms} ms`);
    process.exit(1);
  }, ms).unref();
}
