#include "app/models/session_detail.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"

#include <algorithm>

namespace glovebox::models {

namespace {

format::Explanation problemOf(const api::SessionView *view)
{
    return view && view->problem ? format::explain(*view->problem, format::Area::Session) : format::Explanation{};
}

QString permission(const api::ToolCallView &call)
{
    if (call.custom)
        return SessionDetail::tr("not covered by permission policies");
    return call.askedForApproval ? SessionDetail::tr("asks before it runs") : SessionDetail::tr("runs without asking");
}

std::vector<Fact> factsOf(const api::ToolCallView &call, const api::TranscriptEntry &entry, const QTimeZone &zone)
{
    const QString id = QString::fromStdString(call.id.value());
    std::vector<Fact> facts{
        {call.custom ? SessionDetail::tr("Custom tool") : SessionDetail::tr("Tool"),
         format::shownLine(QString::fromStdString(call.name)), true},
        {SessionDetail::tr("Requested"), format::fullTime(call.requestedAt, zone)},
        {SessionDetail::tr("Waited"),
         call.waited.count() > 0 ? format::measured(call.waited) : SessionDetail::tr("not at all")},
        {SessionDetail::tr("Ran for"),
         call.duration.count() > 0 ? format::measured(call.duration) : SessionDetail::tr("has not run")},
        {SessionDetail::tr("Policy"), permission(call)},
        {SessionDetail::tr("Turn"), QString::number(entry.turn)},
        {SessionDetail::tr("Event id"), format::shortened(id, 26), true, id},
    };
    if (!call.note.empty())
        facts.push_back(
            {SessionDetail::tr("Note"), format::shownLines(QString::fromStdString(call.note)).join(QLatin1Char('\n'))});
    return facts;
}

} // namespace

SessionDetail::SessionDetail(SessionsModel *sessions, const TranscriptStore *store, ApprovalsModel *approvals,
                             EnvironmentsModel *environments, Ticker *ticker, QObject *parent)
    : QObject(parent), m_sessions(sessions), m_ticker(ticker), m_approvals(approvals),
      m_approval(approvals, store, sessions, environments, ticker), m_outputs(ticker), m_memories(ticker),
      m_transcript(store, ticker)
{
    m_transcript.setThreadNames([this](const domain::ThreadId &thread) { return threadName(view(), thread); });
    connect(sessions, &SessionsModel::changed, this, [this](const QString &id) {
        if (id == m_id)
            refresh();
    });
    connect(&m_transcript, &TranscriptModel::entryUpdated, this, [this](quint64 sequence) {
        refreshRequests();
        if (sequence == m_selected)
            refreshSelected();
        Q_EMIT approvalChanged();
    });
    connect(&m_transcript, &TranscriptModel::countChanged, this, &SessionDetail::selectionChanged);
    connect(ticker, &Ticker::timesChanged, this, &SessionDetail::refreshSelected);
    connect(ticker, &Ticker::ticked, this, [this] {
        if (m_id.isEmpty())
            return;
        refreshRequests();
        refresh();
        Q_EMIT approvalChanged();
    });
}

void SessionDetail::open(const QString &session)
{
    if (session == m_id)
        return;
    m_id = session;
    m_selected = 0;
    m_threadIndex = 0;
    m_interruptAskedAt.reset();
    m_cancelAskedAt.reset();
    m_transcript.setSession(session);
    m_outputs.open(session);
    refresh();
    Q_EMIT selectionChanged();
    refreshSelected();
    Q_EMIT approvalChanged();
}

QVariant SessionDetail::role(int role) const
{
    const int row = m_sessions->rowOf(m_id);
    return row < 0 ? QVariant() : m_sessions->index(row).data(role);
}

QString SessionDetail::shortId() const
{
    return format::shortened(m_id, 24);
}

QString SessionDetail::title() const
{
    return known() ? role(SessionsModel::TitleRole).toString() : m_id;
}

QString SessionDetail::agent() const
{
    return role(SessionsModel::AgentRole).toString();
}

QString SessionDetail::word() const
{
    return role(SessionsModel::WordRole).toString();
}

QString SessionDetail::tone() const
{
    return role(SessionsModel::ToneRole).toString();
}

QString SessionDetail::symbol() const
{
    return role(SessionsModel::SymbolRole).toString();
}

QString SessionDetail::reason() const
{
    return view() && view()->problem ? QString() : role(SessionsModel::ReasonRole).toString();
}

QString SessionDetail::sandbox() const
{
    return role(SessionsModel::SandboxRole).toString();
}

QString SessionDetail::sandboxWord() const
{
    return role(SessionsModel::SandboxWordRole).toString();
}

QString SessionDetail::sandboxTone() const
{
    return role(SessionsModel::SandboxToneRole).toString();
}

QString SessionDetail::sandboxSymbol() const
{
    return role(SessionsModel::SandboxSymbolRole).toString();
}

QString SessionDetail::countsText() const
{
    if (!view())
        return {};
    const QString turns = view()->turns == 1 ? tr("1 turn") : tr("%1 turns").arg(view()->turns);
    const QString tools = view()->toolCalls == 1 ? tr("1 tool call") : tr("%1 tool calls").arg(view()->toolCalls);
    const QString errors = view()->toolErrors == 1 ? tr("1 error") : tr("%1 errors").arg(view()->toolErrors);
    const QString text = turns + QStringLiteral(" · ") + tools;
    return view()->toolErrors > 0 ? text + QStringLiteral(" · ") + errors : text;
}

QString SessionDetail::problemWhat() const
{
    return problemOf(view()).what;
}

QString SessionDetail::problemWhy() const
{
    return problemOf(view()).why;
}

QString SessionDetail::problemTodo() const
{
    return problemOf(view()).todo;
}

QString SessionDetail::problemDetail() const
{
    return problemOf(view()).detail;
}

QString SessionDetail::problemCode() const
{
    return problemOf(view()).code;
}

const api::ToolCallView *SessionDetail::selectedCall() const
{
    const api::TranscriptEntry *entry = selectedEntry();
    return entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
}

const api::ToolCallView *SessionDetail::approvalCall() const
{
    const api::TranscriptEntry *entry = m_transcript.approvalEntry();
    return entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
}

QVariant SessionDetail::selectedRole(int role) const
{
    const int row = selectedRow();
    return row < 0 ? QVariant() : m_transcript.index(row).data(role);
}

bool SessionDetail::selectionNeedsApproval() const
{
    const api::ToolCallView *call = selectedCall();
    return call && call->state == domain::ToolCallState::NeedsApproval;
}

QString SessionDetail::selectedTitle() const
{
    return selectedRole(TranscriptModel::TitleRole).toString();
}

QString SessionDetail::selectedWord() const
{
    return selectedRole(TranscriptModel::WordRole).toString();
}

QString SessionDetail::selectedTone() const
{
    return selectedRole(TranscriptModel::ToneRole).toString();
}

QString SessionDetail::selectedSymbol() const
{
    return selectedRole(TranscriptModel::SymbolRole).toString();
}

QString SessionDetail::approvalTool() const
{
    return approvalCall() ? format::shownLine(QString::fromStdString(approvalCall()->name)) : QString();
}

QString SessionDetail::approvalWaited() const
{
    return approvalCall() ? format::duration(m_ticker->now() - approvalCall()->requestedAt) : QString();
}

QString SessionDetail::approvalSummary() const
{
    return approvalCall() ? format::firstLine(QString::fromStdString(approvalCall()->summary)) : QString();
}

void SessionDetail::select(int row)
{
    const api::TranscriptEntry *entry = m_transcript.entryAt(row);
    const quint64 sequence = entry ? entry->sequence : 0;
    if (sequence == m_selected || (!entry && row >= 0))
        return;
    m_selected = sequence;
    refreshSelected();
    Q_EMIT selectionChanged();
}

void SessionDetail::moveSelection(int rows)
{
    const int count = m_transcript.count();
    const int step = rows < 0 ? -1 : 1;
    int row =
        std::clamp(selectedRow() < 0 ? (rows < 0 ? count - 1 : 0) : selectedRow() + rows, 0, std::max(0, count - 1));
    while (row >= 0 && row < count && !m_transcript.entryAt(row))
        row += step;
    if (row < 0 || row >= count) // ran off the end over a heading: stay
        return;
    select(row);
}

void SessionDetail::clearSelection()
{
    select(-1);
}

void SessionDetail::selectApproval()
{
    const api::TranscriptEntry *entry = m_transcript.approvalEntry();
    if (!entry)
        return;
    const quint64 sequence = entry->sequence;
    if (m_transcript.rowOfSequence(sequence) < 0)
        setThreadIndex(0); // the filter hides it
    select(m_transcript.rowOfSequence(sequence));
}

void SessionDetail::selectCall(const QString &call)
{
    const quint64 sequence = m_transcript.sequenceOfCall(call);
    if (sequence == 0)
        return;
    if (m_transcript.rowOfSequence(sequence) < 0)
        setThreadIndex(0); // the filter hides it
    select(m_transcript.rowOfSequence(sequence));
}

double SessionDetail::selectedAt() const
{
    const api::TranscriptEntry *entry = m_transcript.entryAt(m_transcript.rowOfSequence(m_selected));
    if (m_selected == 0 || !entry)
        return 0;
    const auto *call = std::get_if<api::ToolCallView>(&entry->what);
    return static_cast<double>((call ? call->requestedAt : entry->at).time_since_epoch().count());
}

void SessionDetail::refresh()
{
    if (const api::SessionView *session = view()) {
        const QString work = session->work ? QString::fromStdString(session->work->value()) : QString();
        const QString environment = QString::fromStdString(session->environment.value());
        std::vector<Fact> facts{
            {tr("Session id"), shortId(), true, m_id},
            {tr("Agent"), agent()},
            {tr("In this state"), format::duration(m_ticker->now() - session->since)},
            {tr("Started here"), format::fullTime(session->startedAt, m_ticker->zone())},
            {tr("Last activity"), format::ago(session->lastActivity, m_ticker->now())},
            {tr("Turns"), QString::number(session->turns)},
            {tr("Tool calls"), session->toolErrors > 0
                                   ? tr("%1, %2 with an error").arg(session->toolCalls).arg(session->toolErrors)
                                   : QString::number(session->toolCalls)},
            {tr("Sandbox"), sandbox().isEmpty() ? tr("none") : sandbox() + QStringLiteral(" · ") + sandboxWord(), false,
             sandbox()},
            {tr("Work item"), work.isEmpty() ? tr("released") : format::shortened(work, 24), !work.isEmpty(), work},
            {tr("Environment"), format::shortened(environment, 24), true, environment},
        };
        if (session->guestRunner)
            facts.push_back({tr("Runner"), tr("in the sandbox: it executes the calls, not this host")});
        m_facts.setFacts(std::move(facts));
        refreshUsage(*session);
        m_memories.setStores(session->memories);
    }
    refreshRequests();
    Q_EMIT changed();
}

void SessionDetail::refreshSelected()
{
    const api::TranscriptEntry *entry = selectedEntry();
    m_approval.open(selectionNeedsApproval() ? ApprovalsModel::keyOf(m_id.toStdString(), selectedCall()->id)
                                             : QString());
    if (const api::ToolCallView *call = selectedCall()) {
        m_selectedFacts.setFacts(factsOf(*call, *entry, m_ticker->zone()));
        m_input.setText(QString::fromStdString(call->input));
        m_output.setText(QString::fromStdString(call->output));
    } else if (entry) {
        m_selectedFacts.setFacts(
            {{tr("Time"), format::fullTime(entry->at, m_ticker->zone())}, {tr("Turn"), QString::number(entry->turn)}});
        m_input.setText({});
        m_output.setText(QString::fromStdString(std::get<api::NoteView>(entry->what).text));
    }
    Q_EMIT selectedChanged();
}

} // namespace glovebox::models
