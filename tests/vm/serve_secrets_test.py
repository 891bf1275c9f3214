"""Secrets never enter a machine: the gate puts them into requests.

    serve_secrets_test.py <gloveboxctl> <folder of the guest's image>

The whole program with a real guest. A real git clones a repository that wants a password, and a program calls an API
that wants a bearer token, over TLS with servers on this host; both hold a placeholder alone. Where a placeholder may not
stand it is refused and the server hears nothing. What is forked keeps its use, what is taken away is worth nothing at
once, another program takes both up. Then everything that was written is searched for the values, and the guest.
"""

import base64
import contextlib
import json
import os
import pathlib
import pty
import signal
import subprocess
import termios

from code_server import Git, repository, server
from serve_rig import auditIsWhole, ctl, place, serve, spawn, wait

PROFILE = """
[[profile]]
name = "work"
rule = [
  {{ allow = "code.example", ports = [443], to = "127.0.0.1:{port}" }},
  {{ allow = "api.example", ports = [443], to = "127.0.0.1:{port}" }},
]
"""
PASSWORD = "marked-password-" + os.urandom(12).hex()
TOKEN = "marked-token-" + os.urandom(12).hex()
# How Python's own client, which knows nothing of gates, asks an API.
CALL = """python3 -c '
import os, sys, urllib.request, urllib.error
ask = urllib.request.Request("https://" + sys.argv[1], headers={sys.argv[2]: sys.argv[3] + os.environ["API_TOKEN"]})
try: print(urllib.request.urlopen(ask, timeout=60).read().decode())
except urllib.error.HTTPError as error: print(error.code, error.read().decode())
' """


class Api:
    heard = []  # what came in the Authorization header, and the path

    @staticmethod
    def answer(request):
        if not request.headers.get("host", "").startswith("api.example"):
            return False
        Api.heard.append((request.path, request.headers.get("authorization"), dict(request.headers)))
        known = request.headers.get("authorization") == "Bearer " + TOKEN
        # It says what it was sent, as a careless server does.
        said = f"hello, you sent {request.headers.get('authorization')}" if known else "who are you?"
        request.answer(200 if known else 401, {"Content-Type": "text/plain"}, said.encode())
        return True


def answer(*words, value=None):
    return subprocess.run([ctl, *words, "--data-dir", str(data)], input=value, capture_output=True, text=True, timeout=600)


def tell(*words, status=0, value=None):
    done = answer(*words, value=value)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout if status == 0 else done.stdout + done.stderr


def does(sandbox, command):
    """What it printed, without what is said of the step."""
    return tell("seed", sandbox, "--run", command, "--wait")


def call(where="api.example/me", header="Authorization", before="Bearer "):
    return CALL + f"'{where}' '{header}' '{before}'"


def typed(words, keys):
    """How a command ended that was given these keys in a terminal, what that showed, and whether it shows keys again."""
    child, terminal = pty.fork()
    if child == 0:
        os.execv(ctl, [ctl, *words])
    shown = b""
    while b"not shown): " not in shown:
        shown += os.read(terminal, 4096)
    os.write(terminal, keys)
    _, status = os.waitpid(child, 0)
    echoes = bool(termios.tcgetattr(terminal)[3] & termios.ECHO)
    with contextlib.suppress(OSError):  # the end of a terminal
        while more := os.read(terminal, 4096):
            shown += more
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown, echoes


def reachesNobody(sandbox, command):
    """Without the secret its host is reached end to end: the guest meets the server's own certificate, which it does
    not know, and goes no further."""
    before = len(Api.heard)
    said = answer("seed", sandbox, "--run", command, "--wait")
    assert said.returncode == 1 and "self-signed certificate" in said.stdout, said.stdout
    assert len(Api.heard) == before, Api.heard[before:]


def started(*more):
    program = serve(plane, data, capacity=3, more=["--egress-file", str(rules), *more], variables={"SSL_CERT_FILE": f"{scratch}/ca.pem"})
    wait("the program answers", lambda: answer("ps").returncode == 0)
    wait("its engine runs", lambda: json.loads(tell("ps", "--json")) is not None and answer("secret", "list").returncode == 0)
    return program


def found(folder, values):
    """Files below it with one of the values in them, in some form."""
    forms = {form for value in values for form in (value.encode(), value.encode().hex().encode(), base64.b64encode(value.encode())[:-4])}
    # Any private key of the gate's kind (P-256, PKCS 8) begins so.
    key = bytes.fromhex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420")
    forms |= {key, base64.b64encode(key)}
    places = []
    for path in pathlib.Path(folder).rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            places += [(str(path), form) for form in forms if form in content]
    return places


with place("glovebox-secrets-") as (scratch, plane):
    data = scratch / "data"
    repository(scratch)
    Git.password = "robot:" + PASSWORD
    Git.others = Api.answer
    rules = scratch / "egress.toml"
    rules.write_text(PROFILE.format(port=server(scratch, ("code.example", "api.example"))))
    program = started()

    tell("secret", "set", "code-password", "--host", "code.example", "--basic", "robot", "--env", "CODE_PASSWORD", value=PASSWORD + "\n")
    tell("secret", "set", "api-token", "--host", "api.example", value=TOKEN)
    listed = json.loads(tell("secret", "list", "--json"))
    assert [each["name"] for each in listed["secrets"]] == ["api-token", "code-password"], listed
    assert listed["store"] == "a private file of this host", listed
    shown = tell("secret", "list")
    assert "API_TOKEN" in shown and "Authorization: Bearer" in shown and TOKEN not in shown, shown
    assert "it needs a value" not in shown
    refused = tell("secret", "set", "bad", "--host", "api.example", value="two\nlines-of-text", status=1)
    assert "line" in refused, refused

    # Typed: it is not shown, and Ctrl-C ends it at once and leaves a terminal that shows what is typed.
    for keys, ends in ((b"typed-value-of-it\r", 0), (b"typed-val\x03", -signal.SIGINT)):
        status, shown, echoes = typed(["secret", "set", "typed", "--host", "api.example", "--value-file", "-", "--data-dir", str(data)], keys)
        assert status == ends and echoes and b"typed-val" not in shown, (status, shown, echoes)
    tell("secret", "remove", "typed")
    for words in (("typed", "code-password"), ("code-password", "typed")):  # all or none
        assert "there is no secret 'typed'" in tell("secret", "remove", *words, status=1)
    broken = scratch / "broken"
    broken.write_bytes(b"\xff\xfe no text")
    assert "is not UTF-8 text" in tell("secret", "set", "broken", "--host", "api.example", "--value-file", str(broken), status=2)

    def create(*words):
        done = answer("create", *words, "--wait")
        return None if "The engine is not running" in done.stderr else done

    made = wait("its engine runs", lambda: create("--egress", "work", "--secret", "code-password", "--secret", "api-token", "--run", "env"))
    assert made.returncode == 0, made.stdout + made.stderr
    name = made.stdout.splitlines()[0]
    variables = dict(line.split("=", 1) for line in made.stdout.splitlines() if "=" in line)
    assert variables["API_TOKEN"].startswith("gbx-") and variables["CODE_PASSWORD"].startswith("gbx-"), variables
    print("in the guest:", {key: value for key, value in variables.items() if "gbx-" in value or "CERT" in key or "CA" in key})

    # A private repository, as anybody would clone it: through the proxy that git is told of, and past it.
    said = does(name, 'GIT_CURL_VERBOSE=1 git clone "https://robot:$CODE_PASSWORD@code.example/closed/app.git" app 2>&1')
    assert "CONNECT code.example:443" in said, said
    assert does(name, "cat app/number").split()[-1] == "two"
    does(name, "no_proxy='*' git clone \"https://robot:$CODE_PASSWORD@code.example/closed/app.git\" again")
    assert does(name, "cat again/number").split()[-1] == "two"
    # A plain call. What the server repeats of the value does not come in.
    said = does(name, call())
    assert "hello, you sent Bearer gbx-" in said, said
    assert "hello, you sent Bearer gbx-" in does(name, "export no_proxy='*'; " + call())
    assert Api.heard[-1][1] == "Bearer " + TOKEN

    # Where it may not stand, the server hears nothing.
    before = len(Api.heard), len(Git.asked)
    for words in (call("code.example/team/x"), call(header="X-Other", before=""), call(where="api.example/?q=1", header="Cookie", before="t=")):
        refused = does(name, words)
        assert "403" in refused and "api-token" in refused, refused
    assert (len(Api.heard), len(Git.asked)) == before, (Api.heard[before[0]:], Git.asked[before[1]:])

    # A copy may do the same; another sandbox may not, with a stolen placeholder.
    fork = json.loads(tell("snapshot", "take", name, "--json"))["id"]
    copy = tell("create", "--snapshot", fork, "--run", "echo up", "--wait").splitlines()[0]
    assert "hello" in does(copy, call())
    stranger = tell("create", "--egress", "work", "--secret", "api-token", "--run", "echo up", "--wait").splitlines()[0]
    stolen = does(stranger, f"export API_TOKEN={variables['API_TOKEN']}; " + call())
    assert "403" in stolen and "hello" not in stolen, stolen
    assert "hello" in does(stranger, call())
    tell("destroy", stranger)
    tell("destroy", copy)

    # Taken away and given back while it runs; what is begun then finds its variable.
    known = f"export API_TOKEN={variables['API_TOKEN']}; " + call()
    tell("secret", "revoke", name, "api-token")
    reachesNobody(name, known)
    assert does(name, "echo token: $API_TOKEN").split()[-1] == "token:"
    tell("secret", "grant", name, "api-token")
    assert "hello" in does(name, call())
    # Another value holds at once.
    old, TOKEN = TOKEN, "marked-token-" + os.urandom(12).hex()
    tell("secret", "set", "api-token", "--value-file", "-", value=TOKEN)
    assert "hello" in does(name, call())

    # In the guest there is none of them: not in its files, its environment, its memory.
    where = "/srv /etc /root /home /tmp /run /var /mnt /proc/[0-9]*/environ"
    assert does(name, f"grep -rlaE '[m]arked-(password|token)-' {where} 2>/dev/null; echo searched").split()[-1:] == ["searched"]

    # The next program has them, and takes the sandbox up with its use of them.
    program.terminate()
    program.wait()
    program = started()
    state = wait("it is there", lambda: [each["state"] for each in json.loads(tell("ps", "--json"))["sandboxes"]])
    if state != ["running"]:
        wait("it wakes", lambda: answer("resume", name).returncode == 0)
    assert "hello" in does(name, call())
    tell("secret", "remove", "api-token")
    reachesNobody(name, call())
    assert "There is no secret" in tell("secret", "grant", name, "api-token", status=1)

    # One that is made anew under its name is another: who had the first may not use it, a copy neither.
    tell("secret", "set", "api-token", "--host", "api.example", value=TOKEN)
    assert answer("ps", "--json").stdout.count('"api-token"') == 0
    reachesNobody(name, known)
    tell("secret", "grant", name, "api-token")
    assert "403" in does(name, known)  # what stood for the first is worth nothing
    assert "hello" in does(name, call())

    kept = tell("audit", "list", "--action", "secret.")
    assert all(word in kept for word in ("secret.kept", "secret.removed", "secret/api-token")), kept
    print(auditIsWhole(data))
    program.terminate()
    program.wait()

    # A program that serves one session alone has the environment's.
    environments = scratch / "environments.toml"
    environments.write_text(f"""[[environment]]
id = "{plane.keys['environment_id']}"
key = "another"
base_url = "{plane.keys['url']}"
egress = "work"
secrets = ["code-password"]
""")
    environments.chmod(0o600)
    session = plane.session('git clone -q "https://robot:$CODE_PASSWORD@code.example/closed/app.git" app && cat app/number')
    alone = spawn(plane, data, session, ["--egress-file", str(rules), "--environments-file", str(environments)], {"SSL_CERT_FILE": f"{scratch}/ca.pem"})
    assert alone.returncode == 0, alone.stdout + alone.stderr
    assert [each.split() for each in plane.results(session)] == [["two"]], plane.results(session)
    (ledger,) = data.glob(f"**/spawned/{session}/ledger.db")
    told = subprocess.run([ctl, "audit", "list", "--ledger", str(ledger), "--action", "secret."], capture_output=True, text=True, timeout=60)
    assert "secret.used" in told.stdout and "secret/code-password" in told.stdout, told.stdout + told.stderr
    places = found(data, (PASSWORD, TOKEN, old))
    assert not places, places
    print("all of it was seen")
