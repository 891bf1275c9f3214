#include "app/models/ended_detail.h"

#include "app/format/ends.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"

namespace glovebox::models {

EndedDetail::EndedDetail(EndedModel *ended, Ticker *ticker, QObject *parent)
    : RowDetail(ended, {EndedModel::WordRole, EndedModel::ToneRole, EndedModel::SymbolRole, EndedModel::EndedRole},
                ticker, parent),
      m_ended(ended), m_ticker(ticker)
{
    connect(this, &RowDetail::changed, this, &EndedDetail::readEvidence);
}

QString EndedDetail::endText() const
{
    return known() ? format::endInFull(view()->end) : QString();
}

QString EndedDetail::sessionId() const
{
    return known() && view()->session ? QString::fromStdString(view()->session->value()) : QString();
}

void EndedDetail::readEvidence()
{
    m_console.setText(known() ? QString::fromStdString(view()->console) : QString());
    m_monitor.setText(known() ? QString::fromStdString(view()->monitor) : QString());
}

std::vector<Fact> EndedDetail::factsNow() const
{
    const api::EndedSandboxView &ended = *view();
    const QString session = sessionId();
    std::vector<Fact> facts{
        {tr("Sandbox id"), id(), true, id()},
        {tr("Owner"), ended.kept ? tr("you") : tr("automatic")},
        {tr("Session"), session.isEmpty() ? tr("none") : format::shortened(session, 22), !session.isEmpty(), session},
        {tr("Size"), format::size(ended.size)},
        {tr("Made"), format::fullTime(ended.createdAt, m_ticker->zone())},
        {tr("Ended"), format::fullTime(ended.end.at, m_ticker->zone())},
    };
    for (Fact &fact : meterFacts(ended.end.meter, ended.end.cost, ended.end.pricesAsOf))
        facts.push_back(std::move(fact));
    return facts;
}

std::vector<Fact> meterFacts(const domain::SandboxMeter &meter, std::int64_t cost, const std::string &pricesAsOf)
{
    std::vector<Fact> facts{
        {EndedDetail::tr("Time"), format::timesInFull(meter)},
        {EndedDetail::tr("CPU time"), format::measured(meter.cpuTime)},
    };
    if (meter.memoryPeak.value > 0)
        facts.push_back({EndedDetail::tr("Memory peak"), format::bytes(meter.memoryPeak)});
    if (meter.diskPeak.value > 0)
        facts.push_back({EndedDetail::tr("Disk peak"), format::bytes(meter.diskPeak)});
    facts.push_back({EndedDetail::tr("Local cost"), format::costInFull(cost, pricesAsOf)});
    return facts;
}

} // namespace glovebox::models
