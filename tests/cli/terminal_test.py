"""gloveboxctl in a real terminal (a pty of this test's), against a Glovebox that this plays and that can be killed.

    terminal_test.py <gloveboxctl>

What is typed arrives as it is and once; what comes is shown as it is; the terminal is as it was on every way out.
"""

import contextlib
import fcntl
import json
import pathlib
import signal
import struct
import sys
import tempfile
import termios
import threading
import time

from screen import Screen, wait
from scripted_api import BINARY, TEXT, Gone, ScriptedApi, environment

ctl = sys.argv[1]


def unread(socket):
    """Bytes that wait to be read at the server's end."""
    return struct.unpack("i", fcntl.ioctl(socket.wire.connection, termios.FIONREAD, b"\0" * 4))[0]


class Guest:
    """One terminal that lives whoever looks at it, as the guest's agent keeps it."""

    def __init__(self):
        self.typed = b""
        self.ring = b""
        self.sizes = []
        self.end = None
        self.watchers = []
        self.lock = threading.Lock()
        self.takes = True  # whether what is typed is read
        self.opened = []
        self.closed = []

    def prints(self, data):
        with self.lock:
            self.ring += data
            watchers = list(self.watchers)
        for watcher in watchers:
            with contextlib.suppress(Gone):
                watcher.send(BINARY, data)

    def says(self, text):
        for watcher in list(self.watchers):
            with contextlib.suppress(Gone):
                watcher.send(TEXT, text)

    def ends(self, **how):
        self.end = {"timed_out": False, **how}
        self.says({"ended": self.end})

    def attach(self, _, socket):
        with self.lock:
            if self.ring:
                socket.send(BINARY, self.ring)
            self.watchers.append(socket)
        try:
            while True:
                wait("it reads", lambda: self.takes)
                kind, data = socket.read()
                if kind == TEXT:
                    size = json.loads(data)["resize"]
                    self.sizes.append((size["columns"], size["rows"]))
                elif kind == BINARY:
                    with self.lock:
                        self.typed += data
                else:
                    return
        finally:
            with self.lock:
                self.watchers.remove(socket)

    def open(self, request):
        self.opened.append(json.loads(request["body"]))
        return 201, {"id": 4}

    def close(self, request):
        self.closed.append(request["path"])
        return {}

    def routes(self):
        return {
            "GET /v1/host": {"version": "9.9", "phase": "running"},
            "GET /v1/sandboxes": {"sandboxes": [{"id": "sbx-1", "name": "dev", "state": "running"}]},
            "GET /v1/sandboxes/sbx-1": {"id": "sbx-1", "state": "running"},
            "POST /v1/sandboxes/sbx-1/terminals": self.open,
            "GET /v1/sandboxes/sbx-1/terminals": {"terminals": [{"id": 4, "program": "bash", "columns": 80, "rows": 24}]},
            "DELETE /v1/sandboxes/sbx-1/terminals/4": self.close,
            "GET /v1/sandboxes/sbx-1/terminals/4/attach": self.attach,
        }


@contextlib.contextmanager
def place(*words, size=(80, 24)):
    with tempfile.TemporaryDirectory(prefix="glovebox-terminal-") as scratch:
        folder = pathlib.Path(scratch)
        guest = Guest()
        with ScriptedApi(folder, guest.routes()) as api:
            screen = Screen([ctl, *words], folder, environment(folder), *size)
            try:
                wait("somebody looks", lambda: guest.watchers or screen.process.poll() is not None)
                yield api, guest, screen
            finally:
                guest.takes = True
                screen.close()


def aProgramHasTheTerminal():
    with place("exec", "-it", "-e", "A=b", "-w", "/srv", "--user", "root", "dev", "vim", "-n", size=(100, 30)) as (_, guest, screen):
        screen.isRaw()
        assert guest.opened == [{"arguments": ["vim", "-n"], "columns": 100, "rows": 30, "environment": {"A": "b"}, "user": "root", "workdir": "/srv"}], guest.opened
        wait("its size", lambda: guest.sizes == [(100, 30)])
        screen.type("\x03\x1a\x04é\x00\x7f")  # keys that mean something to a terminal of ours
        wait("what was typed", lambda: guest.typed == "\x03\x1a\x04é\x00\x7f".encode())
        guest.prints(b"\x1b[31mred\x1b[0m \xff raw\r\n")
        screen.shows(b"\x1b[31mred\x1b[0m \xff raw\r\n")
        screen.resize(133, 44)
        wait("its new size", lambda: guest.sizes[-1] == (133, 44))
        guest.ends(exit_code=7)
        screen.ends(7)
        wait("it is closed", lambda: guest.closed)


def aShellOfTheUsers():
    with place("shell", "dev") as (_, guest, screen):
        assert guest.opened == [{"columns": 80, "rows": 24}], guest.opened
        guest.ends(signal=9)
        screen.ends(128 + 9)


def muchIsTypedAndShown():
    with place("shell", "dev") as (_, guest, screen):
        screen.isRaw()
        paste = b"".join(b"line %d\r" % number for number in range(20_000))
        screen.type(paste)
        wait("all of it", lambda: len(guest.typed) >= len(paste))
        assert guest.typed == paste
        flood = b"".join(b"%07d\r\n" % number for number in range(100_000))
        writer = threading.Thread(target=guest.prints, args=(flood,))
        writer.start()
        screen.shows(b"0099999\r\n")
        writer.join()
        assert screen.shown.endswith(flood)
        guest.ends(exit_code=0)
        screen.ends(0)


def whoDetachesLeavesItAlone():
    with place("exec", "-it", "dev", "bash") as (_, guest, screen):
        screen.isRaw()
        screen.type("a\x10b")  # ctrl-p and something else
        wait("both", lambda: guest.typed == b"a\x10b")
        screen.type("exit\r\x10\x11never")
        screen.shows("It goes on: gloveboxctl terminal attach sbx-1 4")
        screen.ends(0)
        wait("what was typed before", lambda: guest.typed == b"a\x10bexit\r")
        assert not guest.closed
    with place("terminal", "attach", "dev", "--detach-keys", "ctrl-]") as (_, guest, screen):
        screen.isRaw()
        screen.type("\x10\x11\x1d")
        screen.ends(0)
        wait("what was typed before", lambda: guest.typed == b"\x10\x11")
    for keys in ("\x1b[27;5;112~\x1b[27;5;113~", "\x1b[112;5u\x1b[113;5u"):  # as editors have keys told apart
        with place("exec", "-it", "dev", "vim") as (_, guest, screen):
            screen.isRaw()
            screen.type("ZZ" + keys)
            screen.shows("It goes on: gloveboxctl terminal attach sbx-1 4")
            screen.ends(0)
            wait("what was typed before", lambda: guest.typed == b"ZZ")


def everyWayOutLeavesTheTerminalAsItWas():
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        with place("shell", "dev") as (_, guest, screen):
            screen.isRaw()
            guest.prints(b"\x1b[?1049h\x1b[?25l\x1b[?2004h\x1b[?1000;1006h\x1b=\x1b[>4;2m\x1b[>1u\x1b[2 q\x1b[2;9r\x1b(0full screen")
            screen.shows("full screen")
            screen.process.send_signal(number)
            shown = screen.ends(128 + number)
            for mode in ("?1049l", "?25h", "?2004l", "?1000l", "?1006l", ">4m", "<1u", "0 q", "r", "0m"):
                assert f"\x1b[{mode}".encode() in shown, (mode, shown)
            assert b"\x1b(B" in shown, shown
    with place("shell", "dev") as (_, guest, screen):  # a crash of ours
        screen.isRaw()
        screen.process.send_signal(signal.SIGSEGV)
        screen.ends(-signal.SIGSEGV)
    with place("shell", "dev") as (_, guest, screen):  # stopped, and gone on
        screen.isRaw()
        screen.process.send_signal(signal.SIGTSTP)
        wait("the terminal is as it was", lambda: termios.tcgetattr(screen.theirs) == screen.before)
        screen.process.send_signal(signal.SIGCONT)
        screen.isRaw()
        guest.ends(exit_code=0)
        screen.ends(0)
    with place("shell", "dev") as (_, guest, screen):  # what the API says of it
        screen.isRaw()
        guest.says({"error": {"code": "InvalidState", "message": "The sandbox failed."}})
        assert b"The sandbox failed." in screen.ends(125)


def whoEndsItWhileItIsJoinedIsHeard():
    """A Glovebox that takes the connection and does not answer holds nobody who ends this."""
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory(prefix="glovebox-terminal-") as scratch:
            folder = pathlib.Path(scratch)
            guest = Guest()
            api = ScriptedApi(folder, guest.routes())
            held = threading.Event()
            ended = threading.Event()

            def respond(wire, request, respond=api.respond, held=held, ended=ended):
                if request["path"].endswith("/attach"):
                    held.set()
                    ended.wait()
                    return False
                return respond(wire, request)

            api.respond = respond
            with api:
                screen = Screen([ctl, "terminal", "attach", "dev", "4"], folder, environment(folder))
                wait("it waits for an answer", held.is_set)
                screen.process.send_signal(number)
                begun = time.monotonic()
                screen.ends(128 + number)
                assert time.monotonic() - begun < 10
                ended.set()
                screen.close()


def itGoesOnWhenGloveboxIsStartedAgain():
    with place("shell", "dev") as (api, guest, screen):
        screen.isRaw()
        guest.prints(b"before \x1b[?1049h")
        screen.shows("before")
        screen.type("one ")
        wait("what was typed", lambda: guest.typed == b"one ")
        api.stop()
        screen.shows("[Glovebox has ended")
        assert b"\x1b[?1049l" in screen.shown  # the note is on the usual screen
        screen.type("two ")
        screen.type("three ")
        wait("nobody looks", lambda: not guest.watchers)
        guest.ring += b"meanwhile\x1b[c\x1b[6n\x1b]11;?\x07 and so on"
        api.start()
        screen.shows("meanwhile and so on")  # without questions, which the terminal would answer into the program
        wait("what was typed meanwhile", lambda: guest.typed == b"one two three ")
        screen.type("four")
        wait("what was typed then", lambda: guest.typed == b"one two three four")
        guest.prints(b"new \x1b[c")
        screen.shows(b"new \x1b[c")  # a question that somebody asks now
        guest.ends(exit_code=0)
        screen.ends(0)


def whatNobodyReadIsTypedOnce():
    with place("shell", "dev") as (api, guest, screen):
        screen.isRaw()
        screen.type("x")
        wait("it is there", lambda: guest.typed == b"x")
        guest.takes = False
        screen.resize(90, 25)  # the last that is read: it waits for something already
        wait("nothing is read any more", lambda: guest.sizes[-1] == (90, 25))
        screen.type("unread ")
        screen.type("as well")
        wait("it is on its way, and nobody reads it", lambda: unread(guest.watchers[0]) >= 20)
        api.stop()
        screen.shows("[Glovebox has ended")
        guest.takes = True
        wait("nobody looks", lambda: not guest.watchers)
        guest.ring += b"$ "
        api.start()
        wait("it arrives", lambda: guest.typed.endswith(b"as well"))
        assert guest.typed == b"xunread as well", guest.typed
        guest.ends(exit_code=0)
        screen.ends(0)


def sleepIsANoteThatGoes():
    with place("shell", "dev") as (_, guest, screen):
        screen.isRaw()
        guest.prints(b"$ ")
        screen.shows("$ ")
        guest.says({"present": False})
        screen.shows("[The sandbox sleeps; typing wakes it]")
        screen.type("w")
        wait("it is typed", lambda: guest.typed == b"w")
        guest.says({"present": True})
        guest.prints(b"$ w")
        screen.shows(b"\x1b[H\x1b[2J$ w")
        guest.ends(exit_code=0)
        screen.ends(0)


def aSandboxThatIsGoneIsSaid():
    with tempfile.TemporaryDirectory(prefix="glovebox-terminal-") as scratch:
        folder = pathlib.Path(scratch)
        routes = Guest().routes()
        routes["GET /v1/sandboxes/gone"] = (404, {"error": {"code": "NotFound", "message": "There is no such sandbox."}})
        with ScriptedApi(folder, routes):
            screen = Screen([ctl, "exec", "-it", "gone", "bash"], folder, environment(folder))
            assert b"There is no such sandbox." in screen.ends(125)
            screen.close()


for case in (
    aProgramHasTheTerminal,
    aShellOfTheUsers,
    muchIsTypedAndShown,
    whoDetachesLeavesItAlone,
    everyWayOutLeavesTheTerminalAsItWas,
    whoEndsItWhileItIsJoinedIsHeard,
    itGoesOnWhenGloveboxIsStartedAgain,
    whatNobodyReadIsTypedOnce,
    sleepIsANoteThatGoes,
    aSandboxThatIsGoneIsSaid,
):
    case()
    print(case.__name__)
