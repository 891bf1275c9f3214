"""Anthropic's own SDK serves a session from inside a real machine, with the item's secret and nothing else.

    serve_runner_test.py <gloveboxctl> <folder of the guest's image> <run.sh of the conformance programs>

The image is made here, of this host's own programs and the packages that the conformance programs use.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys

import serve_rig
from host_image import archived, base, program
from serve_rig import ctl, image, place, programs, wait

serve_rig.PATIENCE = 400  # Node begins slowly on an emulated processor

HERE = pathlib.Path(__file__).parent
TOOLS = ["bash", "cat", "ls", "id", "sleep", "mkdir", "rm"]


def makeImage(scratch, runSh):
    where = json.loads(subprocess.run([runSh, "where.mjs"], capture_output=True, text=True, check=True).stdout)
    root = scratch / "root"
    base(root, TOOLS)
    (root / "opt/runner").mkdir(parents=True)
    program(root, where["node"], "node")
    shutil.copytree(pathlib.Path(where["packages"]) / "node_modules", root / "opt/runner/node_modules", symlinks=True)
    shutil.copy(HERE / "runner/serve.mjs", root / "opt/runner")
    return archived(root, scratch / "runner.tar")


def serve(plane, scratch, data):
    key = scratch / "environment.key"
    key.touch(0o600)
    key.write_text(plane.keys["environment_key"])
    settings = scratch / "environments.toml"
    settings.write_text(
        f'[[environment]]\nid = "{plane.keys["environment_id"]}"\nkey_file = "{key}"\n'
        f'base_url = "{plane.keys["url"]}"\nrunner = ["node", "/opt/runner/serve.mjs"]\n')
    settings.chmod(0o600)
    environment = dict(os.environ, GLOVEBOX_DATA_DIR=str(data), GLOVEBOX_IMAGE_DIR=image, GLOVEBOX_SECRET_STORE="file")
    options = ["--environments-file", str(settings), "--capacity", "1", "--warm", "0", "--memory", "512M"]
    programs.append(subprocess.Popen([ctl, "serve", *options], env=environment))


def start(plane, command):
    wanted = {
        "agent": "agent_interactive-shell",
        "environment_id": plane.keys["environment_id"],
        "metadata": {"glovebox.image": "runner"},
        "initial_events": [plane.message(command)],
    }
    return plane.ask("POST", "/v1/sessions", wanted)["id"]


def calls(plane, ending):
    return [entry for entry in plane.ask("GET", "/_demo/journal")["data"] if entry["path"].endswith(ending)]


def stopped(plane):
    return [entry for entry in calls(plane, "/stop") if entry["caller"] == "sessions_token" and entry["status"] == 200]


def sandboxes(data):
    listed = subprocess.run([ctl, "ps", "--json", "--data-dir", str(data)], capture_output=True, text=True)
    return json.loads(listed.stdout)["sandboxes"] if listed.returncode == 0 else []


def printed(data):
    """Lines that programs in sandboxes said."""
    lines = [line for path in data.glob("**/logs/sandboxes/sbx-*.log") for line in path.read_text().splitlines()]
    return [json.loads(line)["m"] for line in lines]


def main(scratch, plane):
    data = scratch / "data"
    archive = makeImage(scratch, sys.argv[3])
    imported = [ctl, "image", "import", str(archive), "--name", "runner", "--data-dir", str(data)]
    subprocess.run(imported, check=True, stdout=subprocess.DEVNULL)
    archive.unlink()
    serve(plane, scratch, data)
    session = start(plane, "echo from inside $((6 * 7)); id -u; echo kept > /workspace/mark")
    first = wait("the first result", lambda: plane.results(session))[0]
    assert first.split() == ["from", "inside", "42", "0"], first
    (sandbox,) = sandboxes(data)
    assert sandbox["guest_runner"] and sandbox["session"] == session, sandbox

    wait("the runner to stop its item", lambda: stopped(plane))
    again = plane.say(session, "cat /workspace/mark")
    assert again.split() == ["kept"], again
    (same,) = sandboxes(data)
    assert same["id"] == sandbox["id"], (same, sandbox)

    beats = calls(plane, "/heartbeat")
    assert beats and {entry["caller"] for entry in beats} == {"sessions_token"}, beats
    assert {entry["status"] for entry in beats} == {200}, beats
    posted = [entry for entry in calls(plane, "/events") if entry["method"] == "POST" and entry["caller"] != "api_key"]
    assert posted and {entry["caller"] for entry in posted} == {"sessions_token"}, posted

    wait("what it printed", lambda: "through" in printed(data))
    said = printed(data)
    assert "has ANTHROPIC_BASE_URL ANTHROPIC_ENVIRONMENT_ID ANTHROPIC_SESSION_ID ANTHROPIC_WORK_ID " \
           "ANTHROPIC_WORK_SECRET" in said, said
    assert "slip [credential] end of slip" in said, said
    assert [line for line in said if line.startswith("no way to")], said
    assert not [line for line in said if line.startswith("reached")], said
    print(f"serve_runner: {len(beats)} heartbeats and {len(posted)} results from inside {sandbox['id']}")


with place("glovebox-runner-", lease=120) as (folder, control):
    main(folder, control)
