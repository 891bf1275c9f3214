#include "app/models/transcript_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"
#include "app/models/roles.h"

#include <algorithm>
#include <utility>

namespace glovebox::models {

namespace {

QString noteKind(api::NoteView::Kind kind)
{
    using enum api::NoteView::Kind;
    switch (kind) {
    case UserMessage:
        return QStringLiteral("user");
    case AgentMessage:
        return QStringLiteral("agent");
    case Turn:
        return QStringLiteral("note");
    case Sandbox:
        return QStringLiteral("sandbox");
    case Lease:
        return QStringLiteral("lease");
    case Error:
        return QStringLiteral("error");
    }
    return QStringLiteral("note");
}

QString noteIcon(api::NoteView::Kind kind)
{
    using enum api::NoteView::Kind;
    switch (kind) {
    case UserMessage:
        return QStringLiteral("person");
    case AgentMessage:
        return QStringLiteral("robot");
    case Turn:
        return QStringLiteral("info-circle");
    case Sandbox:
        return QStringLiteral("sandbox");
    case Lease:
        return QStringLiteral("clock-history");
    case Error:
        return QStringLiteral("state/octagon-cross");
    }
    return QStringLiteral("info-circle");
}

QString toolIcon(const api::ToolCallView &call)
{
    if (call.state == domain::ToolCallState::NotOurs)
        return QStringLiteral("state/cloud");
    if (call.custom)
        return QStringLiteral("puzzle");
    if (call.name == "read")
        return QStringLiteral("file-text");
    if (call.name == "write" || call.name == "edit")
        return QStringLiteral("pencil-square");
    if (call.name == "glob")
        return QStringLiteral("folder2-open");
    return call.name == "grep" ? QStringLiteral("search") : QStringLiteral("terminal");
}

QString noteTitle(api::NoteView::Kind kind)
{
    using enum api::NoteView::Kind;
    switch (kind) {
    case UserMessage:
        return TranscriptModel::tr("User");
    case AgentMessage:
        return TranscriptModel::tr("Agent");
    case Turn:
        return TranscriptModel::tr("Session");
    case Sandbox:
        return TranscriptModel::tr("Sandbox");
    case Lease:
        return TranscriptModel::tr("Lease");
    case Error:
        return TranscriptModel::tr("Error");
    }
    return {};
}

} // namespace

TranscriptModel::TranscriptModel(const TranscriptStore *store, Ticker *ticker, QObject *parent)
    : QAbstractListModel(parent), m_store(store), m_ticker(ticker)
{
    m_headingTimer.setSingleShot(true);
    m_headingTimer.setInterval(0);
    connect(&m_headingTimer, &QTimer::timeout, this, &TranscriptModel::refreshHeadings);
    connect(store, &TranscriptStore::entryChanged, this, &TranscriptModel::onEntryChanged);
    connect(store, &TranscriptStore::entryForgotten, this, &TranscriptModel::onEntryForgotten);
    connect(store, &TranscriptStore::sessionRemoved, this, [this](const QString &session) {
        if (session == m_session)
            setSession({});
    });
    connect(ticker, &Ticker::timesChanged, this, [this] {
        if (count() > 0)
            Q_EMIT dataChanged(index(0), index(count() - 1), {TimeRole, TimeFullRole});
    });
}

void TranscriptModel::setSession(const QString &session)
{
    m_session = session;
    m_thread.reset();
    fill();
}

void TranscriptModel::setThread(const std::optional<QString> &thread)
{
    if (thread == m_thread)
        return;
    m_thread = thread;
    fill();
}

bool TranscriptModel::passes(const api::TranscriptEntry &entry) const
{
    if (!m_thread)
        return true;
    const std::optional<domain::ThreadId> &thread =
        std::visit([](const auto &what) -> const std::optional<domain::ThreadId> & { return what.thread; }, entry.what);
    return (thread ? QString::fromStdString(thread->value()) : QString()) == *m_thread;
}

void TranscriptModel::fill()
{
    beginResetModel(); // another session or thread is another list
    m_rows.clear();
    m_approvals.clear();
    if (const Transcript *transcript = m_store->find(m_session)) {
        for (const auto &[sequence, entry] : transcript->entries) {
            noteApproval(entry);
            if (!passes(entry))
                continue;
            m_rows.push_back({entry.turn, 0});
            m_rows.push_back({entry.turn, sequence});
        }
        std::ranges::sort(m_rows);
        const auto rest = std::ranges::unique(m_rows);
        m_rows.erase(rest.begin(), rest.end());
    }
    endResetModel();
    Q_EMIT countChanged();
}

QString TranscriptModel::forgottenText() const
{
    const Transcript *transcript = m_store->find(m_session);
    return transcript && transcript->forgotten > 0
               ? tr("%1 earlier events are not kept here; the control plane has them")
                     .arg(format::count(static_cast<qint64>(transcript->forgotten)))
               : QString();
}

const api::TranscriptEntry *TranscriptModel::entryAt(int row) const
{
    if (row < 0 || row >= count())
        return nullptr;
    const Transcript *transcript = m_store->find(m_session);
    const quint64 sequence = m_rows[static_cast<std::size_t>(row)].sequence;
    if (!transcript || sequence == 0)
        return nullptr;
    const auto found = transcript->entries.find(sequence);
    return found == transcript->entries.end() ? nullptr : &found->second;
}

int TranscriptModel::rowOfSequence(quint64 sequence) const
{
    const auto found = std::ranges::find(m_rows, sequence, &Row::sequence);
    return sequence == 0 || found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

quint64 TranscriptModel::sequenceOfCall(const QString &call) const
{
    const auto wanted = call.toStdString();
    if (const Transcript *transcript = m_store->find(m_session))
        for (const auto &[sequence, entry] : transcript->entries) {
            const auto *tool = std::get_if<api::ToolCallView>(&entry.what);
            if (tool && tool->id.value() == wanted)
                return sequence;
        }
    return 0;
}

const api::TranscriptEntry *TranscriptModel::approvalEntry() const
{
    const Transcript *transcript = m_approvals.empty() ? nullptr : m_store->find(m_session);
    if (!transcript)
        return nullptr;
    const auto found = transcript->entries.find(*m_approvals.rbegin());
    return found == transcript->entries.end() ? nullptr : &found->second;
}

void TranscriptModel::noteApproval(const api::TranscriptEntry &entry)
{
    const auto *call = std::get_if<api::ToolCallView>(&entry.what);
    if (call && call->state == domain::ToolCallState::NeedsApproval)
        m_approvals.insert(entry.sequence);
    else
        m_approvals.erase(entry.sequence);
}

void TranscriptModel::onEntryChanged(const QString &session, quint64 sequence)
{
    if (session != m_session || sequence == 0)
        return;
    const api::TranscriptEntry &entry = m_store->find(session)->entries.at(sequence);
    const int turn = entry.turn;
    noteApproval(entry);
    if (!passes(entry)) {
        Q_EMIT entryUpdated(sequence);
        return;
    }
    int row = rowOfSequence(sequence);
    if (row >= 0 && m_rows[static_cast<std::size_t>(row)].turn != turn) {
        removeRowAt(row);
        row = -1;
    }
    if (row < 0) {
        insertRow({turn, 0});
        insertRow({turn, sequence});
    } else {
        Q_EMIT dataChanged(index(row), index(row));
    }
    m_staleHeadings.insert(turn);
    if (!m_headingTimer.isActive())
        m_headingTimer.start();
    Q_EMIT entryUpdated(sequence);
}

void TranscriptModel::onEntryForgotten(const QString &session, quint64 sequence)
{
    if (session != m_session)
        return;
    m_approvals.erase(sequence);
    const int row = rowOfSequence(sequence);
    if (row >= 0)
        removeRowAt(row);
}

void TranscriptModel::insertRow(Row row)
{
    const auto spot = std::ranges::lower_bound(m_rows, row);
    if (spot != m_rows.end() && *spot == row)
        return;
    const int at = static_cast<int>(spot - m_rows.begin());
    beginInsertRows({}, at, at);
    m_rows.insert(spot, row);
    endInsertRows();
    Q_EMIT countChanged();
}

void TranscriptModel::removeRowAt(int row)
{
    const int turn = m_rows[static_cast<std::size_t>(row)].turn;
    beginRemoveRows({}, row, row);
    m_rows.erase(m_rows.begin() + row);
    endRemoveRows();
    const auto heading = std::ranges::lower_bound(m_rows, Row{turn, 0});
    const bool alone = heading != m_rows.end() && *heading == Row{turn, 0} &&
                       (heading + 1 == m_rows.end() || (heading + 1)->turn != turn);
    if (alone) {
        const int at = static_cast<int>(heading - m_rows.begin());
        beginRemoveRows({}, at, at);
        m_rows.erase(heading);
        endRemoveRows();
    }
    Q_EMIT countChanged();
}

void TranscriptModel::refreshHeadings()
{
    for (const int turn : std::exchange(m_staleHeadings, {})) {
        const auto heading = std::ranges::lower_bound(m_rows, Row{turn, 0});
        if (heading == m_rows.end() || *heading != Row{turn, 0})
            continue;
        const QModelIndex at = index(static_cast<int>(heading - m_rows.begin()));
        Q_EMIT dataChanged(at, at, {TextRole, TimeRole, DurationRole, SpokenRole});
    }
}

int TranscriptModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant TranscriptModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    if (role < Qt::UserRole)
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (row.sequence == 0)
        return headingData(row.turn, role);
    const api::TranscriptEntry *entry = entryAt(index.row());
    if (!entry)
        return {};
    switch (role) {
    case SequenceRole:
        return QVariant::fromValue<quint64>(entry->sequence);
    case TimeRole:
        return format::clockTime(entry->at, m_ticker->zone());
    case TimeFullRole:
        return format::fullTime(entry->at, m_ticker->zone());
    default:
        break;
    }
    if (const auto *call = std::get_if<api::ToolCallView>(&entry->what))
        return toolData(*call, role);
    return noteData(std::get<api::NoteView>(entry->what), role);
}

QVariant TranscriptModel::headingData(int turn, int role) const
{
    int tools = 0;
    bool waits = false;
    std::chrono::milliseconds busy{0};
    WallTime first{};
    for (const auto &[sequence, entry] : m_store->find(m_session)->entries) {
        if (entry.turn != turn || !passes(entry))
            continue;
        first = first == WallTime{} ? entry.at : std::min(first, entry.at);
        if (const auto *call = std::get_if<api::ToolCallView>(&entry.what)) {
            ++tools;
            busy += call->duration;
            waits = waits || call->state == domain::ToolCallState::NeedsApproval;
        }
    }
    switch (role) {
    case KindRole:
        return QStringLiteral("turn");
    case SequenceRole:
        return QVariant::fromValue<quint64>(0);
    case TitleRole:
        return turn > 0 ? tr("Turn %1").arg(turn) : tr("Before the first turn");
    case TextRole:
        return tools > 0 ? (tools == 1 ? tr("1 tool call") : tr("%1 tool calls").arg(tools)) : QString();
    case DurationRole:
        return waits ? tr("waiting") : tools > 0 ? format::measured(busy) : QString();
    case TimeRole:
        return format::clockTime(first, m_ticker->zone());
    case TimeFullRole:
        return format::fullTime(first, m_ticker->zone());
    case LiveRole:
    case CustomRole:
        return false;
    case SpokenRole:
        return tr("Turn %1, %2 tool calls").arg(turn).arg(tools);
    default:
        return QString();
    }
}

QVariant TranscriptModel::noteData(const api::NoteView &note, int role) const
{
    const bool isError = note.kind == api::NoteView::Kind::Error;
    switch (role) {
    case KindRole:
        return noteKind(note.kind);
    case TitleRole:
        return noteTitle(note.kind);
    case TextRole:
        return format::firstLine(QString::fromStdString(note.text));
    case IconRole:
        return noteIcon(note.kind);
    case ToneRole:
        return format::word(isError ? format::Tone::Failed : format::Tone::Neutral);
    case SymbolRole:
        return isError ? format::symbol(format::Shape::OctagonCross) : QString();
    case ThreadRole:
        return note.thread && m_threadNames ? m_threadNames(*note.thread) : QString();
    case LiveRole:
    case CustomRole:
        return false;
    case SpokenRole:
        return tr("%1: %2").arg(noteTitle(note.kind), format::firstLine(QString::fromStdString(note.text)));
    default:
        return QString();
    }
}

QVariant TranscriptModel::toolData(const api::ToolCallView &call, int role) const
{
    const format::StateLook state = format::look(call);
    const QString name = format::shownLine(QString::fromStdString(call.name));
    const QString summary = format::firstLine(QString::fromStdString(call.summary));
    switch (role) {
    case KindRole:
        return QStringLiteral("tool");
    case TitleRole:
        return name;
    case TextRole:
        return summary;
    case IconRole:
        return toolIcon(call);
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case DurationRole:
        return domain::isFinal(call.state) && call.duration.count() > 0 ? format::measured(call.duration) : QString();
    case ThreadRole:
        return call.thread && m_threadNames ? m_threadNames(*call.thread) : QString();
    case CustomRole:
        return call.custom;
    case LiveRole:
        return !domain::isFinal(call.state);
    case SpokenRole:
        return tr("%1, %2, %3").arg(name, summary, state.word);
    default:
        return QString();
    }
}

QHash<int, QByteArray> TranscriptModel::roleNames() const
{
    return roleTable({{KindRole, "kind"},
                      {SequenceRole, "sequence"},
                      {TitleRole, "title"},
                      {TextRole, "text"},
                      {IconRole, "icon"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {DurationRole, "duration"},
                      {TimeRole, "time"},
                      {TimeFullRole, "timeFull"},
                      {ThreadRole, "thread"},
                      {CustomRole, "custom"},
                      {LiveRole, "live"},
                      {SpokenRole, "spoken"}});
}

} // namespace glovebox::models
