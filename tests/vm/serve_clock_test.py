"""The host's clock is set back an hour while a session works, and then forward again: gloveboxctl serve below libfaketime.

    serve_clock_test.py <gloveboxctl> <folder of the guest's image>

Every call is answered once, leases are kept, nothing negative is booked, the audit trail keeps its order and is whole, and
the logs can be read. Only the wall clock is set, as on a real host: the monotonic one goes on.
"""

import glob
import json
import signal
import subprocess
import time

from serve_rig import PATIENCE, answeredOnce, asked, auditIsWhole, ctl, machines, place, serve, wait

LEASE = 10  # seconds, of the demo server


def main(scratch, plane):
    (library,) = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    folder, clock = scratch / "glovebox", scratch / "clock"
    clock.write_text("+0")
    faked = {
        "LD_PRELOAD": library,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
    }
    began = time.monotonic()
    program = serve(plane, folder, capacity=4, variables=faked)
    session = plane.session("echo said 0")
    wait("the first result", lambda: plane.results(session))
    said = 1
    for setting in ("-1h", "+2h", "+0"):
        clock.write_text(setting)
        other = plane.session("echo another")  # is in the audit trail with the time that is told now
        wait("another session's result", lambda: plane.results(other))
        until = time.monotonic() + 1.5 * LEASE  # a lease that is not beaten lapses in that time
        while time.monotonic() < until:
            answer = plane.say(session, f"echo said {said}")
            assert f"said {said}" in answer, (setting, answer)
            said += 1
            time.sleep(1)  # a session of more than 1000 events has several pages, and the rig reads one
    times = [row[0] / 1000 for row in asked(folder, "SELECT at FROM audit ORDER BY seq")]
    steps = [after - before for before, after in zip(times, times[1:])]
    assert min(steps) < -3500 and max(steps) > 3500, f"the clock was not set: {steps}"
    program.send_signal(signal.SIGTERM)
    assert program.wait(PATIENCE) == 0
    lived = time.monotonic() - began
    assert machines(folder) == []

    results = answeredOnce(plane, session)
    assert [f"said {n}" in text for n, text in enumerate(results)] == [True] * said, results
    taken = asked(folder, f"SELECT count(*) FROM audit WHERE action = 'work.taken' AND session = '{session}'")[0][0]
    assert taken == 1, f"its item was taken {taken} times: its lease lapsed"
    used = asked(folder, "SELECT running_ms, paused_ms, hibernated_ms, cpu_ms, cost FROM usage_slice")
    assert used and min(min(row) for row in used) >= 0, used
    total = sum(row[0] + row[1] for row in used) / 1000
    assert 4 * LEASE < total < 4 * lived, (total, lived)
    listed = subprocess.run([ctl, "audit", "list", "--json", "--data-dir", str(folder)], capture_output=True, text=True)
    numbers = [json.loads(line)["seq"] for line in listed.stdout.splitlines()]
    assert numbers == sorted(numbers) and len(numbers) == len(set(numbers)) > 0, numbers
    logs = subprocess.run([ctl, "logs", "--data-dir", str(folder)], capture_output=True, text=True)
    assert logs.returncode == 0 and len(logs.stdout.splitlines()) > 5, logs.stdout + logs.stderr
    trail = auditIsWhole(folder)
    print(f"serve_clock: {said} calls answered once over two jumps; {total:.1f} s booked of {lived:.1f}; {trail}")


with place("glovebox-clock-") as (place_, control):
    main(place_, control)
