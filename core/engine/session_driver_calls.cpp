// Role: the part of SessionDriver that runs tool calls and delivers their results, one at a time.
#include "core/engine/session_driver.h"

#include "core/base/limits.h"
#include "core/engine/log.h"

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// A tool call ended without a result: normally its sandbox is about to be reported as lost, with a better reason.
constexpr std::chrono::milliseconds kTroubleGrace = 2s;
/// An agent goes on from what it wrote earlier: it has to know when that is gone.
const std::string kFilesLost =
    "[The sandbox of the calls before has ended and its files are lost. This call ran in a new, empty one.]\n";
/// A result refused this often, and not in the log, will not be taken.
constexpr int kRefusalsMax = 2;

} // namespace

void SessionDriver::needSandbox()
{
    if (m_sandbox || m_phase != ItemPhase::Serving)
        return;
    m_sandbox = m_parts.pool.acquire(m_session, {[this](ports::GuestLink &link) { sandboxReady(link); },
                                                 [this](Error why) { sandboxLost(std::move(why)); },
                                                 [this] {
                                                     publish();
                                                 }});
    m_parts.pool.setTitle(*m_sandbox, m_record.view->title);
    auto &known = *m_record.knownSandbox;
    m_filesLost = m_filesLost || (known && *known != *m_sandbox);
    known = *m_sandbox;
}

void SessionDriver::sandboxReady(ports::GuestLink &link)
{
    m_link = &link;
    m_record.transcript->note(api::NoteView::Kind::Sandbox, "sandbox " + m_sandbox->value() + " is ready");
    dispatch();
    publish();
}

void SessionDriver::sandboxLost(Error why)
{
    const bool wasReady = m_link != nullptr;
    const auto sandbox = m_sandbox->value();
    m_link = nullptr;
    m_tool.cancel();
    m_troubleTimer.cancel();
    m_parts.pool.release(*m_sandbox);
    m_sandbox.reset();
    m_record.transcript->note(api::NoteView::Kind::Error,
                              "sandbox " + sandbox + (wasReady ? " is lost: " : " did not start: ") + describe(why));
    if (!wasReady) // this host's trouble, never the item's: another worker may serve it
        return fail(inContext("start a sandbox", std::move(why)), End::GiveBack);
    // Its files are gone, but the agent can go on: the call that ran is answered, the next one gets a new sandbox.
    if (m_current && !m_record.results->contains(m_current->id)) {
        m_record.knownSandbox->reset(); // told with this very result
        m_record.results->insert_or_assign(
            m_current->id, ToolResult{m_current->use.name + ": the sandbox ended while this call ran (" + why.detail +
                                          "). Its files are lost; the next call starts in a new, empty one.",
                                      true});
        m_record.transcript->callEnded(m_current->id, m_record.results->at(m_current->id).text);
        deliver();
    }
    dispatch();
    publish();
}

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

void SessionDriver::runTool(const BookedCall &call)
{
    m_record.transcript->callStarted(call.id);
    m_parts.pool.setBusy(*m_sandbox, call.use.name);
    m_tool =
        m_link->runTool({call.id, call.use.name, call.use.input, m_parts.settings.toolTimeout},
                        {[this, id = call.id](std::string_view chunk) { m_record.transcript->callOutput(id, chunk); },
                         [this](Result<ToolResult> result) {
                             toolEnded(std::move(result));
                         }});
    publish();
}

void SessionDriver::toolEnded(Result<ToolResult> result)
{
    if (!result) {
        // No result exists. The sandbox is about to be reported lost; if not, it is of no use any more.
        m_troubleTimer =
            m_parts.clock.after(kTroubleGrace, [this, why = result.error()] { m_parts.pool.destroy(*m_sandbox, why); });
        return;
    }
    m_parts.pool.setBusy(*m_sandbox, {});
    if (std::exchange(m_filesLost, false))
        result->text = kFilesLost + result->text;
    m_record.transcript->callEnded(m_current->id, result->text);
    m_record.results->insert_or_assign(m_current->id, *std::move(result));
    deliver();
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
    m_record.transcript->callState(call, result.mapped().timedOut  ? ToolCallState::TimedOut
                                         : result.mapped().isError ? ToolCallState::Error
                                                                   : ToolCallState::Done);
}

} // namespace glovebox::engine
