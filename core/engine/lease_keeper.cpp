#include "core/engine/lease_keeper.h"

#include "core/base/limits.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

std::string_view word(LeaseEnd end)
{
    switch (end) {
    case LeaseEnd::StopRequested:
        return "stop requested";
    case LeaseEnd::Lost:
        return "lost";
    case LeaseEnd::Rejected:
        return "rejected";
    case LeaseEnd::AssumedLost:
        return "assumed lost";
    }
    return "unknown";
}

LeaseKeeper::LeaseKeeper(ports::ControlPlane &controlPlane, ports::Clock &clock, WorkId work, SecretString credential,
                         std::function<void(LeaseEnd, std::string)> onEnd)
    : m_controlPlane(controlPlane), m_clock(clock), m_work(std::move(work)), m_credential(std::move(credential)),
      m_onEnd(std::move(onEnd)), m_ttl(limits::kLeaseTtlAssumed), m_interval(limits::kBeatMax)
{
}

void LeaseKeeper::start(Handlers handlers, std::string lastEcho)
{
    m_handlers = std::move(handlers);
    if (!lastEcho.empty())
        m_expected = std::move(lastEcho);
    watchExpiry();
    beat();
}

void LeaseKeeper::stop()
{
    m_onEnd = nullptr;
    m_handlers = {};
    m_call.cancel();
    m_timer.cancel();
    m_expiry.cancel();
}

/// Counted by a timer of its own: a beat that hangs, or a long pause between two, must not make us late.
void LeaseKeeper::watchExpiry()
{
    const auto silence = std::max(m_ttl, 2 * limits::kBeatMin); // beats do not come closer than that
    m_expiry =
        m_clock.after(silence, [this] { end(LeaseEnd::AssumedLost, m_trouble.empty() ? "no answer" : m_trouble); });
}

void LeaseKeeper::beat()
{
    m_call = m_controlPlane.heartbeat({m_work, m_expected, m_credential, m_interval},
                                      [this](Result<Heartbeat> answer) { beatAnswered(std::move(answer)); });
}

void LeaseKeeper::beatAnswered(Result<Heartbeat> answer)
{
    if (answer) {
        m_expected = answer->lastHeartbeat;
        m_trouble.clear();
        if (m_handlers.beaten)
            m_handlers.beaten(m_expected);
        if (answer->ttl) {
            m_ttl = *answer->ttl;
            m_interval = std::clamp(m_ttl / 2, limits::kBeatMin, limits::kBeatMax);
        }
        watchExpiry();
        const bool ends =
            !answer->leaseExtended || answer->state == WorkState::Stopping || answer->state == WorkState::Stopped;
        m_timer = m_clock.after(m_interval, [this] { beat(); });
        if (ends && !std::exchange(m_windsDown, true) && m_onEnd)
            m_onEnd(LeaseEnd::StopRequested, "the item is " + std::string(domain::word(answer->state)));
        else if (auto first = std::exchange(m_handlers.firstAnswered, nullptr))
            first();
        return;
    } else if (answer.error().code == ErrorCode::LeaseLost) {
        return end(LeaseEnd::Lost, describe(answer.error()));
    } else if (ports::isRefusal(answer.error().code)) {
        return end(LeaseEnd::Rejected, describe(answer.error()));
    } else {
        m_trouble = describe(answer.error());
    }
    // A beat comes twice in a TTL: after one that failed, the next at the usual time might be too late.
    const auto pause = m_trouble.empty() ? m_interval : std::max(m_interval / 3, limits::kBeatMin);
    m_timer = m_clock.after(pause, [this] { beat(); });
}

void LeaseKeeper::end(LeaseEnd reason, std::string detail)
{
    m_call.cancel();
    m_timer.cancel();
    m_expiry.cancel();
    if (auto onEnd = std::exchange(m_onEnd, nullptr))
        onEnd(reason, std::move(detail));
}

} // namespace glovebox::engine
