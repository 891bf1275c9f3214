// Role: lines as they stand on disk, and whether they pass a query.
#include "core/logs/line_matcher.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::logs;

class LineFormatTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLineComesBackAsItWent_data()
    {
        QTest::addColumn<QByteArray>("message");
        QTest::newRow("plain") << QByteArray("lease renewed");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("quotes") << QByteArray(R"(said "no" \ went)");
        QTest::newRow("colours") << QByteArray("\x1b[31mred\x1b[0m");
        QTest::newRow("letters") << QByteArray("gr\xc3\xbc\xc3\x9f \xe2\x82\xac");
        QTest::newRow("forged") << QByteArray("x\"}\n{\"t\":\"2026-11-20T10:00:00.000Z\",\"l\":\"E\"");
    }
    void aLineComesBackAsItWent()
    {
        QFETCH(QByteArray, message);
        const LogLine line{WallTime(std::chrono::milliseconds(1'800'000'123'456)), LogLevel::Warning, "sandbox \"1\"",
                           message.toStdString()};
        auto text = encodeLine(line, 7);
        QCOMPARE(text.find('\n'), text.size() - 1);
        text.pop_back();
        const auto read = decodeLine(text, 3);
        QVERIFY(read.readable);
        QVERIFY(read.line == line);
        QCOMPARE(read.lost, std::uint64_t{7});
        QCOMPARE(read.number, LogNumber{3});
    }

    void whatIsNoLineIsShownAsItIs_data()
    {
        QTest::addColumn<QByteArray>("text");
        const QByteArray good = R"({"t":"2026-11-20T10:00:00.000Z","l":"I","s":"engine","m":"hello"})";
        for (int size = 0; size < good.size(); ++size)
            QTest::addRow("torn after %d", size) << good.left(size);
        QTest::newRow("level") << QByteArray(good).replace("\"I\"", "\"X\"");
        QTest::newRow("month") << QByteArray(good).replace("-11-", "-13-");
        QTest::newRow("more") << good + "x";
        QTest::newRow("count") << QByteArray(good).replace("\"}", "\",\"g\":-1}");
    }
    void whatIsNoLineIsShownAsItIs()
    {
        QFETCH(QByteArray, text);
        const auto line = decodeLine(text.toStdString(), 1);
        QVERIFY(!line.readable);
        QCOMPARE(line.line.message, text.toStdString());
    }

    void aQueryIsAboutLevelSourceWordsTimeAndText_data()
    {
        QTest::addColumn<LogQuery>("query");
        QTest::addColumn<bool>("passes");
        const WallTime at(std::chrono::milliseconds(1'800'000'000'000));
        using std::chrono::milliseconds;
        QTest::newRow("all") << LogQuery{} << true;
        QTest::newRow("level") << LogQuery{{.atLeast = LogLevel::Warning}} << true;
        QTest::newRow("higher level") << LogQuery{{.atLeast = LogLevel::Error}} << false;
        QTest::newRow("source") << LogQuery{{.source = "qemu"}} << true;
        QTest::newRow("other source") << LogQuery{{.source = "qem"}} << false;
        QTest::newRow("words") << LogQuery{{.words = {"QEMU", "lease"}}} << true;
        QTest::newRow("not all words") << LogQuery{{.words = {"lease", "timeout"}}} << false;
        QTest::newRow("without") << LogQuery{{.words = {"-lease"}}} << false;
        QTest::newRow("without another") << LogQuery{{.words = {"-timeout"}}} << true;
        QTest::newRow("in time") << LogQuery{{.from = at, .until = at + milliseconds(1)}} << true;
        QTest::newRow("before") << LogQuery{{.from = at + milliseconds(1)}} << false;
        QTest::newRow("until is not in it") << LogQuery{{.until = at}} << false;
        QTest::newRow("text") << LogQuery{{}, {.text = "LEASE of"}} << true;
        QTest::newRow("text by case") << LogQuery{{}, {.text = "LEASE", .matchCase = true}} << false;
        QTest::newRow("not in the source") << LogQuery{{}, {.text = "qemu"}} << false;
        QTest::newRow("quotes") << LogQuery{{}, {.text = "\"a\""}} << true;
        QTest::newRow("umlaut") << LogQuery{{},
                                            {.text = "\xc3\x9c"
                                                     "BER"}}
                                << true;
        QTest::newRow("expression") << LogQuery{{}, {.text = "ends in \\d+ s$", .isExpression = true}} << true;
        QTest::newRow("other expression") << LogQuery{{}, {.text = "^ends", .isExpression = true}} << false;
        QTest::newRow("endless expression")
            << LogQuery{{}, {.text = "(e+|[^x]+)*\\1{9}y", .isExpression = true}} << false;
    }
    void aQueryIsAboutLevelSourceWordsTimeAndText()
    {
        QFETCH(LogQuery, query);
        QFETCH(bool, passes);
        auto text = encodeLine({WallTime(std::chrono::milliseconds(1'800'000'000'000)), LogLevel::Warning, "qemu",
                                "lease of \"a\" \xc3\xbc"
                                "ber eeeeeeeeeeeeeeeeeeeeeeeeeeeeee ends in 30 s"});
        text.pop_back();
        const auto matcher = LineMatcher::make(query);
        QVERIFY(matcher.has_value());
        QCOMPARE(matcher->matches(text), passes);
    }

    void aWrongExpressionIsExplained()
    {
        const auto matcher = LineMatcher::make({{}, {.text = "a(b", .isExpression = true}});
        QVERIFY(!matcher);
        QVERIFY(matcher.error().code == ErrorCode::InvalidArgument);
        QVERIFY(matcher.error().detail.ends_with("at character 4"));
    }
};

QTEST_APPLESS_MAIN(LineFormatTest)
#include "tst_logs_line_format.moc"
