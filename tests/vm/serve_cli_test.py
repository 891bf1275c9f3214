"""gloveboxctl against the whole program with real machines: what people do with it in a day.

    serve_cli_test.py <gloveboxctl> <folder of the guest's image>

Programs, their input and their ends; files both ways; full-screen programs in a terminal that goes on when the program
behind it is killed and started again.
"""

import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys

from serve_rig import ctl, place, serve, wait

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "cli"))
from screen import Screen  # noqa: E402


def variables(folder):
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "GLOVEBOX_DATA_DIR": str(folder), "GLOVEBOX_SECRET_STORE": "file"}


def answer(folder, *words, given=None):
    return subprocess.run([ctl, *words], input=given, capture_output=True, timeout=600, env=variables(folder), cwd=folder.parent)


def tell(folder, *words, status=0, given=None):
    done = answer(folder, *words, given=given)
    assert done.returncode == status, (words, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
    return done.stdout


def programs(data):
    assert tell(data, "exec", "dev", "echo", "-n", "a b") == b"a b"
    assert tell(data, "exec", "-w", "/tmp", "-e", "A=x y", "dev", "sh", "-c", "pwd; echo $A") == b"/tmp\nx y\n"
    tell(data, "exec", "dev", "sh", "-c", "exit 7", status=7)
    tell(data, "exec", "dev", "sh", "-c", "kill -9 $$", status=137)
    tell(data, "exec", "--timeout", "1s", "dev", "sleep", "600", status=124)
    assert b"nosuchprogram" in answer(data, "exec", "dev", "nosuchprogram").stderr
    assert tell(data, "exec", "-i", "dev", "wc", "-c", given=b"").strip() == b"0"
    given = os.urandom(3_000_000)
    assert tell(data, "exec", "-i", "dev", "sha256sum", given=given).split()[0].decode() == hashlib.sha256(given).hexdigest()
    whole = json.loads(tell(data, "exec", "--json", "dev", "sh", "-c", "echo out; echo err >&2; exit 3"))
    assert (whole["exit_code"], whole["stdout"], whole["stderr"]) == (3, "out\n", "err\n"), whole
    tell(data, "exec", "-d", "dev", "sh", "-c", "sleep 1; echo done > /tmp/background")
    wait("what was left to itself", lambda: answer(data, "exec", "dev", "cat", "/tmp/background").stdout == b"done\n")
    print("programs")


def crowd(data):
    """More at once than a guest runs, and than people do: each has its turn."""
    begun = [subprocess.Popen([ctl, "exec", "dev", "echo", str(each)], stdout=subprocess.PIPE, env=variables(data)) for each in range(80)]
    for each, program in enumerate(begun):
        assert program.communicate(timeout=600)[0] == b"%d\n" % each and program.returncode == 0, (each, program.returncode)
    print("a crowd")


def files(data, scratch):
    tree = scratch / "tree"
    (tree / "deep").mkdir(parents=True)
    (tree / "deep" / "large").write_bytes(os.urandom(2_000_000))
    (tree / "run").write_text("#!/bin/sh\necho it runs\n")
    (tree / "run").chmod(0o755)
    (tree / "link").symlink_to("run")
    tell(data, "cp", str(tree), "dev:/tmp/tree")
    assert tell(data, "exec", "dev", "/tmp/tree/link") == b"it runs\n"
    tell(data, "cp", "dev:/tmp/tree", str(scratch / "back"))
    back = scratch / "back"
    assert (back / "deep/large").read_bytes() == (tree / "deep/large").read_bytes() and os.readlink(back / "link") == "run"
    assert (back / "run").stat().st_mode & 0o777 == 0o755
    assert tell(data, "cp", "dev:/tmp/tree/run", "-") == (tree / "run").read_bytes()
    packed = tell(data, "cp", "dev:/tmp/tree", "-")
    tell(data, "exec", "dev", "mkdir", "/tmp/other")
    tell(data, "cp", "-", "dev:/tmp/other", given=packed)
    assert tell(data, "exec", "dev", "sh", "-c", "cd /tmp; diff -r tree other/tree && echo same") == b"same\n"
    print("files")


def terminals(plane, data, program):
    shell = Screen([ctl, "shell", "dev"], data.parent, variables(data), 100, 30)
    shell.shows("$ ")
    shell.type("stty size; tty; echo $TERM\r")
    shell.shows("30 100")
    shell.shows("/dev/pts/")
    shell.shows("xterm-256color")
    shell.resize(120, 40)
    shell.type("stty size\r")
    shell.shows("40 120")
    shell.type("sleep 600\r")
    shell.shows("sleep 600")
    prompts = shell.shown.count(b"$ ")
    shell.type("\x03")
    shell.shows("$ ", times=prompts + 1)  # what is typed before is flushed with the interrupt, as on any terminal
    shell.type("echo sta''tus $?\r")
    shell.shows("status 130")

    # Killed under it, and started anew: the shell is the one that it was, and what was typed meanwhile is there once.
    prompts = shell.shown.count(b"$ ")
    shell.type("mine=kept\r")
    shell.shows("$ ", times=prompts + 1)  # what the program was given and had not passed on goes with it
    program.send_signal(signal.SIGKILL)
    program.wait()
    shell.shows("[Glovebox has ended")
    shell.type("echo $mine me''anwhile | tee -a /tmp/typed\r")
    again = serve(plane, data, capacity=2)
    shell.shows("kept meanwhile")
    shell.type("echo and then; cat /tmp/typed | wc -l\r")
    shell.shows("and then")
    wait("it was typed once", lambda: answer(data, "exec", "dev", "cat", "/tmp/typed").stdout == b"kept meanwhile\n")
    shell.type("\x10\x11")
    shell.shows("It goes on: gloveboxctl terminal attach")
    shell.ends(0)
    listed = json.loads(tell(data, "terminal", "list", "dev", "--json"))["terminals"]
    assert len(listed) == 1, listed
    joined = Screen([ctl, "terminal", "attach", "dev"], data.parent, variables(data))
    joined.shows("kept meanwhile")
    joined.type("exit 5\r")
    joined.ends(5)
    print("terminals")
    return again


def fullScreen(data):
    """Those that the image has."""
    found = tell(data, "exec", "dev", "sh", "-c", "for each in vim vi top less; do command -v $each; done; true").decode().split()
    names = {pathlib.Path(path).name for path in found}
    assert names, "the image has no program that fills a screen"

    def begun(*words):
        return Screen([ctl, "exec", "-it", "dev", *words], data.parent, variables(data))

    if editor := min(names & {"vim", "vi"}, default=None):
        screen = begun(editor, "/tmp/vi.txt")
        screen.shows("vi.txt")
        screen.type("ihello from outside\x1b")
        screen.shows("hello from outside")
        screen.type(":wq\r")
        screen.ends(0)
        assert tell(data, "exec", "dev", "cat", "/tmp/vi.txt") == b"hello from outside\n"
    if "top" in names:
        screen = begun("top")
        screen.shows("PID")
        screen.type("q")
        screen.ends(0)
    if "less" in names:
        screen = begun("sh", "-c", "seq 5000 > /tmp/numbers; exec less /tmp/numbers")
        screen.shows("20")
        screen.type("G")
        screen.shows("5000")
        screen.type("q")
        screen.ends(0)
    print("full screens:", *sorted(names))


with place("glovebox-cli-") as (scratch, plane):
    data = scratch / "data"
    running = serve(plane, data, capacity=2)
    wait("the program answers", lambda: answer(data, "ps").returncode == 0)

    def create():
        done = answer(data, "create", "--name", "dev", "--label", "team=billing", "--wait")
        return None if b"The engine is not running" in done.stderr else done

    made = wait("its engine runs", create)
    assert made.returncode == 0, made
    name = made.stdout.decode().split()[0]
    assert tell(data, "ps", "-q", "--label", "team=billing").decode().split() == [name]
    programs(data)
    crowd(data)
    files(data, scratch)
    fullScreen(data)
    running = terminals(plane, data, running)
    assert b"sandbox" in tell(data, "events", "--sandbox", "dev", "--json")
    tell(data, "hibernate", "dev")
    wait("it sleeps", lambda: json.loads(tell(data, "ps", "--json"))["sandboxes"][0]["state"] == "hibernated")
    assert tell(data, "exec", "dev", "cat", "/tmp/typed") == b"kept meanwhile\n"  # any use wakes it
    tell(data, "destroy", "dev")
    wait("it is gone", lambda: not json.loads(tell(data, "ps", "--json"))["sandboxes"])
    running.terminate()
    running.wait(timeout=120)
    print("all of it was seen")
