"""Secrets go nowhere: gloveboxctl serve with a real machine, through a whole session with a pause, a hibernation, a wake
and a stop, while a control plane in between hands out secrets and repeats them in its errors, with a secret of the gate
that the sandbox may use; then gloveboxctl spawn with another one. Then everything that was written is searched for them, and the memory of the guest.

    planted_secrets_test.py <gloveboxctl> <folder of the guest's image>
"""

import base64
import http.client
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import threading
import urllib.parse
import urllib.request

from serve_rig import PATIENCE, ctl, image, machines, place, wait

CHUNK = 16 << 20
ZSTD = b"\x28\xb5\x2f\xfd"
# What may be found, and has to be: else the search finds nothing at all.
CANARY = "canary-" + os.urandom(12).hex()
# What any private key of the gate's kind (P-256, PKCS 8) begins with: its length is one that base64 has no rest of.
GATES_KEY = bytes.fromhex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420")
LOOK = "env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'; echo done"


class Secrets:
    """Names and values, and what a value looks like in bytes."""

    def __init__(self):
        self.values = {}
        self.lock = threading.Lock()

    def plant(self, name, value):
        with self.lock:
            if value not in self.values.values():
                self.values[f"{name} {len(self.values)}"] = value

    @staticmethod
    def forms(value):
        raw = value.encode()
        yield "UTF-8", raw
        yield "UTF-16", value.encode("utf-16-le")
        yield "UTF-16 BE", value.encode("utf-16-be")
        for shift in range(3):  # in base64 it depends on where it begins; the characters at both ends on its neighbours
            coded = base64.b64encode(b"\0" * shift + raw)
            yield "base64", coded[(0, 2, 3)[shift] : -4]
        yield "hex", raw.hex().encode()

    def patterns(self):
        with self.lock:
            planted = [(name, form, data) for name, value in self.values.items() for form, data in self.forms(value)]
        key = GATES_KEY
        return planted + [("the gate's authority", "DER", key), ("the gate's authority", "PEM", base64.b64encode(key))]


class Between(http.server.BaseHTTPRequestHandler):
    """Passes everything on, learns the secrets of work items, and now and then answers with an error that repeats what
    it was sent."""

    upstream = None
    secrets = None
    failures = {}  # kind of request: how many of them fail at first
    lock = threading.Lock()

    def log_message(self, *_):
        pass

    def kind(self):
        path = urllib.parse.urlsplit(self.path).path
        for word in ("poll", "ack", "heartbeat", "stop", "events"):
            if path.endswith(word):
                return f"{self.command} {word}"
        return "other"

    def fails(self):
        with self.lock:
            left = self.failures.get(self.kind(), 0)
            self.failures[self.kind()] = left - 1
        return left > 0

    def handle_all(self):
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else None
        if self.fails():
            said = " ".join([self.headers.get("authorization", ""), self.headers.get("x-api-key", "")])
            # All that a control plane can know.
            said += " " + " ".join(value for name, value in self.secrets.values.items() if not name.startswith("gate's secret"))
            text = json.dumps({"type": "error", "error": {"type": "api_error", "message": "cannot serve: " + said}})
            self.send_response(500)
            self.send_header("content-type", "application/json")
            self.send_header("x-debug", said)
            self.end_headers()
            self.wfile.write(text.encode())
            return
        connection = http.client.HTTPConnection(self.upstream, timeout=PATIENCE)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection")}
        try:
            connection.request(self.command, self.path, body, headers)
            answer = connection.getresponse()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in ("connection", "transfer-encoding", "content-length", "server", "date"):
                    self.send_header(name, value)
            self.end_headers()
            while data := answer.read1(65536):
                self.learn(data)
                self.wfile.write(data)
                self.wfile.flush()
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()

    def learn(self, data):
        for found in re.findall(rb'"secret"\s*:\s*"([^"]+)"', data):
            self.secrets.plant("work secret", found.decode())
            inside = base64.urlsafe_b64decode(found + b"=" * (-len(found) % 4)).decode()
            for token in re.findall(r"sk-ant-[\w-]+", inside):
                self.secrets.plant("sessions token", token)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_all


def chunks(file, limit=None):
    """What is in a file, without its holes, each chunk with the end of the one before."""
    end = os.fstat(file.fileno()).st_size if limit is None else limit
    at = 0
    while at < end:
        try:
            at = os.lseek(file.fileno(), at, os.SEEK_DATA)
        except OSError:
            return
        data = os.pread(file.fileno(), CHUNK + 8192, at)
        if not data:
            return
        yield data
        at += CHUNK


def unpacked(data):
    """What is behind each beginning of a zstd frame."""
    at = data.find(ZSTD)
    while at >= 0:
        tool = subprocess.run(["zstd", "-dcq", "--no-check"], input=data[at:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        if tool.stdout:
            yield tool.stdout
        at = data.find(ZSTD, at + 4)


def look(data, patterns):
    return {(name, form) for name, form, pattern in patterns if pattern in data}


def search_files(folder, patterns):
    found = {}
    searched = 0
    for path in sorted(folder.rglob("*")):
        hits = look(str(path).encode(), patterns)
        if path.is_file() and not path.is_symlink():
            with open(path, "rb") as file:
                for data in chunks(file):
                    searched += len(data)
                    hits |= look(data, patterns)
                    if ZSTD in data and "sock" not in path.name:
                        for inside in unpacked(data):
                            searched += len(inside)
                            hits |= look(inside, patterns)
        if hits:
            found[str(path.relative_to(folder))] = hits
    return found, searched


def search_process(pid, patterns):
    """Its memory with the guest's in it, its environment and its command line."""
    hits = set()
    searched = 0
    for name in ("environ", "cmdline"):
        hits |= look(pathlib.Path(f"/proc/{pid}/{name}").read_bytes(), patterns)
    with open(f"/proc/{pid}/mem", "rb", 0) as memory:
        for line in pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            first, last = (int(part, 16) for part in span.split("-"))
            for at in range(first, last, CHUNK):
                try:
                    data = os.pread(memory.fileno(), min(CHUNK + 8192, last - at), at)
                except OSError:
                    continue
                if data.count(0) == len(data):
                    continue
                searched += len(data)
                hits |= look(data, patterns)
    return hits, searched


def variablesFor(plane, left, address):
    return dict(
        os.environ,
        ANTHROPIC_BASE_URL=address,
        ANTHROPIC_ENVIRONMENT_ID=plane.keys["environment_id"],
        ANTHROPIC_ENVIRONMENT_KEY=plane.keys["environment_key"],
        GLOVEBOX_DATA_DIR=str(left / "data"),
        GLOVEBOX_IMAGE_DIR=image,
        GLOVEBOX_SECRET_STORE="file",
        HOME=str(left / "home"),
        TMPDIR=str(left / "tmp"),
        XDG_RUNTIME_DIR=str(left / "tmp"),
    )


def claimed(plane, address, session):
    """The session's item, taken as a poller takes it."""

    def ask(method, path):
        headers = {
            "authorization": "Bearer " + plane.keys["environment_key"],
            "anthropic-beta": "managed-agents-2026-04-01",
            "content-type": "application/json",
        }
        data = None if method == "GET" else b"{}"
        place_ = f"{address}/v1/environments/{plane.keys['environment_id']}/work/"
        request = urllib.request.Request(place_ + path, method=method, data=data, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
            return json.loads(text) if text.strip() else None

    item = wait("its item", lambda: ask("GET", "poll"))
    assert item["data"]["id"] == session, item["data"]
    ask("POST", item["id"] + "/ack")
    return item


def spawn(plane, left, address):
    """One session, served by a program of its own; what it printed is among what is searched."""
    session = plane.session("env; echo spawned")
    item = claimed(plane, address, session)
    environment = variablesFor(plane, left, address)
    environment.update(ANTHROPIC_WORK_ID=item["id"], ANTHROPIC_SESSION_ID=session)
    options = ["--memory", "256M", "--disk", "1G", "--session-idle", "2s", "--log-level", "debug"]
    with open(left / "printed" / "spawned", "wb") as printed:
        ended = subprocess.run(
            [ctl, "spawn", *options],
            env=environment,
            input=json.dumps(item).encode() + b"\n",
            stdout=printed,
            stderr=printed,
            timeout=2 * PATIENCE,
        )
    assert ended.returncode == 0, ended.returncode
    answers = plane.results(session)
    assert answers and "spawned" in answers[0], answers
    return answers[0]


def serve(plane, secrets, scratch, address):
    keys = scratch / "keys"  # where the operator keeps them; not ours to search
    keys.mkdir(exist_ok=True)
    for name, value in (("operator", plane.keys["api_key"]), ("webhook", secrets.values["webhook key 2"])):
        (keys / name).write_text(value + "\n")
        (keys / name).chmod(0o600)
    left = scratch / "left"
    for name in ("home", "tmp", "data", "printed"):
        (left / name).mkdir(parents=True, exist_ok=True)
    environment = variablesFor(plane, left, address)
    options = ["--capacity", "1", "--warm", "0", "--memory", "256M", "--disk", "1G", "--session-idle", "4s"]
    options += ["--pause-after", "10s", "--hibernate-after", "30s", "--log-level", "debug"]
    options += ["--operator-key-file", str(keys / "operator"), "--webhook-key-file", str(keys / "webhook")]
    options += ["--webhook-listen", "127.0.0.1:0"]
    number = len(list((left / "printed").iterdir()))
    with open(left / "printed" / f"output-{number}", "wb") as printed:
        return subprocess.Popen([ctl, "serve", *options], env=environment, stdout=printed, stderr=printed)


def giveSecret(left, secrets):
    """To the sandbox that there is, while it runs."""

    def tell(*words, value=None):
        done = subprocess.run([ctl, *words], env=variables, input=value, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    variables = dict(os.environ, GLOVEBOX_DATA_DIR=str(left / "data"), XDG_RUNTIME_DIR=str(left / "tmp"), HOME=str(left / "home"))
    value = next(value for name, value in secrets.values.items() if name.startswith("gate's secret"))
    tell("secret", "set", "planted", "--host", "api.example", value=value)
    sandbox = json.loads(tell("ps", "--json"))["sandboxes"][0]["id"]
    tell("secret", "grant", sandbox, "planted")


def main(scratch, plane):
    secrets = Secrets()
    secrets.plant("environment key", plane.keys["environment_key"])
    secrets.plant("operator key", plane.keys["api_key"])
    secrets.plant("webhook key", "whsec_" + base64.b64encode(os.urandom(24)).decode())
    Between.secrets = secrets
    Between.upstream = urllib.parse.urlsplit(plane.keys["url"]).netloc
    Between.failures = {"GET poll": 1, "POST ack": 1, "POST heartbeat": 1, "POST events": 1, "GET events": 1, "POST stop": 1}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Between)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()

    left = scratch / "left"
    address = f"http://127.0.0.1:{server.server_port}"
    program = serve(plane, secrets, scratch, address)
    session = plane.session(f"echo {CANARY} | tee kept; sync")
    wait("the first result", lambda: plane.results(session))
    secrets.plant("gate's secret", "gates-secret-" + os.urandom(16).hex())
    giveSecret(left, secrets)
    seen = plane.say(session, LOOK)
    assert "PLANTED=gbx-" in seen, seen
    assert "done" in seen, seen
    assert "sessions token" in " ".join(secrets.values), secrets.values.keys()
    alive = wait("a machine", lambda: machines(left))
    patterns = secrets.patterns()
    canary = [("canary", form, data) for form, data in Secrets.forms(CANARY)]

    memory = 0
    for pid in alive:
        hits, searched = search_process(pid, patterns + canary)
        memory += searched
        assert ("canary", "UTF-8") in hits, f"the search does not see a guest's memory: {searched >> 20} MiB of {alive}"
        assert not hits - {("canary", form) for form in ("UTF-8", "UTF-16", "base64", "hex")}, hits
    assert not look(seen.encode(), patterns), "in the guest's processes"

    wait("a hibernation", lambda: not machines(left))
    assert CANARY in plane.say(session, "cat kept")
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    assert machines(left) == []

    printedThere = spawn(plane, left, address)
    assert machines(left) == []
    assert not look(printedThere.encode(), secrets.patterns()), "in the environment of a spawned session's shell"

    found, searched = search_files(left, secrets.patterns())
    assert not found, found
    there, _ = search_files(left / "data", canary)
    assert there, "the search does not see what is on disk"
    audit = subprocess.run([ctl, "audit", "verify", "--data-dir", str(left / "data")], capture_output=True, text=True)
    assert audit.returncode == 0, audit.stdout + audit.stderr
    assert " 0 entries" not in audit.stdout, "nothing was audited, so nothing was searched there"
    print(f"planted_secrets: {len(secrets.values)} secrets; searched {memory >> 20} MiB of memory, {searched >> 20} MiB of")
    print(f"  files; the canary is in {sorted(there)}; {audit.stdout.splitlines()[0]}")


with place("glovebox-secrets-") as (folder, control):
    try:
        main(folder, control)
    except BaseException:
        for output in sorted(folder.glob("left/printed/*")):
            print(output.read_text(errors="replace")[-6000:], file=sys.stderr)
        raise
