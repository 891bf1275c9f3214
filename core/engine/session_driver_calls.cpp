// Role: the part of SessionDriver that runs tool calls and delivers their results, one at a time.
#include "core/engine/session_driver.h"

#include "core/base/limits.h"
#include "core/engine/guest_gone.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A tool call ended without a result: normally its sandbox is about to be reported as lost, with a better reason.
constexpr std::chrono::milliseconds kTroubleGrace = 2s;
/// An agent goes on from what it wrote earlier: it has to know when that is gone.
const std::string kFilesLost =
    "[The sandbox of the calls before has ended and its files are lost. This call ran in a new, empty one.]\n";
const std::string kFilesElsewhere =
    "[This call ran in a new, empty sandbox: files of earlier calls of this session are not in it.]\n";
constexpr const char *kFilesFromDisk =
    "[The machine of this sandbox had stopped and was started again from its disk. Files are as they were when it "
    "stopped, but for what had not been written to the disk yet; processes and the shell of before are gone.]\n";
const std::string kByOperator = "cancelled by the operator";
const std::string kByUser = "interrupted by the user";
/// A result refused this often, and not in the log, will not be taken.
constexpr int kRefusalsMax = 2;

} // namespace

void SessionDriver::dispatch()
{
    if (m_phase != ItemPhase::Serving || m_current || m_queue.empty())
        return;
    const auto &next = m_queue.front();
    if (!m_record.results->contains(next.id) && !m_link)
        return needSandbox();
    m_current = next;
    m_queue.pop_front();
    if (m_record.results->contains(m_current->id))
        return deliver();
    runTool(*m_current);
}

/// Written down first: after a crash in the middle of a call nobody may take it for one that never began.
void SessionDriver::runTool(const BookedCall &call)
{
    m_record.transcript->callStarted(call.id);
    m_parts.pool.setBusy(*m_sandbox, call.use.name);
    publish();
    m_parts.ledger.intendCall(
        {m_session, call.id, call.use.kind, call.use.name, *m_sandbox, m_parts.clock.wallNow()},
        [this, alive = std::weak_ptr(m_alive), id = call.id](Result<> written) {
            if (alive.expired() || m_phase != ItemPhase::Serving || !m_current || m_current->id != id || !m_link)
                return;
            if (!written)
                return fail(inContext("write down that a tool is about to run", written.error()), End::GiveBack);
            const auto *tool = customTool(m_current->use);
            if (tool && !tool->content.empty() && !m_installed.contains(tool->name))
                return installHandler(*tool);
            startTool(tool ? tool->path : std::string());
        });
}

const api::CustomTool *SessionDriver::customTool(const ToolUse &use) const
{
    for (const auto &tool : m_parts.environment.settings.customTools)
        if (use.kind == ToolKind::Custom && tool.name == use.name)
            return &tool;
    return nullptr;
}

void SessionDriver::installHandler(const api::CustomTool &tool)
{
    m_install = m_link->files().write({tool.path, tool.content, 0755}, [this, &tool](Result<> written) {
        if (!written && isGuestGone(written.error().code))
            return guestFailed(written.error());
        if (!written)
            return keep(
                {tool.name + ": its handler could not be put into the sandbox: " + written.error().detail, true});
        m_installed.insert(tool.name);
        startTool(tool.path);
    });
}

void SessionDriver::startTool(const std::string &handler)
{
    if (m_aborted) // before it began
        return keep({m_aborted->why + " before it ran", true});
    m_running = true;
    m_tool = m_link->runTool(
        {m_current->id, m_current->use.name, m_current->use.input, m_parts.settings.toolTimeout, handler,
         m_mounts ? m_mounts->toolFolders() : std::vector<ports::ToolFolder>()},
        {[this, id = m_current->id](std::string_view chunk) { m_record.transcript->callOutput(id, chunk); },
         [this](Result<ToolResult> result) {
             toolEnded(std::move(result));
         }});
}

void SessionDriver::toolEnded(Result<ToolResult> result)
{
    m_running = false;
    if (!result)
        return guestFailed(result.error());
    result->text = newsOfFiles() + result->text;
    if (m_aborted) {
        result->isError = true;
        result->text = '[' + m_aborted->why + "]\n" + result->text;
    }
    keep(*std::move(result));
    if (m_mounts)
        m_mounts->afterTool();
}

/// What the agent has to know of the sandbox that this call ran in, once: it may go on from files of earlier calls.
std::string SessionDriver::newsOfFiles()
{
    auto &known = *m_record.knownSandbox;
    const bool had = std::exchange(*m_record.hadSandbox, true);
    const bool same = known == m_sandbox;
    const bool lost = known && !same;
    known = *m_sandbox;
    if (m_parts.pool.takeNews(*m_sandbox))
        return kFilesFromDisk;
    if (same || m_wish.named)
        return {};
    if (lost)
        return kFilesLost;
    return !had && m_resultsInHistory ? kFilesElsewhere : std::string();
}

/// No result exists. The sandbox is about to be reported lost; if not, it is of no use any more.
void SessionDriver::guestFailed(Error why)
{
    m_troubleTimer = m_parts.clock.after(kTroubleGrace, [this, why = std::move(why)] {
        if (m_sandbox)
            m_parts.pool.doesNotAnswer(*m_sandbox, why);
    });
}

/// The current call has its result: to the ledger, then to the control plane.
void SessionDriver::keep(ToolResult result)
{
    if (m_sandbox)
        m_parts.pool.setBusy(*m_sandbox, {});
    const auto id = m_current->id;
    m_record.transcript->callEnded(id, result.text);
    m_record.results->insert_or_assign(id, result);
    m_parts.ledger.keepResult(
        m_session, id, std::move(result), [this, alive = std::weak_ptr(m_alive), id](Result<> written) {
            if (alive.expired() || m_phase != ItemPhase::Serving || !m_current || m_current->id != id)
                return;
            // Worth more posted than lost: the ledger's trouble is the engine's to show.
            if (!written)
                qCWarning(lcEngine, "the result of %s could not be written down: %s", id.value().c_str(),
                          describe(written.error()).c_str());
            deliver();
        });
    publish();
}

void SessionDriver::deliver()
{
    m_record.transcript->callState(m_current->id, ToolCallState::Posting);
    m_poster.post(
        {m_current->id, m_current->use.kind, m_record.results->at(m_current->id)}, [this] { return m_lease.ttl(); },
        [this](ResultPoster::Outcome outcome, const std::string &detail) { delivered(outcome, detail); });
    publish();
}

void SessionDriver::delivered(ResultPoster::Outcome outcome, const std::string &detail)
{
    const auto id = m_current->id;
    m_current.reset();
    if (outcome == ResultPoster::Outcome::Accepted) {
        settle(id);
    } else if (outcome == ResultPoster::Outcome::Refused && ++m_refusals[id] >= kRefusalsMax) {
        qCWarning(lcEngine, "the result of %s was not taken: %s", id.value().c_str(), detail.c_str());
        m_record.transcript->callState(id, ToolCallState::Error,
                                       "the control plane did not take the result: " + detail);
        m_record.results->erase(id);
        m_parts.ledger.closeCall(m_session, id);
        m_book.markAnswered(id);
    } else {
        // It may have been accepted by an attempt whose answer was lost: history tells. If not, it is posted again.
        m_book.markUndelivered(id);
        m_feed.reread();
    }
    dispatch();
    updateIdle();
    drainIfPossible();
    publish();
}

/// The server has the result.
void SessionDriver::settle(const EventId &call)
{
    const auto result = m_record.results->extract(call);
    std::erase_if(m_queue, [&](const BookedCall &queued) { return queued.id == call; });
    m_book.markAnswered(call);
    m_parts.ledger.closeCall(m_session, call);
    if (m_parts.delivered)
        m_parts.delivered(call);
    if (m_aborted && m_aborted->call == call) {
        m_record.transcript->callState(call, ToolCallState::Cancelled, m_aborted->why);
        return m_aborted.reset();
    }
    m_record.transcript->callState(call, result.mapped().timedOut  ? ToolCallState::TimedOut
                                         : result.mapped().isError ? ToolCallState::Error
                                                                   : ToolCallState::Done);
}

/// The user has stopped the turn. What runs is aborted and answered with what it has; the rest is answered unrun.
void SessionDriver::interrupted(const BookedCall &call)
{
    const bool isCurrent = m_current && m_current->id == call.id;
    const bool isQueued = std::ranges::any_of(m_queue, [&](const auto &queued) { return queued.id == call.id; });
    if (m_record.results->contains(call.id)) { // it ran: its answer is the true one
        if (!isCurrent && !isQueued)
            m_queue.push_back(call);
        return;
    }
    if (isCurrent) {
        m_aborted = Aborted{call.id, kByUser};
        if (m_running)
            m_link->abortTool(call.id);
        return;
    }
    if (!isQueued)
        m_queue.push_back(call);
    answerUnrun(call.id, kByUser);
}

void SessionDriver::answerUnrun(const EventId &call, const std::string &why)
{
    m_record.results->insert_or_assign(call, ToolResult{why + " before it ran", true});
    m_record.transcript->callEnded(call, why + " before it ran");
}

api::Verdict SessionDriver::cancelCall(const EventId &call)
{
    if (m_phase != ItemPhase::Serving)
        return api::Verdict::denied("The session is not served by this host any more.");
    if (m_record.results->contains(call))
        return api::Verdict::denied("The call has ended; its result is on its way.");
    if (m_current && m_current->id == call) {
        if (m_aborted)
            return api::Verdict::alreadySo();
        m_aborted = Aborted{call, kByOperator};
        if (m_running)
            m_link->abortTool(call);
        return api::Verdict::accepted();
    }
    if (std::ranges::none_of(m_queue, [&](const auto &queued) { return queued.id == call; }))
        return api::Verdict::denied("The call does not run.");
    answerUnrun(call, kByOperator);
    dispatch();
    return api::Verdict::accepted();
}

api::Verdict SessionDriver::answerApproval(const EventId &call, const api::ApprovalAnswer &answer, Call &sending)
{
    if (!m_parts.environment.operatorActions)
        return api::Verdict::denied("Answering needs the environment's operator key. Answer in the Console instead.");
    if (!m_book.isHeld(call))
        return api::Verdict::denied("The call does not wait for an answer any more.");
    return confirmCall(m_parts.environment, m_record, call, answer, sending);
}

Parked SessionDriver::parked() const
{
    Parked parked;
    parked.approvals = static_cast<int>(m_book.heldCount());
    parked.customCalls = static_cast<int>(m_book.foreignCount());
    parked.parked = parked.approvals + parked.customCalls > 0;
    parked.firstTool = parked.parked ? m_book.firstWaiting() : std::string();
    return parked;
}

} // namespace glovebox::engine
