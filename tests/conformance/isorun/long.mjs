// One command that takes longer than the client's own limit of 120 s for an answer.
import assert from 'node:assert/strict';
import { client, image, timed } from './common.mjs';

const isorun = client();
const sandbox = await isorun.create({ image, memMiB: 256, timeoutSec: 60 }); // use keeps it, however long
const said = await timed('exec of 125 s', () => sandbox.exec('sleep 125; echo still here', 300));
assert.deepEqual(said, { exitCode: 0, stdout: 'still here\n', stderr: '' });
await sandbox.destroy();
isorun.close();
