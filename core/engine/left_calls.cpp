#include "core/engine/left_calls.h"

#include "core/base/limits.h"
#include "core/engine/backoff.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

std::vector<ports::OpenCall> LeftCalls::take(const SessionId &session)
{
    std::vector<ports::OpenCall> taken;
    std::erase_if(m_calls, [&](ports::OpenCall &open) {
        if (open.intent.session != session)
            return false;
        taken.push_back(std::move(open));
        return true;
    });
    return taken;
}

void LeftCalls::settle(std::vector<ports::ControlPlane *> environments)
{
    stop();
    m_environments = std::move(environments);
    std::set<SessionId> sessions;
    for (const auto &open : m_calls)
        if (isSafeToken(open.intent.session.value()) && sessions.insert(open.intent.session).second)
            m_toAsk.push_back(open.intent.session);
    m_failures = 0;
    next();
}

void LeftCalls::stop()
{
    m_toAsk.clear();
    m_step.cancel();
    m_asking.cancel();
}

/// By a turn of the loop: an answer's handle may be replaced only after the answer.
void LeftCalls::next()
{
    if (m_toAsk.empty() || m_environments.empty())
        return;
    m_environment = 0;
    m_page.clear();
    m_answered.clear();
    m_unknown = true;
    m_isOver = false;
    m_step = m_clock.after(std::chrono::milliseconds(0), [this] { ask(); });
}

void LeftCalls::ask()
{
    m_asking =
        m_environments.at(m_environment)
            ->listEvents(m_toAsk.front(), m_page, {}, [this](Result<ports::EventPage> page) { read(std::move(page)); });
}

void LeftCalls::read(Result<ports::EventPage> page)
{
    if (!page) {
        if (!ports::isRefusal(page.error().code)) { // the network, or the service: later
            const auto wait =
                backoff(m_failures++, limits::kPollBackoffFirst, limits::kPollBackoffMax, m_clock.random());
            m_step = m_clock.after(wait, [this] { ask(); });
            return;
        }
        m_unknown = m_unknown && page.error().code == ErrorCode::NotFound;
        if (++m_environment == m_environments.size())
            return close(m_unknown); // where a key is refused nobody knows: they stay for a start with a good one
        m_step = m_clock.after(std::chrono::milliseconds(0), [this] { ask(); });
        return;
    }
    m_failures = 0;
    for (const auto &event : page->events)
        note(event);
    if (page->nextPage.empty())
        return close(m_isOver);
    m_page = std::move(page->nextPage);
    m_step = m_clock.after(std::chrono::milliseconds(0), [this] { ask(); });
}

void LeftCalls::note(const SessionEvent &event)
{
    if (const auto *answered = std::get_if<ToolAnswered>(&event.payload))
        m_answered.insert(answered->use);
    else if (std::holds_alternative<StatusTerminated>(event.payload) ||
             std::holds_alternative<SessionDeleted>(event.payload))
        m_isOver = true;
}

void LeftCalls::close(bool all)
{
    const auto session = m_toAsk.front();
    m_toAsk.pop_front();
    std::erase_if(m_calls, [&](const ports::OpenCall &open) {
        if (open.intent.session != session || !(all || m_answered.contains(open.intent.call)))
            return false;
        qCInfo(lcEngine, "%s: %s (%s) of an earlier run is closed: %s", session.value().c_str(),
               open.intent.tool.c_str(), open.intent.call.value().c_str(),
               m_answered.contains(open.intent.call) ? "it has been answered" : "its session is over");
        m_ledger.closeCall(session, open.intent.call);
        return true;
    });
    next();
}

} // namespace glovebox::engine
