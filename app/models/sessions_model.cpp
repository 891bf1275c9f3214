#include "app/models/sessions_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/states.h"
#include "app/format/usage.h"
#include "app/models/roles.h"
#include "app/models/state_groups.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr qsizetype kShortIdLength = 18;

/// The figures, which may tick all the time, taken from `figures`; the rest from `state`.
api::SessionView withFigures(api::SessionView state, const api::SessionView &figures)
{
    state.turns = figures.turns;
    state.toolCalls = figures.toolCalls;
    state.toolErrors = figures.toolErrors;
    state.lastActivity = figures.lastActivity;
    state.usage = figures.usage;
    state.memories = figures.memories; // their last sync
    state.generation = figures.generation;
    return state;
}

QString shownTitle(const api::SessionView &view)
{
    const QString title = format::firstLine(QString::fromStdString(view.title));
    return title.isEmpty() ? QString::fromStdString(view.id.value()) : title;
}

QString shownReason(const api::SessionView &view)
{
    if (view.state == api::SessionState::Running && !view.currentTool.empty())
        return SessionsModel::tr("%1 is running").arg(format::shownLine(QString::fromStdString(view.currentTool)));
    if (view.problem)
        return format::explain(*view.problem, format::Area::Session).why;
    if (view.state == api::SessionState::WaitingForSandbox || view.state == api::SessionState::Terminated)
        return format::firstLine(QString::fromStdString(view.reason));
    return {};
}

} // namespace

SessionsModel::SessionsModel(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &SessionsModel::onTick);
    connect(ticker, &Ticker::settled, this, &SessionsModel::onSettled);
}

void SessionsModel::apply(const api::SessionView &view)
{
    const int at = rowOf(QString::fromStdString(view.id.value()));
    if (at < 0) {
        appendRow({view, view, false, {}});
        return;
    }
    SessionRow &row = rowAt(at);
    if (view.generation < row.latest.generation)
        return;
    row.latest = view;
    row.countsLate = row.shown != view;
    const api::SessionView atOnce = withFigures(view, row.shown);
    if (atOnce != row.shown) {
        row.shown = atOnce;
        row.countsLate = row.shown != view;
        rowChanged(at);
    } else {
        Q_EMIT changed(row.key());
    }
}

void SessionsModel::remove(const domain::SessionId &id)
{
    if (const int at = rowOf(QString::fromStdString(id.value())); at >= 0)
        removeRow(at);
}

const api::SessionView *SessionsModel::find(const QString &id) const
{
    const SessionRow *row = findRow(id);
    return row ? &row->shown : nullptr;
}

void SessionsModel::setThreadWaiting(const QString &id, const QString &thread)
{
    const int at = rowOf(id);
    if (at < 0 || rowAt(at).threadWaiting == thread)
        return;
    rowAt(at).threadWaiting = thread;
    rowChanged(at);
}

int SessionsModel::running() const
{
    return static_cast<int>(
        std::ranges::count(rows(), api::SessionState::Running, [](const SessionRow &row) { return row.shown.state; }));
}

QVariant SessionsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SessionRow &row = rowAt(index.row());
    const api::SessionView &view = row.shown;
    switch (role) {
    case KeyRole:
    case SessionIdRole:
        return QString::fromStdString(view.id.value());
    case ShortIdRole:
        return format::shortened(QString::fromStdString(view.id.value()), kShortIdLength);
    case TitleRole:
        return shownTitle(view);
    case AgentRole:
        return format::firstLine(QString::fromStdString(view.agentName));
    case SandboxRole:
        return view.sandbox ? QString::fromStdString(view.sandbox->value()) : QString();
    case TurnsRole:
        return view.turns;
    case ToolsRole:
        return view.toolCalls;
    case ToolErrorsRole:
        return view.toolErrors;
    case CostRole:
        return format::listCost(view);
    case CostValueRole:
        return QVariant::fromValue<qint64>(view.usage ? view.usage->listCostCents.value_or(-1) : -1);
    case ActivityRole:
        return format::ago(view.lastActivity, m_ticker->now());
    case StartedRole:
        return format::shortClockTime(view.startedAt, m_ticker->zone());
    case StartedFullRole:
        return format::fullTime(view.startedAt, m_ticker->zone());
    case ActivityAtRole:
        return QVariant::fromValue<qint64>(view.lastActivity.time_since_epoch().count());
    case StartedAtRole:
        return QVariant::fromValue<qint64>(view.startedAt.time_since_epoch().count());
    case RecencyRole:
        return QVariant::fromValue<qint64>(view.startedAt.time_since_epoch().count());
    case GoneRole:
        return false;
    default:
        return stateData(row, role);
    }
}

/// Where the session's own word says it already, the badge would only repeat it.
QString SessionsModel::waitingThread(const SessionRow &row) const
{
    return row.shown.state == api::SessionState::NeedsApproval ? QString() : row.threadWaiting;
}

QVariant SessionsModel::stateData(const SessionRow &row, int role) const
{
    const api::SessionView &view = row.shown;
    const format::StateLook state = format::look(view, m_ticker->now());
    switch (role) {
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case StateRole:
        return stateWords(view);
    case WaitingRole:
        return waitingThread(row);
    case ReasonRole:
        return waitingThread(row).isEmpty() ? shownReason(view) : tr("%1 needs approval").arg(row.threadWaiting);
    case RankRole:
        return static_cast<int>(waitingThread(row).isEmpty() ? view.state : api::SessionState::NeedsApproval);
    case StateOrderRole:
        return static_cast<int>(view.state);
    case SandboxToneRole:
        return view.sandbox ? format::word(format::look(view.sandboxState).tone) : QString();
    case SandboxSymbolRole:
        return view.sandbox ? format::symbol(format::look(view.sandboxState).shape) : QString();
    case SandboxWordRole:
        return view.sandbox ? format::look(view.sandboxState).word : QString();
    case MatchRole: {
        const QStringList parts{shownTitle(view), QString::fromStdString(view.id.value()),
                                QString::fromStdString(view.agentName), state.word,
                                view.sandbox ? QString::fromStdString(view.sandbox->value()) : QString()};
        return parts.join(QLatin1Char('\n'));
    }
    case SpokenRole: {
        const QString text =
            tr("Session %1, %2, %n tool calls", nullptr, view.toolCalls).arg(shownTitle(view), state.word);
        return waitingThread(row).isEmpty() ? text : text + tr(", approval waits in thread %1").arg(row.threadWaiting);
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> SessionsModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {SessionIdRole, "sessionId"},
                      {ShortIdRole, "shortId"},
                      {TitleRole, "title"},
                      {AgentRole, "agent"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {SandboxRole, "sandbox"},
                      {SandboxToneRole, "sandboxTone"},
                      {SandboxSymbolRole, "sandboxSymbol"},
                      {SandboxWordRole, "sandboxWord"},
                      {TurnsRole, "turns"},
                      {ToolsRole, "tools"},
                      {ToolErrorsRole, "toolErrors"},
                      {CostRole, "cost"},
                      {WaitingRole, "waiting"},
                      {ActivityRole, "activity"},
                      {StartedRole, "started"},
                      {StartedFullRole, "startedFull"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {ActivityAtRole, "activityAt"},
                      {StartedAtRole, "startedAt"},
                      {CostValueRole, "costValue"}});
}

void SessionsModel::onTick()
{
    allChanged({ActivityRole, ToneRole});
}

void SessionsModel::onSettled()
{
    for (int at = 0; at < rowCount(); ++at) {
        SessionRow &row = rowAt(at);
        if (!std::exchange(row.countsLate, false))
            continue;
        row.shown = row.latest;
        rowChanged(at, {TurnsRole, ToolsRole, ToolErrorsRole, CostRole, CostValueRole, ActivityRole, ActivityAtRole,
                        SpokenRole});
    }
}

} // namespace glovebox::models
