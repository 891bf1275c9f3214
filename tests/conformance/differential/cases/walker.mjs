// grep in an image without ripgrep: both sides search by themselves. As processes of this host, because our guests have it.
import { differs, given, grep, simple } from '../table.mjs';

const text = `mkdir -p src .hid .git node_modules src/.git; printf 'one\\nneedle two\\nthree needle\\n' > src/a.txt; printf 'Needle\\nneedles\\n' > b.txt; echo needle > .hid/c; echo needle > .git/d; echo needle > node_modules/e; echo needle > .env; echo needle > src/.git/f`;

const walks = [
  given('many files, in order', text, grep('needle'), grep('needle', '.'), grep('needle', 'src'), grep('nowhere-at-all')),
  given('one file', text, grep('needle', 'src/a.txt'), grep('needle', '@ROOT@/b.txt'), grep('needle', '.env'), grep('nothing', 'b.txt')),
  given('folders that are left out, by name', text, grep('needle', '.git'), grep('needle', 'node_modules'), grep('needle', '.hid')),
  given('patterns', `printf 'abc\\nABC\\na.c\\naac\\n  x  \\n\\n(y)\\n12 34\\n' > f`, ...['a.c', 'a\\.c', '^a', 'c$', '[A-Z]+', '\\d+ \\d', '^$', '^\\s+\\S', '\\(y\\)', '\\bx\\b', 'a{2}', 'a|y', 'x*', '(a)\\1', 'a(?=b)', 'a(?!b)', '(?:ab)+?', '^a?b', '[^a-z]$'].map((pattern) => grep(pattern, 'f'))),
  given('patterns that are wrong', 'echo x > f', ...['(', '[', '*', 'a{2,1}', '\\'].map((pattern) => differs('regex-dialect', /error: grep: invalid regex: .+/, grep(pattern, 'f')))),
  given('patterns that only one engine knows', `printf 'ab\\n' > f`, differs('regex-dialect', /error: grep: invalid regex: .+/, grep('(?<=a)b', 'f')), differs('regex-dialect', /error: grep: invalid regex: .+/, grep('(?<n>a)', 'f'))),
  given('umlauts', `printf 'grün\\nö\\n世界\\n' > f`, grep('ü', 'f'), grep('世', 'f'), grep('gr.+n', 'f'), differs('regex-dialect', 'no matches', grep('^.$', 'f'))),
  given('binary files', `printf 'needle\\0needle\\n' > f; printf 'needle\\n\\0\\n' > g; echo needle > h`, grep('needle', 'f'), grep('needle', 'g'), grep('needle')),
  given('a zero byte far behind', `{ echo needle 1; head -c 200000 /dev/zero | tr '\\0' 'x' | fold -w 100; echo; printf '\\0'; echo needle 2; } > f`, grep('needle', 'f')),
  given('text that is none', `printf 'needle \\xff \\xe2\\x82\\n' > f`, grep('needle', 'f')),
  given('line ends', `printf 'a\\r\\nneedle\\r\\nb needle' > f; printf 'one\\rneedle\\rtwo' > g`, grep('needle', 'f'), grep('needle$', 'f'), grep('needle', 'g'), grep('^two$', 'g')),
  given('long lines', `{ head -c 1993 /dev/zero | tr '\\0' x; echo 'needle1'; head -c 1994 /dev/zero | tr '\\0' x; echo 'needle2'; head -c 90000 /dev/zero | tr '\\0' x; echo 'needle3'; echo needle4; } > f`, grep('needle', 'f')),
  given('long lines of umlauts', `{ head -c 1999 /dev/zero | sed 's/\\x00/ü/g'; echo 1; head -c 2000 /dev/zero | sed 's/\\x00/ü/g'; echo 2; } > f`, grep('ü', 'f')),
  given('too much output', 'seq 1 60000 > f', grep('9', 'f'), grep('.', 'f')),
  given('exactly the limit of output', `for i in $(seq 1 100); do printf 'x%.0s' $(seq 1 500); printf 'x%.0s' $(seq 1 507); echo; done > f`, grep('x', 'f')),
  given('links', 'mkdir d; echo needle > d/f; ln -s d l; ln -s d/f m; ln -s /etc out; mkfifo p', grep('needle'), grep('needle', 'l'), grep('needle', 'm'), grep('needle', 'p')),
  given('without rights', 'mkdir d; echo needle > d/f; chmod 000 d; echo needle > g; echo needle > h; chmod 000 h', grep('needle'), grep('needle', 'h')),
  given('deep folders', 'p=.; for i in $(seq 1 45); do p=$p/d; mkdir $p; echo needle > $p/f; done', grep('needle')),
  given('order of names', 'mkdir b; echo needle > b/x; echo needle > a; echo needle > c; echo needle > b.txt; echo needle > B; echo needle > ä', grep('needle')),
  simple('nothing there', grep('x', 'nowhere'), grep('x'), grep('x', 'no/where')),
  given('an empty file', ': > f', grep('x', 'f'), grep('^', 'f')),
  given('a last line that is empty', `printf 'a\\n\\n' > f`, grep('^', 'f'), grep('^$', 'f')),
  given('separators of Unicode', `printf 'a\\xe2\\x80\\xa8needle\\n' > f`, grep('needle', 'f')),
];

export const walkerCases = walks.map((entry) => ({ ...entry, name: `grep without ripgrep: ${entry.name}`, place: 'plain', begin: { path: '@ROOT@/no-programs' } }));
