#include "app/compose/service_notices.h"

#include "core/base/text.h"

#include <algorithm>

namespace glovebox::compose {

using namespace std::chrono_literals;

namespace {

/// Making the guest's image takes minutes on a slow host, and tells of each step. Asked for again well before it is
/// over; who stands still for longer than this is ended.
constexpr std::chrono::seconds kMoreTime = 60s;
constexpr std::chrono::seconds kMoreTimeAgain = 15s;
constexpr ByteCount kStatusMax{256};

} // namespace

ServiceNotices::ServiceNotices(ports::Clock &clock, std::optional<std::chrono::milliseconds> watchdog, Tell tell)
    : m_clock(clock), m_watchdog(watchdog), m_tell(std::move(tell))
{
    say({});
    askForTime();
    if (m_watchdog)
        live();
}

void ServiceNotices::saw(const api::Change &change)
{
    if (const auto *host = std::get_if<api::HostView>(&change)) {
        sawHost(*host);
    } else if (const auto *environment = std::get_if<api::EnvironmentView>(&change)) {
        m_environments[environment->id] = environment->state;
        say({});
    }
}

void ServiceNotices::sawHost(const api::HostView &view)
{
    m_host = view;
    std::string line;
    if (view.phase == api::EnginePhase::Running && !m_isReady) {
        m_isReady = true;
        m_patience.cancel();
        line = "READY=1";
    } else if (view.phase == api::EnginePhase::Draining && !m_isStopping) {
        m_isStopping = true;
        line = "STOPPING=1";
        askForTime();
    }
    say(std::move(line));
}

void ServiceNotices::say(std::string line)
{
    if (auto now = status(); now != m_told) {
        m_told = std::move(now);
        line += (line.empty() ? "STATUS=" : "\nSTATUS=") + m_told;
    }
    if (!line.empty())
        m_tell(line);
}

std::string ServiceNotices::status() const
{
    if (!m_host)
        return "Looking at the host";
    switch (m_host->phase) {
    case api::EnginePhase::Stopped:
        return m_isStopping ? "Ended" : "Looking at the host";
    case api::EnginePhase::Preparing:
        return "Preparing" +
               (m_host->activity.empty() ? std::string() : ": " + clipped(toOneLine(m_host->activity), kStatusMax));
    case api::EnginePhase::Running:
        break;
    case api::EnginePhase::Draining:
        return "Ending: no new work, " + std::to_string(m_host->slotsUsed) + " sandboxes are left";
    case api::EnginePhase::Failed:
        return "Could not start" +
               (m_host->problem ? ": " + clipped(toOneLine(describe(*m_host->problem)), kStatusMax) : std::string());
    }
    auto text = std::to_string(m_host->slotsUsed) + " of " + std::to_string(m_host->slotsMax) + " sandboxes";
    if (m_host->queued > 0)
        text += ", " + std::to_string(m_host->queued) + " wait";
    const auto polled =
        std::ranges::count_if(m_environments, [](const auto &each) { return each.second == api::PollState::Polling; });
    if (!m_environments.empty())
        text += "; " + std::to_string(polled) + " of " + std::to_string(m_environments.size()) +
                " environments are asked for work";
    return text;
}

void ServiceNotices::live()
{
    m_tell("WATCHDOG=1");
    m_life = m_clock.after(*m_watchdog / 2, [this] { live(); });
}

/// While it is made ready, and while it ends.
void ServiceNotices::askForTime()
{
    m_tell("EXTEND_TIMEOUT_USEC=" + std::to_string(std::chrono::microseconds(kMoreTime).count()));
    m_patience = m_clock.after(kMoreTimeAgain, [this] { askForTime(); });
}

} // namespace glovebox::compose
