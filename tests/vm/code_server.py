"""A server of repositories for tests, on this host's loopback, over TLS: git's own server side.

Below /closed/ it wants a password: 401 without one, and with the one that it was given the same repository.
"""

import base64
import http.server
import os
import ssl
import subprocess
import threading


def run(*words, cwd=None):
    identity = {f"GIT_{who}_{what}": "test@code.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(words, cwd=cwd, env=dict(os.environ, **identity, **alone), check=True, capture_output=True)


def repository(folder):
    """team/app.git: a file, another one on the branch next, and the tag v1 before both."""
    work = folder / "work"
    run("git", "init", "-q", "-b", "main", str(work))
    for text, after in (("one", ("tag", "v1")), ("two", ("switch", "-qc", "next")), ("three", ("switch", "-q", "main"))):
        (work / "number").write_text(text + "\n")
        run("git", "add", ".", cwd=work)
        run("git", "commit", "-qm", text, cwd=work)
        run("git", *after, cwd=work)
    (folder / "repositories" / "team").mkdir(parents=True)
    run("git", "clone", "-q", "--bare", str(work), str(folder / "repositories" / "team" / "app.git"))


class Git(http.server.BaseHTTPRequestHandler):
    """Whatever else is asked for is answered by `others`, which takes the handler: false, it did not."""

    protocol_version = "HTTP/1.1"
    root = None
    password = None  # "user:password"
    others = None
    asked = []

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.asked.append(self.path)
        if Git.others and Git.others(self):
            return
        path, _, query = self.path.partition("?")
        if path.startswith("/closed/"):
            known = "Basic " + base64.b64encode(str(Git.password).encode()).decode()
            if Git.password is None or self.headers.get("authorization") != known:
                return self.answer(401, {"WWW-Authenticate": 'Basic realm="code"'}, b"who are you?\n")
            path = "/team/" + path.removeprefix("/closed/")
        told = {
            "GIT_PROJECT_ROOT": str(self.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("content-type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
            "GIT_PROTOCOL": self.headers.get("git-protocol", ""),
        }
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        done = subprocess.run(["git", "http-backend"], env=dict(os.environ, **told), input=body, capture_output=True)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines())
        status = int(headers.pop("Status", "200").split()[0])
        self.answer(status, headers, body)

    do_POST = do_GET

    def answer(self, status, headers, body):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server(folder, names=("code.example",)):
    """Its port; who speaks TLS with it trusts ca.pem."""
    subject = ["-subj", "/CN=" + names[0], "-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names)]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "ca.pem")]
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", *subject, *files)
    Git.root = folder / "repositories"
    listening = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Git)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    listening.socket = context.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    return listening.server_port
