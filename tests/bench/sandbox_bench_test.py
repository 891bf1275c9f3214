"""The sandbox benchmark runs, with small guests and once, and says everything that it promises. About time it asserts
nothing.

    sandbox_bench_test.py <glovebox_sandbox_bench> <folder with kernel, initrd and root.sqfs>
"""

import json
import subprocess
import sys

bench, image = sys.argv[1:]
arguments = [bench, "--image", image, "--quick", "--json"]
document = json.loads(subprocess.run(arguments, check=True, stdout=subprocess.PIPE, timeout=560).stdout)

host = document["host"]
assert document["version"] and document["memory_mib"] > 0
assert host["cores"] > 0 and host["processor"] and host["hypervisor"]
assert host["acceleration"] in ("kvm", "emulated")
assert host["snapshots"] in ("write tracking", "stop and copy"), host  # the tier that the figures are of
assert document["left_out"] == [], document["left_out"]

rows = document["rows"]
for row in rows:
    assert row["what"] and row["unit"] and row["n"] > 0, row
    assert row["least"] <= row["median"] <= row["most"], row
    goal = row.get("goal")
    if goal and row["unit"] == goal["of"]:
        assert goal["verdict"] == ("met" if row["median"] <= goal["at_most"] else "not met"), row


def told(*words):
    found = [row for row in rows if all(word in row["what"] for word in words)]
    assert found, (words, [row["what"] for row in rows])
    return found


assert told("cold boot")[0]["of_a_boot"] == 1.0
for words in (
    ("create to first answer", "on the spot"),
    ("create to first answer", "warm"),
    ("memory of one more idle clone",),
    ("disk of an idle clone",),
    ("pause",),
    ("resuming",),
    ("snapshot of an idle clone", "guest stopped"),
    ("dirtied", "guest stopped"),
    ("hibernate",),
    ("restore",),
    ("fork of a template", "1 children"),
    ("fork of a running",),
    ("savevm",),
    ("loadvm",),
):
    told(*words)
# A goal that can be missed says where the time goes.
assert all("phases" in row for row in told("create to first answer")), rows
print("bench_sandbox: every field is there")
