"""Ports that lead into a sandbox, with the whole program and a real guest.

    serve_ports_test.py <gloveboxctl> <folder of the guest's image>

An address is opened and used as a browser, a program and a plain connection do; whoever has no token reaches nothing; a
sandbox that sleeps wakes for whoever comes; what is closed is closed. In the guest: ports_inside.py.
"""

import concurrent.futures
import http.client
import http.cookiejar
import json
import pathlib
import socket
import statistics
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

from serve_rig import PATIENCE, ctl, place, programs, serve, wait


def answer(folder, *words):
    return subprocess.run([ctl, *words, "--data-dir", str(folder)], capture_output=True, text=True, timeout=600)


def tell(folder, *words, status=0):
    done = answer(folder, *words)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return (done.stdout if status == 0 else done.stderr).strip()


def status(url, **headers):
    try:
        return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=90).status
    except urllib.error.HTTPError as error:
        return error.code


def state(folder, name):
    return next(each for each in json.loads(tell(folder, "ps", "--json"))["sandboxes"] if each["id"] == name)["state"]


def parts(url):
    split = urllib.parse.urlsplit(url)
    return split.hostname, split.port, urllib.parse.parse_qs(split.query)["glovebox-token"][0]


def talk(address, said):
    """Says it, ends, and hears all that comes back."""
    with socket.create_connection(address, timeout=90) as connection:
        connection.sendall(said)
        connection.shutdown(socket.SHUT_WR)
        heard = b""
        while more := connection.recv(1 << 16):
            heard += more
    return heard


def tcp(url):
    split = urllib.parse.urlsplit(url)
    return split.hostname, split.port


with place("glovebox-ports-") as (scratch, plane):
    data = scratch / "data"
    program = pathlib.Path(__file__).with_name("ports_inside.py")
    serve(plane, data, capacity=2)
    steps = ["--put", f"{program}:/srv/", "--start", "python3 /srv/ports_inside.py", "--ready", "grep -q ':1F40 ' /proc/net/tcp", "--ready-within", "5m"]

    def create():
        done = answer(data, "create", "--name", "served", *steps, "--wait")
        return None if done.returncode != 0 and not done.stdout else done

    made = wait("its engine runs", create)
    assert made.returncode == 0, made.stdout + made.stderr
    sandbox = made.stdout.splitlines()[0]

    # As a browser does: the token is good once, a cookie is what stays.
    url = tell(data, "port", "open", sandbox, "8000", "--path", "/a?b=c")
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(url, timeout=90) as page:
        assert page.url.endswith("/a?b=c") and "glovebox-token" not in page.url, page.url
        seen = json.load(page)
    assert seen["path"] == "/a?b=c", seen
    assert not any("glovebox" in f"{name}{value}".lower() for name, value in seen["headers"]), seen
    (cookie,) = jar
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.name == f"glovebox-{parts(url)[1]}", cookie
    assert status(url) == 401  # for whoever finds it in a history
    base = url.split("/a?")[0]
    assert status(base) == 401
    assert status(base, Authorization="Bearer " + "0" * 64) == 401
    with browser.open(base + "/large", timeout=90) as large:
        assert large.read() == b"0123456789abcdef" * (1 << 16)

    # As a program does: the first use of a token as a bearer claims it.
    host, port, token = parts(tell(data, "port", "open", sandbox, "8000"))
    assert (host, port) == parts(url)[:2]  # the address is the same
    assert host.startswith("127.") and host != "127.0.0.1", host  # other servers' cookies are not sent there, nor its to them
    bearer = {"Authorization": f"Bearer {token}"}
    connection = http.client.HTTPConnection(host, port, timeout=90)
    times = []
    for number in range(20):
        began = time.monotonic()
        connection.request("GET", f"/{number}", headers=bearer)
        seen = json.load(connection.getresponse())
        times.append(time.monotonic() - began)
        assert seen["path"] == f"/{number}" and "Authorization" not in dict(seen["headers"]), seen
    print(f"a request over an open connection: {1000 * statistics.median(times):.1f} ms")
    upload = bytes(range(256)) * 8192
    connection.request("POST", "/", body=upload, headers=bearer)
    assert json.load(connection.getresponse())["sum"] == sum(upload)
    connection.request("GET", "/stream", headers=bearer)
    streamed = connection.getresponse()
    began = time.monotonic()
    assert streamed.readline() == b"0\n"
    first = time.monotonic() - began
    assert streamed.read() == b"1\n2\n3\n4\n" and time.monotonic() - began > first + 0.5  # as it came
    connection.close()
    assert status(base, **bearer, Host="evil.example") == 421
    assert status(base, Cookie=f"{cookie.name}={cookie.value}", Origin=f"http://{host}:1") == 403
    upgraded = f"GET /chat HTTP/1.1\r\nHost: {host}:{port}\r\nAuthorization: {bearer['Authorization']}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with socket.create_connection((host, port), timeout=90) as chat:
        chat.sendall(upgraded.encode())
        heard = b""
        while not heard.endswith(b"\r\n\r\n"):
            heard += chat.recv(4096)
        assert heard.startswith(b"HTTP/1.1 101 "), heard
        chat.sendall(b"\x81\x02hi")
        assert chat.recv(4) == b"\x81\x02hi"
    curl = subprocess.run(["curl", "-sS", "-H", f"Authorization: Bearer {token}", base + "/curl"], capture_output=True, text=True, timeout=90)
    assert curl.returncode == 0 and json.loads(curl.stdout)["path"] == "/curl", curl

    # Bytes as they are, over IPv6 inside; each direction ends by itself.
    plain = tcp(tell(data, "port", "open", sandbox, "9000", "--tcp"))
    assert talk(plain, b"abcd") == b"dcba"
    much = bytes(range(256)) * 8192
    began = time.monotonic()
    assert talk(plain, much) == much[::-1]
    print(f"{len(much) >> 20} MiB there and back: {time.monotonic() - began:.2f} s")
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        assert list(pool.map(lambda n: talk(plain, b"%06d" % n), range(40))) == [(b"%06d" % n)[::-1] for n in range(40)]
    with socket.create_connection(tcp(tell(data, "port", "open", sandbox, "9001", "--tcp")), timeout=90) as banner:
        assert banner.recv(100) == b"220 ready\n"

    # Where nothing listens.
    nobody = tell(data, "port", "open", sandbox, "7777")
    try:
        urllib.request.build_opener(urllib.request.HTTPCookieProcessor()).open(nobody, timeout=90)
        raise AssertionError("somebody answered")
    except urllib.error.HTTPError as error:
        page = error.read().decode()
        assert error.code == 502 and f"Nothing listens on port 7777 in {sandbox}." in page, page

    # Whoever comes wakes it, from memory and from disk.
    tell(data, "pause", sandbox)
    wait("it is paused", lambda: state(data, sandbox) == "paused")
    assert status(base) == 401 and state(data, sandbox) == "paused"  # not for everybody
    assert status(base, **bearer) == 200 and state(data, sandbox) == "running"
    tell(data, "hibernate", sandbox)
    wait("it is on disk", lambda: state(data, sandbox) == "hibernated")
    began = time.monotonic()
    assert talk(plain, b"good morning") == b"gninrom doog"
    print(f"woken from disk and answered: {time.monotonic() - began:.2f} s")
    assert state(data, sandbox) == "running"

    # What is listed, what is written down, and that closed is closed.
    listed = json.loads(tell(data, "port", "list", "--json"))["ports"]
    assert {(each["port"], each["kind"]) for each in listed} == {(8000, "http"), (9000, "tcp"), (9001, "tcp"), (7777, "http")}, listed
    web = next(each for each in listed if each["port"] == 8000)
    assert web["address"] == f"{host}:{port}" and web["taken"] >= 5 and web["sandbox"] == sandbox, web
    tell(data, "port", "close", web["id"])
    try:
        socket.create_connection((host, port), timeout=5).close()
        raise AssertionError("it still listens")
    except ConnectionRefusedError:
        pass
    assert "there is no port" in tell(data, "port", "close", web["id"], status=1)
    tell(data, "destroy", sandbox)
    wait("its ports went with it", lambda: not json.loads(tell(data, "port", "list", "--json"))["ports"])
    programs[-1].terminate()  # what it still writes or removes is then what stays
    assert programs[-1].wait(PATIENCE) == 0
    files = [file for file in data.rglob("*") if file.is_file()]
    secrets = [token.encode(), cookie.value.encode(), parts(url)[2].encode()]
    leaked = [file for file in files if any(secret in file.read_bytes() for secret in secrets)]
    assert not leaked, leaked
    print("all well")
