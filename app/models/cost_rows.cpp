#include "app/models/cost_rows.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"

#include <QDate>

namespace glovebox::models {

namespace {

/// Labels below the chart that fit beside each other.
constexpr int kTicks = 6;

QDate dateOf(domain::UsageDay day)
{
    return QDate(1970, 1, 1).addDays(day.time_since_epoch().count());
}

template <class Number>
QVariant figure(Number value)
{
    return QVariant::fromValue<qint64>(static_cast<qint64>(value));
}

std::int64_t centsOf(const domain::UsageRow &row)
{
    return row.list ? row.list->listCostCents.value_or(0) : 0;
}

double shareOf(std::int64_t value, std::int64_t most)
{
    return most > 0 ? static_cast<double>(value) / static_cast<double>(most) : 0;
}

/// What the total has beyond the rows: sums only, a peak belongs to somebody.
domain::UsageRow restOf(const domain::UsageTable &table)
{
    domain::UsageRow rest = table.total;
    rest.key = rest.label = {};
    rest.sandboxes = 0;
    rest.used.memoryPeak = rest.used.diskPeak = {};
    for (const domain::UsageRow &row : table.rows) {
        rest.cost -= row.cost;
        rest.used.running -= row.used.running;
        rest.used.paused -= row.used.paused;
        rest.used.hibernated -= row.used.hibernated;
        rest.used.cpuTime -= row.used.cpuTime;
        if (!rest.list || !row.list)
            continue;
        rest.list->inputTokens -= row.list->inputTokens;
        rest.list->outputTokens -= row.list->outputTokens;
        rest.list->cacheReadTokens -= row.list->cacheReadTokens;
        rest.list->cacheWriteTokens -= row.list->cacheWriteTokens;
        rest.list->webSearches -= row.list->webSearches;
        rest.list->webFetches -= row.list->webFetches;
        rest.list->active -= row.list->active;
        if (rest.list->listCostCents)
            *rest.list->listCostCents -= row.list->listCostCents.value_or(0);
    }
    return rest;
}

} // namespace

QString dayText(domain::UsageDay day)
{
    return dateOf(day).toString(Qt::ISODate);
}

std::optional<domain::UsageDay> dayFrom(const QString &text)
{
    const QDate date = QDate::fromString(text.trimmed(), QStringLiteral("yyyy-MM-dd"));
    if (!date.isValid())
        return std::nullopt;
    return domain::UsageDay(std::chrono::days(QDate(1970, 1, 1).daysTo(date)));
}

QString CostRow::key() const
{
    return isRest ? QStringLiteral("(rest)") : QString::fromStdString(row.key);
}

QString CostRow::label(domain::UsageBy by) const
{
    if (isRest)
        return CostRows::tr("Everything else");
    const QString label = format::firstLine(QString::fromStdString(row.label));
    if (!label.isEmpty())
        return label;
    if (!row.key.empty())
        return format::firstLine(QString::fromStdString(row.key));
    switch (by) {
    case domain::UsageBy::Session:
        return CostRows::tr("Without a session");
    case domain::UsageBy::Environment:
        return CostRows::tr("Without an environment");
    case domain::UsageBy::Template:
        return CostRows::tr("Booted, without a template");
    case domain::UsageBy::Agent:
        return CostRows::tr("Without an agent");
    case domain::UsageBy::Day:
    case domain::UsageBy::Sandbox:
        break;
    }
    return CostRows::tr("Without a name");
}

void CostRows::setTable(const domain::UsageTable &table, domain::UsageBy by)
{
    m_by = by;
    std::vector<CostRow> wanted;
    for (const domain::UsageRow &row : table.rows)
        wanted.push_back({row, static_cast<int>(wanted.size()), false});
    if (table.more)
        wanted.push_back({restOf(table), static_cast<int>(wanted.size()), true});
    QSet<QString> keys;
    for (const CostRow &row : wanted)
        keys.insert(row.key());
    for (int row = rowCount() - 1; row >= 0; --row)
        if (!keys.contains(keyAt(row)))
            removeRow(row);
    for (CostRow &row : wanted) {
        const int at = rowOf(row.key());
        if (at < 0) {
            appendRow(std::move(row));
        } else {
            rowAt(at) = std::move(row);
            rowChanged(at);
        }
    }
}

void CostRows::clear()
{
    for (int row = rowCount() - 1; row >= 0; --row)
        removeRow(row);
}

QVariant CostRows::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CostRow &row = rowAt(index.row());
    const domain::SandboxMeter &used = row.row.used;
    switch (role) {
    case KeyRole:
        return row.key();
    case GoneRole:
    case MarkedRole:
        return false;
    case MatchRole:
        return row.label(m_by) + QLatin1Char('\n') + row.key();
    case RankRole:
        return row.rank;
    case RecencyRole:
        return 0;
    case LabelRole:
        return row.label(m_by);
    case CaptionRole:
        return row.isRest || row.label(m_by) == row.key() ? QString() : row.key();
    case SandboxesRole:
        return row.row.sandboxes > 0 ? format::count(row.row.sandboxes) : QString();
    case RanRole:
        return format::duration(used.running);
    case CpuRole:
        return format::measured(used.cpuTime);
    case PeakRole:
        return used.memoryPeak.value > 0 ? format::bytes(used.memoryPeak) : QString();
    case LocalRole:
        return format::localCost(row.row.cost);
    case ListRole:
        return format::listCost(row.row.list);
    case TokensRole:
        return row.row.list ? format::shortCount(format::tokens(*row.row.list)) : QString();
    case SpokenRole:
        return spoken(row);
    default:
        return value(row.row, role);
    }
}

QVariant CostRows::value(const domain::UsageRow &row, int role) const
{
    switch (role) {
    case SandboxesValueRole:
        return figure(row.sandboxes);
    case RanValueRole:
        return figure(row.used.running.count());
    case CpuValueRole:
        return figure(row.used.cpuTime.count());
    case PeakValueRole:
        return figure(row.used.memoryPeak.value);
    case LocalValueRole:
        return figure(row.cost);
    case ListValueRole:
        return figure(row.list ? centsOf(row) : -1);
    case TokensValueRole:
        return figure(row.list ? format::tokens(*row.list) : 0);
    default:
        return {};
    }
}

QString CostRows::spoken(const CostRow &row) const
{
    return tr("%1, ran %2, local cost %3, list cost %4")
        .arg(row.label(m_by), format::duration(row.row.used.running), format::localCost(row.row.cost),
             format::listCost(row.row.list));
}

QHash<int, QByteArray> CostRows::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {LabelRole, "label"},
                      {CaptionRole, "caption"},
                      {SandboxesRole, "sandboxes"},
                      {RanRole, "ran"},
                      {CpuRole, "cpu"},
                      {PeakRole, "peak"},
                      {LocalRole, "local"},
                      {ListRole, "list"},
                      {TokensRole, "tokens"},
                      {SpokenRole, "spoken"},
                      {SandboxesValueRole, "sandboxesValue"},
                      {RanValueRole, "ranValue"},
                      {CpuValueRole, "cpuValue"},
                      {PeakValueRole, "peakValue"},
                      {LocalValueRole, "localValue"},
                      {ListValueRole, "listValue"},
                      {TokensValueRole, "tokensValue"}});
}

void CostDays::setDays(const domain::UsageTable &table, domain::UsageDay from, domain::UsageDay to)
{
    beginResetModel(); // bars of another range have nothing to do with those before
    m_days.clear();
    for (domain::UsageDay day = from; day <= to; day += std::chrono::days(1))
        m_days.push_back({day, 0, std::nullopt});
    m_localMost = m_listMost = 0;
    for (const domain::UsageRow &row : table.rows) {
        const auto day = dayFrom(QString::fromStdString(row.key));
        if (!day || *day < from || *day > to)
            continue;
        Day &bar = m_days[static_cast<std::size_t>((*day - from).count())];
        bar.local = row.cost;
        if (row.list)
            bar.list = row.list->listCostCents;
        m_localMost = std::max(m_localMost, bar.local);
        m_listMost = std::max(m_listMost, bar.list.value_or(0));
    }
    endResetModel();
    Q_EMIT changed();
}

int CostDays::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_days.size());
}

QVariant CostDays::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Day &day = m_days[static_cast<std::size_t>(index.row())];
    const QString list = day.list ? format::money(*day.list) : tr("not reported");
    switch (role) {
    case DayRole:
        return dayText(day.day);
    case TickRole: {
        const int every = (rowCount() + kTicks - 1) / kTicks;
        return index.row() % every == 0 ? format::locale().toString(dateOf(day.day), QStringLiteral("d MMM"))
                                        : QString();
    }
    case LocalShareRole:
        return shareOf(day.local, m_localMost);
    case LocalTextRole:
        return format::localCost(day.local);
    case ListShareRole:
        return shareOf(day.list.value_or(0), m_listMost);
    case ListTextRole:
        return list;
    case SpokenRole:
        return tr("%1: local compute %2, list cost %3").arg(dayText(day.day), format::localCost(day.local), list);
    default:
        return {};
    }
}

QHash<int, QByteArray> CostDays::roleNames() const
{
    return roleTable({{DayRole, "day"},
                      {TickRole, "tick"},
                      {LocalShareRole, "localShare"},
                      {LocalTextRole, "localText"},
                      {ListShareRole, "listShare"},
                      {ListTextRole, "listText"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
