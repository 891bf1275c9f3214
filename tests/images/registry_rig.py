"""A real registry on this host, images that are made with real tools, and a door that stops letting bytes through."""

import contextlib
import hashlib
import json
import os
import pathlib
import socket
import subprocess
import threading
import time
import urllib.request

PATIENCE = 60


def wait(what, look):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {what}")


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=PATIENCE, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def digest(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


class Images:
    """Makes images in one OCI layout."""

    def __init__(self, folder):
        self.folder = folder
        self.layout = folder / "layout"
        run("umoci", "init", "--layout", self.layout)

    def make(self, tag, layers, config=()):
        """`layers`: for each one a dictionary of paths and contents."""
        run("umoci", "new", "--image", f"{self.layout}:{tag}")
        for number, files in enumerate(layers):
            archive = self.folder / f"layer-{number}.tar"
            tree = self.folder / f"tree-{tag}-{number}"
            for path, content in files.items():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                (tree / path).write_bytes(content)
            # The same files are the same bytes, whichever image they are in.
            same = ["--sort=name", "--mtime=@1700000000", "--owner=0", "--group=0", "--numeric-owner"]
            run("tar", *same, "-C", tree, "-cf", archive, *sorted(os.listdir(tree)))
            run("umoci", "raw", "add-layer", "--image", f"{self.layout}:{tag}", archive)
        if config:
            run("umoci", "config", "--image", f"{self.layout}:{tag}", *config)
        return self

    def manifest(self, tag):
        return json.loads(run("skopeo", "inspect", "--raw", f"oci:{self.layout}:{tag}"))

    def push(self, tag, where, *more):
        run("skopeo", "--insecure-policy", "copy", "--dest-tls-verify=false", *more, f"oci:{self.layout}:{tag}",
            f"docker://{where}")

    def index(self, tag, parts):
        """An index of images: {"amd64": tag, …}."""
        listed = json.loads((self.layout / "index.json").read_text())
        entries = []
        for architecture, part in parts.items():
            found = next(one for one in listed["manifests"]
                         if one["annotations"]["org.opencontainers.image.ref.name"] == part)
            entries.append({key: found[key] for key in ("mediaType", "digest", "size")}
                           | {"platform": {"os": "linux", "architecture": architecture}})
        kind = "application/vnd.oci.image.index.v1+json"
        content = json.dumps({"schemaVersion": 2, "mediaType": kind, "manifests": entries}).encode()
        (self.layout / "blobs/sha256" / digest(content)[7:]).write_bytes(content)
        listed["manifests"].append({"mediaType": kind, "digest": digest(content), "size": len(content),
                                    "annotations": {"org.opencontainers.image.ref.name": tag}})
        (self.layout / "index.json").write_text(json.dumps(listed))
        return entries


class Registry:
    def __init__(self, folder, storage, users=None):
        self.port = free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.storage = storage
        self.log = folder / f"registry-{self.port}.log"
        auth = ""
        if users:
            file = folder / f"users-{self.port}"
            for name, password in users.items():
                known = run("htpasswd", "-nbB", "-C", "4", name, password)
                file.write_text((file.read_text() if file.exists() else "") + known.strip() + "\n")
            auth = f"auth: {{htpasswd: {{realm: test, path: {file}}}}}\n"
        config = folder / f"registry-{self.port}.yml"
        config.write_text(
            f"version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {storage}}}}}\n"
            f"http: {{addr: '{self.host}'}}\n{auth}")
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(["docker-registry", "serve", config], stdout=log, stderr=log)
        wait("the registry", self.listens)

    def listens(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def reads(self, what):
        """How often that blob was asked for."""
        return sum('"GET ' in line and f"/blobs/{what} HTTP" in line for line in self.log.read_text().splitlines())

    def put(self, name, tag, layers):
        """An image of layers as they are, which skopeo would compress. Returns the manifest's digest."""
        parts = {}
        config = json.dumps({"architecture": "amd64", "os": "linux", "config": {},
                             "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]}}).encode()
        for content in [config, *layers]:
            start = urllib.request.Request(f"http://{self.host}/v2/{name}/blobs/uploads/", data=b"", method="POST")
            with urllib.request.urlopen(start, timeout=PATIENCE) as answer:
                where = answer.headers["Location"]
            where += ("&" if "?" in where else "?") + "digest=" + digest(content)
            self.send(where, content, "application/octet-stream")
            parts[content] = {"digest": digest(content), "size": len(content)}
        kind = "application/vnd.oci.image."
        manifest = json.dumps({
            "schemaVersion": 2, "mediaType": kind + "manifest.v1+json",
            "config": {"mediaType": kind + "config.v1+json"} | parts[config],
            "layers": [{"mediaType": kind + "layer.v1.tar"} | parts[layer] for layer in layers]}).encode()
        self.send(f"http://{self.host}/v2/{name}/manifests/{tag}", manifest, kind + "manifest.v1+json")
        return digest(manifest)

    @staticmethod
    def send(where, content, kind):
        request = urllib.request.Request(where, data=content, method="PUT", headers={"Content-Type": kind})
        urllib.request.urlopen(request, timeout=PATIENCE).close()

    def blob(self, what):
        """The registry's own file of it."""
        return self.storage / "docker/registry/v2/blobs/sha256" / what[7:9] / what[7:] / "data"

    def end(self):
        self.process.terminate()
        self.process.wait(PATIENCE)


class Door:
    """Lets connections through to a registry, and of each no more than `most` bytes out of it while it is narrow."""

    def __init__(self, registry, most):
        self.registry = registry
        self.most = most
        self.opened = threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self.server.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.server.accept()
            inside = socket.create_connection(("127.0.0.1", self.registry.port))
            threading.Thread(target=self.pump, args=(client, inside, None), daemon=True).start()
            threading.Thread(target=self.pump, args=(inside, client, self.most), daemon=True).start()

    def pump(self, source, target, most):
        passed = 0
        with contextlib.suppress(OSError):
            while piece := source.recv(16384):
                passed += len(piece)
                if most and passed > most:
                    self.opened.wait()
                target.sendall(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def processes_naming(text):
    """Command lines of this host's processes that have `text` in them, or work in such a folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                line = (entry / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
                if text in line or text in os.readlink(entry / "cwd"):
                    found.append(line)
    return found
