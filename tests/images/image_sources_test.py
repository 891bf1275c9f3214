"""gloveboxctl image against a real registry, and with the files and folders that people have: see the functions' names.

Usage: image_sources_test.py <gloveboxctl> [function…]
"""

import json
import pathlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile

from registry_rig import Door, Images, Registry, digest, processes_naming, run, wait

ctl = pathlib.Path(sys.argv[1]).resolve()
SMALL = 300_000
LARGE = 12_000_000
DOOR = 2_000_000
INTERRUPTED = 130


checks = []


def check(function):
    checks.append(function)
    return function


class Library:
    """One data folder, and gloveboxctl in it."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = dict(os.environ)
        self.where = None  # it is called

    def start(self, *arguments):
        return subprocess.Popen([str(ctl), "image", *map(str, arguments), "--data-dir", str(self.folder)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment,
                                cwd=self.where)

    def call(self, *arguments):
        process = self.start(*arguments)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def do(self, *arguments):
        status, out, err = self.call(*arguments)
        assert status == 0, f"{arguments}: {status}: {err}"
        return out

    def bring(self, *arguments):
        return json.loads(self.do(*arguments, "--json"))

    def refused(self, *arguments, status=1):
        found, out, err = self.call(*arguments)
        assert found == status, f"{arguments}: {found} instead of {status}: {out} {err}"
        assert not out, out
        return err

    def images(self):
        return json.loads(self.do("list", "--json"))

    def only(self, pattern):
        return list(self.folder.rglob(pattern))

    def blob(self, what):
        found = self.only("blobs/sha256/" + what[7:])
        return found[0] if found else None


class Case:
    """What every function gets: a library of its own beside the registry that all share."""

    def __init__(self, scratch, registry, images, name):
        self.scratch = scratch / name
        self.scratch.mkdir()
        self.library = Library(self.scratch / "data")
        self.registry = registry
        self.images = images

    def layers(self, tag):
        return [layer["digest"] for layer in self.images.manifest(tag)["layers"]]


@check
def an_image_comes_by_its_tag_with_what_it_says_of_itself(case):
    image = case.library.bring("pull", f"{case.registry.host}/team/app:1")
    assert image["origin"] == "registry" and image["source"] == f"{case.registry.host}/team/app:1", image
    assert image["names"] == [f"{case.registry.host}/team/app:1"], image
    assert image["config"]["environment"][-1] == "GREETING=hello world", image
    assert image["config"]["user"] == "1234:2000" and image["config"]["workdir"] == "/srv", image
    assert [layer["digest"] for layer in image["layers"]] == case.layers("app"), image
    assert image["id"] == "img-" + image["digest"][7:19] and image["root_size"] > SMALL, image
    assert case.library.images() == [image]
    assert json.loads(case.library.do("inspect", image["names"][0])) == image
    assert json.loads(case.library.do("inspect", image["id"][:8])) == image
    table = case.library.do("list").splitlines()
    assert table[0].split() == ["NAME", "ID", "SIZE", "CREATED", "SOURCE"] and image["id"] in table[1], table
    assert "is whole" in case.library.do("verify")


@check
def by_digest_it_is_the_same_image_and_nothing_comes_again(case):
    first = case.library.bring("pull", f"{case.registry.host}/team/app:1")
    reads = {layer: case.registry.reads(layer) for layer in case.layers("app")}
    second = case.library.bring("pull", f"{case.registry.host}/team/app@{first['digest']}", "--name", "pinned")
    assert second["id"] == first["id"] and "pinned" in second["names"] and len(second["names"]) == 2, second
    assert reads == {layer: case.registry.reads(layer) for layer in reads}, "a layer was fetched twice"


@check
def a_shared_layer_is_not_fetched_twice(case):
    case.library.bring("pull", f"{case.registry.host}/team/app:1")
    shared, own = case.layers("app")[0], case.layers("other")[-1]
    assert shared in case.layers("other")
    before, stamp = case.registry.reads(shared), case.library.blob(shared).stat().st_mtime_ns
    own_before = case.registry.reads(own)
    case.library.bring("pull", f"{case.registry.host}/team/other:1")
    assert case.registry.reads(shared) == before and case.registry.reads(own) == own_before + 1
    assert case.library.blob(shared).stat().st_mtime_ns == stamp


@check
def of_an_index_the_one_for_guests_comes(case):
    image = case.library.bring("pull", f"{case.registry.host}/team/many:1")
    assert image["digest"] == case.many["digest"] and image["architecture"] == "amd64", image


@check
def an_image_in_docker_s_own_format_comes_too(case):
    case.images.push("app", f"{case.registry.host}/team/docker:1", "--format", "v2s2")
    raw = run("skopeo", "inspect", "--raw", "--tls-verify=false", f"docker://{case.registry.host}/team/docker:1")
    image = case.library.bring("pull", f"{case.registry.host}/team/docker:1")
    assert image["digest"] == digest(raw.encode()), image
    again = case.library.bring("pull", f"{case.registry.host}/team/docker@{image['digest']}")
    assert again["id"] == image["id"]


@check
def layers_that_nobody_compressed_come_as_they_are(case):
    (case.scratch / "tree").mkdir()
    (case.scratch / "tree/data").write_bytes(os.urandom(SMALL))
    run("tar", "-C", case.scratch / "tree", "-cf", case.scratch / "layer.tar", "data")
    layer = (case.scratch / "layer.tar").read_bytes()
    expected = case.registry.put("team/plain", "1", [layer])
    image = case.library.bring("pull", f"{case.registry.host}/team/plain:1")
    assert image["digest"] == expected and image["layers"][0]["digest"] == digest(layer), image


@check
def what_is_not_there_is_said(case):
    host = case.registry.host
    for source in (f"{host}/team/app:nope", f"{host}/nobody/nothing:1", f"{host}/team/app@sha256:" + "0" * 64):
        assert "There is no such image." in case.library.refused("pull", source), source
    assert "cannot be reached" in case.library.refused("pull", "127.0.0.1:1/team/app:1")
    assert "There is no such image." in case.library.refused("import", "oci:" + str(case.scratch / "nowhere"))
    case.library.refused("pull", "not a reference:::", status=2)
    assert case.library.images() == []


@check
def a_private_registry_wants_the_credentials_that_one_names(case):
    private = Registry(case.scratch, case.registry.storage, {"ada": "s3cret word"})
    try:
        source = f"{private.host}/team/app:1"
        auth = case.scratch / "auth.json"
        run("skopeo", "login", "--tls-verify=false", "--authfile", auth, "-u", "ada", "--password-stdin", private.host,
            input="s3cret word")
        # The login of the user's other tools is not taken unasked.
        home = case.scratch / "home"
        (home / ".docker").mkdir(parents=True)
        shutil.copy(auth, home / ".docker/config.json")
        case.library.environment["HOME"] = str(home)
        refusal = case.library.refused("pull", source)
        assert "--auth-file" in refusal and "does not allow" in refusal, refusal
        wrong = json.loads(auth.read_text())
        wrong["auths"][private.host]["auth"] = "YWRhOndyb25n"
        (case.scratch / "wrong.json").write_text(json.dumps(wrong))
        assert "does not allow" in case.library.refused("pull", source, "--auth-file", case.scratch / "wrong.json")
        assert case.library.images() == []
        image = case.library.bring("pull", source, "--auth-file", auth)
        assert image["source"] == source
        kept = [path for path in case.library.folder.rglob("*") if path.is_file()]
        assert not any(b"s3cret" in path.read_bytes() or b"YWRhOn" in path.read_bytes() for path in kept)
    finally:
        private.end()


@check
def a_registry_with_a_damaged_layer_is_not_believed(case):
    case.images.make("spoiled", [{"data": os.urandom(SMALL)}]).push("spoiled", f"{case.registry.host}/team/spoiled:1")
    layer = case.layers("spoiled")[0]
    content = bytearray(case.registry.blob(layer).read_bytes())
    content[len(content) // 2] ^= 1
    case.registry.blob(layer).write_bytes(content)
    refusal = case.library.refused("pull", f"{case.registry.host}/team/spoiled:1")
    assert "The image itself is bad" in refusal and layer in refusal, refusal
    assert case.library.images() == [] and not case.library.only("tmp-*")


@check
def a_damaged_layer_of_ours_is_noticed_and_fetched_again(case):
    source = f"{case.registry.host}/team/app:1"
    first = case.library.bring("pull", source)
    case.library.do("remove", first["id"])
    layer = case.layers("app")[1]
    blob = case.library.blob(layer)
    content = bytearray(blob.read_bytes())
    content[len(content) // 2] ^= 1
    blob.chmod(0o600)
    blob.write_bytes(content)
    before = {each: case.registry.reads(each) for each in case.layers("app")}
    again = case.library.bring("pull", source)
    assert again["id"] == first["id"]
    assert case.registry.reads(layer) == before[layer] + 1, "the damaged one was not fetched"
    assert case.registry.reads(case.layers("app")[0]) == before[case.layers("app")[0]], "a sound one was"
    assert digest(case.library.blob(layer).read_bytes()) == layer
    case.library.do("verify", again["id"])


def interrupted(case, how):
    """Ends a pull while its large layer is under way, and goes on with it."""
    door = Door(case.registry, DOOR)
    case.images.make("big", [{"small": os.urandom(SMALL)}, {"large": os.urandom(LARGE)}])
    case.images.push("big", f"{case.registry.host}/team/big:1")
    small, large = case.layers("big")
    process = case.library.start("pull", f"{door.host}/team/big:1")
    wait("the small layer", lambda: case.library.blob(small))
    wait("a part of the large one", lambda: any(p.stat().st_size for p in case.library.only("oci-put-blob*")))
    process.send_signal(how)
    process.communicate(timeout=60)
    wait("its tools to end", lambda: not processes_naming(str(case.library.folder)))
    assert case.library.images() == [] and case.library.blob(small) and not case.library.blob(large)
    left = case.library.only("tmp-*")
    door.opened.set()
    image = case.library.bring("pull", f"{door.host}/team/big:1")
    assert [layer["digest"] for layer in image["layers"]] == [small, large]
    assert case.registry.reads(small) == 1, "what was there was fetched again"
    assert not case.library.only("tmp-*") and not case.library.only("oci-put-blob*")
    return process.returncode, left


@check
def ctrl_c_ends_a_pull_and_the_next_goes_on(case):
    status, left = interrupted(case, signal.SIGINT)
    assert status == INTERRUPTED and not left, (status, left)


@check
def a_killed_pull_leaves_nothing_that_stays_and_the_next_goes_on(case):
    status, left = interrupted(case, signal.SIGKILL)
    assert status == -signal.SIGKILL and left, (status, left)


@check
def archives_come_without_a_registry(case):
    for kind in ("docker-archive", "oci-archive"):
        # A colon in a file's name is not the beginning of a tag.
        file = case.scratch / f"{kind}:v1.tar"
        run("skopeo", "--insecure-policy", "copy", f"oci:{case.images.layout}:app", f"{kind}:{case.scratch}/plain.tar:team/app:1")
        (case.scratch / "plain.tar").rename(file)
        image = case.library.bring("import", str(file), "--name", kind)
        assert image["origin"] == "archive" and image["config"]["user"] == "1234:2000", image
        assert len(image["layers"]) == len(case.layers("app"))
        again = case.library.bring("import", str(file), "--name", kind + "-again")
        assert again["id"] == image["id"] and again["names"] == [kind, kind + "-again"], again
        case.library.do("verify", kind)
    run("skopeo", "--insecure-policy", "copy", f"oci:{case.images.layout}:app",
        f"docker-archive:{case.scratch}/saved.tar:team/app:1")
    named = case.library.bring("import", f"docker-archive:{case.scratch}/saved.tar:team/app:1")
    assert "team/app:1" in named["names"], named
    assert "There is no such image." in case.library.refused(
        "import", f"docker-archive:{case.scratch}/saved.tar:team/app:2")


@check
def a_layout_comes_and_its_folder_may_go(case):
    folder = case.scratch / "layout"
    shutil.copytree(case.images.layout, folder)
    image = case.library.bring("import", f"oci:{folder}:app")
    assert image["origin"] == "layout" and [layer["digest"] for layer in image["layers"]] == case.layers("app")
    shutil.rmtree(folder)
    case.library.do("verify", image["id"])
    # What came from a folder needs not come from a registry.
    before = {each: case.registry.reads(each) for each in case.layers("app")}
    pulled = case.library.bring("pull", f"{case.registry.host}/team/app:1")
    assert pulled["id"] == image["id"]
    assert before == {each: case.registry.reads(each) for each in before}


@check
def a_tarball_is_an_image_too(case):
    tree = case.scratch / "tree"
    (tree / "etc").mkdir(parents=True)
    (tree / "etc/motd").write_text("hello")
    run("tar", "-C", tree, "-czf", case.scratch / "root.tar.gz", ".")
    image = case.library.bring("import", case.scratch / "root.tar.gz")
    assert image["origin"] == "tarball" and image["names"] == ["root"] and not image["layers"], image
    assert image["digest"] == digest((case.scratch / "root.tar.gz").read_bytes())
    root = case.library.only("root.sqfs")[0]
    if shutil.which("unsquashfs"):
        assert "etc/motd" in run("unsquashfs", "-l", root)
    # As people write it; and no registry is asked for what is an archive's name.
    case.library.where = case.scratch
    assert case.library.bring("import", "root.tar.gz", "--name", "bare")["id"] == image["id"]
    refusal = case.library.refused("import", "gone.tar")
    assert "there is no file gone.tar here" in refusal and "Asking the registry" not in refusal, refusal


@check
def names_come_and_go_and_what_nothing_needs_is_pruned(case):
    image = case.library.bring("pull", f"{case.registry.host}/team/app:1", "--name", "one")
    case.library.do("tag", "one", "two")
    assert case.library.images()[0]["names"] == ["one", "two"]
    case.library.do("remove", "one")
    assert case.library.images()[0]["names"] == ["two"]
    assert "There is no such image." in case.library.refused("inspect", "one")
    assert json.loads(case.library.do("prune", "--json"))["freed"] == 0
    case.library.do("remove", "two")
    assert case.library.images() == [] and not case.library.only("root.sqfs")
    pruned = json.loads(case.library.do("prune", "--json"))
    assert pruned["freed"] > SMALL and pruned["unneeded"] == 0, pruned
    assert not case.library.only("blobs/sha256/*")
    assert image["id"] in case.library.refused("inspect", image["id"])


@check
def an_image_that_something_stands_on_is_not_removed(case):
    image = case.library.bring("pull", f"{case.registry.host}/team/app:1", "--name", "one")
    note = case.library.only("names.json")[0].parent.parent / "disks/sbx-000001.json"
    note.parent.mkdir(exist_ok=True)
    note.write_text("what is in here cannot be told")
    refusal = case.library.refused("remove", "one")
    assert "It is in use." in refusal and str(note) in refusal, refusal
    assert case.library.images() == [image]
    note.unlink()
    case.library.do("remove", "one")


@check
def two_pulls_at_once_fetch_once(case):
    case.images.make("twice", [{"data": os.urandom(SMALL)}]).push("twice", f"{case.registry.host}/team/twice:1")
    pulls = [case.library.start("pull", f"{case.registry.host}/team/twice:1", "--name", name) for name in ("a", "b")]
    for pull in pulls:
        out, err = pull.communicate(timeout=120)
        assert pull.returncode == 0, err
    images = case.library.images()
    assert len(images) == 1 and images[0]["names"] == ["a", "b"], images
    assert case.registry.reads(case.layers("twice")[0]) == 1


def main():
    scratch = pathlib.Path(tempfile.mkdtemp(prefix="glovebox-images-"))
    registry = None
    try:
        images = Images(scratch)
        base = {"etc/base": os.urandom(SMALL), "etc/passwd": b"app:x:1234:2000::/srv:/bin/app\n"}
        images.make("app", [base, {"bin/app": os.urandom(SMALL)}],
                    ["--config.env", "GREETING=hello world", "--config.user", "1234:2000", "--config.workingdir", "/srv"])
        images.make("other", [base, {"bin/other": os.urandom(SMALL)}])
        images.make("foreign", [{"bin/app": os.urandom(1000)}], ["--architecture", "arm64"])
        many = images.index("many", {"arm64": "foreign", "amd64": "other"})
        registry = Registry(scratch, scratch / "storage")
        for tag in ("app", "other"):
            images.push(tag, f"{registry.host}/team/{tag}:1")
        images.push("many", f"{registry.host}/team/many:1", "--all")
        only = sys.argv[2:]
        for function in checks:
            name = function.__name__
            if only and name not in only:
                continue
            case = Case(scratch, registry, images, name)
            case.many = next(entry for entry in many if entry["platform"]["architecture"] == "amd64")
            function(case)
            print("ok", name, flush=True)
    finally:
        if registry:
            registry.end()
        shutil.rmtree(scratch, ignore_errors=True)


main()
