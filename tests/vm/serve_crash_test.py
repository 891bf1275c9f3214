"""The program is killed, and its sandbox is not: gloveboxctl serve with a real machine, as its users have it.

    serve_crash_test.py <gloveboxctl> <folder of the guest's image>
"""

import os
import signal
import sqlite3

from serve_rig import PATIENCE, machines, place, serve, wait

COUNT = "(i=0; while :; do i=$((i+1)); echo $i >> counted; sleep 0.1; done) > /dev/null 2>&1 & echo $$ $HOSTNAME"
LOOK = "echo $$ $HOSTNAME; awk '$1 != NR {bad = 1} END {print NR, bad ? \"gaps\" : \"whole\"}' counted"


def lookedAt(text, shell):
    """How far it has counted; its shell is the same, and nothing was lost or doubled."""
    lines = text.splitlines()
    assert lines[0] == shell, (text, shell)
    count, verdict = lines[1].split()
    assert verdict == "whole", text
    return int(count)


def countsOn(plane, session, shell):
    """Some seconds of it, so that what they cost is more than a millionth of a dollar."""
    begun = lookedAt(plane.say(session, LOOK), shell)
    return wait("it to count on", lambda: max(0, lookedAt(plane.say(session, LOOK), shell) - begun - 30)) + begun + 30


def books(folder):
    """What the ledger has of the one sandbox: its state, and what was booked of it in milliseconds and micro-dollars."""
    (file,) = folder.glob("**/ledger.db")
    ledger = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    open_ones = ledger.execute("SELECT id, state FROM sandbox WHERE closed_at IS NULL").fetchall()
    used = ledger.execute("SELECT sum(running_ms), sum(hibernated_ms), sum(cost) FROM usage_slice").fetchone()
    ledger.close()
    assert len(open_ones) == 1, open_ones
    return open_ones[0][1], *used


def main(folder, plane):
    program = serve(plane, folder)
    session = plane.session(COUNT)
    shell = wait("the first result", lambda: plane.results(session))[0]
    wait("its template on disk", lambda: list(folder.glob("**/templates/*/manifest.json")))

    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    alive = machines(folder)
    assert len(alive) == 1, alive
    program = serve(plane, folder)
    first = countsOn(plane, session, shell)
    assert machines(folder) == alive

    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    assert machines(folder) == []
    state, running, _, cost = books(folder)
    assert state == "hibernated" and running > 0 and cost > 0, (state, running, cost)
    program = serve(plane, folder)
    second = countsOn(plane, session, shell)
    assert second > first, (first, second)
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    assert machines(folder) == []
    state, later, slept, dearer = books(folder)
    assert state == "hibernated" and later > running and slept > 0 and dearer > cost, (state, later, slept, dearer)
    print(f"serve_crash: counted to {first} over a kill, to {second} over a stop")


with place("glovebox-crash-") as (scratch, control):
    main(scratch, control)
