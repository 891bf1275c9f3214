#!/usr/bin/env bash
# keyring_session.sh PROGRAM [ARGUMENT ...]: runs it in a desktop's session of its own: a bus, and GNOME's keyring, which
# is unlocked and empty. Nothing of the user's own session or keyring is seen.
set -euo pipefail

if [ -z "${GLOVEBOX_TEST_SESSION:-}" ]; then
  folder=$(mktemp -d /tmp/gb-keyring-XXXXXX)
  trap 'rm -rf "$folder"' EXIT
  mkdir -m 700 "$folder/run"
  unset DBUS_SESSION_BUS_ADDRESS DISPLAY WAYLAND_DISPLAY XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME
  HOME=$folder XDG_RUNTIME_DIR=$folder/run GLOVEBOX_TEST_SESSION=$folder dbus-run-session -- "$0" "$@"
  exit
fi

mkfifo "$GLOVEBOX_TEST_SESSION/password"
gnome-keyring-daemon --unlock --foreground --components=secrets <"$GLOVEBOX_TEST_SESSION/password" >/dev/null 2>&1 &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || true' EXIT
printf 'a password for tests' >"$GLOVEBOX_TEST_SESSION/password"
# Before anybody asks: the bus would start another one, which knows no password.
until [ -S "$XDG_RUNTIME_DIR/keyring/control" ]; do
  kill -0 "$daemon" || { echo "the keyring ended as it began" >&2; exit 1; }
  sleep 0.1
done
status=0
"$@" || status=$?
exit "$status"
