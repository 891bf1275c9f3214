// Role: glovebox_ledger_bench, behind `./dev bench ledger`: how long questions to a year of history take, as the window
// waits for them, and what a commit costs meanwhile. Times are of this host; the ratios, to hashing a megabyte in the
// same run, travel. The goal is the product's: lists and searches within 100 ms.
#include "core/ledger/ledger_store.h"
#include "core/ledger/sql.h"
#include "tests/unit/ledger/year.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <optional>

using namespace glovebox;
using domain::UsageBy;

namespace {

constexpr double kGoalMs = 100;

[[noreturn]] void giveUp(const std::string &why)
{
    std::fprintf(stderr, "glovebox_ledger_bench: %s\n", why.c_str());
    std::exit(1);
}

double msSince(const QElapsedTimer &watch)
{
    return static_cast<double>(watch.nsecsElapsed()) / 1e6;
}

/// Of this process.
double processorMs()
{
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6;
}

/// MiB.
double sizeOf(const std::string &path)
{
    return static_cast<double>(QFileInfo(QString::fromStdString(path)).size()) / 1048576;
}

/// The first number of a statement's answer, from beside the ledger.
qint64 askedBeside(const std::string &path, const std::string &statement)
{
    qint64 number = 0;
    {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("bench"));
        database.setDatabaseName(QString::fromStdString(path));
        const auto found =
            database.open() ? ledger::ask(database, statement) : fail(ErrorCode::HostToolFailed, "it does not open");
        if (!found)
            giveUp(describe(found.error()));
        number = found->toLongLong();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("bench"));
    return number;
}

/// Whether the audit trail's index is as far as it goes without more entries.
bool isIndexed(const std::string &path, int entries)
{
    constexpr int kWaitForEachOther = 256;
    return askedBeside(path, "SELECT through FROM audit_indexed") + kWaitForEachOther > entries;
}

struct Row {
    std::string name;
    std::vector<double> ms;
    bool hasGoal = false;
    double processorMs = 0; // of all rounds together; on a busy host it is what travels

    double at(double share) const
    {
        auto sorted = ms;
        std::ranges::sort(sorted);
        return sorted.at(static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1)));
    }
    double median() const { return at(0.5); }
};

/// Runs the loop until `answer` has come.
template <class T>
T waited(const std::optional<Result<T>> &answer)
{
    constexpr int kWithinMs = 120'000;
    QEventLoop loop;
    QTimer::singleShot(kWithinMs, &loop, [] { giveUp("no answer"); });
    while (!answer)
        loop.processEvents(QEventLoop::WaitForMoreEvents);
    if (!*answer)
        giveUp(describe(answer->error()));
    if constexpr (!std::is_void_v<T>)
        return **answer;
}

class Bench {
public:
    Bench(std::unique_ptr<ports::Ledger> &ledger, int rounds) : m_ledger(ledger), m_rounds(rounds) {}

    void ask(const std::string &name, const domain::HistoryQuestion &question, bool hasGoal)
    {
        Row row{name, {}, hasGoal};
        const double before = processorMs();
        for (int round = 0; round < m_rounds; ++round) {
            QElapsedTimer watch;
            watch.start();
            std::optional<Result<domain::HistoryAnswer>> answer;
            m_ledger->ask(question, [&](auto found) { answer = std::move(found); });
            waited(answer);
            row.ms.push_back(msSince(watch));
        }
        row.processorMs = processorMs() - before;
        m_rows.push_back(std::move(row));
    }

    /// Commits of one fact, alone or while a year is summed again and again.
    void commit(const std::string &name, std::optional<domain::HistoryQuestion> meanwhile)
    {
        Row row{name, {}, false};
        bool stop = false;
        int open = 0;
        std::function<void()> again = [&] {
            ++open;
            m_ledger->ask(*meanwhile, [&](auto) {
                --open;
                if (!stop)
                    again();
            });
        };
        if (meanwhile)
            again();
        for (int round = 0; round < 4 * m_rounds; ++round)
            row.ms.push_back(commitOne());
        stop = true;
        while (open > 0)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        m_rows.push_back(std::move(row));
    }

    /// Commits of one fact, one every few milliseconds, until something has come about.
    void commitUntil(const std::string &name, const std::function<bool()> &done)
    {
        constexpr int kBetweenLooks = 100;
        constexpr int kLooksMax = 10'000;
        Row row{name, {}, false};
        for (int looks = 0; !done(); ++looks) {
            if (looks == kLooksMax)
                giveUp(name + ": it does not end");
            for (int i = 0; i < kBetweenLooks; ++i) {
                row.ms.push_back(commitOne());
                QEventLoop loop;
                QTimer::singleShot(3, &loop, &QEventLoop::quit);
                loop.exec();
            }
        }
        m_rows.push_back(std::move(row));
    }

    void add(const std::string &name, double ms) { m_rows.push_back({name, {ms}, false}); }

    void yardstick()
    {
        Row row{"hashing a megabyte (FNV-1a)", {}, false};
        const std::string bytes(1'000'000, 'x');
        for (int round = 0; round < m_rounds; ++round) {
            QElapsedTimer watch;
            watch.start();
            std::uint64_t hash = 14695981039346656037ULL;
            for (const char c : bytes)
                hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
            if (hash == 0)
                giveUp("the hash was not computed");
            row.ms.push_back(static_cast<double>(watch.nsecsElapsed()) / 1e6);
        }
        m_rows.push_back(std::move(row));
    }

    const std::vector<Row> &rows() const { return m_rows; }

private:
    double commitOne()
    {
        QElapsedTimer watch;
        watch.start();
        std::optional<Result<>> answer;
        const auto number = std::to_string(m_nextWork++);
        m_ledger->intendWork({domain::WorkId("work_" + number), domain::EnvironmentId("env_1"), "sesn_1", {}},
                             [&](Result<> result) { answer = std::move(result); });
        waited(answer);
        return msSince(watch);
    }

    std::unique_ptr<ports::Ledger> &m_ledger;
    int m_rounds;
    int m_nextWork = 0;
    std::vector<Row> m_rows;
};

std::unique_ptr<ports::Ledger> opened(ledger::LedgerOptions options)
{
    std::optional<Result<std::unique_ptr<ports::Ledger>>> answer;
    const auto call = ledger::openLedger(std::move(options), [&](auto ledger) { answer = std::move(ledger); });
    QEventLoop loop;
    while (!answer)
        loop.processEvents(QEventLoop::WaitForMoreEvents);
    if (!*answer)
        giveUp(describe(answer->error()));
    return std::move(**answer);
}

void measure(Bench &bench)
{
    const auto last = ledgeryear::kFirstDay + std::chrono::days(ledgeryear::kDays - 1);
    const auto sums = [&](UsageBy by, int days) {
        return domain::UsageSums{last - std::chrono::days(days - 1), last, by, 100};
    };
    bench.ask("the newest 100 sessions", domain::PastSessions{.most = 100}, true);
    bench.ask("100 sessions of an environment",
              domain::PastSessions{.environment = domain::EnvironmentId("env_3"), .most = 100}, true);
    bench.ask("a search that finds the oldest", domain::PastSessions{.text = "ticket 00003", .most = 100}, true);
    bench.ask("a search that finds nothing", domain::PastSessions{.text = "zebra", .most = 100}, true);
    bench.ask("open sandboxes", domain::OpenSandboxes{}, true);
    bench.ask("the newest 200 operations", domain::NewestOperations{200}, true);
    bench.ask("slices of open sandboxes", domain::OpenSlices{}, true);
    bench.ask("today by session", sums(UsageBy::Session, 1), true);
    bench.ask("30 days by day", sums(UsageBy::Day, 30), true);
    bench.ask("30 days by sandbox", sums(UsageBy::Sandbox, 30), true);
    bench.ask("a year by day", sums(UsageBy::Day, ledgeryear::kDays), true);
    bench.ask("a year by session", sums(UsageBy::Session, ledgeryear::kDays), true);
    bench.ask("a year by environment", sums(UsageBy::Environment, ledgeryear::kDays), true);
    bench.ask("a year by template", sums(UsageBy::Template, ledgeryear::kDays), true);
    bench.ask("a year by sandbox", sums(UsageBy::Sandbox, ledgeryear::kDays), true);
    bench.ask("a year by agent", sums(UsageBy::Agent, ledgeryear::kDays), true);
    bench.ask(
        "an old day's attempts",
        domain::EgressPage{.from = last - std::chrono::days(200), .until = last - std::chrono::days(199), .most = 100},
        true);
    bench.ask("how often each rule decided in a year", domain::EgressRuleUses{}, true);
    bench.commit("a commit that is waited for", std::nullopt);
    bench.commit("the same while a year is summed", sums(UsageBy::Sandbox, ledgeryear::kDays));
}

void measureTrail(Bench &bench, int entries)
{
    const auto before = static_cast<std::uint64_t>(entries / 2);
    bench.ask("the newest 100 audit entries", domain::AuditPage{.most = 100}, true);
    bench.ask("100 from the middle", domain::AuditPage{.before = before, .most = 100}, true);
    bench.ask("of an action that is frequent", domain::AuditPage{.action = "sandbox.", .most = 100}, true);
    bench.ask("of an action that is rare", domain::AuditPage{.action = "template.", .most = 100}, true);
    bench.ask("of an action that is nowhere", domain::AuditPage{.action = "snapshot.", .most = 100}, true);
    bench.ask("with a word that is nowhere", domain::AuditPage{.text = "zebra", .most = 100}, true);
    bench.ask("with a word that is everywhere", domain::AuditPage{.text = "PAUSED", .most = 100}, true);
    bench.ask("with one that only the third has", domain::AuditPage{.text = "needle", .most = 100}, true);
    bench.ask("with the beginning of every id", domain::AuditPage{.text = "sandbox/sbx-zzzz", .most = 100}, true);
    bench.ask("with frequent parts, nowhere whole", domain::AuditPage{.text = "\"paused\",\"since", .most = 100}, true);
    bench.ask("with two characters, everywhere", domain::AuditPage{.text = "br", .most = 100}, true);
    bench.ask("with two characters, nowhere", domain::AuditPage{.text = "q!", .most = 100}, true);
    bench.ask("with two characters, in one", domain::AuditPage{.text = " \xC2\xA7", .most = 100}, true);
    bench.ask("with a word, of a rare action",
              domain::AuditPage{.text = "operator", .action = "template.", .most = 100}, true);
}

/// The year goes, a year later: on three days that agree, as 0032 has it.
void measureGoing(Bench &bench, std::unique_ptr<ports::Ledger> &ledger, const std::string &path)
{
    const auto later = ledgeryear::kFirstDay + std::chrono::days(2 * ledgeryear::kDays + 10);
    for (int day = 1; day <= 3; ++day)
        askedBeside(path, "INSERT OR IGNORE INTO day_seen (day) VALUES (" +
                              std::to_string((later - std::chrono::days(day)).time_since_epoch().count()) +
                              ") RETURNING 0");
    QElapsedTimer watch;
    watch.start();
    ledger.reset();
    ledger = opened({.path = path, .pruneEvery = std::chrono::milliseconds(10), .now = later});
    bench.add("opened when all of the year is old", msSince(watch));
    bench.commitUntil("a commit while a year's rows go",
                      [&] { return askedBeside(path, "SELECT count(*) FROM (SELECT 1 FROM call LIMIT 1)") == 0; });
    bench.add("all of the year gone", msSince(watch));
}

void print(const std::vector<Row> &rows)
{
    const double yardstick = rows.front().median();
    std::printf("%-50s %10s %10s %10s %8s   %s\n", "A year of history", "median", "95th", "processor", "ratio", "goal");
    for (const auto &row : rows) {
        const char *verdict = !row.hasGoal ? "" : row.at(0.95) <= kGoalMs ? "100 ms: met" : "100 ms: missed";
        std::printf("%-50s %7.2f ms %7.2f ms %7.2f ms %8.2f   %s\n", row.name.c_str(), row.median(), row.at(0.95),
                    row.processorMs / static_cast<double>(row.ms.size()), row.median() / yardstick, verdict);
    }
}

void printJson(const std::vector<Row> &rows)
{
    auto list = nlohmann::json::array();
    for (const auto &row : rows)
        list.push_back({{"name", row.name},
                        {"median_ms", row.median()},
                        {"p95_ms", row.at(0.95)},
                        {"processor_ms", row.processorMs / static_cast<double>(row.ms.size())},
                        {"ratio", row.median() / rows.front().median()},
                        {"goal_ms", row.hasGoal ? nlohmann::json(kGoalMs) : nlohmann::json()}});
    std::printf("%s\n", nlohmann::json{{"version", GLOVEBOX_VERSION}, {"rows", std::move(list)}}.dump(2).c_str());
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    CLI::App app("Measures questions to a ledger of a year: 10,000 sessions, 1,000,000 calls and audit entries.",
                 "glovebox_ledger_bench");
    bool json = false;
    bool quick = false;
    app.add_flag("--json", json, "machine-readable output");
    app.add_flag("--quick", quick, "a hundredth of a year, once: shows that it runs, measures nothing");
    int entries = 1'000'000;
    app.add_option("--entries", entries, "audit entries")->check(CLI::Range(1000, 10'000'000));
    CLI11_PARSE(app, argc, argv);

    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("ledger.db")).toStdString();
    opened({.path = path}).reset();
    auto size = quick ? ledgeryear::Size::small() : ledgeryear::Size();
    if (!quick)
        size.entries = entries;
    const auto written = ledgeryear::write(path, size);
    if (!written)
        giveUp(describe(written.error()));
    const auto bytes = sizeOf(path);
    QElapsedTimer watch;
    watch.start();
    auto ledger = opened({.path = path});
    const double opening = msSince(watch);
    Bench bench(ledger, quick ? 1 : 21);
    bench.yardstick();
    bench.add("opened", opening);
    bench.commitUntil("a commit while the trail is taken into its index",
                      [&] { return isIndexed(path, size.entries); });
    bench.add("the trail taken into its index", msSince(watch));
    if (!json)
        std::printf("%.0f MiB without the index of %d audit entries, %.0f with it\n", bytes, size.entries,
                    sizeOf(path));
    measure(bench);
    measureTrail(bench, size.entries);
    measureGoing(bench, ledger, path);
    json ? printJson(bench.rows()) : print(bench.rows());
    return 0;
}
