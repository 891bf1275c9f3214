// The further agents of a session: how they come and go, and what becomes of their calls.
#include "core/demo/demo_session.h"

#include <algorithm>

namespace glovebox::demo {

Json DemoSession::threadEvent(const char *type, const Thread &thread) const
{
    auto event = make(type);
    event["agent_name"] = thread.agent;
    event["session_thread_id"] = thread.id;
    return event;
}

void DemoSession::perform(const ThreadStep &step)
{
    if (!step.agent.empty()) {
        const Thread thread{m_surroundings.ids.id("sthr"), step.label, step.agent, m_surroundings.clock.wallNow()};
        m_threads.push_back(thread);
        auto created = threadEvent("session.thread_created", thread);
        created["workflow_run_id"] = nullptr;
        emit(std::move(created));
        emit(threadEvent("session.thread_status_running", thread));
        return;
    }
    const auto found = std::ranges::find_if(
        m_threads, [&](const Thread &running) { return running.label == step.label && !running.isOver; });
    if (found == m_threads.end())
        return;
    found->isOver = true;
    auto idle = threadEvent("session.thread_status_idle", *found);
    idle["stop_details"] = nullptr;
    idle["stop_reason"] = {{"type", "end_turn"}};
    emit(std::move(idle));
    emit(threadEvent("session.thread_status_terminated", *found));
}

bool DemoSession::isThreadOver(const std::string &id) const
{
    return std::ranges::any_of(m_threads, [&](const Thread &thread) { return thread.id == id && thread.isOver; });
}

/// Its calls count as broken off; the session's own agent goes on with that.
void DemoSession::interruptThread(const std::string &id)
{
    for (const auto &useId : m_turnUses) {
        auto &use = m_uses.at(useId);
        if (use.thread != id || (use.state != UseState::AwaitingVerdict && use.state != UseState::AwaitingResult))
            continue;
        m_people.erase(useId);
        use.outcome = {"The user interrupted this thread.", true, use.state == UseState::AwaitingVerdict};
        use.state = use.state == UseState::AwaitingVerdict ? UseState::Denied : UseState::Interrupted;
    }
    settle();
}

} // namespace glovebox::demo
