// The same calls through the official SDK's toolset on a folder of this host and through our six tools in a real guest.
// usage: differential.mjs <glovebox_tool_server> <decision record> [--plain] [--only REGEX] [--verbose]
// --plain: ours as plain processes too, which is faster while one works on the tools.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eventually, watchdog } from '../lib.mjs';
import { ToolServer } from './tool_server.mjs';
import { bashCases } from './cases/bash.mjs';
import { shellEndCases } from './cases/shell_ends.mjs';
import { fileCases } from './cases/files.mjs';
import { editCases } from './cases/edits.mjs';
import { pathCases } from './cases/paths.mjs';
import { searchCases } from './cases/search.mjs';
import { walkerCases } from './cases/walker.mjs';

watchdog(880_000, 'differential');

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { plain: { type: 'boolean' }, only: { type: 'string' }, verbose: { type: 'boolean' } },
});
const [program, recordPath] = positionals;
const only = new RegExp(options.only ?? '');
const table = [bashCases, shellEndCases, fileCases, editCases, pathCases, searchCases, walkerCases].flat();
const cases = table.filter((entry) => only.test(entry.name));

// As long as the guest's "/mnt/session": outputs that hold paths are then cut at the same place.
const guestRoot = '/mnt/session';
const officialName = 'the official toolset';
const folders = [];
process.on('exit', () => {
  for (const path of folders.flatMap((one) => [one, `${one}-other`])) rmSync(path, { recursive: true, force: true });
});
function folder() {
  const path = mkdtempSync('/tmp/g');
  chmodSync(path, 0o755);
  folders.push(path);
  return path;
}

const cleaned = `PATH=/usr/bin:/bin; cd "@ROOT@"; umask 022; shopt -s dotglob nullglob; there=(* "@ROOT@"-othe[r]); shopt -u dotglob nullglob
if [ \${#there[@]} -gt 0 ] && ! rm -rf -- "\${there[@]}" 2>/dev/null; then
  chmod -R u+rwx -- "\${there[@]}" 2>/dev/null; rm -rf -- "\${there[@]}"
fi`;
// Few programs: in an emulated guest each costs tens of milliseconds. od leaves repeated lines out.
const probe = `PATH=/usr/bin:/bin; cd "@ROOT@"; shopt -s globstar dotglob nullglob; files=()
for name in **; do if [ -f "$name" ] && [ ! -L "$name" ]; then files+=("$name"); fi; done; shopt -u globstar dotglob nullglob
find . -mindepth 1 '(' -type f -printf '%y %m %s %p\\n' ')' -o -printf '%y %m %p %l\\n'
echo =; [ \${#files[@]} -eq 0 ] || od -An -c -- "\${files[@]}"`;

function rooted(value, root) {
  return JSON.parse(JSON.stringify(value).replaceAll('@ROOT@', root));
}

const usesShell = (entry) => entry.calls.some(({ tool }) => tool === 'bash');
const looksOnly = (entry) => !entry.state && entry.calls.every(({ tool }) => ['read', 'glob', 'grep'].includes(tool));
/// A case finds the folder as it wants it: it was made for the case before, which changed nothing.
const followsOn = (entry, before) =>
  before && entry.setup && entry.setup === before.setup && looksOnly(entry) && looksOnly(before) && !entry.begin && !before.begin;

/// Nor is there anything to clean after commands that make nothing: a shell less to start.
const makes = /(^|[^&>])>(?![&(])|\b(mkdir|touch|ln|mkfifo|git|python3|umask|head|cp)\b|setsid/;
const leavesNothing = (entry) =>
  !entry.setup && entry.calls.every(({ tool, input }) => !tool || (tool === 'bash' && !makes.test(input.command ?? '')));

/// What one side answers to one case, with its folder written "@".
async function play(server, root, entry, before) {
  const official = server.name === officialName;
  const told = ({ text, is_error: isError }, call) => {
    let plain = text.replaceAll(root, '@');
    // ripgrep's words for an error of the file system depend on how many processors it finds.
    if (call?.tool === 'grep') plain = plain.replace(/IO error for operation on \S+: /g, '');
    if (call?.unordered) plain = plain.split('\n').sort().join('\n');
    return (isError ? 'error: ' : '') + plain;
  };
  const ask = ({ tool, input, timeout_ms }) => {
    const { official_timeout_ms: hangs, ...rest } = input;
    return server.ask(rooted({ tool, input: hangs && official ? { ...rest, timeout_ms: hangs } : rest, timeout_ms }, root));
  };
  const shell = usesShell(entry); // then it gets one of its own
  const isClean = before && !entry.setup && !entry.begin && !before.begin && leavesNothing(before);
  if (!isClean && !followsOn(entry, before)) {
    await server.ask({ begin: rooted(entry.begin ?? {}, root) });
    const script = `${cleaned}\n${entry.setup ?? ''}\necho prepared`;
    const restart = before ? usesShell(before) : true;
    const prepared = told(await ask({ tool: 'bash', input: { command: script, restart } }));
    if (prepared !== 'prepared') return { unprepared: `${server.name} could not prepare: ${prepared}` };
  }
  if (shell) await ask({ tool: 'bash', input: { restart: true } });
  const answers = [];
  for (const call of entry.calls) {
    if (call.pause) await new Promise((resolve) => setTimeout(resolve, call.pause));
    else if (call.until) await eventually(`${entry.name}: a file of ${server.name}`, async () => !(await ask(call.until)).is_error);
    else answers.push(told(await ask(call), call));
  }
  const touching = entry.state || entry.calls.some(({ tool }) => tool === 'write' || tool === 'edit');
  if (shell && touching) await ask({ tool: 'bash', input: { restart: true } });
  const [kinds, content] = touching ? told(await ask({ tool: 'bash', input: { command: probe } })).split('\n=') : ['', ''];
  return { answers, state: `${kinds.split('\n').sort().join('\n')}${content}` };
}

async function playAll(server, root, chosen) {
  await server.ready();
  const all = [];
  for (const [i, entry] of chosen.entries()) {
    const begun = Date.now();
    all.push(await play(server, root, entry, chosen[i - 1]));
    if (options.verbose) console.error(`${server.name}: ${Date.now() - begun} ms: ${entry.name}`);
  }
  const status = await server.close();
  if (status !== 0) throw new Error(`${server.name} ended with ${status}`);
  return all;
}

const shown = (text) => {
  const whole = JSON.stringify(text);
  return whole.length > 700 ? `${whole.slice(0, 350)} … ${whole.slice(-350)} (${text.length})` : whole;
};
const isWhole = (expected, text) =>
  expected instanceof RegExp ? new RegExp(`^(?:${expected.source})$`, expected.flags).test(text) : expected === text;

const counts = { equal: 0, listed: 0, failed: 0, calls: 0 };
const reasons = new Map();
function compare(what, official, ours, differs) {
  const problem = (why) => `${what}: ${why}\n    official ${shown(official)}\n    ours     ${shown(ours)}`;
  if (!differs) return official === ours ? [] : [problem('differs, and no reason is listed')];
  reasons.set(differs.reason, (reasons.get(differs.reason) ?? 0) + 1);
  if (official === ours) return [problem(`no longer differs (${differs.reason})`)];
  return isWhole(differs.ours, ours) ? [] : [problem(`ours is not what is listed (${differs.reason}): ${differs.ours}`)];
}

function judge(entry, official, ours) {
  const calls = entry.calls.filter((call) => call.tool);
  const problems = [official.unprepared, ours.unprepared].filter(Boolean);
  if (problems.length === 0) {
    calls.forEach((call, i) =>
      problems.push(...compare(`call ${i + 1} (${call.tool})`, official.answers[i], ours.answers[i], call.differs)),
    );
    problems.push(...compare('the folder afterwards', official.state, ours.state, entry.stateDiffers));
  }
  counts.calls += calls.length;
  const listed = entry.stateDiffers || calls.some((call) => call.differs);
  counts[problems.length > 0 ? 'failed' : listed ? 'listed' : 'equal'] += 1;
  if (problems.length > 0) console.error(`FAIL ${entry.name}\n  ${problems.join('\n  ')}`);
  else if (options.verbose) console.error(`ok   ${entry.name}`);
}

/// The whole table and the record name the same reasons.
function judgeRecord() {
  const listed = new Set([...readFileSync(recordPath, 'utf8').matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]));
  const differences = table.flatMap((entry) => [entry.stateDiffers, ...entry.calls.map((call) => call.differs)]);
  const given = new Set(differences.filter(Boolean).map(({ reason }) => reason));
  for (const reason of given) {
    if (listed.has(reason)) continue;
    console.error(`FAIL the reason "${reason}" is not in ${recordPath}`);
    counts.failed += 1;
  }
  for (const reason of listed) {
    if (given.has(reason)) continue;
    console.error(`FAIL ${recordPath} gives the reason "${reason}", and no case shows it`);
    counts.failed += 1;
  }
}

const names = cases.map((entry) => entry.name);
const twice = names.find((name, i) => names.indexOf(name) !== i);
if (twice) throw new Error(`two cases are named "${twice}"`);

try {
  const inGuest = options.plain ? [] : cases.filter((entry) => entry.place !== 'plain');
  const plain = cases.filter((entry) => !inGuest.includes(entry));
  const side = async (server, root, chosen) => {
    const begun = Date.now();
    const answers = await playAll(server, root, chosen);
    return { answers, seconds: ((Date.now() - begun) / 1000).toFixed(1) };
  };
  const officialRoot = folder();
  const plainRoot = folder();
  const official = fileURLToPath(new URL('official.mjs', import.meta.url));
  const sides = await Promise.all([
    side(new ToolServer(officialName, process.execPath, [official, officialRoot]), officialRoot, [...inGuest, ...plain]),
    inGuest.length > 0 ? side(new ToolServer('our guest', program, ['guest']), guestRoot, inGuest) : { answers: [], seconds: 0 },
    side(new ToolServer('our tools', program, ['plain', plainRoot]), plainRoot, plain),
  ]);
  const ours = [...sides[1].answers, ...sides[2].answers];
  [...inGuest, ...plain].forEach((entry, i) => judge(entry, sides[0].answers[i], ours[i]));
  judgeRecord();
  console.log(
    `differential: ${cases.length} cases with ${counts.calls} calls (${inGuest.length} in a guest, ${plain.length} as processes): ` +
      `${counts.equal} equal, ${counts.listed} with listed differences, ${counts.failed} failed`,
  );
  console.log(`reasons: ${[...reasons].map(([reason, count]) => `${reason} ${count}`).sort().join(', ')}`);
  console.log(`seconds: official ${sides[0].seconds}, guest ${sides[1].seconds}, processes ${sides[2].seconds}`);
} catch (error) {
  console.error(error);
  process.exit(1); // the servers end with their standard input
}
process.exitCode = counts.failed > 0 ? 1 : 0;
