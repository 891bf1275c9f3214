#include "tests/unit/ledger/year.h"

#include "core/ledger/audit_files.h"
#include "core/ledger/audit_rows.h"
#include "core/ledger/sql.h"

#include <array>

namespace ledgeryear {

using namespace glovebox;

namespace {

/// `?N` stands for a number: how many sessions, calls, sandboxes, slices, operations; F for the first day, D for days,
/// M for a day's milliseconds.
std::string filled(std::string statement, const Size &size)
{
    const std::pair<const char *, long long> numbers[] = {{"$sessions", size.sessions},
                                                          {"$calls", size.calls},
                                                          {"$sandboxes", size.sandboxes},
                                                          {"$slices", size.slices},
                                                          {"$operations", size.operations},
                                                          {"$attempts", size.attempts},
                                                          {"$first", kFirstDay.time_since_epoch().count()},
                                                          {"$days", kDays},
                                                          {"$day", 86'400'000}};
    for (const auto &[word, number] : numbers)
        for (auto at = statement.find(word); at != std::string::npos; at = statement.find(word))
            statement.replace(at, std::string(word).size(), std::to_string(number));
    return statement;
}

/// Rows 0 to `count` of `columns`, in which `n` is the row's number.
std::string rows(const std::string &table, const std::string &count, const std::string &columns)
{
    return "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < " + count +
           ") INSERT INTO " + table + " SELECT " + columns + " FROM numbers";
}

constexpr auto kAt = "($first * $day + n * ($days * $day / $sessions))";

std::vector<std::string> statements()
{
    const std::string session = "printf('sesn_%05d', n % $sessions)";
    const std::string sandbox = "printf('sbx-%05d', n % $sandboxes)";
    const std::string meter = "3600000, 60000, 5000, 1500000, 200000000 + n, 7000000";
    return {
        rows("environment (id, name, base_url, last_seen)", "5",
             "printf('env_%d', n), printf('Environment %d', n), 'http://127.0.0.1', $first * $day"),
        rows("session (id, environment, title, agent, last_seen, input_tokens, output_tokens, cache_read_tokens,"
             " cache_write_tokens, web_searches, web_fetches, active_ms, list_cost_cents, found_by)",
             "$sessions",
             session +
                 ", printf('env_%d', n % 5), printf('Work on ticket %05d of the Backlog', n),"
                 " printf('Agent %d', n % 7), " +
                 kAt + ", 1000, 200, 5000, 100, 1, 0, 60000, 17, lower(" + session +
                 " || char(10) || printf('Work on ticket %05d of the Backlog', n) || char(10) ||"
                 " printf('Agent %d', n % 7))"),
        rows("call (session, id, kind, tool, sandbox, intended_at, is_error, timed_out, closed_at)", "$calls",
             "printf('sesn_%05d', n * $sessions / $calls), printf('sevt_%024d', n), 'agent', 'bash', 'sbx-00001',"
             " $first * $day + n, 0, 0, $first * $day + n + 1"),
        rows("sandbox (id, name, kept, session, title, created_at, environment, base, state, since, vcpus, memory,"
             " disk, running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak, closed_at)",
             "$sandboxes",
             sandbox + ", printf('box %d', n), 0, " + session +
                 ", '', $first * $day, printf('env_%d', n % 5), printf('tpl-%d', n % 3), 'ready', $first * $day, 1,"
                 " 536870912, 8589934592, " +
                 meter + ", CASE WHEN n % 1000 = 0 THEN NULL ELSE $first * $day END"),
        rows("operation (id, kind, object, name, state, step, began_at, ended_at, result, problem_detail, can_cancel,"
             " log)",
             "$operations",
             "printf('op-%05d', n), 'hibernate', 'sandbox/sbx-00001', '', 'done', '', $first * $day + n,"
             " $first * $day + n + 1, '', '', 0, $first * $day || ' begun' || char(10)"),
        rows("usage_slice (day, sandbox, prices_as_of, session, environment, base, vcpus, memory, disk, running_ms,"
             " paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak, cost)",
             "$slices",
             "$first + n * $days / $slices, " + sandbox + ", '2026-01-01', " + session +
                 ", printf('env_%d', n % 5), printf('tpl-%d', n % 3), 1, 536870912, 8589934592, " + meter + ", n"),
        rows("list_slice (day, session, environment, agent, input_tokens, output_tokens, cache_read_tokens,"
             " cache_write_tokens, web_searches, web_fetches, active_ms, list_cost_cents)",
             "$sessions",
             "$first + n * $days / $sessions, " + session +
                 ", printf('env_%d', n % 5), printf('Agent %d', n % 7), 1000, 200, 5000, 100, 1, 0, 60000, 17"),
        rows("egress (id, at, sandbox, session, kind, host, address, port, verdict, rule, reason, sent, received,"
             " lasted_ms, found_by)",
             "$attempts",
             "printf('egr-%08d', n), $first * $day + n * ($days * $day / $attempts), " + sandbox + ", " + session +
                 ", 'connection', printf('h%d.example.org', n % 60), '203.0.113.7', 443,"
                 " CASE WHEN n % 5 = 0 THEN 'denied' ELSE 'allowed' END,"
                 " CASE WHEN n % 5 = 0 THEN '' ELSE printf('packages: h%d.example.org port 443', n % 60) END, '',"
                 " 100, 1000, 20, printf('h%d.example.org', n % 60)"),
    };
}

domain::AuditEntry entryOf(int n, const Size &size)
{
    static constexpr std::array kActions{"sandbox.created",   "sandbox.paused",  "sandbox.resumed",
                                         "sandbox.destroyed", "session.claimed", "approval.answered"};
    static constexpr std::array kReasons{"idle for 15 min", "", "its session ended", "the operator asked"};
    const auto number = [](int value) {
        // An id as the server makes them: every letter anywhere.
        const auto hash = static_cast<unsigned long long>(value) * 0x9E3779B97F4A7C15ULL;
        return QString::number(hash, 36).toUpper().toStdString();
    };
    const int sandbox = n % size.sandboxes;
    domain::AuditEntry entry{.sequence = static_cast<std::uint64_t>(n),
                             .at = WallTime(kFirstDay.time_since_epoch() + std::chrono::seconds(31 * n))};
    entry.actor = n % 5 == 0 ? domain::AuditActor::Operator : domain::AuditActor::Engine;
    entry.origin = n % 5 == 0 ? "panel" : "serve";
    entry.action = n % 1000 == 0 ? "template.built" : kActions[static_cast<std::size_t>(n) % kActions.size()];
    entry.object = "sandbox/sbx-" + number(sandbox + 1);
    entry.reason = n == 3 ? "needle \xC2\xA7" : kReasons[static_cast<std::size_t>(n) % kReasons.size()];
    entry.before = R"({"state":"running","since":)" + std::to_string(entry.at.time_since_epoch().count()) + '}';
    entry.after = R"({"state":"paused"})";
    entry.session = "sesn_01" + number(sandbox % size.sessions + 77'777);
    return entry;
}

/// As the program writes it.
Result<> writeTrail(const QSqlDatabase &database, const std::string &path, const Size &size)
{
    GB_TRY(key, ledger::readAuditKey(ledger::auditKeyFileOf(path)));
    GB_TRY(insert, ledger::prepared(database, ledger::auditInsertion()));
    auto previous = ledger::noTag();
    for (int n = 1; n <= size.entries; ++n) {
        ledger::AuditRow row{.entry = entryOf(n, size), .previous = previous, .tag = {}, .keyId = key.id()};
        row.tag = previous = key.tag(row.previous, row.entry);
        GB_CHECK(ledger::change(insert, ledger::auditValues(row)));
    }
    if (size.entries == 0)
        return {};
    GB_TRY(head, ledger::AuditHeadFile::open(ledger::auditHeadFileOf(path)));
    return head->write({static_cast<std::uint64_t>(size.entries), previous}, key);
}

} // namespace

Result<> write(const std::string &path, const Size &size)
{
    const auto name = QStringLiteral("a year");
    auto written = [&]() -> Result<> {
        auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name);
        database.setDatabaseName(QString::fromStdString(path));
        if (!database.open())
            return fail(ErrorCode::HostToolFailed, "cannot open " + path);
        GB_CHECK(ledger::run(database, "PRAGMA synchronous = OFF"));
        GB_CHECK(ledger::run(database, "BEGIN"));
        for (const auto &statement : statements())
            GB_CHECK(ledger::run(database, filled(statement, size)));
        GB_CHECK(writeTrail(database, path, size));
        return ledger::run(database, "COMMIT");
    }();
    QSqlDatabase::removeDatabase(name);
    return written;
}

} // namespace ledgeryear
