// How long a client's first call takes. Its native transport tries HTTP/3 on port 443 first, for 10 s, at an IPv4
// address alone; with --no-addons there is no such transport.
import assert from 'node:assert/strict';
import { client, timed } from './common.mjs';

const isorun = client();
const began = performance.now();
await timed(`first call to ${isorun.apiUrl} ${process.execArgv.join(' ')}`, () => isorun.usage());
assert.ok(performance.now() - began < 9_000, 'the client waited for HTTP/3');
isorun.close();
