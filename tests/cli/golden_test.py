"""What gloveboxctl prints, and what it asks for, against a Glovebox that this plays: compared with golden/*.txt.

    golden_test.py <gloveboxctl>        GLOVEBOX_UPDATE_GOLDEN=1 writes them anew

A file has, for each command line: what it printed, what it said on standard error, its exit status, and what reached the
API beyond questions. In the end a key and a URL: they go where they belong, and nowhere else.
"""

import contextlib
import io
import os
import pathlib
import socket
import subprocess
import sys
import tarfile
import tempfile
import threading

from screen import Screen, wait
from scripted_api import BINARY, PING, PONG, TEXT, Gone, ScriptedApi, environment

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
        "ladder": {"pause_ms": 90_000, "hibernate_ms": 7_200_000, "destroy_ms": 0},
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
BROKEN = {"id": "snap-bb22", "state": "ready", "name": "broken", "sandbox": "sbx-77dead", "at": "2026-11-26T10:15:00.000Z"}
FILES = {"/srv/a.txt": b"alpha\n", "/srv/deep/b.bin": bytes(range(256)) * 600, "/mixed/first": b"1\n", "/mixed/last": b"9\n"}


def listed(request):
    kinds = {
        "/srv": [("a.txt", "file", 6, "0640", ""), ("link", "link", 0, "0777", "a.txt"), ("deep", "folder", 0, "0750", ""), ("pipe", "other", 0, "0600", ""), ("../evil", "file", 1, "0644", "")],
        "/srv/deep": [("b.bin", "file", 256 * 600, "4755", "")],
        "/mixed": [("first", "file", 2, "0644", ""), ("locked", "file", 3, "0000", ""), ("shut", "folder", 0, "0000", ""), ("b\ufffdd", "other", 0, "0644", ""), ("last", "file", 2, "0644", "")],
    }
    if request["query"]["path"] == "/hostile":
        return 404, {"error": {"code": "NotFound", "message": HOSTILE}}
    entries = kinds.get(request["query"]["path"])
    if entries is None:
        return 404, {"error": {"code": "NotFound", "message": "there is no folder " + request["query"]["path"]}}
    names = ("name", "kind", "size", "mode", "target")
    return {"entries": [{"changed": "2026-11-26T10:15:00.000Z", **{name: value for name, value in zip(names, entry) if value != ""}} for entry in entries]}


def read(request):
    if request["query"]["path"] == "/hostile":
        return 404, {"error": {"code": "NotFound", "message": HOSTILE}}
    return FILES.get(request["query"]["path"]) or (404, {"error": {"code": "NotFound", "message": "there is no file " + request["query"]["path"]}})


def stream(request, wire):
    kind, first = wire.read()
    assert kind == TEXT
    program = json.loads(first)
    request["program"] = program
    words = program["arguments"]
    if words[0] == "hostile":
        wire.send(TEXT, {"error": {"code": "Conflict", "message": HOSTILE}})
        return
    if words[0] == "nothere":
        wire.send(TEXT, {"error": {"code": "NotFound", "message": "there is no program nothere on its PATH"}})
        return
    if words[0].startswith("flood"):
        flooding(wire, int(words[0].removeprefix("flood")))
        return
    given = b""
    while True:
        kind, data = wire.read()
        if kind == TEXT:
            assert json.loads(data) == {"eof": True}
            break
        assert data[0] == 0
        given += data[1:]
    if words[0] == "both":
        wire.send(BINARY, b"\x01out\n")
        wire.send(BINARY, b"\x02err\n")
        wire.send(BINARY, b"\x01more\x00bytes\n")
    if words[0] == "count":
        wire.send(BINARY, b"\x01%d\n" % len(given))
    if words[0] == "echo":
        wire.send(BINARY, b"\x01" + json.dumps(program, sort_keys=True).encode() + b"\n")
    ends = {"fail": {"exit_code": 7}, "late": {"timed_out": True, "signal": 9}, "killed": {"timed_out": False, "signal": 9}}
    wire.send(TEXT, {"timed_out": False, "exit_code": 0} | ends.get(words[0], {}))


MADE = []  # sandboxes that were asked for
LOOKS = ["2026-11-26T10:15:00.000Z"]
CHECKS = []  # of snapshots
BUDGETS = [
    {"scope": "host", "period": "day", "limit_cents": 500, "action": "pause-polling", "warn_percent": 80},
    {"scope": "host", "period": "day", "limit_cents": 100, "action": "warn", "warn_percent": 80},
]
SPENT = [{"budget": BUDGETS[0], "object": "host", "label": "this host", "spent_cents": 412.5, "state": "warned"}, {"budget": BUDGETS[1], "object": "host", "label": "", "spent_cents": 0.07, "state": "reached", "did": "told\u202e"}]
LEFTOVERS = [
    {"id": "layer-1", "kind": "layer", "where": "/data/layers/1", "size_bytes": 5 << 20, "why": "no image has it", "at": "2026-11-26T10:15:00.000Z"},
    {"id": "machine-7", "kind": "machine", "where": "process 4711", "size_bytes": 0, "why": "no record knows it"},
]
WORK = [
    {"id": "work_1", "environment": "env_1", "state": "active", "ours": True, "stuck": "moving", "repair": "none", "session": "sesn_01ABC", "title": "Sort the mail"},
    {"id": "work_2", "environment": "env_1", "state": "queued", "ours": False, "stuck": "not taken", "repair": "none", "waiting_for": "No worker asks for it."},
]


def look(request):
    LOOKS.append("2026-11-26T11:15:00.000Z")
    return 202, {"accepted": True}


def check(request):
    CHECKS.append(request["names"][0])
    return 202, {"accepted": True}


def operations(request):
    """The newest on an object: of a check that was asked for how it ended, else one of before."""
    snapshot = request["query"].get("object", "").removeprefix("snapshot/")
    if "object" not in request["query"]:
        return {"operations": [{"id": "op-1a2b", "kind": "build-template", "object": "template/py", "state": "running", "step": "Step 2 of 5", "progress": 0.4, "can_cancel": True}]}
    if snapshot not in CHECKS:
        return {"operations": [{"state": "done"}]}
    broken = snapshot == "snap-bb22"
    return {"operations": [{"id": "op-2", "state": "failed", "problem": {"message": "memory.bin is not as it was written"}} if broken else {"id": "op-2", "state": "done"}]}


def copies(prefix, state):
    def make(request):
        new = [{"id": f"sbx-{prefix}0{len(MADE) + i}", "state": state} for i in range(json.loads(request["body"])["count"])]
        MADE.extend(new)
        return 202, {"accepted": True, "sandboxes": [each["id"] for each in new]}

    return make


fork = copies("f", "creating")
restore = copies("r", "restoring")


USED = {"running_ms": 3600000, "paused_ms": 60000, "hibernated_ms": 0, "cpu_ms": 4567, "memory_peak_bytes": 100 << 20, "disk_peak_bytes": 7 << 20}
ROW = {"used": USED, "cost_cents": 1.1113, "prices_as_of": "2026-11-01", "sandboxes": 2}
RUNS = [
    {"id": "sbx-2", "name": "two\u202ewords\x1b[31m", "image": "image-key", "vcpus": 2, "mem_mib": 512, "create_ms": 1234, "uptime_ms": 3660000, "cpu_ms": 4567, "mem_peak_bytes": 100 << 20, "cost_cents": 1.1113, "created_at": "2026-11-20T00:00:00.000Z", "destroyed_at": "2026-11-21T12:00:00.000Z", "cause": "destroyed"},
    {"id": "sbx-1", "image": "", "vcpus": 1, "mem_mib": 256, "uptime_ms": 1000, "cpu_ms": 10, "mem_peak_bytes": 1 << 20, "cost_cents": 0.0007, "created_at": "2026-11-19T00:00:00.000Z", "destroyed_at": "2026-11-20T12:00:00.000Z", "cause": "idle"},
]
ENTRIES = [
    {"sequence": 9 - i, "at": f"2026-11-2{9 - i}T10:00:00.000Z", "actor": "api-client", "origin": "key nightly (key-1a2b3c)", "action": "sandbox.destroyed", "object": "sandbox/sbx-1", "outcome": "denied" if i else "done", "chain": "sha256:00", **({"reason": "not\x1b[31m now"} if i else {})}
    for i in range(3)
]
LINES = [
    {"number": 41, "at": "2026-11-27T10:00:00.000Z", "level": "info", "source": "engine", "message": "lease renewed"},
    {"number": 42, "at": "2026-11-27T10:00:01.000Z", "level": "warning", "source": "qemu", "message": "\x1b[2Jsilent \u202e", "lost": 3},
    {"number": 43, "message": "torn {"},
]


def runs(request):
    """A page of one."""
    at = {None: 0, "5": 1}[request["query"].get("before")]
    return {"runs": RUNS[at : at + 1], "more": at == 0, **({"next": 5} if at == 0 else {})}


def entries(request):
    at = {None: 0, "8": 2}[request["query"].get("before")]
    return {"entries": ENTRIES[at : at + 2], "more": at == 0}


def page(request):
    """Two lines, and the one before them; followed, two more, each from where the client is."""
    query = request["query"]
    if "session" in query and query["session"] != "sesn_gone":
        return 404, {"error": {"code": "NotFound", "message": "there is no log of session " + query["session"]}}
    if query.get("follow") == "true":
        after = int(query["after"])
        next_lines = [{"gap": {"first": 44, "last": 49}}, LINES[0] | {"number": 50}] if after == 43 else [LINES[0] | {"number": after + 1, "message": f"behind {after}"}]
        return "\n".join(json.dumps(each) for each in next_lines).encode() + b"\n\n"
    if query["limit"] == "0":
        return {"lines": [], "before": 44, "after": 43, "older": True, "newer": False}
    first = query.get("before") == "42"
    return {"lines": LINES[:1] if first else LINES[1:], "before": 41 if first else 42, "after": 43, "older": not first, "newer": False}


ACCEPTED = (202, {"accepted": True})
ROUTES = {
    "GET /v1/host": lambda request: (401, {"error": {"code": "Unauthorized", "message": "The key is not known."}}) if "WRONG" in request["headers"].get("authorization", "") else {"version": "9.9", "phase": "running"},
    "(?:POST /v1/sandboxes/sbx-bad/pause|DELETE /v1/sandboxes/sbx-1a2b3c/terminals/99)": (400, {"error": {"code": "InvalidArgument", "message": "That is no sandbox."}}),
    "POST /v1/sandboxes/sbx-hostile/pause": lambda _: (409, {"error": {"code": "Conflict", "message": HOSTILE}}),
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
    "GET /v1/snapshots": {"snapshots": [*SNAPSHOTS, BROKEN]},
    "POST /v1/snapshots/([^/]+)/restore": restore,
    "POST /v1/sandboxes/([^/]+)/fork": fork,
    "DELETE /v1/snapshots/.*": ACCEPTED,
    "POST /v1/sandboxes/([^/]+)/restore": ACCEPTED,
    "GET /v1/operations": operations,
    "POST /v1/operations/([^/]+)/cancel": ACCEPTED,
    "GET /v1/snapshots/(snap-[a-z0-9]+)": SNAPSHOTS[0],
    "PATCH /v1/snapshots/([^/]+)": ACCEPTED,
    "POST /v1/snapshots/([^/]+)/verify": check,
    "GET /v1/budgets": {"budgets": BUDGETS, "watched": SPENT},
    "PUT /v1/budgets": ACCEPTED,
    "GET /v1/orphans": lambda request: {"orphans": LEFTOVERS, "looking": False, "looked_at": LOOKS[-1]},
    "POST /v1/orphans": look,
    "DELETE /v1/orphans/([^/]+)": ACCEPTED,
    "GET /v1/work": {"work": WORK},
    "POST /v1/environments/env_1/work/work_2/repair": ACCEPTED,
    "PUT /v1/host/webhooks": ACCEPTED,
    "GET /v1/keys": {"keys": [{"id": "key-1", "name": "ci", "scope": "operate", "hint": "9f2c", "since": "2026-11-26T10:15:00.000Z"}]},
    "POST /v1/keys": (201, {"id": "key-2", "secret": "gbx_SECRET", "scope": "read"}),
    "POST /v1/keys/key-1/rotate": {"id": "key-1", "secret": "gbx_OTHER"},
    "DELETE /v1/keys/.*": ACCEPTED,
    "GET /v1/ports": {"ports": [{"id": "prt-1", "sandbox": "sbx-1a2b3c", "port": 8080, "kind": "http", "address": "127.93.4.7:41234", "connections": 1, "taken": 5}]},
    "GET /v1/templates": {"templates": [{"name": "py", "state": "ready", "from": "debian:12", "steps": 3, "versions": [{"version": 4, "current": True}], "warm": 1, "warm_max": 2}]},
    "GET /v1/usage/totals": {"active_sandboxes": 1, "history_sandboxes": 2, "total_cost_cents": 101.112, "as_of": "2026-11-27T10:00:00.000Z"},
    "GET /v1/usage/sums": {"rows": [ROW | {"key": "sesn_1", "label": "Sort the mail", "list": {"list_cost_cents": 250}}, ROW | {"key": ""}], "total": ROW, "more": False},
    "GET /v1/history/runs": runs,
    "GET /v1/audit": entries,
    "GET /v1/logs": page,
    "GET /v1/sandboxes/(sbx-1a2b3c)/log": page,
    "GET /v1/logs/list": {"logs": [{"kind": "engine", "bytes": 52000, "changed_at": "2026-11-27T10:00:00.000Z"}, {"kind": "session", "id": "sesn_gone", "bytes": 900, "changed_at": "2026-11-27T09:00:00.000Z"}, {"kind": "session", "id": "../evil", "bytes": 1}]},
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
    "upkeep": [
        "budget list",
        "budget spent",
        "budget spent --json",
        "budget set host day 700 --then pause-polling --warn-at 50",
        "budget set session ever 200",
        "budget set host day 0",
        "budget remove host day",
        "budget remove environment day",
        "operation list",
        "operation cancel op-1a",
        "leftover list --wide",
        "leftover look",
        "leftover remove layer-1 mach",
        "work list",
        "work list --wide --state queued",
        "work repair work_2",
        "work repair nosuch",
        "webhook on",
        "webhook off --json",
        "idle dev",
        "idle dev --json",
        "idle dev --pause 10m --destroy 0",
        "idle dev --awake 2h --json",
        "snapshot rename before later",
        "snapshot pin before",
        "snapshot unpin snap-aa",
        "snapshot verify before",
        "snapshot verify broken",
    ],
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
# What else is read from a folder, of a Glovebox at a URL.
PAST = [
    "usage --by session --since 2026-11-01 --until 2026-11-30",
    "usage --by session --json",
    "usage --json",
    "history",
    "history --json --most 1",
    "audit list",
    "audit list --json --since 2026-11-28 --action sandbox. --object sandbox/sbx-1 --text 'a&b'",
    "audit verify",
    "audit export --output trail",
    "logs",
    "logs --lines 2 --level warning --text 'a&b' --json",
    "logs --sandbox dev --lines 1",
    "logs --session gone",
    "logs --session sesn_none",
    "logs --list",
    "logs --list --json",
    "usage --ledger nosuch.db",
    "usage --ledger nosuch.db --url http://127.0.0.1:1",
    "logs --data-dir nosuch",
]


def run(words, folder, given=b"", **more):
    return subprocess.run([ctl, *words], input=given, capture_output=True, timeout=120, env=environment(folder, **more), cwd=folder)


def clean(text, folder):
    return text.decode(errors="replace").replace(str(folder), "DATA").replace("\0", "\\0").replace("\u202e", "<U+202E>")


def transcript(api, folder, lines, given=b"", **more):
    out = []
    for line in lines:
        api.requests.clear()
        done = run(shlex.split(line), folder, given, **more)
        out.append(f"$ gloveboxctl {line}\n{clean(done.stdout, folder)}")
        out += ["! " + said + "\n" for said in clean(done.stderr, folder).splitlines()]
        out += [f"> {told}\n" for told in api.told() + (api.asked() if more else [])]
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
    assert "not copied: /mixed/b\ufffdd: its name is not UTF-8".encode() in partly.stderr, partly.stderr
    assert b"3 files or folders could not be had" in partly.stderr, partly.stderr
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
        assert tar.getnames()[-1] == "srv/link", tar.getnames()  # behind everything that could go through it
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

    # A disk that is full is said, however it is written to; a reader that left is no failure.
    full = run(["cp", "dev:/srv/deep/b.bin", "/dev/full"], folder)
    assert full.returncode == 1 and b"/dev/full cannot be written: No space left" in full.stderr, full
    for what in ("dev:/srv/deep/b.bin", "dev:/srv"):
        with open("/dev/full", "wb") as output:
            full = subprocess.run([ctl, "cp", what, "-"], stdout=output, stderr=subprocess.PIPE, timeout=120, env=environment(folder), cwd=folder)
        assert full.returncode == 1 and b"No space left" in full.stderr, full
    reading, writing = os.pipe()
    os.close(reading)
    left = subprocess.run([ctl, "cp", "dev:/srv/deep/b.bin", "-"], stdout=writing, stderr=subprocess.PIPE, timeout=120, env=environment(folder), cwd=folder)
    os.close(writing)
    assert left.returncode == 0 and left.stderr == b"", left

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
    making = [body for each in linked if each[0] == "POST" and "arguments" in (body := json.loads(each[3] or b"{}"))]
    assert [body["arguments"] for body in making] == [["ln", "-sfn", "--", "run", "/srv/sub/link"]], linked
    assert making[0]["timeout_ms"] == 60_000  # a guest that never answers holds nobody for ever
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


PAUSED = {}  # what a server saw of a client whose reader stood still


def flooding(wire, size):
    """Writes more than anybody reads, and takes what the client says meanwhile."""
    heard = []

    def listen():
        with contextlib.suppress(Gone):
            while True:
                heard.append(wire.read())

    threading.Thread(target=listen, daemon=True).start()
    PAUSED["heard"] = heard
    piece = bytes(65536)
    for _ in range(size // len(piece)):
        wire.send(BINARY, b"\x01" + piece)
    wire.send(PING, b"there?")
    PAUSED["written"] = True
    wait("it is read", lambda: PAUSED["go on"])
    wire.send(TEXT, {"timed_out": False, "exit_code": 5})


def slowReaders(folder):
    """Who does not read for a while keeps the connection, and loses nothing."""
    # 768 KiB fit into what gloveboxctl holds: it reads on, and answers. 16 MiB do not: it says by itself that it is there.
    for size, answer in ((768 << 10, (PONG, b"there?")), (16 << 20, (PONG, b""))):
        PAUSED.clear()
        PAUSED["go on"] = False
        program = subprocess.Popen([ctl, "exec", "dev", f"flood{size}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(folder), cwd=folder)
        wait("an answer while nobody reads", lambda: answer in PAUSED.get("heard", []))
        PAUSED["go on"] = True
        out, err = program.communicate(timeout=120)
        assert program.returncode == 5 and len(out) == size, (program.returncode, len(out), err)
    with open("/dev/full", "wb") as output:
        full = subprocess.run([ctl, "exec", "dev", "both"], stdout=output, stderr=subprocess.PIPE, timeout=120, env=environment(folder), cwd=folder)
    assert full.returncode == 125 and b"standard output cannot be written: No space left" in full.stderr, full
    reading, writing = os.pipe()
    os.close(reading)
    left = subprocess.run([ctl, "exec", "dev", "both"], stdout=writing, stderr=subprocess.PIPE, timeout=120, env=environment(folder), cwd=folder)
    os.close(writing)
    assert left.returncode == 128 + 13, left


HOSTILE = "no \x1b]52;c;cm0gLXJmIC8=\x07file \u009b31m here\u202e\r\x7fOK\nsecond \x1b[2Jline"


def isPlain(data):
    """Nothing in it moves, colours or reorders a terminal."""
    return not any(ord(sign) < 0x20 and sign not in "\r\n" or 0x7F <= ord(sign) < 0xA0 or 0x202A <= ord(sign) <= 0x202E for sign in data.decode())


def hostile(folder):
    """What guests and servers say is shown, and does nothing."""
    for words in (["cp", "dev:/hostile", "x"], ["pause", "sbx-hostile"], ["exec", "dev", "hostile"]):
        said = run(words, folder)
        assert said.returncode != 0 and isPlain(said.stderr) and b"second line" in said.stderr and b"\r" not in said.stderr, said
    piped = run(["ps", "--json"], folder).stdout
    assert "two\u202ewords\\u001b[31m".encode() in piped, piped  # as it is
    for words in (["ps", "--json"], ["events", "--json"], ["pause", "sbx-hostile"]):
        screen = Screen([ctl, *words], folder, environment(folder))
        wait("it ends", lambda: screen.read() or screen.process.poll() is not None)
        screen.read()
        screen.close()
        assert screen.shown and isPlain(screen.shown), screen.shown


def statuses(folder):
    """2 says that nothing was done, and only when that is so."""
    assert run(["pause", "sbx-bad"], folder).returncode == 2
    assert run(["terminal", "close", "dev", "99"], folder).returncode == 2
    assert run(["terminal", "close", "dev", "1", "99"], folder).returncode == 1
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("good"))
        tar.addfile(tarfile.TarInfo("../evil"))
    begun = run(["cp", "-", "dev:/srv"], folder, packed.getvalue())
    assert begun.returncode == 1 and b"leads out" in begun.stderr, begun


def asksNothing(url, folder, **proxies):
    """A proxy of the environment that notes what reaches it."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(0.2)
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        done = run(["ps", "--url", url], folder, GLOVEBOX_API_KEY="gbx_KEY", **{name: address for name in proxies})
        try:
            connection, _ = proxy.accept()
        except TimeoutError:
            return done, b""
        with connection:
            return done, connection.recv(65536)


def following(url, folder):
    """`logs -f` goes on over a connection that ends, from the line behind the last one, and says what it missed."""
    command = [ctl, "logs", "-f", "--lines", "0", "--url", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(folder, GLOVEBOX_API_KEY="gbx_KEY")) as follower:
        came = [follower.stdout.readline().decode() for _ in range(3)]
        follower.terminate()
        said = follower.stderr.read()
    assert [each.split(": ", 1)[1] for each in came] == ["lease renewed\n", "behind 50\n", "behind 51\n"], came
    assert b"6 lines were deleted before they could be shown" in said, said


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

    # A proxy of the environment is handed no key: http is this host, and https a tunnel.
    port = api.alsoAtPort()
    for name in ("http_proxy", "all_proxy", "ALL_PROXY"):
        done, reached = asksNothing(f"http://127.0.0.1:{port}", folder, **{name: True})
        assert done.returncode == 0 and reached == b"", (done, reached)
    assert api.requests[-1]["headers"]["authorization"] == "Bearer gbx_KEY"
    done, reached = asksNothing("https://box.example", folder, https_proxy=True)
    assert reached.startswith(b"CONNECT box.example:443 ") and b"gbx_KEY" not in reached, reached

    # Keys of environments are files closed to others, and of their kind.
    def adding(text, mode, *more):
        file = folder / "key"
        file.write_text(text)
        file.chmod(mode)
        return run(["env", "add", "env_3", "--environment-key-file", "key", *more], folder, b"sk-ant-oat01-x\n")

    assert adding("sk-ant-oat01-y\n", 0o600).returncode == 0
    assert json.loads(api.requests[-1]["body"]) == {"id": "env_3", "key": "sk-ant-oat01-y"}
    api.requests.clear()
    shared = adding("sk-ant-oat01-y\n", 0o644)
    assert shared.returncode == 2 and b"chmod 600 key" in shared.stderr, shared
    other = adding("sk-ant-api03-y\n", 0o600)
    assert other.returncode == 2 and b"it takes an environment key" in other.stderr and b"03-y" not in other.stderr, other
    piped = run(["env", "add", "env_3"], folder, b"whsec_x\n")
    assert piped.returncode == 2 and b"it takes an environment key" in piped.stderr, piped
    operator = run(["env", "add", "env_3", "--operator-key-file", "key"], folder, b"sk-ant-oat01-x\n")
    assert operator.returncode == 0, operator
    assert [request["method"] for request in api.requests if request["method"] != "GET"] == ["POST"], api.told()

    # Which version runs is not guessed where a key is refused.
    refused = run(["version", "--url", f"http://127.0.0.1:{port}"], folder, GLOVEBOX_API_KEY="gbx_WRONG")
    assert refused.returncode == 1 and b"No Glovebox answers" not in refused.stdout and b"The key is not known." in refused.stderr, refused
    asJson = run(["version", "--json", "--url", f"http://127.0.0.1:{port}"], folder, GLOVEBOX_API_KEY="gbx_WRONG")
    assert asJson.returncode == 1 and json.loads(asJson.stdout)["error"]["code"] == "Unauthorized", asJson
    usage = run(["version", "--url", "ftp://x"], folder, GLOVEBOX_API_KEY="gbx_KEY")
    assert usage.returncode == 2 and b"is no address of a Glovebox" in usage.stderr, usage


with tempfile.TemporaryDirectory(prefix="glovebox-golden-") as scratch:
    place = pathlib.Path(scratch)
    with ScriptedApi(place, ROUTES) as server:
        for title, commands in FILES_OF.items():
            compare(title, transcript(server, place, commands))
        copying(server, place)
        streaming(place)
        slowReaders(place)
        hostile(place)
        statuses(place)
        secrets(server, place)
        url = f"http://127.0.0.1:{server.alsoAtPort()}"
        compare("past", transcript(server, place, PAST, GLOVEBOX_API_URL=url, GLOVEBOX_API_KEY="gbx_KEY"))
        following(url, place)
        assert server.requests and all(request["headers"].get("authorization") == "Bearer gbx_KEY" for request in server.requests)
    compare("away", transcript(ScriptedApi(place, {}), place, ["ps", "exec dev true", "version"]))
    for words in (["--help"], ["exec", "--help"], ["help", "ps"]):
        assert run(words, place).returncode == 0
    compare("help", run(["exec", "--help"], place).stdout.decode())
    listed = run(["--help"], place).stdout.decode()
    for title in ("Sandboxes:", "What sandboxes are made of:", "What they may reach:", "Sessions and environments:", "What was done:", "This host:", "This program:"):
        assert title in listed and "\nSubcommands:" not in listed, listed
print("all of it was seen")
