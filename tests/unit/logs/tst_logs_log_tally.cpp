// Role: lines over time, lines at a time, and logs as files of their own.
#include "core/logs/log_export.h"
#include "core/logs/log_tally.h"
#include "tests/unit/logs/log_folder.h"

#include <QTest>

#include <zlib.h>

using namespace glovebox;
using namespace glovebox::logs;
using namespace std::chrono_literals;

class LogTallyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesAreCountedByTimeAndLevel()
    {
        LogFolder folder;
        {
            const auto book = folder.book();
            const auto at = [](int second) {
                return WallTime(1'800'000'000s + std::chrono::seconds(second));
            };
            for (const int second : {0, 1, 9, 10, 25})
                book->write(kEngine, {at(second), LogLevel::Info, "engine", "x"});
            book->write(kEngine, {at(26), LogLevel::Warning, "engine", "x"});
            book->write(kEngine, {at(27), LogLevel::Error, "engine", "x"});
            book->write(kEngine, {at(5), LogLevel::Error, "engine", "a clock that was set back"});
            book->flush();
        }
        const auto reader = readerOf(folder);
        const StopFlag go;
        const auto counted = tally(reader, 1, reader.extent().end, 10s, go);
        const std::vector<LogSlot> expected{{180'000'000, 4, 0, 1}, {180'000'001, 1, 0, 0}, {180'000'002, 3, 1, 1}};
        QCOMPARE(counted->slots, expected);
        QCOMPARE(counted->errors, (std::vector<LogNumber>{7, 8}));
        StopFlag stop;
        stop.raise();
        QCOMPARE(tally(reader, 1, 9, 10s, stop).error().code, ErrorCode::Cancelled);
        QCOMPARE(tally(reader, 1, 9, 0s, go).error().code, ErrorCode::InvalidArgument);
    }

    void aTimeLeadsToItsLineAlsoAcrossFilesAndLinesThatDoNotRead()
    {
        LogFolder folder;
        folder.fill(2000, {.files = {ByteCount{50'000}, 8}});
        {
            const auto book = folder.book({.files = {ByteCount{50'000}, 8}});
            for (int i = 2001; i <= 4000; ++i)
                book->write(kEngine, LogFolder::line(i));
        }
        folder.write("engine.log", folder.bytes("engine.log").replace("\"m\":\"line 3990\"", "\"q\":\"line 3990\""));
        const auto reader = readerOf(folder);
        for (const int second : {1, 2, 1999, 2000, 2001, 3989, 3991, 4000})
            QCOMPARE(*lineAt(reader, kBegin + std::chrono::seconds(second)), LogNumber{second});
        QCOMPARE(*lineAt(reader, kBegin + 1500s + 1ms), LogNumber{1501});
        QCOMPARE(*lineAt(reader, kBegin - 1h), LogNumber{1});
        QCOMPARE(*lineAt(reader, kBegin + 24h), LogNumber{4001});
        QCOMPARE(*lineAt(readerOf(folder, {LogName::Kind::Sandbox, "sbx-1"}), kBegin), LogNumber{1});
    }

    void aFileBeginsWithSourceTimesFilterAndCounts()
    {
        LogFolder folder;
        folder.fill(20);
        const auto reader = readerOf(folder);
        const StopFlag go;
        ExportWish wish{
            .file = folder.dir.filePath(QStringLiteral("out.log")).toStdString(), .title = "engine", .lines = {5, 15}};
        QCOMPARE(*exportLog(reader, {{.atLeast = LogLevel::Info, .words = {"line", "-7"}}, {}}, wish, go),
                 LogNumber{9});
        const auto text = folder.bytes("out.log");
        QVERIFY2(text.startsWith("# Log: engine\n# Lines: 5 to 14\n# Times: 2027-01-15T08:00:05.000Z to "
                                 "2027-01-15T08:00:14.000Z\n# Filter: level:info line -7\n# Count: 9\n# Missing: 0\n"),
                 text.constData());
        QCOMPARE(text.count('\n'), 6 + 9);
    }

    void aCancelWhileTheFileGetsItsNameLeavesNothing()
    {
        LogFolder folder;
        folder.fill(20);
        const auto reader = readerOf(folder);
        StopFlag stop;
        ExportWish wish{.file = folder.dir.filePath(QStringLiteral("out.log")).toStdString(), .title = "engine"};
        wish.progress = [&stop](double part) {
            if (part >= 1.0) // all lines are written
                stop.raise();
        };
        const auto cancelled = exportLog(reader, {}, wish, stop);
        QVERIFY(!cancelled && cancelled.error().code == ErrorCode::Cancelled);
        QVERIFY(!QFile::exists(QString::fromStdString(wish.file)));
    }

    void aCompressedFileUnpacksToTheSame()
    {
        LogFolder folder;
        folder.fill(5000);
        const auto reader = readerOf(folder);
        const StopFlag go;
        ExportWish wish{
            .file = folder.dir.filePath(QStringLiteral("out.jsonl")).toStdString(), .asJson = true, .title = "engine"};
        QVERIFY(exportLog(reader, {}, wish, go).has_value());
        wish.compressed = true;
        wish.file += ".gz";
        QCOMPARE(*exportLog(reader, {}, wish, go), LogNumber{5000});
        const auto plain = folder.bytes("out.jsonl");
        QByteArray unpacked;
        const auto file = gzopen(wish.file.c_str(), "rb");
        QVERIFY(file != nullptr);
        std::array<char, 65536> piece;
        for (int got; (got = gzread(file, piece.data(), static_cast<unsigned>(piece.size()))) > 0;)
            unpacked.append(piece.data(), got);
        gzclose(file);
        QCOMPARE(unpacked.size(), plain.size());
        QVERIFY(unpacked == plain);
        QVERIFY(folder.bytes("out.jsonl.gz").size() < plain.size() / 4);
    }
};

QTEST_GUILESS_MAIN(LogTallyTest)
#include "tst_logs_log_tally.moc"
