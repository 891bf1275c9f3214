// What belongs to a session beside its transcript: cost, skills, memory, threads, and the requests that end things.
#include "app/models/session_detail.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/usage.h"
#include "app/format/work.h"

namespace glovebox::models {

namespace {

QStringList shownOnes(const std::vector<std::string> &texts)
{
    QStringList shown;
    for (const std::string &text : texts)
        shown += format::firstLine(QString::fromStdString(text));
    return shown;
}

} // namespace

QString SessionDetail::emptyTitle() const
{
    if (m_threadIndex > 0)
        return tr("Nothing in this thread");
    return view() && view()->turns > 0 ? tr("Its events are not here") : tr("Nothing has happened yet");
}

QString SessionDetail::emptyText() const
{
    if (m_threadIndex > 0)
        return tr("Choose all threads to see the rest.");
    return view() && view()->turns > 0 ? tr("They came before this window was open; the control plane has them.")
                                       : tr("Messages and tool calls appear here as they come.");
}

QString SessionDetail::costText() const
{
    return view() ? format::listCost(*view()) : QString();
}

double SessionDetail::budgetShare() const
{
    if (!view() || !view()->budgetCents || *view()->budgetCents <= 0 || !view()->usage || !view()->usage->listCostCents)
        return -1;
    return static_cast<double>(*view()->usage->listCostCents) / static_cast<double>(*view()->budgetCents);
}

QString SessionDetail::budgetNote() const
{
    return view() && !view()->budgetCents ? tr("No budget; one can only be set when a session is created.") : QString();
}

void SessionDetail::refreshUsage(const api::SessionView &session)
{
    if (!session.usage) {
        m_usage.setFacts({});
        return;
    }
    const domain::ModelUsage &usage = *session.usage;
    const auto tokens = [](std::uint64_t count) {
        return format::count(static_cast<qint64>(count));
    };
    std::vector<Fact> facts{
        {tr("Input tokens"), tokens(usage.inputTokens), true},
        {tr("Output tokens"), tokens(usage.outputTokens), true},
        {tr("Cache read"), tokens(usage.cacheReadTokens), true},
        {tr("Cache written"), tokens(usage.cacheWriteTokens), true},
        {tr("Web searches"), tokens(usage.webSearches), true},
        {tr("Web fetches"), tokens(usage.webFetches), true},
        {tr("Active time"), format::measured(usage.active), true},
        {tr("List cost"), usage.listCostCents ? format::money(*usage.listCostCents) : tr("not reported"), true},
    };
    m_usage.setFacts(std::move(facts));
}

QStringList SessionDetail::skills() const
{
    return view() ? shownOnes(view()->skills) : QStringList();
}

QStringList SessionDetail::skillProblems() const
{
    return view() ? shownOnes(view()->skillProblems) : QStringList();
}

QStringList SessionDetail::threadChoices() const
{
    if (!view() || view()->threads.empty())
        return {};
    QStringList choices{tr("all"), tr("main")};
    for (const api::ThreadView &thread : view()->threads) {
        const QString name = threadName(view(), thread.id);
        choices += thread.ended ? tr("%1 (ended)").arg(name) : name;
    }
    return choices;
}

void SessionDetail::setThreadIndex(int index)
{
    const int threads = view() ? static_cast<int>(view()->threads.size()) : 0;
    if (index == m_threadIndex || index < 0 || index > threads + 1)
        return;
    m_threadIndex = index;
    std::optional<QString> thread;
    if (index == 1)
        thread = QString();
    else if (index > 1)
        thread = QString::fromStdString(view()->threads[static_cast<std::size_t>(index - 2)].id.value());
    m_transcript.setThread(thread);
    Q_EMIT changed();
    Q_EMIT selectionChanged();
    refreshSelected();
}

bool SessionDetail::interruptOffered() const
{
    if (!view())
        return false;
    using enum api::SessionState;
    switch (view()->state) {
    case NeedsApproval:
    case Failed:
    case Running:
    case WaitingForSandbox:
    case Rescheduling:
        return true;
    case Idle:
        return view()->reason == "requires_action";
    case Ended:
    case Terminated:
        return false;
    }
    return false;
}

bool SessionDetail::canInterrupt() const
{
    return interruptOffered() && view()->canInterrupt && !m_interruptAskedAt;
}

QString SessionDetail::interruptHint() const
{
    return view() && view()->canInterrupt ? tr("Ends the session's turn; a running tool call is cut off")
                                          : format::operatorKeyMissing();
}

QString SessionDetail::interruptText() const
{
    return m_interruptAskedAt ? tr("Interrupting… %1").arg(format::duration(m_ticker->now() - *m_interruptAskedAt))
                              : QString();
}

void SessionDetail::setInterruptAsked(bool asked)
{
    m_interruptAskedAt = asked && view() ? std::optional<WallTime>(m_ticker->now()) : std::nullopt;
    m_stateWhenAsked = view() ? view()->state : api::SessionState::Running;
    Q_EMIT changed();
}

std::optional<domain::EventId> SessionDetail::selectedCallId() const
{
    const api::ToolCallView *call = selectedCall();
    return call ? std::optional<domain::EventId>(call->id) : std::nullopt;
}

bool SessionDetail::canCancel() const
{
    const api::ToolCallView *call = selectedCall();
    return call && call->state == domain::ToolCallState::Running && !(m_cancelAskedAt && m_cancelled == m_selected);
}

QString SessionDetail::cancelText() const
{
    return m_cancelAskedAt && m_cancelled == m_selected && selectedCall()
               ? tr("Cancelling… %1").arg(format::duration(m_ticker->now() - *m_cancelAskedAt))
               : QString();
}

void SessionDetail::setCancelAsked(bool asked)
{
    m_cancelAskedAt = asked ? std::optional<WallTime>(m_ticker->now()) : std::nullopt;
    m_cancelled = m_selected;
    Q_EMIT selectedChanged();
}

/// What was asked for is over when the engine's word has changed, or when nothing came of it.
void SessionDetail::refreshRequests()
{
    const WallTime now = m_ticker->now();
    if (m_interruptAskedAt &&
        (!view() || view()->state != m_stateWhenAsked || now - *m_interruptAskedAt >= kRequestMax))
        m_interruptAskedAt.reset();
    if (!m_cancelAskedAt)
        return;
    const api::TranscriptEntry *entry = m_transcript.entryAt(m_transcript.rowOfSequence(m_cancelled));
    const auto *call = entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
    if (!call || call->state != domain::ToolCallState::Running || now - *m_cancelAskedAt >= kRequestMax)
        m_cancelAskedAt.reset();
    Q_EMIT selectedChanged();
}

QString SessionDetail::selectionNote() const
{
    const api::ToolCallView *call = selectedCall();
    if (!call || !call->custom)
        return {};
    return call->state == domain::ToolCallState::NotOurs
               ? tr("A custom tool: not covered by permission policies, and answered by its owner.")
               : tr("A custom tool: not covered by permission policies. This host answers it in the sandbox.");
}

QString SessionDetail::approvalMore() const
{
    const int others = m_approvals->waitingOf(m_id) - 1;
    if (others <= 0)
        return {};
    return others == 1 ? tr("and 1 more call") : tr("and %1 more calls").arg(others);
}

} // namespace glovebox::models
