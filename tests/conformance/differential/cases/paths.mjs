// Which paths the file tools take: inside, outside, links, loops.
import { bash, differs, edit, given, glob, grep, read, simple, unordered, write } from '../table.mjs';

const everyTool = (path) => [read(path), write(path, 'x'), edit(path, 'a', 'b'), glob('*', path), grep('root', path)];

const inside = [
  given('spellings of the same place', 'mkdir -p d/e; echo x > d/f', ...['d/f', './d/f', 'd//f', 'd/./f', 'd/e/../f', '@ROOT@/d/f', '@ROOT@/./d/../d/f', 'd/nowhere/../f', '../../../@ROOT@/d/f', '@ROOT@/../@ROOT@/d/f'].map((path) => read(path))),
  given('a link to a file, a folder, the root', 'mkdir d; echo x > d/f; ln -s d/f a; ln -s d b; ln -s . c; ln -s "@ROOT@/d/f" e', ...['a', 'b/f', 'c/d/f', 'c/c/c/d/f', 'e'].map((path) => read(path))),
  given('".." is taken away before links are followed', 'mkdir -p d/e; echo root > f; echo d > d/f; ln -s d/e l', read('l/../f')),
  given('a link that goes out and back', 'echo x > f; ln -s "../..@ROOT@/f" l', read('l')),
  given('a name that begins with two dots', 'echo x > ..f; mkdir ...; echo y > .../g', read('..f'), read('.../g'), write('..h', 'x')),
];

const outside = [
  simple('absolute', ...everyTool('/etc/passwd')),
  simple('upwards', ...everyTool('../../etc/passwd'), read('..'), read('../'), glob('*', '..'), grep('x', '..')),
  given('through a link to a file', 'ln -s /etc/passwd l', ...everyTool('l')),
  given('through a link to a folder', 'ln -s /etc l', ...everyTool('l/passwd'), glob('*', 'l'), grep('x', 'l')),
  given('through a relative link', 'ln -s ../../etc l; mkdir d; ln -s ../../../etc d/l', ...everyTool('l/passwd'), read('d/l/passwd')),
  given('through a chain of links', 'ln -s b a; ln -s c b; ln -s /etc c', read('a/passwd'), write('a/x', 'y')),
  given('through a dangling link', 'ln -s /nowhere/at/all l; ln -s /tmp/glovebox-not-there m', ...everyTool('l'), ...everyTool('m')),
  simple('a neighbour with the same beginning', read('@ROOT@x'), read('@ROOT@x/f'), write('@ROOT@-other/f', 'x')),
  simple('the root of all', read('/'), glob('*', '/'), grep('x', '/'), write('/', 'x')),
  simple('processes and devices', read('/proc/self/environ'), read('/dev/zero'), read('/dev/stdin'), write('/dev/null', 'x')),
  simple('names that need quoting', read('/a"b'), read('/a\nb\tc\u0001'), read('/a\\b'), read('/ü😀\u2028\u007f')),
  given('a link inside a link outside', 'ln -s /proc/self/root l', read('l/etc/passwd'), read('l@ROOT@/x')),
];

const links = (count) => `python3 -c 'import os\nfor i in range(${count}): os.symlink(f"l{i}", f"l{i+1}")'`;

const broken = [
  given('a link to itself', 'ln -s l l', ...everyTool('l'), read('l/x')),
  given('a loop of links', 'ln -s b a; ln -s a b; mkdir d; ln -s ../d/l d/l', read('a'), read('d/l'), read('a/x/y')),
  given('forty and eighty links', `echo x > l0; ${links(81)}`, read('l39'), read('l40'), read('l41'), read('l80'), read('l81')),
  given('a folder through fifty links', `mkdir l0; echo x > l0/f; ${links(50)}`, read('l50/f'), read('l40/f')),
  given('a file as a folder', 'echo x > f', read('f/g'), read('f/g/h'), edit('f/g', 'a', 'b'), glob('*', 'f/g'), glob('*', 'f')),
  given('a link to a file as a folder', 'echo x > f; ln -s f l', read('l/g')),
  given('an unreadable folder', 'mkdir d; echo x > d/f; chmod 000 d', ...everyTool('d/f'), ...everyTool('d/e/f'), glob('*', 'd')),
  given('an unreadable folder behind a link', 'mkdir d; echo x > d/f; ln -s d/f l; chmod 000 d', read('l')),
  simple('a name that is too long', ...everyTool('n'.repeat(256))),
  simple('a path that is too long', ...everyTool('n/'.repeat(3000))),
  simple('a zero byte', ...['read', 'write', 'glob'].map((tool) => differs('node-codes', 'error: path "a\\u0000b": i/o error (EINVAL)', { read: read('a\0b'), write: write('a\0b', 'x'), glob: glob('*', 'a\0b') }[tool]))),
  simple('blank and dot', read(' '), read('.'), read('./'), read('./.')),
];

const roots = { other_roots: ['@ROOT@-other'], read_only_roots: ['@ROOT@-other/fixed', '@ROOT@/ro'] };
const more = (name, setup, ...calls) => ({ ...given(name, `mkdir -p "@ROOT@-other/fixed" ro; echo one > "@ROOT@-other/f"; echo one > "@ROOT@-other/fixed/f"; echo one > ro/f; ${setup}`, ...calls), place: 'plain', begin: roots });

const otherRoots = [
  more('another permitted folder', '', read('@ROOT@-other/f'), write('@ROOT@-other/g/h', 'x'), edit('@ROOT@-other/f', 'one', 'two'), unordered(glob('**', '@ROOT@-other')), bash('cat "@ROOT@-other/g/h"')),
  more('outside all of them', '', read('/etc/passwd'), read('@ROOT@-other/../x'), read('@ROOT@-otherx')),
  more('a link from one to the other', 'ln -s "@ROOT@-other" l', read('l/f'), write('l/n', 'x')),
  more('a link out of the other one', 'ln -s /etc "@ROOT@-other/l"', read('@ROOT@-other/l/passwd')),
  more('read-only folders', '', ...['@ROOT@-other/fixed', 'ro'].flatMap((folder) => [read(`${folder}/f`), write(`${folder}/f`, 'x'), write(`${folder}/new/f`, 'x'), edit(`${folder}/f`, 'one', 'two'), write(folder, 'x')])),
  more('read-only through a link', 'ln -s ro/f l; ln -s ro/new m', write('l', 'x'), edit('l', 'one', 'x'), write('m', 'x')),
  more('read-only comes after what is missing', '', write('ro/f', ''), edit('ro/f', '', ''), edit('ro/nowhere', 'a', 'b'), read('ro/nowhere')),
];

export const pathCases = [inside, outside, broken, otherRoots].flat().map((entry) => ({ ...entry, name: `path: ${entry.name}` }));
