// Runs inside a sandbox: Anthropic's SDK serves the one item that the environment names, and stops it.
import Anthropic from '@anthropic-ai/sdk';

console.log('has', Object.keys(process.env).filter((name) => name.startsWith('ANTHROPIC_')).sort().join(' '));
// A slip, as somebody's runner may have one: the host must not keep it.
console.log('slip', process.env.ANTHROPIC_WORK_SECRET, 'end of slip');

for (const elsewhere of ['http://192.0.2.1/', 'http://example.com/', 'http://127.0.0.1:1/'])
  await fetch(elsewhere, { signal: AbortSignal.timeout(5000) }).then(
    (answer) => console.log(answer.ok ? 'reached' : 'no way to', elsewhere), // a refusal may be said in HTTP
    () => console.log('no way to', elsewhere),
  );

const client = new Anthropic({ apiKey: null, authToken: 'unused' });
await client.beta.environments.work.worker({ workdir: '/workspace', maxIdleMs: 5000 }).handleItem();
console.log('through');
