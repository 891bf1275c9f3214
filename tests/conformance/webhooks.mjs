// The official signing library signs, our endpoint verifies; and what the library would not believe, neither do we.
// Usage: webhooks.mjs <webhook receiver program>
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { test, after } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { eventually, watchdog } from './lib.mjs';

watchdog(60_000, 'webhooks');
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const child = spawn(process.argv[2], [secret], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = [];
createInterface({ input: child.stdout }).on('line', (line) => lines.push(JSON.parse(line)));
const { url } = await eventually('the receiver says where it is', () => lines[0], 10_000);
after(() => child.stdin.end());

let serial = 0;
const now = () => Math.floor(Date.now() / 1000);
const runStarted = (id) =>
  JSON.stringify({ type: 'event', id, created_at: new Date().toISOString(), data: { type: 'session.status_run_started', id: 'sesn_01' } });

/// A delivery as its sender makes it, by the library; `seconds` from now.
function signed({ body, seconds = 0, key = secret, id = `whe_${++serial}` } = {}) {
  const text = body ?? runStarted(id);
  const at = now() + seconds;
  return {
    body: text,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(at),
      'webhook-signature': new Webhook(key).sign(id, new Date(at * 1000), text),
    },
  };
}

function libraryBelieves({ headers, body }) {
  try {
    new Webhook(secret).verify(body, headers, { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

/// Each delivery is told in a line, which may come behind its answer.
async function weAnswer({ headers, body }) {
  const before = lines.length;
  const answer = await fetch(url, { method: 'POST', headers, body });
  await answer.text();
  await eventually('it is told', () => lines.length > before, 5_000);
  return answer.status;
}

test('what the library signs is believed and told', async () => {
  const before = lines.length;
  for (const seconds of [0, -200, 200]) assert.equal(await weAnswer(signed({ seconds })), 200);
  assert.equal(await weAnswer(signed({ body: JSON.stringify({ data: { type: 'session.updated', note: 'ünï\u{1F600}' } }) })), 200);
  await eventually('it is told', () => lines.length === before + 4, 5_000);
  assert.deepEqual(lines.slice(before).map((line) => line.told), ['work', 'work', 'work', 'ignored session.updated']);
});

const change = (name, value) => (delivery) => ({ ...delivery, headers: { ...delivery.headers, [name]: value } });
const without = (name) => (delivery) => {
  const headers = { ...delivery.headers };
  delete headers[name];
  return { ...delivery, headers };
};
const signature = (edit) => (delivery) => change('webhook-signature', edit(delivery.headers['webhook-signature']))(delivery);
const other = `v1,${randomBytes(32).toString('base64')}`;

/// Each is done to a good delivery. What the library says about it is asked, not written down.
const tamperings = {
  'nothing': (delivery) => delivery,
  'no id': without('webhook-id'),
  'no timestamp': without('webhook-timestamp'),
  'no signature': without('webhook-signature'),
  'an empty id': change('webhook-id', ''),
  'another id': change('webhook-id', 'whe_other'),
  'an id with more': (delivery) => change('webhook-id', `${delivery.headers['webhook-id']}0`)(delivery),
  'a timestamp of a second later': (delivery) => change('webhook-timestamp', String(Number(delivery.headers['webhook-timestamp']) + 1))(delivery),
  'a timestamp in words': change('webhook-timestamp', 'now'),
  'an empty timestamp': change('webhook-timestamp', ''),
  'a timestamp of zero': change('webhook-timestamp', '0'),
  'a timestamp in milliseconds': change('webhook-timestamp', String(Date.now())),
  'a body with a blank more': (delivery) => ({ ...delivery, body: `${delivery.body} ` }),
  'another session in the body': (delivery) => ({ ...delivery, body: delivery.body.replace('sesn_01', 'sesn_02') }),
  'the same JSON written otherwise': (delivery) => ({ ...delivery, body: JSON.stringify(JSON.parse(delivery.body), null, 1) }),
  'no body': (delivery) => ({ ...delivery, body: '' }),
  'an empty signature': signature(() => ''),
  'a signature of another version': signature((text) => text.replace('v1,', 'v2,')),
  'a signature of version v1a': signature((text) => text.replace('v1,', 'v1a,')),
  'a signature in capitals': signature((text) => text.replace('v1,', 'V1,')),
  'a signature without version': signature((text) => text.slice(3)),
  'a signature cut short': signature((text) => text.slice(0, -4)),
  'a signature without padding': signature((text) => text.replace(/=+$/, '')),
  'a signature with a part more': signature((text) => `${text},x`),
  'a signature with a bit changed': signature((text) => text.slice(0, 5) + (text[5] === 'A' ? 'B' : 'A') + text.slice(6)),
  'only a version': signature(() => 'v1'),
  'only commas': signature(() => ',,,,'),
  'another signature before': signature((text) => `${other} ${text}`),
  'another signature behind': signature((text) => `${text} ${other}`),
  'another version before': signature((text) => `v2,abc ${text}`),
  'two others': signature(() => `${other} ${other}`),
  'blanks between': signature((text) => `${other}   ${text}`),
  'commas instead of blanks': signature((text) => `${other},${text}`),
};
const makings = {
  'signed by another key': () => signed({ key: `whsec_${randomBytes(32).toString('base64')}` }),
  'signed by a shorter key': () => signed({ key: `whsec_${Buffer.from(secret.slice(6), 'base64').subarray(0, 31).toString('base64')}` }),
  '290 s old': () => signed({ seconds: -290 }),
  '310 s old': () => signed({ seconds: -310 }),
  '290 s ahead': () => signed({ seconds: 290 }),
  '310 s ahead': () => signed({ seconds: 310 }),
  'an id with a dot': () => signed({ id: `whe.${++serial}` }),
  'an id with blanks': () => signed({ id: `whe ${++serial} x` }),
};

test('a table of tamperings: we believe what the library believes, and refuse what it refuses', async () => {
  const cases = [
    ...Object.entries(tamperings).map(([name, tamper]) => [name, () => tamper(signed())]),
    ...Object.entries(makings),
  ];
  const believed = [];
  for (const [name, make] of cases) {
    const delivery = make();
    const library = libraryBelieves(delivery);
    assert.equal(await weAnswer(delivery), library ? 200 : 401, name);
    if (library) believed.push(name);
  }
  assert.ok(believed.length >= 8 && cases.length - believed.length >= 25, `${believed.length} of ${cases.length} are believed`);
  console.log(`${cases.length} deliveries: ${believed.length} believed, ${cases.length - believed.length} refused, by both`);
});

test('where we are stricter, on purpose: a timestamp with something behind it', async () => {
  const delivery = signed();
  const odd = change('webhook-timestamp', `${delivery.headers['webhook-timestamp']}.5`)(delivery);
  assert.equal(libraryBelieves(odd), true);
  assert.equal(await weAnswer(odd), 401);
});

test('bodies are signed as bytes', async () => {
  const id = `whe_${++serial}`;
  const at = now();
  const body = Buffer.from([0xff, 0x00, 0x7b]);
  const code = createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${id}.${at}.`).update(body).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(at), 'webhook-signature': `v1,${code}` };
  assert.equal(await weAnswer({ headers, body }), 400); // believed, but no event
});

test('a delivery that comes again is answered well and told as such', async () => {
  const delivery = signed();
  const before = lines.length;
  assert.equal(await weAnswer(delivery), 200);
  assert.equal(await weAnswer(delivery), 200);
  await eventually('both are told', () => lines.length === before + 2, 5_000);
  assert.equal(lines[before].told, 'work');
  assert.match(lines[before + 1].told, /^rejected: .*came again/);
});
