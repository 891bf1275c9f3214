#include "core/engine/guest_runner_driver.h"

#include "core/base/limits.h"
#include "core/domain/binding.h"
#include "core/domain/egress_policy.h"
#include "core/engine/guest_gone.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using NoteKind = api::NoteView::Kind;

namespace {

/// Nobody beats for an item before its runner does: within this the shortest lease that is known has not lapsed.
constexpr std::chrono::milliseconds kRunnerBegins = limits::kLeaseTtlAssumed;
/// From the end of its session, or of its item, to the runner's: two memory syncs of 30 s, and something for the rest.
constexpr std::chrono::milliseconds kRunnerEnds = 90s;
/// A runner that fails so often one after the other is not tried again: its item is stopped.
constexpr int kRunnerFailuresMax = 3;
constexpr std::chrono::milliseconds kRunnerStopHurried = 3s;
constexpr const char *kRunnerBusy = "the session's own runner";

std::string howRunnerEnded(const ports::ExecEnd &end)
{
    if (end.status)
        return "ended with status " + std::to_string(*end.status);
    return "was ended by signal " + std::to_string(end.signal);
}

} // namespace

GuestRunnerDriver::GuestRunnerDriver(Parts parts, WorkItem item, SessionRecord record, bool recovered)
    : m_parts(std::move(parts)), m_item(std::move(item)), m_session(m_item.subject), m_record(std::move(record)),
      m_published(*m_record.view), m_recovered(recovered),
      m_observed({*m_parts.environment.controlPlane, m_parts.clock, m_parts.ledger}, m_item, m_record,
                 {.changed = [this] { publish(); },
                  .turnEnded =
                      [this] {
                          *m_record.runnerFailures = 0;
                          if (m_phase == ItemPhase::Serving && !m_closing)
                              collectOutputs(nullptr);
                          drainIfPossible();
                      },
                  .isOver = [this] { mustEndSoon("its session was over"); },
                  .refused =
                      [this](Error why) {
                          failTowards(inContext("the session's event stream", std::move(why)));
                      }})
{
}

GuestRunnerDriver::~GuestRunnerDriver()
{
    if (m_runner)
        m_runner->kill();
    if (m_sandbox)
        m_parts.pool.release(*m_sandbox);
}

void GuestRunnerDriver::start()
{
    advance(m_phase, ItemEvent::Acknowledged, m_item.id);
    m_acknowledgedAt = m_parts.clock.now();
    qCInfo(lcEngine, "%s of %s is taken as %s for its own runner", m_session.value().c_str(),
           label(m_parts.environment).c_str(), m_item.id.value().c_str());
    if (m_recovered) {
        note(NoteKind::Lease,
             "its runner ended with the program before this one. When its lease is over the queue hands "
             "the session out again");
        return end(End::GiveBack);
    }
    if (m_item.sessionsToken.empty())
        return fail({ErrorCode::Unsupported, "the work item brought no secret that can be used. A runner inside a "
                                             "sandbox needs it: the environment key never goes in there"},
                    End::Stop);
    m_startTimer = m_parts.clock.after(kRunnerBegins, [this] {
        fail({ErrorCode::TimedOut, "its runner could not begin before the item's lease may have lapsed"},
             End::GiveBack);
    });
    m_call = m_parts.environment.controlPlane->retrieveSession(
        m_session, m_item.sessionsToken, [this](Result<Session> session) { sessionRead(std::move(session)); });
    publish();
}

void GuestRunnerDriver::sessionRead(Result<Session> session)
{
    if (!session)
        return failTowards(inContext("read the session", session.error()));
    m_observed.begin(*session);
    if (session->status == SessionStatus::Terminated)
        return end(End::Stop, true);
    auto wish = wishFor(*session);
    if (!wish)
        return fail(wish.error(), End::Stop);
    const bool isNamed = wish->named.has_value();
    const auto sandbox = m_parts.pool.acquire(m_session, *std::move(wish),
                                              {[this](ports::GuestLink &link) { sandboxReady(link); },
                                               [this](Error why) { sandboxLost(std::move(why)); },
                                               [this] {
                                                   publish();
                                               }});
    if (!sandbox) // in use will pass: the queue hands the session out again
        return fail(
            inContext(isNamed ? "take the sandbox that the session names" : "make its sandbox", sandbox.error()),
            sandbox.error().code == ErrorCode::Conflict ? End::GiveBack : End::Stop);
    m_sandbox = *sandbox;
    m_parts.pool.setTitle(*m_sandbox, m_record.view->title);
    m_observed.start();
    drainIfPossible();
    publish();
}

/// As any session's, but for what may leave it.
Result<SandboxWish> GuestRunnerDriver::wishFor(const Session &session)
{
    GB_TRY(binding, readBinding(session.metadata, m_item.metadata));
    m_command = m_parts.environment.settings.runner;
    auto asked = binding;
    asked.egress.reset(); // whatever it asks for
    GB_TRY(size, sizeFor(asked, m_parts.settings.size, m_parts.settings.sizeMax));
    SandboxWish wish{binding.sandbox,
                     size,
                     m_parts.environment.settings.ladder,
                     m_parts.environment.isDemo,
                     {binding.image.value_or(std::string()), binding.imageKey},
                     session.metadata,
                     m_item.metadata};
    if (binding.base && *binding.base != kAutomaticTemplate) {
        if (!m_parts.templates)
            return glovebox::fail(ErrorCode::InvalidArgument, "this host has no templates besides the automatic ones");
        auto start = m_parts.templates(*binding.base);
        if (!start)
            return tl::unexpected(inContext("the session's metadata", start.error()));
        wish.size = start->size;
        wish.from = std::move(start->from);
        if (start->ladder)
            wish.ladder = start->ladder;
        if (!start->runner.empty())
            m_command = start->runner;
    }
    wish.egress = kControlPlaneEgress;
    wish.guestRunner = true;
    return wish;
}

void GuestRunnerDriver::sandboxReady(ports::GuestLink &link)
{
    m_link = &link;
    if (m_phase != ItemPhase::Serving || m_runner)
        return;
    m_startTimer.cancel();
    m_hadSandbox = true;
    *m_record.hadSandbox = true;
    *m_record.knownSandbox = m_sandbox;
    note(NoteKind::Sandbox, "sandbox " + m_sandbox->value() + " is ready; its own runner serves the session there");
    m_parts.pool.setBusy(*m_sandbox, kRunnerBusy); // nobody has it stand still meanwhile
    m_runner = std::make_unique<GuestRunner>(GuestRunner::Order{m_command, *m_sandbox, m_parts.environment.baseUrl},
                                             m_item, m_parts.log);
    m_runner->start(link, [this](const Result<ports::ExecEnd> &ended) { runnerEnded(ended); });
    publish();
}

void GuestRunnerDriver::sandboxLost(Error why)
{
    const bool wasReady = m_link != nullptr;
    m_link = nullptr;
    m_collecting.cancel();
    if (m_runner)
        m_runner->kill();
    note(NoteKind::Error,
         "sandbox " + m_sandbox->value() + (wasReady ? " is lost: " : " did not start: ") + describe(why));
    if (m_phase == ItemPhase::Releasing)
        return m_takingHome ? closeUp() : void(); // the stop call goes on
    m_parts.pool.release(*m_sandbox);
    m_sandbox.reset();
    if (wasReady)
        m_record.knownSandbox->reset();
    // What cannot be granted stops the item; else another host, or a new sandbox, may serve it.
    const auto how = !wasReady && why.code == ErrorCode::InvalidArgument ? End::Stop : End::GiveBack;
    fail(inContext(wasReady ? "its sandbox ended, and its runner with it" : "start a sandbox", std::move(why)), how);
}

void GuestRunnerDriver::runnerEnded(const Result<ports::ExecEnd> &ended)
{
    if (m_sandbox)
        m_parts.pool.setBusy(*m_sandbox, {});
    if (m_phase != ItemPhase::Serving)
        return;
    if (!ended && isGuestGone(ended.error().code))
        return; // its sandbox says why
    if (!ended)
        return fail(inContext("start its runner, " + textOf(m_command), ended.error()), End::Stop);
    const auto how = howRunnerEnded(*ended);
    qCInfo(lcEngine, "the runner of %s %s", m_session.value().c_str(), how.c_str());
    note(NoteKind::Sandbox, "its runner " + how);
    m_endTimer.cancel();
    // What it has just done is not heard of yet.
    m_call = m_parts.environment.controlPlane->retrieveSession(
        m_session, m_item.sessionsToken, [this, how, well = ended->status == 0](const Result<Session> &session) {
            const bool isGone =
                session ? session->status == SessionStatus::Terminated : session.error().code == ErrorCode::NotFound;
            if (isGone || m_observed.isOver())
                return end(End::Stop, true);
            judge(how, well);
        });
}

/// Was its turn over? A stop is right then, and harmless where the runner has stopped the item itself.
void GuestRunnerDriver::judge(const std::string &how, bool well)
{
    const bool isOver = m_observed.turnOver();
    if (isOver && well) {
        *m_record.runnerFailures = 0;
        return end(End::Stop, true);
    }
    const int failures = isOver ? 0 : ++*m_record.runnerFailures;
    if (well && failures == 1) // a message may have come just as it was leaving: there is a new item then
        return end(End::GiveBack);
    const auto last = m_runner->lastWords();
    Error why{ErrorCode::HostToolFailed, "its runner " + how + (isOver ? "" : " before the session's turn was over") +
                                             (last.empty() ? ", without a word" : ", and said last: " + last)};
    const bool again = !isOver && failures < kRunnerFailuresMax;
    if (!isOver && !again)
        why.detail += "; it is not tried again, since it failed " + std::to_string(kRunnerFailuresMax) + " times";
    fail(std::move(why), again ? End::GiveBack : End::Stop);
}

/// It ends by itself, or it is ended.
void GuestRunnerDriver::mustEndSoon(const std::string &why)
{
    if (m_phase != ItemPhase::Serving || !m_mustEnd.empty())
        return;
    m_mustEnd = why;
    if (!m_runner) // it had not begun
        return end(m_observed.isOver() ? End::Stop : End::LeaseGone, m_observed.isOver());
    m_endTimer = m_parts.clock.after(kRunnerEnds, [this] {
        if (m_observed.isOver())
            return end(End::Stop, true);
        fail({ErrorCode::TimedOut, "its runner did not end although " + m_mustEnd + ", and was killed"}, End::Stop);
    });
}

void GuestRunnerDriver::listed(const ListedWork *item, MonoTime asked)
{
    if (m_phase != ItemPhase::Serving || asked <= m_acknowledgedAt)
        return;
    if (!item)
        return mustEndSoon("its item was stopped");
    if (item->state != WorkState::Queued)
        return;
    // Its heartbeats ended, or never began: whoever the queue gives the session to serves it now.
    note(NoteKind::Lease, "the queue took the item back: its runner sent no heartbeat in time");
    qCWarning(lcEngine, "the runner of %s sent no heartbeat in time and is killed", m_session.value().c_str());
    end(End::LeaseGone);
}

void GuestRunnerDriver::drain()
{
    m_draining = true;
    drainIfPossible();
    publish();
}

void GuestRunnerDriver::drainIfPossible()
{
    if (!m_draining || m_phase != ItemPhase::Serving)
        return;
    if (m_observed.turnOver())
        return end(End::Stop, true);
    if (!m_runner || m_observed.heldCount() > 0)
        end(End::GiveBack);
}

void GuestRunnerDriver::abort()
{
    if (m_phase == ItemPhase::Releasing) {
        m_call.cancel();
        m_collecting.cancel();
        return closeUp();
    }
    end(m_observed.turnOver() ? End::Stop : End::GiveBack);
    if (m_phase == ItemPhase::Releasing)
        m_closeTimer = m_parts.clock.after(kRunnerStopHurried, [this] { abort(); });
}

void GuestRunnerDriver::supersede(const WorkId &by)
{
    m_sameItemAgain = by == m_item.id;
    if (m_phase == ItemPhase::Serving)
        return end(End::LeaseGone);
    if (m_phase == ItemPhase::Releasing)
        loseLease();
}

api::Verdict GuestRunnerDriver::cancelCall(const EventId &)
{
    return api::Verdict::denied("Its own runner serves the session inside the sandbox. Interrupt the session instead.");
}

api::Verdict GuestRunnerDriver::answerApproval(const EventId &call, const api::ApprovalAnswer &answer, Call &sending)
{
    if (!m_parts.environment.operatorActions)
        return api::Verdict::denied("Answering needs the environment's operator key. Answer in the Console instead.");
    if (!m_observed.isHeld(call))
        return api::Verdict::denied("The call does not wait for an answer any more.");
    return confirmCall(m_parts.environment, m_record, call, answer, sending);
}

} // namespace glovebox::engine
