"""What programs in a sandbox try to reach, as a table that both ends read, and the program in the guest that tries it.

Each attempt says where it goes, what it sends and what has to come of it:

    passes    the server that was meant is reached, and its answer arrives
    refused   a connection that ends without a word of any server
    no name   the name does not resolve
    local     the guest's own: nothing leaves it
    whatever  what a program sees is left open; what servers may see is not
    403 …     the guest's proxy says no, with this status

What is sent carries the attempt's name, so a server knows whom it has before it. Run as a program, in the guest, it
tries them all and sends what came of each through the gate itself.
"""

import asyncio
import json
import socket
import struct
import sys

TABLE = []
REACHED = b"reached "
ALERT = bytes.fromhex("15030300020228")  # handshake_failure: a server's answer to any hello


def attempt(name, expected, host, port, *pieces, pause=0.0, half=False):
    """`pieces` are sent one by one, with `pause` seconds between; `half` ends our direction behind them."""
    assert all(each["name"] != name for each in TABLE), name
    TABLE.append({"name": name, "expected": expected, "host": host, "port": port, "pieces": pieces, "pause": pause, "half": half})


# ---- Names -------------------------------------------------------------------------------------------------------


def get(name, host, *lines, method="GET", target=None, version="HTTP/1.1"):
    head = [f"{method} {target or '/m/' + name} {version}", *([f"Host: {host}"] if host else []), *lines, "", ""]
    return "\r\n".join(head).encode("latin-1")


def web(name, expected, host, port=80, said=None):
    attempt(name, expected, host, port, get(name, host if said is None else said))


web("name", "passes", "web.example")
web("name-in-capitals", "passes", "WEB.EXAMPLE")
web("name-with-a-dot", "passes", "web.example.", said="web.example")
web("name-below-a-wildcard", "passes", "a.wild.example")
web("name-far-below-a-wildcard", "passes", "c.b.a.wild.example")
web("name-with-underscore", "passes", "_a.wild.example")
web("wildcard-itself", "no name", "wild.example")
web("wildcard-without-its-dot", "no name", "awild.example")
web("wildcard-in-the-middle", "no name", "a.wild.example.evil.example")
web("denied-below-a-wildcard", "no name", "no.wild.example")
web("below-what-is-denied", "passes", "a.no.wild.example")
web("port-denied-below-a-wildcard", "refused", "x.deep.wild.example")
web("port-not-denied-beside", "passes", "deep.wild.example")
web("nobody-names-it", "no name", "other.example")
web("longer-by-a-label", "no name", "www.web.example")
web("shorter-by-a-label", "no name", "example")
for number, host in enumerate(["printer", "nas.local", "db.internal", "x.onion", "router.home.arpa", "wpad", "a..example"]):
    web(f"means-something-local-{number}", "no name", host)
web("label-too-long", "no name", "a" * 64 + ".wild.example")
web("name-too-long", "no name", ".".join(["a" * 60] * 5) + ".wild.example")
for port in (22, 81, 5432, 8080, 9000, 9099, 65535):
    web(f"port-{port}", "refused", "web.example", port)

# ---- Addresses ---------------------------------------------------------------------------------------------------

for last, expected in ((0, "passes"), (1, "passes"), (6, "passes"), (7, "refused"), (8, "passes"), (15, "passes"), (16, "refused")):
    web(f"range-edge-{last}", expected, f"45.67.89.{last}")
for number, address in enumerate(
    ["45.67.88.255", "45.67.90.1", "45.66.89.1", "44.67.89.1", "10.0.0.1", "10.20.30.39", "10.20.30.41", "172.16.0.1", "172.31.255.255",
     "192.168.77.1", "100.64.9.9", "169.254.169.254", "192.0.2.1", "198.51.100.1", "203.0.113.7", "240.0.0.1", "8.8.8.8",
     "198.18.250.250", "198.19.255.255"]):  # fmt: skip
    web(f"no-rule-for-{address}", "refused", address)
for number, address in enumerate(["2606:4700:1:1::1", "2606:4700:0:ffff::1", "2606:4700:2::", "fd00::1", "fd67:6c6e::c612:fafa",
                                  "64:ff9b::2d43:5907", "64:ff9b::a9fe:a9fe", "2002:2d43:5907::1", "2002:7f00:1::1", "::2d43:5907",
                                  "2001:db8::1", "2001::1", "::ffff:45.67.89.7", "::ffff:169.254.169.254", "::ffff:10.20.30.41"]):  # fmt: skip
    web(f"no-rule-for-six-{number}", "refused", address, said=f"[{address}]")
web("six-in-range", "passes", "2606:4700:1::1", said="[2606:4700:1::1]")
web("six-at-the-end-of-it", "passes", "2606:4700:1:0:ffff:ffff:ffff:ffff", said="[2606:4700:1::ffff:ffff:ffff:ffff]")
web("four-in-six", "passes", "::ffff:45.67.89.1", said="45.67.89.1")
web("private-that-a-rule-names", "passes", "10.20.30.40")
web("private-on-another-port", "refused", "10.20.30.40", 8080)
web("decimal-metadata", "refused", "2852039166", said="169.254.169.254")
web("octal-metadata", "refused", "0251.0376.0251.0376", said="169.254.169.254")
web("hexadecimal-metadata", "refused", "0xa9fea9fe", said="169.254.169.254")
web("short-form-of-a-private-one", "refused", "10.1318441", said="10.20.30.41")
web("decimal-in-range", "passes", "759388417", said="45.67.89.1")
web("decimal-loopback", "local", "2130706433", 9000)
web("octal-loopback", "local", "0177.0.0.1", 9000)
web("short-loopback", "local", "127.1", 9000)
web("loopback", "local", "127.0.0.1", 9000)
web("loopback-six", "local", "::1", 9000)
web("loopback-in-six", "local", "::ffff:127.0.0.1", 9000)
web("nowhere", "local", "0.0.0.0", 9000)

# ---- Where names lead --------------------------------------------------------------------------------------------

for where in ("loopback", "loopback-six", "loopback-mapped", "metadata", "private", "own", "own-six", "nat64", "six-to-four", "local-six",
              "nowhere", "carrier", "multicast"):  # fmt: skip
    web(f"name-leads-to-{where}", "refused", f"{where}.leads.example")
web("name-leads-to-a-named-private-one", "passes", "named.leads.example")
web("name-leads-to-good-and-bad", "passes", "mixed.leads.example")
web("name-leads-nowhere", "refused", "none.leads.example")
web("rule-leads-elsewhere", "passes", "to.example", 8443)

# ---- HTTP --------------------------------------------------------------------------------------------------------

W = "web.example"


def http(name, expected, *pieces, **more):
    attempt("http-" + name, expected, W, 80, *pieces, **more)


def head(name, *lines, **more):
    return get("http-" + name, W, *lines, **more)


http("other-host", "refused", get("http-other-host", "other.example"))
http("wild-host", "refused", get("http-wild-host", "a.wild.example"))
http("two-hosts", "refused", head("two-hosts", "Host: other.example"))
http("twice-the-same-host", "refused", head("twice-the-same-host", f"Host: {W}"))
http("no-host", "refused", get("http-no-host", ""))
http("no-host-of-old", "refused", get("http-no-host-of-old", "", version="HTTP/1.0"))
http("host-of-old", "passes", head("host-of-old", version="HTTP/1.0"))
http("host-with-port", "passes", get("http-host-with-port", W + ":80"))
http("host-with-another-port", "refused", get("http-host-with-another-port", W + ":8080"))
http("host-with-a-user", "refused", get("http-host-with-a-user", "user@" + W))
http("host-with-a-path", "refused", get("http-host-with-a-path", W + "/x"))
http("host-with-a-zero", "refused", get("http-host-with-a-zero", W + "\0.other.example"))
http("host-with-a-comma", "refused", get("http-host-with-a-comma", W + ", other.example"))
http("absolute-same", "passes", head("absolute-same", target=f"http://{W}/m/http-absolute-same"))
http("absolute-other", "refused", head("absolute-other", target="http://other.example/m/http-absolute-other"))
http("absolute-with-a-user", "refused", head("absolute-with-a-user", target=f"http://{W}@other.example/m/http-absolute-with-a-user"))
http("absolute-tls", "refused", head("absolute-tls", target="https://other.example/m/http-absolute-tls"))
http("connect", "refused", head("connect", method="CONNECT", target="other.example:443"))
http("connect-itself", "refused", head("connect-itself", method="CONNECT", target=W + ":80"))
http("websocket", "refused", head("websocket", "Connection: Upgrade", "Upgrade: websocket"))
# Some clients offer it with each request. What would follow is not read as a request, and goes nowhere.
http("http2-upgrade", "passes", head("http2-upgrade", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"))
http("http2-preface", "refused", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n m/http-http2-preface ")
http("of-the-very-old", "refused", b"GET /m/http-of-the-very-old\r\n")
http("folded", "refused", head("folded", "X-A: b", " Host: other.example"))
http("blank-before-colon", "refused", head("blank-before-colon", "Host : other.example"))
http("blank-before-name", "refused", head("blank-before-name", " Host: other.example"))
http("bare-line-feed", "refused", head("bare-line-feed", "X-A: b\nHost: other.example"))
http("bare-return", "refused", head("bare-return", "X-A: b\rHost: other.example"))
http("zero", "refused", head("zero", "X-A: b\0c"))
http("line-feeds-alone", "refused", head("line-feeds-alone").replace(b"\r\n", b"\n"))
http("two-lengths", "refused", head("two-lengths", "Content-Length: 5", "Content-Length: 6") + b"hello!")
http("list-of-lengths", "refused", head("list-of-lengths", "Content-Length: 5, 6") + b"hello!")
http("signed-length", "refused", head("signed-length", "Content-Length: +5") + b"hello")
http("negative-length", "refused", head("negative-length", "Content-Length: -5") + b"hello")
http("hexadecimal-length", "refused", head("hexadecimal-length", "Content-Length: 0x5") + b"hello")
http("length-and-chunks", "refused", head("length-and-chunks", "Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n")
http("chunks-twice", "refused", head("chunks-twice", "Transfer-Encoding: chunked, chunked") + b"0\r\n\r\n")
http("chunks-not-last", "refused", head("chunks-not-last", "Transfer-Encoding: chunked, gzip") + b"0\r\n\r\n")
http("chunks-misspelt", "refused", head("chunks-misspelt", "Transfer-Encoding: xchunked") + b"0\r\n\r\n")
http("chunks-hidden", "refused", head("chunks-hidden", "Transfer-Encoding:\x0bchunked") + b"0\r\n\r\n")
http("body", "passes", head("body", "Content-Length: 5", method="POST") + b"hello")
http("chunked-body", "passes", head("chunked-body", "Transfer-Encoding: chunked", method="POST") + b"5\r\nhello\r\n0\r\n\r\n")
http("in-single-bytes", "passes", *[bytes([byte]) for byte in head("in-single-bytes")])
http("tls-there", "refused", bytes.fromhex("16030100050100000100") + b"m/http-tls-there")
http("ssh-there", "refused", b"SSH-2.0-m/http-ssh-there\r\n")
http("nothing-but-bytes", "refused", b"\x00\x01\x02 m/http-nothing-but-bytes\r\n\r\n")
http("head-too-large", "refused", head("head-too-large", *[f"X-{n}: {'y' * 1000}" for n in range(100)]))
http("too-many-fields", "refused", head("too-many-fields", *[f"X-{n}: y" for n in range(400)]))
http("never-complete", "refused", head("never-complete")[:-2], half=True)
http("slowly-for-ever", "refused", *[b"GET / HTTP/1.1\r\n", *[f"X-{n}: y\r\n".encode() for n in range(30)]], pause=1.0)
# What stands in a body is a body; the server gets it as one.
inner = get("http-in-a-body-hidden", "other.example")
http("in-a-body", "passes", head("in-a-body", f"Content-Length: {len(inner)}", method="POST") + inner)

# Requests behind a first good one, on its connection: the second never arrives.


def behind(name, *pieces):
    http("behind-" + name, "passes", head("behind-" + name), *pieces, pause=0.5)


behind("other-host", get("hidden-other-host", "other.example"))
behind("http2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n m/hidden-http2 ")
behind("connect", get("hidden-connect", W, method="CONNECT", target="other.example:443"))
behind("upgrade", get("hidden-upgrade", W, "Connection: upgrade", "Upgrade: websocket"))
behind("absolute", get("hidden-absolute", W, target="http://other.example/m/hidden-absolute"))
behind("no-host", get("hidden-no-host", ""))
behind("bytes", b"\r\nm/hidden-bytes \x01\x02\x03\r\n\r\n")
good = "http-behind-pipelined"
http("behind-pipelined", "whatever", get(good, W) + get("hidden-pipelined", "other.example"))
chunks = get("http-behind-chunks", W, "Transfer-Encoding: chunked", method="POST")
http("behind-chunks", "whatever", chunks + b"5\r\nhello\r\n0\r\n\r\n" + get("hidden-chunks", "other.example"))
for number, line in enumerate([b"0x5", b"+5", b"5 ", b"-5", b"5\n", b"", b"fffffffffffffffff"]):
    # The request has gone when its body turns out to be none: what cannot be read as a chunk does not go on.
    name = f"http-behind-chunk-{number}"
    bad = get(name, W, "Transfer-Encoding: chunked", method="POST") + line + b"\r\nhello\r\n0\r\n\r\n"
    attempt(name, "whatever", W, 80, bad + get(f"hidden-chunk-{number}", "other.example"))

# ---- TLS ---------------------------------------------------------------------------------------------------------


def hello(name, *servers, version=0x0301, extensions=b"", padding=0):
    """A ClientHello with these server names, and the attempt's own in its session id."""
    mark = ("m/" + name + " ").encode()[:32].ljust(32)
    body = struct.pack(">H", 0x0303) + bytes(32) + bytes([32]) + mark + bytes.fromhex("0004130113020100")
    entries = b"".join(b"\0" + struct.pack(">H", len(each)) + each for each in servers)
    if servers:
        names = struct.pack(">H", len(entries)) + entries
        extensions = struct.pack(">HH", 0, len(names)) + names + extensions
    if padding:
        extensions += struct.pack(">HH", 21, padding) + bytes(padding)
    body += struct.pack(">H", len(extensions)) + extensions
    return b"\x01" + struct.pack(">I", len(body))[1:] + body, version


def record(made, size=16000):
    body, version = made
    cut = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"\x16" + struct.pack(">HH", version, len(each)) + each for each in cut)


T = b"tls.example"


def tls(name, expected, *pieces, host="tls.example", **more):
    attempt("t-" + name, expected, host, 443, *pieces, **more)


tls("named", "passes", record(hello("t-named", T)))
tls("in-capitals", "passes", record(hello("t-in-capitals", T.upper())))
tls("newer-record", "passes", record(hello("t-newer-record", T, version=0x0303)))
tls("small-records", "passes", record(hello("t-small-records", T), 20))
tls("single-bytes", "passes", *[bytes([each]) for each in record(hello("t-single-bytes", T))])
tls("early-data", "passes", record(hello("t-early-data", T)) + b"\x17\x03\x03\x00\x04data")
tls("grease-ech", "passes", record(hello("t-grease-ech", T, extensions=struct.pack(">HH", 0xFE0D, 4) + b"abcd")))
tls("wild", "passes", record(hello("t-wild", b"x.deep.wild.example")), host="x.deep.wild.example")
tls("by-address", "passes", record(hello("t-by-address")), host="45.67.89.1")
tls("address-and-allowed", "passes", record(hello("t-address-and-allowed", T)), host="45.67.89.1")
tls("address-and-other", "refused", record(hello("t-address-and-other", b"other.example")), host="45.67.89.1")
tls("other", "refused", record(hello("t-other", b"other.example")))
tls("other-that-is-allowed", "refused", record(hello("t-other-that-is-allow", W.encode())))
tls("nameless", "refused", record(hello("t-nameless")))
tls("empty-name", "refused", record(hello("t-empty-name", b"")))
tls("two-names", "refused", record(hello("t-two-names", T, b"other.example")))
tls("twice-the-same", "refused", record(hello("t-twice-the-same", T, T)))
tls("zero-in-it", "refused", record(hello("t-zero-in-it", T + b"\0.other.example")))
tls("longer", "refused", record(hello("t-longer", b"x." + T)))
tls("an-address", "refused", record(hello("t-an-address", b"45.67.89.1")))
two = struct.pack(">HH", 0, 2 + 3 + len(T)) + struct.pack(">H", 3 + len(T)) + b"\0" + struct.pack(">H", len(T)) + T
tls("two-extensions", "refused", record(hello("t-two-extensions", T, extensions=two)))
tls("too-large", "refused", record(hello("t-too-large", T, padding=65480)))
tls("empty-record", "refused", b"\x16\x03\x01\x00\x00" + record(hello("t-empty-record", T)))
tls("of-old", "refused", bytes.fromhex("802e0100020015000000100100800200800300800400800500800600400700c0") + b"m/t-of-old ")
tls("http-there", "refused", get("t-http-there", "tls.example"))
tls("ssh-there", "refused", b"SSH-2.0-m/t-ssh-there\r\n")
tls("alert-first", "refused", b"\x15\x03\x03\x00\x02\x01\x00m/t-alert-first ")
tls("data-first", "refused", b"\x17\x03\x03\x00\x0em/t-data-first ")
tls("half-a-hello", "refused", record(hello("t-half-a-hello", T))[:60], half=True)
tls("never-complete", "refused", record(hello("t-never-complete", T))[:60])
tls("not-on-that-port", "refused", record(hello("t-not-on-that-port", b"web.example")), host="web.example")
TABLE[-1].update(port=8080)

# ---- Anything ----------------------------------------------------------------------------------------------------


def plain(name, expected, host="any.example", port=9000, *pieces):
    attempt("any-" + name, expected, host, port, *(pieces or (b"m/any-" + name.encode() + b" \n",)), half=True)


plain("port", "passes")
for port, expected in ((9099, "refused"), (9100, "passes"), (9105, "passes"), (9110, "passes"), (9111, "refused"), (22, "refused")):
    plain(f"port-{port}", expected, port=port)
plain("by-address", "passes", "45.67.89.1")
plain("by-address-denied", "refused", "45.67.89.7")
plain("by-address-six", "passes", "2606:4700:1::2")
plain("tls-that-names-it", "passes", "any.example", 9000, record(hello("any-tls-that-names-it", b"any.example")))
plain("tls-that-names-another", "refused", "any.example", 9000, record(hello("any-tls-that-names-anot", T)))
plain("large", "passes", "any.example", 9000, b"m/any-large \n", *[bytes([n]) * 60000 for n in range(32)])
plain("one-by-one", "passes", "any.example", 9000, b"m/any-one-by-one ", *[b"x"] * 100)


# ---- Through the guest's proxy -----------------------------------------------------------------------------------

PROXY = ("100.64.0.1", 3128)
CONFIRMED = b"HTTP/1.1 200 Connection established\r\n\r\n"


def proxied(name, expected, *pieces, answer=None, **more):
    """`answer`: what has to come, all of it; without one the server's word for the attempt."""
    attempt("p-" + name, expected, *PROXY, *pieces, **more)
    TABLE[-1].update(answer=answer)


def connect(where, *lines, version="HTTP/1.1"):
    return "\r\n".join([f"CONNECT {where} {version}", *lines, "", ""]).encode("latin-1")


def tunnel(name, expected, where, *pieces, early=False, answer=None, lines=(), **more):
    """What is sent behind it does not wait for the proxy's word; `early`: it is in one piece with the head."""
    head = connect(where, *lines)
    pieces = (head + pieces[0], *pieces[1:]) if early and pieces else (head, *pieces)
    proxied(name, expected, *pieces, answer=answer, **more)


def tunnelled(name, expected, where, *servers, **more):
    tunnel("t-" + name, expected, where, record(hello("p-t-" + name, *servers)), answer=CONFIRMED + ALERT, **more)


def sought(name, expected, host, *lines, target=None, said="", **more):
    """With its whole address; `said`: Host is something else."""
    where = f"[{host}]" if host.count(":") > 1 else host
    head = get("p-" + name, said or where, *lines, target=target or f"http://{where}/m/p-{name}", **more)
    proxied(name, expected, head)


tunnelled("named", "passes", "tls.example:443", T)
tunnelled("early", "passes", "tls.example:443", T, early=True)
tunnelled("in-capitals", "passes", "TLS.Example:443", T)
tunnelled("with-a-dot", "passes", "tls.example.:443", T)
tunnelled("of-old", "passes", "tls.example:443", T, lines=("Connection: close",))
tunnelled("another-host-line", "passes", "tls.example:443", T, lines=("Host: other.example:443",))
tunnelled("wild", "passes", "x.deep.wild.example:443", b"x.deep.wild.example")
tunnelled("by-address", "passes", "45.67.89.1:443")
tunnelled("other", "refused", "tls.example:443", b"other.example")
tunnelled("nameless", "refused", "tls.example:443")
tunnelled("two-names", "refused", "tls.example:443", T, b"other.example")
tunnelled("not-allowed", "403", "other.example:443", b"other.example", early=True)
tunnelled("fronted", "403", "other.example:443", T, early=True)
tunnelled("host-line-allowed", "403", "other.example:443", T, lines=("Host: tls.example:443",), early=True)
tunnelled("wildcard-itself", "403", "wild.example:443", b"wild.example", early=True)
tunnelled("denied", "403", "no.wild.example:443", b"no.wild.example", early=True)
tunnelled("address-denied", "403", "45.67.89.7:443", T, early=True)
for number, where in enumerate(
    ["web.example:22", "web.example:9000", "web.example:65535", "x.deep.wild.example:80", "45.67.89.7:80", "45.67.89.16:80", "10.20.30.41:80",
     "10.20.30.40:8080", "169.254.169.254:80", "192.168.77.1:80", "8.8.8.8:80", "[2606:4700:2::]:80", "[fd00::1]:80", "[64:ff9b::a9fe:a9fe]:80",
     "[::ffff:45.67.89.7]:80", "[::ffff:169.254.169.254]:80", "[0:0:0:0:0:ffff:a9fe:a9fe]:80"]):  # fmt: skip
    tunnel(f"no-rule-{number}", "403", where, get(f"p-no-rule-{number}", where.rsplit(":", 1)[0]), early=True)
for number, where in enumerate(
    ["127.0.0.1:9000", "127.9.9.9:9000", "[::1]:9000", "[::ffff:127.0.0.1]:9000", "100.64.0.2:9000", "[fd67:6c6f::2]:9000", "100.64.0.1:3128",
     "localhost:9000", "printer:80", "nas.local:80", "db.internal:80", "router.home.arpa:80", "2130706433:9000", "0177.0.0.1:9000", "127.1:9000",
     "0x7f000001:9000", "2852039166:80", "0251.0376.0251.0376:80", "a..example:80", ".web.example:80", "web.example..:80", "198.18.250.250:80",
     "198.19.255.255:80"]):  # fmt: skip
    tunnel(f"nowhere-{number}", "502", where, f"m/p-nowhere-{number} ".encode(), early=True)
for number, where in enumerate(
    ["tls.example", "tls.example:", "tls.example:0", "tls.example:65536", "tls.example:+443", "tls.example:443:80", "http://tls.example:443",
     "tls.example:443/", "other.example@tls.example:443", "tls.example:443@other.example:443", "other.example:443 tls.example:443", "[::1:443",
     "[tls.example]:443", "[fe80::1%gb0]:443", "tls%2eexample:443", "tls.example\t:443", "tls.example,other.example:443", "*:443"]):  # fmt: skip
    tunnel(f"nonsense-{number}", "400", where, f"m/p-nonsense-{number} ".encode(), early=True)
tunnel("with-a-body", "400", W + ":80", get("p-with-a-body", W), lines=("Content-Length: 5",), early=True)
tunnel("with-chunks", "400", W + ":80", get("p-with-chunks", W), lines=("Transfer-Encoding: chunked",), early=True)
tunnel("folded", "400", W + ":80", get("p-folded", W), lines=("X: y", " Host: other.example"), early=True)
tunnel("line-feed", "400", W + ":80", get("p-line-feed", W), lines=("X: y\nCONNECT other.example:80 HTTP/1.1",), early=True)
tunnel("zero", "400", W + ":80", get("p-zero", W), lines=("X: y\0z",), early=True)
tunnel("two-hosts", "400", W + ":80", get("p-two-hosts", W), lines=("Host: web.example", "Host: other.example"), early=True)
# Behind a word that was given for one host there is no other.
tunnel("to-http", "passes", W + ":80", get("p-to-http", W))
tunnel("to-http-other", "refused", W + ":80", get("p-to-http-other", "other.example"), early=True)
tunnel("to-http-absolute", "refused", W + ":80", get("p-to-http-absolute", W, target="http://other.example/m/p-to-http-absolute"), early=True)
tunnel("in-a-tunnel", "refused", W + ":80", connect("other.example:80") + get("p-in-a-tunnel", "other.example"), early=True)
tunnel("in-a-tunnel-itself", "refused", W + ":80", connect(W + ":80") + get("p-in-a-tunnel-itself", W), early=True)
tunnel("then-other", "passes", W + ":80", get("p-then-other", W), get("hidden-p-other", "other.example"), pause=0.5)
tunnel("then-connect", "passes", W + ":80", get("p-then-connect", W), connect("other.example:80") + get("hidden-p-connect", "other.example"), pause=0.5)
tunnel("leads-to-metadata", "refused", "metadata.leads.example:80", get("p-leads-to-metadata", "metadata.leads.example"), early=True)
tunnel("leads-to-loopback", "refused", "loopback.leads.example:80", get("p-leads-to-loopback", "loopback.leads.example"), early=True)
tunnel("http-on-tls", "refused", "tls.example:443", get("p-http-on-tls", "tls.example"), early=True)
for port, expected in ((9000, "passes"), (9110, "passes"), (9111, "403"), (22, "403")):
    said = b"m/p-any-%d \n" % port
    tunnel(f"any-{port}", expected, f"any.example:{port}", said, early=True, answer=CONFIRMED + said, half=True)
large = [b"m/p-any-large \n", *[bytes([n]) * 60000 for n in range(16)]]
tunnel("any-large", "passes", "any.example:9000", *large, answer=CONFIRMED + b"".join(large), half=True)

sought("name", "passes", W)
sought("name-in-capitals", "passes", "WEB.Example")
sought("name-and-port", "passes", W, target=f"http://{W}:80/m/p-name-and-port")
sought("leads-elsewhere", "passes", "to.example:8443")
sought("by-address", "passes", "45.67.89.1")
sought("by-address-six", "passes", "2606:4700:1::1")
sought("private-that-a-rule-names", "passes", "10.20.30.40")
sought("host-line-of-another", "passes", W, said="other.example")
sought("without-host", "passes", W, target=f"http://{W}/m/p-without-host", version="HTTP/1.0")
sought("websocket-as-a-plain-one", "passes", W, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: eA==")
sought("fields-of-the-proxy", "passes", W, "Proxy-Authorization: Basic eDp5", "Proxy-Connection: keep-alive")
proxied("in-single-bytes", "passes", *[bytes([each]) for each in get("p-in-single-bytes", W, target=f"http://{W}/m/p-in-single-bytes")])
absolute = f"http://{W}/m/p-"
proxied("body", "passes", get("p-body", W, "Content-Length: 5", method="POST", target=absolute + "body") + b"hello")
chunked = get("p-chunks", W, "Transfer-Encoding: chunked", method="POST", target=absolute + "chunks")
proxied("chunks", "passes", chunked + b"5\r\nhello\r\n0\r\n\r\n")
sought("other", "403", "other.example")
sought("other-with-a-good-host", "403", "other.example", said=W)
sought("wildcard-itself-there", "403", "wild.example")
sought("denied-there", "403", "no.wild.example")
sought("another-port", "403", W, target=f"http://{W}:8080/m/p-another-port")
sought("address-denied-there", "403", "45.67.89.7")
sought("private", "403", "10.20.30.41")
sought("metadata", "403", "169.254.169.254")
sought("leads-to-private", "403", "private.leads.example")
sought("leads-to-six-to-four", "403", "six-to-four.leads.example")
sought("loopback", "502", "127.0.0.1", target="http://127.0.0.1:9000/m/p-loopback")
sought("decimal-loopback", "502", "2130706433", target="http://2130706433:9000/m/p-decimal-loopback")
sought("tls-by-address", "400", W, target="https://tls.example/m/p-tls-by-address")
sought("with-a-user", "400", W, target=f"http://{W}@other.example/m/p-with-a-user")
sought("with-a-user-too", "400", W, target=f"http://other.example@{W}/m/p-with-a-user-too")
sought("backslash", "400", W, target=f"http://{W}\\@other.example/m/p-backslash")
sought("not-absolute", "400", W, target="/m/p-not-absolute")
sought("other-scheme", "400", W, target=f"ftp://{W}/m/p-other-scheme")
sought("two-hosts-there", "400", W, "Host: other.example")
sought("folded-there", "400", W, "X: y", " Host: other.example")
sought("two-lengths", "400", W, "Content-Length: 5", "Content-Length: 6")
sought("length-and-chunks", "400", W, "Content-Length: 5", "Transfer-Encoding: chunked")
sought("chunks-twice", "400", W, "Transfer-Encoding: chunked, chunked")
sought("http-2", "400", W, version="HTTP/2.0")
sought("head-too-large", "431", W, *[f"X-{n}: {'y' * 1000}" for n in range(100)])
proxied("tls", "400", record(hello("p-tls", T)))
proxied("bytes", "400", b"\x00\x01 m/p-bytes \r\n\r\n")
proxied("never-complete", "refused", get("p-never-complete", W, target=absolute + "never-complete")[:-2], half=True)
proxied("slowly-for-ever", "refused", *[b"GET http://web.example/ HTTP/1.1\r\n", *[b"X-%d: y\r\n" % n for n in range(30)]], pause=1.0)
proxied("silent", "408")


def second(name, *pieces, first=()):
    """Behind a first good one, on its connection: the second never arrives, whoever it is for."""
    proxied("then-" + name, "passes", get("p-then-" + name, W, *first, target=absolute + "then-" + name), *pieces, pause=0.5)


second("absolute", get("hidden-p-absolute", "other.example", target="http://other.example/m/hidden-p-absolute"))
second("the-same", get("hidden-p-the-same", W, target=absolute + "hidden-p-the-same"))
second("origin", get("hidden-p-origin", W))
second("a-tunnel", connect("other.example:80"), get("hidden-p-a-tunnel", "other.example"))
second("bytes", b"m/hidden-p-bytes \x01\r\n\r\n")
at_once = get("p-pipelined", W, target=absolute + "pipelined") + get("hidden-p-pipelined", "other.example", target="http://other.example/m/hidden-p-pipelined")
proxied("pipelined", "passes", at_once)
behind_body = get("p-behind-a-body", W, "Content-Length: 5", method="POST", target=absolute + "behind-a-body")
proxied("behind-a-body", "passes", behind_body + b"hello" + get("hidden-p-behind-a-body", "other.example"))
for number, line in enumerate([b"0x5", b"+5", b"5 ", b"", b"fffffffffffffffff"]):
    bad = get(f"p-chunk-{number}", W, "Transfer-Encoding: chunked", method="POST", target=absolute + f"chunk-{number}") + line + b"\r\nhello\r\n0\r\n\r\n"
    proxied(f"chunk-{number}", "400", bad + get(f"hidden-p-chunk-{number}", "other.example"))

# ---- In the guest ------------------------------------------------------------------------------------------------


async def tried(one):
    """In a word what became of it, and the first bytes that came."""
    try:
        where = await asyncio.get_running_loop().getaddrinfo(one["host"], one["port"], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return "no name", b""
    try:
        reader, writer = await asyncio.open_connection(sock=await dialled(where))
    except OSError as error:
        return ("local" if isinstance(error, ConnectionRefusedError) else "refused"), str(error).encode()
    got = bytearray()
    reading = asyncio.ensure_future(taken(reader, got))
    try:
        for piece in one["pieces"]:
            writer.write(piece)
            await writer.drain()
            if one["pause"]:
                await asyncio.sleep(one["pause"])
        if one["half"]:
            writer.write_eof()
        await settled(reading, got)
    except OSError as error:
        got += b"" if got else type(error).__name__.encode()
    finally:
        reading.cancel()
        writer.close()
    return verdict(one, bytes(got)), bytes(got)


async def taken(reader, got):
    """From the beginning: what came before a reset counts, and a reader forgets it."""
    try:
        while more := await reader.read(1 << 22):
            got += more
    except OSError as error:
        got += b"" if got else type(error).__name__.encode()


async def settled(reading, got):
    """Servers leave connections open: who has said something says the rest at once."""
    clock = asyncio.get_running_loop().time
    size, since = 0, clock()
    while not reading.done() and clock() - since < (3 if got else 40):
        await asyncio.wait([reading], timeout=0.2)
        if len(got) > size:
            size, since = len(got), clock()


async def dialled(where):
    loop, trouble = asyncio.get_running_loop(), OSError("no address")
    for family, kind, protocol, _, address in where[:1]:
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        try:
            await asyncio.wait_for(loop.sock_connect(made, address), 30)
            return made
        except (OSError, asyncio.TimeoutError) as error:
            made.close()
            trouble = error if isinstance(error, OSError) else OSError("it took too long")
    raise trouble


def verdict(one, got):
    """TLS servers answer with an alert of theirs, port 9000 and its like with what they got, others with the name."""
    if one["name"].startswith("p-"):
        status = got[9:12].decode("latin-1") if got.startswith(b"HTTP/1.1 ") else ""
        if got == one["answer"] if one["answer"] else REACHED + one["name"].encode() + b"\n" in got:
            return "passes"
        return status if status == one["expected"] else "refused"
    if one["port"] == 443:
        return "passes" if got == ALERT else "refused"
    if one["name"].startswith("any-"):
        return "passes" if got == b"".join(one["pieces"]) else "refused"
    return "passes" if REACHED + one["name"].encode() + b"\n" in got else "refused"


async def all_of_them(told):
    gate = asyncio.Semaphore(12)

    async def one_of_them(one):
        async with gate:
            what, got = await tried(one)
        return {"name": one["name"], "was": what, "got": got[:200].decode("latin-1")}

    results = await asyncio.gather(*[one_of_them(one) for one in TABLE])
    reader, writer = await asyncio.open_connection(*told)
    writer.write(b"m/results \n" + json.dumps(results).encode())
    writer.write_eof()
    print("told", len(await reader.read(-1)), "bytes of", len(results), "attempts")


async def many(count, told):
    """So many connections at once; each has to get its own bytes back."""

    async def one(number):
        for again in range(5):
            try:
                reader, writer = await asyncio.open_connection(*told)
                mine = b"m/many %d \n" % number + bytes([number % 256]) * 500
                writer.write(mine)
                await gathered.wait()
                writer.write_eof()
                right = await reader.read(-1) == mine
                writer.close()
                return right
            except OSError:
                await asyncio.sleep(1)
        return False

    gathered = asyncio.Event()
    tasks = [asyncio.ensure_future(one(number)) for number in range(count)]
    await asyncio.sleep(20)
    gathered.set()
    print("right:", sum(await asyncio.gather(*tasks)))


async def held(count, told):
    """Connections that stand open until somebody ends them."""
    made = [await asyncio.open_connection(*told) for _ in range(count)]
    for number, (reader, writer) in enumerate(made):
        writer.write(b"m/held %d \n" % number)
        await reader.readline()
    print("standing:", count, flush=True)

    async def end(reader):
        try:
            return await reader.read(-1)
        except OSError:
            return b""

    await asyncio.wait_for(asyncio.gather(*[end(reader) for reader, _ in made]), 60)
    print("all ended", flush=True)


async def slow(count, told):
    """Nobody reads: we not what servers send, and servers not what we send."""
    floods = [await asyncio.open_connection(*told, limit=1) for _ in range(count)]
    for number, (reader, writer) in enumerate(floods):
        writer.transport.pause_reading()
        writer.write(b"m/flood %d \n" % number)
    sent = 0
    for number in range(count):
        reader, writer = await asyncio.open_connection(*told)
        writer.write(b"m/deaf %d \n" % number)
        try:
            while True:
                writer.write(bytes(1 << 16))
                await asyncio.wait_for(writer.drain(), 2)
                sent += 1 << 16
        except asyncio.TimeoutError:
            floods.append((reader, writer))
    print("stuck:", sent, flush=True)
    await asyncio.sleep(5)


if __name__ == "__main__":
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    what, *rest = sys.argv[1:]
    where = ("any.example", 9000)
    asyncio.run({"try": lambda: all_of_them(where), "many": lambda: many(1000, where), "hold": lambda: held(100, where), "slow": lambda: slow(16, where)}[what]())
