// The glob tool, and grep with ripgrep.
import { bash, differs, given, glob, grep, raw, simple, unordered } from '../table.mjs';

/// Files in the order given, each a second older than the last, so that "newest first" has one answer.
const quoted = (path) => `'${path.replaceAll("'", `'\\''`)}'`;
const tree = (...paths) => `python3 -c 'import os, sys
for i, path in enumerate(sys.argv[1:]):
  os.makedirs(os.path.dirname(path) or ".", exist_ok=True); open(path, "w").write("x"); os.utime(path, (1700000000 - i,) * 2)' ${paths.map(quoted).join(' ')}`;
const numbered = (count, prefix) =>
  `python3 -c 'import os\nfor i in range(1, ${count + 1}):\n  open(f"${prefix}{i}", "w").close(); os.utime(f"${prefix}{i}", (1700000000 + i,) * 2)'`;

const source = tree('a.js', 'b.ts', 'c.test.js', 'src/d.js', 'src/e.py', 'src/lib/f.js', 'src/lib/g.txt', '.hidden', '.conf/h.js', 'src/.cache/i.js',
  'node_modules/j.js', 'src/node_modules/k.js', '.git/config', 'src/.git/l.js', 'docs/README.md', 'docs/m n.txt', 'Z.JS', 'x1', 'x2', 'x10');
const patterns = (name, list) => given(name, source, ...list.map((pattern) => (typeof pattern === 'string' ? glob(pattern) : pattern)));
const named = (pattern, ours) => differs('named-folders', ours, glob(pattern));

const globs = [
  patterns('stars', ['*', '*.js', '*.none', '*.*', 'a*', '*s', '**.js', '***']),
  patterns('two stars', ['**', '**/*', '**/*.js', 'src/**', 'src/**/*.js', '**/lib/*', '**/lib/**', 'src/**/**/f.js', '**/src/**/f.js', '**/a.js']),
  patterns('stars in the middle', ['*/*', '*/*.js', '*/*/*', 's*/l*/*', 'src/*/f.js', '*rc/d.js']),
  patterns('literals', ['a.js', 'src/d.js', './a.js', 'src/./d.js', 'src//d.js', 'nowhere', 'src', 'src/', 'a.js/', '.']),
  patterns('question marks', ['?.js', '??.js', 'x?', 'x??', 'src/?.py', '?']),
  patterns('classes', ['[ab].*', '[a-c].js', '[!a].js', '[^a].js', 'x[0-9]', 'x[0-9]*', '[]a].js', '[a', 'a].js', '[[:alpha:]].js', '[z-a].js', '[]', '[!]']),
  patterns('braces', ['{a,b}.*', '*.{js,ts}', '{src,docs}/*', '{a.js,src/d.js}', '{a,{b,c.test}}.{js,ts}', '{a}.js', '{a.js', 'a.js}', '{,a}.js', '{a.js,}', '**/*.{py,md}', '{src/**,docs}/*.txt', '{a.js,a.js}']),
  patterns('ranges in braces', ['x{1..2}', 'x{1..10}', '{a..c}.js', 'x{10..1..9}', 'x{01..02}']),
  patterns('alternatives in parentheses', ['@(a|b).*', '*.@(js|ts)', '+(a|b).js', '?(a).js', '*(a|.js)', '!(a).js', '!(*.js)', '@(src|docs)/*', 'x+([0-9])']),
  patterns('hidden files', ['.*', '.hidden', '.conf/*', '.*/*', '**/.*', '**/.*/*', '**/.cache/*', 'src/.cache/*', '**/i.js', '.?idden', '[.]hidden', '{.hidden,a.js}', '*hidden']),
  patterns('folders that are left out', [
    named('node_modules/*', '@/node_modules/j.js'),
    named('node_modules/**', '@/node_modules/j.js'),
    named('node_modules/j.js', '@/node_modules/j.js'),
    named('**/node_modules/*', '@/node_modules/j.js\n@/src/node_modules/k.js'),
    named('src/node_modules/*', '@/src/node_modules/k.js'),
    named('.git/*', '@/.git/config'),
    named('.git/config', '@/.git/config'),
    named('src/.git/*', '@/src/.git/l.js'),
    named('*/node_modules/*', '@/src/node_modules/k.js'),
    named('{node_modules,src}/*.js', '@/src/d.js\n@/node_modules/j.js'),
    '**/k.js', 'node_modules', '*_modules/*', '**/l.js',
  ]),
  patterns('letter case matters', ['*.JS', 'A.js', 'SRC/*', 'z.js']),
  patterns('backslashes', ['\\*', '\\a.js', 'src\\d.js', 'a\\.js', '\\{a,b\\}.js', '[\\a].js', 'src\\*']),
  patterns('upwards', ['../*', '..', 'src/../a.js', '{..,src}/*', 'src\\..\\a.js', 'a..js', '**/..', '..a', '.../a']),
  patterns('absolute', ['/etc/*', '/', '@ROOT@/*', '//', '{/etc,src}/*', '{src,/etc}/*']),
  patterns('strange patterns', ['!a.js', '#a.js', ' a.js', 'a.js ', '~', '$HOME', '(a).js', 'a|b', '+', '@', ',', '{}', '{,}', '**a', 'a**/d.js', '*/**', '**/**', './**', '**/']),
  given('blanks, quotes, umlauts and emoji', tree('m n.txt', "it's", 'q"q', 'ü.txt', '😀.txt', 'e\u0301.txt', '[x].txt', 'a*b', '{c}'),
    differs('half-characters', '@/ü.txt\n@/😀.txt', glob('?.txt')),
    differs('half-characters', '@/e\u0301.txt', glob('??.txt')),
    differs('half-characters', '@/ü.txt\n@/😀.txt', glob('[ü😀].txt')),
    ...['* *', "*'*", 'm?n.txt', 'ü*', '[ü].txt', 'é.txt', '[[]x].txt', '[*]*', 'a[*]b', '[{]c}', '\\{c\\}', '*'].map((pattern) => glob(pattern))),
  given('names that are no text', String.raw`printf x > $'a\xff.txt'; touch -d @1700000000 *`, differs('unreadable-names', '@/a\ufffd.txt', glob('*.txt')), differs('unreadable-names', '@/a\ufffd.txt', glob('a?.txt')), glob('a\ufffd.txt')),
  given('a folder to search in', source, ...['src', './src/', '@ROOT@/src', 'src/lib/..', 'docs', 'nowhere', 'a.js', '.', '', '.conf', 'node_modules', '.git'].map((path) => glob('*', path)), glob('**/*.js', 'src'), glob('*.js', '/etc')),
  given('newest first', `${tree('a', 'b', 'c')}; touch -d @1700000500 b; touch -d '1970-01-01 UTC' c`, glob('*'), bash('touch a'), glob('*')),
  given('fractions of a second count', 'touch -d @1700000000.100 a; touch -d @1700000000.300 b; touch -d @1700000000.200 c', glob('*')),
  given('two hundred and no more', `mkdir d; ${numbered(250, 'd/f')}`, glob('**/*'), glob('d/*'), glob('d/f1*'), glob('d/f{1,2,3}')),
  given('exactly two hundred', numbered(200, 'f'), glob('*')),
  given('folders, pipes and sockets are not files', 'mkdir d; mkfifo p; touch -d @1700000000 f', glob('*'), glob('**'), glob('p'), glob('d')),
  given('links to files', 'echo x > f; touch -d @1700000000 f; ln -s f l; ln -s nowhere dangling; ln -s loop loop; ln -s /etc/passwd out', glob('*'), glob('**'), glob('l'), glob('out'), glob('dangling'), glob('{l,f}')),
  given('links to folders', 'mkdir d; echo x > d/f; touch -d @1700000000 d/f; ln -s d l; ln -s . self; ln -s /etc out', glob('l/*'), glob('*/f'), glob('**/f'), glob('**'), glob('self/d/f'), glob('out/*'), glob('out/passwd'), glob('*/passwd'), glob('l/**'), glob('*', 'l')),
  given('folders without rights', 'mkdir d; echo x > d/f; touch -d @1700000000 d/f; chmod 000 d; echo y > g; mkdir e; echo z > e/f; chmod 666 e', glob('**'), glob('d/*'), glob('d/f'), glob('*'), glob('e/*')),
  given('deep folders', `p=.; for i in $(seq 1 60); do p=$p/d; done; mkdir -p $p; echo x > $p/f`, glob('**/f'), glob('d/d/d/**/f')),
  simple('no pattern', raw('glob', {}), glob(''), raw('glob', { pattern: null })),
  simple('an empty folder', glob('*'), glob('**'), glob('**/*')),
  given('a file whose name ends in a newline', "printf x > $'n\\n'; touch -d @1700000000 *", glob('*'), glob('n*')),
  given('many braces', source, glob('{a,b}{.,_}{js,ts}{,x}'), glob(`{${Array.from({ length: 50 }, (_, i) => `n${i}`).join(',')},a.js}`)),
];

const text = `mkdir -p src .hid .git node_modules; printf 'one\\nneedle two\\nthree needle\\n' > src/a.txt; printf 'Needle\\nneedles\\n' > b.txt; echo needle > .hid/c; echo needle > .git/d; echo needle > node_modules/e; echo needle > .env`;
const ripgrep = [
  given('many files', text, unordered(grep('needle')), unordered(grep('needle', '.')), unordered(grep('needle', 'src')), grep('nowhere-at-all')),
  given('one file', text, grep('needle', 'src/a.txt'), grep('needle', '@ROOT@/b.txt'), grep('nothing', 'b.txt'), grep('needle', '.env'), grep('needle', '.hid/c')),
  given('hidden folders by name', text, grep('needle', '.hid'), grep('needle', '.git'), grep('needle', 'node_modules')),
  given('patterns', `printf 'abc\\nABC\\na.c\\naac\\n  x  \\n\\n(y)\\nö\\n12 34\\n' > f`, ...['a.c', 'a\\.c', '^a', 'c$', '(?i)abc', '[[:upper:]]+', '\\d+ \\d', '^$', '^\\s+\\S', '\\(y\\)', 'ö', '^.$', '\\bx\\b', 'a{2}', 'a|y', '-', '--', '-e', '\\p{L}{3}', 'x*'].map((pattern) => grep(pattern, 'f'))),
  given('patterns that are wrong', 'echo x > f', grep('(', 'f'), grep('[', 'f'), grep('a{2,1}', 'f'), grep('*', 'f'), grep('\\', 'f'), grep('(?<=a)b', 'f'), grep('(a)\\1', 'f'), grep('a\nb', 'f')),
  simple('no pattern', raw('grep', {}), grep(''), raw('grep', { pattern: null, path: '.' })),
  simple('nothing there', grep('x', 'nowhere'), grep('x'), grep('x', 'no/where')),
  given('binary files', `printf 'needle\\0needle\\n' > f; printf 'needle\\n\\0\\n' > g; echo needle > h`, grep('needle', 'f'), grep('needle', 'g'), unordered(grep('needle'))),
  given('text that is none', `printf 'needle \\xff\\n' > f; printf '\\xff\\xfen\\0e\\0e\\0d\\0l\\0e\\0' > utf16`, grep('needle', 'f'), grep('needle', 'utf16')),
  given('ignored files', `git init -q . 2>/dev/null; echo '*.log' > .gitignore; echo needle > a.log; echo needle > a.txt; printf 'b.txt\\n' > .ignore; echo needle > b.txt`, unordered(grep('needle')), grep('needle', 'a.log')),
  given('links', 'mkdir d; echo needle > d/f; ln -s d l; ln -s d/f m; ln -s /etc out', unordered(grep('needle')), grep('needle', 'l'), grep('needle', 'm')),
  given('windows line ends and a last line without one', `printf 'a\\r\\nneedle\\r\\nb needle' > f`, grep('needle', 'f'), grep('needle$', 'f'), grep('b$', 'f')),
  given('long lines', `head -c 5000 /dev/zero | tr '\\0' x > f; echo needle >> f`, grep('needle', 'f')),
  given('too much output', `seq 1 60000 > f`, grep('\\d', 'f'), grep('9', 'f')),
  given('around the limit of output', `for i in 1 2 3 4; do head -c 25597 /dev/zero | tr '\\0' x; echo; done > f`, grep('x', 'f'), grep('x$', 'f')),
  given('one character over the limit', `for i in 1 2 3 4; do head -c 25597 /dev/zero | tr '\\0' x; echo; done > f; echo x >> f`, grep('x', 'f')),
  given('too much output of Chinese', `head -c 120000 /dev/zero | sed 's/\\x00/世/g' > f`, differs('half-characters', /1:世{102398}\n\[output truncated at 102400 bytes\]/, grep('世', 'f'))),
  given('a folder without rights', 'mkdir d; echo needle > d/f; chmod 000 d; echo needle > g',
    differs('matches-stay', '@/g:1:needle\n@/d: Permission denied (os error 13)\n', grep('needle')), grep('nothing-here')),
  given('a file without rights', 'echo needle > f; chmod 000 f', grep('needle', 'f')),
  given('configuration of ripgrep is not read', 'echo "--ignore-case" > rc; echo NEEDLE > f', bash('export RIPGREP_CONFIG_PATH=@ROOT@/rc'), grep('needle', 'f')),
  given('a program named rg in the folder', 'printf "#!/bin/sh\\necho mine\\n" > rg; chmod 755 rg; echo needle > f', bash('export PATH=@ROOT@:$PATH'), grep('needle', 'f')),
  given('names that need care', `echo needle > 'a b'; echo needle > -n; echo needle > 'ü😀'`, grep('needle', 'a b'), grep('needle', '-n'), unordered(grep('needle'))),
  given('an empty file', ': > f', grep('x', 'f'), grep('^', 'f'), grep('', 'f')),
];

export const searchCases = [
  ...globs.map((entry) => ({ ...entry, name: `glob: ${entry.name}` })),
  ...ripgrep.map((entry) => ({ ...entry, name: `grep: ${entry.name}` })),
];
