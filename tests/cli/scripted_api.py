"""A Glovebox that a test plays: the local API on the unix socket of a data folder, HTTP/1.1 and WebSockets, with answers
that the test gives. What reached it is noted. Python's standard library alone.
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import socket
import struct
import threading
import urllib.parse

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


class Gone(Exception):
    """The other side has left."""


class Wire:
    def __init__(self, connection):
        self.connection = connection
        self.bytes = b""

    def more(self):
        try:
            piece = self.connection.recv(65536)
        except OSError as error:
            raise Gone from error
        if not piece:
            raise Gone
        self.bytes += piece

    def take(self, count):
        while len(self.bytes) < count:
            self.more()
        taken, self.bytes = self.bytes[:count], self.bytes[count:]
        return taken

    def line(self):
        while b"\r\n" not in self.bytes:
            self.more()
        line, self.bytes = self.bytes.split(b"\r\n", 1)
        return line.decode()

    def send(self, data):
        try:
            self.connection.sendall(data)
        except OSError as error:
            raise Gone from error


class WebSocket:
    """The server's end. Pings are answered in their turn, as they are read."""

    def __init__(self, wire):
        self.wire = wire

    def send(self, kind, data):
        if isinstance(data, str):
            data = data.encode()
        if isinstance(data, dict):
            data = json.dumps(data).encode()
        size = len(data)
        head = bytes([0x80 | kind])
        head += bytes([size]) if size < 126 else bytes([126]) + struct.pack(">H", size) if size < 65536 else bytes([127]) + struct.pack(">Q", size)
        self.wire.send(head + data)

    def read(self, answersPings=True):
        """(kind, bytes) of the next message but pings."""
        while True:
            first, second = self.wire.take(2)
            assert first & 0x80 and second & 0x80, "a client's frame is whole and masked"
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack(">H", self.wire.take(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", self.wire.take(8))
            mask = self.wire.take(4)
            data = bytes(byte ^ mask[i % 4] for i, byte in enumerate(self.wire.take(size)))
            if first & 0x0F == PING:
                if answersPings:
                    self.send(PONG, data)
                continue
            return first & 0x0F, data


class ScriptedApi:
    """`routes`: "METHOD /path" (a regular expression, without the query) to an answer: an object, (status, object),
    bytes, or a function of the request that gives one of these, or takes a WebSocket and serves it."""

    def __init__(self, folder, routes):
        self.folder = pathlib.Path(folder)
        self.routes = [(re.compile(pattern + r"\Z"), answer) for pattern, answer in routes.items()]
        self.requests = []
        self.connections = set()
        self.lock = threading.Lock()
        self.listening = None
        self.atPort = None

    def path(self):
        return self.folder / "run" / "api.sock"

    def start(self):
        (self.folder / "run").mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path().unlink(missing_ok=True)
        self.listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listening.bind(str(self.path()))
        self.listening.listen(64)
        threading.Thread(target=self.accept, args=(self.listening,), daemon=True).start()
        return self

    def alsoAtPort(self):
        """Over TCP of this host as well, as with --api-port; answers the port."""
        self.atPort = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self.accept, args=(self.atPort,), daemon=True).start()
        return self.atPort.getsockname()[1]

    def stop(self):
        """As a kill does: at once, and without a word to anybody."""
        listening, self.listening = self.listening, None
        with self.lock:
            for connection in self.connections:
                connection.shutdown(socket.SHUT_RD)  # whoever waits for more here hears of it
                connection.close()  # and the client, with bytes of its that were not read, of a reset
            self.connections.clear()
        for each in (listening, self.atPort):
            if each:
                each.shutdown(socket.SHUT_RDWR)
                each.close()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def accept(self, listening):
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with self.lock:
                self.connections.add(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        wire = Wire(connection)
        try:
            while self.answer(wire):
                pass
        except Gone:
            pass
        finally:
            with self.lock:
                self.connections.discard(connection)
            connection.close()

    def answer(self, wire):
        method, target, _ = wire.line().split(" ")
        headers = {}
        while line := wire.line():
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            wire.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            while size := int(wire.line(), 16):
                body += wire.take(size)
                wire.take(2)
            wire.take(2)
        else:
            body = wire.take(int(headers.get("content-length", "0")))
        path, _, query = target.partition("?")
        request = {"method": method, "path": path, "query": dict(urllib.parse.parse_qsl(query)), "headers": headers, "body": body}
        with self.lock:
            self.requests.append(request)
        return self.respond(wire, request)

    def respond(self, wire, request):
        line = f"{request['method']} {request['path']}"
        for pattern, answer in self.routes:
            if match := pattern.match(line):
                break
        else:
            answer, match = (404, {"error": {"code": "NotFound", "message": f"there is nothing at {request['path']}"}}), None
        request["names"] = [urllib.parse.unquote(name) for name in match.groups()] if match else []
        if request["headers"].get("upgrade") == "websocket" and callable(answer):
            key = request["headers"]["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
            accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
            wire.send(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())
            answer(request, WebSocket(wire))
            return False
        if callable(answer):
            answer = answer(request)
        status, answer = answer if isinstance(answer, tuple) else (200, answer)
        kind = "application/octet-stream" if isinstance(answer, bytes) else "application/json"
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        wire.send(f"HTTP/1.1 {status} -\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n\r\n".encode() + data)
        return True

    def asked(self):
        """What was read behind the first look whether somebody is there, a line each."""
        return [f"GET {request['path']}" + "".join(f" {name}={value}" for name, value in request["query"].items()) for request in self.requests if request["method"] == "GET" and request["path"] != "/v1/host"]

    def told(self):
        """What changed something, a line each."""
        lines = []
        for request in self.requests:
            if request["method"] == "GET":
                continue
            query = "".join(f" {name}={value}" for name, value in request["query"].items())
            body = request["body"].decode(errors="replace")
            lines.append(f"{request['method']} {request['path']}{query}{' ' + body if body else ''}")
        return lines


def environment(folder, **more):
    """As a user of this host has it, with nothing of ours in it."""
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ}
    return {**kept, "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "GLOVEBOX_SECRET_STORE": "file", "GLOVEBOX_DATA_DIR": str(folder), **more}
