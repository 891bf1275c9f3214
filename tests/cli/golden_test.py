"""What gloveboxctl prints, and what it asks for, against a Glovebox that this plays: compared with golden/*.txt.

    golden_test.py <gloveboxctl>        GLOVEBOX_UPDATE_GOLDEN=1 writes them anew

A file has, for each command line: what it printed, what it said on standard error, its exit status, and what reached the
API beyond questions. In the end a key and a URL: they go where they belong, and nowhere else.
"""

import io
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile

from scripted_api import BINARY, TEXT, ScriptedApi, environment

import json
import shlex

ctl = sys.argv[1]
golden = pathlib.Path(__file__).parent / "golden"

SANDBOXES = [
    {
        "id": "sbx-1a2b3c",
        "state": "running",
        "name": "dev",
        "image": "debian:12",
        "labels": {"team": "billing", "tmp": "yes"},
        "size": {"vcpus": 2, "memory_bytes": 1 << 30},
        "created_at": "2026-11-26T10:15:00.000Z",
        "egress": "packages",
        "template": "py",
        "reserved_for": "team = billing",
    },
    {"id": "sbx-1a9999", "state": "hibernated", "session": "sesn_01ABC", "size": {"vcpus": 1, "memory_bytes": 1 << 28}, "reason": "idle"},
    {"id": "sbx-77dead", "state": "failed", "name": "two\u202ewords\x1b[31m", "labels": {"team": "ops"}, "reason": "its machine ended"},
]
CALLS = [
    {"id": "sevt_1", "state": "done", "name": "read", "requested_at": "2026-11-26T10:15:00.000Z", "summary": "notes.txt"},
    {"id": "sevt_2", "state": "needs approval", "name": "bash", "requested_at": "2026-11-26T10:16:00.000Z", "summary": "rm -rf /srv"},
]
SESSION = {"id": "sesn_01ABC", "state": "needs approval", "title": "Sort the mail", "agent": "Clerk", "sandbox": "sbx-1a9999", "environment": "env_1", "turns": 3, "tool_calls": 12}
ENVIRONMENTS = [{"id": "env_1", "state": "polling", "name": "prod", "active": 1, "operator_key": True, "base_url": "https://api.example", "since": "2026-11-26T10:15:00.000Z"}]
SNAPSHOTS = [{"id": "snap-aa11", "state": "ready", "name": "before", "sandbox": "sbx-1a2b3c", "at": "2026-11-26T10:15:00.000Z", "memory_bytes": 1 << 20, "disk_bytes": 3 << 20}]
FILES = {"/srv/a.txt": b"alpha\n", "/srv/deep/b.bin": bytes(range(256)) * 600, "/mixed/first": b"1\n", "/mixed/last": b"9\n"}


def listed(request):
    kinds = {
        "/srv": [("a.txt", "file", 6, "0640", ""), ("deep", "folder", 0, "0750", ""), ("link", "link", 0, "0777", "a.txt"), ("pipe", "other", 0, "0600", ""), ("../evil", "file", 1, "0644", "")],
        "/srv/deep": [("b.bin", "file", 256 * 600, "4755", "")],
        "/mixed": [("first", "file", 2, "0644", ""), ("locked", "file", 3, "0000", ""), ("shut", "folder", 0, "0000", ""), ("last", "file", 2, "0644", "")],
    }
    entries = kinds.get(request["query"]["path"])
    if entries is None:
        return 404, {"error": {"code": "NotFound", "message": "there is no folder " + request["query"]["path"]}}
    names = ("name", "kind", "size", "mode", "target")
    return {"entries": [{"changed": "2026-11-26T10:15:00.000Z", **{name: value for name, value in zip(names, entry) if value != ""}} for entry in entries]}


def read(request):
    return FILES.get(request["query"]["path"]) or (404, {"error": {"code": "NotFound", "message": "there is no file " + request["query"]["path"]}})


def stream(request, socket):
    kind, first = socket.read()
    assert kind == TEXT
    program = json.loads(first)
    request["program"] = program
    words = program["arguments"]
    if words[0] == "nothere":
        socket.send(TEXT, {"error": {"code": "NotFound", "message": "there is no program nothere on its PATH"}})
        return
    given = b""
    while True:
        kind, data = socket.read()
        if kind == TEXT:
            assert json.loads(data) == {"eof": True}
            break
        assert data[0] == 0
        given += data[1:]
    if words[0] == "both":
        socket.send(BINARY, b"\x01out\n")
        socket.send(BINARY, b"\x02err\n")
        socket.send(BINARY, b"\x01more\x00bytes\n")
    if words[0] == "count":
        socket.send(BINARY, b"\x01%d\n" % len(given))
    if words[0] == "echo":
        socket.send(BINARY, b"\x01" + json.dumps(program, sort_keys=True).encode() + b"\n")
    ends = {"fail": {"exit_code": 7}, "late": {"timed_out": True, "signal": 9}, "killed": {"timed_out": False, "signal": 9}}
    socket.send(TEXT, {"timed_out": False, "exit_code": 0} | ends.get(words[0], {}))


MADE = []  # sandboxes that were asked for


def copies(prefix, state):
    def make(request):
        new = [{"id": f"sbx-{prefix}0{len(MADE) + i}", "state": state} for i in range(json.loads(request["body"])["count"])]
        MADE.extend(new)
        return 202, {"accepted": True, "sandboxes": [each["id"] for each in new]}

    return make


fork = copies("f", "creating")
restore = copies("r", "restoring")


ACCEPTED = (202, {"accepted": True})
ROUTES = {
    "GET /v1/host": {"version": "9.9", "phase": "running"},
    "GET /v1/sandboxes": lambda request: {"sandboxes": SANDBOXES + MADE},
    "GET /v1/sandboxes/(sbx-1a2b3c)": SANDBOXES[0],
    "PATCH /v1/sandboxes/([^/]+)": {"accepted": True},
    "GET /v1/sandboxes/([^/]+)/exec/stream": stream,
    "POST /v1/sandboxes/([^/]+)/exec": lambda request: {"exit_code": 0 if b'"ln"' in request["body"] else 3, "stdout": "x\n", "stderr": "", "timed_out": False, "truncated": False},
    "GET /v1/sandboxes/([^/]+)/files/list": listed,
    "GET /v1/sandboxes/([^/]+)/files": read,
    "PUT /v1/sandboxes/([^/]+)/files": lambda request: (409, {"error": {"code": "Conflict", "message": "it is a folder there"}}) if request["query"]["path"].endswith("/refused") else {},
    "POST /v1/sandboxes/([^/]+)/folders": (201, {}),
    "GET /v1/sandboxes/([^/]+)/terminals": {"terminals": [{"id": 1, "program": "bash", "columns": 80, "rows": 24}, {"id": 2, "program": "make", "columns": 120, "rows": 40, "ended": {"exit_code": 2}}]},
    "DELETE /v1/sandboxes/([^/]+)/terminals/([^/]+)": {},
    "(?:POST|DELETE) /v1/sandboxes/(sbx-[a-z0-9]+)(?:/pause|/resume|/hibernate)?": ACCEPTED,
    "DELETE /v1/sandboxes/([^/]+)": (404, {"error": {"code": "NotFound", "message": "There is no such sandbox."}}),
    "GET /v1/sessions": {"sessions": [SESSION, {"id": "sesn_02", "state": "idle", "reason": "end_turn"}]},
    "GET /v1/sessions/(sesn_01ABC)": SESSION | {"calls": CALLS},
    "GET /v1/sessions/(sesn_02)": {"id": "sesn_02", "calls": []},
    "POST /v1/sessions/.*": ACCEPTED,
    "GET /v1/environments": {"environments": ENVIRONMENTS},
    "POST /v1/environments(?:/.*)?": ACCEPTED,
    "DELETE /v1/environments/.*": ACCEPTED,
    "GET /v1/snapshots": {"snapshots": SNAPSHOTS},
    "POST /v1/snapshots/([^/]+)/restore": restore,
    "POST /v1/sandboxes/([^/]+)/fork": fork,
    "DELETE /v1/snapshots/.*": ACCEPTED,
    "POST /v1/sandboxes/([^/]+)/restore": ACCEPTED,
    "GET /v1/operations": {"operations": [{"state": "done"}]},
    "GET /v1/keys": {"keys": [{"id": "key-1", "name": "ci", "scope": "operate", "hint": "9f2c", "since": "2026-11-26T10:15:00.000Z"}]},
    "POST /v1/keys": (201, {"id": "key-2", "secret": "gbx_SECRET", "scope": "read"}),
    "POST /v1/keys/key-1/rotate": {"id": "key-1", "secret": "gbx_OTHER"},
    "DELETE /v1/keys/.*": ACCEPTED,
    "GET /v1/ports": {"ports": [{"id": "prt-1", "sandbox": "sbx-1a2b3c", "port": 8080, "kind": "http", "address": "127.93.4.7:41234", "connections": 1, "taken": 5}]},
    "GET /v1/templates": {"templates": [{"name": "py", "state": "ready", "from": "debian:12", "steps": 3, "versions": [{"version": 4, "current": True}], "warm": 1, "warm_max": 2}]},
    "GET /v1/events": lambda request: b'{"seq":41,"at":"2026-11-26T10:15:00.000Z","kind":"sandbox.state","object":"sandbox/sbx-1a2b3c","state":"running"}\n',
}

FILES_OF = {
    "lists": [
        "ps",
        "ps --wide",
        "ps -q",
        "ps --json --label team=ops",
        "ps --state running --state failed --label team",
        "ps --session 01AB",
        "sessions",
        "sessions --state needs-approval --wide",
        "calls 01A",
        "env list --wide",
        "snapshot list --sandbox dev",
        "key list",
        "port list",
        "template list --wide",
        "terminal list dev",
        "terminal list -q dev",
        "label dev",
        "events",
        "events --json --sandbox dev",
        "version",
    ],
    "names": [
        "pause dev",
        "pause 1a2b",
        "resume sbx-77",
        "hibernate sbx-1a",
        "destroy nosuch",
        "destroy dev sbx-77dead --json",
        "label dev team=ops tmp- new=1",
        "snapshot remove before",
        "restore before --in-place dev",
        "restore before --in-place dev --no-safety",
        "restore before --no-safety",
        "restore before --name again",
        "fork dev --count 2",
        "terminal close dev 1 2",
        "key revoke ci",
        "key rotate ci --grace 1h",
        "key create nightly --scope read --days 30",
        "env pause prod",
        "env remove env_",
    ],
    "approvals": ["approve 01ABC", "deny sesn_01ABC --reason 'not on a Friday'", "approve sesn_02", "deny sesn_01ABC sevt_1 sevt_2", "interrupt sesn_01"],
    "exec": [
        "exec dev both",
        "exec dev fail",
        "exec dev late --timeout 5m",
        "exec --timeout 5m dev late",
        "exec dev killed",
        "exec dev nothere",
        "exec -e A=b -e HOME -e NOTSET --user root -w /srv dev echo -e --json -- logs",
        "exec dev -- echo -- ps",
        "exec --json dev fail",
        "exec -d dev sleep 600",
        "exec dev",
        "exec -t dev bash",
        "shell dev",
    ],
}


def run(words, folder, given=b"", **more):
    return subprocess.run([ctl, *words], input=given, capture_output=True, timeout=120, env=environment(folder, **more), cwd=folder)


def clean(text, folder):
    return text.decode(errors="replace").replace(str(folder), "DATA").replace("\0", "\\0").replace("\u202e", "<U+202E>")


def transcript(api, folder, lines, given=b""):
    out = []
    for line in lines:
        api.requests.clear()
        done = run(shlex.split(line), folder, given)
        out.append(f"$ gloveboxctl {line}\n{clean(done.stdout, folder)}")
        out += ["! " + said + "\n" for said in clean(done.stderr, folder).splitlines()]
        out += [f"> {told}\n" for told in api.told()]
        out.append(f"= {done.returncode}\n\n")
    return "".join(out)


def compare(name, text):
    file = golden / (name + ".txt")
    if os.environ.get("GLOVEBOX_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    expected = file.read_text()
    if expected != text:
        subprocess.run(["diff", "-u", str(file), "-"], input=text.encode(), check=False)
        raise AssertionError(f"{file} says something else")


def copying(api, folder):
    """Both ways: bytes, modes, links, times; a name of a guest's leads nowhere."""
    out = run(["cp", "dev:/srv", "out"], folder)
    assert out.returncode == 0, out.stderr
    assert b"left out: /srv/pipe" in out.stderr and b"left out: /srv/../evil" in out.stderr, out.stderr
    copied = folder / "out"
    assert (copied / "a.txt").read_bytes() == FILES["/srv/a.txt"] and (copied / "deep/b.bin").read_bytes() == FILES["/srv/deep/b.bin"]
    assert (copied / "a.txt").stat().st_mode & 0o7777 == 0o640 and (copied / "deep/b.bin").stat().st_mode & 0o7777 == 0o755
    assert (copied / "a.txt").stat().st_mtime == 1795688100 and os.readlink(copied / "link") == "a.txt"
    assert sorted(each.name for each in copied.iterdir()) == ["a.txt", "deep", "link"] and not (folder / "evil").exists()

    # A link that stands there already is not followed.
    (folder / "given").mkdir()
    (folder / "given" / "deep").symlink_to(folder)
    refused = run(["cp", "dev:/srv/.", "given"], folder)
    assert refused.returncode == 1 and not (folder / "b.bin").exists(), refused

    # What cannot be read is named and left out; all else comes, and it is no success.
    partly = run(["cp", "dev:/mixed", "partly"], folder)
    assert partly.returncode == 1, partly
    assert b"not copied: /mixed/locked: there is no file /mixed/locked" in partly.stderr and b"not copied: /mixed/shut: " in partly.stderr, partly.stderr
    assert b"2 files or folders could not be had" in partly.stderr, partly.stderr
    assert (folder / "partly/first").read_bytes() == b"1\n" and (folder / "partly/last").read_bytes() == b"9\n"
    assert not (folder / "partly/locked").exists()
    partly = run(["cp", "dev:/mixed", "-"], folder)
    assert partly.returncode == 1 and b"not copied: /mixed/locked" in partly.stderr, partly.stderr
    with tarfile.open(fileobj=io.BytesIO(partly.stdout)) as tar:
        assert sorted(tar.getnames()) == ["mixed", "mixed/first", "mixed/last", "mixed/shut"], tar.getnames()
        assert tar.extractfile("mixed/last").read() == b"9\n"

    assert run(["cp", "dev:/srv/a.txt", "-"], folder).stdout == b"alpha\n"
    archive = run(["cp", "dev:/srv", "-"], folder).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        assert sorted(tar.getnames()) == ["srv", "srv/a.txt", "srv/deep", "srv/deep/b.bin", "srv/link"], tar.getnames()
        assert tar.extractfile("srv/deep/b.bin").read() == FILES["/srv/deep/b.bin"]
    into = run(["cp", "dev:/srv/a.txt", "./new/"], folder)
    assert into.returncode == 0 and (folder / "new/a.txt").read_bytes() == b"alpha\n", into
    missing = run(["cp", "dev:/nope", "x"], folder)
    assert missing.returncode == 1 and b"there is no file /nope" in missing.stderr and not (folder / "x").exists(), missing

    # What stands there already is kept when nothing comes; a device stays one.
    (folder / "mine").write_text("mine\n")
    assert run(["cp", "dev:/nope", "mine"], folder).returncode == 1 and (folder / "mine").read_text() == "mine\n"
    assert run(["cp", "dev:/srv/a.txt", "mine"], folder).returncode == 0 and (folder / "mine").read_bytes() == b"alpha\n"
    assert run(["cp", "dev:/srv/a.txt", "/dev/stdout"], folder).stdout == b"alpha\n"
    assert sorted(each.name for each in folder.iterdir() if each.name.startswith(".glovebox")) == []

    def sent(words, given=b""):
        api.requests.clear()
        done = run(words, folder, given)
        assert done.returncode == 0, done
        return [(request["method"], request["query"].get("path") or json.loads(request["body"]).get("path", ""), request["query"].get("mode", ""), request["body"]) for request in api.requests if request["method"] != "GET"]

    tree = folder / "tree"
    (tree / "sub").mkdir(parents=True)
    (tree / "sub/run").write_bytes(b"#!/bin/sh\n")
    (tree / "sub/run").chmod(0o755)
    device = run(["cp", "/dev/null", "dev:/new"], folder)
    assert device.returncode == 2 and b"/dev/null is neither a file nor a folder" in device.stderr, device
    came = sent(["cp", "tree", "dev:/new"])
    assert [(each[0], each[1], each[2]) for each in came] == [("POST", "/new", ""), ("POST", "/new/sub", ""), ("PUT", "/new/sub/run", "0755")], came
    assert came[2][3] == b"#!/bin/sh\n"
    assert sent(["cp", "tree/sub/run", "dev:/srv"])[0][1] == "/srv/run"  # a folder is there
    assert sent(["cp", "tree/sub/run", "dev:/other"])[0][1] == "/other"
    (tree / "sub/link").symlink_to("run")
    linked = sent(["cp", "tree/sub", "dev:/srv"])
    assert any(json.loads(each[3] or b"{}").get("arguments") == ["ln", "-sfn", "--", "run", "/srv/sub/link"] for each in linked if each[0] == "POST"), linked
    (tree / "sub/refused").write_bytes(b"x")
    api.requests.clear()
    partly = run(["cp", "tree", "dev:/new"], folder)
    assert partly.returncode == 1 and b"sub/refused: it is a folder there" in partly.stderr and b"1 file or folder could not be had" in partly.stderr, partly
    assert "/new/sub/run" in [request["query"].get("path") for request in api.requests if request["method"] == "PUT"]
    (tree / "sub/refused").unlink()
    whole = bytes(range(256)) * 5000
    assert sent(["cp", "-", "dev:/other"], whole) == [("PUT", "/other", "", whole)]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        tar.add(tree, "./site")
    unpacked = sent(["cp", "-", "dev:/srv"], packed.getvalue())
    assert ("PUT", "/srv/site/sub/run", "0755", b"#!/bin/sh\n") in unpacked, unpacked
    evil = io.BytesIO()
    with tarfile.open(fileobj=evil, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../evil"))
    refused = run(["cp", "-", "dev:/srv"], folder, evil.getvalue())
    assert refused.returncode == 2 and b"leads out" in refused.stderr, refused


def streaming(folder):
    """A program's input ends, also when it is empty, and is not cut."""
    for given in (b"", b"x", os.urandom(3_000_000)):
        done = run(["exec", "-i", "dev", "count"], folder, given)
        assert done.returncode == 0 and done.stdout == b"%d\n" % len(given), done
    unread = run(["exec", "dev", "count"], folder, b"not asked for")
    assert unread.stdout == b"0\n", unread


def secrets(api, folder):
    """A key never stands in an argument, and goes to no address that others can listen in on."""
    api.requests.clear()
    added = run(["env", "add", "env_2", "--name", "two"], folder, b"sk-ant-oat01-x\n")
    assert added.returncode == 0, added
    assert json.loads(api.requests[-1]["body"]) == {"id": "env_2", "key": "sk-ant-oat01-x", "name": "two"}
    plain = run(["ps", "--url", "http://box.example:8467"], folder, GLOVEBOX_API_KEY="gbx_KEY")
    assert plain.returncode == 2 and b"for all to read" in plain.stderr and b"gbx_KEY" not in plain.stderr, plain
    without = run(["ps", "--url", "http://127.0.0.1:1"], folder)
    assert without.returncode == 2 and b"wants a key" in without.stderr, without
    away = run(["ps", "--url", "http://127.0.0.1:1"], folder, GLOVEBOX_API_KEY="gbx_KEY")
    assert away.returncode == 1 and b"No Glovebox answers at http://127.0.0.1:1" in away.stderr, away
    assert all("authorization" not in request["headers"] for request in api.requests)  # the socket needs none


with tempfile.TemporaryDirectory(prefix="glovebox-golden-") as scratch:
    place = pathlib.Path(scratch)
    with ScriptedApi(place, ROUTES) as server:
        for title, commands in FILES_OF.items():
            compare(title, transcript(server, place, commands))
        copying(server, place)
        streaming(place)
        secrets(server, place)
    compare("away", transcript(ScriptedApi(place, {}), place, ["ps", "exec dev true", "version"]))
    for words in (["--help"], ["exec", "--help"], ["help", "ps"]):
        assert run(words, place).returncode == 0
    compare("help", run(["exec", "--help"], place).stdout.decode())
    listed = run(["--help"], place).stdout.decode()
    for title in ("Sandboxes:", "What sandboxes are made of:", "What they may reach:", "Sessions and environments:", "What was done:", "This host:", "This program:"):
        assert title in listed and "\nSubcommands:" not in listed, listed
print("all of it was seen")
