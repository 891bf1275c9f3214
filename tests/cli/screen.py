"""A real terminal with a program in it, as a person has them: a pty of the test's. Python's standard library alone."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

PATIENCE = 120


def wait(what, look):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain: {what}")


class Screen:
    """A terminal of ours with the command in it."""

    def __init__(self, words, folder, variables, columns=80, rows=24):
        self.ours, self.theirs = pty.openpty()
        self.resize(columns, rows)
        self.before = termios.tcgetattr(self.theirs)
        self.shown = b""

        def own():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(words, stdin=self.theirs, stdout=self.theirs, stderr=self.theirs, env=variables, preexec_fn=own, cwd=folder)

    def resize(self, columns, rows):
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        data = text.encode() if isinstance(text, str) else text
        while data:  # what it does not take waits, as with a person's terminal
            _, writable, _ = select.select([], [self.ours], [], 0.05)
            if writable:
                data = data[os.write(self.ours, data[:512]) :]
            self.read()

    def read(self):
        while select.select([self.ours], [], [], 0)[0]:
            try:
                self.shown += os.read(self.ours, 65536)
            except OSError:
                return

    def shows(self, text, times=1):
        def look():
            self.read()
            return self.shown.count(text.encode() if isinstance(text, str) else text) >= times

        try:
            return wait(text, look)
        except AssertionError:
            raise AssertionError(f"{text!r} is not in {self.shown!r}") from None

    def isRaw(self):
        return wait("a raw terminal", lambda: not termios.tcgetattr(self.theirs)[3] & (termios.ECHO | termios.ICANON | termios.ISIG))

    def ends(self, status):
        def look():
            self.read()
            return self.process.poll() is not None

        wait("it ends", look)
        assert self.process.returncode == status, (self.process.returncode, self.shown)
        assert termios.tcgetattr(self.theirs) == self.before, "the terminal is not as it was"
        self.read()
        return self.shown

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)
