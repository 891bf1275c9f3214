#include "core/engine/observed_session.h"

namespace glovebox::engine {

using namespace domain;

namespace {
const char *const kServedThere = "served in the sandbox";
}

ObservedSession::ObservedSession(Parts parts, const WorkItem &item, SessionRecord record, Handlers handlers)
    : m_record(std::move(record)), m_handlers(std::move(handlers)), m_clock(parts.clock),
      m_facts(parts.clock, parts.ledger, m_record.view),
      m_feed(parts.controlPlane, parts.clock, SessionId(item.subject), item.sessionsToken,
             {[this] { m_lastHistoryEffect = IdleEffect::Neutral; },
              [this](const SessionEvent &event) {
                  if (const auto effect = idleEffect(event); effect != IdleEffect::Neutral)
                      m_lastHistoryEffect = effect;
                  observe(event);
              },
              [this](bool complete) {
                  if (!complete)
                      return;
                  const bool wasOver = turnOver();
                  m_informed = true;
                  if (m_lastHistoryEffect == IdleEffect::Neutral && m_restsUntouched && !m_record.transcript->turns())
                      m_lastHistoryEffect = IdleEffect::EndsTurn;
                  m_idle.apply(m_lastHistoryEffect);
                  m_handlers.changed();
                  if (!wasOver && turnOver())
                      m_handlers.turnEnded();
              },
              [this](const SessionEvent &event) {
                  const auto effect = idleEffect(event);
                  m_idle.apply(effect);
                  m_record.view->lastActivity = m_clock.wallNow();
                  observe(event);
                  if (m_over)
                      return;
                  m_handlers.changed();
                  if (effect == IdleEffect::EndsTurn && turnOver())
                      m_handlers.turnEnded();
              },
              [this](Error why) { m_handlers.refused(std::move(why)); },
              [this](const std::optional<Error> &) {
                  m_informed = false;
                  m_handlers.changed();
              }})
{
}

void ObservedSession::begin(const Session &session)
{
    auto &view = *m_record.view;
    view.title = session.title;
    view.agentName = session.agentName;
    view.budgetCents = session.budgetCents;
    if (session.usage)
        view.usage = session.usage;
    m_restsUntouched = session.status == SessionStatus::Idle;
    m_facts.keep();
    m_record.outputs->show();
}

void ObservedSession::stop()
{
    m_feed.stop();
    m_facts.finish();
}

void ObservedSession::observe(const SessionEvent &event)
{
    m_record.transcript->event(event);
    if (const auto *called = std::get_if<ToolUse>(&event.payload)) {
        use(event.id, *called);
    } else if (const auto *confirmation = std::get_if<ToolConfirmation>(&event.payload)) {
        confirmed(*confirmation);
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        answered(*answer);
    } else if (const auto *idle = std::get_if<StatusIdle>(&event.payload)) {
        m_stopReason = idle->stopReason;
        m_rescheduling = false;
    } else if (std::holds_alternative<StatusRunning>(event.payload)) {
        m_rescheduling = false;
    } else if (std::holds_alternative<StatusRescheduled>(event.payload)) {
        m_rescheduling = true;
    } else if (std::holds_alternative<StatusTerminated>(event.payload) ||
               std::holds_alternative<SessionDeleted>(event.payload)) {
        if (!std::exchange(m_over, true))
            m_handlers.isOver();
    } else {
        if (const auto *ended = std::get_if<ThreadTerminated>(&event.payload))
            threadEnded(ended->thread);
        if (noteInView(*m_record.view, event))
            m_facts.keep();
    }
}

void ObservedSession::use(const EventId &id, const ToolUse &use)
{
    m_record.transcript->callRequested(id, use);
    if (use.kind == ToolKind::Mcp || m_closed.contains(id) || !m_open.emplace(id, use).second)
        return; // the service runs it, or it was shown
    switch (use.permission) {
    case Permission::Allow:
        return began(id);
    case Permission::Deny:
        return close(id, ToolCallState::Denied);
    case Permission::Ask:
    case Permission::Unknown:
        m_held.insert(id);
        return m_record.transcript->callState(id, ToolCallState::NeedsApproval);
    }
}

void ObservedSession::began(const EventId &call)
{
    m_record.transcript->callState(call, ToolCallState::Running, kServedThere);
    m_record.transcript->callStarted(call);
}

void ObservedSession::confirmed(const ToolConfirmation &confirmation)
{
    if (m_held.erase(confirmation.use) == 0)
        return;
    if (confirmation.verdict == domain::Verdict::Allow)
        return began(confirmation.use);
    close(confirmation.use, ToolCallState::Denied, confirmation.denyMessage);
}

void ObservedSession::answered(const ToolAnswered &answer)
{
    if (m_closed.contains(answer.use))
        return;
    m_record.transcript->callEnded(answer.use, answer.text);
    close(answer.use, answer.isError ? ToolCallState::Error : ToolCallState::Done, kServedThere);
}

void ObservedSession::threadEnded(const ThreadId &thread)
{
    std::vector<EventId> gone;
    for (const auto &[id, use] : m_open)
        if (use.thread == thread)
            gone.push_back(id);
    for (const auto &id : gone)
        close(id, ToolCallState::Cancelled, "its thread has ended");
}

void ObservedSession::close(const EventId &call, ToolCallState state, const std::string &note)
{
    m_open.erase(call);
    m_held.erase(call);
    m_closed.insert(call);
    m_record.transcript->callState(call, state, note);
}

std::string ObservedSession::currentTool() const
{
    for (const auto &[id, use] : m_open)
        if (!m_held.contains(id))
            return use.name;
    return {};
}

Parked ObservedSession::parked() const
{
    Parked parked;
    parked.approvals = static_cast<int>(m_held.size());
    parked.parked = parked.approvals > 0;
    if (parked.parked)
        parked.firstTool = m_open.at(*m_held.begin()).name;
    return parked;
}

} // namespace glovebox::engine
