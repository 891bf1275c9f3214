"""What a real machine used is in the books, though the program was killed twice while it worked.

    serve_use_test.py <gloveboxctl> <folder of the guest's image>

Its uptime is the wall time of its life, its processor time what the kernel counted of its process, to the last tick that
can be read from outside.
"""

import os
import pathlib
import signal
import time

from serve_rig import PATIENCE, asked, auditIsWhole, machines, place, serve, wait

TICK = 1 / os.sysconf("SC_CLK_TCK")
BURN = "setsid timeout 300 sh -c 'while :; do :; done' > /dev/null 2>&1 < /dev/null & echo burning"


def counter(pid):
    """Seconds of processor time, by the kernel; nothing when it is gone."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) * TICK


def booked(folder):
    """Seconds running, in memory, and of processors."""
    rows = asked(folder, "SELECT sum(running_ms), sum(running_ms + paused_ms), sum(cpu_ms) FROM usage_slice")
    return [(value or 0) / 1000 for value in rows[0]] if rows else [0, 0, 0]


def runs(folder):
    return asked(folder, "SELECT id FROM sandbox WHERE state = 'running'")


def killedWhile(program, machine, folder, plane):
    """Nobody looks while the machine uses three seconds of its processor. The next program books them at once."""
    os.kill(program.pid, signal.SIGKILL)
    program.wait()
    before = counter(machine)
    wait("it to work while nobody looks", lambda: counter(machine) > before + 3)
    unseen = counter(machine)
    program = serve(plane, folder)
    wait("what nobody saw in the books", lambda: booked(folder)[2] >= unseen)
    return program


def main(folder, plane):
    program = serve(plane, folder)
    session = plane.session(BURN)
    wait("a sandbox that runs", lambda: runs(folder))
    began = time.monotonic()
    wait("the first result", lambda: plane.results(session))
    wait("its template on disk", lambda: list(folder.glob("**/templates/*/manifest.json")))  # or it cannot be hibernated
    ((sandbox,),) = runs(folder)
    named = [pid for pid in machines(folder) if sandbox.encode() in pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()]
    (machine,) = named
    for _ in range(2):
        program = killedWhile(program, machine, folder, plane)
    assert counter(machine) is not None, "another machine took its place"

    last = counter(machine)
    program.send_signal(signal.SIGTERM)  # it is hibernated, and its process ends
    until = time.monotonic() + PATIENCE
    while (now := counter(machine)) is not None:
        assert time.monotonic() < until, "its machine does not end"
        last, ended = now, time.monotonic()
        time.sleep(0.005)
    assert program.wait(PATIENCE) == 0
    _, inMemory, processors = booked(folder)
    lived = ended - began
    assert abs(inMemory - lived) < 2, f"{inMemory} s in memory are booked, it lived for {lived}"
    # What it used after the last look, while its process went, nobody can read.
    assert -2 * TICK <= last - processors <= 15 * TICK, f"{processors} s of processors are booked, the kernel says {last}"
    trail = auditIsWhole(folder)
    print(f"serve_use: booked {inMemory:.2f} s of {lived:.2f}, {processors:.2f} s of processors of {last:.2f}; {trail}")


with place("glovebox-use-") as (scratch, control):
    main(scratch, control)
