// What becomes of the files that a session leaves in its outputs folder.
#include "core/engine/output_collector.h"
#include "tests/support/fake_guest_disk.h"
#include "tests/support/fake_output_store.h"
#include "tests/support/manual_clock.h"

#include <QTest>

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;
using Kind = ports::GuestEntry::Kind;

namespace {

const domain::SessionId kSession("sesn_1");
const std::string kFolder = "/mnt/session/outputs/";

struct Rig {
    ManualClock clock;
    FakeDisk disk;
    FakeGuestFiles files{clock, disk};
    FakeOutputStore store;
    std::vector<api::OutputsView> views;
    engine::OutputCollector collector{store, clock, kSession, [this](api::Change change) {
                                          views.push_back(std::get<api::OutputsView>(change));
                                      }};
    std::vector<Result<>> ends;
    Call call;

    Rig() { store.now = wallOfTheGuest() + 1h; }

    /// The guest's present time, as the host sees it.
    WallTime wallOfTheGuest() const
    {
        return WallTime(std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::nanoseconds(disk.now)));
    }
    void begin()
    {
        call = collector.collect(files, [this](Result<> result) { ends.push_back(std::move(result)); });
    }
    /// A whole collection; its result's code, or "done".
    QByteArray collect()
    {
        ends.clear();
        begin();
        for (int turn = 0; turn < 10'000 && ends.empty(); ++turn)
            clock.runDue();
        if (ends.size() != 1)
            return "not over";
        return ends[0] ? "done" : name(ends[0].error().code);
    }
    std::string kept(const std::string &path) const
    {
        const auto session = store.sessions.find(kSession.value());
        if (session == store.sessions.end() || !session->second.contains(path))
            return "(none)";
        return session->second.at(path).content;
    }
    std::ptrdiff_t reads() const
    {
        return std::ranges::count_if(disk.log, [](const std::string &line) { return line.starts_with("read"); });
    }
};

} // namespace

class OutputCollectorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newFilesAreKeptAndShown()
    {
        Rig rig;
        rig.disk.put(kFolder + "report.md", "hello");
        rig.disk.put(kFolder + "charts/a.png", std::string(100'000, 'p'));
        rig.disk.put("/mnt/session/work.txt", "not an output");
        rig.disk.put(kFolder + "empty", "");
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.kept("report.md"), std::string("hello"));
        QVERIFY(rig.kept("charts/a.png") == std::string(100'000, 'p'));
        QCOMPARE(rig.kept("empty"), std::string());
        QVERIFY(rig.views.front().collecting && !rig.views.back().collecting);
        const auto &view = rig.views.back();
        QCOMPARE(view.files.size(), std::size_t{3});
        QCOMPARE(view.files[0].path, std::string("charts/a.png"));
        QCOMPARE(view.files[2].size.value, std::uint64_t{5});
        QVERIFY(view.files[2].collectedAt == rig.store.now);
        QVERIFY(!view.folder.empty() && !view.problem && view.skipped == 0);
        QVERIFY(view.generation > rig.views.front().generation);
        QCOMPARE(rig.store.open, 0);
    }

    void nothingToDoIsNoTrouble()
    {
        Rig rig;
        rig.disk.erase("/mnt/session/outputs");
        QCOMPARE(rig.collect(), QByteArray("done"));
        QVERIFY(rig.views.back().files.empty() && rig.views.back().folder.empty() && !rig.views.back().problem);
    }

    void aFileThatIsTheSameIsNotReadAgain()
    {
        Rig rig;
        rig.disk.put(kFolder + "a", "one");
        rig.disk.put(kFolder + "b", "two");
        QCOMPARE(rig.collect(), QByteArray("done"));
        rig.disk.put(kFolder + "b", "2nd"); // as long as before
        rig.disk.put(kFolder + "c", "three");
        QCOMPARE(rig.reads(), 2);
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.reads(), 4);
        QCOMPARE(rig.kept("b"), std::string("2nd"));
        // Nor by the collector of a later run, which only has the store to go by.
        engine::OutputCollector later(rig.store, rig.clock, kSession, nullptr);
        bool over = false;
        const auto call = later.collect(rig.files, [&](const Result<> &) { over = true; });
        for (int turn = 0; turn < 100 && !over; ++turn)
            rig.clock.runDue();
        QVERIFY(over);
        QCOMPARE(rig.reads(), 4);
    }

    void aFileChangedJustBeforeItWasKeptIsComparedByItsHashOnce()
    {
        Rig rig;
        auto &node = rig.disk.put(kFolder + "a", "one");
        rig.store.now = rig.wallOfTheGuest() + 5ms;
        QCOMPARE(rig.collect(), QByteArray("done"));
        node.content = "two"; // within the grain of its time stamp
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.kept("a"), std::string("two"));
        QCOMPARE(rig.reads(), 2);
        QCOMPARE(rig.collect(), QByteArray("done")); // the same hash: nothing to read
        QCOMPARE(rig.reads(), 2);
        const auto lists = rig.disk.log.size();
        QCOMPARE(rig.collect(), QByteArray("done")); // beyond doubt: no hashes any more
        QCOMPARE(rig.disk.log.size(), lists + 1);
    }

    void onlyPlainFilesAreTaken()
    {
        Rig rig;
        rig.disk.putOther(kFolder + "link");
        rig.disk.put(kFolder + "twin", "x").links = 2;
        rig.disk.put(kFolder + "bad\nname", "x");
        std::string deep = kFolder;
        for (int i = 0; i < 16; ++i)
            deep += "d/";
        rig.disk.put(deep + "f", "x");
        rig.disk.put(kFolder + "good", "x");
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.store.committed, (std::vector<std::string>{"good"}));
        QCOMPARE(rig.views.back().skipped, 4);
    }

    void whatDoesNotFitIsCountedAndTheRestIsTaken()
    {
        Rig rig;
        rig.store.beginFaults.insert({"b", Error{ErrorCode::TooLarge, "quota"}});
        rig.store.beginFaults.insert({"c", Error{ErrorCode::InvalidState, "a folder"}});
        for (const char *file : {"a", "b", "c", "d"})
            rig.disk.put(kFolder + file, "x");
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.store.committed, (std::vector<std::string>{"a", "d"}));
        QCOMPARE(rig.views.back().skipped, 2);
        rig.store.beginFaults.clear();
        QCOMPARE(rig.collect(), QByteArray("done")); // the next time there may be room
        QCOMPARE(rig.kept("b"), std::string("x"));
        QCOMPARE(rig.views.back().skipped, 0);
    }

    void tooManyFilesAreCounted()
    {
        Rig rig;
        for (std::size_t i = 0; i < limits::kOutputFilesMax + 3; ++i)
            rig.disk.put(kFolder + std::to_string(i), "");
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.views.back().files.size(), limits::kOutputFilesMax);
        QCOMPARE(rig.views.back().skipped, 3);
    }

    void aFileThatChangesWhileItIsReadIsTakenTheNextTime_data()
    {
        QTest::addColumn<QByteArray>("becomes");
        QTest::newRow("longer") << QByteArray(100'000, 'y');
        QTest::newRow("shorter") << QByteArray(40'000, 'y');
        QTest::newRow("gone") << QByteArray();
    }

    void aFileThatChangesWhileItIsReadIsTakenTheNextTime()
    {
        QFETCH(QByteArray, becomes);
        Rig rig;
        rig.disk.put(kFolder + "a", std::string(80'000, 'x'));
        rig.disk.put(kFolder + "b", "other");
        bool changed = false;
        rig.disk.betweenPieces = [&](const std::string &path) {
            if (path != kFolder + "a" || std::exchange(changed, true))
                return;
            if (becomes.isEmpty())
                rig.disk.erase(path);
            else
                rig.disk.put(path, becomes.toStdString());
        };
        QCOMPARE(rig.collect(), QByteArray("done"));
        QVERIFY(changed);
        QCOMPARE(rig.kept("a"), std::string("(none)"));
        QCOMPARE(rig.kept("b"), std::string("other"));
        QCOMPARE(rig.views.back().skipped, 0);
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.kept("a"), becomes.isEmpty() ? std::string("(none)") : becomes.toStdString());
    }

    void aDeadGuestEndsItWithWhatWasTaken()
    {
        Rig rig;
        rig.disk.put(kFolder + "a", "x");
        rig.disk.put(kFolder + "b", "x");
        rig.disk.fault = [](const std::string &work, const std::string &path) -> std::optional<Error> {
            if (work == "read" && path.ends_with("/b"))
                return Error{ErrorCode::GuestExited, "gone"};
            return std::nullopt;
        };
        QCOMPARE(rig.collect(), QByteArray("GuestExited"));
        QCOMPARE(rig.kept("a"), std::string("x"));
        QVERIFY(rig.views.back().problem && rig.views.back().files.size() == 1 && !rig.views.back().collecting);
        QCOMPARE(rig.store.open, 0);
        rig.disk.fault = nullptr;
        QCOMPARE(rig.collect(), QByteArray("done"));
        QVERIFY(!rig.views.back().problem);
    }

    void aFullHostDiskIsSaid()
    {
        Rig rig;
        rig.disk.put(kFolder + "a", "x");
        rig.disk.put(kFolder + "b", "x");
        rig.store.writeFault = Error{ErrorCode::OutOfDisk, "full"};
        QCOMPARE(rig.collect(), QByteArray("OutOfDisk"));
        QCOMPARE(rig.reads(), 1); // the others would not fit either
        QVERIFY(rig.store.committed.empty());
        QCOMPARE(rig.views.back().problem->code, ErrorCode::OutOfDisk);
    }

    void aQuotaReachedInTheMiddleOfAFileSkipsIt()
    {
        Rig rig;
        rig.disk.put(kFolder + "a", "x");
        rig.store.writeFault = Error{ErrorCode::TooLarge, "quota"};
        QCOMPARE(rig.collect(), QByteArray("done"));
        QCOMPARE(rig.views.back().skipped, 1);
        QVERIFY(rig.store.committed.empty());
    }

    void anOutputsFolderThatIsALinkIsNotFollowed()
    {
        Rig rig;
        rig.disk.erase("/mnt/session/outputs");
        rig.disk.putOther("/mnt/session/outputs");
        QCOMPARE(rig.collect(), QByteArray("InvalidState"));
        QVERIFY(rig.views.back().problem);
    }

    void lettingGoStopsAtAnyMoment()
    {
        for (int turns = 0; turns < 12; ++turns) {
            Rig rig;
            rig.disk.put(kFolder + "a", std::string(100'000, 'x'));
            rig.disk.put(kFolder + "b", "x");
            rig.begin();
            for (int turn = 0; turn < turns && rig.ends.empty(); ++turn)
                rig.clock.advanceToNext();
            const bool over = !rig.ends.empty();
            rig.call.cancel();
            QCOMPARE(rig.store.open, 0);
            QVERIFY(!rig.views.back().collecting);
            rig.clock.advance(1h);
            QCOMPARE(rig.ends.empty(), !over);
            QCOMPARE(rig.collect(), QByteArray("done"));
            QCOMPARE(rig.kept("b"), std::string("x"));
        }
    }

    void itGoesOnlyOnceAtATimeAndNotForEver()
    {
        Rig rig;
        rig.disk.put(kFolder + "a", "x");
        rig.disk.delay = limits::kOutputCollection; // a guest that hardly moves
        rig.begin();
        std::optional<Result<>> second;
        const auto call = rig.collector.collect(rig.files, [&](Result<> result) { second = std::move(result); });
        rig.clock.runDue();
        QVERIFY(second && !*second && second->error().code == ErrorCode::InvalidState);
        rig.clock.advance(limits::kOutputCollection);
        QCOMPARE(rig.ends.size(), std::size_t{1});
        QCOMPARE(rig.ends[0].error().code, ErrorCode::TimedOut);
        rig.disk.delay = 0ms;
        QCOMPARE(rig.collect(), QByteArray("done"));
    }

    void whatIsKeptIsShownWithoutAGuest()
    {
        Rig rig;
        rig.collector.show();
        QVERIFY(rig.views.empty());
        rig.store.sessions[kSession.value()]["old.txt"] = {"x", 1, rig.store.now};
        rig.collector.show();
        QCOMPARE(rig.views.size(), std::size_t{1});
        QCOMPARE(rig.views[0].files.at(0).path, std::string("old.txt"));
        QVERIFY(!rig.views[0].collecting);
    }
};

QTEST_GUILESS_MAIN(OutputCollectorTest)
#include "tst_output_collector.moc"
