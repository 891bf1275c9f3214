"""Completion as people meet it: bash, zsh and fish, each with its script, really complete.

    completion_test.py <gloveboxctl>

What is offered are commands, options, choices, and ids and names of the Glovebox that runs, which this plays.
"""

import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import tempfile
import time

from scripted_api import ScriptedApi, environment

ctl = pathlib.Path(sys.argv[1])
PATIENCE = 60
ROUTES = {
    "GET /v1/host": {"version": "9.9", "phase": "running"},
    "GET /v1/sandboxes": {"sandboxes": [{"id": "sbx-1a2b", "name": "dev", "state": "running"}, {"id": "sbx-9", "state": "paused"}]},
    "GET /v1/sandboxes/([^/]+)/files/list": {"entries": [{"name": "workspace", "kind": "folder"}, {"name": "words.txt", "kind": "file"}]},
    "GET /v1/sandboxes/([^/]+)/terminals": {"terminals": [{"id": 4, "program": "bash"}]},
    "GET /v1/images": {"images": [{"id": "img-1", "names": ["debian:12"], "source": "docker.io"}]},
    "GET /v1/orphans": {"orphans": [{"id": "layer-1", "kind": "layer"}, {"id": "machine-7", "kind": "machine"}]},
    "GET /v1/work": {"work": [{"id": "work_7", "state": "active"}]},
    "GET /v1/templates": {"templates": [{"name": "py", "state": "ready"}]},
    "GET /v1/secrets": {"secrets": [{"name": "registry-token", "variable": "REGISTRY_TOKEN"}]},
    "GET /v1/sessions": {"sessions": [{"id": "sesn_01ABC", "state": "needs approval"}]},
    "GET /v1/sessions/([^/]+)": {"calls": [{"id": "sevt_7", "state": "needs approval", "summary": "rm"}]},
}


def offered(folder, *words):
    done = subprocess.run([ctl, "__complete", *words], capture_output=True, text=True, env=environment(folder), timeout=PATIENCE)
    lines = done.stdout.splitlines()
    return [line.split("\t")[0] for line in lines[:-1]], lines[-1]


def whatIsOffered(folder):
    def offers(words, values, directive=":"):
        got = offered(folder, *words)
        assert got == (values, directive), (words, got)

    offers(["dest"], ["destroy"])
    offers(["image", "b"], ["build"])
    offers(["image", "build", ""], ["agent"])
    offers(["help", "image", "pre"], ["prepare"])
    offers(["pause", ""], ["sbx-1a2b", "dev", "sbx-9"])
    offers(["pause", "sbx-9", "d"], ["dev"])  # several
    offers(["fork", "dev", ""], [])  # one alone
    offers(["ps", "--no-t"], ["--no-trunc"])
    offers(["create", "--template", ""], ["py"])
    offers(["create", "--template=p"], ["--template=py"])
    offers(["create", "--image", "deb"], ["debian:12"])
    offers(["create", "--secret", "r"], ["registry-token"])
    offers(["template", "show", ""], ["py"])
    offers(["work", "repair", ""], ["work_7"])
    offers(["leftover", "remove", "l"], ["layer-1"])
    offers(["budget", "set", "h"], ["host"])
    offers(["secret", "remove", ""], ["registry-token"])
    offers(["secret", "set", "x", "--bea"], ["--bearer"])
    offers(["completion", ""], ["bash", "zsh", "fish"])
    offers(["audit", "export", "--format", "c"], ["csv"])
    offers(["serve", "--data-dir", ""], [], ":folders")
    offers(["template", "check", ""], [], ":files")
    offers(["cp", "de"], ["dev:"], ":nospace")
    offers(["cp", "./x"], [], ":files")
    offers(["cp", "dev:/wo"], ["dev:/workspace/", "dev:/words.txt"], ":nospace")
    offers(["terminal", "attach", "dev", ""], ["4"])
    offers(["approve", "sesn_01ABC", ""], ["sevt_7"])
    offers(["exec", "-it", "d"], ["dev"])
    offers(["exec", "dev", "-"], [])  # the program's own
    offers(["exec", "--user", "d"], [])  # any name
    offers(["exec", "--user", "x", "d"], ["dev"])
    offers(["nosuch", ""], [])


class Shell:
    def __init__(self, words, folder, home):
        self.ours, theirs = pty.openpty()
        variables = environment(folder, HOME=str(home), PS1="READY> ", PROMPT="READY> ", fish_greeting="", XDG_CONFIG_HOME=str(home), XDG_DATA_HOME=str(home))
        variables["PATH"] = f"{home}:{os.environ['PATH']}"
        self.process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs, env=variables, start_new_session=True, cwd=home)
        os.close(theirs)
        self.shown = b""

    def type(self, text):
        self.shown = b""
        os.write(self.ours, text.encode())

    def shows(self, text):
        until = time.monotonic() + PATIENCE
        while text.encode() not in re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", self.shown):
            assert time.monotonic() < until, (text, self.shown)
            if select.select([self.ours], [], [], 0.2)[0]:
                self.shown += os.read(self.ours, 65536)
        return self.shown

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.ours)


def inBashAndZsh(folder, home):
    for words, prepare in (
        (["bash", "--norc", "--noprofile", "-i"], "bind 'set enable-bracketed-paste off'; source <(gloveboxctl completion bash)"),
        (["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source <(gloveboxctl completion zsh)"),
    ):
        shell = Shell(words, folder, home)
        shell.shows("READY> ")
        shell.type(prepare + "; echo 'PRE''PARED'\r")
        shell.shows("PREPARED")
        shell.shows("READY> ")
        for typed, then in (
            ("gloveboxctl destr\t", "destroy "),
            ("de\t", "dev "),
            ("sbx-1\t", "sbx-1a2b "),
        ):
            shell.type(typed)
            shell.shows(then)
        shell.type("\x15gloveboxctl cp dev:/words\t")
        shell.shows("dev:/words.txt")
        shell.type("\x15gloveboxctl create --template \t")
        shell.shows("--template py")
        shell.type("\x15gloveboxctl template check ./def\t")
        shell.shows("./definition.toml")
        shell.close()
        print(words[0])


def inFish(folder, home):
    def completes(line):
        script = f"gloveboxctl completion fish | source; complete -C {line!r}"
        variables = environment(folder, HOME=str(home), XDG_CONFIG_HOME=str(home), XDG_DATA_HOME=str(home))
        variables["PATH"] = f"{home}:{os.environ['PATH']}"
        done = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, env=variables, cwd=home, timeout=PATIENCE)
        return [row.split("\t")[0] for row in done.stdout.splitlines()]

    assert completes("gloveboxctl destr") == ["destroy"], completes("gloveboxctl destr")
    assert completes("gloveboxctl pause ") == ["dev", "sbx-1a2b", "sbx-9"] or sorted(completes("gloveboxctl pause ")) == ["dev", "sbx-1a2b", "sbx-9"]
    assert completes("gloveboxctl ps --no-t") == ["--no-trunc"]
    assert "dev:/words.txt" in completes("gloveboxctl cp dev:/wo")
    assert "./definition.toml" in completes("gloveboxctl template check ./def")
    print("fish")


def theManual():
    page = subprocess.run([ctl, "man"], capture_output=True, timeout=PATIENCE)
    assert page.returncode == 0 and page.stdout.isascii()
    checked = subprocess.run(["groff", "-man", "-ww", "-z"], input=page.stdout, capture_output=True, timeout=PATIENCE)
    assert checked.returncode == 0 and checked.stderr == b"", checked.stderr
    text = subprocess.run(["groff", "-man", "-Tascii", "-P-cbou"], input=page.stdout, capture_output=True, timeout=PATIENCE).stdout.decode()
    for word in ("gloveboxctl exec", "--detach-keys", "EXIT STATUS", "124", "GLOVEBOX_API_URL", "gloveboxctl image build agent"):
        assert word in text, word
    print("manual")


with tempfile.TemporaryDirectory(prefix="glovebox-completion-") as scratch:
    place = pathlib.Path(scratch) / "data"
    users = pathlib.Path(scratch) / "home"
    users.mkdir()
    (users / "gloveboxctl").symlink_to(ctl.resolve())
    (users / "definition.toml").write_text("")
    place.mkdir()
    with ScriptedApi(place, ROUTES):
        whatIsOffered(place)
        inBashAndZsh(place, users)
        inFish(place, users)
    theManual()
    assert offered(place, "pause", "") == ([], ":")  # without a Glovebox that runs, at once and without a word
