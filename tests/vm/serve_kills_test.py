"""The program is killed again and again, at moments that a seed picks, while sessions work in real machines.

    serve_kills_test.py <gloveboxctl> <folder of the guest's image> [seed [kills]]

Every call is answered once, no command runs twice, what a command wrote is there, costs never shrink, the audit trail is
whole, and after a stop nothing is left but what says that it lives on.
"""

import collections
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

from serve_rig import PATIENCE, asked, auditIsWhole, ctl, machines, place, serve, wait

SEED = int(sys.argv[3]) if len(sys.argv) > 3 else 20261126
KILLS = int(sys.argv[4]) if len(sys.argv) > 4 else 12
SESSIONS = 2  # as many as there are slots: whoever waits for one tells nothing about kills


class Session:
    def __init__(self, plane):
        self.plane = plane
        self.said = 0
        self.id = plane.session(self.command())

    def command(self):
        self.said += 1
        return f"echo {self.said} >> ran; sleep 0.4; echo did {self.said}"

    def events(self):
        return self.plane.ask("GET", f"/v1/sessions/{self.id}/events?limit=1000")["data"]

    def calls(self):
        """Each call with its results."""
        events = self.events()
        found = {event["id"]: [] for event in events if event["type"] == "agent.tool_use"}
        for event in events:
            if event["type"] == "user.tool_result":
                found[event["tool_use_id"]].append(event)
        return found

    def rests(self):
        """Its turn is over: the agent has said something behind the last call."""
        calls = self.calls()
        isIdle = self.plane.ask("GET", f"/v1/sessions/{self.id}")["status"] == "idle"
        return isIdle and len(calls) == self.said and all(calls.values())

    def goOn(self):
        if self.rests():
            message = self.plane.message(self.command())
            self.plane.ask("POST", f"/v1/sessions/{self.id}/events", {"events": [message]})


def check(session):
    calls = session.calls()
    twice = {call: len(results) for call, results in calls.items() if len(results) != 1}
    assert not twice, twice
    texts = [results[0]["content"][0]["text"] for results in calls.values()]
    ran = collections.Counter(session.plane.say(session.id, "cat ran").split())
    assert not [n for n, times in ran.items() if times > 1], f"ran twice: {ran}"
    for n, text in enumerate(texts, 1):
        done = f"did {n}" in text
        assert done or "was restarted while this call ran" in text, (session.id, n, text)
        assert not done or ran[str(n)] == 1, f"{session.id}: what {n} wrote is gone: {sorted(ran)}"
    return len(texts), sum("was restarted" in text for text in texts)


def booked(folder):
    """What all sandboxes have cost so far, in micro-dollars, as the ledger of a program that was just killed has it."""
    rows = asked(folder, "SELECT coalesce(sum(cost), 0) FROM usage_slice")
    return rows[0][0] if rows else 0


def endWhatLivesOn(folder):
    """A sandbox whose template was not on disk yet when the program was killed cannot be hibernated at a stop. It is
    told so, and lives on for the next program; nothing else is left."""
    log = subprocess.run([ctl, "logs", "--data-dir", str(folder)], capture_output=True, text=True, check=True).stdout
    for pid in machines(folder):
        name = re.search(rb"guest=([\w-]+)", pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()).group(1).decode()
        assert f"{name} lives on without the engine" in log, f"{name} is left"
        os.kill(pid, signal.SIGKILL)
    wait("the end of what lived on", lambda: not machines(folder))


def sharedMemories():
    return {name for name in pathlib.Path("/dev/shm").iterdir() if "glovebox" in name.name}


def main(folder, plane):
    cost = 0
    others = sharedMemories()
    print(f"serve_kills: seed {SEED}, {KILLS} kills", flush=True)
    chance = random.Random(SEED)
    sessions = [Session(plane) for _ in range(SESSIONS)]
    for kill in range(KILLS):
        program = serve(plane, folder, SESSIONS)
        # The first lives end in boots and template builds, the later ones in calls and in what takes them up again.
        until = time.monotonic() + chance.uniform(0.1, 5 if kill < KILLS / 3 else 2.5)
        while time.monotonic() < until:
            for session in sessions:
                session.goOn()
            time.sleep(0.05)
        assert program.poll() is None, f"it ended by itself: {program.returncode}"
        os.kill(program.pid, signal.SIGKILL)
        program.wait()
        now = booked(folder)
        assert now >= cost, f"costs shrank from {cost} to {now}"
        cost = now
    program = serve(plane, folder, SESSIONS)
    wait("every session's rest", lambda: all(session.rests() for session in sessions))
    found = [check(session) for session in sessions]
    assert len(machines(folder)) <= SESSIONS, machines(folder)
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    endWhatLivesOn(folder)
    assert booked(folder) > cost, (booked(folder), cost)
    trail = auditIsWhole(folder)
    left = folder / "disks" / "left"
    assert not left.exists() or not list(left.iterdir()), list(left.iterdir())
    memories = sharedMemories() - others
    assert not memories, memories
    calls, unknown = (sum(column) for column in zip(*found))
    print(f"serve_kills: {calls} calls, each answered once, {unknown} of them as of unknown effect; {trail}")


with place("glovebox-kills-") as (scratch, control):
    main(scratch, control)
