// Twenty clients at once, each with its own connections and its own run's life, on a host with fewer slots than that.
import assert from 'node:assert/strict';
import { client, image } from './common.mjs';

const clients = Array.from({ length: 20 }, client);
const began = performance.now();
const ids = await Promise.all(clients.map(async (isorun, at) => {
  const sandbox = await isorun.create({ image, memMiB: 256, timeoutSec: 120 });
  const answers = await Promise.all([
    sandbox.exec(`echo ${at}`, 120), sandbox.writeFile(`/tmp/file-${at}`, `of ${at}`), sandbox.info(), isorun.list(),
  ]);
  assert.equal(answers[0].stdout, `${at}\n`);
  assert.ok(answers[3].some((one) => one.id === sandbox.id));
  assert.equal(await sandbox.readFile(`/tmp/file-${at}`), `of ${at}`);
  await sandbox.destroy();
  isorun.close();
  return sandbox.id;
}));
assert.equal(new Set(ids).size, clients.length);
console.log(`twenty clients: ${Math.round(performance.now() - began)} ms`);
