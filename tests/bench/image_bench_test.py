"""The image benchmark runs, with small layers and once, and says everything that it promises. About time it asserts
nothing; what lies on disk twice or is copied again is no matter of time.

    image_bench_test.py <glovebox_image_bench> <folder with kernel, initrd and root.sqfs>
"""

import json
import subprocess
import sys

bench, image = sys.argv[1:]
arguments = [bench, "--image", image, "--quick", "--json"]
document = json.loads(subprocess.run(arguments, check=True, stdout=subprocess.PIPE, timeout=560).stdout)

assert document["left_out"] == [], document["left_out"]
rows = document["rows"]
for row in rows:
    assert row["what"] and row["unit"] and row["n"] > 0, row
    assert row["least"] <= row["median"] <= row["most"], row


def told(*words):
    found = [row for row in rows if all(word in row["what"] for word in words)]
    assert len(found) == 1, (words, [row["what"] for row in rows])
    return found[0]


assert told("cold boot")["of_a_boot"] == 1.0
for words in (
    ("import of a layout",),
    ("the same again",),
    ("3 of its 4 layers here",),
    ("as one tarball",),
    ("the second import, as a part",),
    ("own template",),
    ("a later clone",),
    ("five steps, built",),
    ("fourth step changed",),
    ("nothing changed",),
    ("version's memory",),
    ("version's disk",),
    ("as du has it",),
    ("its root, of its files",),
):
    told(*words)
# Three of four layers are shared, and lie there once.
assert told("layers kept, of the sum")["median"] < 0.7, told("layers kept, of the sum")
print("bench_image: every field is there")
