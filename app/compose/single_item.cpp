#include "app/compose/single_item.h"

#include "core/base/limits.h"

#include <QLoggingCategory>

#include <algorithm>

namespace glovebox::compose {

using namespace std::chrono_literals;

namespace {

Q_LOGGING_CATEGORY(lcSingleItem, "glovebox.compose")

/// While the engine makes itself ready; oftener when the server states a lease that would lapse meanwhile.
constexpr std::chrono::milliseconds kBeatPause = 10s;

} // namespace

SingleItem::SingleItem(std::unique_ptr<ports::ControlPlane> real, ports::Clock &clock, OneItem one)
    : m_real(std::move(real)), m_clock(clock), m_one(std::move(one)), m_pause(kBeatPause)
{
    beat();
}

void SingleItem::beat()
{
    m_beating = true;
    m_beat = m_real->heartbeat({m_one.item.id, m_lastHeartbeat, m_one.item.sessionsToken, kBeatPause},
                               [this](Result<domain::Heartbeat> answer) { beaten(std::move(answer)); });
}

/// A refusal is left to the engine's own first beat, which meets the same.
void SingleItem::beaten(Result<domain::Heartbeat> answer)
{
    m_beating = false;
    if (answer) {
        m_lastHeartbeat = answer->lastHeartbeat;
        if (answer->ttl)
            m_pause = std::clamp(*answer->ttl / 2, limits::kBeatMin, kBeatPause);
    } else {
        qCWarning(lcSingleItem, "heartbeat of %s failed: %s", m_one.item.id.value().c_str(),
                  describe(answer.error()).c_str());
    }
    if (m_waiting) {
        m_handedOver = true;
        return std::exchange(m_waiting, nullptr)(m_one.item);
    }
    if (answer || !ports::isRefusal(answer.error().code))
        m_next = m_clock.after(m_pause, [this] { beat(); });
}

Call SingleItem::poll(ports::PollRequest, Callback<std::optional<domain::WorkItem>> done)
{
    if (m_handedOver)
        return m_clock.after(0ms, [done = std::move(done)] { done(std::nullopt); });
    m_next.cancel();
    if (m_beating) {
        m_waiting = std::move(done);
        return Call([this] { m_waiting = nullptr; });
    }
    return m_clock.after(0ms, [this, done = std::move(done)] {
        m_handedOver = true;
        done(m_one.item);
    });
}

Call SingleItem::acknowledge(domain::WorkId, Callback<> done)
{
    return m_clock.after(0ms, [done = std::move(done)] { done({}); });
}

Call SingleItem::heartbeat(ports::HeartbeatRequest request, Callback<domain::Heartbeat> done)
{
    if (request.expected == ports::kNoHeartbeat)
        request.expected = m_lastHeartbeat;
    return m_real->heartbeat(std::move(request),
                             [fate = m_one.fate, done = std::move(done)](Result<domain::Heartbeat> answer) {
                                 if (!answer && ports::isRefusal(answer.error().code))
                                     fate->refused = true;
                                 done(std::move(answer));
                             });
}

Call SingleItem::stop(domain::WorkId work, SecretString credential, Callback<> done)
{
    m_one.fate->stopped = true;
    return m_real->stop(std::move(work), std::move(credential), std::move(done));
}

Call SingleItem::retrieveSession(domain::SessionId session, SecretString credential, Callback<domain::Session> done)
{
    return m_real->retrieveSession(std::move(session), std::move(credential), std::move(done));
}

Call SingleItem::listEvents(domain::SessionId session, std::string page, SecretString credential,
                            Callback<ports::EventPage> done)
{
    return m_real->listEvents(std::move(session), std::move(page), std::move(credential), std::move(done));
}

Call SingleItem::sendToolResult(domain::SessionId session, ports::ToolAnswer answer, SecretString credential,
                                Callback<> done)
{
    return m_real->sendToolResult(std::move(session), std::move(answer), std::move(credential), std::move(done));
}

Call SingleItem::openEventStream(domain::SessionId session, SecretString credential, ports::StreamHandlers handlers)
{
    return m_real->openEventStream(std::move(session), std::move(credential), std::move(handlers));
}

} // namespace glovebox::compose
