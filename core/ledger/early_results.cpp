#include "core/ledger/early_results.h"

#include "core/base/log.h"

namespace glovebox::ledger {

Q_LOGGING_CATEGORY(lcEarlyResults, "glovebox.ledger")

namespace {

/// More than run at once. A call whose lease was lost while it ran gets neither a result nor an end from this program:
/// it is forgotten when twice as many have begun since then, and its result would go the longer way.
constexpr std::size_t kBegunMax = 5'000;
/// Held for calls that do not end: the server does not take them. The database has more room.
constexpr std::size_t kHeldMax = 1'000;

} // namespace

void EarlyResults::begun(const domain::SessionId &session, const domain::EventId &call)
{
    if (!m_log)
        return;
    if (m_begun.size() >= kBegunMax)
        m_begunBefore = std::exchange(m_begun, {});
    m_begun.emplace(session, call);
}

bool EarlyResults::endBegun(const Key &key)
{
    const auto count = m_begun.erase(key) + m_begunBefore.erase(key);
    return count > 0;
}

bool EarlyResults::keep(ResultKept &kept)
{
    Key key(kept.session, kept.call);
    if (!endBegun(key) || m_trouble || m_held.size() >= kHeldMax)
        return false;
    if (m_unsettled == 0)
        m_log->startOver();
    if (const auto written = m_log->append(kept); !written) {
        if (written.error().code != ErrorCode::TooLarge)
            qCWarning(lcEarlyResults) << QString::fromStdString(describe(written.error()));
        return false;
    }
    ++m_unsettled;
    kept.early = true;
    m_held.emplace(std::move(key), std::move(kept));
    return true;
}

CallClosed EarlyResults::closing(domain::SessionId session, domain::EventId call)
{
    const Key key(session, call);
    endBegun(key);
    CallClosed closed{std::move(session), std::move(call)};
    if (const auto held = m_held.extract(key))
        closed.end = CallClosed::End{held.mapped().result.isError, held.mapped().result.timedOut};
    return closed;
}

std::vector<ResultKept> EarlyResults::takeHeld()
{
    std::vector<ResultKept> held;
    for (auto &[key, kept] : std::exchange(m_held, {}))
        held.push_back(std::move(kept));
    return held;
}

void EarlyResults::settled(std::size_t count)
{
    m_unsettled -= count;
}

void EarlyResults::finish()
{
    if (!m_log || m_unsettled > 0)
        return;
    if (const auto cleared = m_log->clear(); !cleared)
        qCWarning(lcEarlyResults) << QString::fromStdString(describe(cleared.error()));
}

std::size_t earlyIn(const Fact &fact)
{
    if (const auto *kept = std::get_if<ResultKept>(&fact))
        return kept->early ? 1 : 0;
    const auto *closed = std::get_if<CallClosed>(&fact);
    return closed && closed->end ? 1 : 0;
}

} // namespace glovebox::ledger
