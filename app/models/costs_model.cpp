#include "app/models/costs_model.h"

#include "app/format/csv.h"
#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "core/base/limits.h"

namespace glovebox::models {

namespace {

using domain::UsageBy;

constexpr std::array kGroupings{UsageBy::Day,      UsageBy::Session, UsageBy::Environment,
                                UsageBy::Template, UsageBy::Sandbox, UsageBy::Agent};
constexpr std::array kGroupingWords{"day", "session", "environment", "template", "sandbox", "agent"};
static_assert(kGroupings.size() == kGroupingWords.size());

/// As long as history is kept, in whole days, today among them.
constexpr std::chrono::days kRangeMax =
    std::chrono::duration_cast<std::chrono::days>(limits::kHistoryKept) + std::chrono::days(1);
static_assert(kRangeMax.count() <= limits::kHistoryPageMax, "a row for each day fits on one page");

QString inSeconds(std::chrono::milliseconds length)
{
    return QString::number(static_cast<double>(length.count()) / 1000.0, 'f', 3);
}

template <class Number>
QString digits(Number value)
{
    return QString::number(static_cast<qulonglong>(value));
}

QStringList csvCells(const QString &kind, const QString &by, const QString &key, const QString &label,
                     const domain::UsageRow &row)
{
    QStringList cells{kind,
                      by,
                      key,
                      label,
                      row.sandboxes > 0 ? digits(row.sandboxes) : QString(),
                      inSeconds(row.used.running),
                      inSeconds(row.used.paused),
                      inSeconds(row.used.hibernated),
                      inSeconds(row.used.cpuTime),
                      row.used.memoryPeak.value > 0 ? digits(row.used.memoryPeak.value) : QString(),
                      row.used.diskPeak.value > 0 ? digits(row.used.diskPeak.value) : QString(),
                      format::exactDollars(row.cost),
                      QStringLiteral("USD"),
                      QString::fromStdString(row.pricesAsOf)};
    if (!row.list)
        return cells + QStringList{{}, QStringLiteral("USD"), {}, {}, {}, {}, {}, {}, {}};
    const domain::ModelUsage &list = *row.list;
    return cells +
           QStringList{list.listCostCents ? format::exactDollars(*list.listCostCents * 10'000).chopped(4) : QString(),
                       QStringLiteral("USD"),
                       digits(list.inputTokens),
                       digits(list.outputTokens),
                       digits(list.cacheReadTokens),
                       digits(list.cacheWriteTokens),
                       digits(list.webSearches),
                       digits(list.webFetches),
                       inSeconds(list.active)};
}

} // namespace

CostsModel::CostsModel(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_ask(client), m_list(&m_rows)
{
    connect(ticker, &Ticker::ticked, this, &CostsModel::onTick);
    connect(ticker, &Ticker::timesChanged, this, &CostsModel::changed); // since when it is so
}

void CostsModel::setShown(bool shown)
{
    const bool was = std::exchange(m_shown, shown);
    if (shown && !was)
        refresh();
}

void CostsModel::onTick()
{
    if (m_shown && !m_ask.waiting() && m_ticker->now() - m_askedAt >= kReread)
        refresh();
}

std::optional<CostsModel::Days> CostsModel::wanted() const
{
    const domain::UsageDay today = std::chrono::floor<std::chrono::days>(m_ticker->now());
    switch (m_range) {
    case Today:
        return Days{today, today};
    case SevenDays:
        return Days{today - std::chrono::days(6), today};
    case ThirtyDays:
        return Days{today - std::chrono::days(29), today};
    case Month: {
        const std::chrono::year_month_day date(today);
        return Days{date.year() / date.month() / std::chrono::day(1), today};
    }
    case Custom:
        break;
    }
    const auto from = dayFrom(m_fromText);
    const auto to = dayFrom(m_toText);
    return from && to && *from <= *to && *to - *from < kRangeMax ? std::optional(Days{*from, *to}) : std::nullopt;
}

QString CostsModel::customProblem() const
{
    if (m_range != Custom || wanted())
        return {};
    const auto from = dayFrom(m_fromText);
    const auto to = dayFrom(m_toText);
    if (!from || !to)
        return tr("Give both days as 2026-11-30.");
    if (*from > *to)
        return tr("The first day comes after the last.");
    return tr("At most %1 days: history is kept so long.").arg(kRangeMax.count());
}

void CostsModel::setRange(Range range)
{
    if (range == m_range)
        return;
    const auto before = wanted();
    m_range = range;
    if (range == Custom && before && m_fromText.isEmpty()) {
        m_fromText = dayText(before->from);
        m_toText = dayText(before->to);
    }
    choose();
}

void CostsModel::setBy(int by)
{
    if (by < 0 || by >= static_cast<int>(kGroupings.size()) || by == this->by())
        return;
    m_by = kGroupings[static_cast<std::size_t>(by)];
    choose();
}

void CostsModel::setFromText(const QString &text)
{
    m_fromText = text;
    choose();
}

void CostsModel::setToText(const QString &text)
{
    m_toText = text;
    choose();
}

void CostsModel::choose()
{
    m_fresh = true;
    Q_EMIT chosen();
    refresh();
}

void CostsModel::refresh()
{
    const auto days = wanted();
    if (!days)
        return;
    m_asked = *days;
    m_askedAt = m_ticker->now();
    ask(UsageBy::Day); // the chart's; the table's follows, one after the other
}

void CostsModel::ask(UsageBy by)
{
    m_asking = by;
    m_ask.ask(domain::UsageSums{m_asked.from, m_asked.to, by, limits::kHistoryPageMax}, this,
              [this](const QString &why) {
                  m_problem = format::shownLine(why);
                  Q_EMIT changed();
              });
    Q_EMIT changed();
}

void CostsModel::apply(const api::HistoryReport &report)
{
    if (!m_ask.takes(report))
        return;
    const auto *table = report.answer ? std::get_if<domain::UsageTable>(&*report.answer) : nullptr;
    if (!table) {
        const format::Explanation text =
            format::explain(report.problem.value_or(Error{ErrorCode::Internal, "no answer"}), format::Area::Engine);
        m_problem = QStringLiteral("%1 %2").arg(text.why, text.todo).simplified();
        Q_EMIT changed();
        return;
    }
    if (m_asking == UsageBy::Day)
        m_days.setDays(*table, m_asked.from, m_asked.to);
    if (m_asking != m_by) {
        ask(m_by);
        return;
    }
    m_problem.clear();
    m_at = report.at;
    show(*table);
    Q_EMIT changed();
}

/// After another choice the rows are others, and nobody reads them yet.
void CostsModel::show(const domain::UsageTable &table)
{
    m_total = table.total;
    if (m_fresh) {
        m_list.clearSelection();
        m_rows.clear();
    }
    m_rows.setTable(table, m_by);
    if (std::exchange(m_fresh, false))
        m_list.showPending();
}

QString CostsModel::rangeText() const
{
    const auto days = wanted();
    if (!days)
        return {};
    return days->from == days->to ? tr("%1 (UTC)").arg(dayText(days->from))
                                  : tr("%1 to %2 (UTC)").arg(dayText(days->from), dayText(days->to));
}

QString CostsModel::asOf() const
{
    return m_at ? tr("As of %1").arg(format::clockTime(*m_at, m_ticker->zone())) : QString();
}

QString CostsModel::localTotal() const
{
    return format::localCost(m_total.cost);
}

QString CostsModel::localDetail() const
{
    if (m_total.sandboxes == 0)
        return tr("No sandbox ran in these days.");
    return m_total.sandboxes == 1 ? tr("1 sandbox, ran %1, %2 of CPU").arg(ranTotal(), cpuTotal())
                                  : tr("%1 sandboxes, ran %2, %3 of CPU").arg(sandboxesTotal(), ranTotal(), cpuTotal());
}

QString CostsModel::listDetail() const
{
    if (!m_total.list)
        return tr("The control plane reported no usage in these days.");
    return tr("%1 tokens in, %2 out, %3 from cache; %4 web searches")
        .arg(format::shortCount(m_total.list->inputTokens), format::shortCount(m_total.list->outputTokens),
             format::shortCount(m_total.list->cacheReadTokens),
             format::count(static_cast<qint64>(m_total.list->webSearches)));
}

QString CostsModel::prices() const
{
    if (m_total.pricesAsOf.empty())
        return tr("--prices names its prices.");
    if (m_total.pricesAsOf == "several")
        return tr("Its prices changed: each day at its own.");
    return tr("Prices of %1; --prices names others.")
        .arg(format::firstLine(QString::fromStdString(m_total.pricesAsOf)));
}

QString CostsModel::peakTotal() const
{
    return m_total.used.memoryPeak.value > 0 ? format::bytes(m_total.used.memoryPeak) : QString();
}

QByteArray CostsModel::csv() const
{
    const QString by = QString::fromLatin1(kGroupingWords.at(static_cast<std::size_t>(m_by)));
    const auto days = QStringList{dayText(m_asked.from), dayText(m_asked.to)};
    QByteArray text = format::csvLine({QStringLiteral("row"),
                                       QStringLiteral("by"),
                                       QStringLiteral("key"),
                                       QStringLiteral("label"),
                                       QStringLiteral("sandboxes"),
                                       QStringLiteral("running_seconds"),
                                       QStringLiteral("paused_seconds"),
                                       QStringLiteral("hibernated_seconds"),
                                       QStringLiteral("cpu_seconds"),
                                       QStringLiteral("memory_peak_bytes"),
                                       QStringLiteral("disk_peak_bytes"),
                                       QStringLiteral("local_cost"),
                                       QStringLiteral("local_cost_currency"),
                                       QStringLiteral("local_prices_as_of"),
                                       QStringLiteral("list_cost"),
                                       QStringLiteral("list_cost_currency"),
                                       QStringLiteral("input_tokens"),
                                       QStringLiteral("output_tokens"),
                                       QStringLiteral("cache_read_tokens"),
                                       QStringLiteral("cache_write_tokens"),
                                       QStringLiteral("web_searches"),
                                       QStringLiteral("web_fetches"),
                                       QStringLiteral("active_seconds")});
    for (int row = 0; row < m_list.count(); ++row) { // as they stand on the screen
        const QString key = m_list.index(row).data(ViewList::KeyRole).toString();
        const CostRow &cost = m_rows.all()[static_cast<std::size_t>(m_rows.rowOf(key))];
        text += format::csvLine(csvCells(cost.isRest ? QStringLiteral("rest") : QStringLiteral("row"), by,
                                         QString::fromStdString(cost.row.key), cost.label(m_by), cost.row));
    }
    return text + format::csvLine(csvCells(QStringLiteral("total"), by, days.join(QLatin1Char('/')),
                                           tr("Total of %1 to %2, UTC").arg(days.front(), days.back()), m_total));
}

QString CostsModel::fileName() const
{
    return QStringLiteral("glovebox-costs-by-%1-%2-%3.csv")
        .arg(QLatin1String(kGroupingWords.at(static_cast<std::size_t>(m_by))), dayText(m_asked.from),
             dayText(m_asked.to));
}

} // namespace glovebox::models
