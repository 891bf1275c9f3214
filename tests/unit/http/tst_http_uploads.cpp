// Bodies that come in pieces, over real sockets: what reaches the reader, at whose pace, and how much is held
// meanwhile.
#include "tests/unit/http/stream_bench.h"

using namespace httptest;
using namespace std::chrono_literals;

class HttpUploadsTest : public QObject {
    Q_OBJECT

    StreamBench m_bench;

private Q_SLOTS:
    void anUploadComesAtItsReadersPace();
    void anUploadInChunksIsRead();
    void whoIsRefusedSendsNoBody();
    void aBodyThatIsNoneEndsAtOnce();
    void anUploaderMayBeSlowButNotSilent();
    void aReaderMayTakeItsTime();
    void aReaderHearsThatItsClientLeft();
    void aBodyThatBreaksTheRulesIsToldToBoth();
    void whatIsLeftOfARefusedBodyIsNoRequest();
    void aRefusalReachesAClientThatIsStillSending();
    void whoReadABodyIsLetGoOfAtItsEnd();
};

void HttpUploadsTest::anUploadComesAtItsReadersPace()
{
    Upload upload;
    upload.uses = false;
    const auto server = m_bench.listenOnSocket([&](const Request &request, Responder responder) {
        if (request.path == "/up")
            upload.read(responder);
        else
            responder.send(text("other"));
    });
    QVERIFY(server);
    Client client(m_bench.socketPath());
    constexpr qsizetype kLength = qsizetype(16) << 20;
    client.send(post("/up", "Content-Length: " + QByteArray::number(kLength) + "\r\n") + QByteArray(kLength, 'x'));
    QTRY_VERIFY(upload.taken >= kReadAhead.value);
    settle([&] { return upload.taken; });
    QCOMPARE(upload.taken, std::size_t(kReadAhead.value));
    QVERIFY(client.unsent() > kLength - qsizetype(kReadAhead.value + kSystemHolds));
    // Nobody else waits for it.
    Client other(m_bench.socketPath());
    other.send(get("/other"));
    QTRY_VERIFY(other.received().endsWith("other"));

    upload.uses = true;
    upload.useAll();
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(kLength));
    QVERIFY(upload.mostUnused <= kReadAhead.value);
    upload.responder->send(text("stored"));
    QTRY_VERIFY(client.received().endsWith("stored"));
    client.send(get("/again"));
    QTRY_VERIFY(client.received().endsWith("other"));
    QVERIFY(!upload.gone);
}

void HttpUploadsTest::anUploadInChunksIsRead()
{
    Upload upload;
    const auto server = m_bench.listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\n");
    QTRY_COMPARE(upload.taken, std::size_t(5));
    client.send("1\r\n!\r\n0\r\n\r\n");
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(6));
    upload.responder->send(text("ok"));
    QTRY_VERIFY(client.received().endsWith("ok"));
}

void HttpUploadsTest::whoIsRefusedSendsNoBody()
{
    Upload upload;
    const auto server = m_bench.listen([&](const Request &request, Responder responder) {
        if (!request.headers.value("authorization")) {
            auto refusal = text("who are you?");
            refusal.status = 401;
            return responder.send(refusal);
        }
        upload.read(responder);
    });
    const QByteArray expects = "Content-Length: 4\r\nExpect: 100-continue\r\n";
    Client stranger(server->port());
    stranger.send(post("/up", expects));
    QTRY_VERIFY(stranger.received().startsWith("HTTP/1.1 401"));
    QVERIFY(stranger.received().contains("Connection: close"));
    QTRY_VERIFY(stranger.isGone());
    QVERIFY(!stranger.received().contains("100 Continue"));

    Client known(server->port());
    known.send(post("/up", expects + "Authorization: Bearer k\r\n"));
    QTRY_VERIFY(known.received() == "HTTP/1.1 100 Continue\r\n\r\n");
    known.send("body");
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(4));
}

void HttpUploadsTest::aBodyThatIsNoneEndsAtOnce()
{
    Upload upload;
    const auto server = m_bench.listen([&](const Request &request, Responder responder) {
        if (request.path == "/upload")
            upload.read(responder);
        else
            responder.send(text(request.path)); // does not even look at the body
    });
    Client client(server->port());
    client.send(post("/upload", "Content-Length: 0\r\n"));
    QTRY_VERIFY(upload.ended);
    QCOMPARE(upload.taken, std::size_t(0));
    upload.responder->send(text("empty"));
    QTRY_VERIFY(client.received().endsWith("empty"));
    client.send(get("/up") + get("/up2"));
    QTRY_VERIFY(client.received().endsWith("/up2"));
    QVERIFY(!client.isGone());
}

void HttpUploadsTest::anUploaderMayBeSlowButNotSilent()
{
    Upload upload;
    const auto server = m_bench.listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Content-Length: 100\r\n"));
    QTRY_VERIFY(upload.responder);
    for (std::size_t i = 1; i <= 10; ++i) { // longer than any body that comes whole
        client.send("x");
        QTRY_COMPARE(upload.taken, i);
        m_bench.clock.advance(29s);
    }
    QVERIFY(!upload.gone);
    m_bench.clock.advance(1s);
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 408"));
    QVERIFY(upload.gone);
    QTRY_VERIFY(client.isGone());
    QVERIFY(!upload.ended);
}

void HttpUploadsTest::aReaderMayTakeItsTime()
{
    Upload upload;
    upload.uses = false;
    const auto server = m_bench.listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    const auto length = static_cast<qsizetype>(kReadAhead.value) * 2;
    client.send(post("/up", "Content-Length: " + QByteArray::number(length) + "\r\n") + QByteArray(length, 'x'));
    QTRY_COMPARE(upload.taken, std::size_t(kReadAhead.value));
    settle([&] { return upload.taken; });
    m_bench.clock.advance(24h);
    settle([&] { return upload.gone; });
    QVERIFY(!upload.gone && !client.isGone());
    upload.uses = true;
    upload.useAll();
    QTRY_VERIFY(upload.ended);
}

void HttpUploadsTest::aReaderHearsThatItsClientLeft()
{
    Upload upload;
    const auto server = m_bench.listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Content-Length: 100\r\n") + "half");
    QTRY_COMPARE(upload.taken, std::size_t(4));
    client.leave();
    QTRY_VERIFY(upload.gone);
    QVERIFY(!upload.ended && !upload.responder->isWaiting());
}

void HttpUploadsTest::aBodyThatBreaksTheRulesIsToldToBoth()
{
    Upload upload;
    const auto server = m_bench.listen([&](const Request &, Responder responder) { upload.read(responder); });
    Client client(server->port());
    client.send(post("/up", "Transfer-Encoding: chunked\r\n") + "2\r\nok\r\nrubbish\r\n");
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 400"));
    QVERIFY(upload.gone && !upload.ended);
    QTRY_VERIFY(client.isGone());

    Client huge(server->port());
    upload = {};
    huge.send(post("/up", "Content-Length: 17179869185\r\n")); // one more than 16 GiB
    QTRY_VERIFY(huge.received().startsWith("HTTP/1.1 413"));
    QVERIFY(!upload.responder);
}

void HttpUploadsTest::whatIsLeftOfARefusedBodyIsNoRequest()
{
    std::vector<std::string> served;
    const auto server = m_bench.listen([&](const Request &request, Responder responder) {
        served.push_back(request.path);
        responder.send(text("no"));
    });
    Client client(server->port());
    const auto hidden = get("/hidden");
    client.send(post("/up", "Content-Length: " + QByteArray::number(hidden.size()) + "\r\n") + hidden);
    QTRY_VERIFY(client.isGone());
    QCOMPARE(served, std::vector<std::string>{"/up"});
}

void HttpUploadsTest::aRefusalReachesAClientThatIsStillSending()
{
    const auto server = m_bench.listen([&](const Request &, Responder responder) { responder.send(text("no")); });
    Client client(server->port());
    constexpr qsizetype kLength = qsizetype(40) << 20; // over the limit for whole ones
    client.send(post("/whole", "Content-Length: " + QByteArray::number(kLength) + "\r\n") + QByteArray(kLength, 'x'));
    QTRY_VERIFY(client.received().startsWith("HTTP/1.1 413"));
    QVERIFY(client.received().endsWith("refused.\n"));
    m_bench.clock.advance(2s);
    QTRY_COMPARE(server->connectionCount(), std::size_t(0));
}

/// And not with the answer, which may be hours away.
void HttpUploadsTest::whoReadABodyIsLetGoOfAtItsEnd()
{
    std::optional<Responder> held;
    std::weak_ptr<std::string> kept;
    bool ended = false;
    const auto server = m_bench.listen([&](const Request &, Responder responder) {
        const auto body = std::make_shared<std::string>();
        kept = body;
        responder.readBody({.piece =
                                [body, responder](std::string_view bytes) {
                                    body->append(bytes);
                                    responder.used(bytes.size());
                                },
                            .end =
                                [body, &ended] {
                                    ended = *body == "hello";
                                }});
        held = responder;
    });
    Client client(server->port());
    client.send(post("/up", "Content-Length: 5\r\n") + "hello");
    QTRY_VERIFY(ended);
    QVERIFY(kept.expired());
    QVERIFY(held->isWaiting());
    held->send(text("done"));
    QTRY_VERIFY(client.received().endsWith("done"));
}

QTEST_GUILESS_MAIN(HttpUploadsTest)
#include "tst_http_uploads.moc"
