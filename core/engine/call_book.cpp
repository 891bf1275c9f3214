#include "core/engine/call_book.h"

namespace glovebox::engine {

using namespace domain;
using Kind = CallDecision::Kind;

namespace {
const char *const kThreadEnded = "its thread has ended";
const char *const kInterrupted = "interrupted by the user";
} // namespace

void CallBook::beginHistory()
{
    m_pending.clear();
    m_seenInPass.clear();
    m_turnStart = 0;
}

void CallBook::history(const SessionEvent &event)
{
    if (const auto *use = std::get_if<ToolUse>(&event.payload)) {
        if (use->kind == ToolKind::Mcp)
            return;
        if (m_seen.insert(event.id).second)
            m_seenInPass.push_back(event.id);
        m_pending.push_back({event.id, *use});
    } else if (const auto *interrupted = std::get_if<UserInterrupt>(&event.payload)) {
        for (const auto &call : m_pending)
            if (!interrupted->thread || call.use.thread == interrupted->thread)
                m_interrupted.insert(call.id);
    } else if (const auto *idle = std::get_if<StatusIdle>(&event.payload)) {
        if (idle->stopReason != "requires_action") {
            turnOver();
            m_turnStart = m_pending.size();
        }
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        m_answered.insert(answer->use);
        m_foreign.erase(answer->use);
    } else if (const auto *confirmation = std::get_if<ToolConfirmation>(&event.payload)) {
        m_verdicts.insert_or_assign(confirmation->use, *confirmation);
    } else if (const auto *ended = std::get_if<ThreadTerminated>(&event.payload)) {
        m_deadThreads.insert(ended->thread);
    }
}

std::vector<CallDecision> CallBook::endHistory()
{
    std::vector<CallDecision> decisions;
    // Held calls whose fate this history tells come first: they are the oldest.
    for (const auto &thread : m_deadThreads)
        dropThread(thread, decisions);
    for (auto it = m_held.begin(); it != m_held.end();) {
        const bool answered = m_answered.contains(it->first);
        if (!answered && !m_verdicts.contains(it->first) && !m_interrupted.contains(it->first)) {
            ++it;
            continue;
        }
        const auto call = it->second;
        it = m_held.erase(it);
        decisions.push_back(answered ? CallDecision{Kind::Answered, call, {}} : route(call));
    }
    for (auto it = m_inHand.begin(); it != m_inHand.end();) {
        if (m_answered.contains(it->first)) {
            decisions.push_back({Kind::Answered, it->second, {}});
            it = m_inHand.erase(it);
            continue;
        }
        if (m_interrupted.contains(it->first))
            decisions.push_back({Kind::Interrupted, it->second, {}});
        ++it;
    }
    for (std::size_t i = 0; i < m_pending.size(); ++i) {
        const auto &call = m_pending[i];
        if (m_held.contains(call.id) || m_inHand.contains(call.id) || m_answered.contains(call.id))
            continue;
        decisions.push_back(route(call));
        if (i < m_turnStart) // of an earlier turn: nobody waits for its owner any more
            m_foreign.erase(call.id);
    }
    m_pending.clear();
    m_seenInPass.clear();
    return decisions;
}

void CallBook::abandonHistory()
{
    for (const auto &id : m_seenInPass)
        m_seen.erase(id);
    m_pending.clear();
    m_seenInPass.clear();
}

std::vector<CallDecision> CallBook::live(const SessionEvent &event)
{
    std::vector<CallDecision> decisions;
    if (const auto *use = std::get_if<ToolUse>(&event.payload)) {
        if (use->kind != ToolKind::Mcp && m_seen.insert(event.id).second && !m_answered.contains(event.id))
            decisions.push_back(route({event.id, *use}));
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        m_answered.insert(answer->use);
        m_foreign.erase(answer->use);
        for (auto *calls : {&m_held, &m_inHand})
            if (const auto open = calls->extract(answer->use))
                decisions.push_back({Kind::Answered, open.mapped(), {}});
    } else if (const auto *confirmation = std::get_if<ToolConfirmation>(&event.payload)) {
        m_verdicts.insert_or_assign(confirmation->use, *confirmation);
        if (const auto held = m_held.extract(confirmation->use))
            decisions.push_back(route(held.mapped()));
    } else if (const auto *ended = std::get_if<ThreadTerminated>(&event.payload)) {
        m_deadThreads.insert(ended->thread);
        dropThread(ended->thread, decisions);
    } else if (const auto *interrupted = std::get_if<UserInterrupt>(&event.payload)) {
        interrupt(interrupted->thread, decisions);
    } else if (const auto *idle = std::get_if<StatusIdle>(&event.payload)) {
        if (idle->stopReason != "requires_action")
            turnOver();
    }
    return decisions;
}

void CallBook::markAnswered(const EventId &call)
{
    m_inHand.erase(call);
    m_answered.insert(call);
}

void CallBook::markUndelivered(const EventId &call)
{
    m_inHand.erase(call);
}

std::string CallBook::firstWaiting() const
{
    const auto &calls = m_held.empty() ? m_foreign : m_held;
    return calls.empty() ? std::string() : calls.begin()->second.use.name;
}

bool CallBook::isOurs(const ToolUse &use) const
{
    return use.kind == ToolKind::Agent    ? m_ownTools.contains(use.name)
           : use.kind == ToolKind::Custom ? m_ownCustomTools.contains(use.name)
                                          : false;
}

CallDecision CallBook::route(const BookedCall &call)
{
    if (call.use.thread && m_deadThreads.contains(*call.use.thread))
        return {Kind::Dropped, call, kThreadEnded};
    if (m_settled.contains(call.id))
        return {Kind::Dropped, call, kInterrupted};

    const auto verdict = m_verdicts.find(call.id);
    const bool confirmed = verdict != m_verdicts.end();
    const bool serverDenied = call.use.permission == Permission::Deny;
    if (serverDenied || (confirmed && verdict->second.verdict != Verdict::Allow)) {
        m_answered.insert(call.id);
        return {Kind::Denied, call,
                serverDenied ? std::string("denied by the agent's permission policy") : verdict->second.denyMessage};
    }
    const bool interrupted = m_interrupted.contains(call.id);
    if (!confirmed && call.use.permission != Permission::Allow) {
        if (interrupted)
            return {Kind::Dropped, call, kInterrupted};
        m_held.insert_or_assign(call.id, call);
        return {Kind::Hold, call, {}};
    }
    if (!isOurs(call.use)) {
        if (call.use.kind == ToolKind::Custom)
            m_foreign.insert_or_assign(call.id, call);
        return {Kind::NotOurs, call, {}};
    }
    m_inHand.insert_or_assign(call.id, call);
    return {interrupted ? Kind::Interrupted : Kind::Execute, call, {}};
}

void CallBook::interrupt(const std::optional<ThreadId> &thread, std::vector<CallDecision> &decisions)
{
    const auto meant = [&](const BookedCall &call) {
        return !thread || call.use.thread == thread;
    };
    for (auto it = m_held.begin(); it != m_held.end();) {
        if (!meant(it->second)) {
            ++it;
            continue;
        }
        m_interrupted.insert(it->first);
        decisions.push_back({Kind::Dropped, it->second, kInterrupted});
        it = m_held.erase(it);
    }
    for (const auto &[id, call] : m_inHand) {
        if (!meant(call))
            continue;
        m_interrupted.insert(id);
        decisions.push_back({Kind::Interrupted, call, {}});
    }
}

/// What was interrupted before is settled: the control plane has gone on without an answer.
void CallBook::turnOver()
{
    m_settled.insert(m_interrupted.begin(), m_interrupted.end());
    m_foreign.clear();
}

void CallBook::dropThread(const ThreadId &thread, std::vector<CallDecision> &decisions)
{
    std::erase_if(m_foreign, [&](const auto &item) { return item.second.use.thread == thread; });
    for (auto *calls : {&m_held, &m_inHand}) {
        for (auto it = calls->begin(); it != calls->end();) {
            if (it->second.use.thread == thread) {
                decisions.push_back({Kind::Dropped, it->second, kThreadEnded});
                it = calls->erase(it);
            } else {
                ++it;
            }
        }
    }
}

} // namespace glovebox::engine
