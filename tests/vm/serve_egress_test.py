"""The whole program and a guest that tries everything: not one byte leaves that the rules did not allow.

    serve_egress_test.py <gloveboxctl> <folder of the guest's image>

Runs in a network namespace of its own, where addresses of the public network, of private ones and of the host are all
this host's, and a server listens on each port of each: whatever gets out is seen. What is tried: egress_attempts.py.
"""

import asyncio
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

INSIDE = "GLOVEBOX_TEST_NAMESPACE"
if INSIDE not in os.environ:
    os.environ[INSIDE] = "1"
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]
    os.execvp("unshare", ["unshare", *as_root, "--net", "--mount", sys.executable, *sys.argv])

import egress_attempts
from serve_rig import ctl, place, serve, wait

PUBLIC = "45.67.89.20"
LEADS = {
    "loopback": "127.0.0.1",
    "loopback-six": "::1",
    "loopback-mapped": "::ffff:127.0.0.1",
    "metadata": "169.254.169.254",
    "private": "10.20.30.41",
    "named": "10.20.30.40",
    "own": "45.67.90.1",
    "own-six": "2606:4700:9::1",
    "nat64": "64:ff9b::7f00:1",
    "six-to-four": "2002:7f00:1::1",
    "local-six": "fd00::1",
    "nowhere": "0.0.0.0",
    "carrier": "100.64.9.9",
    "multicast": "224.0.0.9",
}
PUBLIC_NAMES = "web any tls a.wild c.b.a.wild _a.wild a.no.wild deep.wild x.deep.wild rebind".split()
PORTS = (22, 80, 81, 443, 5432, 8080, 8443, 9000, 9099, 9100, 9105, 9110, 9111, 65535)
SPOKEN_TO_AT_ONCE = {9000, 9100, 9105, 9110}  # of rules for any protocol, where a server may speak first
RULES = """
[[profile]]
name = "matrix"
rule = [
    {{ allow = "web.example" }},
    {{ allow = "tls.example" }},
    {{ allow = "*.wild.example" }},
    {{ deny = "no.wild.example" }},
    {{ deny = "*.deep.wild.example", ports = [80] }},
    {{ allow = "any.example", ports = [9000, "9100-9110"] }},
    {{ allow = "45.67.89.0/28", ports = [80, 443, 9000] }},
    {{ deny = "45.67.89.7" }},
    {{ allow = "2606:4700:1::/64", ports = [80, 9000] }},
    {{ allow = "10.20.30.40", ports = [80, 9000] }},
    {{ allow = "*.leads.example" }},
    {{ allow = "rebind.example" }},
    {{ allow = "to.example", ports = [8443], traffic = "http", to = "127.0.0.1:8443" }},{more}
]
"""


def run(*words):
    subprocess.run(words, check=True)


def names(leads, rebind=PUBLIC):
    lines = ["127.0.0.1 localhost", "127.0.0.1 mixed.leads.example.", f"{PUBLIC} mixed.leads.example."]
    lines += [f"{address} {name}.leads.example." for name, address in leads.items()]
    lines += [f"{rebind if name == 'rebind' else PUBLIC} {name}.example." for name in PUBLIC_NAMES]
    return "\n".join(lines) + "\n"


def network(scratch):
    """Everything leads to this host, and nothing of it is one of its addresses but the two that are to be."""
    run("mount", "--make-rprivate", "/")
    run("ip", "link", "set", "lo", "up")
    for own in ("45.67.90.1/32", "2606:4700:9::1/128"):
        run("ip", "addr", "add", own, "dev", "lo")
    run("ip", "route", "add", "local", "0.0.0.0/0", "dev", "lo")
    run("ip", "-6", "route", "add", "local", "::/0", "dev", "lo")
    for file, text in (("hosts", names(LEADS)), ("resolv.conf", "nameserver 127.0.0.99\n")):
        (scratch / file).write_text(text)
        run("mount", "--bind", str(scratch / file), f"/etc/{file}")
    forwarding = pathlib.Path("/proc/sys/net/core/somaxconn")
    forwarding.write_text("4096")


class Servers:
    """What came in, by connection: (port, local address, bytes)."""

    def __init__(self):
        self.seen = []
        self.datagrams = []
        self.results = None
        self.flooded = 0  # bytes that somebody took from us
        self.deaf = []  # connections that we read no more from
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        asyncio.run_coroutine_threadsafe(self.listen(), self.loop).result()

    async def listen(self):
        for port in PORTS:
            await asyncio.start_server(self.serve, "::", port, backlog=4096, limit=1 << 23)
            await asyncio.start_server(self.serve, "0.0.0.0", port, backlog=4096, limit=1 << 23)
        for port in (123, 443, 9000):
            catch = type("Catch", (asyncio.DatagramProtocol,), {"datagram_received": lambda _, data, peer: self.datagrams.append((port, peer))})
            await self.loop.create_datagram_endpoint(catch, local_addr=("0.0.0.0", port))

    async def serve(self, reader, writer):
        address, port = writer.get_extra_info("sockname")[:2]
        mine = [port, address, b""]
        self.seen.append(mine)
        try:
            while more := await reader.read(1 << 16):
                mine[2] += more
                if b"m/deaf " in more:
                    writer.transport.pause_reading()
                    return self.deaf.append(writer)
                while b"m/flood " in more:
                    writer.write(bytes(1 << 16))
                    await writer.drain()
                    self.flooded += 1 << 16
                writer.write(self.answer(port, mine[2], more))
                await writer.drain()
            if b"m/results \n" in mine[2]:
                self.results = json.loads(mine[2].split(b"\n", 1)[1])
        except OSError:
            pass
        writer.close()

    def answer(self, port, everything, more):
        if port == 443:
            return egress_attempts.ALERT if everything == more else b""
        if port in SPOKEN_TO_AT_ONCE:
            return b"" if b"m/results" in everything else more
        if b"\r\n\r\n" not in more and b"\r\n\r\n" not in everything:
            return b""
        if b"m/redirect " in everything:
            return b"HTTP/1.1 302 Found\r\nLocation: http://10.20.30.41/m/redirected\r\nContent-Length: 0\r\n\r\n"
        said = b"".join(b"reached " + mark + b"\n" for mark in marks(everything)[:1])
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(said)
        return head + said if everything.count(b"\r\n\r\n") == 1 or everything == more else b""


def marks(data):
    return re.findall(rb"m/([\w.-]+) ", data)


def withoutRecords(data):
    """What TLS records carry: a mark may be cut by their heads."""
    out, at = b"", 0
    while data[at : at + 1] in (b"\x16", b"\x17"):
        length = int.from_bytes(data[at + 3 : at + 5], "big")
        out, at = out + data[at + 5 : at + 5 + length], at + 5 + length
    return out + data[at:]


def escapes(servers):
    """Connections that no rule allowed, and what was in them."""
    may = {each["name"].encode() for each in egress_attempts.TABLE if each["expected"] in ("passes", "whatever")}
    may |= {b"results", b"many", b"held", b"flood", b"deaf", b"http-in-a-body-hidden", b"rebind-before", b"redirect", b"by-variable"}
    for port, address, data in servers.seen:
        found = marks(data) or marks(withoutRecords(data))
        if not found and not data and port in SPOKEN_TO_AT_ONCE:
            continue
        if not found or not all(mark in may for mark in found):
            yield port, address, data[:120]


def residentMib(process):
    """Of its memory."""
    return int(re.search(r"VmRSS:\s+(\d+) kB", pathlib.Path(f"/proc/{process.pid}/status").read_text())[1]) / 1024


def tell(folder, *words, status=0):
    done = subprocess.run([ctl, *words, "--data-dir", str(folder)], capture_output=True, text=True, timeout=600)
    assert done.returncode == status, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout if status == 0 else done.stderr


def attempts(folder, sandbox, *more):
    lines = tell(folder, "egress", "log", "--sandbox", sandbox, "--most", "1000", "--json", *more).splitlines()
    return [json.loads(line) for line in lines]


def inside(command):
    """A Python program for a step of a seed."""
    return "cat > /tmp/p.py <<'END'\n" + command + "\nEND\npython3 /tmp/p.py 2>&1 | tail -n 3"


def get(folder, sandbox, host, mark, scheme="http", way="ProxyHandler({})"):
    """Past the proxy unless told."""
    program = f"""import urllib.request, urllib.error
try:
    print(urllib.request.build_opener(urllib.request.{way}).open('{scheme}://{host}/m/{mark}', timeout=60).read().decode().strip())
except urllib.error.HTTPError as e:
    print(e.code, e.read().decode().strip())
except OSError as e:
    print('no:', e)"""
    lines = tell(folder, "seed", sandbox, "--run", inside(program), "--wait").splitlines()
    return [line for line in lines if not line.startswith("==>")][-1]


DATAGRAMS = """import socket
for family, where in ((socket.AF_INET, ('45.67.89.1', 9000)), (socket.AF_INET, ('45.67.89.1', 123)),
                      (socket.AF_INET6, ('2606:4700:1::1', 9000)), (socket.AF_INET, ('45.67.89.20', 443))):
    try:
        s = socket.socket(family, socket.SOCK_DGRAM)
        s.sendto(b'm/datagram ', where)
    except OSError as e:
        pass
try:
    s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    s.settimeout(3)
    s.sendto(bytes.fromhex('0800f7ff00000000'), ('45.67.89.1', 0))
    print('an echo:', s.recv(100))
except OSError as e:
    print('none:', type(e).__name__)"""

with place("glovebox-egress-") as (scratch, plane):
    network(scratch)
    servers = Servers()
    data = scratch / "data"
    rules = scratch / "egress.toml"
    rules.write_text(RULES.format(more=""))
    engine = serve(plane, data, capacity=2, more=["--egress-file", str(rules)])
    program = pathlib.Path(__file__).with_name("egress_attempts.py")
    steps = ["--put", f"{program}:/srv/", "--run", "python3 /srv/egress_attempts.py try"]

    def create():
        done = subprocess.run([ctl, "create", "--egress", "matrix", *steps, "--wait", "--data-dir", str(data)], capture_output=True, text=True)
        return None if done.returncode != 0 and not done.stdout else done

    began = time.monotonic()
    made = wait("its engine runs", create)
    assert made.returncode == 0, made.stdout + made.stderr
    sandbox = made.stdout.splitlines()[0]
    print(made.stdout, f"tried in {time.monotonic() - began:.1f} s with the boot", sep="")

    # What came of each, as the guest saw it.
    results = {each["name"]: each for each in wait("what came of them", lambda: servers.results)}
    wrong = [(each["name"], each["expected"], results[each["name"]]) for each in egress_attempts.TABLE
             if each["expected"] not in ("whatever", results[each["name"]]["was"])]  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))
    print(len(results), "attempts:", dict(collections.Counter(each["was"] for each in results.values())))
    large = next(data for port, _, data in servers.seen if b"m/any-large " in data)
    assert large == b"".join(egress_attempts.TABLE[[each["name"] for each in egress_attempts.TABLE].index("any-large")]["pieces"])

    # What was decided is written down, refusals with their reason.
    denied = attempts(data, sandbox, "--denied")
    assert all(each["reason"] for each in denied)
    tried = {each["host"] or each["address"] for each in denied}
    for what in ("other.example", "no.wild.example", "169.254.169.254", "10.20.30.41", "45.67.89.7", "metadata.leads.example",
                 "web.example", "tls.example", "any.example", "64:ff9b::2d43:5907"):  # fmt: skip
        assert what in tried, (what, sorted(tried))

    # A program that reads the variables finds the proxy, and is told more of what is refused.
    def told(host, mark, scheme="http"):
        return get(data, sandbox, host, mark, scheme, "ProxyHandler()")

    assert told("web.example", "by-variable") == "reached by-variable"
    seen = next(data for _, _, data in servers.seen if b"m/by-variable " in data)
    assert b"GET /m/by-variable HTTP/1.1\r\nHost: web.example\r\n" in seen and b"proxy" not in seen.lower(), seen
    for scheme in ("http", "https"):
        said = told("other.example", "by-variable-denied", scheme)
        assert "403" in said and "sandbox policy matrix" in said, said
    assert get(data, sandbox, "other.example", "denied").startswith("no: <urlopen error [Errno -2]")

    # A name that leads elsewhere the next time, an answer that sends us elsewhere, and what is no connection.
    assert get(data, sandbox, "rebind.example", "rebind-before") == "reached rebind-before"
    (scratch / "hosts").write_text(names(LEADS, "10.20.30.41"))
    after = get(data, sandbox, "rebind.example", "rebind-after")
    assert after.startswith("403 ") and "not a public address" in after, after
    sent = get(data, sandbox, "web.example", "redirect")
    assert sent.startswith("403 ") and "10.20.30.41" in sent, sent
    said = tell(data, "seed", sandbox, "--run", inside(DATAGRAMS), "--wait")
    assert "an echo" not in said and not servers.datagrams, (said, servers.datagrams)

    # A thousand at once.
    began = time.monotonic()
    said = tell(data, "seed", sandbox, "--run", "python3 /srv/egress_attempts.py many", "--wait")
    assert "right: 1000" in said, said
    print(f"1,000 connections at once in {time.monotonic() - began:.1f} s")

    # Sixteen that nobody reads, in each direction: what is not wanted is not fetched, and not taken.
    before = residentMib(engine)
    slow = [ctl, "seed", sandbox, "--run", "python3 /srv/egress_attempts.py slow", "--wait", "--data-dir", str(data)]
    sleeper = subprocess.Popen(slow, stdout=subprocess.PIPE, text=True)
    sent = next(int(line.split()[1]) for line in sleeper.stdout if line.startswith("stuck: "))
    flooded, more = servers.flooded, residentMib(engine) - before
    print(f"nobody reads: {flooded / 16 / 1024:.0f} KiB a stream taken from servers, {sent / 16 / 1024:.0f} KiB from the guest, {more:.1f} MiB more memory")
    assert 0 < flooded < 16 * (8 << 20) and 0 < sent < 16 * (16 << 20) and more < 40, (flooded, sent, more)
    sleeper.communicate(timeout=90)

    # Rules that change while a hundred stand open.
    holding = [ctl, "seed", sandbox, "--run", "python3 /srv/egress_attempts.py hold", "--wait", "--data-dir", str(data)]
    holder = subprocess.Popen(holding, stdout=subprocess.PIPE, text=True)
    assert any(line == "standing: 100\n" for line in holder.stdout)
    tell(data, "egress", "deny", sandbox, "any.example")
    assert "all ended" in holder.communicate(timeout=90)[0]
    assert holder.returncode == 0
    assert get(data, sandbox, "any.example:9000", "denied-now").startswith("no: <urlopen error [Errno -2]")
    tell(data, "egress", "forget", sandbox, "any.example")
    assert "reached" not in get(data, sandbox, "any.example:80", "not-on-that-port")
    rules.write_text(RULES.format(more='\n    { deny = "web.example" },'))
    wait("the file is read", lambda: "reached" not in get(data, sandbox, "web.example", "http-body"))

    left = list(escapes(servers))
    assert not left, "\n".join(map(str, left))
    print(len(servers.seen), "connections arrived, each of them allowed")
