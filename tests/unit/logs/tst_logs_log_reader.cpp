// Role: the reading side: windows, searches, growth, and indexes that are wrong.
#include "tests/unit/logs/log_folder.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::logs;

namespace {

/// Messages of every kind, far from each other; escapes that no writer of ours makes; lines that are none.
QByteArray strangeLog()
{
    const std::vector<std::string> messages{"a Timeout",
                                            "time out \xC3\x84rger",
                                            "\"quoted\"",
                                            "back\\slash a\\b",
                                            "\x1b[31mred",
                                            "tab\tand\nline",
                                            "300 \xE2\x84\xAA"
                                            "elvin",
                                            "sixteen bytes and more of it",
                                            "xbc",
                                            "A/B"};
    const std::string begin = encodeLine({kBegin, LogLevel::Info, "engine", "line "});
    std::string bytes;
    for (int i = 0; i < 3000; ++i) {
        auto line = LogFolder::line(i);
        if (i % 150 == 7)
            line.message += messages[static_cast<std::size_t>(i / 150) % messages.size()];
        bytes += encodeLine(line);
    }
    const auto strange = [&](const char *inside) {
        bytes += begin.substr(0, begin.size() - 3) + inside + "\"}\n";
    };
    for (int i = 0; i < 600; ++i)
        strange(i == 300 ? "\\u0041bc \\/ \\u212Aelvin" : "of another program");
    return QByteArray::fromStdString(bytes + "line that is none: Timeout \"quoted\"\n");
}

} // namespace

class LogReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWindowIsReadAnywhereAlsoAcrossFiles()
    {
        LogFolder folder;
        folder.fill(2000, {.files = {ByteCount{50'000}, 8}});
        QVERIFY(partsOf(folder.path, kEngine).size() >= 2 || folder.bytes("engine.log").size() < 50'000);
        folder.fill(2000, {.files = {ByteCount{50'000}, 8}});
        QVERIFY(partsOf(folder.path, kEngine).size() >= 2);
        const auto reader = readerOf(folder);
        QCOMPARE(reader.extent(), (LogExtent{1, 4001}));
        for (const int from : {1, 255, 256, 257, 1999, 2000, 2001, 3998}) {
            const auto lines = reader.read(from, 5);
            QCOMPARE(lines->front().number, LogNumber{from});
            for (const auto &line : *lines) {
                const auto expected = line.number <= 2000 ? line.number : line.number - 2000;
                QCOMPARE(line.line.message, "line " + std::to_string(expected));
            }
        }
        QCOMPARE(reader.read(3998, 5)->size(), std::size_t{3});
    }

    void aMissingTornOrStrangeIndexChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("index");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("not ours") << QByteArray(100, 'x');
        QTest::newRow("head alone") << QByteArray("GBLOGIX1\1\0\0\0\0\0\0\0", 16);
        QTest::newRow("torn") << QByteArray("keep 41");
        QTest::newRow("wrong offsets") << QByteArray("keep 32");
    }
    void aMissingTornOrStrangeIndexChangesNothing()
    {
        QFETCH(QByteArray, index);
        LogFolder folder;
        folder.fill(1000);
        const auto good = folder.bytes("engine.log.idx");
        QCOMPARE(good.size(), 16 + 4 * 16);
        if (index == "keep 32") // the second entry points into a line
            index = good.left(32) + QByteArray("\x05\x30\0\0\0\0\0\0", 8) + QByteArray(8, '\0');
        folder.write("engine.log.idx", index == "keep 41" ? good.left(41) : index);
        const auto reader = readerOf(folder);
        QCOMPARE(reader.extent(), (LogExtent{1, 1001}));
        QCOMPARE(textsOf(reader.read(700, 1)), std::vector<std::string>{"line 700"});
        folder.fill(1); // the writer makes it anew
        QCOMPARE(folder.bytes("engine.log.idx"), good);
    }

    void whatIsWrittenMeanwhileIsSeenAlsoOverANewFile()
    {
        LogFolder folder;
        const auto book = folder.book({.files = {ByteCount{30'000}, 8}});
        LogReader reader(folder.path, kEngine);
        QCOMPARE(*reader.refresh(), LogExtent{});
        for (int round = 1; round <= 20; ++round) {
            for (int i = 1; i <= 100; ++i)
                book->write(kEngine, LogFolder::line((round - 1) * 100 + i));
            book->flush();
            QCOMPARE(*reader.refresh(), (LogExtent{1, round * 100 + 1}));
            QCOMPARE(textsOf(reader.read(round * 100, 1)),
                     std::vector<std::string>{"line " + std::to_string(round * 100)});
        }
        QVERIFY(partsOf(folder.path, kEngine).size() > 3);
    }

    void searchesLookAtTheWholeFile()
    {
        LogFolder folder;
        folder.fill(3000);
        const auto reader = readerOf(folder);
        const auto matcher = LineMatcher::make({{}, {.text = "line 2\\d\\d$", .isExpression = true}});
        const StopFlag go;
        const auto found = reader.search(1, 3001, *matcher, go);
        QCOMPARE(found->size(), std::size_t{100});
        QCOMPARE(found->front(), LogNumber{200});
        QCOMPARE(reader.search(250, 260, *matcher, go)->size(), std::size_t{10});
    }

    /// Lines that have nothing of it are left out by their bytes; what is found is what a look at every line finds.
    void aSearchFindsWhatALookAtEveryLineFinds_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"e",
                                 "Timeout",
                                 "TIMEOUT",
                                 "out \xC3\xA4",
                                 "\xC3\x84",
                                 "\xC3\xA4rger",
                                 "\"",
                                 "\\",
                                 "a\\b",
                                 "\x1b[31m",
                                 "[31mred",
                                 "kelvin",
                                 "\xE2\x84\xAA",
                                 "sixteen bytes and",
                                 "sixteen bytes and more of it",
                                 "n",
                                 "u001b",
                                 "engine",
                                 "nowhere at all",
                                 "A/b",
                                 "\\u0041",
                                 "abc"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void aSearchFindsWhatALookAtEveryLineFinds()
    {
        QFETCH(QString, text);
        LogFolder folder;
        folder.write("engine.log", strangeLog());
        const auto reader = readerOf(folder);
        const StopFlag go;
        for (const bool matchCase : {false, true})
            for (const bool asWord : {false, true}) {
                LogQuery query;
                if (asWord)
                    query.filter.words = {"line", text.toStdString()};
                else
                    query.find = {.text = text.toStdString(), .matchCase = matchCase};
                const auto matcher = LineMatcher::make(query);
                QVERIFY(matcher);
                std::vector<LogNumber> plainly;
                QVERIFY(reader.visit(1, reader.extent().end, [&](LogNumber number, std::string_view line) {
                    if (matcher->matches(line))
                        plainly.push_back(number);
                    return true;
                }));
                QCOMPARE(*reader.search(1, reader.extent().end, *matcher, go), plainly);
                std::erase_if(plainly, [](LogNumber number) { return number < 300 || number >= 900; });
                QCOMPARE(*reader.search(300, 900, *matcher, go), plainly);
            }
    }

    void aSearchThatIsStoppedEnds()
    {
        LogFolder folder;
        folder.fill(1000);
        StopFlag stop;
        stop.raise();
        const auto found = readerOf(folder).search(1, 1001, *LineMatcher::make({}), stop);
        QVERIFY(!found && found.error().code == ErrorCode::Cancelled);
    }

    void hugeLinesAreCutAndTheNextOnesRead()
    {
        LogFolder folder;
        folder.write("engine.log",
                     QByteArray(1'000'000, 'x') + "\n" + QByteArray::fromStdString(encodeLine(LogFolder::line(2))));
        const auto lines = readerOf(folder).read(1, 10);
        QCOMPARE(lines->size(), std::size_t{2});
        QVERIFY(!lines->front().readable);
        QVERIFY(lines->front().line.message.size() < 5000);
        QCOMPARE(lines->back().line.message, std::string("line 2"));
    }
};

QTEST_GUILESS_MAIN(LogReaderTest)
#include "tst_logs_log_reader.moc"
