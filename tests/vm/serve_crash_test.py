"""The program is killed, and its sandbox is not: gloveboxctl serve with a real machine, as its users have it.

    serve_crash_test.py <gloveboxctl> <folder of the guest's image>
"""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request

ctl, image = sys.argv[1:]
PATIENCE = 120
COUNT = "(i=0; while :; do i=$((i+1)); echo $i >> counted; sleep 0.1; done) > /dev/null 2>&1 & echo $$ $HOSTNAME"
LOOK = "echo $$ $HOSTNAME; awk '$1 != NR {bad = 1} END {print NR, bad ? \"gaps\" : \"whole\"}' counted"


def wait(what, look):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain: {what}")


class ControlPlane:
    def __init__(self):
        command = [ctl, "demo-server", "--json", "--pace", "0", "--lease-ttl", "10"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.keys = json.loads(self.process.stdout.readline())

    def ask(self, method, path, body=None):
        headers = {"x-api-key": self.keys["api_key"], "content-type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.keys["url"] + path, method=method, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    @staticmethod
    def message(command):
        return {"type": "user.message", "content": [{"type": "text", "text": "$ " + command}]}

    def session(self, command):
        wanted = {
            "agent": "agent_interactive-shell",
            "environment_id": self.keys["environment_id"],
            "initial_events": [self.message(command)],
        }
        return self.ask("POST", "/v1/sessions", wanted)["id"]

    def results(self, session):
        events = self.ask("GET", f"/v1/sessions/{session}/events?limit=200")["data"]
        return [event["content"][0]["text"] for event in events if event["type"] == "user.tool_result"]

    def say(self, session, command):
        """What the command printed."""
        before = len(self.results(session))
        self.ask("POST", f"/v1/sessions/{session}/events", {"events": [self.message(command)]})
        return wait(command, lambda: self.results(session)[before:])[0]


def serve(plane, folder):
    environment = dict(
        os.environ,
        ANTHROPIC_BASE_URL=plane.keys["url"],
        ANTHROPIC_ENVIRONMENT_ID=plane.keys["environment_id"],
        ANTHROPIC_ENVIRONMENT_KEY=plane.keys["environment_key"],
        GLOVEBOX_DATA_DIR=str(folder),
        GLOVEBOX_IMAGE_DIR=image,
    )
    options = ["--quiet", "--capacity", "1", "--warm", "0", "--memory", "256M", "--session-idle", "600s"]
    return subprocess.Popen([ctl, "serve", *options], env=environment)


def machines(folder):
    """QEMU processes that work in this folder."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(b"qemu-system-x86_64") and any(bytes(folder) in word for word in words):
            found.append(int(entry.name))
    return found


def lookedAt(text, shell):
    """How far it has counted; its shell is the same, and nothing was lost or doubled."""
    lines = text.splitlines()
    assert lines[0] == shell, (text, shell)
    count, verdict = lines[1].split()
    assert verdict == "whole", text
    return int(count)


def books(folder):
    """What the ledger has of the one sandbox: its state, and what was booked of it in milliseconds and micro-dollars."""
    (file,) = folder.glob("**/ledger.db")
    ledger = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    open_ones = ledger.execute("SELECT id, state FROM sandbox WHERE closed_at IS NULL").fetchall()
    used = ledger.execute("SELECT sum(running_ms), sum(hibernated_ms), sum(cost) FROM usage_slice").fetchone()
    ledger.close()
    assert len(open_ones) == 1, open_ones
    return open_ones[0][1], *used


def main(folder, plane):
    program = serve(plane, folder)
    session = plane.session(COUNT)
    shell = wait("the first result", lambda: plane.results(session))[0]
    wait("its template on disk", lambda: list(folder.glob("**/templates/*/manifest.json")))

    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    alive = machines(folder)
    assert len(alive) == 1, alive
    program = serve(plane, folder)
    first = lookedAt(plane.say(session, LOOK), shell)
    assert machines(folder) == alive

    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    assert machines(folder) == []
    state, running, _, cost = books(folder)
    assert state == "hibernated" and running > 0 and cost > 0, (state, running, cost)
    program = serve(plane, folder)
    second = lookedAt(plane.say(session, LOOK), shell)
    assert second > first, (first, second)
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    assert machines(folder) == []
    state, later, slept, dearer = books(folder)
    assert state == "hibernated" and later > running and slept > 0 and dearer > cost, (state, later, slept, dearer)
    print(f"serve_crash: counted to {first} over a kill, to {second} over a stop")


with tempfile.TemporaryDirectory(prefix="glovebox-crash-") as scratch:
    control = ControlPlane()
    try:
        main(pathlib.Path(scratch), control)
    finally:
        control.process.terminate()
        control.process.wait()
        for machine in machines(pathlib.Path(scratch)):
            os.kill(machine, signal.SIGKILL)
