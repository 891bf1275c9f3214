"""The power goes: serve, its supervisor and its machines are all killed, and a new serve finds the disks.

    serve_power_test.py <gloveboxctl> <folder of the guest's image>

What a session's guest had written to its disk is there, the session is told once that its processes are gone, every call
is answered once, and none runs twice. What had not been written to the disk is told of, not promised.
"""

import contextlib
import os
import pathlib
import signal
import sqlite3

from serve_rig import PATIENCE, machines, place, processes, serve, wait

FROM_DISK = "started again from its disk"


def power_cut(program, folder):
    """As far as a test can have one: nobody is left to tidy up. The program first, so that it sees nothing end."""
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    alive = machines(folder)
    assert len(alive) == 1, alive
    guards = processes("glovebox-supervisor", folder)
    assert guards, "no supervisor was found"
    for process in guards + alive:
        with contextlib.suppress(ProcessLookupError):  # a process ends with its supervisor
            os.kill(process, signal.SIGKILL)
    wait("the machine's end", lambda: not machines(folder))


def ask(folder, question):
    (file,) = folder.glob("**/ledger.db")
    ledger = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    rows = ledger.execute(question).fetchall()
    ledger.close()
    return rows


def sandboxes(folder):
    return ask(folder, "SELECT id, state FROM sandbox WHERE closed_at IS NULL")


def calls_are_answered_once(plane, session):
    events = plane.ask("GET", f"/v1/sessions/{session}/events?limit=1000")["data"]
    calls = [event["id"] for event in events if event["type"] == "agent.tool_use"]
    results = [event["tool_use_id"] for event in events if event["type"] == "user.tool_result"]
    assert sorted(calls) == sorted(results), (calls, results)
    return len(calls)


def main(folder, plane):
    program = serve(plane, folder)
    session = plane.session("echo first >> kept; sync; sleep 1000 > /dev/null 2>&1 & sleep 0.1; echo did")
    wait("the first result", lambda: plane.results(session))
    wait("its template on disk", lambda: list(folder.glob("**/templates/*/manifest.json")))
    # What is older than some seconds is on the disk without a sync.
    plane.say(session, "echo second >> kept; sync; mark=here; echo soon > unasked; sleep 7; echo late > unsynced")
    ((sandbox, _),) = sandboxes(folder)
    power_cut(program, folder)

    program = serve(plane, folder)
    text = plane.say(session, 'cat kept; echo "mark=$mark"; grep -qx sleep /proc/[0-9]*/comm || echo "no sleep"; cat unasked unsynced')
    assert FROM_DISK in text and "first\nsecond" in text, text
    assert "mark=\n" in text and "no sleep" in text, text
    assert "soon\n" in text, text
    print("serve_power: what was not synced:", "there" if "late" in text else "gone")
    assert FROM_DISK not in plane.say(session, "echo third >> kept; sync; echo did")
    assert [each for each, _ in sandboxes(folder)] == [sandbox], sandboxes(folder)
    assert not [*folder.glob("**/disks/left/*")]

    # Once more: what it became since is its disk as well.
    power_cut(program, folder)
    program = serve(plane, folder)
    text = plane.say(session, "cat kept")
    assert FROM_DISK in text and "first\nsecond\nthird" in text, text
    assert [each for each, _ in sandboxes(folder)] == [sandbox], sandboxes(folder)
    count = calls_are_answered_once(plane, session)

    # Its machine alone is killed, with the program alive.
    (machine,) = machines(folder)
    os.kill(machine, signal.SIGKILL)
    wait("the machine's end", lambda: machine not in machines(folder))
    text = plane.say(session, "cat kept")
    if "ended while this call ran" in text:  # it was asked for before the end was seen
        text = plane.say(session, "cat kept")
    assert FROM_DISK in text and "first\nsecond\nthird" in text, text
    assert [each for each, _ in sandboxes(folder)] == [sandbox], sandboxes(folder)
    count = calls_are_answered_once(plane, session)

    # A stop does not take it away either: it cannot be hibernated, so it lives on for the next program.
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    assert len(machines(folder)) == 1, machines(folder)
    print(f"serve_power: {count} calls over two power cuts and a killed machine, each answered once, in {sandbox}")


with place("glovebox-power-") as (scratch, control):
    main(scratch, control)
