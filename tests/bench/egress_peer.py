"""Both ends of the egress benchmark's connections; the same program in the guest and on the host.

    egress_peer.py serve                          prints its port, then serves until its input ends
    egress_peer.py measure HOST PORT MIB TIMES MANY   prints what it measured, as JSON
    egress_peer.py own MIB TIMES MANY             the same, over its own machine's loopback

Seconds are of the machine that it runs in.
"""

import json
import selectors
import socket
import subprocess
import sys
import threading
import time

PIECE = 1 << 16


def serve(listening):
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=speak, args=(connection,), daemon=True).start()


def speak(connection):
    with connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wanted = b""
        while not wanted.endswith(b"\n"):
            wanted += connection.recv(1) or b"end\n"
        if wanted.startswith(b"down "):
            left = int(wanted[5:])
            piece = bytes(PIECE)
            while left > 0:
                connection.sendall(piece[: min(left, PIECE)])
                left -= PIECE
        elif wanted == b"up\n":
            got = 0
            while piece := connection.recv(PIECE):
                got += len(piece)
            connection.sendall(b"%d" % got)
        elif wanted == b"echo\n":
            while piece := connection.recv(PIECE):
                connection.sendall(piece)


def listen():
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    threading.Thread(target=serve, args=(listening,), daemon=True).start()
    return listening.getsockname()[1]


def opened(where, wanted):
    connection = socket.create_connection(where, 120)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.sendall(wanted)
    return connection


def down(where, size):
    began = time.perf_counter()
    with opened(where, b"down %d\n" % size) as connection:
        got = 0
        while piece := connection.recv(PIECE):
            got += len(piece)
    assert got == size, (got, size)
    return time.perf_counter() - began


def up(where, size):
    began = time.perf_counter()
    with opened(where, b"up\n") as connection:
        piece = bytes(PIECE)
        for _ in range(size // PIECE):
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        got = connection.recv(64)
    assert int(got) == size, (got, size)
    return time.perf_counter() - began


def touch(where):
    began = time.perf_counter()
    with opened(where, b"echo\n") as connection:
        connection.sendall(b"x")
        assert connection.recv(1) == b"x"
    return time.perf_counter() - began


def backAndForth(where, times):
    out = []
    with opened(where, b"echo\n") as connection:
        for _ in range(times):
            began = time.perf_counter()
            connection.sendall(b"x")
            assert connection.recv(1) == b"x"
            out.append(time.perf_counter() - began)
    return out


def beside(where, size, times):
    bulk = subprocess.Popen([sys.executable, __file__, "load", where[0], str(where[1]), str(size)])
    time.sleep(1)
    out = backAndForth(where, times)
    assert bulk.poll() is None
    bulk.kill()
    bulk.wait()
    return out


def many(where, count):
    """So many connections at once, a byte back and forth on each."""
    waiting = selectors.DefaultSelector()
    began = time.perf_counter()
    for _ in range(count):
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(where)
        waiting.register(connection, selectors.EVENT_WRITE)
    done = 0
    while done < count:
        for key, events in waiting.select(120):
            connection = key.fileobj
            if events & selectors.EVENT_WRITE:
                connection.sendall(b"echo\nx")
                waiting.modify(connection, selectors.EVENT_READ)
            else:
                assert connection.recv(1) == b"x"
                waiting.unregister(connection)
                connection.close()
                done += 1
    return time.perf_counter() - began


def measure(where, mib, times, count):
    # By address from here on: a name is asked for once, as programs do that keep a connection.
    where = socket.getaddrinfo(*where, type=socket.SOCK_STREAM)[0][4][:2]
    touch(where)
    size = mib << 20
    found = {
        "down": [down(where, size) for _ in range(3)],
        "up": [up(where, size) for _ in range(3)],
        "touch": [touch(where) for _ in range(times)],
        "echo": backAndForth(where, times),
        "beside": beside(where, size, times),
        "many": [many(where, count) for _ in range(3)],
    }
    print(json.dumps(found))


verb, *words = sys.argv[1:]
if verb == "serve":
    print(listen(), flush=True)
    sys.stdin.read()
elif verb == "load":
    while True:
        down((words[0], int(words[1])), int(words[2]))
elif verb == "measure":
    measure((words[0], int(words[1])), *map(int, words[2:]))
else:
    measure(("127.0.0.1", listen()), *map(int, words))
