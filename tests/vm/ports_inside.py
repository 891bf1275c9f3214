"""Runs in the guest of serve_ports_test.py: what a sandbox's programs may be, on three ports.

8000  HTTP/1.1 on 127.0.0.1: says what it was sent, streams, takes uploads, agrees to a WebSocket and echoes its bytes
9000  bytes on ::1 alone: says them back reversed when the client has ended, then ends
9001  speaks first
"""

import http.server
import json
import socket
import socketserver
import threading
import time


class Pages(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def say(self, body, kind="application/json"):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.headers.get("Upgrade") == "websocket":
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            self.close_connection = True
            while more := self.connection.recv(1 << 16):
                self.connection.sendall(more)
        elif self.path == "/stream":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for number in range(5):
                self.wfile.write(b"2\r\n%d\n\r\n" % number)
                time.sleep(0.3)
            self.wfile.write(b"0\r\n\r\n")
        elif self.path.startswith("/large"):
            self.say(b"0123456789abcdef" * (1 << 16), "application/octet-stream")
        else:
            self.say(json.dumps({"path": self.path, "headers": self.headers.items()}).encode())

    def do_POST(self):
        left = int(self.headers["Content-Length"])
        total = 0
        while left > 0:
            piece = self.rfile.read(min(left, 1 << 16))
            left -= len(piece)
            total += sum(piece)
        self.say(json.dumps({"sum": total}).encode())


class Backwards(socketserver.BaseRequestHandler):
    def handle(self):
        heard = b""
        while more := self.request.recv(1 << 16):
            heard += more
        self.request.sendall(heard[::-1])


class First(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"220 ready\n")


class Six(socketserver.ThreadingTCPServer):
    address_family = socket.AF_INET6
    allow_reuse_address = True
    request_queue_size = 128  # with the usual five the kernel turns a burst away by itself


for server in (Six(("::1", 9000), Backwards), Six(("::1", 9001), First)):
    threading.Thread(target=server.serve_forever, daemon=True).start()
http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Pages).serve_forever()
