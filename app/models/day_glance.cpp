#include "app/models/day_glance.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/history.h"
#include "app/format/quantities.h"

namespace glovebox::models {

DayGlance::DayGlance(bridge::EngineClient *client, Ticker *ticker, QObject *parent)
    : QObject(parent), m_ticker(ticker), m_ask(client)
{
}

void DayGlance::look()
{
    const WallTime now = m_ticker->now();
    if (m_askedAt && now - *m_askedAt < kReread)
        return;
    m_askedAt = now;
    const domain::UsageDay today = std::chrono::floor<std::chrono::days>(now);
    m_ask.ask(domain::UsageSums{today, today, domain::UsageBy::Day, 1}, this, [this](const QString &why) {
        m_problem = format::shownLine(why);
        Q_EMIT changed();
    });
}

void DayGlance::apply(const api::HistoryReport &report)
{
    const auto *sums = std::get_if<domain::UsageSums>(&report.question);
    if (!sums || sums->most != 1 || !m_ask.takes(report)) // the Costs page asks for sums, too
        return;
    const auto *table = report.answer ? std::get_if<domain::UsageTable>(&*report.answer) : nullptr;
    if (table) {
        m_total = table->total;
        m_at = m_ticker->now();
        m_problem.clear();
    } else {
        m_problem =
            format::explain(report.problem.value_or(Error{ErrorCode::Internal, "no answer"}), format::Area::Engine).why;
    }
    Q_EMIT changed();
}

QString DayGlance::list() const
{
    return known() ? format::listCost(m_total.list) : tr("unknown");
}

QString DayGlance::local() const
{
    return known() ? format::localCost(m_total.cost) : tr("unknown");
}

QString DayGlance::asOf() const
{
    return m_at ? tr("as of %1").arg(format::shortClockTime(*m_at, m_ticker->zone())) : QString();
}

} // namespace glovebox::models
