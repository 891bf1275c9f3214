"""What tests of the real program share: gloveboxctl serve with real machines beside the demo's control plane.

A test's own arguments begin with <gloveboxctl> <folder of the guest's image>.
"""

import contextlib
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

ctl, image = sys.argv[1:3]
PATIENCE = 120
programs = []  # that were started


def wait(what, look):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited in vain: {what}")


class ControlPlane:
    def __init__(self, lease=10):
        command = [ctl, "demo-server", "--json", "--pace", "0", "--lease-ttl", str(lease)]
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
        events = self.ask("GET", f"/v1/sessions/{session}/events?limit=1000")["data"]
        return [event["content"][0]["text"] for event in events if event["type"] == "user.tool_result"]

    def say(self, session, command):
        """What the command printed."""
        before = len(self.results(session))
        self.ask("POST", f"/v1/sessions/{session}/events", {"events": [self.message(command)]})
        return wait(command, lambda: self.results(session)[before:])[0]


def serve(plane, folder, capacity=1, before=(), more=(), variables=None, memory="256M", **popen):
    """`before` are words that run the program, `more` its options."""
    environment = dict(
        os.environ,
        ANTHROPIC_BASE_URL=plane.keys["url"],
        ANTHROPIC_ENVIRONMENT_ID=plane.keys["environment_id"],
        ANTHROPIC_ENVIRONMENT_KEY=plane.keys["environment_key"],
        GLOVEBOX_DATA_DIR=str(folder),
        GLOVEBOX_IMAGE_DIR=image,
        GLOVEBOX_SECRET_STORE="file",  # the keyring is somebody's own
        **(variables or {}),
    )
    options = ["--quiet", "--capacity", str(capacity), "--warm", "0", "--memory", memory, "--session-idle", "600s"]
    programs.append(subprocess.Popen([*before, ctl, "serve", *options, *more], env=environment, **popen))
    return programs[-1]


def spawn(plane, folder, session, more=(), variables=None):
    """Claims the session's item, as a poller does, and has it served to its end."""
    keys = plane.keys
    headers = {"authorization": "Bearer " + keys["environment_key"], "anthropic-beta": "managed-agents-2026-04-01", "content-type": "application/json"}
    work = f"{keys['url']}/v1/environments/{keys['environment_id']}/work/"

    def ask(method, path):
        request = urllib.request.Request(work + path, method=method, data=b"{}" if method == "POST" else None, headers=headers)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    item = wait("an item", lambda: ask("GET", "poll"))
    assert item["data"]["id"] == session, item
    ask("POST", item["id"] + "/ack")
    environment = dict(
        os.environ,
        ANTHROPIC_BASE_URL=keys["url"],
        ANTHROPIC_ENVIRONMENT_ID=keys["environment_id"],
        ANTHROPIC_ENVIRONMENT_KEY=keys["environment_key"],
        ANTHROPIC_SESSION_ID=session,
        ANTHROPIC_WORK_ID=item["id"],
        GLOVEBOX_DATA_DIR=str(folder),
        GLOVEBOX_IMAGE_DIR=image,
        GLOVEBOX_SECRET_STORE="file",
        **(variables or {}),
    )
    options = ["--memory", "256M", "--session-idle", "3s"]
    return subprocess.run([ctl, "spawn", *options, *more], env=environment, input=json.dumps(item), capture_output=True, text=True, timeout=PATIENCE)


def asked(folder, statement):
    """Rows of the ledger, while a program may write it; none as long as it is being made."""
    files = list(folder.glob("**/ledger.db"))
    if not files:
        return []
    ledger = sqlite3.connect(f"file:{files[0]}?mode=ro", uri=True, timeout=10)
    try:
        return ledger.execute(statement).fetchall()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return []
        raise
    finally:
        ledger.close()


def auditIsWhole(folder):
    verified = subprocess.run([ctl, "audit", "verify", "--data-dir", str(folder)], capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    return verified.stdout.splitlines()[0]


def answeredOnce(plane, session):
    """Each call of a session and what its one result says."""
    events = plane.ask("GET", f"/v1/sessions/{session}/events?limit=1000")["data"]
    found = {event["id"]: [] for event in events if event["type"] == "agent.tool_use"}
    for event in events:
        if event["type"] == "user.tool_result":
            found[event["tool_use_id"]].append(event["content"][0]["text"])
    wrong = {call: results for call, results in found.items() if len(results) != 1}
    assert not wrong, wrong
    return [results[0] for results in found.values()]


def machines(folder):
    """QEMU processes that work in this folder."""
    return processes("qemu-system-x86_64", folder)


def processes(program, folder):
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words[0].endswith(program.encode()) and any(bytes(folder) in word for word in words):
            found.append(int(entry.name))
    return found


@contextlib.contextmanager
def place(prefix, lease=10):
    """A data folder and a control plane; whatever is left of either ends with it."""
    with tempfile.TemporaryDirectory(prefix=prefix) as scratch:
        control = ControlPlane(lease)
        try:
            yield pathlib.Path(scratch), control
        finally:
            for program in programs:
                if program.poll() is None:  # the test failed
                    program.kill()
            control.process.terminate()
            control.process.wait()
            for machine in machines(pathlib.Path(scratch)):
                os.kill(machine, signal.SIGKILL)
