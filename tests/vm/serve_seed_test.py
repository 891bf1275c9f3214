"""A sandbox is made ahead of time with the whole program: filled from this host, tried, asleep, and then a session's.

    serve_seed_test.py <gloveboxctl> <folder of the guest's image>

What gloveboxctl shows is what happens; nobody gets the sandbox before it is done; the session whose metadata fits finds
all of it; what fails says so and can be done again.
"""

import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tarfile
import time

from serve_rig import ctl, place, serve, wait


def answer(folder, *words):
    return subprocess.run([ctl, *words, "--data-dir", str(folder)], capture_output=True, text=True, timeout=600)


def tell(folder, *words, status=0):
    done = answer(folder, *words)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout if status == 0 else done.stderr


def sandbox(folder, name):
    return next(each for each in json.loads(tell(folder, "ps", "--json"))["sandboxes"] if each["id"] == name)


def files(folder):
    """A folder with a link and a program, and an archive with what does not belong into one."""
    site = folder / "site"
    (site / "deep").mkdir(parents=True)
    (site / "index.html").write_text("<h1>hello</h1>\n")
    (site / "deep" / "large").write_bytes(os.urandom(2_000_000))
    (site / "run").write_text("#!/bin/sh\necho it runs\n")
    (site / "run").chmod(0o755)
    (site / "page").symlink_to("index.html")
    with tarfile.open(folder / "odd.tar.gz", "w:gz") as archive:
        for name, kind, target in (("null", tarfile.CHRTYPE, ""), ("out", tarfile.SYMTYPE, "/etc/hostname")):
            odd = tarfile.TarInfo(name)
            odd.type, odd.linkname = kind, target
            archive.addfile(odd)
        plain = tarfile.TarInfo("plain.txt")
        plain.size = 6
        archive.addfile(plain, io.BytesIO(b"plain\n"))
        twin = tarfile.TarInfo("twin")
        twin.type, twin.linkname = tarfile.LNKTYPE, "plain.txt"
        archive.addfile(twin)
    with tarfile.open(folder / "evil.tar", "w") as archive:
        evil = tarfile.TarInfo("../evil")
        evil.size = 1
        archive.addfile(evil, io.BytesIO(b"x"))
    return site


def session(plane, command, metadata):
    wanted = {
        "agent": "agent_interactive-shell",
        "environment_id": plane.keys["environment_id"],
        "metadata": metadata,
        "initial_events": [plane.message(command)],
    }
    return plane.ask("POST", "/v1/sessions", wanted)["id"]


with place("glovebox-seed-") as (scratch, plane):
    data = scratch / "data"
    site = files(scratch)
    serve(plane, data, capacity=3)
    wait("the program answers", lambda: answer(data, "ps").returncode == 0)

    began = time.monotonic()
    steps = ["--put", f"{site}:/srv/site", "--unpack", f"{scratch}/odd.tar.gz:/srv/odd"]
    steps += ["--run", "echo to stderr >&2; /srv/site/run; sha256sum < /srv/site/deep/large"]
    steps += ["--start", "while :; do date > /tmp/beat; sleep 1; done", "--ready", "test -s /tmp/beat"]
    then = ["--hibernate", "--reserve-match", "team=billing", "--reserve-for", "2h", "--wait"]

    def create():
        done = answer(data, "create", "--name", "billing", *steps, *then)
        return None if "The engine is not running" in done.stderr else done

    made = wait("its engine runs", create)
    assert made.returncode == 0, made.stdout + made.stderr
    print(made.stdout, f"seeded in {time.monotonic() - began:.1f} s", sep="")
    name = made.stdout.splitlines()[0]
    large = subprocess.run(["sha256sum", site / "deep" / "large"], capture_output=True, text=True).stdout.split()[0]
    for line in ("it runs", "to stderr", f"{large}  -", "==> Left out: null is a device"):
        assert line in made.stdout.splitlines(), (line, made.stdout)
    assert sandbox(data, name)["state"] == "hibernated"  # it is done when it sleeps
    assert sandbox(data, name)["reserved_for"] == "team = billing"

    other = session(plane, "ls /srv", {"team": "ops"})
    assert "site" not in wait("another session", lambda: plane.results(other))[0]
    look = "cd /srv; cat site/page odd/plain.txt odd/twin; readlink odd/out; ls odd; test -s /tmp/beat && echo beats"
    first = session(plane, look, {"team": "billing"})
    found = wait("its session", lambda: plane.results(first))[0]
    assert found.split() == "<h1>hello</h1> plain plain /etc/hostname out plain.txt twin beats".split(), found
    assert sandbox(data, name)["session"] == first

    # A snapshot of it, and what is made of that; the sandbox itself may be gone by then.
    kept = tell(data, "snapshot", "take", name, "--name", "filled").strip()
    assert kept in tell(data, "snapshot", "list") and "filled" in tell(data, "snapshot", "list", "--sandbox", name)
    again = tell(data, "create", "--snapshot", kept, "--run", "cat /srv/site/page", "--wait").splitlines()
    assert "<h1>hello</h1>" in again, again
    tell(data, "destroy", again[0])
    copied = ["--from-snapshot", f"{kept}:/srv/odd:/tmp/copied", "--run", "cat /tmp/copied/plain.txt"]
    other_one = tell(data, "create", *copied, "--wait").splitlines()
    assert "plain" in other_one, other_one
    tell(data, "destroy", other_one[0])
    assert "There is no" in answer(data, "create", "--snapshot", "snap-none").stderr
    wait("nothing stands on it", lambda: answer(data, "snapshot", "remove", kept).returncode == 0)
    wait("it is gone", lambda: kept not in tell(data, "snapshot", "list"))

    # What cannot be is refused before anything is put anywhere, and what failed can be done again.
    second = tell(data, "create", "--name", "second", "--wait").strip()
    refused = tell(data, "seed", second, "--unpack", f"{scratch}/evil.tar:/srv", "--wait", status=1)
    assert "a name that leads out of it: ../evil" in refused, refused
    failed = tell(data, "seed", second, "--run", "echo half; exit 3", "--run", "echo never", "--wait", status=1)
    assert "step 1" in failed and "exit status 3" in failed, failed
    absent = tell(data, "seed", second, "--start", "nosuchprogram", "--wait", status=1)
    assert "exit status 127" in absent and "not found" in absent, absent
    assert "is seeded now" in tell(data, "seed", second, "--run", "echo is seeded now", "--wait")

    # Who waits may leave; what is under way goes on, until somebody ends it.
    watcher = subprocess.Popen(
        [ctl, "seed", second, "--run", "echo begun; sleep 600", "--wait", "--data-dir", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watcher.stdout.readline().startswith("==> ")
    assert watcher.stdout.readline() == "begun\n"
    watcher.send_signal(signal.SIGINT)
    _, said = watcher.communicate(timeout=60)
    assert watcher.returncode == 130 and "It goes on." in said, said
    assert "is seeded, step 1 of 1" in tell(data, "ps")
    wait("its operation is shown", lambda: answer(data, "seed", second, "--cancel").returncode == 0)
    assert "Cancelled: the operator cancelled it" in tell(data, "seed", second)
    # As soon as its guest has ended what was cut off.
    wait("nothing runs in it", lambda: answer(data, "hibernate", second).returncode == 0)
    wait("it sleeps", lambda: sandbox(data, second)["state"] == "hibernated")
    tell(data, "destroy", second)

    # An image that another program brings in is known when that says that it is there.
    with tarfile.open(scratch / "tiny.tar", "w") as root:
        root.add(shutil.which("busybox"), "bin/busybox")
        shell = tarfile.TarInfo("bin/sh")
        shell.type, shell.linkname = tarfile.SYMTYPE, "busybox"
        root.addfile(shell)
    tell(data, "image", "import", str(scratch / "tiny.tar"), "--name", "tiny")
    assert "in a tiny one" in tell(data, "create", "--image", "tiny", "--run", "echo in a tiny one", "--wait")
    print("all of it was seen")
