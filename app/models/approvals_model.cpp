#include "app/models/approvals_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

QString threadName(const api::SessionView *session, const domain::ThreadId &thread)
{
    if (session) {
        const auto found = std::ranges::find(session->threads, thread, &api::ThreadView::id);
        if (found != session->threads.end() && !found->agentName.empty())
            return format::firstLine(QString::fromStdString(found->agentName));
    }
    return format::shortened(QString::fromStdString(thread.value()), 14);
}

ApprovalsModel::ApprovalsModel(const TranscriptStore *store, SessionsModel *sessions, EnvironmentsModel *environments,
                               Ticker *ticker, QObject *parent)
    : KeyedList(parent), m_store(store), m_sessions(sessions), m_environments(environments), m_ticker(ticker)
{
    connect(store, &TranscriptStore::entryChanged, this, &ApprovalsModel::onEntryChanged);
    connect(store, &TranscriptStore::entryForgotten, this, &ApprovalsModel::onEntryForgotten);
    connect(store, &TranscriptStore::sessionRemoved, this, &ApprovalsModel::onSessionRemoved);
    connect(ticker, &Ticker::ticked, this, &ApprovalsModel::onTick);
}

QString ApprovalsModel::keyOf(const std::string &session, const domain::EventId &call)
{
    return QString::fromStdString(session + '/' + call.value());
}

const api::TranscriptEntry *ApprovalsModel::entryOf(const ApprovalRow &row) const
{
    const Transcript *transcript = m_store->find(row.session);
    if (!transcript)
        return nullptr;
    const auto found = transcript->entries.find(row.sequence);
    return found == transcript->entries.end() ? nullptr : &found->second;
}

const api::ToolCallView *ApprovalsModel::callOf(const ApprovalRow &row) const
{
    const api::TranscriptEntry *entry = entryOf(row);
    return entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
}

void ApprovalsModel::onEntryChanged(const QString &session, quint64 sequence)
{
    const api::TranscriptEntry &entry = m_store->find(session)->entries.at(sequence);
    const auto *call = std::get_if<api::ToolCallView>(&entry.what);
    if (!call)
        return;
    const bool waits = call->state == domain::ToolCallState::NeedsApproval;
    const QString id = keyOf(entry.session.value(), call->id);
    const int at = rowOf(id);
    if (at < 0) {
        if (!waits)
            return;
        appendRow({id, session, sequence, {}, {}, false, {}, false});
        Q_EMIT waitingChanged(session);
        return;
    }
    ApprovalRow &row = rowAt(at);
    row.sequence = sequence;
    const bool waited = !row.goneAt;
    if (!waits && waited) {
        row.goneAt = m_ticker->now();
        row.marked = false;
    }
    if (waits)
        row.goneAt.reset();
    if (row.askedAt && (row.accepted || call->answer != *row.askedAt || !waits))
        row.askedAt.reset();
    rowChanged(at);
    if (waits != waited)
        Q_EMIT waitingChanged(session);
}

void ApprovalsModel::onEntryForgotten(const QString &session, quint64 sequence)
{
    for (int row = rowCount() - 1; row >= 0; --row)
        if (rowAt(row).session == session && rowAt(row).sequence == sequence)
            drop(row);
}

void ApprovalsModel::onSessionRemoved(const QString &session)
{
    for (int row = rowCount() - 1; row >= 0; --row)
        if (rowAt(row).session == session)
            drop(row);
}

void ApprovalsModel::drop(int row)
{
    const QString session = rowAt(row).session;
    removeRow(row);
    Q_EMIT waitingChanged(session);
}

void ApprovalsModel::onTick()
{
    dropTombstones(m_ticker->now());
    allChanged({WaitedRole});
}

const api::TranscriptEntry *ApprovalsModel::entry(const QString &call) const
{
    const ApprovalRow *row = findRow(call);
    return row ? entryOf(*row) : nullptr;
}

const api::ToolCallView *ApprovalsModel::find(const QString &call) const
{
    const ApprovalRow *row = findRow(call);
    return row ? callOf(*row) : nullptr;
}

ApprovalsModel::Answer ApprovalsModel::answerOf(const ApprovalRow &row) const
{
    const api::ToolCallView *call = callOf(row);
    if (!call || row.goneAt)
        return Answer::Confirmed;
    if (row.askedAt)
        return Answer::Sending;
    if (!row.refusal.isEmpty())
        return Answer::Failed;
    switch (call->answer) {
    case api::AnswerState::None:
        return Answer::None;
    case api::AnswerState::Sending:
        return Answer::Sending;
    case api::AnswerState::Sent:
        return Answer::Sent;
    case api::AnswerState::Failed:
        return Answer::Failed;
    }
    return Answer::None;
}

ApprovalsModel::Answer ApprovalsModel::answerOf(const QString &call) const
{
    const ApprovalRow *row = findRow(call);
    return row ? answerOf(*row) : Answer::None;
}

QString ApprovalsModel::refusalOf(const QString &call) const
{
    const ApprovalRow *row = findRow(call);
    if (!row || answerOf(*row) != Answer::Failed)
        return {};
    return row->refusal.isEmpty() ? format::firstLine(QString::fromStdString(callOf(*row)->answerProblem))
                                  : row->refusal;
}

int ApprovalsModel::waiting() const
{
    return static_cast<int>(std::ranges::count_if(rows(), [](const ApprovalRow &row) { return !row.goneAt; }));
}

int ApprovalsModel::waitingOf(const QString &session) const
{
    return static_cast<int>(
        std::ranges::count_if(rows(), [&](const ApprovalRow &row) { return row.session == session && !row.goneAt; }));
}

QString ApprovalsModel::oldest() const
{
    const ApprovalRow *found = nullptr;
    for (const ApprovalRow &row : rows())
        if (!row.goneAt && callOf(row) && (!found || callOf(row)->requestedAt < callOf(*found)->requestedAt))
            found = &row;
    return found ? found->id : QString();
}

QString ApprovalsModel::waitingThreadOf(const QString &session) const
{
    for (const ApprovalRow &row : rows()) {
        const api::ToolCallView *call = callOf(row);
        if (row.session == session && !row.goneAt && call && call->thread)
            return threadName(m_sessions->find(session), *call->thread);
    }
    return {};
}

bool ApprovalsModel::canAnswer(const ApprovalRow &row) const
{
    const api::SessionView *session = m_sessions->find(row.session);
    const Answer answer = answerOf(row);
    return session && m_environments->hasOperatorKey(session->environment) &&
           (answer == Answer::None || answer == Answer::Failed);
}

bool ApprovalsModel::canAnswer(const QString &call) const
{
    const ApprovalRow *row = findRow(call);
    return row && canAnswer(*row);
}

QStringList ApprovalsModel::waitingCallsOf(const QString &session) const
{
    QStringList calls;
    for (const ApprovalRow &row : rows())
        if (row.session == session && !row.goneAt)
            calls += row.id;
    return calls;
}

QStringList ApprovalsModel::marked() const
{
    QStringList calls;
    for (const ApprovalRow &row : rows())
        if (row.marked && canAnswer(row))
            calls += row.id;
    return calls;
}

bool ApprovalsModel::isMarked(const QString &call) const
{
    const ApprovalRow *row = findRow(call);
    return row && row->marked;
}

void ApprovalsModel::setMarked(const QString &call, bool marked)
{
    const int at = rowOf(call);
    if (at < 0 || rowAt(at).marked == marked || (marked && !canAnswer(rowAt(at))))
        return;
    rowAt(at).marked = marked;
    rowChanged(at, {MarkedRole});
}

void ApprovalsModel::clearMarks()
{
    for (int row = 0; row < rowCount(); ++row)
        setMarked(keyAt(row), false);
}

void ApprovalsModel::setAsked(const QString &call)
{
    const int at = rowOf(call);
    if (at < 0 || !find(call))
        return;
    ApprovalRow &row = rowAt(at);
    row.askedAt = find(call)->answer;
    row.accepted = false;
    row.refusal.clear();
    row.marked = false;
    rowChanged(at);
}

void ApprovalsModel::setAccepted(const QString &call)
{
    const int at = rowOf(call);
    if (at < 0 || !rowAt(at).askedAt)
        return;
    ApprovalRow &row = rowAt(at);
    row.accepted = true;
    // The engine's word may have come before its verdict; then nothing more comes to end our own.
    if (const api::ToolCallView *view = callOf(row); view && view->answer != api::AnswerState::None)
        row.askedAt.reset();
    rowChanged(at);
}

void ApprovalsModel::setRefused(const QString &call, const QString &reason)
{
    const int at = rowOf(call);
    if (at < 0)
        return;
    rowAt(at).askedAt.reset();
    rowAt(at).refusal = reason;
    rowChanged(at);
}

QString ApprovalsModel::titleOf(const ApprovalRow &row) const
{
    const int session = m_sessions->rowOf(row.session);
    return session < 0 ? row.session : m_sessions->index(session).data(SessionsModel::TitleRole).toString();
}

QString ApprovalsModel::askerOf(const ApprovalRow &row) const
{
    const api::SessionView *session = m_sessions->find(row.session);
    const QString agent = session ? format::firstLine(QString::fromStdString(session->agentName)) : QString();
    const api::ToolCallView *call = callOf(row);
    if (!call || !call->thread)
        return agent;
    return tr("%1 · thread %2").arg(agent, threadName(session, *call->thread));
}

QVariant ApprovalsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ApprovalRow &row = rowAt(index.row());
    const api::ToolCallView *call = callOf(row);
    if (!call)
        return {};
    switch (role) {
    case KeyRole:
        return row.id;
    case SessionIdRole:
        return row.session;
    case SessionTitleRole:
        return titleOf(row);
    case AskerRole:
        return askerOf(row);
    case EnvironmentRole: {
        const api::SessionView *session = m_sessions->find(row.session);
        return session ? m_environments->nameOf(session->environment) : QString();
    }
    case WaitedRole:
        return format::duration(row.goneAt.value_or(m_ticker->now()) - call->requestedAt);
    case WaitingRole:
        return !row.goneAt;
    case MarkedRole:
        return row.marked;
    case MarkableRole:
        return canAnswer(row);
    case RankRole:
        return 0;
    case RecencyRole: // oldest first
        return QVariant::fromValue<qint64>(-call->requestedAt.time_since_epoch().count());
    case RequestedAtRole:
        return QVariant::fromValue<qint64>(call->requestedAt.time_since_epoch().count());
    case GoneRole:
        return row.goneAt.has_value();
    default:
        return callData(row, *call, role);
    }
}

QVariant ApprovalsModel::callData(const ApprovalRow &row, const api::ToolCallView &call, int role) const
{
    const QString tool = format::shownLine(QString::fromStdString(call.name));
    const QString summary = format::firstLine(QString::fromStdString(call.summary));
    const Answer answer = answerOf(row);
    const format::StateLook state = format::lookOfAnswer(call, answer == Answer::Sending, answer == Answer::Failed);
    switch (role) {
    case CallIdRole:
        return QString::fromStdString(call.id.value());
    case ToolRole:
        return tool;
    case SummaryRole:
        return summary;
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case SpokenRole: {
        const QString text = tr("%1, %2, session %3, %4").arg(tool, summary, titleOf(row), state.word);
        return row.marked ? tr("%1, selected").arg(text) : text;
    }
    case MatchRole:
        return QStringList{tool, summary, titleOf(row), row.session, askerOf(row)}.join(QLatin1Char('\n'));
    default:
        return {};
    }
}

QHash<int, QByteArray> ApprovalsModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {CallIdRole, "callId"},
                      {ToolRole, "tool"},
                      {SummaryRole, "summary"},
                      {SessionIdRole, "sessionId"},
                      {SessionTitleRole, "sessionTitle"},
                      {AskerRole, "asker"},
                      {EnvironmentRole, "environment"},
                      {WaitedRole, "waited"},
                      {WaitingRole, "waiting"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {SpokenRole, "spoken"},
                      {RequestedAtRole, "requestedAt"},
                      {MarkedRole, "marked"},
                      {MarkableRole, "markable"}});
}

} // namespace glovebox::models
