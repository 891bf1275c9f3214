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
    : ViewList(parent), m_store(store), m_sessions(sessions), m_environments(environments), m_ticker(ticker)
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

const api::TranscriptEntry *ApprovalsModel::entryOf(const Row &row) const
{
    const Transcript *transcript = m_store->find(row.session);
    if (!transcript)
        return nullptr;
    const auto found = transcript->entries.find(row.sequence);
    return found == transcript->entries.end() ? nullptr : &found->second;
}

const api::ToolCallView *ApprovalsModel::callOf(const Row &row) const
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
        const int row = rowCount();
        beginInsertRows({}, row, row);
        m_rows.push_back({id, session, sequence, {}, {}, false, {}});
        endInsertRows();
        Q_EMIT changed(id);
        Q_EMIT waitingChanged(session);
        return;
    }
    Row &row = m_rows[static_cast<std::size_t>(at)];
    row.sequence = sequence;
    const bool waited = !row.answeredAt;
    if (!waits && waited)
        row.answeredAt = m_ticker->now();
    if (waits)
        row.answeredAt.reset();
    if (row.askedAt && (row.accepted || call->answer != *row.askedAt || !waits))
        row.askedAt.reset();
    rowChanged(at);
    if (waits != waited)
        Q_EMIT waitingChanged(session);
}

void ApprovalsModel::onEntryForgotten(const QString &session, quint64 sequence)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const Row &one = m_rows[static_cast<std::size_t>(row)];
        if (one.session == session && one.sequence == sequence)
            removeRow(row);
    }
}

void ApprovalsModel::onSessionRemoved(const QString &session)
{
    for (int row = rowCount() - 1; row >= 0; --row)
        if (m_rows[static_cast<std::size_t>(row)].session == session)
            removeRow(row);
}

void ApprovalsModel::rowChanged(int row)
{
    Q_EMIT dataChanged(index(row), index(row));
    Q_EMIT changed(keyAt(row));
}

void ApprovalsModel::removeRow(int row)
{
    const Row gone = m_rows[static_cast<std::size_t>(row)];
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    Q_EMIT changed(gone.key);
    Q_EMIT waitingChanged(gone.session);
}

void ApprovalsModel::onTick()
{
    if (!m_tombstonesHeld) {
        for (int row = rowCount() - 1; row >= 0; --row) {
            const std::optional<WallTime> answeredAt = m_rows[static_cast<std::size_t>(row)].answeredAt;
            if (answeredAt && m_ticker->now() - *answeredAt >= kTombstone)
                removeRow(row);
        }
    }
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {WaitedRole});
}

const api::TranscriptEntry *ApprovalsModel::entry(const QString &call) const
{
    const int row = rowOf(call);
    return row < 0 ? nullptr : entryOf(m_rows[static_cast<std::size_t>(row)]);
}

const api::ToolCallView *ApprovalsModel::find(const QString &call) const
{
    const int row = rowOf(call);
    return row < 0 ? nullptr : callOf(m_rows[static_cast<std::size_t>(row)]);
}

ApprovalsModel::Answer ApprovalsModel::answerOf(const Row &row) const
{
    const api::ToolCallView *call = callOf(row);
    if (!call || row.answeredAt)
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
    const int row = rowOf(call);
    return row < 0 ? Answer::None : answerOf(m_rows[static_cast<std::size_t>(row)]);
}

QString ApprovalsModel::refusalOf(const QString &call) const
{
    const int at = rowOf(call);
    if (at < 0 || answerOf(call) != Answer::Failed)
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(at)];
    return row.refusal.isEmpty() ? format::firstLine(QString::fromStdString(callOf(row)->answerProblem)) : row.refusal;
}

int ApprovalsModel::waiting() const
{
    return static_cast<int>(std::ranges::count_if(m_rows, [](const Row &row) { return !row.answeredAt; }));
}

int ApprovalsModel::waitingOf(const QString &session) const
{
    return static_cast<int>(
        std::ranges::count_if(m_rows, [&](const Row &row) { return row.session == session && !row.answeredAt; }));
}

QString ApprovalsModel::oldest() const
{
    const Row *found = nullptr;
    for (const Row &row : m_rows)
        if (!row.answeredAt && callOf(row) && (!found || callOf(row)->requestedAt < callOf(*found)->requestedAt))
            found = &row;
    return found ? found->key : QString();
}

QString ApprovalsModel::waitingThreadOf(const QString &session) const
{
    for (const Row &row : m_rows) {
        const api::ToolCallView *call = callOf(row);
        if (row.session == session && !row.answeredAt && call && call->thread)
            return threadName(m_sessions->find(session), *call->thread);
    }
    return {};
}

void ApprovalsModel::setAsked(const QString &call)
{
    const int at = rowOf(call);
    if (at < 0 || !find(call))
        return;
    Row &row = m_rows[static_cast<std::size_t>(at)];
    row.askedAt = find(call)->answer;
    row.accepted = false;
    row.refusal.clear();
    rowChanged(at);
}

void ApprovalsModel::setAccepted(const QString &call)
{
    const int at = rowOf(call);
    if (at < 0 || !m_rows[static_cast<std::size_t>(at)].askedAt)
        return;
    Row &row = m_rows[static_cast<std::size_t>(at)];
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
    m_rows[static_cast<std::size_t>(at)].askedAt.reset();
    m_rows[static_cast<std::size_t>(at)].refusal = reason;
    rowChanged(at);
}

int ApprovalsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QString ApprovalsModel::keyAt(int row) const
{
    return m_rows[static_cast<std::size_t>(row)].key;
}

int ApprovalsModel::rowOf(const QString &key) const
{
    const auto found = std::ranges::find(m_rows, key, &Row::key);
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

QString ApprovalsModel::askerOf(const Row &row) const
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
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    const api::ToolCallView *call = callOf(row);
    if (!call)
        return {};
    const api::SessionView *session = m_sessions->find(row.session);
    const int sessionRow = m_sessions->rowOf(row.session);
    const QString title =
        session ? m_sessions->index(sessionRow).data(SessionsModel::TitleRole).toString() : row.session;
    const QString tool = format::shownLine(QString::fromStdString(call->name));
    const QString summary = format::firstLine(QString::fromStdString(call->summary));
    const format::StateLook state =
        format::lookOfAnswer(*call, answerOf(row) == Answer::Sending, answerOf(row) == Answer::Failed);
    switch (role) {
    case KeyRole:
        return row.key;
    case CallIdRole:
        return QString::fromStdString(call->id.value());
    case ToolRole:
        return tool;
    case SummaryRole:
        return summary;
    case SessionIdRole:
        return row.session;
    case SessionTitleRole:
        return title;
    case AskerRole:
        return askerOf(row);
    case EnvironmentRole:
        return session ? m_environments->nameOf(session->environment) : QString();
    case WaitedRole:
        return format::duration(row.answeredAt.value_or(m_ticker->now()) - call->requestedAt);
    case WaitingRole:
        return !row.answeredAt;
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case SpokenRole:
        return tr("%1, %2, session %3, %4").arg(tool, summary, title, state.word);
    case MatchRole:
        return QStringList{tool, summary, title, row.session, askerOf(row)}.join(QLatin1Char('\n'));
    case RankRole:
        return 0;
    case RecencyRole: // oldest first
        return QVariant::fromValue<qint64>(-call->requestedAt.time_since_epoch().count());
    case RequestedAtRole:
        return QVariant::fromValue<qint64>(call->requestedAt.time_since_epoch().count());
    case GoneRole:
        return row.answeredAt.has_value();
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
                      {RequestedAtRole, "requestedAt"}});
}

} // namespace glovebox::models
