// The bash tool when a command ends the shell, or would: the official one loses what was printed and all state.
import { bash, differs, hangsThere, read, restart, simple, until } from '../table.mjs';

const ended = (ours, call) => differs('shell-goes-on', ours, call);
const printed = (ours, call) => differs('output-of-ended-calls', ours, call);
const kept = (ours, call) => differs('shell-goes-on', ours, call);
const broken = (ours, call) => differs('syntax-errors', ours, call);

const exits = [
  simple('exit', ended('error: exit 4', bash('exit 4')), bash('echo next')),
  simple('exit 0 with output', ended('bye', bash('echo bye; exit 0'))),
  simple('exit after output', ended('error: before', bash('echo before; exit 3; echo never'))),
  simple('or exit', ended('error: could not', bash('false || { echo could not; exit 1; }'))),
  simple('exit keeps folder, variables and functions',
    bash('mkdir d; cd d; X="a b"; export Y=2; arr=(1 "2 3"); declare -A m=([k]=v); f() { echo "f $1"; }'),
    ended('error: exit 1', bash('Z=3; exit 1')),
    kept('@/d a b 2 3 2 2 3 v f x', bash('echo "$PWD $X $Y $Z ${#arr[@]} ${arr[1]} ${m[k]} $(f x)"'))),
  simple('exit twice', ended('error: exit 1', bash('A=1; exit 1')), ended('error: exit 2', bash('B=2; exit 2')), kept('1 2', bash('echo $A $B'))),
  simple('exit inside a function', ended('error: in f', bash('f() { echo in f; exit 9; }; f; echo never'))),
  simple('exit in a subshell is none', bash('(exit 3); echo $?')),
  simple('exit leaves background jobs alone',
    bash('(sleep 1; echo x > t; mv t late.txt) & true'), ended('error: exit 1', bash('exit 1')), until('late.txt'), bash('cat late.txt')),
  simple('what a job prints after exit is seen',
    bash('(until [ -e go ]; do sleep 0.05; done; echo job; : > over) & true'), ended('error: exit 1', bash('exit 1', hangsThere)),
    differs('shell-goes-on', 'job\ncall', bash(': > go; until [ -e over ]; do sleep 0.05; done; echo call', hangsThere))),
  simple('a trap on exit that is the command’s own',
    printed("error: work\ntidied\nbash: bash session terminated", bash("trap 'echo tidied' EXIT; echo work; exit 0")),
    bash('echo "next $PWD"')),
  simple('a failure under set -e', ended('error: one', bash('set -e; echo one; false; echo never')), bash('false; echo on')),
  simple('set -e that nothing trips', bash('set -e; true'), ended('error: exit 1', bash('false; echo never')), bash('false; echo on')),
  simple('set -e keeps the folder', bash('mkdir d'), ended('error: exit 2', bash('set -e; cd d; (exit 2)')), kept('@/d', bash('pwd'))),
  simple('an unset variable under set -u', ended('error: /bin/bash: line 1: NO: unbound variable', bash('set -u; echo $NO; echo never')), bash('echo "[$NO]"')),
  simple('a demanded parameter', ended('error: /bin/bash: line 1: NO: needed', bash('echo ${NO:?needed}; echo never'))),
  simple('a failing pipe under set -euo pipefail', ended('error: 1', bash('set -euo pipefail; echo 1; false | cat; echo 2'))),
  simple('exec of another program', printed('error: replaced\nbash: bash session terminated', bash('exec echo replaced')), bash('echo next')),
  simple('exec of nothing that exists', ended('error: /bin/bash: line 1: exec: nowhere: not found', bash('exec nowhere')), bash('echo next')),
  simple('a shell that kills itself', bash('kill -9 $$'), bash('echo fresh; pwd')),
  simple('a shell that kills itself after output', printed('error: last words\nbash: bash session terminated', bash('echo last words; kill -9 $$')), bash('echo fresh')),
  simple('a shell that ends itself politely', bash('kill -TERM $$; sleep 0.2; echo never'), bash('echo fresh')),
  simple('a dead shell whose child holds the output', differs('held-output', 'error: bash: bash session terminated', bash('sleep 20 & kill -9 $$', hangsThere)), bash('echo fresh')),
  simple('logout and return', bash('logout'), bash('return 3'), bash('break; echo on')),
];

const halves = [
  simple('an unclosed single quote', broken(/error: .*unexpected EOF while looking for matching `''/s, bash("echo 'unclosed", hangsThere)), bash('echo next')),
  simple('an unclosed double quote', bash('X=1'), broken(/error: .*unexpected EOF while looking for matching `"'/s, bash('echo "unclosed', hangsThere)), differs('syntax-errors', '1', bash('echo $X'))),
  simple('an unclosed backquote', broken(/error: .*unexpected EOF while looking for matching ``'/s, bash('echo `date', hangsThere))),
  simple('an unclosed parenthesis', broken(/error: .*unexpected EOF while looking for matching `\)'/s, bash('echo $(date', hangsThere))),
  simple('an unclosed brace', broken(/error: .*syntax error: unexpected end of file/s, bash('f() { echo x', hangsThere))),
  simple('an if without an end', broken(/error: .*syntax error: unexpected end of file/s, bash('if true; then echo x', hangsThere)), bash('echo next')),
  simple('a here document without an end',
    broken(/.*here-document at line 1 delimited by end-of-file \(wanted `EOF'\)\ntext/s, bash('cat <<EOF\ntext', hangsThere)), bash('echo next')),
  simple('a brace too many', bash('X=1'), broken(/error: x\n.*syntax error near unexpected token `}'.*/s, bash('echo x\n}')), differs('syntax-errors', '1', bash('echo $X'))),
  simple('a brace that ends the group and opens another', broken(/error: .*syntax error near unexpected token `}'.*/s, bash('true; }; { echo x')), bash('echo next')),
  simple('a keyword in the wrong place', broken(/error: .*syntax error near unexpected token `fi'.*/s, bash('fi')), broken(/error: .*syntax error near unexpected token `done'.*/s, bash('done'))),
  simple('an operator alone', broken(/error: .*syntax error near unexpected token `&&'.*/s, bash('&& true')), broken(/error: .*syntax error near unexpected token `\|'.*/s, bash('echo | | cat'))),
  simple('a parenthesis alone', broken(/error: .*syntax error near unexpected token `\)'.*/s, bash('echo x)'))),
  simple('a backslash at the end', differs('syntax-errors', 'x \\', bash('echo x \\', hangsThere))),
  simple('lines before a syntax error', broken(/error: one\n.*syntax error near unexpected token `fi'.*/s, bash('echo one\nfi'))),
  simple('an option that a later line needs', differs('syntax-errors', 'yes', bash('shopt -s extglob\ncase ab in @(ab|c)) echo yes;; esac'))),
];

const streams = [
  simple('output redirected for good', differs('shell-goes-on', '', bash('exec > log.txt; echo hidden', hangsThere)), differs('shell-goes-on', '', bash('echo more', hangsThere)),
    differs('shell-goes-on', 'hidden\nmore\n', read('log.txt'))),
  simple('output closed', differs('shell-goes-on', /error: .*write error: Bad file descriptor/, bash('exec >&-; echo x', hangsThere)), restart, bash('echo fresh')),
  simple('errors redirected for the call', bash('exec 2>err.txt; ls nowhere'), bash('ls nowhere 2>&1 | wc -l; wc -l < err.txt')),
  simple('all of bash’s own descriptors', bash('exec 3>&1 4>&2 9>nine; echo a >&3; echo b >&4; echo c >&9'), bash('echo d >&3; echo e >&9; cat nine')),
  simple('the descriptor of the end mark is not for commands', bash('ls /proc/self/fd | grep -x 47'), bash('{ echo x >&47; } 2>/dev/null')),
  simple('tracing', differs('tracing', '++ echo a\na\n++ X=1', bash('set -x; echo a; X=1')), differs('tracing', '++ echo b\nb', bash('echo b')), differs('tracing', /\+\+ set \+x/, bash('set +x')), bash('echo c')),
  simple('echoing the input', bash('set -v; echo v'), restart, bash('echo fresh')),
  simple('a trap on every command', differs('tracing', /> echo a\na\n.*/s, bash("trap 'echo \"> $BASH_COMMAND\"' DEBUG; echo a"))),
  simple('a trap on errors', bash("trap 'echo failed' ERR; false; true"), differs('tracing', 'error: failed\nfailed', bash('false'))),
  simple('functions named like what we use', differs('shell-goes-on', 'a', bash('eval() { command echo mine; }; printf() { command echo mine; }; echo a', hangsThere)), bash('echo b', hangsThere)),
  simple('nothing is executed any more', bash('set -n', { timeout_ms: 1000 }), bash('echo fresh')),
];

export const shellEndCases = [exits, halves, streams].flat().map((entry) => ({ ...entry, name: `shell: ${entry.name}` }));
