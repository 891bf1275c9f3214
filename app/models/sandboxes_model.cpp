#include "app/models/sandboxes_model.h"

#include "app/format/errors.h"
#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
#include "app/models/lateness.h"
#include "app/models/roles.h"
#include "app/models/state_groups.h"

#include <algorithm>

namespace glovebox::models {

namespace {

using domain::SandboxState;
using Request = SandboxRow::Request;

/// What an operator looks for first stands first.
int rankOf(SandboxState state)
{
    switch (state) {
    case SandboxState::Failed:
        return 0;
    case SandboxState::Running:
        return 1;
    case SandboxState::Paused:
        return 2;
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
    case SandboxState::Hibernating:
        return 3;
    case SandboxState::Queued:
        return 4;
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
        return 5;
    case SandboxState::Destroying:
        return 6;
    case SandboxState::Destroyed:
        return 7;
    }
    return 7;
}

bool hasProcess(const api::SandboxView &view)
{
    return view.state == SandboxState::Running || view.state == SandboxState::Paused ||
           view.state == SandboxState::Creating;
}

/// Resource use taken from `figures`, the rest from `state`.
api::SandboxView withUse(api::SandboxView state, const api::SandboxView &figures)
{
    state.cpuPercent = figures.cpuPercent;
    state.memory = figures.memory;
    state.memoryPeak = figures.memoryPeak;
    state.diskUsed = figures.diskUsed;
    state.cpuTime = figures.cpuTime;
    state.generation = figures.generation;
    return state;
}

QString sandboxName(const api::SandboxView &view)
{
    return format::firstLine(QString::fromStdString(view.name));
}

QString measuredOrUnknown(const api::SandboxView &view, const std::optional<QString> &text)
{
    if (text)
        return *text;
    const bool isUp = view.state == SandboxState::Running || view.state == SandboxState::Paused;
    return isUp ? SandboxesModel::tr("unknown") : QString();
}

} // namespace

SandboxesModel::SandboxesModel(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &SandboxesModel::onTick);
    connect(ticker, &Ticker::settled, this, &SandboxesModel::onSettled);
}

void SandboxesModel::apply(const api::SandboxView &view)
{
    const int at = rowOf(QString::fromStdString(view.id.value()));
    if (at < 0) {
        appendRow({.shown = view, .latest = view});
        return;
    }
    SandboxRow &row = rowAt(at);
    if (view.generation < row.latest.generation)
        return;
    row.latest = view;
    row.goneAt.reset();
    api::SandboxView atOnce = withUse(view, row.shown);
    if (atOnce.state != row.shown.state) // a process that ended has no use any more; do not show it for half a second
        atOnce = view;
    if (view.state != row.shown.state || view.since != row.shown.since) { // there, or there and back again
        row.requested = Request::None;
        row.refusal.clear();
    }
    if (view.busyWith != row.shown.busyWith)
        row.refusal.clear();
    row.figuresLate = atOnce != view;
    if (atOnce != row.shown) {
        row.shown = atOnce;
        rowChanged(at);
    } else {
        Q_EMIT changed(row.key());
    }
}

void SandboxesModel::markGone(const domain::SandboxId &id)
{
    const int at = rowOf(QString::fromStdString(id.value()));
    if (at < 0)
        return;
    SandboxRow &row = rowAt(at);
    row.goneAt = m_ticker->now();
    row.requested = Request::None;
    row.refusal.clear();
    row.figuresLate = false;
    row.shown.state = SandboxState::Destroyed;
    row.shown.busyWith.clear();
    row.shown = withUse(row.shown, api::SandboxView{.id = id});
    row.latest = row.shown;
    rowChanged(at);
}

void SandboxesModel::setRequested(const QString &id, Request requested, const QString &refusal)
{
    const int at = rowOf(id);
    if (at < 0)
        return;
    rowAt(at).requested = requested;
    rowAt(at).requestedAt = m_ticker->now();
    rowAt(at).refusal = refusal;
    rowChanged(at, {RequestedRole, CanPauseRole, CanResumeRole, CanDestroyRole, ChipToneRole, ChipSymbolRole,
                    ChipWordRole, ReasonRole});
}

const api::SandboxView *SandboxesModel::find(const QString &id) const
{
    const SandboxRow *row = findRow(id);
    return row ? &row->shown : nullptr;
}

bool SandboxesModel::isRequested(const QString &id) const
{
    const SandboxRow *row = findRow(id);
    return row && row->requested != Request::None;
}

QString SandboxesModel::refusal(const QString &id) const
{
    const SandboxRow *row = findRow(id);
    return row ? row->refusal : QString();
}

QString SandboxesModel::late(const QString &id) const
{
    const SandboxRow *row = findRow(id);
    return row ? late(*row) : QString();
}

/// Of what was asked for as of its state: whichever has gone on for too long.
QString SandboxesModel::late(const SandboxRow &row) const
{
    const auto waited = m_ticker->now() - row.requestedAt;
    const auto inState = m_ticker->now() - row.shown.since;
    const auto most = row.goneAt ? std::nullopt : usualMost(row.shown);
    const bool isLate = most && inState >= *most;
    if (!isLate && (row.requested == Request::None || waited < kRequestLate))
        return {};
    return tr("Taking longer than usual (%1)").arg(format::duration(isLate ? inState : waited));
}

QString SandboxesModel::whyNot(const QString &id, SandboxVerb verb) const
{
    const SandboxRow *row = findRow(id);
    if (!row || row->goneAt)
        return tr("It is gone.");
    if (row->requested != Request::None)
        return tr("Something was asked of it already.");
    return models::whyNot(row->shown, verb, m_noSnapshots);
}

void SandboxesModel::setNoSnapshots(const std::optional<Error> &why)
{
    if (m_noSnapshots == why)
        return;
    m_noSnapshots = why;
    for (int row = 0; row < rowCount(); ++row)
        rowChanged(row);
}

std::vector<api::SandboxView> SandboxesModel::active() const
{
    std::vector<api::SandboxView> views;
    for (const SandboxRow &row : rows())
        if (domain::holdsSlot(row.shown.state) || row.shown.state == SandboxState::Queued)
            views.push_back(row.shown);
    return views;
}

int SandboxesModel::failed() const
{
    return static_cast<int>(
        std::ranges::count(rows(), SandboxState::Failed, [](const SandboxRow &row) { return row.shown.state; }));
}

QVariant SandboxesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SandboxRow &row = rowAt(index.row());
    const api::SandboxView &view = row.shown;
    switch (role) {
    case KeyRole:
    case SandboxIdRole:
        return QString::fromStdString(view.id.value());
    case NameRole:
        return sandboxName(view);
    case KeptRole:
        return view.kept;
    case ReservedRole:
        return format::reservedInShort(view);
    case GuestRunnerRole:
        return view.guestRunner;
    case EgressOpenRole:
        return format::isEgressOpen(view);
    case SessionIdRole:
        return view.session ? QString::fromStdString(view.session->value()) : QString();
    case SessionTitleRole: {
        const QString title = format::firstLine(QString::fromStdString(view.sessionTitle));
        return title.isEmpty() && view.session ? QString::fromStdString(view.session->value()) : title;
    }
    case EmulatedRole:
        return view.acceleration == domain::Acceleration::Emulated && hasProcess(view);
    case SinceRole:
        return format::duration(m_ticker->now() - view.since);
    case SinceAtRole:
    case RecencyRole:
        return QVariant::fromValue<qint64>(view.since.time_since_epoch().count());
    case ProcessRole:
        return view.processId > 0 ? QString::number(view.processId) : QString();
    case RequestedRole:
        return row.requested != Request::None;
    case CanPauseRole:
        return whyNot(row.key(), SandboxVerb::Pause).isEmpty();
    case CanResumeRole:
        return whyNot(row.key(), SandboxVerb::Resume).isEmpty();
    case ResumeLabelRole:
        return (view.state == SandboxState::Stopped ? tr("Start %1") : tr("Resume %1")).arg(row.key());
    case CanDestroyRole:
        return whyNot(row.key(), SandboxVerb::Destroy).isEmpty();
    case MarkedRole:
        return isMarked(row.key());
    case GoneRole:
        return row.goneAt.has_value();
    default:
        break;
    }
    const QVariant figure = figureData(view, role);
    return figure.isValid() ? figure : stateData(row, role);
}

QVariant SandboxesModel::figureData(const api::SandboxView &view, int role) const
{
    std::optional<QString> text;
    switch (role) {
    case CpuRole:
        if (view.state == SandboxState::Paused) // none, and that is the point
            return QString();
        if (view.cpuPercent)
            text = format::percent(*view.cpuPercent);
        return measuredOrUnknown(view, text);
    case MemoryRole:
        if (view.memory)
            text = format::part(*view.memory, view.size.memory);
        return measuredOrUnknown(view, text);
    case MemoryUsedRole:
        if (view.memory)
            text = format::bytes(*view.memory);
        return measuredOrUnknown(view, text);
    case DiskRole:
        if (view.diskUsed)
            text = format::bytes(*view.diskUsed);
        if (view.state == SandboxState::Hibernated || view.state == SandboxState::Stopped) // all that there is of it
            return format::bytes(view.stored);
        return measuredOrUnknown(view, text);
    case BootRole:
        return view.bootTime ? format::measured(*view.bootTime) : QString();
    case OriginRole:
        return format::origin(view);
    case OperationRole:
        return format::operationBadge(view);
    case CpuValueRole:
        return view.cpuPercent.value_or(-1.0);
    case MemoryValueRole:
        return QVariant::fromValue<qint64>(view.memory ? static_cast<qint64>(view.memory->value) : -1);
    case DiskValueRole:
        return QVariant::fromValue<qint64>(view.diskUsed ? static_cast<qint64>(view.diskUsed->value) : -1);
    case BootValueRole:
        return QVariant::fromValue<qint64>(view.bootTime ? view.bootTime->count() : -1);
    default:
        return {};
    }
}

QVariant SandboxesModel::stateData(const SandboxRow &row, int role) const
{
    const api::SandboxView &view = row.shown;
    const format::StateLook state = format::look(view);
    switch (role) {
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case StateRole:
        return stateWords(view.state);
    case ChipToneRole:
        return format::word(chip(row).tone);
    case ChipSymbolRole:
        return format::symbol(chip(row).shape);
    case ChipWordRole:
        return chip(row).word;
    case ReasonRole:
        return reason(row);
    case RankRole:
    case StateOrderRole:
        return rankOf(view.state);
    case MatchRole: {
        const QStringList parts{QString::fromStdString(view.id.value()),
                                sandboxName(view),
                                view.kept ? tr("kept") : QString(),
                                format::reservedInShort(view),
                                QString::fromStdString(view.egress),
                                view.guestRunner ? tr("own runner") : QString(),
                                QString::fromStdString(view.sessionTitle),
                                state.word,
                                format::origin(view),
                                view.base ? QString::fromStdString(view.base->value()) : QString(),
                                view.from ? QString::fromStdString(view.from->value()) : QString(),
                                view.forkOf ? QString::fromStdString(view.forkOf->value()) : QString(),
                                view.session ? QString::fromStdString(view.session->value()) : QString()};
        return parts.join(QLatin1Char('\n'));
    }
    case SpokenRole:
        return spoken(row);
    default:
        return {};
    }
}

QString SandboxesModel::spoken(const SandboxRow &row) const
{
    const api::SandboxView &view = row.shown;
    QString text = tr("Sandbox %1, %2").arg(QString::fromStdString(view.id.value()), chip(row).word);
    if (view.kept)
        text += sandboxName(view).isEmpty() ? tr(", kept") : tr(", kept as %1").arg(sandboxName(view));
    if (const QString reserved = format::reservedInShort(view); !reserved.isEmpty())
        text += QStringLiteral(", ") + reserved;
    if (view.guestRunner)
        text += tr(", own runner");
    if (format::isEgressOpen(view))
        text += tr(", egress open");
    if (!view.sessionTitle.empty())
        text += tr(", session %1").arg(format::firstLine(QString::fromStdString(view.sessionTitle)));
    if (view.cpuPercent && view.state == SandboxState::Running)
        text += tr(", CPU %1 percent").arg(qRound(*view.cpuPercent));
    return text;
}

/// Never a state that the engine has not confirmed: what was asked for says so, and for how long.
format::StateLook SandboxesModel::chip(const SandboxRow &row) const
{
    if (row.requested == Request::None)
        return format::look(row.shown);
    format::StateLook asked = format::look(row.requested);
    if (const auto waited = m_ticker->now() - row.requestedAt; waited >= std::chrono::seconds(1))
        asked.word += QLatin1Char(' ') + format::duration(waited);
    return asked;
}

QString SandboxesModel::reason(const SandboxRow &row) const
{
    const api::SandboxView &view = row.shown;
    if (const QString text = late(row); !text.isEmpty())
        return text;
    if (!row.refusal.isEmpty())
        return row.refusal;
    if (view.state == SandboxState::Queued && view.queuePosition > 0)
        return format::queuedInShort(view);
    if (const QString badge = format::operationBadge(view); !badge.isEmpty())
        return badge;
    if (view.state == SandboxState::Running && !view.busyWith.empty())
        return format::shownLine(QString::fromStdString(view.busyWith));
    if (view.problem)
        return format::explain(*view.problem, format::Area::Sandbox).why;
    return format::whatItDoes(view, m_ticker->now());
}

QHash<int, QByteArray> SandboxesModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {SandboxIdRole, "sandboxId"},
                      {NameRole, "name"},
                      {KeptRole, "kept"},
                      {ReservedRole, "reserved"},
                      {GuestRunnerRole, "guestRunner"},
                      {EgressOpenRole, "egressOpen"},
                      {SessionIdRole, "sessionId"},
                      {SessionTitleRole, "sessionTitle"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ChipToneRole, "chipTone"},
                      {ChipSymbolRole, "chipSymbol"},
                      {ChipWordRole, "chipWord"},
                      {ReasonRole, "reason"},
                      {EmulatedRole, "emulated"},
                      {CpuRole, "cpu"},
                      {MemoryRole, "memory"},
                      {MemoryUsedRole, "memoryUsed"},
                      {DiskRole, "disk"},
                      {BootRole, "boot"},
                      {OriginRole, "origin"},
                      {OperationRole, "operation"},
                      {MarkedRole, "marked"},
                      {SinceRole, "since"},
                      {ProcessRole, "process"},
                      {RequestedRole, "requested"},
                      {CanPauseRole, "canPause"},
                      {CanResumeRole, "canResume"},
                      {ResumeLabelRole, "resumeLabel"},
                      {CanDestroyRole, "canDestroy"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {CpuValueRole, "cpuValue"},
                      {MemoryValueRole, "memoryValue"},
                      {DiskValueRole, "diskValue"},
                      {BootValueRole, "bootValue"},
                      {SinceAtRole, "sinceAt"}});
}

void SandboxesModel::onTick()
{
    dropTombstones(m_ticker->now());
    giveUpOldRequests();
    allChanged({SinceRole, ReasonRole, ChipWordRole});
}

/// The engine said yes and then nothing: it tried, and logged why it did not come to it. The row shows what is true.
void SandboxesModel::giveUpOldRequests()
{
    for (int at = 0; at < rowCount(); ++at) {
        const SandboxRow &row = rowAt(at);
        const auto isMove = row.requested != Request::None && row.requested != Request::Destroy;
        if (isMove && m_ticker->now() - row.requestedAt >= kRequestMax)
            setRequested(row.key(), Request::None,
                         row.requested == Request::Pause            ? tr("It was not paused. The log says why.")
                         : row.requested != Request::Resume         ? tr("It was not hibernated. The log says why.")
                         : row.shown.state == SandboxState::Stopped ? tr("It was not started. The log says why.")
                                                                    : tr("It was not resumed. The log says why."));
    }
}

void SandboxesModel::onSettled()
{
    for (int at = 0; at < rowCount(); ++at) {
        SandboxRow &row = rowAt(at);
        if (!std::exchange(row.figuresLate, false))
            continue;
        row.shown = row.latest;
        rowChanged(at, {CpuRole, MemoryRole, MemoryUsedRole, DiskRole, SpokenRole, CpuValueRole, MemoryValueRole,
                        DiskValueRole});
    }
}

} // namespace glovebox::models
