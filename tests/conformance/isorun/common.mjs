// What the programs of this folder share: a client, an image, and errors that have to come.
import assert from 'node:assert/strict';
import { Isorun, IsorunError } from 'isorun';

export const image = process.env.GLOVEBOX_TEST_IMAGE ?? 'node:22-slim';

export const client = () => new Isorun(); // ISORUN_API_URL, ISORUN_API_KEY

/** The call fails with this status, and with a sentence that a person can act on. */
export async function refused(status, call, words = /./) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof IsorunError, String(error?.stack ?? error));
    assert.equal(error.status, status, error.message);
    const { error: said, code } = JSON.parse(error.body);
    const sentence = typeof said === 'string' ? said : said.message; // snapshots are the local API's own routes
    assert.match(sentence, words);
    assert.match(code ?? said.code, /^\w+$/);
    return true;
  });
}

export async function timed(what, call) {
  const began = performance.now();
  const value = await call();
  console.log(`${what}: ${Math.round(performance.now() - began)} ms`);
  return value;
}
