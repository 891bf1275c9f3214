// Every documented call of the package, in the order in which a user would make them, and how each goes wrong.
import assert from 'node:assert/strict';
import { Isorun } from 'isorun';
import { client, image, refused, timed } from './common.mjs';

const isorun = client();

// ---- Before there is anything: nobody's key, nothing that cannot be honoured.
await refused(401, () => new Isorun({ apiKey: 'wrong' }).list(), /key/);
await refused(422, () => isorun.create({ image: 'no/such:image' }), /gloveboxctl image import no\/such:image/);
await refused(400, () => isorun.create({ image, vcpus: 0 }));
await refused(400, () => isorun.create({ image, memMiB: 1 }));
await refused(400, () => isorun.create({ image, credentials: { openai: 'sk-not-a-key' } }), /secret/);
await refused(400, () => isorun.create({ image, networkProfile: 'web-dev' }), /network-profiles/);
await refused(400, () => isorun.create({ image, networkProfile: 'none', network: { allow: ['a.example.org'] } }));
await refused(400, () => isorun.create({ image, network: { allow: ['192.168.0.1'] } }), /public/);
assert.equal(await isorun.get('run0000000000000000'), null);
assert.equal(await isorun.get('sbx-1'), null);
await refused(404, () => isorun.restore('snap-none'));
await refused(404, () => isorun.deleteSnapshot('snap/1 x'));
if (!process.argv.includes('again')) assert.deepEqual(await isorun.history(), []);

const profiles = await isorun.networkProfiles();
assert.ok(profiles.some((one) => one.name === 'none' && one.allow.length === 0), JSON.stringify(profiles));

// ---- A run, and what is told of it.
const sandbox = await timed('create', () => isorun.create({ image, vcpus: 1, memMiB: 256, diskMiB: 1024, timeoutSec: 600 }));
assert.match(sandbox.id, /^run[0-9a-f]{16}$/);
assert.deepEqual([sandbox.image, sandbox.vcpus, sandbox.memMiB, sandbox.diskMiB], [image, 1, 256, 1024]);
assert.ok(sandbox.createMs > 0);
const info = await sandbox.info();
assert.equal(info.status, 'running');
assert.ok(Math.abs(Date.parse(info.createdAt) - Date.now()) < 600_000, info.createdAt);
assert.ok((await isorun.list()).some((one) => one.id === sandbox.id));
assert.equal((await isorun.get(sandbox.id)).id, sandbox.id);

// ---- Commands.
const said = await timed('exec', () => sandbox.exec('echo out; echo err >&2; exit 7'));
assert.deepEqual(said, { exitCode: 7, stdout: 'out\n', stderr: 'err\n' });
const late = await sandbox.exec('echo before; sleep 60', 2);
assert.deepEqual([late.exitCode, late.stdout], [124, 'before\n']);
assert.match(late.stderr, /time limit of 2 s/);
assert.equal((await sandbox.exec('kill -9 $$')).exitCode, 137);
const behind = await timed('exec with a program left behind', () => sandbox.exec('sleep 100 >/dev/null 2>&1 & echo started', 50));
assert.deepEqual([behind.exitCode, behind.stdout], [0, 'started\n']);
const much = await sandbox.exec('head -c 11000000 /dev/zero | tr "\\0" y', 120);
assert.equal(much.stdout.length, 10 * 1024 * 1024);
assert.match(much.stderr, /standard output was cut/);
await refused(400, () => sandbox.exec(''));
await refused(400, () => sandbox.exec('true', 0));
const leaver = new AbortController();
const left = sandbox.exec('sleep 3; echo done > /tmp/outlived', 30, { signal: leaver.signal });
setTimeout(() => leaver.abort(), 500);
await assert.rejects(left);

// ---- Files.
await sandbox.writeFile('/tmp/made/on/the/way/ä b', 'héllo\n');
assert.equal(await sandbox.readFile('/tmp/made/on/the/way/ä b'), 'héllo\n');
assert.equal((await sandbox.exec('stat -c %a "/tmp/made/on/the/way/ä b"')).stdout, '600\n');
const bytes = new Uint8Array(1_500_000).map((_, at) => (at * 31) & 255);
await timed('1.5 MB in', () => sandbox.writeFile('/tmp/bytes', bytes));
const sum = (await sandbox.exec('cksum < /tmp/bytes')).stdout.split(' ');
assert.equal(sum[1].trim(), '1500000');
const whole = await fetch(`${isorun.apiUrl}/v1/runs/${sandbox.id}/files/download?path=/tmp/bytes`, {
  headers: { authorization: `Bearer ${process.env.ISORUN_API_KEY}` },
});
assert.deepEqual(Buffer.from(await whole.arrayBuffer()), Buffer.from(bytes));
await sandbox.writeFile('/tmp/made/empty', '');
assert.equal(await sandbox.readFile('/tmp/made/empty'), '');
assert.deepEqual((await sandbox.readdir('/tmp/made')).map((one) => one.name).sort(), ['empty', 'on']);
await refused(404, () => sandbox.readFile('/tmp/none'));
await refused(404, () => sandbox.readdir('/tmp/none'));
await refused(400, () => sandbox.readFile('relative'));
await refused(400, () => sandbox.writeFile('relative', 'x'));
assert.equal((await sandbox.exec('while [ ! -e /tmp/outlived ]; do sleep 0.2; done; cat /tmp/outlived', 60)).stdout, 'done\n');

// ---- What listens inside.
await sandbox.writeFile('/tmp/inside.py', `
import http.server
class Inside(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('content-length', 0)))
        answer = ('%s %s %s %d' % (self.command, self.path, self.headers.get('authorization'), len(body))).encode()
        self.send_response(202)
        self.send_header('content-length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    do_GET = do_PUT = do_POST
    def log_message(self, *args): pass
http.server.ThreadingHTTPServer(('127.0.0.1', 8000), Inside).serve_forever()
`);
await sandbox.exec('python3 /tmp/inside.py >/tmp/inside.log 2>&1 &');
const listening = await sandbox.exec('until (exec 3<>/dev/tcp/127.0.0.1/8000) 2>/dev/null; do sleep 0.2; done', 120);
if (listening.exitCode !== 0) assert.fail(await sandbox.readFile('/tmp/inside.log'));
const ask = (path, options = {}) => fetch(sandbox.url(8000, path), {
  ...options, headers: { authorization: `Bearer ${process.env.ISORUN_API_KEY}` },
});
assert.equal(sandbox.url(8000, 'x'), `${isorun.apiUrl}/v1/runs/${sandbox.id}/proxy/8000/x`);
const inside = await timed('a request to a server inside', () => ask('/a%20b?c=d'));
assert.deepEqual([inside.status, await inside.text()], [202, 'GET /a%20b?c=d None 0']); // and no key
assert.equal(await (await ask('/up', { method: 'PUT', body: 'x'.repeat(300_000) })).text(), 'PUT /up None 300000');
assert.equal((await fetch(sandbox.url(8000, '/'))).status, 401);
assert.equal((await fetch(sandbox.url(9, '/'), { headers: { authorization: `Bearer ${process.env.ISORUN_API_KEY}` } })).status, 502);
assert.throws(() => sandbox.url(0), RangeError);

// ---- Sleep: it wakes for whoever uses it, and PATCH does not wake it.
await timed('hibernate', () => sandbox.hibernate());
assert.equal((await sandbox.info()).status, 'hibernated');
await sandbox.hibernate();
await sandbox.setTimeout(1800);
assert.equal((await sandbox.info()).status, 'hibernated');
const woken = await timed('exec that wakes', () => sandbox.exec('cat /tmp/outlived', 60));
assert.equal(woken.stdout, 'done\n');
await sandbox.resume();
await sandbox.hibernate();
await timed('resume', () => sandbox.resume());
assert.equal((await sandbox.info()).status, 'running');
await sandbox.hibernate();
await sandbox.writeFile('/tmp/woke', 'yes');
assert.equal((await sandbox.info()).status, 'running');
await refused(400, () => sandbox.setTimeout(-1));
await sandbox.setTimeout(0);
await sandbox.setTimeout(600);

// ---- Snapshots and copies.
await sandbox.exec('echo first > /tmp/state');
const snapshot = await timed('snapshot', () => sandbox.snapshot());
assert.ok(snapshot.sizeBytes > 0 && snapshot.id);
assert.ok((await isorun.listSnapshots()).some((one) => one.id === snapshot.id && one.runId === sandbox.id && one.sizeBytes > 0));
await sandbox.exec('echo second > /tmp/state');
const restored = await timed('restore', () => isorun.restore(snapshot.id));
assert.notEqual(restored.id, sandbox.id);
assert.equal((await restored.exec('cat /tmp/state', 60)).stdout, 'first\n');
await restored.destroy();
const forks = await timed('fork of two', () => sandbox.fork(2));
assert.equal(new Set([sandbox.id, ...forks.map((one) => one.id)]).size, 3);
for (const fork of forks) assert.equal((await fork.exec('cat /tmp/state; echo mine > /tmp/state', 60)).stdout, 'second\n');
assert.equal((await sandbox.exec('cat /tmp/state')).stdout, 'second\n');
await Promise.all(forks.map((fork) => fork.destroy()));
await refused(400, () => sandbox.fork(0));
await isorun.deleteSnapshot(snapshot.id);
await refused(404, () => isorun.restore(snapshot.id));

// ---- What was done and used.
const log = await sandbox.auditLog();
assert.ok(log.length > 10, JSON.stringify(log));
assert.deepEqual(log.map((entry) => entry.seq), log.map((_, at) => at + 1));
assert.ok(log.every((entry) => entry.sandboxId === sandbox.id && /^sha256:[0-9a-f]{64}$/.test(entry.hmac)));
assert.ok(log.some((entry) => entry.event === 'exec.exit') && log.some((entry) => entry.event === 'sandbox.hibernated'));
const end = await timed('destroy', () => sandbox.destroy());
assert.equal(end.status, 'destroyed');
assert.ok(end.cpuMs > 0 && end.uptimeMs > 0 && end.memPeakBytes > 0 && end.costCents >= 0, JSON.stringify(end));
assert.equal(await isorun.get(sandbox.id), null);
await refused(404, () => sandbox.exec('true'));
await refused(404, () => sandbox.destroy());
assert.ok((await sandbox.auditLog()).some((entry) => entry.event === 'sandbox.destroyed'));
const past = (await isorun.history()).find((one) => one.id === sandbox.id);
assert.ok(past && past.image === image && past.vcpus === 1 && past.cpuMs > 0 && past.destroyedAt, JSON.stringify(past));
const usage = await isorun.usage();
assert.ok(usage.historySandboxes >= 4 && usage.cpuSeconds > 0 && usage.memSeconds > 0 && usage.asOf, JSON.stringify(usage));
isorun.close();
console.log('every call: well');
