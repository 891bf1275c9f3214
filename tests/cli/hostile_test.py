"""What somebody who means no good, or types in a hurry, tries with gloveboxctl: nothing is done that was not said, and what
is said is true. Against a Glovebox that this plays (scripted_api.py).

    hostile_test.py <gloveboxctl> [name of one case]
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback

from scripted_api import TEXT, ScriptedApi, environment

ctl = sys.argv[1]
ACCEPTED = (202, {"accepted": True})
SANDBOXES = [{"id": "sbx-1a", "state": "running", "name": "dev"}, {"id": "sbx-2b", "state": "paused", "name": "nightly"}]
TOO_SMALL = (403, {"error": {"code": "Forbidden", "message": "the key 'kread' has the scope read; this needs operate"}})
TREE = {
    "/": [("srv", "folder")],
    "/srv": [("a.txt", "file")],
}


def listed(request):
    entries = TREE.get(request["query"]["path"])
    if entries is None:
        return 404, {"error": {"code": "NotFound", "message": "there is no folder " + request["query"]["path"]}}
    return {"entries": [{"name": name, "kind": kind, "size": 6 if kind == "file" else 0, "mode": "0755"} for name, kind in entries]}


def content(request):
    return b"alpha\n" if request["query"]["path"].endswith("/a.txt") and "/." not in request["query"]["path"] else (400, {"error": {"code": "InvalidArgument", "message": "not a plain absolute path"}})


def stream(request, websocket):
    kind, first = websocket.read()
    words = json.loads(first)["arguments"]
    ends = {
        "locked": {"error": {"code": "PermissionDenied", "message": "/srv/locked may not be run"}},
        "missing": {"error": {"code": "NotFound", "message": "there is no program missing on its PATH"}},
        "gone": {"error": {"code": "NotFound", "message": "there is no sandbox"}},
    }
    websocket.send(TEXT, ends[words[0]])


def forget(request):
    changed = "example.org" in request["body"].decode()
    return (202 if changed else 200), {"accepted": changed}


ROUTES = {
    "GET /v1/host": {"version": "9.9", "phase": "running"},
    "GET /v1/sandboxes": {"sandboxes": SANDBOXES},
    "GET /v1/sandboxes/(sbx-[a-z0-9]+|nosuch)": lambda request: next((each for each in SANDBOXES if each["id"] == request["names"][0]), (404, {"error": {"code": "NotFound", "message": "there is no sandbox " + request["names"][0]}})),
    "GET /v1/sandboxes/sbx-1a/exec/stream": TOO_SMALL,
    "GET /v1/sandboxes/[^/]*/exec/stream": stream,
    "GET /v1/sandboxes/[^/]*/files/list": listed,
    "GET /v1/sandboxes/[^/]*/files": content,
    "PUT /v1/sandboxes/[^/]*/files": {},
    "POST /v1/sandboxes/[^/]*/folders": (201, {}),
    "POST /v1/sandboxes/[^/]*/exec": (403, {"error": {"code": "PermissionDenied", "message": "/srv/locked may not be run"}}),
    "PATCH /v1/(sandboxes|egress)/.*": forget,
    "GET /v1/sessions": {"sessions": []},
    "GET /v1/environments": {"environments": []},
    "GET /v1/templates": {"templates": []},
    "GET /v1/events": lambda request: b'{"seq":1,"at":"2026-11-26T10:15:00.000Z","kind":"host","object":"host"}\n',
    "GET /v1/keys": {"keys": []},
    "GET /v1/snapshots": {"snapshots": []},
    "GET /v1/usage.*": {},
    "POST /v1/sandboxes": (202, {"accepted": True, "object": "sandbox/sbx-9"}),
    "DELETE /v1/sandboxes/([^/]+)": ACCEPTED,
}


def run(words, folder, given=b"", within=20, **more):
    return subprocess.run([ctl, *words], input=given, capture_output=True, timeout=within, env=environment(folder, **more), cwd=folder)


def changes(api):
    return [request["method"] + " " + request["path"] for request in api.requests if request["method"] != "GET"]


def the_command_line_goes_before_the_variable(api, folder):
    """Also where commands beside it know the same variable."""
    for words in (["audit", "verify"], ["audit", "list"], ["secret-store", "status"], ["egress", "profiles", "--unused"]):
        meant = run([*words, "--data-dir", str(folder / "meant")], folder, GLOVEBOX_DATA_DIR=str(folder / "variable"))
        said = meant.stdout.decode() + meant.stderr.decode()
        assert "variable" not in said and not (folder / "variable").exists(), (words, said)
        other = run(words, folder, GLOVEBOX_DATA_DIR=str(folder / "variable"))
        assert str(folder / "variable") in other.stdout.decode() + other.stderr.decode() or words[0] == "secret-store", (words, other)


def commands_do_not_chain(api, folder):
    for words, unexpected in (
        (["ps", "destroy", "nightly"], "destroy"),
        (["version", "usage"], "usage"),
        (["key", "list", "ps"], "ps"),
        (["env", "list", "key", "list"], "key"),
        (["bogus", "ps"], "bogus"),
    ):
        done = run(words, folder)
        assert done.returncode == 2 and unexpected in done.stderr.decode() and done.stdout == b"", (words, done)
    assert changes(api) == [], changes(api)
    wrong = run(["snapshot", "create", "dev"], folder)
    assert wrong.returncode == 2 and b"no command 'snapshot create'" in wrong.stderr and b"See: gloveboxctl snapshot --help" in wrong.stderr, wrong
    log = run(["logs", "exec"], folder)  # of a sandbox that is called so
    assert b"which program" not in log.stderr and b"SANDBOX is required" not in log.stderr, log
    assert changes(api) == [], changes(api)


def a_refused_connection_says_why_at_once(api, folder):
    begun = time.monotonic()
    refused = run(["exec", "dev", "true"], folder, within=60)
    assert refused.returncode == 125 and b"the key 'kread' has the scope read; this needs operate" in refused.stderr, refused
    assert time.monotonic() - begun < 10, "it waited for more"


def a_path_in_a_sandbox_may_be_written_in_any_way(api, folder):
    for path, target, there in (("/srv/.", "one", "a.txt"), ("//srv//.//", "two", "a.txt"), ("/srv", "three", "srv/a.txt"), ("/srv/", "four", "srv/a.txt"), ("/", "five", "srv/a.txt"), ("/./srv/./a.txt", "six", "a.txt")):
        (folder / target).mkdir()
        done = run(["cp", "dev:" + path, target], folder)
        assert done.returncode == 0 and (folder / target / there).read_bytes() == b"alpha\n", (path, done)
    (folder / "mine").write_bytes(b"mine")
    for path, name in (("/srv/.", "/srv/mine"), ("/srv//", "/srv/mine"), ("/", "/mine"), ("/new//./x", "/new/x")):
        api.requests.clear()
        done = run(["cp", "mine", "dev:" + path], folder)
        assert done.returncode == 0 and [each["query"]["path"] for each in api.requests if each["method"] == "PUT"] == [name], (path, done)


def what_was_not_run_is_not_said_to_have_begun(api, folder):
    for words in (["exec", "nosuch", "true"], ["exec", "-d", "nosuch", "true"]):
        missing = run(words, folder)
        assert missing.returncode == 125 and b"It was not run. there is no sandbox nosuch" in missing.stderr, missing


def a_program_that_may_not_be_run_is_126(api, folder):
    for words in (["exec", "nightly", "locked"], ["exec", "--json", "nightly", "locked"]):
        locked = run(words, folder)
        assert locked.returncode == 126 and b"It was not run. /srv/locked may not be run" in locked.stderr, locked
    assert run(["exec", "nightly", "missing"], folder).returncode == 127


def a_rule_that_is_not_there_is_not_forgotten(api, folder):
    for words in (["egress", "forget", "dev"], ["egress", "forget", "--profile", "packages"]):
        assert run([*words, "example.org"], folder).returncode == 0
        done = run([*words, "nowhere.org", "example.org"], folder)
        assert done.returncode == 1 and b"no such rule: nowhere.org" in done.stderr and b"example.org" not in done.stderr, done
    assert run(["egress", "forget", "dev"], folder).returncode == 2


def watching_goes_on_over_a_restart(api, folder):
    for words in (["ps", "--watch", "-q"], ["events", "-f"]):
        watching = subprocess.Popen([ctl, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(folder), cwd=folder)
        try:
            assert watching.stdout.readline() != b"", watching.stderr.read()
            api.stop()
            said = watching.stderr.readline()
            assert b"The connection to Glovebox has ended" in said, said
            SANDBOXES.append({"id": "sbx-3c", "state": "running"})
            api.start()
            if words[0] == "ps":
                assert watching.stdout.readline() in (b"sbx-2b\n", b"sbx-3c\n")
            assert watching.poll() is None, "it has ended"
        finally:
            watching.send_signal(signal.SIGINT)
            watching.wait(20)
            if len(SANDBOXES) > 2:
                SANDBOXES.pop()


def a_state_that_there_is_not_is_said(api, folder):
    for words in (["ps"], ["sessions"], ["env", "list"], ["snapshot", "list"], ["template", "list"], ["ps", "--watch"]):
        done = run([*words, "--state", "bogus"], folder)
        assert done.returncode == 2 and b"no state 'bogus'; there are " in done.stderr and done.stdout == b"", (words, done)
    assert b"needs-approval" in run(["sessions", "--state", "bogus"], folder).stderr
    assert run(["ps", "--state", "running"], folder).returncode == 0


def an_export_replaces_no_pipe_and_follows_no_link(api, folder):
    """Also with --force; nothing here is a real device."""
    trail = folder / "trail"
    os.mkfifo(folder / "pipe")
    (folder / "kept").write_text("kept")
    (folder / "link").symlink_to("kept")
    (folder / "plain.sha256").symlink_to("kept")
    (folder / "folder.sha256").mkdir()
    for output, why in (("pipe", b"is no file"), ("link", b"is a link"), ("plain", b"is a link"), ("folder", b"is no file")):
        for words in (["audit", "export"], ["egress", "log", "--format", "csv"]):
            if words[0] == "egress" and output in ("plain", "folder"):
                continue  # it writes no checksum
            done = run([*words, "--data-dir", str(trail), "--output", output, "--force"], folder)
            assert done.returncode == 2 and why in done.stderr, (words, output, done)
    assert (folder / "pipe").is_fifo() and (folder / "link").is_symlink() and (folder / "kept").read_text() == "kept"


def doctor_leaves_nothing_behind(api, folder):
    def left():
        return {each.name for each in pathlib.Path("/tmp").glob("glovebox-doctor-*")}

    before = left()
    for _ in range(10):
        assert b"Unable to remove" not in run(["doctor"], folder, within=120).stderr
    until = time.monotonic() + 30  # another test may run one, too
    while new := left() - before:
        assert time.monotonic() < until, new
        time.sleep(0.1)


def what_is_said_is_true(api, folder):
    alone = run(["agents"], folder)
    assert alone.returncode == 2 and b"serves no environment" in alone.stderr and b"try again" not in alone.stderr, alone
    logs = folder / "logs-of" / "data" / "logs"
    logs.mkdir(parents=True)
    with open("/dev/full", "wb") as full:
        for words in (["logs", "--list"], ["ps"]):
            done = subprocess.run([ctl, *words], stdout=full, stderr=subprocess.PIPE, env=environment(folder), cwd=folder, timeout=20)
            assert b"nobody reads" not in done.stderr, done


def names_hide_nothing_and_none_is_nothing(api, folder):
    for words in (["create", "--name", b"caf\xe9"], ["key", "create", b"\xff"], ["label", "dev", b"a=\xff"]):
        api.requests.clear()
        done = run(words, folder)
        assert done.returncode == 2 and b"no UTF-8" in done.stderr and changes(api) == [], (words, done)
    api.requests.clear()
    run(["create", "--vcpus", "0", "--memory-mib", "0"], folder)
    assert json.loads(api.requests[-1]["body"]) == {"vcpus": 0, "memory_mib": 0}, api.requests[-1]["body"]  # Glovebox refuses it


CASES = [
    the_command_line_goes_before_the_variable,
    commands_do_not_chain,
    a_refused_connection_says_why_at_once,
    a_path_in_a_sandbox_may_be_written_in_any_way,
    what_was_not_run_is_not_said_to_have_begun,
    a_program_that_may_not_be_run_is_126,
    a_rule_that_is_not_there_is_not_forgotten,
    watching_goes_on_over_a_restart,
    a_state_that_there_is_not_is_said,
    an_export_replaces_no_pipe_and_follows_no_link,
    doctor_leaves_nothing_behind,
    what_is_said_is_true,
    names_hide_nothing_and_none_is_nothing,
]

failed = 0
for case in CASES:
    if len(sys.argv) > 2 and sys.argv[2] not in case.__name__:
        continue
    with tempfile.TemporaryDirectory(prefix="glovebox-hostile-") as scratch:
        place = pathlib.Path(scratch)
        with ScriptedApi(place, ROUTES) as server:
            try:
                case(server, place)
            except Exception:
                failed += 1
                print(f"--- {case.__name__}")
                traceback.print_exc(file=sys.stdout)
sys.exit("not as it should be" if failed else 0)
