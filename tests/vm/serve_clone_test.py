"""Repositories reach a sandbox through the gate alone: as a step of a seeding, and in a template's build.

    serve_clone_test.py <gloveboxctl> <folder of the guest's image>

A real git in a real guest clones over TLS from a server on this host. What the egress profile allows is there
afterwards, with the branch that was asked for; what it does not allow, what asks for a password, and what is not there
fail with words that say so, and can be done again.
"""

import json
import subprocess

from code_server import Git, repository, server
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
    assert "response 403" in failed and "gloveboxctl egress log" in failed, failed
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
