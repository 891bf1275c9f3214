// Role: the stream's framing (reference 2.11), in whole pieces and cut at every byte.
#include "core/controlplane/sse_parser.h"

#include <QFile>
#include <QTest>

using namespace glovebox;
using controlplane::SseMessage;
using controlplane::SseParser;

namespace {

std::vector<SseMessage> parse(std::string_view text)
{
    SseParser parser(ByteCount::mib(1));
    return parser.feed(text).value_or(std::vector<SseMessage>{{"failed", "failed"}});
}

std::string shown(const std::vector<SseMessage> &messages)
{
    std::string text;
    for (const auto &message : messages)
        text += '[' + message.event + '|' + message.data + ']';
    return text;
}

std::string fixture()
{
    QFile file(qEnvironmentVariable("FIXTURES") + QStringLiteral("/stream.sse"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

} // namespace

class SseParserTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framing_data()
    {
        QTest::addColumn<QByteArray>("stream");
        QTest::addColumn<QByteArray>("messages");
        const auto row = [](const char *name, const QByteArray &stream, const char *messages) {
            QTest::newRow(name) << stream << QByteArray(messages);
        };
        row("line feeds", "event: a\ndata: 1\n\n", "[a|1]");
        row("carriage returns", "event: a\rdata: 1\r\r", "[a|1]");
        row("both", "event: a\r\ndata: 1\r\n\r\n", "[a|1]");
        row("mixed", "event: a\r\ndata: 1\n\r\nevent: b\rdata: 2\n\n", "[a|1][b|2]");
        row("byte order mark",
            "\xEF\xBB\xBF"
            "event: a\ndata: 1\n\n",
            "[a|1]");
        row("mark only at the start",
            "event: a\ndata: 1\n\n\xEF\xBB\xBF"
            "event: b\ndata: 2\n\n",
            "[a|1]");
        row("comments", ": hello\nevent: a\n:\ndata: 1\n\n", "[a|1]");
        row("no blank after the colon", "event:a\ndata:1\n\n", "[a|1]");
        row("only one blank goes", "event: a\ndata:  1 \n\n", "[a| 1 ]");
        row("several data lines", "event: a\ndata: 1\ndata:\ndata: 2\n\n", "[a|1\n\n2]");
        row("last event name wins", "event: a\nevent: b\ndata: 1\n\n", "[b|1]");
        row("without a name", "data: 1\n\nevent: b\ndata: 2\n\n", "[b|2]");
        row("without data", "event: a\n\nevent: b\ndata: 2\n\n", "[b|2]");
        row("other fields", "id: 1\nretry: 5\nfoo: x\nevent\ndata\nevent: a\ndata: 1\n\n", "[a|\n1]");
        row("unfinished at the end", "event: a\ndata: 1\n\nevent: b\ndata: 2\n", "[a|1]");
        row("blank lines", "\n\n\r\n\r\revent: a\ndata: 1\n\n\n", "[a|1]");
        row("colon in the data", "event: a\ndata: x:y: z\n\n", "[a|x:y: z]");
        row("zero bytes",
            QByteArray("event: a\ndata: 1\0"
                       "2\n\n",
                       20),
            "[a|1");
    }
    void framing()
    {
        QFETCH(QByteArray, stream);
        QFETCH(QByteArray, messages);
        const auto found = QByteArray::fromStdString(shown(parse(stream.toStdString())));
        if (QByteArray(QTest::currentDataTag()) == "zero bytes")
            QCOMPARE(found, QByteArray("[a|1\0"
                                       "2]",
                                       7));
        else
            QCOMPARE(found, messages);
    }

    void everyCutGivesTheSame()
    {
        const auto stream = fixture();
        QVERIFY(!stream.empty());
        const auto whole = shown(parse(stream));
        QVERIFY2(whole.starts_with("[ping|{\"type\": \"ping\"}][agent.tool_use|"), whole.c_str());
        QVERIFY2(whole.find("dropped") == std::string::npos && whole.find("cut.off") == std::string::npos,
                 whole.c_str());
        for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
            SseParser parser(ByteCount::mib(1));
            auto first = parser.feed(std::string_view(stream).substr(0, cut)).value();
            const auto second = parser.feed(std::string_view(stream).substr(cut)).value();
            first.insert(first.end(), second.begin(), second.end());
            QVERIFY2(shown(first) == whole, QByteArray::number(cut).constData());
        }
    }

    void byteByByte()
    {
        const auto stream = fixture();
        SseParser parser(ByteCount::mib(1));
        std::vector<SseMessage> messages;
        for (const char c : stream) {
            const auto some = parser.feed({&c, 1}).value();
            messages.insert(messages.end(), some.begin(), some.end());
        }
        QCOMPARE(shown(messages), shown(parse(stream)));
    }

    void neverGrowsPastTheLimit_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::newRow("a line without end") << QByteArray(64, 'x');
        QTest::newRow("a comment without end") << QByteArray(64, ':');
        QTest::newRow("data lines without end") << QByteArray("data: 0123456789\n");
        QTest::newRow("empty data lines") << QByteArray("data\n");
        QTest::newRow("a huge name") << QByteArray("event: 0123456789\ndata: 0123456789\n");
    }
    void neverGrowsPastTheLimit()
    {
        QFETCH(QByteArray, piece);
        SseParser parser(ByteCount{1000});
        for (int i = 0; i < 2000; ++i) {
            const auto result = parser.feed(piece.toStdString());
            if (!result) {
                QCOMPARE(result.error().code, ErrorCode::ProtocolError);
                return;
            }
        }
        QFAIL("the parser took it all");
    }

    void manyMessagesAreNoProblem()
    {
        SseParser parser(ByteCount{100});
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(parser.feed("event: a\ndata: 12345678901234567890\n: and a comment\n\n").value().size(),
                     std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(SseParserTest)
#include "tst_sse_parser.moc"
