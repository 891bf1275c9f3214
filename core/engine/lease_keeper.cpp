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
      m_onEnd(std::move(onEnd)), m_ttl(limits::kLeaseTtlAssumed), m_interval(limits::kBeatMax),
      m_lastSuccess(clock.now())
{
}

void LeaseKeeper::start()
{
    m_lastSuccess = m_clock.now();
    beat();
}

void LeaseKeeper::stop()
{
    m_onEnd = nullptr;
    m_call.cancel();
    m_timer.cancel();
}

void LeaseKeeper::beat()
{
    m_call = m_controlPlane.heartbeat({m_work, m_expected, m_credential, m_interval},
                                      [this](Result<Heartbeat> answer) { beatAnswered(std::move(answer)); });
}

void LeaseKeeper::beatAnswered(Result<Heartbeat> answer)
{
    if (answer) {
        m_lastSuccess = m_clock.now();
        m_expected = answer->lastHeartbeat;
        if (answer->ttl) {
            m_ttl = *answer->ttl;
            m_interval = std::clamp(m_ttl / 2, limits::kBeatMin, limits::kBeatMax);
        }
        if (!answer->leaseExtended || answer->state == WorkState::Stopping || answer->state == WorkState::Stopped)
            return end(LeaseEnd::StopRequested, "the item is " + std::string(domain::word(answer->state)));
    } else if (answer.error().code == ErrorCode::LeaseLost) {
        return end(LeaseEnd::Lost, describe(answer.error()));
    } else if (ports::isRefusal(answer.error().code)) {
        return end(LeaseEnd::Rejected, describe(answer.error()));
    } else if (m_clock.now() - m_lastSuccess > m_ttl) {
        return end(LeaseEnd::AssumedLost, describe(answer.error()));
    }
    m_timer = m_clock.after(m_interval, [this] { beat(); });
}

void LeaseKeeper::end(LeaseEnd reason, std::string detail)
{
    if (auto onEnd = std::exchange(m_onEnd, nullptr))
        onEnd(reason, std::move(detail));
}

} // namespace glovebox::engine
