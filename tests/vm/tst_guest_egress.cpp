// Programs inside a real guest and servers on this host's loopback, with the gate between them: unmodified programs
// reach what a rule allows, in both directions and whole, are told in their own words of what is refused, and find
// their network again after a clone.
#include "core/egress/gate.h"
#include "tests/unit/egress/loopback_server.h"
#include "tests/vm/guest_fixture.h"
#include "tests/vm/snapshot_fixture.h"

#include <QCryptographicHash>

using namespace glovebox;
using namespace glovebox::test;
using egresstest::LoopbackServer;
using namespace std::chrono_literals;

namespace {

constexpr int kNetworkMs = 120'000; // a guest that was just greeted, on a busy host

std::string body()
{
    std::string out(1'000'000, '\0');
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<char>((i * 2654435761U) >> 13);
    return out;
}

void serveBody(int fd)
{
    if (LoopbackServer::some(fd).empty())
        return;
    LoopbackServer::say(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n" + body());
}

void countAll(int fd)
{
    std::size_t all = 0;
    for (std::string bytes; !(bytes = LoopbackServer::some(fd)).empty();)
        all += bytes.size();
    LoopbackServer::say(fd, "all of " + std::to_string(all));
}

domain::EgressRule leading(std::string host, std::uint16_t port, const LoopbackServer &server)
{
    return {.host = std::move(host), .ports = {{port, port}}, .to = "127.0.0.1:" + std::to_string(server.port())};
}

/// What a Python program prints, or the last line of its error.
QString python(RunningGuest &guest, const std::string &program)
{
    return guest.bash("cat > /tmp/p.py <<'END'\n" + program + "\nEND\npython3 /tmp/p.py 2>&1 | tail -n 3");
}

constexpr const char *kGet = "import urllib.request, urllib.error, hashlib, sys\n"
                             "way = urllib.request.build_opener(urllib.request.ProxyHandler(%2))\n"
                             "try:\n"
                             "    print(hashlib.sha256(way.open('%1', timeout=60).read()).hexdigest())\n"
                             "except urllib.error.HTTPError as e:\n"
                             "    print(e.code, e.read().decode())\n"
                             "except Exception as e:\n"
                             "    print(type(e).__name__, e)\n";

/// Past the proxy.
QString get(RunningGuest &guest, const char *host)
{
    return python(guest, QString::fromLatin1(kGet)
                             .arg(QStringLiteral("http://%1/").arg(QLatin1String(host)), QStringLiteral("{}"))
                             .toStdString());
}

/// As the variables say.
QString getByVariable(RunningGuest &guest, const char *url)
{
    return python(guest, QString::fromLatin1(kGet).arg(QLatin1String(url), QString()).toStdString());
}

} // namespace

class TestGuestEgress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        auto spec = guestSpec("tpl-net", ByteCount::mib(256));
        spec.freezable = true;
        QVERIFY(m_guest.boot(std::move(spec)));
        m_policy.profile = {"test",
                            "",
                            {leading("web.example", 80, m_web), leading("count.example", 9000, m_count),
                             leading("tls.example", 443, m_count)}};
        attach("tpl-net");
        QTRY_COMPARE_WITH_TIMEOUT(get(m_guest, "web.example"), m_hash, kNetworkMs);
    }

    void whatIsAllowedArrivesWhole()
    {
        QCOMPARE(get(m_guest, "web.example"), m_hash);
        QVERIFY(std::ranges::any_of(m_decisions, [](const auto &each) {
            return each.host == "web.example" && each.verdict == domain::EgressVerdict::Allowed && each.lasted &&
                   each.received.value > 1'000'000 && each.sent.value > 0;
        }));
    }

    void eachDirectionEndsByItself()
    {
        QCOMPARE(python(m_guest, "import socket\n"
                                 "s = socket.create_connection(('count.example', 9000), 60)\n"
                                 "s.sendall(b'x' * 300000)\n"
                                 "s.shutdown(socket.SHUT_WR)\n"
                                 "print(s.makefile().read())"),
                 QStringLiteral("all of 300000"));
    }

    void whatIsRefusedIsToldInWords()
    {
        const auto connections = m_web.connections() + m_count.connections();
        const auto name = get(m_guest, "elsewhere.example");
        QVERIFY2(name.contains(QStringLiteral("Name or service not known")), qPrintable(name));
        const auto address = get(m_guest, "192.0.2.1");
        QVERIFY2(address.startsWith(QStringLiteral("403 ")) && address.contains(QStringLiteral("sandbox policy test")),
                 qPrintable(address));
        const auto loopback = get(m_guest, "169.254.169.254");
        QVERIFY2(loopback.contains(QStringLiteral("sandbox policy test")), qPrintable(loopback));
        const auto host = python(m_guest, "import http.client\n"
                                          "c = http.client.HTTPConnection('web.example', timeout=60)\n"
                                          "c.request('GET', '/', headers={'Host': 'other.example'})\n"
                                          "r = c.getresponse()\n"
                                          "print(r.status, r.read().decode())");
        QVERIFY2(host.startsWith(QStringLiteral("421 ")) && host.contains(QStringLiteral("sandbox policy test")),
                 qPrintable(host));
        const auto tls = python(m_guest, "import socket, ssl\n"
                                         "c = ssl._create_unverified_context()\n"
                                         "s = socket.create_connection(('tls.example', 443), 60)\n"
                                         "try:\n"
                                         "    c.wrap_socket(s, server_hostname='other.example')\n"
                                         "except Exception as e:\n"
                                         "    print(e)");
        QVERIFY2(tls.contains(QStringLiteral("unrecognized name")) || tls.contains(QStringLiteral("UNRECOGNIZED_NAME")),
                 qPrintable(tls));
        QCOMPARE(m_web.connections() + m_count.connections(), connections);
        const auto denied = [this](const std::string &what) {
            return std::ranges::any_of(m_decisions, [&](const auto &each) {
                return (each.host == what || each.address == what) && each.verdict == domain::EgressVerdict::Denied &&
                       !each.reason.empty();
            });
        };
        for (const char *each : {"elsewhere.example", "192.0.2.1", "169.254.169.254", "web.example", "tls.example"})
            QTRY_VERIFY2(denied(each), each);
    }

    void aProgramThatReadsTheVariablesFindsAProxy()
    {
        QCOMPARE(getByVariable(m_guest, "http://web.example/"), m_hash);
        QCOMPARE(python(m_guest, "import http.client\n"
                                 "c = http.client.HTTPConnection('100.64.0.1', 3128, timeout=60)\n"
                                 "c.set_tunnel('count.example', 9000)\n"
                                 "c.connect()\n"
                                 "c.sock.sendall(b'x' * 300000)\n"
                                 "c.sock.shutdown(1)\n"
                                 "print(c.sock.makefile().read())"),
                 QStringLiteral("all of 300000"));
        const auto connections = m_web.connections() + m_count.connections();
        for (const char *url :
             {"http://away.example/", "https://away.example/", "http://192.0.2.9/", "https://web.example/"}) {
            const auto told = getByVariable(m_guest, url);
            QVERIFY2(told.contains(QStringLiteral("403")) && told.contains(QStringLiteral("sandbox policy test")),
                     qPrintable(told));
        }
        QCOMPARE(m_web.connections() + m_count.connections(), connections);
        // What is written down of them is what would have been.
        for (const char *host : {"away.example", "192.0.2.9"})
            QTRY_VERIFY2(std::ranges::any_of(m_decisions,
                                             [host](const auto &each) {
                                                 return (each.host == host || each.address == host) && each.port != 0 &&
                                                        each.verdict == domain::EgressVerdict::Denied;
                                             }),
                         host);
    }

    void datagramsDoNotLeave()
    {
        const auto said = python(m_guest, "import socket\n"
                                          "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
                                          "s.settimeout(5)\n"
                                          "try:\n"
                                          "    s.sendto(b'x', ('192.0.2.1', 9999))\n"
                                          "    print('answer', s.recv(10))\n"
                                          "except Exception as e:\n"
                                          "    print(type(e).__name__)");
        QVERIFY2(!said.contains(QStringLiteral("answer")), qPrintable(said));
    }

    void otherRulesHoldAtOnce()
    {
        auto stricter = m_policy;
        stricter.profile.rules.erase(stricter.profile.rules.begin());
        m_line->obey(stricter);
        QTRY_VERIFY_WITH_TIMEOUT(get(m_guest, "web.example").contains(QStringLiteral("Name or service not known")),
                                 kNetworkMs);
        m_line->obey(m_policy);
        QTRY_COMPARE_WITH_TIMEOUT(get(m_guest, "web.example"), m_hash, kNetworkMs);
    }

    void aCloneFindsItsNetworkAgain()
    {
        m_line.reset();
        m_guest.link.reset();
        const auto base = m_guest.vm().freeze(std::move(m_guest.machine));
        QVERIFY2(base, base ? "" : describe(base.error()).c_str());
        auto started = m_guest.vm().start(cloneSpec("sbx-net", *base));
        QVERIFY2(started, started ? "" : describe(started.error()).c_str());
        QVERIFY(m_guest.greet(*std::move(started), "sbx-net"));
        attach("sbx-net");
        QTRY_COMPARE_WITH_TIMEOUT(get(m_guest, "web.example"), m_hash, kNetworkMs);
        const auto snapshot = taken(*m_guest.machine, originOf("snap-net"));
        QVERIFY2(snapshot, snapshot ? "" : describe(snapshot.error()).c_str());
        QVERIFY((*snapshot)->facts().network);
        QCOMPARE(get(m_guest, "web.example"), m_hash); // and it goes on
    }

    void cleanupTestCase()
    {
        m_line.reset();
        m_guest.link.reset();
        m_guest.machine.reset();
    }

private:
    void attach(const char *name)
    {
        m_line = m_gate.attach({.sandbox = domain::SandboxId(name),
                                .socket = m_guest.machine->networkSocket(),
                                .policy = m_policy,
                                .session = nullptr,
                                .decided = [this](const domain::EgressDecision &one) {
                                    m_decisions.push_back(one);
                                }});
    }

    LoopbackServer m_web{serveBody};
    LoopbackServer m_count{countAll};
    const QString m_hash = QString::fromLatin1(
        QCryptographicHash::hash(QByteArray::fromStdString(body()), QCryptographicHash::Sha256).toHex());
    GuestFixture m_guest;
    egress::Gate m_gate{m_guest.clock};
    domain::EgressPolicy m_policy;
    std::vector<domain::EgressDecision> m_decisions;
    std::unique_ptr<ports::EgressLine> m_line;
};

QTEST_GUILESS_MAIN(TestGuestEgress)
#include "tst_guest_egress.moc"
