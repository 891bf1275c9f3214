#include "core/engine/session_driver.h"

#include "core/base/limits.h"
#include "core/domain/binding.h"
#include "core/engine/egress_book.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

std::set<std::string> toolsetNames()
{
    return {"bash", "read", "write", "edit", "glob", "grep"};
}

std::set<std::string> customNames(const api::EnvironmentSettings &settings)
{
    std::set<std::string> names;
    for (const auto &tool : settings.customTools)
        names.insert(tool.name);
    return names;
}

} // namespace

SessionDriver::SessionDriver(Parts parts, WorkItem item, SessionRecord record, std::optional<std::string> recovered)
    : m_parts(std::move(parts)), m_item(std::move(item)), m_session(m_item.subject), m_record(std::move(record)),
      m_published(*m_record.view),
      m_lease(*m_parts.environment.controlPlane, m_parts.clock, m_item.id, m_item.sessionsToken,
              [this](LeaseEnd reason, std::string detail) { leaseEnded(reason, detail); }),
      m_feed(*m_parts.environment.controlPlane, m_parts.clock, m_session, m_item.sessionsToken,
             {[this] {
                  m_book.beginHistory();
                  m_lastHistoryEffect = IdleEffect::Neutral;
                  m_usesSinceTurnEnd.clear();
                  m_toolsetUses.clear();
              },
              [this](const SessionEvent &event) {
                  if (const auto effect = idleEffect(event); effect != IdleEffect::Neutral)
                      m_lastHistoryEffect = effect;
                  if (m_lastHistoryEffect == IdleEffect::EndsTurn)
                      m_usesSinceTurnEnd.clear();
                  else if (std::holds_alternative<ToolUse>(event.payload))
                      m_usesSinceTurnEnd.insert(event.id);
                  noteResult(event);
                  observe(event);
                  m_book.history(event);
              },
              [this](bool complete) { historyEnded(complete); },
              [this](const SessionEvent &event) { liveEvent(event); },
              [this](Error why) { failTowards(inContext("the session's event stream", std::move(why))); },
              [this](std::optional<Error>) {
                  m_informed = false;
                  updateIdle();
                  publish();
              }}),
      m_poster(*m_parts.environment.controlPlane, m_parts.clock, m_session, m_item.sessionsToken),
      m_book(toolsetNames(), customNames(m_parts.environment.settings)),
      m_facts(m_parts.clock, m_parts.ledger, m_record.view), m_recovered(recovered.has_value()),
      m_lastHeartbeat(recovered.value_or(std::string()))
{
}

SessionDriver::~SessionDriver()
{
    if (m_sandbox)
        m_parts.pool.release(*m_sandbox);
}

void SessionDriver::start()
{
    advance(m_phase, ItemEvent::Acknowledged, m_item.id);
    m_lease.start({.firstAnswered =
                       [this] {
                           if (!m_recovered)
                               return;
                           if (m_parts.resumed)
                               m_parts.resumed();
                           readSession();
                       },
                   .beaten =
                       [this](const std::string &echo) {
                           m_parts.ledger.beatWork(m_item.id, echo);
                       }},
                  m_lastHeartbeat);
    if (m_item.secretWasUndecodable)
        qCWarning(lcEngine, "the secret of %s could not be decoded; the environment key serves instead",
                  m_item.id.value().c_str());
    if (m_item.kind != WorkKind::Session) {
        qCInfo(lcEngine, "%s is %s: nothing to run", m_item.id.value().c_str(),
               m_item.kind == WorkKind::Healthcheck ? "a health check" : "of an unknown kind");
        return end(End::Stop);
    }
    sayThatItIsServed();
    // Whether an item of before this program's start is still ours, its first heartbeat tells.
    if (!m_recovered)
        readSession();
}

void SessionDriver::sayThatItIsServed()
{
    const bool isBack = std::exchange(*m_record.comesBack, false);
    // A session that failed here goes on being shown so until it was read: if it fails for the same reason nothing has
    // changed.
    const bool mayFailAgain = m_record.view->state == api::SessionState::Failed;
    const auto said = m_session.value() + " of " + label(m_parts.environment) +
                      (m_recovered ? " may still be ours as "
                       : isBack    ? " came back and is taken as "
                                   : " is taken as ") +
                      m_item.id.value();
    if (mayFailAgain)
        qCDebug(lcEngine, "%s", said.c_str());
    else
        qCInfo(lcEngine, "%s", said.c_str());
    if (isBack && !m_recovered)
        m_record.transcript->note(api::NoteView::Kind::Lease, "the queue handed the session out to this host again");
    if (!mayFailAgain)
        publish();
}

void SessionDriver::readSession()
{
    m_call = m_parts.environment.controlPlane->retrieveSession(
        m_session, m_item.sessionsToken, [this](Result<Session> session) { sessionRead(std::move(session)); });
}

void SessionDriver::sessionRead(Result<Session> session)
{
    if (!session)
        return failTowards(inContext("read the session", session.error()));
    m_read = *session;
    auto &view = *m_record.view;
    view.title = session->title;
    view.agentName = session->agentName;
    view.budgetCents = session->budgetCents;
    view.metadata = session->metadata;
    view.metadata.insert(m_item.metadata.begin(), m_item.metadata.end());
    if (session->usage)
        view.usage = session->usage;
    m_facts.keep();
    if (session->status == SessionStatus::Terminated) {
        m_terminated = true;
        return end(End::Stop, true);
    }
    m_record.outputs->show();
    // Memory stores take the item's token alone, and an item of before this program's start has lost it. One heartbeat
    // was sent: the lease lapses now, and the queue hands the item out with a new token.
    if (m_recovered && !session->memoryStores.empty())
        return end(End::GiveBack);
    const auto binding = readBinding(session->metadata, m_item.metadata);
    if (!binding)
        return fail(binding.error(), End::Stop);
    const auto size = sizeFor(*binding, m_parts.settings.size, m_parts.settings.sizeMax);
    if (!size)
        return fail(size.error(), End::Stop);
    m_wish = {binding->sandbox,
              *size,
              m_parts.environment.settings.ladder,
              m_parts.environment.isDemo,
              {binding->image.value_or(std::string()), binding->imageKey},
              session->metadata,
              m_item.metadata};
    if (const auto made = takeTemplate(*binding); !made)
        return fail(inContext("the session's metadata", made.error()), End::Stop);
    else if (*made) // its runner ended with the program before this one; a new one needs the item's secret
        return end(End::GiveBack);
    // The model is at work and will want its hands: boot while it thinks. A session that rests may never call a tool.
    // A sandbox that it names is taken, or refused, before anybody is asked to allow a call.
    if (session->status != SessionStatus::Idle || m_wish.named)
        needSandbox();
    if (m_phase == ItemPhase::Serving)
        m_feed.start();
    publish();
}

/// What may leave it, and what it begins as: one that somebody defined has a size of its own, and idle times if it was
/// given some. True: its sessions are served by a runner inside it.
Result<bool> SessionDriver::takeTemplate(const Binding &binding)
{
    if (m_parts.egress) {
        const auto &settings = m_parts.environment.settings;
        GB_TRY(egress, m_parts.egress->choose(binding, settings.egress, settings.egressAllowed));
        m_wish.egress = egress;
        m_wish.secrets = settings.secrets;
    }
    if (!binding.base || *binding.base == kAutomaticTemplate)
        return false;
    if (!m_parts.templates)
        return tl::unexpected(
            Error{ErrorCode::InvalidArgument, "this host has no templates besides the automatic ones"});
    GB_TRY(start, m_parts.templates(*binding.base));
    m_wish.size = start.size;
    m_wish.from = std::move(start.from);
    if (start.ladder)
        m_wish.ladder = start.ladder;
    if (!binding.egress && !start.egress.empty())
        m_wish.egress = start.egress;
    m_wish.secrets.insert(m_wish.secrets.end(), start.secrets.begin(), start.secrets.end());
    return !start.runner.empty();
}

void SessionDriver::historyEnded(bool complete)
{
    if (m_phase != ItemPhase::Serving)
        return;
    if (!complete) {
        m_book.abandonHistory();
        return;
    }
    m_informed = true;
    const auto decisions = m_book.endHistory();
    // Somebody else's call of an earlier turn is over with that turn, whether we can see its answer or not.
    const bool someoneElseOwes = std::ranges::any_of(decisions, [this](const auto &d) {
        return d.kind == CallDecision::Kind::NotOurs && m_usesSinceTurnEnd.contains(d.call.id);
    });
    // A session that rests and in which nothing has happened yet has no turn that could end: it rests all the same.
    if (m_lastHistoryEffect == IdleEffect::Neutral && m_read && m_read->status == SessionStatus::Idle &&
        !m_record.transcript->turns())
        m_lastHistoryEffect = IdleEffect::EndsTurn;
    if (m_lastHistoryEffect != IdleEffect::Neutral)
        m_idle.apply(someoneElseOwes ? IdleEffect::Activity : m_lastHistoryEffect);
    apply(decisions);
    if (m_idle.turnOver())
        turnEnded();
}

/// Whether the session has used our tools before: then it may believe in files.
void SessionDriver::noteResult(const SessionEvent &event)
{
    if (const auto *use = std::get_if<ToolUse>(&event.payload)) {
        if (use->kind == ToolKind::Agent && isToolsetTool(use->name))
            m_toolsetUses.insert(event.id);
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        m_resultsInHistory = m_resultsInHistory || m_toolsetUses.contains(answer->use);
    }
}

void SessionDriver::liveEvent(const SessionEvent &event)
{
    const auto effect = idleEffect(event);
    m_idle.apply(effect);
    m_record.view->lastActivity = m_parts.clock.wallNow();
    observe(event);
    if (m_phase != ItemPhase::Serving)
        return;
    const auto decisions = m_book.live(event);
    // A confirmed call of somebody else's tool: its owner still has to answer.
    if (effect == IdleEffect::Neutral &&
        std::ranges::any_of(decisions, [](const auto &d) { return d.kind == CallDecision::Kind::NotOurs; }))
        m_idle.disarm();
    apply(decisions);
    if (effect == IdleEffect::EndsTurn)
        turnEnded();
}

/// What an event says about the session itself, whether it comes live or from history.
void SessionDriver::observe(const SessionEvent &event)
{
    m_record.transcript->event(event);
    if (const auto *use = std::get_if<ToolUse>(&event.payload)) {
        m_record.transcript->callRequested(event.id, *use);
    } else if (const auto *answer = std::get_if<ToolAnswered>(&event.payload)) {
        const bool inHand = m_current && m_current->id == answer->use;
        if (!inHand && m_record.results->contains(answer->use)) { // refused on a retry, but taken before
            settle(answer->use);
        } else if (!inHand && !m_book.isAnswered(answer->use)) {
            m_record.transcript->callEnded(answer->use, answer->text);
            m_record.transcript->callState(answer->use, answer->isError ? ToolCallState::Error : ToolCallState::Done,
                                           "answered earlier");
        }
    } else if (const auto *idle = std::get_if<StatusIdle>(&event.payload)) {
        m_stopReason = idle->stopReason;
        m_rescheduling = false;
    } else if (std::holds_alternative<StatusRunning>(event.payload)) {
        m_rescheduling = false;
    } else if (std::holds_alternative<StatusRescheduled>(event.payload)) {
        m_rescheduling = true;
    } else if (std::holds_alternative<StatusTerminated>(event.payload) ||
               std::holds_alternative<SessionDeleted>(event.payload)) {
        m_terminated = true;
        end(End::Stop, true);
    } else {
        observeSession(event);
    }
}

/// What is only shown and kept: figures, names, threads.
void SessionDriver::observeSession(const SessionEvent &event)
{
    if (!noteInView(*m_record.view, event))
        return;
    if (m_sandbox)
        m_parts.pool.setTitle(*m_sandbox, m_record.view->title);
    m_facts.keep();
}

void SessionDriver::apply(const std::vector<CallDecision> &decisions)
{
    using Kind = CallDecision::Kind;
    for (const auto &decision : decisions) {
        const auto &id = decision.call.id;
        m_record.transcript->callRequested(id, decision.call.use);
        switch (decision.kind) {
        case Kind::Execute:
            m_record.transcript->callState(id, ToolCallState::Requested);
            m_queue.push_back(decision.call);
            break;
        case Kind::Hold:
            qCInfo(lcEngine, "%s: %s needs approval", m_session.value().c_str(), decision.call.use.name.c_str());
            m_record.transcript->callState(id, ToolCallState::NeedsApproval);
            break;
        case Kind::Denied:
            m_record.transcript->callState(id, ToolCallState::Denied, decision.note);
            break;
        case Kind::NotOurs:
            m_record.transcript->callState(id, ToolCallState::NotOurs, "answered by another client");
            break;
        case Kind::Dropped:
            forget(id);
            m_record.transcript->callState(id, ToolCallState::Cancelled, decision.note);
            break;
        case Kind::Interrupted:
            interrupted(decision.call);
            break;
        case Kind::Answered:
            callAnswered(id);
            break;
        }
    }
    dispatch();
    updateIdle();
    drainIfPossible();
    publish();
}

/// The log holds a result for a call that was held or in hand.
void SessionDriver::callAnswered(const EventId &call)
{
    if (m_current && m_current->id == call && m_poster.busy()) { // our own result, seen before the answer to the post
        m_poster.settled();
        return delivered(ResultPoster::Outcome::Accepted, {});
    }
    forget(call);
    m_record.transcript->callState(call, ToolCallState::Cancelled, "answered by another client");
}

/// Nothing more is done for a call: not run, or aborted, and not posted.
void SessionDriver::forget(const EventId &call)
{
    std::erase_if(m_queue, [&](const BookedCall &queued) { return queued.id == call; });
    m_record.results->erase(call);
    m_parts.ledger.closeCall(m_session, call);
    if (!m_current || m_current->id != call)
        return;
    m_poster.cancel();
    m_tool.cancel();
    m_install.cancel();
    m_troubleTimer.cancel();
    m_running = false;
    m_aborted.reset();
    m_current.reset();
    if (m_sandbox)
        m_parts.pool.setBusy(*m_sandbox, {});
}

} // namespace glovebox::engine
