// Role: `gloveboxctl usage` and `gloveboxctl history`: what sandboxes used and cost, and which ones there were. Reads
// only, also while a Glovebox works in the same folder; or asks one at a URL. Thread: the main one; blocks.
#include "app/cli/use_source.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"
#include "core/base/limits.h"
#include "core/rest/use_json.h"

#include <QDate>

#include <memory>

namespace glovebox::cli {

namespace {

using domain::UsageBy;

constexpr const char *kNotRead = "The ledger could not be read.";
constexpr int kListed = 100;

struct UseOptions {
    LiveOptions live;
    std::string ledger;
    std::string since;
    std::string until;
    std::string by;
    int most = kListed;
};

const std::map<std::string, UsageBy> &groupings()
{
    static const std::map<std::string, UsageBy> all{
        {"day", UsageBy::Day},           {"session", UsageBy::Session}, {"environment", UsageBy::Environment},
        {"template", UsageBy::Template}, {"sandbox", UsageBy::Sandbox}, {"agent", UsageBy::Agent}};
    return all;
}

Result<> takeDay(const std::string &text, const char *option, domain::UsageDay &day)
{
    if (text.empty())
        return {};
    const auto date = QDate::fromString(QString::fromStdString(text), QStringLiteral("yyyy-MM-dd"));
    if (!date.isValid())
        return fail(ErrorCode::InvalidArgument, std::string(option) + " takes a day in UTC: 2026-11-26");
    day = domain::UsageDay(std::chrono::days(QDate(1970, 1, 1).daysTo(date)));
    return {};
}

Result<UseDays> daysOf(const UseOptions &options)
{
    UseDays days;
    GB_CHECK(takeDay(options.since, "--since", days.from));
    GB_CHECK(takeDay(options.until, "--until", days.to));
    if (days.to < days.from)
        return fail(ErrorCode::InvalidArgument, "--until is before --since");
    return days;
}

using Show = Result<int> (*)(UseSource &, const UseOptions &, const UseDays &);

/// From wherever the words say.
int showFrom(const UseOptions &options, Show show)
{
    const auto days = daysOf(options);
    if (!days)
        return complain(days.error().detail, kExitUsage);
    if (asksUrl(options.live, options.ledger))
        return withApi(options.live, kNotRead, [&](const ApiClient &api) { return show(*useOf(api), options, *days); });
    const auto source = useOnDisk(options.ledger, options.live.dataDir);
    const auto shown = source ? show(**source, options, *days) : tl::unexpected(source.error());
    return shown ? *shown : complainOfLedger(kNotRead, shown.error());
}

void printJson(const nlohmann::json &object)
{
    std::printf("%s\n", object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

/// Columns as wide as what is in them; the first one is text, the others are figures.
class Table {
public:
    explicit Table(QStringList titles) { add(std::move(titles)); }
    void add(QStringList cells) { m_rows.push_back(std::move(cells)); }
    void print() const
    {
        std::vector<qsizetype> widths(static_cast<std::size_t>(m_rows.front().size()));
        for (const auto &row : m_rows)
            for (std::size_t i = 0; i < widths.size(); ++i)
                widths[i] = std::max(widths[i], row[static_cast<qsizetype>(i)].size());
        for (const auto &row : m_rows) {
            QString line;
            for (std::size_t i = 0; i < widths.size(); ++i) {
                const auto &cell = row[static_cast<qsizetype>(i)];
                line += i == 0 ? cell.leftJustified(widths[i]) : QStringLiteral("  ") + cell.rightJustified(widths[i]);
            }
            std::printf("%s\n", qUtf8Printable(line));
        }
    }

private:
    std::vector<QStringList> m_rows;
};

// ---- Usage ------------------------------------------------------------------------------------------------------

QString nameOf(const domain::UsageRow &row)
{
    const auto label = format::shownLine(QString::fromStdString(row.label));
    const auto key = format::shownLine(QString::fromStdString(row.key));
    if (key.isEmpty())
        return QStringLiteral("(none)");
    return label.isEmpty() ? key : QStringLiteral("%1 (%2)").arg(label, key);
}

QStringList cellsOf(const domain::UsageRow &row, const QString &name)
{
    return {name,
            format::count(row.sandboxes),
            format::duration(row.used.running),
            format::measured(row.used.cpuTime),
            format::bytes(row.used.memoryPeak),
            format::localCost(row.cost),
            format::listCost(row.list)};
}

nlohmann::json jsonOf(const domain::UsageRow &row)
{
    nlohmann::json out{{"sandboxes", row.sandboxes},
                       {"running_ms", row.used.running.count()},
                       {"paused_ms", row.used.paused.count()},
                       {"hibernated_ms", row.used.hibernated.count()},
                       {"cpu_ms", row.used.cpuTime.count()},
                       {"mem_peak_bytes", row.used.memoryPeak.value},
                       {"disk_peak_bytes", row.used.diskPeak.value},
                       {"cost_cents", rest::cents(row.cost)},
                       {"prices_as_of", row.pricesAsOf}};
    if (row.list && row.list->listCostCents)
        out["list_cost_cents"] = *row.list->listCostCents;
    return out;
}

Result<int> showTable(UseSource &source, const UseOptions &options, const UseDays &days)
{
    const auto by = options.by.empty() ? UsageBy::Day : groupings().at(options.by);
    GB_TRY(table, source.table({days.from, days.to, by, limits::kHistoryPageMax}));
    if (options.live.json) {
        auto rows = nlohmann::json::array();
        for (const auto &row : table.rows) {
            auto object = jsonOf(row);
            object["key"] = row.key;
            object["label"] = row.label;
            rows.push_back(std::move(object));
        }
        printJson({{"by", options.by}, {"rows", rows}, {"total", jsonOf(table.total)}, {"more", table.more}});
        return 0;
    }
    Table shown({QString::fromStdString(options.by.empty() ? "day" : options.by), QStringLiteral("sandboxes"),
                 QStringLiteral("ran"), QStringLiteral("processors"), QStringLiteral("memory peak"),
                 QStringLiteral("local cost"), QStringLiteral("list price")});
    for (const auto &row : table.rows)
        shown.add(cellsOf(row, nameOf(row)));
    shown.add(cellsOf(table.total, QStringLiteral("total")));
    shown.print();
    if (table.more)
        std::printf("Only the first %d are listed; the total is of all.\n", limits::kHistoryPageMax);
    std::printf("Days are UTC. Local cost is this host's, by its price table; list price is what the control plane "
                "reports of the models, and not part of it.\n");
    return 0;
}

Result<int> showUsage(UseSource &source, const UseOptions &options, const UseDays &days)
{
    if (!options.live.json || !options.by.empty())
        return showTable(source, options, days);
    GB_TRY(totals, source.totals(days));
    printJson(totals);
    return 0;
}

// ---- History ----------------------------------------------------------------------------------------------------

Result<int> showHistory(UseSource &source, const UseOptions &options, const UseDays &days)
{
    GB_TRY(runs, source.ended(days, options.most));
    if (options.live.json) {
        for (const auto &run : runs)
            printJson(rest::historyRecord(run));
        return 0;
    }
    Table shown({QStringLiteral("sandbox"), QStringLiteral("created"), QStringLiteral("ended"), QStringLiteral("up"),
                 QStringLiteral("processors"), QStringLiteral("memory peak"), QStringLiteral("local cost"),
                 QStringLiteral("why")});
    for (const auto &run : runs) {
        const auto name = format::shownLine(QString::fromStdString(run.name));
        const auto id = QString::fromStdString(run.id.value());
        shown.add({name.isEmpty() ? id : QStringLiteral("%1 (%2)").arg(name, id),
                   format::fullTime(run.createdAt, QTimeZone::utc()), format::fullTime(run.endedAt, QTimeZone::utc()),
                   format::duration(run.uptime), format::measured(run.cpuTime), format::bytes(run.memoryPeak),
                   format::localCost(run.cost), QString::fromStdString(run.cause)});
    }
    shown.print();
    return 0;
}

std::shared_ptr<UseOptions> addCommon(CLI::App &command)
{
    auto options = std::make_shared<UseOptions>();
    addLedgerOrUrl(command, options->live, options->ledger);
    command.add_option("--since", options->since, "from this day on (UTC): 2026-11-26");
    command.add_option("--until", options->until, "up to this day, which is included");
    return options;
}

} // namespace

void addUsage(CLI::App &app, Action &chosen)
{
    auto *command = app.add_subcommand("usage", "what sandboxes used and cost");
    const auto options = addCommon(*command);
    command->add_option("--by", options->by, "day, session, environment, template, sandbox or agent; day in a table")
        ->check(CLI::IsMember({"day", "session", "environment", "template", "sandbox", "agent"}));
    command->add_flag("--json", options->live.json,
                      "one usage object as GET /v1/usage gives it; with --by: rows and total");
    command->callback([&chosen, options] {
        chosen = [options] {
            return showFrom(*options, showUsage);
        };
    });
}

void addHistory(CLI::App &app, Action &chosen)
{
    auto *command = app.add_subcommand("history", "sandboxes that ended, the newest first");
    const auto options = addCommon(*command);
    command->add_option("--most", options->most, "how many")->check(CLI::Range(1, 1'000'000))->capture_default_str();
    command->add_flag("--json", options->live.json, "a history record a line, as GET /v1/runs/history gives them");
    command->callback([&chosen, options] {
        chosen = [options] {
            return showFrom(*options, showHistory);
        };
    });
}

} // namespace glovebox::cli
