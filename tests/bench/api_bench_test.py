"""The API's benchmark runs, with tiny numbers, and says everything that it promises. About time it asserts nothing.

    api_bench_test.py <glovebox_api_bench>
"""

import json
import subprocess
import sys

bench = sys.argv[1]
ran = subprocess.run([bench, "--quick", "--json"], stdout=subprocess.PIPE, timeout=170)
assert ran.returncode == 0, ran
document = json.loads(ran.stdout)
assert document["version"] and document["requests"] == 100 and document["errors"] == 0, document
assert document["sandboxes_running"] == 3 and document["tool_calls"] > 0, document
times = document["ms"]
assert 0 < times["p50"] <= times["p90"] <= times["p99"] <= times["p999"] <= times["most"], times

for url in ("http://192.0.2.1:80", "http://example.org:80", "https://127.0.0.1:1", "unix:relative", "http://127.0.0.1:0"):
    refused = subprocess.run([bench, "--quick", "--url", url], stderr=subprocess.PIPE, text=True, timeout=20)
    assert refused.returncode == 1 and "not an address of this host" in refused.stderr, (url, refused)
print("bench_api: every field is there, and it stays on this host")
