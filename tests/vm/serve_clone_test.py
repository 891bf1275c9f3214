"""Repositories reach a sandbox through the gate alone: as a step of a seeding, and in a template's build.

    serve_clone_test.py <gloveboxctl> <folder of the guest's image>

A real git in a real guest clones over TLS from a server on this host. What the egress profile allows is there
afterwards, with the branch that was asked for; what it does not allow, what asks for a password, and what is not there
fail with words that say so, and can be done again.
"""

import http.server
import json
import os
import ssl
import subprocess
import threading

from serve_rig import ctl, place, serve, wait

PROFILE = """
[[profile]]
name = "code"
rule = [{{ allow = "code.example", ports = [443], to = "127.0.0.1:{port}" }}]
"""
TEMPLATE = """
name = "checked-out"
[from]
image = "default"
[egress]
build = "code"
run = "none"
[[step]]
copy = "ca.pem"
to = "/srv/ca.pem"
[[step]]
run = "git -c http.sslCAInfo=/srv/ca.pem clone https://code.example/team/app.git /srv/app"
"""


def run(*words, cwd=None):
    identity = {f"GIT_{who}_{what}": "test@code.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(words, cwd=cwd, env=dict(os.environ, **identity, **alone), check=True, capture_output=True)


def repository(folder):
    """team/app.git: a file, another one on the branch next, and the tag v1 before both."""
    work = folder / "work"
    run("git", "init", "-q", "-b", "main", str(work))
    for text, after in (("one", ("tag", "v1")), ("two", ("switch", "-qc", "next")), ("three", ("switch", "-q", "main"))):
        (work / "number").write_text(text + "\n")
        run("git", "add", ".", cwd=work)
        run("git", "commit", "-qm", text, cwd=work)
        run("git", *after, cwd=work)
    (folder / "repositories" / "team").mkdir(parents=True)
    run("git", "clone", "-q", "--bare", str(work), str(folder / "repositories" / "team" / "app.git"))


class Git(http.server.BaseHTTPRequestHandler):
    """git's own server side; /closed/ wants a password."""

    protocol_version = "HTTP/1.1"
    root = None
    asked = []

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.asked.append(self.path)
        if self.path.startswith("/closed/"):
            return self.answer(401, {"WWW-Authenticate": 'Basic realm="code"'}, b"who are you?\n")
        path, _, query = self.path.partition("?")
        told = {
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": self.headers.get("git-protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        done = subprocess.run(["git", "http-backend"], env=dict(os.environ, **told), input=body, capture_output=True)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        status = int(headers.pop("Status", "200").split()[0])
        self.answer(status, headers, body)

    do_POST = do_GET

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server(folder):
    """Its port; who speaks TLS with it trusts ca.pem."""
    subject = ["-subj", "/CN=code.example", "-addext", "subjectAltName=DNS:code.example"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "ca.pem")]
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", *subject, *files)
    Git.root = folder / "repositories"
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Git)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    listening.socket = context.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    return listening.server_port


def answer(*words):
    return subprocess.run([ctl, *words, "--data-dir", str(data)], capture_output=True, text=True, timeout=600)


def tell(*words, status=0):
    done = answer(*words)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout if status == 0 else done.stdout + done.stderr


def attempts(sandbox):
    return [json.loads(line) for line in tell("egress", "log", "--sandbox", sandbox, "--json").splitlines()]


with place("glovebox-clone-") as (scratch, plane):
    data = scratch / "data"
    repository(scratch)
    rules = scratch / "egress.toml"
    rules.write_text(PROFILE.format(port=server(scratch)))
    serve(plane, data, capacity=2, more=["--egress-file", str(rules)])
    trust = ["--put", f"{scratch}/ca.pem:/srv/ca.pem", "--run", "git config --global http.sslCAInfo /srv/ca.pem"]
    clone = ["--clone", "https://code.example/team/app.git#next:/srv/app"]
    look = ["--run", "cat /srv/app/number; git -C /srv/app log --format=%s"]

    def create(*words):
        done = answer("create", *words, "--wait")
        return None if "Connection refused" in done.stderr or "The engine is not running" in done.stderr else done

    wait("the program answers", lambda: answer("ps").returncode == 0)
    made = wait("its engine runs", lambda: create("--egress", "code", *trust, *clone, *look))
    assert made.returncode == 0, made.stdout + made.stderr
    name = made.stdout.splitlines()[0]
    assert made.stdout.split()[-4:] == ["three", "three", "two", "one"], made.stdout
    allowed = wait("it is told", lambda: attempts(name))
    assert all(each["verdict"] == "allowed" and each["host"] == "code.example" for each in allowed), allowed
    print("cloned through the gate:", len(allowed), "connections")

    # What is not there, and what asks for a password, nobody waits for.
    for words, said in (
        ("https://code.example/team/app.git#nowhere:/srv/a", "invalid reference: nowhere"),
        ("https://code.example/team/none.git:/srv/b", "repository 'https://code.example/team/none.git/' not found"),
        ("https://code.example/closed/app.git:/srv/c", "terminal prompts disabled"),
    ):
        failed = tell("seed", name, "--clone", words, "--wait", status=1)
        assert said in failed and "git: it ended with exit status 128" in failed, (said, failed)

    # Not a byte of it without a rule; with one, the same sandbox has it.
    before = len(Git.asked)
    tell("egress", "set", name, "none")
    failed = tell("seed", name, "--clone", "https://code.example/team/app.git#v1:/srv/later", "--wait", status=1)
    assert "Could not resolve host: code.example" in failed and "gloveboxctl egress log" in failed, failed
    assert len(Git.asked) == before
    refused = wait("it is told", lambda: [each for each in attempts(name) if each["verdict"] == "denied"])
    assert all(each["host"] == "code.example" for each in refused), refused
    tell("egress", "set", name, "code")
    now = tell("seed", name, "--clone", "https://code.example/team/app.git#v1:/srv/later", "--run", "cat /srv/later/number", "--wait")
    assert now.split()[-1] == "one", now
    tell("destroy", name)

    # A template has it from its build, and its sandboxes reach nothing.
    (scratch / "checked-out.toml").write_text(TEMPLATE)
    built = tell("template", "build", str(scratch / "checked-out.toml"))
    print(built)
    before = len(Git.asked)
    # The sandboxes of a template begin with what its steps left, and with no way out of their own.
    fetch = "git -C /srv/app -c http.sslCAInfo=/srv/ca.pem fetch 2>&1 || echo nothing leaves"
    of = tell("create", "--template", "checked-out", "--run", "cat /srv/app/number", "--run", fetch, "--wait")
    assert "two" in of.split() and "nothing leaves" in of, of
    assert len(Git.asked) == before
    print("all of it was seen")
