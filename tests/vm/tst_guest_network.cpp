// The guest's end of the network in a real guest: unmodified programs, and a host that is played.
#include "core/qemu/qemu_template.h"
#include "tests/vm/guest_fixture.h"
#include "tests/vm/net_host.h"

using namespace glovebox;
using namespace glovebox::test;
using namespace std::chrono_literals;

namespace {

/// For python: a connection by name, and what becomes of it in a word. Nothing goes to the proxy that is not asked.
constexpr const char *kHelp = R"(import errno, os, socket, struct, sys, time
without = {name: os.environ.pop(name) for name in list(os.environ) if name.lower().endswith('_proxy')}
def dial(name, port=7, family=socket.AF_INET):
    s = socket.socket(family)
    s.settimeout(60)
    s.connect(socket.getaddrinfo(name, port, family, socket.SOCK_STREAM)[0][4])
    return s
def rest(s):
    r = b''
    while True:
        d = s.recv(65536)
        if not d:
            return r
        r += d
def tell(what):
    begin = time.time()
    try:
        print(what())
    except OSError as e:
        print(errno.errorcode.get(e.errno, e.errno), end=' ')
        print('at once' if time.time() - begin < 3 else 'late')
)";

} // namespace

class TestGuestNetwork : public QObject {
    Q_OBJECT

    GuestFixture m_guest;
    std::optional<NetHost> m_host;

    QString python(const std::string &script, RunningGuest *where = nullptr)
    {
        auto &guest = where == nullptr ? m_guest : *where;
        return guest.text("bash", {{"command", "python3 - <<'END'\n" + (kHelp + script) + "\nEND"}}, 3min);
    }
    /// As root of the guest.
    void asRoot(const std::string &script)
    {
        std::optional<Result<ports::ExecEnd>> end;
        const auto call = m_guest.link->exec({.arguments = {"bash", "-c", script}, .user = "root"},
                                             {[](ports::ExecStream, std::string_view) {},
                                              [&](Result<ports::ExecEnd> how) {
                                                  end = std::move(how);
                                              }});
        QVERIFY(QTest::qWaitFor([&] { return end.has_value(); }, 60'000));
        QVERIFY(*end);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto spec = guestSpec("sbx-network");
        spec.freezable = true;
        QVERIFY(m_guest.boot(std::move(spec)));
        QVERIFY(!m_guest.machine->networkSocket().empty());
        // Nobody is attached yet.
        QCOMPARE(python("tell(lambda: dial('early.example'))\n"
                        "s = socket.socket()\ns.connect(('203.0.113.7', 22))\ntell(lambda: s.recv(1))"),
                 QStringLiteral("-3 at once\nECONNRESET at once"));
        m_host.emplace(m_guest.machine->networkSocket());
        QVERIFY(m_host->waitReady());
        QCOMPARE(m_host->ready->method, std::string("redirect"));
        QCOMPARE(m_host->ready->problem, std::string());
    }

    void namesResolveToWhatStaysTheirs()
    {
        const auto told =
            m_guest.bash("getent ahostsv4 a.example | awk '{print $1}' | uniq; "
                         "getent ahostsv6 a.example | awk '{print $1}' | uniq; getent hosts gone.example; "
                         "echo $?; getent hosts printer.local; echo $?; getent hosts 198.18.0.1");
        QVERIFY2(told.startsWith(QStringLiteral("198.18.0.1\nfd67:6c6e::c612:1\n2\n2\n198.18.0.1")) &&
                     told.endsWith(QStringLiteral("a.example")),
                 qPrintable(told));
        QVERIFY(m_host->asked.contains(QStringLiteral("gone.example")) &&
                !m_host->asked.contains(QStringLiteral("printer.local")));
        // Whichever server is asked, by datagram and by connection.
        QCOMPARE(python("q = struct.pack('>HHHHHH', 9, 256, 1, 0, 0, 0) + b'\\1a\\7example\\0\\0\\1\\0\\1'\n"
                        "for family, server in ((socket.AF_INET, '192.0.2.53'), (socket.AF_INET6, '2001:db8::53')):\n"
                        "    s = socket.socket(family, socket.SOCK_DGRAM)\n"
                        "    s.settimeout(20)\n"
                        "    s.sendto(q, (server, 53))\n"
                        "    d, where = s.recvfrom(999)\n"
                        "    print(where[0], d[-4:].hex())\n"
                        "s = socket.create_connection(('192.0.2.53', 53))\n"
                        "s.sendall(struct.pack('>H', len(q)) + q)\n"
                        "print(s.recv(999)[-4:].hex())"),
                 QStringLiteral("192.0.2.53 c6120001\n2001:db8::53 c6120001\nc6120001"));
    }

    void bytesGoBothWaysInBothFamiliesAndEndByHalves()
    {
        QCOMPARE(python("for family in (socket.AF_INET, socket.AF_INET6):\n"
                        "    s = dial('a.example', 7, family)\n"
                        "    s.sendall(b'hello')\n"
                        "    print(s.recv(9).decode())\n"
                        "    s.sendall(b'x' * 1000000)\n"
                        "    s.shutdown(socket.SHUT_WR)\n"
                        "    print(len(rest(s)))"),
                 QStringLiteral("hello\n1000000\nhello\n1000000"));
        QVERIFY(m_host->opened.contains(QStringLiteral("a.example:7")));
    }

    void twoHundredAtOnceAndOneThatDoesNotRead()
    {
        QCOMPARE(python("stalled = dial('a.example')\n"
                        "stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)\n"
                        "stalled.setblocking(False)\n"
                        "sent = 0\n"
                        "for i in range(100):\n"
                        "    try:\n"
                        "        sent += stalled.send(b's' * 10000)\n"
                        "    except BlockingIOError:\n"
                        "        time.sleep(0.01)\n"
                        "many = [dial('a.example') for i in range(200)]\n"
                        "for i, s in enumerate(many):\n"
                        "    s.sendall(b'%06d' % i * 100)\n"
                        "    s.shutdown(socket.SHUT_WR)\n"
                        "print(sum(rest(s) == b'%06d' % i * 100 for i, s in enumerate(many)))\n"
                        "stalled.setblocking(True)\n"
                        "stalled.shutdown(socket.SHUT_WR)\n"
                        "print(len(rest(stalled)) == sent)"),
                 QStringLiteral("200\nTrue"));
    }

    void refusalsAreReadable()
    {
        QCOMPARE(python("import urllib.request, urllib.error\n"
                        "try:\n"
                        "    urllib.request.urlopen('http://denied.example/')\n"
                        "except urllib.error.HTTPError as e:\n"
                        "    print(e.code, e.read().decode().strip())\n"
                        "try:\n"
                        "    urllib.request.urlopen('https://denied.example/')\n"
                        "except urllib.error.URLError as e:\n"
                        "    print('ACCESS_DENIED' in str(e))\n"
                        "s = dial('denied.example', 22)\n"
                        "tell(lambda: s.recv(1))"),
                 QStringLiteral("403 No rule allows denied.example:80.\nTrue\nECONNRESET at once"));
        QVERIFY(m_guest.bash("no_proxy='*' git ls-remote https://denied.example/x 2>&1")
                    .contains(QStringLiteral("Access was denied")));
    }

    void whateverElseIsRefusedAtOnce()
    {
        QCOMPARE(python("def datagram(family, where, kind=socket.SOCK_DGRAM, protocol=0):\n"
                        "    s = socket.socket(family, kind, protocol)\n"
                        "    s.settimeout(20)\n"
                        "    s.sendto(b'x', where)\n"
                        "    s.recv(1)\n"
                        "def connection(family, where):\n"
                        "    s = socket.socket(family)\n"
                        "    s.settimeout(20)\n"
                        "    s.connect(where)\n"
                        "    s.recv(1)\n"
                        "tell(lambda: datagram(socket.AF_INET, ('203.0.113.7', 123)))\n"
                        "tell(lambda: datagram(socket.AF_INET6, ('2001:db8::1', 443)))\n"
                        "tell(lambda: datagram(socket.AF_INET, ('203.0.113.7', 61053)))\n"
                        "tell(lambda: connection(socket.AF_INET, ('203.0.113.7', 22)))\n"
                        "tell(lambda: connection(socket.AF_INET, ('169.254.169.254', 22)))\n"
                        "tell(lambda: connection(socket.AF_INET, ('100.64.0.2', 61080)))\n"
                        "tell(lambda: connection(socket.AF_INET, ('127.0.0.1', 61080)))\n"
                        "tell(lambda: connection(socket.AF_INET, ('127.0.0.1', 9)))\n"
                        "tell(lambda: connection(socket.AF_INET, ('198.19.0.9', 22)))"),
                 QStringLiteral("EPERM at once\nEPERM at once\nEPERM at once\nECONNRESET at once\nECONNRESET at once\n"
                                "ECONNRESET at once\nECONNRESET at once\nECONNREFUSED at once\nECONNRESET at once"));
        QVERIFY(m_host->opened.contains(QStringLiteral("203.0.113.7:22")) &&
                m_host->opened.contains(QStringLiteral("169.254.169.254:22")));
        QVERIFY(!m_host->opened.contains(QStringLiteral("198.19.0.9:22")) &&
                !m_host->opened.join(QLatin1Char(' ')).contains(QStringLiteral("61080")));
    }

    void toolsReachNeitherThePortNorTheProcess()
    {
        QCOMPARE(m_guest.bash("for port in /dev/vport*; do cat $port 2>/dev/null || echo no; done; "
                              "pkill -x gb-network 2>/dev/null; echo $?; id -u"),
                 QStringLiteral("no\nno\n1\n1000"));
    }

    void programsAreToldOfTheProxy()
    {
        const auto told = m_guest.bash("env | grep -i proxy | sort");
        const auto none =
            QStringLiteral("localhost,127.0.0.1,127.0.1.1,127.0.0.0/8,::1,100.64.0.2,fd67:6c6f::2,.local,.internal,"
                           ".onion,.localhost,.invalid,.home.arpa,.test,sbx-network");
        QCOMPARE(told,
                 QStringLiteral("HTTPS_PROXY=http://100.64.0.1:3128\nNO_PROXY=%1\nhttp_proxy=http://100.64.0.1:3128\n"
                                "https_proxy=http://100.64.0.1:3128\nno_proxy=%1")
                     .arg(none));
    }

    void theProxyIsAWayAsAny()
    {
        QCOMPARE(python("for family, where in ((socket.AF_INET, '100.64.0.1'), (socket.AF_INET6, 'fd67:6c6f::1')):\n"
                        "    s = socket.socket(family)\n"
                        "    s.settimeout(60)\n"
                        "    s.connect((where, 3128))\n"
                        "    s.sendall(b'CONNECT proxied.example:7 HTTP/1.1\\r\\n\\r\\nhello')\n"
                        "    s.sendall(b'x' * 1000000)\n"
                        "    s.shutdown(socket.SHUT_WR)\n"
                        "    head, body = rest(s).split(b'\\r\\n\\r\\n', 1)\n"
                        "    print(head.decode(), len(body))"),
                 QStringLiteral("HTTP/1.1 200 Connection established 1000005\n"
                                "HTTP/1.1 200 Connection established 1000005"));
        QVERIFY(m_host->opened.contains(QStringLiteral("proxied.example:7")) &&
                !m_host->asked.contains(QStringLiteral("proxied.example"))); // names need no address for it
        QCOMPARE(
            python("s = socket.create_connection(('100.64.0.1', 3128), 60)\n"
                   "s.sendall(b'GET http://proxied.example:8080/x HTTP/1.1\\r\\nProxy-Connection: close\\r\\n\\r\\n')\n"
                   "s.shutdown(socket.SHUT_WR)\n"
                   "print(rest(s).decode().split())"), // which the host sends back
            QStringLiteral("['GET', '/x', 'HTTP/1.1', 'Host:', 'proxied.example:8080', 'Connection:', 'close']"));
    }

    void whoAsksTheProxyIsRefusedInWords()
    {
        const auto told = python("import urllib.request, urllib.error\n"
                                 "os.environ.update(without)\n"
                                 "for url in 'http://denied.example/', 'https://denied.example/':\n"
                                 "    try:\n"
                                 "        urllib.request.urlopen(url, timeout=60)\n"
                                 "    except urllib.error.HTTPError as e:\n"
                                 "        print(e.code, e.read().decode().strip())\n"
                                 "    except urllib.error.URLError as e:\n"
                                 "        print(e.reason)");
        QCOMPARE(told, QStringLiteral("403 No rule allows denied.example:80.\n"
                                      "Tunnel connection failed: 403 No rule allows denied.example:443."));
        const auto git = m_guest.bash("git ls-remote https://denied.example/x 2>&1");
        QVERIFY2(git.contains(QStringLiteral("403")), qPrintable(git));
    }

    /// Also where that is the proxy's own number: no port of the guest's is taken for it.
    void aServerInsideIsReachedWithoutTheProxy()
    {
        asRoot("echo '127.0.0.1 app.test db.internal' >> /etc/hosts");
        QCOMPARE(
            python("import http.server, threading, urllib.request\n"
                   "os.environ.update(without)\n"
                   "class Answer(http.server.BaseHTTPRequestHandler):\n"
                   "    def do_GET(self):\n"
                   "        self.send_response(200)\n"
                   "        self.end_headers()\n"
                   "        self.wfile.write(b'inside')\n"
                   "    def log_message(self, *words):\n"
                   "        pass\n"
                   "class Both(http.server.ThreadingHTTPServer):\n"
                   "    address_family = socket.AF_INET6\n"
                   "for port in 3128, 8000:\n"
                   "    threading.Thread(target=Both(('::', port), Answer).serve_forever, daemon=True).start()\n"
                   "    for host in '127.0.0.1', 'localhost', '100.64.0.2', 'app.test', 'db.internal', "
                   "socket.gethostname():\n"
                   "        print(urllib.request.urlopen('http://%s:%d/' % (host, port), timeout=60).read().decode(), "
                   "end=' ')"),
            QStringLiteral("inside ").repeated(12));
        QVERIFY(!m_host->opened.join(QLatin1Char(' ')).contains(QStringLiteral(":8000")));
    }

    void aHostThatGoesAndComesBack()
    {
        const auto before = m_guest.bash("getent ahostsv4 a.example | head -1");
        std::optional<QString> told;
        std::optional<Result<domain::ToolResult>> result;
        const auto script = std::string(kHelp) +
                            "def talk():\n    s = dial('a.example')\n    s.sendall(b'x')\n    s.recv(1)\n"
                            "    return s.recv(1)\ntell(talk)";
        const auto opened = m_host->opened.size();
        const auto call = m_guest.link->runTool({domain::EventId("sevt_away"),
                                                 "bash",
                                                 {{"command", "python3 - <<'END'\n" + script + "\nEND"}},
                                                 2min,
                                                 {},
                                                 {}},
                                                {[](std::string_view) {},
                                                 [&](auto r) {
                                                     result = std::move(r);
                                                 }});
        QVERIFY(QTest::qWaitFor([&] { return m_host->opened.size() > opened; }, 60'000));
        QVERIFY(m_guest.machine != nullptr);
        m_host.reset();
        QVERIFY(QTest::qWaitFor([&] { return result.has_value(); }, 120'000));
        QVERIFY2(*result && (*result)->text.starts_with("ECONNRESET"), *result ? (*result)->text.c_str() : "no result");
        m_host.emplace(m_guest.machine->networkSocket());
        QVERIFY(m_host->waitReady());
        QCOMPARE(python("s = dial('a.example')\ns.sendall(b'back')\nprint(s.recv(9).decode())"),
                 QStringLiteral("back"));
        QCOMPARE(m_guest.bash("getent ahostsv4 a.example | head -1"), before);
    }

    void aProcessThatIsKilledIsStartedAgain()
    {
        const auto before = m_host->greetings;
        asRoot("pkill -9 -x gb-network");
        QVERIFY(QTest::qWaitFor([&] { return m_host->greetings > before; }, 60'000));
        QCOMPARE(python("s = dial('a.example')\ns.sendall(b'back')\nprint(s.recv(9).decode())"),
                 QStringLiteral("back"));
        QVERIFY(m_guest.machine->consoleTail().find("the network process ended with signal 9") != std::string::npos);
        // What stood for one name before stands for no other now.
        QVERIFY(!m_guest.bash("getent ahostsv4 b.example").startsWith(QStringLiteral("198.18.0.1 ")));
    }

    /// Last: the machine becomes a template.
    void clonesKnowTheNamesAndHaveHostsOfTheirOwn()
    {
        const auto before = m_guest.bash("getent ahostsv4 a.example | head -1");
        m_host.reset();
        m_guest.link.reset();
        auto frozen = m_guest.vm().freeze(std::move(m_guest.machine));
        QVERIFY2(frozen, frozen ? "" : describe(frozen.error()).c_str());
        std::array<RunningGuest, 2> clones;
        std::array<std::optional<NetHost>, 2> hosts;
        for (std::size_t i = 0; i < clones.size(); ++i) {
            auto spec = guestSpec(i == 0 ? "sbx-net-one" : "sbx-net-two");
            spec.base = *frozen;
            auto started = m_guest.vm().start(std::move(spec));
            QVERIFY2(started, started ? "" : describe(started.error()).c_str());
            hosts[i].emplace((*started)->networkSocket()); // as the engine does: before the first program
            QVERIFY(clones[i].greet(*std::move(started), i == 0 ? "sbx-net-one" : "sbx-net-two"));
            QCOMPARE(python("s = dial('a.example')\ns.sendall(b'clone')\nprint(s.recv(9).decode())", &clones[i]),
                     QStringLiteral("clone"));
            QCOMPARE(clones[i].bash("getent ahostsv4 a.example | head -1"), before);
            QVERIFY(hosts[i]->opened.contains(QStringLiteral("a.example:7")));
            // The shell is the same, and its own name is new.
            QVERIFY(clones[i]
                        .bash("echo $no_proxy")
                        .endsWith(i == 0 ? QStringLiteral(",sbx-net-one") : QStringLiteral(",sbx-net-two")));
        }
    }

    void aMachineWithoutThePortHasNoNetwork()
    {
        GuestFixture old;
        auto spec = guestSpec("sbx-old");
        spec.network = false;
        QVERIFY(old.boot(std::move(spec)));
        QCOMPARE(python("s = socket.socket()\ntell(lambda: s.connect(('203.0.113.7', 22)))", &old),
                 QStringLiteral("ENETUNREACH at once"));
        QCOMPARE(old.bash("ls /sys/class/net; pgrep -c gb-network; env | grep -ic proxy; true"),
                 QStringLiteral("lo\n0\n0"));
        QVERIFY(old.machine->consoleTail().find("network") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestGuestNetwork)
#include "tst_guest_network.moc"
