// What a program asks of the guest's proxy: bytes in, bytes out, however they are cut.
#include <QTest>

#include "core/guest/agent/network/proxy_request.h"
#include "core/guest/agent/network/refusal.h"

using namespace glovebox::agent;

namespace {

/// What became of it, in a line: "400", "tunnel a.example:443 | ahead", "a.example:80 | what goes on".
QByteArray inWords(ProxyRequest &request, QByteArray more = {})
{
    if (request.state() == ProxyRequest::State::Refused)
        return QByteArray::number(request.status());
    if (request.state() == ProxyRequest::State::Reading)
        return "more";
    QByteArray out = (request.isTunnel() ? "tunnel " : "") + QByteArray::fromStdString(request.host()) + ':' +
                     QByteArray::number(request.port()) + " | ";
    char buffer[7];
    while (const auto size = request.takeAhead(buffer, sizeof buffer))
        out += QByteArray(buffer, qsizetype(size));
    return out + more + (request.hasMore() ? " | more" : "");
}

/// In pieces of so many bytes, as they come on a connection.
QByteArray asked(const QByteArray &bytes, qsizetype step)
{
    ProxyRequest request;
    QByteArray passed;
    for (qsizetype at = 0; at < bytes.size(); at += step) {
        const auto piece = bytes.mid(at, step).toStdString();
        if (request.state() == ProxyRequest::State::Reading) {
            request.take(piece);
        } else if (request.state() == ProxyRequest::State::Known) {
            const auto passes = request.passing(piece);
            if (!passes)
                return "400"; // here it is a reset
            passed += QByteArray::fromStdString(piece.substr(0, *passes));
        }
    }
    return inWords(request, passed);
}

const QByteArray kClose = "Connection: close\r\n\r\n";

} // namespace

class ProxyRequestTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsAskedBecomesWhatTheHostIsSent_data()
    {
        QTest::addColumn<QByteArray>("said");
        QTest::addColumn<QByteArray>("becomes");
        const auto row = [](const char *name, const QByteArray &said, const QByteArray &becomes) {
            QTest::newRow(name) << said << becomes;
        };
        row("tunnel", "CONNECT a.example:443 HTTP/1.1\r\nHost: b.example\r\n\r\n", "tunnel a.example:443 | ");
        row("tunnel of old", "CONNECT a.example:22 HTTP/1.0\r\n\r\n", "tunnel a.example:22 | ");
        row("tunnel with early bytes",
            "CONNECT A.Example.:443 HTTP/1.1\r\n\r\n\x16\x03GET http://b.example/ HTTP/1.1\r\n\r\n",
            "tunnel a.example:443 | \x16\x03GET http://b.example/ HTTP/1.1\r\n\r\n");
        row("tunnel to an address", "CONNECT 192.0.2.1:443 HTTP/1.1\r\n\r\n", "tunnel 192.0.2.1:443 | ");
        row("tunnel to six", "CONNECT [2001:DB8::1]:443 HTTP/1.1\r\n\r\n", "tunnel 2001:db8::1:443 | ");
        row("tunnel with an empty body", "CONNECT a.example:443 HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
            "tunnel a.example:443 | ");
        row("plain", "GET http://a.example/x?y=z HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n\r\n",
            "a.example:80 | GET /x?y=z HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\n" + kClose);
        row("scheme and host in capitals", "GET HTTP://A.example HTTP/1.1\r\n\r\n",
            "a.example:80 | GET / HTTP/1.1\r\nHost: a.example\r\n" + kClose);
        row("port", "GET http://a.example:8080?q HTTP/1.0\r\n\r\n",
            "a.example:8080 | GET /?q HTTP/1.0\r\nHost: a.example:8080\r\n" + kClose);
        row("six", "GET http://[2001:db8::1]:81/ HTTP/1.1\r\n\r\n",
            "2001:db8::1:81 | GET / HTTP/1.1\r\nHost: [2001:db8::1]:81\r\n" + kClose);
        row("options", "OPTIONS http://a.example HTTP/1.1\r\n\r\n",
            "a.example:80 | OPTIONS * HTTP/1.1\r\nHost: a.example\r\n" + kClose);
        row("another host in Host", "GET http://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n",
            "a.example:80 | GET / HTTP/1.1\r\nHost: a.example\r\n" + kClose);
        row("what is the proxy's",
            "GET http://a.example/ HTTP/1.1\r\nProxy-Authorization: Basic eDp5\r\nproxy-connection: keep-alive\r\n"
            "Connection: keep-alive, X-Mine\r\nKeep-Alive: 5\r\nUpgrade: websocket\r\nTE: trailers\r\nX-Mine: "
            "kept\r\n\r\n",
            "a.example:80 | GET / HTTP/1.1\r\nHost: a.example\r\nX-Mine: kept\r\n" + kClose);
        row("connection that names a length",
            "POST http://a.example/ HTTP/1.1\r\nConnection: Content-Length\r\nContent-Length: 2\r\n\r\nhi",
            "a.example:80 | POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2\r\n" + kClose + "hi");
        row("secret in it", "GET http://a.example/ HTTP/1.1\r\nAuthorization: Bearer gbx-1\r\n\r\n",
            "a.example:80 | GET / HTTP/1.1\r\nHost: a.example\r\nAuthorization: Bearer gbx-1\r\n" + kClose);
        row("more behind it", "GET http://a.example/ HTTP/1.1\r\n\r\nGET http://b.example/ HTTP/1.1\r\n\r\n",
            "a.example:80 | GET / HTTP/1.1\r\nHost: a.example\r\n" + kClose + " | more");
        row("body and more",
            "POST http://a.example/ HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloGET http://b.example/ HTTP/1.1\r\n\r\n",
            "a.example:80 | POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n" + kClose + "hello | more");
        const QByteArray chunks = "5;x=y\r\nhello\r\n0\r\nX-T: 1\r\n\r\n";
        row("chunks and more",
            "POST http://a.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "GET /",
            "a.example:80 | POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n" + kClose + chunks +
                " | more");
        row("half a head", "GET http://a.example/ HTTP/1.1\r\nHost: a.exa", "more");
    }

    void whatIsAskedBecomesWhatTheHostIsSent()
    {
        QFETCH(QByteArray, said);
        QFETCH(QByteArray, becomes);
        for (const qsizetype step : {said.size(), qsizetype{1}, qsizetype{7}})
            QCOMPARE(asked(said, step), becomes);
    }

    void whatIsNoneOrCanBeUnderstoodInTwoWaysIsRefused_data()
    {
        QTest::addColumn<QByteArray>("said");
        const auto row = [](const char *name, const QByteArray &said) {
            QTest::newRow(name) << said;
        };
        const QByteArray good = "GET http://a.example/ HTTP/1.1\r\n";
        row("tls", "\x16\x03\x01\x02");
        row("ssh", "SSH-2.0-x\r\n\r\n");
        row("a request to us", "GET / HTTP/1.1\r\nHost: 100.64.0.1:3128\r\n\r\n");
        row("tls by address", "GET https://a.example/ HTTP/1.1\r\n\r\n");
        row("ftp", "GET ftp://a.example/ HTTP/1.1\r\n\r\n");
        row("user", "GET http://x:y@a.example/ HTTP/1.1\r\n\r\n");
        row("user as host", "GET http://a.example@b.example/ HTTP/1.1\r\n\r\n");
        row("no host", "GET http:///x HTTP/1.1\r\n\r\n");
        row("host in percents", "GET http://a%2eexample/ HTTP/1.1\r\n\r\n");
        row("backslash", "GET http://a.example\\@b.example/ HTTP/1.1\r\n\r\n");
        row("fragment", "GET http://a.example/#x HTTP/1.1\r\n\r\n");
        row("blank in it", "GET http://a.example/ x HTTP/1.1\r\n\r\n");
        row("tab in it", "GET http://a.example/\tx HTTP/1.1\r\n\r\n");
        row("no blank", "GET\r\n\r\n");
        row("http 2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        row("of the very old", "GET http://a.example/\r\n\r\n");
        row("connect without a port", "CONNECT a.example HTTP/1.1\r\n\r\n");
        row("connect to port 0", "CONNECT a.example:0 HTTP/1.1\r\n\r\n");
        row("connect to a large port", "CONNECT a.example:65536 HTTP/1.1\r\n\r\n");
        row("connect to two ports", "CONNECT a.example:443:80 HTTP/1.1\r\n\r\n");
        row("connect with an address", "CONNECT http://a.example:443 HTTP/1.1\r\n\r\n");
        row("connect with a path", "CONNECT a.example:443/x HTTP/1.1\r\n\r\n");
        row("connect with a user", "CONNECT x@a.example:443 HTTP/1.1\r\n\r\n");
        row("connect with a body", "CONNECT a.example:443 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
        row("connect in chunks", "CONNECT a.example:443 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("open bracket", "CONNECT [::1:443 HTTP/1.1\r\n\r\n");
        row("name in brackets", "CONNECT [a.example]:443 HTTP/1.1\r\n\r\n");
        row("zone", "CONNECT [fe80::1%gb0]:443 HTTP/1.1\r\n\r\n");
        row("long host", "CONNECT " + QByteArray(300, 'a') + ":443 HTTP/1.1\r\n\r\n");
        row("line feed alone", good + "X: y\nZ: z\r\n\r\n");
        row("line feeds alone", "GET http://a.example/ HTTP/1.1\n\n");
        row("return alone", good + "X: y\rZ: z\r\n\r\n");
        row("zero", good + QByteArray("X: y\0z\r\n\r\n", 10));
        row("folded", good + "X: y\r\n z\r\n\r\n");
        row("blank before colon", good + "Host : b.example\r\n\r\n");
        row("no colon", good + "Host\r\n\r\n");
        row("two hosts", good + "Host: a.example\r\nHost: a.example\r\n\r\n");
        row("two lengths", good + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx");
        row("list of lengths", good + "Content-Length: 1, 1\r\n\r\nx");
        row("signed length", good + "Content-Length: +1\r\n\r\nx");
        row("length and chunks", good + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("chunks twice", good + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("another encoding", good + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
        row("chunks of old", "GET http://a.example/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        row("chunk with a sign", good + "Transfer-Encoding: chunked\r\n\r\n+1\r\nx\r\n0\r\n\r\n");
        row("chunk with 0x", good + "Transfer-Encoding: chunked\r\n\r\n0x1\r\nx\r\n0\r\n\r\n");
        row("chunk without a size", good + "Transfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n");
        row("chunk that is longer", good + "Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n");
        row("chunk with a bare line feed", good + "Transfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n");
    }

    void whatIsNoneOrCanBeUnderstoodInTwoWaysIsRefused()
    {
        QFETCH(QByteArray, said);
        for (const qsizetype step : {said.size(), qsizetype{1}, qsizetype{7}})
            QCOMPARE(asked(said, step), QByteArray("400"));
    }

    void whatIsHeldIsBounded()
    {
        const QByteArray line = "X-A: " + QByteArray(1000, 'y') + "\r\n";
        QByteArray said = "GET http://a.example/ HTTP/1.1\r\n";
        while (said.size() < qsizetype(kHeadMax) * 2)
            said += line;
        for (const qsizetype step : {qsizetype{1}, qsizetype{30000}}) {
            ProxyRequest request;
            qsizetype at = 0;
            for (; at < said.size() && request.state() == ProxyRequest::State::Reading; at += step) {
                request.take(said.mid(at, step).toStdString());
                QVERIFY(request.held() <= kHeadMax + std::size_t(step));
            }
            QCOMPARE(inWords(request), QByteArray("431"));
            QVERIFY(at <= qsizetype(kHeadMax) + step + 1);
            QCOMPARE(request.held(), std::size_t{0});
        }
        // A line that frames a body, and what stands behind the last chunk.
        const QByteArray chunked = "GET http://a.example/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        QCOMPARE(asked(chunked + "1;" + QByteArray(5000, 'x'), 100), QByteArray("400"));
        QByteArray trailers = chunked + "0\r\n";
        while (trailers.size() < qsizetype(kHeadMax) * 2)
            trailers += line;
        QCOMPARE(asked(trailers, 100), QByteArray("400"));
    }
};

QTEST_APPLESS_MAIN(ProxyRequestTest)
#include "tst_proxy_request.moc"
