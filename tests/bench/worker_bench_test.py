"""The worker benchmark runs, with tiny numbers, and says everything that it promises. About time it asserts nothing.

    worker_bench_test.py <glovebox_worker_bench> <run.sh> <glovebox_fake_guest_engine>
"""

import json
import subprocess
import sys

bench, sdk, engine = sys.argv[1:]
arguments = [bench, "--sdk", sdk, "--engine", engine, "--quick", "--sessions", "1,2"]
document = json.loads(subprocess.run([*arguments, "--json"], check=True, stdout=subprocess.PIPE, timeout=280).stdout)

assert document["version"] and document["call"] == "bash true"
assert document["host"]["cores"] > 0 and document["host"]["acceleration"] == "none were started"
rows = {(row["worker"], row["sessions"]): row for row in document["rows"]}
workers = ("sdk", "sdk, idle tool", "engine, fake sandboxes")
assert set(rows) == {(worker, sessions) for worker in workers for sessions in (1, 2)}, rows.keys()
for (worker, sessions), row in rows.items():
    assert row["calls"] == 3 * sessions, row
    assert 0 < row["latency_ms_median"] <= row["latency_ms_95"], row
    assert row["calls_per_second"] > 0 and row["latency_ratio"] > 0, row
    # A handful of calls may be less than the kernel counts; the two figures come from different sums of the same ticks.
    assert 0 <= row["cpu_ms_per_call"] <= row["cpu_ms_per_call_with_tools"] + 1e-6, row
assert {(left["worker"], left["sessions"]) for left in document["left_out"]} == {("engine, VMs", 1), ("engine, VMs", 2)}
assert all(left["why"] for left in document["left_out"])
assert len(document["goals"]) == 4
for goal in document["goals"]:
    honest = "met" if goal["measured"] <= goal["at_most"] else "not met"
    assert goal["verdict"] == honest or goal["verdict"].startswith("not to be told"), goal
print("bench_worker: every field is there")
