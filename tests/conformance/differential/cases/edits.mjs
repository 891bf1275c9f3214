// The edit tool.
import { bash, differs, edit, given, raw, read, simple } from '../table.mjs';

const r = String.raw;
const all = { replace_all: true };

const edits = [
  given('once', 'printf "one two one" > f', edit('f', 'two', 'zwei')),
  given('not unique', 'printf "one two one" > f', edit('f', 'one', 'eins')),
  given('all', 'printf "one two one" > f', edit('f', 'one', 'eins', all)),
  given('all, of one', 'printf "one two" > f', edit('f', 'one', 'eins', all), edit('f', 'two', 'zwei', { replace_all: false })),
  given('not found', 'printf one > f', edit('f', 'zwei', 'x'), edit('f', 'zwei', 'x', all), edit('f', 'ONE', 'x')),
  given('nothing to find', 'printf one > f', edit('f', '', 'x'), raw('edit', { file_path: 'f', new_string: 'x' })),
  {
    ...given('a replacement that is missing', 'printf "one two" > f', raw('edit', { file_path: 'f', old_string: 'one ' })),
    stateDiffers: { reason: 'missing-new-string', ours: 'f 644 3 ./f\n   t   w   o' },
  },
  given('a replacement by nothing', 'printf "one two" > f', edit('f', 'two', '')),
  simple('no path', raw('edit', { old_string: 'a', new_string: 'b' }), edit('', 'a', 'b')),
  given('dollars are dollars', 'printf "a b c" > f', edit('f', 'b', "$& $1 $$ $` $' $<x>"), read('f')),
  given('dollars are dollars everywhere', 'printf "a b a" > f', edit('f', 'a', '$&$$', all), read('f')),
  given('patterns are text', r`printf 'a.c abc [x] a*c (y) \\d' > f`, edit('f', 'a.c', '1'), edit('f', '[x]', '2'), edit('f', 'a*c', '3'), edit('f', '\\d', '4'), read('f')),
  given('overlapping', 'printf aaaa > f; printf aaa > g', edit('f', 'aa', 'b'), edit('f', 'aa', 'b', all), edit('g', 'aa', 'b'), read('f')),
  given('a replacement that contains what is sought', 'printf "a a" > f', edit('f', 'a', 'aa', all), read('f')),
  given('several lines', r`printf 'one\ntwo\nthree\n' > f`, edit('f', 'one\ntwo', '1\n2\n2b'), read('f')),
  given('windows line ends stay', r`printf 'one\r\ntwo\r\n' > f`, edit('f', 'one\ntwo', 'x'), edit('f', 'one', '1'), edit('f', '1\r\ntwo', '1\r\n2'), bash('od -c f')),
  given('newlines at the ends', r`printf 'x\n\n\ny' > f`, edit('f', '\n\n\n', '\n'), edit('f', 'y', 'y\n'), bash('od -c f')),
  given('the whole file', 'printf one > f', edit('f', 'one', ''), read('f')),
  given('an edit that changes nothing', 'printf one > f', edit('f', 'one', 'one')),
  given('umlauts and emoji', 'printf "grün 😀 世界 grün" > f', edit('f', '😀', '🎉'), edit('f', 'ü', 'ue', all), read('f')),
  given('combining characters are not unified', r`printf 'e\xcc\x81 \xc3\xa9' > f`, edit('f', 'é', 'X'), edit('f', 'e', 'E'), bash('od -An -tx1 f')),
  given('zero bytes and control characters', r`printf 'a\0b\033[1mc' > f`, edit('f', 'a\0b', 'x\0y'), edit('f', '\u001b[1m', ''), bash('od -c f')),
  given('a byte order mark stays', r`printf '\xef\xbb\xbfone' > f`, edit('f', 'one', 'two'), edit('f', '\ufeff', ''), bash('od -c f')),
  {
    name: 'bytes elsewhere that are no text',
    setup: r`printf 'caf\xe9 one\xff\n' > f`,
    calls: [edit('f', 'one', 'two'), differs('bytes-stay', '0000000   c   a   f 351       t   w   o 377  \\n\n0000012', bash('od -c f'))],
    stateDiffers: { reason: 'bytes-stay', ours: 'f 644 10 ./f\n   c   a   f 351       t   w   o 377  \\n' },
  },
  {
    name: 'the sign for a byte that is no text',
    setup: r`printf 'a\xffb' > f`,
    calls: [differs('bytes-stay', 'error: edit: old_string not found in f', edit('f', 'a\ufffdb', 'x'))],
    stateDiffers: { reason: 'bytes-stay', ours: 'f 644 3 ./f\n   a 377   b' },
  },
  given('the sign itself', r`printf 'a\xef\xbf\xbdb' > f`, edit('f', 'a\ufffdb', 'x')),
  given('modes stay', 'for m in 755 600 444; do echo one > f$m; chmod $m f$m; done', ...['f755', 'f600', 'f444'].map((name) => edit(name, 'one', 'two'))),
  given('a file without rights', 'echo one > f; chmod 000 f; echo one > g; chmod 200 g', edit('f', 'one', 'two'), edit('g', 'one', 'two')),
  given('a folder that is not to be written', 'mkdir d; echo one > d/f; chmod 555 d', edit('d/f', 'one', 'two')),
  given('a folder, a pipe', 'mkdir d; mkfifo p', edit('d', 'a', 'b'), edit('p', 'a', 'b'), edit('.', 'a', 'b')),
  given('nothing there, something in the way', 'echo x > f', edit('nowhere', 'a', 'b'), edit('no/where', 'a', 'b'), edit('f/g', 'a', 'b')),
  given('through a link', 'echo one > f; ln -s f l', edit('l', 'one', 'two'), bash('cat f; test -L l && echo link')),
  given('hard links part', 'echo one > f; ln f g', edit('f', 'one', 'two'), bash('cat g')),
  given('a file of exactly the limit', 'head -c 262143 /dev/zero | tr "\\0" x > f; printf y >> f', edit('f', 'y', 'z'), bash('tail -c 2 f; wc -c < f')),
  given('a file of one byte more', 'head -c 262144 /dev/zero | tr "\\0" x > f; printf y >> f', edit('f', 'y', 'z')),
  given('an edit that makes a file too large to edit', 'head -c 262143 /dev/zero | tr "\\0" x > f; printf y >> f', edit('f', 'y', 'zz'), edit('f', 'zz', 'y'), read('f')),
  given('many replacements', 'head -c 100000 /dev/zero | tr "\\0" x > f', edit('f', 'x', 'y'), edit('f', 'x', 'yz', all), bash('wc -c < f')),
  {
    name: 'an edit that would fill the memory',
    setup: 'head -c 262144 /dev/zero | tr "\\0" x > f',
    calls: [differs('memory', 'error: edit: write: f: i/o error (EFBIG)', edit('f', 'x', 'y'.repeat(130), all))],
    stateDiffers: { reason: 'memory', ours: `f 644 262144 ./f\n${'   x'.repeat(16)}\n*` },
  },
  given('two edits', 'printf "a b" > f', edit('f', 'a', '1'), edit('f', 'b', '2'), read('f')),
];

export const editCases = edits.map((entry) => ({ ...entry, name: `edit: ${entry.name}` }));
