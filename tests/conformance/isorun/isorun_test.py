"""The unmodified npm package `isorun`, its MCP server, its adapters and its orchestrator, on real machines of ours.

    isorun_test.py <gloveboxctl> <folder of the guest's image> <run.sh of the conformance programs> [program ...]

A host for the API alone is started with a key; each program runs over [::1] and, without native add-ons, over 127.0.0.1.
The images are made here, of this host's own programs, under the names that the package asks for.
"""

import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "vm"))

import serve_rig  # noqa: E402
from host_image import archived, base, program  # noqa: E402
from serve_rig import ctl, image, place, programs, wait  # noqa: E402

serve_rig.PATIENCE = 400  # Node begins slowly on an emulated processor

RUN_SH = sys.argv[3]
TOOLS = ["bash", "cat", "ls", "id", "sleep", "mkdir", "rm", "head", "tr", "stat", "cksum", "base64", "env", "tar"]
NAMES = ["node:22-slim", "python:3.12-slim"]
INSIDE = "control-plane.glovebox"


def makeImage(scratch):
    """One root for both names: Node with the runner and Anthropic's SDK, and Python."""
    where = json.loads(subprocess.run([RUN_SH, "isorun/where.mjs"], capture_output=True, text=True, check=True).stdout)
    packages = pathlib.Path(where["packages"]) / "node_modules"
    root = scratch / "root"
    base(root, TOOLS)
    program(root, where["node"], "node")
    python = "/usr/bin/python3" if pathlib.Path("/usr/bin/python3").exists() else sys.executable
    program(root, python, "python3")
    library = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_paths()['stdlib'])"],
                             capture_output=True, text=True, check=True).stdout.strip()
    left = shutil.ignore_patterns("test", "lib2to3", "idlelib", "ensurepip", "config-*", "*-packages", "EXTERNALLY-MANAGED")
    shutil.copytree(library, root / library.lstrip("/"), symlinks=True, ignore=left)
    runner = root / "opt/isorun-claude-runner"
    (root / "mnt/session/outputs").mkdir(parents=True)
    shutil.copytree(packages / "@anthropic-ai", runner / "node_modules/@anthropic-ai", symlinks=True)
    for name in ("@opentelemetry", "@stablelib", "standardwebhooks", "json-schema-to-ts", "fast-sha256", "zod", "ts-algebra", "@babel"):
        if (packages / name).exists():
            shutil.copytree(packages / name, runner / "node_modules" / name, symlinks=True)
    shutil.copy(packages / "isorun/dist/claude-agents/runner.js", runner / "runner.mjs")
    return archived(root, scratch / "image.tar")


def tell(data, *words):
    done = subprocess.run([ctl, *words, "--data-dir", str(data)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout


class OverSocket(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def admin(path, method, route, body=None):
    connection = OverSocket(path)
    connection.request(method, route, json.dumps(body) if body is not None else None)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def isRunning(path):
    try:
        return admin(path, "GET", "/v1/host")[1].get("phase") == "running"
    except OSError:
        return False


def freePort():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(scratch, data, plane):
    """Sandboxes reach the demo control plane, and nothing else."""
    profiles = scratch / "egress.toml"
    at = plane.keys["url"].removeprefix("http://")
    profiles.write_text(f'[[profile]]\nname = "conformance"\n\n[[profile.rule]]\nallow = "{INSIDE}"\n'
                        f'ports = [{at.split(":")[1]}]\ntraffic = "any"\nto = "{at}"\n')
    environment = dict(os.environ, GLOVEBOX_DATA_DIR=str(data), GLOVEBOX_IMAGE_DIR=image, GLOVEBOX_SECRET_STORE="file")
    port = freePort()
    options = ["--api-alone", "--api-port", str(port), "--quiet", "--capacity", "6", "--warm", "0", "--memory", "256M",
               "--egress-file", str(profiles), "--egress", "conformance"]
    programs.append(subprocess.Popen([ctl, "serve", *options], env=environment))
    return port


def run(name, url, key, *words, node=()):
    environment = dict(os.environ, ISORUN_API_URL=url, ISORUN_API_KEY=key, NODE_OPTIONS=" ".join(node))
    began = time.monotonic()
    done = subprocess.run([RUN_SH, f"isorun/{name}.mjs", *words], env=environment, timeout=900)
    assert done.returncode == 0, f"{name} over {url} ended with {done.returncode}"
    print(f"-- {name} over {url}: {time.monotonic() - began:.1f} s", flush=True)


def main(scratch, plane):
    data = scratch / "data"
    archive = makeImage(scratch)
    tell(data, "image", "import", str(archive), "--name", NAMES[0])
    tell(data, "image", "import", str(archive), "--name", NAMES[1])
    archive.unlink()
    port = serve(scratch, data, plane)
    wait("the engine", lambda: isRunning(data / "run/api.sock"))
    status, made = admin(data / "run/api.sock", "POST", "/v1/keys", {"name": "conformance", "scope": "operate"})
    assert status == 201, made
    key = made["secret"]
    v6, v4 = f"http://[::1]:{port}", f"http://127.0.0.1:{port}"
    plain = ["--no-addons"]
    all_ = {
        "first_call": lambda: (run("first_call", v6, key), run("first_call", v4, key, node=plain)),
        "calls": lambda: (run("calls", v6, key), ),
        "calls4": lambda: (run("calls", v4, key, "again", node=plain), ),
        "tools": lambda: (run("tools", v6, key), ),
        "many": lambda: (run("many", v4, key, node=plain), ),
        "orchestrator": lambda: (run("orchestrator", v6, key, plane.keys["url"], plane.keys["api_key"],
                                     plane.keys["environment_id"], plane.keys["environment_key"],
                                     f"http://{INSIDE}:{plane.keys['url'].rsplit(':', 1)[1]}"), ),
        "long": lambda: (run("long", v6, key), ),
    }
    for name in sys.argv[4:] or all_:
        all_[name]()
    programs[-1].send_signal(signal.SIGTERM)
    assert programs[-1].wait(120) == 0


with place("glovebox-isorun-", lease=120) as (folder, control):
    main(folder, control)
