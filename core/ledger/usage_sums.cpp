#include "core/ledger/usage_sums.h"

#include "core/ledger/values.h"

#include <QHash>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace glovebox::ledger {

namespace {

using domain::UsageBy;

constexpr std::array kGroupings{UsageBy::Day,      UsageBy::Session, UsageBy::Environment,
                                UsageBy::Template, UsageBy::Sandbox, UsageBy::Agent};

/// The control plane's figures can be told apart by these: they are a session's, not a sandbox's.
bool hasListUsage(UsageBy by)
{
    return by != UsageBy::Template && by != UsageBy::Sandbox;
}

struct Keys {
    const char *local; // of a row of usage_slice
    const char *list;  // of a row of list_slice
    const char *label; // of a key, for each ?; none: ""
};

Keys keysOf(UsageBy by)
{
    switch (by) {
    case UsageBy::Day:
        return {"day", "day", nullptr};
    case UsageBy::Session:
        return {"session", "session", "SELECT title FROM session WHERE id = ?"};
    case UsageBy::Environment:
        return {"environment", "environment", "SELECT name FROM environment WHERE id = ?"};
    case UsageBy::Template:
        return {"base", nullptr, "SELECT name FROM frozen WHERE kind = 'template' AND id = ?"};
    case UsageBy::Sandbox:
        return {
            "sandbox", nullptr,
            "SELECT coalesce((SELECT name FROM sandbox WHERE id = ?), (SELECT name FROM ended_sandbox WHERE id = ?))"};
    case UsageBy::Agent:
        return {"(SELECT agent FROM session WHERE id = usage_slice.session)", "agent", nullptr};
    }
    return {"day", "day", nullptr};
}

/// Columns: sandbox, a meter's six, cost, price table, key.
std::string localStatement(UsageBy by)
{
    return std::string("SELECT sandbox, running_ms, paused_ms, hibernated_ms, cpu_ms, memory_peak, disk_peak, cost,"
                       " prices_as_of, ") +
           keysOf(by).local + " FROM usage_slice WHERE day BETWEEN ? AND ?";
}

/// Columns: the eight of what the control plane reports, key.
std::string listStatement(UsageBy by)
{
    return std::string("SELECT input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, web_searches,"
                       " web_fetches, active_ms, list_cost_cents, ") +
           keysOf(by).list + " FROM list_slice WHERE day BETWEEN ? AND ?";
}

using Number = qint64;

/// Figures are bounded when they are told: only a ledger that was changed by hand has sums that are none.
bool add(Number &sum, Number value)
{
    return !__builtin_add_overflow(sum, value, &sum);
}
bool add(Number &sum, const QVariant &value)
{
    return add(sum, value.toLongLong());
}

struct Group {
    QString key;
    std::array<Number, 4> times{}; // running, paused, hibernated, processor
    std::array<Number, 2> peaks{}; // memory, disk
    Number cost = 0;
    QString oldest; // price tables
    QString newest;
    bool hasPrices = false;
    int sandboxes = 0;
    bool listed = false;
    std::array<Number, 7> list{};
    std::optional<Number> listCostCents;

    bool addLocal(const QSqlQuery &row);
    bool addList(const QSqlQuery &row);
    /// All but the sandboxes, of which two groups may have the same.
    bool addGroup(const Group &other);

private:
    void addPrices(const QString &low, const QString &high);
};

void Group::addPrices(const QString &low, const QString &high)
{
    if (!hasPrices || low < oldest)
        oldest = low;
    if (!hasPrices || high > newest)
        newest = high;
    hasPrices = true;
}

bool Group::addLocal(const QSqlQuery &row)
{
    bool fits = add(cost, row.value(7));
    for (int i = 0; i < 4; ++i)
        fits = add(times[static_cast<std::size_t>(i)], row.value(1 + i)) && fits;
    for (int i = 0; i < 2; ++i) {
        auto &peak = peaks[static_cast<std::size_t>(i)];
        peak = std::max<Number>(peak, row.value(5 + i).toLongLong());
    }
    const auto prices = row.value(8).toString();
    addPrices(prices, prices);
    return fits;
}

bool Group::addGroup(const Group &other)
{
    bool fits = add(cost, other.cost);
    for (std::size_t i = 0; i < times.size(); ++i)
        fits = add(times[i], other.times[i]) && fits;
    for (std::size_t i = 0; i < peaks.size(); ++i)
        peaks[i] = std::max(peaks[i], other.peaks[i]);
    if (other.hasPrices)
        addPrices(other.oldest, other.newest);
    listed = listed || other.listed;
    for (std::size_t i = 0; i < list.size(); ++i)
        fits = add(list[i], other.list[i]) && fits;
    if (other.listCostCents) {
        listCostCents = listCostCents.value_or(0);
        fits = add(*listCostCents, *other.listCostCents) && fits;
    }
    return fits;
}

bool Group::addList(const QSqlQuery &row)
{
    bool fits = true;
    listed = true;
    for (int i = 0; i < 7; ++i)
        fits = add(list[static_cast<std::size_t>(i)], row.value(i)) && fits;
    if (!row.value(7).isNull()) {
        listCostCents = listCostCents.value_or(0);
        fits = add(*listCostCents, row.value(7)) && fits;
    }
    return fits;
}

std::string dayKey(const QString &number)
{
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(number.toInt()))};
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return buffer;
}

std::uint64_t count(Number value)
{
    return static_cast<std::uint64_t>(std::max<Number>(0, value));
}

domain::UsageRow rowOf(const Group &group)
{
    using std::chrono::milliseconds;
    domain::UsageRow row;
    row.key = group.key.toStdString();
    row.used = {.running = milliseconds(group.times[0]),
                .paused = milliseconds(group.times[1]),
                .hibernated = milliseconds(group.times[2]),
                .cpuTime = milliseconds(group.times[3]),
                .memoryPeak = ByteCount{count(group.peaks[0])},
                .diskPeak = ByteCount{count(group.peaks[1])}};
    row.cost = group.cost;
    row.pricesAsOf = group.oldest == group.newest ? group.newest.toStdString() : "several";
    row.sandboxes = group.sandboxes;
    if (!group.listed)
        return row;
    row.list = domain::ModelUsage{.inputTokens = count(group.list[0]),
                                  .outputTokens = count(group.list[1]),
                                  .cacheReadTokens = count(group.list[2]),
                                  .cacheWriteTokens = count(group.list[3]),
                                  .webSearches = count(group.list[4]),
                                  .webFetches = count(group.list[5]),
                                  .active = milliseconds(group.list[6]),
                                  .listCostCents = std::nullopt};
    if (group.listCostCents)
        row.list->listCostCents = *group.listCostCents;
    return row;
}

class Counting {
public:
    Counting(Statements &statements, const domain::UsageSums &question) : m_statements(statements), m_asked(question) {}

    Result<domain::UsageTable> table(int most);

private:
    Group &groupOf(const QVariant &key);
    Result<> addLocal();
    Result<> addList();
    /// The dearest first; days, the newest.
    bool isBefore(const Group &a, const Group &b) const;
    Result<domain::UsageRow> labelled(const Group &group);

    Statements &m_statements;
    const domain::UsageSums m_asked;
    std::vector<Group> m_groups;
    QHash<QString, int> m_places; // in it
    QVariant m_lastKey;
    std::size_t m_lastPlace = 0;
    int m_sandboxes = 0;
};

Group &Counting::groupOf(const QVariant &key)
{
    if (!m_groups.empty() && key == m_lastKey) // rows come day by day
        return m_groups[m_lastPlace];
    m_lastKey = key;
    const auto text = key.toString();
    if (const auto known = m_places.constFind(text); known != m_places.constEnd())
        return m_groups[m_lastPlace = static_cast<std::size_t>(*known)];
    m_lastPlace = m_groups.size();
    m_places.insert(text, static_cast<int>(m_lastPlace));
    m_groups.emplace_back().key = text;
    return m_groups.back();
}

tl::unexpected<Error> tooLarge()
{
    return fail(ErrorCode::HostToolFailed, "the ledger's usage is more than can be summed; it was changed by hand");
}

Result<> Counting::addLocal()
{
    QHash<QString, int> sandboxes; // their numbers
    std::vector<std::uint64_t> pairs;
    GB_CHECK(m_statements.each(localStatement(m_asked.by), {day(m_asked.from), day(m_asked.to)},
                               [&](const QSqlQuery &row) -> Result<> {
                                   auto &group = groupOf(row.value(9));
                                   const auto id = row.value(0).toString();
                                   auto known = sandboxes.constFind(id);
                                   if (known == sandboxes.constEnd())
                                       known = sandboxes.insert(id, static_cast<int>(sandboxes.size()));
                                   const auto place = static_cast<std::uint64_t>(&group - m_groups.data());
                                   pairs.push_back(place << 32U | static_cast<std::uint32_t>(*known));
                                   return group.addLocal(row) ? Result<>() : tooLarge();
                               }));
    m_sandboxes = static_cast<int>(sandboxes.size());
    std::ranges::sort(pairs);
    const auto repeated = std::ranges::unique(pairs);
    for (auto pair = pairs.begin(); pair != repeated.begin(); ++pair)
        ++m_groups[*pair >> 32U].sandboxes;
    return {};
}

Result<> Counting::addList()
{
    return m_statements.each(
        listStatement(m_asked.by), {day(m_asked.from), day(m_asked.to)},
        [&](const QSqlQuery &row) -> Result<> { return groupOf(row.value(8)).addList(row) ? Result<>() : tooLarge(); });
}

bool Counting::isBefore(const Group &a, const Group &b) const
{
    if (m_asked.by == UsageBy::Day)
        return a.key.toInt() > b.key.toInt();
    if (a.cost != b.cost)
        return a.cost > b.cost;
    if (a.listCostCents != b.listCostCents)
        return a.listCostCents > b.listCostCents; // none is less than any
    return a.key.toStdString() < b.key.toStdString();
}

Result<domain::UsageRow> Counting::labelled(const Group &group)
{
    auto row = rowOf(group);
    if (m_asked.by == UsageBy::Day)
        row.key = dayKey(group.key);
    if (const char *label = keysOf(m_asked.by).label)
        GB_CHECK(m_statements.each(label, QVariantList(std::ranges::count(std::string_view(label), '?'), group.key),
                                   [&](const QSqlQuery &found) -> Result<> {
                                       row.label = text(found.value(0));
                                       return {};
                                   }));
    return row;
}

Result<domain::UsageTable> Counting::table(int most)
{
    GB_CHECK(addLocal());
    if (hasListUsage(m_asked.by))
        GB_CHECK(addList());
    std::vector<const Group *> order;
    order.reserve(m_groups.size());
    for (const auto &group : m_groups)
        order.push_back(&group);
    const auto shown = std::min(order.size(), static_cast<std::size_t>(most));
    std::ranges::partial_sort(order, order.begin() + static_cast<std::ptrdiff_t>(shown),
                              [this](const Group *a, const Group *b) { return isBefore(*a, *b); });
    domain::UsageTable table;
    for (std::size_t i = 0; i < shown; ++i) {
        GB_TRY(row, labelled(*order[i]));
        table.rows.push_back(std::move(row));
    }
    table.more = order.size() > shown;
    Group total;
    for (const auto &group : m_groups)
        if (!total.addGroup(group))
            return tooLarge();
    total.sandboxes = m_sandboxes;
    table.total = rowOf(total);
    return table;
}

} // namespace

Result<domain::UsageTable> sumUsage(Statements &statements, const domain::UsageSums &question, int most)
{
    return Counting(statements, question).table(most);
}

std::vector<std::string> usageStatements()
{
    std::vector<std::string> all;
    for (const auto by : kGroupings) {
        all.push_back(localStatement(by));
        if (hasListUsage(by))
            all.push_back(listStatement(by));
        if (const char *label = keysOf(by).label)
            all.emplace_back(label);
    }
    return all;
}

} // namespace glovebox::ledger
