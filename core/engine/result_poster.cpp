#include "core/engine/result_poster.h"

#include "core/base/limits.h"
#include "core/engine/backoff.h"

namespace glovebox::engine {

ResultPoster::ResultPoster(ports::ControlPlane &controlPlane, ports::Clock &clock, domain::SessionId session,
                           SecretString credential)
    : m_controlPlane(controlPlane), m_clock(clock), m_session(std::move(session)), m_credential(std::move(credential))
{
}

void ResultPoster::post(ports::ToolAnswer answer, std::function<std::chrono::milliseconds()> window, Done done)
{
    m_answer = std::move(answer);
    m_window = std::move(window);
    m_done = std::move(done);
    m_since = m_clock.now();
    m_failures = 0;
    ++m_serial;
    attempt();
}

void ResultPoster::settled()
{
    m_done = nullptr;
    ++m_serial;
    m_timer.cancel();
    m_left = std::move(m_call);
}

void ResultPoster::cancel()
{
    ++m_serial;
    m_left.cancel();
    m_done = nullptr;
    m_call.cancel();
    m_timer.cancel();
}

void ResultPoster::attempt()
{
    m_call =
        m_controlPlane.sendToolResult(m_session, *m_answer, m_credential, [this, serial = m_serial](Result<> result) {
            answered(serial, std::move(result));
        });
}

void ResultPoster::answered(int serial, Result<> result)
{
    if (serial != m_serial)
        return;
    if (result)
        return finish(Outcome::Accepted, {});
    if (ports::isRefusal(result.error().code))
        return finish(Outcome::Refused, describe(result.error()));
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_since);
    const auto remaining = m_window() - elapsed;
    if (remaining <= std::chrono::milliseconds{0})
        return finish(Outcome::Expired, describe(result.error()));
    const auto delay = std::min(
        backoff(m_failures++, limits::kPostBackoffFirst, limits::kPostBackoffMax, m_clock.random()), remaining);
    m_timer = m_clock.after(delay, [this] { attempt(); });
}

void ResultPoster::finish(Outcome outcome, std::string detail)
{
    if (auto done = std::exchange(m_done, nullptr))
        done(outcome, std::move(detail));
}

} // namespace glovebox::engine
