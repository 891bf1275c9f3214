// What a server answers, read as it comes, however it is cut.
#include "core/http/answer_parser.h"

#include <QTest>

using namespace glovebox::http;
using State = AnswerParser::State;

namespace {

struct Read {
    int status = 0;
    std::string body;
    std::string rest;
    State state = State::Reading;
};

Read readAll(std::string_view bytes, std::size_t step, bool toHead = false, bool ends = true)
{
    Read read;
    AnswerParser parser(toHead, {.head = [&](const Response &head) { read.status = head.status; },
                                 .body =
                                     [&](std::string_view piece) {
                                         read.body += piece;
                                     }});
    for (std::size_t at = 0; at < bytes.size(); at += step)
        parser.feed(bytes.substr(at, step));
    read.state = ends ? parser.end() : parser.state();
    read.rest = parser.takeRest();
    return read;
}

} // namespace

class AnswerParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAreReadHoweverTheyAreCut_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const char *bytes, int status, const char *body) {
            QTest::newRow(name) << QByteArray(bytes) << status << QByteArray(body);
        };
        row("of a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello");
        row("in chunks",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n", 200,
            "hello");
        row("to the end", "HTTP/1.0 404 None\r\n\r\nhello", 404, "hello");
        row("without a body", "HTTP/1.1 204 \r\n\r\n", 204, "");
        row("after others",
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n"
            "Content-Length: 2\r\n\r\nok",
            200, "ok");
    }
    void answersAreReadHoweverTheyAreCut()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        for (std::size_t step = 1; step <= std::size_t(bytes.size()); ++step) {
            const auto read = readAll(bytes.toStdString(), step);
            QCOMPARE(read.state, State::Complete);
            QCOMPARE(read.status, status);
            QCOMPARE(QByteArray::fromStdString(read.body), body);
        }
    }

    void anAnswerToHeadHasNoBody()
    {
        const auto read = readAll("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 7, true, false);
        QVERIFY(read.state == State::Complete && read.body.empty());
    }

    void behindAnotherProtocolNothingIsRead()
    {
        const std::string bytes =
            "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nHTTP/1.1 2";
        const auto read = readAll(bytes, bytes.size(), false, false);
        QVERIFY(read.state == State::Switched && read.status == 101);
        QCOMPARE(read.rest, std::string("HTTP/1.1 2"));
    }

    void whatBreaksOffOrIsNoneIsBroken()
    {
        for (const auto *bytes :
             {"", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel", "SSH-2.0-x\r\n",
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhe", "HTTP/1.1 abc\r\n\r\n",
              "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
              "HTTP/1.1 102 Processing\r\n\r\n"})
            QCOMPARE(readAll(bytes, 4).state, State::Broken);
        const auto endless = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x');
        QCOMPARE(readAll(endless, 4096, false, false).state, State::Broken);
    }
};

QTEST_GUILESS_MAIN(AnswerParserTest)
#include "tst_answer_parser.moc"
