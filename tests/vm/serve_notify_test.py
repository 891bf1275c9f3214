"""What systemd, Prometheus and an orchestrator would see of the whole program, from its first moment to its last.

    serve_notify_test.py <gloveboxctl> <folder of the guest's image>

It is ready when it takes work and not before; its engine gives signs of life; what it does is in its status; no child
sees systemd's socket; health, readiness, metrics and events answer over its socket; it says that it ends.
"""

import http.client
import json
import os
import pathlib
import signal
import socket

from serve_rig import place, serve, wait


class Ear:
    """systemd's end."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.setblocking(False)
        self.heard = []

    def listen(self):
        while True:
            try:
                self.heard += self.socket.recv(4096).decode().splitlines()
            except BlockingIOError:
                return self.heard

    def count(self, line):
        return self.listen().count(line)

    def statuses(self):
        return [line.removeprefix("STATUS=") for line in self.listen() if line.startswith("STATUS=")]


class Local(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self.path))


def get(path, target, **headers):
    connection = Local(path)
    connection.request("GET", target, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def family(process):
    """The program and all that it started, as far as they are its children or the supervisor's."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except (OSError, IndexError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [process]
    while todo:
        found += children.get(todo[-1], [])
        todo += children.get(todo.pop(), [])
    return found


with place("glovebox-notify-") as (scratch, plane):
    data = scratch / "data"
    ear = Ear(scratch / "notify")
    program = serve(plane, data, variables={"NOTIFY_SOCKET": str(scratch / "notify"), "WATCHDOG_USEC": "2000000"})
    api = data / "run" / "api.sock"
    wait("the API listens", api.exists)
    assert get(api, "/healthz") == (200, '{"alive":true}\n')
    wait("it is ready", lambda: ear.count("READY=1"))
    assert any(line.startswith("EXTEND_TIMEOUT_USEC=") for line in ear.heard[: ear.heard.index("READY=1")]), ear.heard
    wait("its readiness", lambda: get(api, "/readyz")[0] == 200)

    session = plane.session("echo hello")
    wait("the command ran", lambda: plane.results(session))
    wait("a status tells of the sandbox", lambda: any(each.startswith("1 of 1 sandboxes") for each in ear.statuses()))
    lives = ear.count("WATCHDOG=1")
    wait("it gives signs of life", lambda: ear.count("WATCHDOG=1") >= lives + 3)
    assert ear.count("READY=1") == 1

    for child in family(program.pid):
        try:
            environment = pathlib.Path(f"/proc/{child}/environ").read_bytes()
        except OSError:
            continue  # it has ended
        assert b"NOTIFY_SOCKET" not in environment, child

    status, text = get(api, "/metrics")
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    assert status == 200 and figures["glovebox_up"] == "1", text
    assert float(figures['glovebox_sandboxes{state="running"}']) >= 1, text
    assert float(figures['glovebox_tool_calls_total{tool="bash",outcome="done"}']) >= 1, text
    assert float(figures["glovebox_first_tool_seconds_count"]) == 1, text
    assert float(figures['glovebox_sandbox_phase_seconds_count{phase="start"}']) >= 1, text
    assert float(figures['glovebox_api_requests_total{route="/healthz",status="200"}']) >= 1, text

    events = json.loads(get(api, "/v1/events", Accept="application/json")[1])
    kinds = [event["kind"] for event in events["events"]]
    assert {"host.phase", "sandbox.state", "session.state", "call.began", "call.ended"} <= set(kinds), kinds
    assert "echo hello" not in json.dumps(events)
    numbers = [event["seq"] for event in events["events"]]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))

    program.send_signal(signal.SIGTERM)
    wait("it says that it ends", lambda: ear.count("STOPPING=1"))
    assert program.wait(timeout=120) == 0
    assert ear.count("STOPPING=1") == 1

    # What the next run tells is told apart from what this one did.
    program = serve(plane, data)
    wait("the API listens again", lambda: api.exists() and program.poll() is None)

    def again():
        try:
            return [json.loads(line) for line in get(api, f"/v1/events?after={numbers[-1]}")[1].splitlines()]
        except (ConnectionError, FileNotFoundError):
            return None

    first = wait("events of the next run", again)[0]
    assert first["kind"] == "gap" and first["restarted"], first
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=120) == 0
print("serve_notify: systemd, Prometheus and an orchestrator are told what they ask")
