#!/bin/bash
# The official client, our demo server, our engine, a real VM: one conversation of two turns.
# usage: engine.sh <gloveboxctl> <image folder>
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
ctl=$1 image=$2

# A folder of its own: nothing of the user's is touched, and other instances may run.
data=$(mktemp -d /tmp/glovebox-conformance-XXXXXX)
server='' worker=''
finish() {
  local status=$?
  if [ -n "$worker" ]; then kill -TERM "$worker" 2>/dev/null && wait "$worker" || true; fi
  if [ -n "$server" ]; then kill -TERM "$server" 2>/dev/null && wait "$server" || true; fi
  if [ "$status" -ne 0 ]; then
    echo "--- the worker said:" >&2
    cat "$data/worker.log" >&2 || true
  fi
  if pgrep -f "$data" >/dev/null; then
    echo "conformance: processes were left behind:" >&2
    pgrep -af "$data" >&2
    status=1
  fi
  rm -rf "$data"
  exit "$status"
}
trap finish EXIT

exec 3< <(exec "$ctl" demo-server --json --pace 0 2>"$data/server.log")
server=$!
read -r -t 30 facts <&3 || { echo "conformance: the demo server said nothing: $(cat "$data/server.log")" >&2; exit 1; }
fact() { python3 -c 'import json, sys; print(json.loads(sys.argv[1])[sys.argv[2]])' "$facts" "$1"; }

ANTHROPIC_BASE_URL=$(fact url) ANTHROPIC_ENVIRONMENT_ID=$(fact environment_id) ANTHROPIC_ENVIRONMENT_KEY=$(fact environment_key) \
  GLOVEBOX_DATA_DIR=$data/data GLOVEBOX_IMAGE_DIR=$image GLOVEBOX_SECRET_STORE=file "$ctl" serve >"$data/worker.log" 2>&1 &
worker=$!

"$here/run.sh" sdk_client.mjs "$(fact url)" "$(fact api_key)" "$(fact environment_id)"
