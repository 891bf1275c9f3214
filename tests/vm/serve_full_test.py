"""The disk below the data folder runs full while a session works, and has room again later: gloveboxctl serve.

    serve_full_test.py <gloveboxctl> <folder of the guest's image>

No result is lost, what is wrong is said in words, the work goes on, and the audit trail is whole. The disk is a small tmpfs
that only the program sees; where this host cannot make one, files that may not grow stand in for it, and the test says so.
"""

import os
import pathlib
import resource
import signal
import subprocess
import time

from serve_rig import PATIENCE, answeredOnce, auditIsWhole, ctl, machines, place, serve, wait

SIZE = 700 << 20
TALK = "head -c 90000 /dev/zero | tr '\\0' x; echo; echo said {}"


class SmallDisk:
    """A tmpfs in the program's own mount namespace, looked into from outside."""

    def __init__(self, folder):
        folder.mkdir()
        self.folder = folder
        self.before = ["bwrap", "--die-with-parent", "--dev-bind", "/", "/"]
        self.before += ["--size", str(SIZE), "--tmpfs", str(folder), "--"]
        self.popen = {}

    def begins(self, program):
        children = pathlib.Path(f"/proc/{program.pid}/task/{program.pid}/children")
        self.pid = wait("the program", lambda: [int(pid) for pid in children.read_text().split()])[0]
        self.seen = pathlib.Path(f"/proc/{self.pid}/root") / str(self.folder)[1:]

    def fill(self):
        with open(self.seen / "ballast", "wb", 0) as ballast:
            block = bytes(1 << 16)
            try:
                while ballast.write(block):
                    pass
            except OSError:
                pass

    def room(self):
        (self.seen / "ballast").unlink()

    def verify(self):
        kept = self.folder.parent / "kept"  # the tmpfs goes with the program
        subprocess.run(["cp", "-a", str(self.seen), str(kept)], check=True)
        return kept


class SmallFiles:
    """No file of the program may grow."""

    def __init__(self, folder):
        self.folder = self.seen = folder
        self.before = []
        self.popen = {"restore_signals": False}  # or it would end by SIGXFSZ

    def begins(self, program):
        self.pid = program.pid

    def fill(self):
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))

    def room(self):
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def verify(self):
        return self.folder


def canMount():
    words = ["bwrap", "--dev-bind", "/", "/", "--size", "1048576", "--tmpfs", "/mnt", "--", "true"]
    return subprocess.run(words, capture_output=True).returncode == 0


def main(scratch, plane):
    disk = SmallDisk(scratch / "small") if canMount() else SmallFiles(scratch / "small")
    if not isinstance(disk, SmallDisk):
        print("serve_full: this host makes no tmpfs for a program; files that may not grow stand in for it", flush=True)
    printed = scratch / "printed"
    with open(printed, "wb") as output:
        more = ["--disk-reserve", "1M", "--pause-after", "0"]
        program = serve(plane, disk.folder, before=disk.before, more=more, stdout=output, stderr=output, **disk.popen)
    disk.begins(program)
    session = plane.session(TALK.format(0))
    wait("the first result", lambda: plane.results(session))
    wait("a template on disk", lambda: list(disk.seen.glob("**/templates/*/manifest.json")))
    said = 1

    disk.fill()
    began = printed.stat().st_size
    until = time.monotonic() + PATIENCE
    trouble = b""
    while not trouble and time.monotonic() < until:  # a log that was made beforehand takes some results yet
        plane.ask("POST", f"/v1/sessions/{session}/events", {"events": [plane.message(TALK.format(said))]})
        said += 1
        while len(plane.results(session)) < said and not trouble and time.monotonic() < until:
            lines = printed.read_bytes()[began:].splitlines()
            # Logs are the first to miss it; what is looked for is the ledger's trouble, or the sandbox's.
            trouble = b"\n".join(line for line in lines if b"disk" in line and b" logs: " not in line)
            time.sleep(0.2)
    assert trouble, f"{said} calls, and nothing is said of a full disk: {printed.read_bytes()[began:][-3000:]}"
    assert program.poll() is None, "it ended"

    disk.room()
    wait("all that was asked for", lambda: len(plane.results(session)) == said)
    plane.say(session, TALK.format(said))
    said += 1
    results = answeredOnce(plane, session)
    # A guest whose own disk could not be written ends, and its agent is told so in place of that call's output.
    lost = [text for n, text in enumerate(results) if f"said {n}" not in text]
    assert all("could not write to its own" in text for text in lost), [text[-300:] for text in lost]
    assert len(results) == said and "said 0" in results[0] and f"said {said - 1}" in results[-1]
    trail = auditIsWhole(disk.verify())
    os.kill(disk.pid, signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    # One that was booted from its disk since cannot be hibernated, and lives on for the next program, which is said. Its
    # machine may have ended while no call was under way.
    livesOn = [line for line in printed.read_text().splitlines() if "lives on without the engine" in line]
    assert len(livesOn) <= 1 and all("booted from the disk" in line for line in livesOn), livesOn
    assert len(machines(disk.folder)) <= len(livesOn), (machines(disk.folder), livesOn)
    print(f"serve_full: {said} calls answered once, {len(lost)} of them as lost to the disk; it said: {trouble.splitlines()[0].decode()[:160]}; {trail}")


with place("glovebox-full-") as (place_, control):
    main(place_, control)
