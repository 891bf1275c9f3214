"""npm and curl use a secret that never enters their machine.

    serve_npm_test.py <gloveboxctl> <folder of the guest's image> <run.sh of the conformance programs>

The whole program with a real guest whose image is made here, of this host's own programs: a real npm installs a package
from a registry that wants a token, over TLS, and has a placeholder alone. The image has a bundle of authorities, which
grows by the gate's.
"""

import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile

import serve_rig
from code_server import Git, server
from host_image import archived, base, program, put
from serve_rig import ctl, place, serve, wait

serve_rig.PATIENCE = 400  # Node begins slowly on an emulated processor

PROFILE = """
[[profile]]
name = "npm"
rule = [{{ allow = "npm.example", ports = [443], to = "127.0.0.1:{port}" }}]
"""
TOKEN = "npm_" + os.urandom(18).hex()
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
USE = """
cd /workspace
printf '//npm.example/:_authToken=${NPM_TOKEN}\\nregistry=https://npm.example/\\nfetch-retries=0\\n' > .npmrc
npm install --no-audit --no-fund --no-update-notifier left && node -p 'require("left")'
"""


def package():
    """One with one file."""
    files = {"package/package.json": b'{"name": "left", "version": "1.0.0"}', "package/index.js": b"module.exports = 'from the registry';\n"}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


class Registry:
    tarball = package()
    heard = []

    @classmethod
    def answer(cls, request):
        cls.heard.append((request.path, request.headers.get("authorization")))
        if request.headers.get("authorization") != "Bearer " + TOKEN:
            request.answer(401, {"Content-Type": "application/json"}, b'{"error": "who are you?"}')
        elif request.path == "/left":
            said = {"tarball": "https://npm.example/left/-/left-1.0.0.tgz", "shasum": hashlib.sha1(cls.tarball).hexdigest()}
            of = {"name": "left", "version": "1.0.0", "dist": said}
            text = json.dumps({"name": "left", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": of}})
            request.answer(200, {"Content-Type": "application/json"}, text.encode())
        elif request.path == "/left/-/left-1.0.0.tgz":
            request.answer(200, {"Content-Type": "application/octet-stream"}, cls.tarball)
        else:
            request.answer(404, {"Content-Type": "application/json"}, b"{}")
        return True


def makeImage(scratch, runSh):
    where = json.loads(subprocess.run([runSh, "where.mjs"], capture_output=True, text=True, check=True).stdout)
    root = scratch / "root"
    base(root, ["bash", "cat", "ls", "id", "sleep", "mkdir", "rm", "env", "grep", "curl"])
    program(root, where["node"], "node")
    cli = pathlib.Path(shutil.which("npm")).resolve()
    packages = cli.parents[2]  # npm's own, and on some hosts what it needs beside it
    wanted = [packages / "npm"] if (packages / "npm/node_modules").is_dir() else [packages]
    for folder in [*wanted, pathlib.Path("/usr/lib/nodejs"), pathlib.Path("/usr/share/node_modules")]:
        if folder.is_dir() and not folder.is_symlink():
            shutil.copytree(folder, root / str(folder).lstrip("/"), symlinks=True, dirs_exist_ok=True)
    (root / "usr/bin/npm").write_text(f'#!/bin/sh\nexec node {cli} "$@"\n')
    (root / "usr/bin/npm").chmod(0o755)
    put(root, BUNDLE)
    return archived(root, scratch / "tools.tar")


def tell(*words, value=None):
    done = subprocess.run([ctl, *words, "--data-dir", str(data)], input=value, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout


with place("glovebox-npm-") as (scratch, plane):
    data = scratch / "data"
    Git.others = Registry.answer
    rules = scratch / "egress.toml"
    rules.write_text(PROFILE.format(port=server(scratch, ("npm.example",))))
    archive = makeImage(scratch, sys.argv[3])
    tell("image", "import", str(archive), "--name", "tools")
    serve(plane, data, more=["--egress-file", str(rules)], memory="512M", variables={"SSL_CERT_FILE": f"{scratch}/ca.pem"})

    def ready():
        asked = subprocess.run([ctl, "secret", "set", "npm-token", "--host", "npm.example", "--data-dir", str(data)], input=TOKEN, text=True, capture_output=True)
        return asked.returncode == 0

    wait("the program answers", ready)

    def create():
        words = ["create", "--image", "tools", "--egress", "npm", "--secret", "npm-token", "--run", "echo up", "--wait"]
        done = subprocess.run([ctl, *words, "--data-dir", str(data)], capture_output=True, text=True, timeout=600)
        return None if "The engine is not running" in done.stderr else done

    made = wait("its engine runs", create)
    assert made.returncode == 0, made.stdout + made.stderr
    name = made.stdout.splitlines()[0]

    # The bundle has the host's authorities and one more, and variables name it.
    own = pathlib.Path(BUNDLE).read_text(errors="replace").count("BEGIN CERTIFICATE")
    counted = tell("seed", name, "--run", f"grep -c 'BEGIN CERTIFICATE' $SSL_CERT_FILE; echo $CURL_CA_BUNDLE", "--wait")
    assert counted.split()[-2:] == [str(own + 1), BUNDLE], counted

    # Through the proxy, which curl is told of, and past it.
    for variables, tunnels in (("", True), ("no_proxy='*' ", False)):
        ask = variables + 'curl -sSv -H "Authorization: Bearer $NPM_TOKEN" https://npm.example/left 2>&1'
        said = tell("seed", name, "--run", ask, "--wait")
        assert '"dist-tags"' in said and ("CONNECT npm.example:443" in said) == tunnels, said
    said = tell("seed", name, "--run", USE, "--run", "cat /workspace/.npmrc; env", "--wait")
    assert "from the registry" in said, said
    assert TOKEN not in said and "NPM_TOKEN=gbx-" in said, said
    assert all(token == "Bearer " + TOKEN for _, token in Registry.heard), Registry.heard
    print("npm installed with a token that it never had:", [path for path, _ in Registry.heard])
