"""The egress benchmark runs, with little of each, and says everything that it promises. About time it asserts nothing.

    egress_bench_test.py <glovebox_egress_bench> <folder with kernel, initrd and root.sqfs> <egress_peer.py>
"""

import json
import subprocess
import sys

bench, image, peer = sys.argv[1:]
arguments = [bench, "--image", image, "--peer", peer, "--quick", "--json"]
document = json.loads(subprocess.run(arguments, check=True, stdout=subprocess.PIPE, timeout=560).stdout)

rows = {row["what"]: row for row in document["rows"]}
assert len(rows) == 6, list(rows)
for row in rows.values():
    assert row["n"] > 0 and 0 < row["least"] <= row["median"] <= row["most"], row
    assert row["of_its_own_loopback"] > 0 and row["of_the_hosts_loopback"] > 0, row
assert [row["unit"] for row in rows.values()].count("MB/s") == 2, rows
assert document["gate_share_of_a_core"] > 0
print("bench_egress: every field is there")
