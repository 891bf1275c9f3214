// Role: a disk that is full or slow, foreign text without end, and years of history.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/unit/ledger/open_ledger.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <csignal>
#include <sys/resource.h>

using namespace glovebox;
using namespace ledgertest;
using namespace std::chrono_literals;

namespace {

constexpr ByteCount kSmallDisk = ByteCount::kib(344);

/// While it is there no file of this process may grow beyond so many bytes.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t bytes)
    {
        ::signal(SIGXFSZ, SIG_IGN);
        if (::getrlimit(RLIMIT_FSIZE, &m_before) != 0)
            qFatal("no limit can be read");
        set({bytes, m_before.rlim_max});
    }
    ~SmallFiles() { set(m_before); }
    SmallFiles(const SmallFiles &) = delete;
    SmallFiles &operator=(const SmallFiles &) = delete;

private:
    static void set(const rlimit &limit)
    {
        if (::setrlimit(RLIMIT_FSIZE, &limit) != 0)
            qFatal("no limit can be set");
    }
    rlimit m_before{};
};

} // namespace

class LedgerDiskTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;

    std::string path() const { return m_path.toStdString(); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("ledger.db"));
    }

    void aFullDiskIsSaidAndNothingIsKeptByHalves()
    {
        auto opened = open({.path = path(), .sizeMax = kSmallDisk});
        QVERIFY2(opened, opened ? "" : opened.error().detail.c_str());
        auto &ledger = **opened;
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
        const auto full = told([&](Callback<> done) {
            ledger.keepResult(kSession, domain::EventId("sevt_1"), {std::string(1'000'000, 'x')}, std::move(done));
        });
        QVERIFY(!full);
        QCOMPARE(full.error().code, ErrorCode::OutOfDisk);
        QCOMPARE(leftOpen(ledger)->calls, (std::vector{ports::OpenCall{callIntent("sevt_1"), std::nullopt}}));
    }

    /// Not our own bound, but the system's refusal to write.
    void aDiskThatTakesNoMoreIsSaidAndUsedAgainOnceItDoes()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
        const auto keep = [&] {
            return told([&](Callback<> done) {
                ledger.keepResult(kSession, domain::EventId("sevt_1"), {std::string(9'000'000, 'x')}, std::move(done));
            });
        };
        ledger.note(domain::OutputFacts{kSession, "a.txt", ByteCount::kib(1), {}}); // shares the commit that fails
        {
            const SmallFiles limit(6'000'000);
            const auto full = keep();
            QVERIFY(!full);
            QCOMPARE(full.error().code, ErrorCode::HostToolFailed);
            QVERIFY2(full.error().detail.find(path()) != std::string::npos &&
                         full.error().detail.find("look at the disk") != std::string::npos,
                     full.error().detail.c_str());
            QCOMPARE(leftOpen(ledger)->calls, (std::vector{ports::OpenCall{callIntent("sevt_1"), std::nullopt}}));
        }
        QVERIFY(keep());
        QVERIFY(leftOpen(ledger)->calls.at(0).result.has_value());
        QCOMPARE(sql(m_path, {QStringLiteral("SELECT path FROM output")}), QStringList(QStringLiteral("a.txt")));
    }

    void refusalsComeInOrderWithTheOthers()
    {
        auto opened = open({.path = path(), .sizeMax = kSmallDisk});
        auto &ledger = **opened;
        std::vector<std::pair<int, bool>> order;
        const auto note = [&](int number) {
            return [&order, number](Result<> result) {
                order.emplace_back(number, result.has_value());
            };
        };
        ledger.intendCall(callIntent("sevt_1"), note(1));
        QTRY_COMPARE(order.size(), 1U);
        for (int i = 2; i < 6; ++i)
            ledger.keepResult(kSession, domain::EventId("sevt_1"), {std::string(1'000'000, 'x')}, note(i));
        ledger.intendWork({domain::WorkId(std::string(5000, 'w')), domain::EnvironmentId("env_1"), "sesn_1", {}},
                          note(6));
        QTRY_COMPARE(order.size(), 6U);
        for (int i = 0; i < 6; ++i)
            QCOMPARE(order.at(static_cast<std::size_t>(i)), std::pair(i + 1, i == 0));
    }

    void onceThereIsRoomFactsAreKeptAgain()
    {
        auto opened = open({.path = path(), .sizeMax = kSmallDisk});
        auto &ledger = **opened;
        const auto keep = [&](const std::string &call, std::size_t size) {
            ledger.intendCall(callIntent(call), nullptr);
            return told([&](Callback<> done) {
                ledger.keepResult(kSession, domain::EventId(call), {std::string(size, 'x')}, std::move(done));
            });
        };
        QVERIFY(keep("sevt_1", 120'000));
        QVERIFY(!keep("sevt_2", 120'000));
        ledger.closeCall(kSession, domain::EventId("sevt_1")); // its result's text is needed no longer
        QVERIFY(leftOpen(ledger));
        QVERIFY(keep("sevt_2", 120'000));
    }

    void aStepThatMetAFullDiskIsWrittenLater()
    {
        auto opened = open({.path = path(), .sizeMax = kSmallDisk});
        auto &ledger = **opened;
        QVERIFY(told([&](Callback<> done) { ledger.intendWork(intent("work_1"), std::move(done)); }));
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
        ledger.stepWork(domain::WorkId("work_1"), ports::WorkStep::Stopped); // shares the commit that fails
        QVERIFY(!told([&](Callback<> done) {
            ledger.keepResult(kSession, domain::EventId("sevt_1"), {std::string(1'000'000, 'x')}, std::move(done));
        }));
        opened->reset();
        opened = open({.path = path()});
        QVERIFY(leftOpen(**opened)->work.empty());
    }

    void aStepThatNobodyWaitsForIsKeptWithoutCompany()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
        ledger.closeCall(kSession, domain::EventId("sevt_1"));
        QTRY_COMPARE(
            sql(QString::fromStdString(path()), {QStringLiteral("SELECT count(*) FROM call WHERE closed_at IS NULL")}),
            QStringList{QStringLiteral("0")});
    }

    /// Whoever asks next sees the steps before, however short ago.
    void aQuestionIsAnsweredWithTheStepsBeforeIt()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(callIntent("sevt_1"), std::move(done)); }));
        ledger.closeCall(kSession, domain::EventId("sevt_1"));
        QVERIFY(leftOpen(ledger)->calls.empty());
    }

    void idsWithoutEndAreRefusedAndNamesAreCut()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        const auto refused = told([&](Callback<> done) {
            ledger.intendWork({domain::WorkId(std::string(1'000'000, 'w')), domain::EnvironmentId("env_1"), "", {}},
                              std::move(done));
        });
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        auto named = callIntent("sevt_1");
        named.tool = std::string(1'000'000, 't');
        QVERIFY(told([&](Callback<> done) { ledger.intendCall(named, std::move(done)); }));
        QVERIFY(leftOpen(ledger)->calls.at(0).intent.tool.size() < 1100);
        const auto tooLarge = told([&](Callback<> done) {
            ledger.keepResult(kSession, domain::EventId("sevt_1"), {std::string(33U << 20U, 'x')}, std::move(done));
        });
        QVERIFY(!tooLarge);
        QCOMPARE(tooLarge.error().code, ErrorCode::TooLarge);
    }

    void aFloodOfFactsIsRefusedInsteadOfFillingMemory()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        // Somebody else holds the file, so nothing can be written meanwhile.
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("holder"));
        database.setDatabaseName(m_path);
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec(QStringLiteral("BEGIN IMMEDIATE")));
        int kept = 0;
        int refused = 0;
        constexpr int kFacts = 25'000;
        for (int i = 0; i < kFacts; ++i)
            ledger.intendWork(intent("work_" + std::to_string(i)),
                              [&](Result<> result) { ++(result ? kept : refused); });
        QVERIFY(QSqlQuery(database).exec(QStringLiteral("ROLLBACK")));
        database.close();
        QTRY_COMPARE_WITH_TIMEOUT(kept + refused, kFacts, 30'000);
        QVERIFY(refused > 0);
        QCOMPARE(leftOpen(ledger)->work.size(), static_cast<std::size_t>(kept));
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(QStringLiteral("holder"));
    }

    void closedRowsOfMoreThanAYearAgoGoAtTheNextStart()
    {
        const WallTime then = std::chrono::sys_days{std::chrono::year{2025} / 1 / 1};
        {
            auto opened = open({.path = path(), .now = then});
            auto &ledger = **opened;
            for (const char *work : {"work_open", "work_closed"})
                ledger.intendWork(intent(work, then), nullptr);
            ledger.stepWork(domain::WorkId("work_closed"), ports::WorkStep::Stopped);
            for (const char *call : {"sevt_open", "sevt_closed"})
                ledger.intendCall(callIntent(call), nullptr);
            ledger.closeCall(kSession, domain::EventId("sevt_closed"));
            ledger.keepSession({kSession, domain::EnvironmentId("env_1"), "Old", "coder", {}, then});
            ledger.keepSession({domain::SessionId("sesn_2"),
                                domain::EnvironmentId("env_1"),
                                "Newer",
                                "coder",
                                {},
                                then + std::chrono::days(30)});
        }
        const QStringList rows{QStringLiteral("SELECT (SELECT count(*) FROM work), (SELECT count(*) FROM call),"
                                              " (SELECT group_concat(title) FROM session)")};
        for (int day = 361; day < 365; ++day)
            QVERIFY(open({.path = path(), .now = then + std::chrono::days(day)}));
        QCOMPARE(sql(m_path, rows), QStringList(QStringLiteral("2|2|Old,Newer")));
        for (int day = 366; day < 368; ++day) // a date counts when three days have agreed on it
            QVERIFY(open({.path = path(), .now = then + std::chrono::days(day)}));
        {
            auto opened = open({.path = path(), .now = then + std::chrono::days(368)});
            const auto found = leftOpen(**opened);
            QCOMPARE(found->work.size(), 1U);
            QCOMPARE(found->calls.size(), 1U);
        }
        QCOMPARE(sql(m_path, rows), QStringList(QStringLiteral("1|1|Newer")));
    }

    void theLastFiguresOfASessionCount()
    {
        domain::ModelUsage usage;
        usage.inputTokens = std::numeric_limits<std::uint64_t>::max();
        usage.outputTokens = 7;
        usage.listCostCents = 42;
        {
            auto opened = open({.path = path()});
            ports::SessionFacts facts{kSession, domain::EnvironmentId("env_1"), "First title", "coder", {}, {}};
            (*opened)->keepSession(facts);
            facts.title = "Second title";
            facts.usage = usage;
            (*opened)->keepSession(facts);
        }
        QCOMPARE(sql(m_path, {QStringLiteral("SELECT title, agent, input_tokens, output_tokens, list_cost_cents"
                                             " FROM session")}),
                 QStringList(QStringLiteral("Second title|coder|9223372036854775807|7|42")));
    }

    /// A commit that waits for the disk is for what nothing else would tell of.
    void intentsAndStepsOutliveAPowerCutAndResultsTheProgram()
    {
        using namespace glovebox::ledger;
        const domain::WorkId work("work_1");
        const domain::EventId call("sevt_1");
        const domain::EnvironmentId environment("env_1");
        QVERIFY(outlivesTheHost(ports::WorkIntent{work, environment, "sesn_1", {}}));
        QVERIFY(outlivesTheHost(WorkStepped{work}));
        QVERIFY(outlivesTheHost(callIntent("sevt_1")));
        QVERIFY(outlivesTheHost(CallClosed{kSession, call}));
        QVERIFY(!outlivesTheHost(ResultKept{kSession, call, {"text"}}));
        QVERIFY(!outlivesTheHost(ports::SessionFacts{kSession, environment, "", "", {}, {}}));
        QVERIFY(!outlivesTheHost(domain::HistoryFact(domain::OutputFacts{kSession, "a.txt", {}, {}})));
    }

    void aClosedCallKeepsNoResultText()
    {
        {
            auto opened = open({.path = path()});
            (*opened)->intendCall(callIntent("sevt_1"), nullptr);
            QVERIFY(told([&](Callback<> done) {
                (*opened)->keepResult(kSession, domain::EventId("sevt_1"), {"private"}, std::move(done));
            }));
            (*opened)->closeCall(kSession, domain::EventId("sevt_1"));
        }
        QCOMPARE(sql(m_path, {QStringLiteral("SELECT id, result, closed_at IS NOT NULL FROM call")}),
                 QStringList(QStringLiteral("sevt_1||1")));
    }

    /// A sync that has a new length to write costs the disk twice.
    void theLogIsAsLongFromTheStartAsItGets()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        const QFileInfo log(m_path + QStringLiteral("-wal"));
        const auto before = log.size();
        QVERIFY(before > 4'000'000);
        for (int i = 0; i < 300; ++i) { // enough that it starts over
            const auto call = "sevt_" + std::to_string(i);
            ledger.intendCall(callIntent(call), nullptr);
            QVERIFY(told([&](Callback<> done) {
                ledger.keepResult(kSession, domain::EventId(call), {std::string(10'000, 'x')}, std::move(done));
            }));
            ledger.closeCall(kSession, domain::EventId(call));
        }
        QVERIFY(leftOpen(ledger)->calls.empty());
        QVERIFY(QFileInfo(log.filePath()).size() < before + before / 10); // one batch over the mark
    }

    /// Prints what a commit costs here; the bound only catches one commit a fact.
    void manyFactsShareACommit()
    {
        auto opened = open({.path = path()});
        auto &ledger = **opened;
        QElapsedTimer watch;
        watch.start();
        constexpr int kAlone = 50;
        int one = 0;
        std::function<void()> next = [&] {
            ledger.intendWork(intent("work_a" + std::to_string(one)), [&](Result<> result) {
                if (result && ++one < kAlone)
                    next();
            });
        };
        next();
        QTRY_COMPARE(one, kAlone);
        const auto alone = watch.nsecsElapsed() / kAlone;
        watch.restart();
        int kept = 0;
        constexpr int kTogether = 10'000;
        for (int i = 0; i < kTogether; ++i)
            ledger.intendWork(intent("work_b" + std::to_string(i)), [&](Result<> result) { kept += result ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(kept, kTogether, 30'000);
        const auto together = watch.nsecsElapsed() / kTogether;
        qInfo("one fact at a time %lld us each, many at once %lld us each", static_cast<long long>(alone / 1000),
              static_cast<long long>(together / 1000));
        QVERIFY(together < alone);
    }
};

QTEST_GUILESS_MAIN(LedgerDiskTest)
#include "tst_disk.moc"
