"""Images for tests, made of this host's own programs."""

import pathlib
import re
import shutil
import subprocess


def put(root, path):
    """The file that is really there, under the name that it is asked for by."""
    target = root / str(path).lstrip("/")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(pathlib.Path(path).resolve(), target)


def program(root, path, name=None):
    put(root, path)
    for library in re.findall(r"(/\S+) \(0x", subprocess.run(["ldd", path], capture_output=True, text=True).stdout):
        put(root, library)
    place_ = root / "usr/bin" / (name or pathlib.Path(path).name)
    if not place_.exists():
        place_.parent.mkdir(parents=True, exist_ok=True)
        place_.symlink_to("/" + str(path).lstrip("/"))


def base(root, tools):
    """What any image has: a shell, users, and these programs."""
    for folder in ("tmp", "workspace", "etc"):
        (root / folder).mkdir(parents=True)
    for tool in tools:
        program(root, shutil.which(tool))
    (root / "bin").mkdir(exist_ok=True)
    for shell in ("bin/sh", "bin/bash"):
        if not (root / shell).exists():
            (root / shell).symlink_to("/usr/bin/bash")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/bash\n")
    (root / "etc/group").write_text("root:x:0:\n")


def archived(root, archive):
    """The root is gone afterwards."""
    subprocess.run(["tar", "--owner=0", "--group=0", "--numeric-owner", "-C", root, "-cf", archive, "."], check=True)
    shutil.rmtree(root)
    return archive
