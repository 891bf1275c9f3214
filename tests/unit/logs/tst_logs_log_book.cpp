// Role: the writing side: rotation, bounds, trouble with the disk, what a crash leaves.
#include "tests/unit/logs/log_folder.h"

#include <QFileInfo>
#include <QTest>

#include <atomic>
#include <csignal>
#include <sys/resource.h>

using namespace glovebox;
using namespace glovebox::logs;

class LogBookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachLogHasAFileThatIsOursAlone()
    {
        LogFolder folder;
        {
            const auto book = folder.book();
            book->write(kEngine, LogFolder::line(1));
            book->write({LogName::Kind::Sandbox, "sbx-1"}, LogFolder::line(2));
            book->write({LogName::Kind::Session, "sesn_1"}, LogFolder::line(3));
            book->write({LogName::Kind::Session, "../../etc/passwd"}, LogFolder::line(4));
        }
        QVERIFY(folder.bytes("engine.log").contains("line 1"));
        QVERIFY(folder.bytes("sandboxes/sbx-1.log").contains("line 2"));
        QVERIFY(folder.bytes("sessions/sesn_1.log").contains("line 3"));
        QCOMPARE(QFileInfo(folder.dir.filePath(QStringLiteral("engine.log"))).permissions() & QFile::Permission(0x0077),
                 QFile::Permissions());
        QCOMPARE(listLogs(folder.path).size(), std::size_t{3});
    }

    void twoProgramsDoNotWriteInOneFolder()
    {
        LogFolder folder;
        const auto first = folder.book();
        const auto second = LogBook::open({.folder = folder.path});
        QVERIFY(!second && second.error().code == ErrorCode::FolderInUse);
    }

    void aFullFileIsFollowedByAnotherAndTheOldestGo()
    {
        LogFolder folder;
        const BookOptions options{.files = {ByteCount{20'000}, 3}};
        for (int part = 0; part < 5; ++part)
            folder.fill(300, options);
        const auto parts = partsOf(folder.path, kEngine);
        QCOMPARE(parts.size(), std::size_t{3});
        const auto reader = readerOf(folder);
        QCOMPARE(reader.extent().end, LogNumber{1501});
        QVERIFY(reader.extent().first > 1);
        const auto lines = reader.read(reader.extent().first, kWindowMax);
        QCOMPARE(LogNumber(lines->size()), reader.extent().count());
        QCOMPARE(lines->back().line.message, std::string("line 300"));
        QCOMPARE(lines->front().number, reader.extent().first);
    }

    void aTornLastLineIsCutOffAndTheLogGoesOn()
    {
        LogFolder folder;
        folder.fill(3);
        auto bytes = folder.bytes("engine.log");
        folder.write("engine.log", bytes + "{\"t\":\"2026-11-2");
        QCOMPARE(textsOf(readerOf(folder).read(1, 10)), (std::vector<std::string>{"line 1", "line 2", "line 3"}));
        folder.fill(1);
        QCOMPARE(textsOf(readerOf(folder).read(1, 10)),
                 (std::vector<std::string>{"line 1", "line 2", "line 3", "line 1"}));
    }

    void whatDoesNotFitIsCountedInTheLog()
    {
        LogFolder folder;
        {
            // The writer gathers for as long as the test needs to overfill it.
            const auto book = folder.book({.linesMax = 100, .gather = std::chrono::milliseconds(500)});
            for (int i = 1; i <= 250; ++i)
                book->write(kEngine, LogFolder::line(i));
            book->flush();
        }
        std::uint64_t lost = 0;
        std::uint64_t kept = 0;
        const auto lines = readerOf(folder).read(1, 1000);
        for (const auto &line : *lines)
            line.lost > 0 ? lost += line.lost : kept += 1;
        QVERIFY(lost > 0);
        QCOMPARE(lost + kept, std::uint64_t{250});
    }

    void aLoudGuestLeavesRoomForTheEngine()
    {
        LogFolder folder;
        {
            const auto book = folder.book({.linesMax = 100, .gather = std::chrono::milliseconds(500)});
            for (int i = 1; i <= 1000; ++i)
                book->write({LogName::Kind::Sandbox, "loud"}, LogFolder::line(i));
            book->write(kEngine, LogFolder::line(1));
            book->flush();
        }
        QCOMPARE(textsOf(readerOf(folder).read(1, 10)), std::vector<std::string>{"line 1"});
        const auto loud = readerOf(folder, {LogName::Kind::Sandbox, "loud"}).read(1, kWindowMax);
        QVERIFY(loud->back().lost > 0);
    }

    void aDiskThatTakesNothingIsToldOnceAndCountedWhenItDoes()
    {
        LogFolder folder;
        std::atomic<int> failures = 0;
        std::atomic<int> recoveries = 0;
        const auto book = folder.book({.failed = [&](const Error &) { ++failures; },
                                       .recovered =
                                           [&] {
                                               ++recoveries;
                                           }});
        book->write(kEngine, LogFolder::line(1));
        book->flush();
        // As a full disk: no file may grow beyond what it has.
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QVERIFY(::getrlimit(RLIMIT_FSIZE, &before) == 0);
        const rlimit none{static_cast<rlim_t>(folder.bytes("engine.log").size() + 10), before.rlim_max};
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &none) == 0);
        for (int i = 2; i <= 4; ++i) {
            book->write(kEngine, LogFolder::line(i));
            book->flush();
        }
        QVERIFY(::setrlimit(RLIMIT_FSIZE, &before) == 0);
        QCOMPARE(failures.load(), 1);
        QCOMPARE(recoveries.load(), 0);
        book->write(kEngine, LogFolder::line(5));
        book->flush();
        QCOMPARE(recoveries.load(), 1);
        const auto lines = readerOf(folder).read(1, 10);
        QCOMPARE(lines->size(), std::size_t{3});
        QCOMPARE((*lines)[1].lost, std::uint64_t{3});
        QVERIFY((*lines)[1].line.message.find("the disk did not take them") != std::string::npos);
        QCOMPARE((*lines)[2].line.message, std::string("line 5"));
    }
};

QTEST_GUILESS_MAIN(LogBookTest)
#include "tst_logs_log_book.moc"
