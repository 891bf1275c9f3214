#include "app/models/work_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

namespace {

constexpr qsizetype kWorkIdLength = 20;

QString workTitle(const api::WorkView &view)
{
    if (!view.session)
        return WorkModel::tr("Health check");
    const QString title = format::firstLine(QString::fromStdString(view.sessionTitle));
    return title.isEmpty() ? QString::fromStdString(view.session->value()) : title;
}

QString holder(const api::WorkView &view)
{
    if (view.ours)
        return WorkModel::tr("this host");
    return view.state == domain::WorkState::Queued ? WorkModel::tr("nobody") : WorkModel::tr("another worker");
}

qint64 stamp(const std::optional<WallTime> &at)
{
    return at ? at->time_since_epoch().count() : 0;
}

} // namespace

WorkModel::WorkModel(EnvironmentsModel *environments, Ticker *ticker, QObject *parent)
    : KeyedList(parent), m_environments(environments), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &WorkModel::onTick);
}

void WorkModel::apply(const api::WorkView &view)
{
    const int at = rowOf(QString::fromStdString(view.id.value()));
    if (at < 0) {
        appendRow({view, false, {}});
        return;
    }
    WorkRow &row = rowAt(at);
    if (view.generation < row.view.generation)
        return;
    if (view.repair != row.view.repair)
        row.asked = false;
    row.view = view;
    row.goneAt.reset();
    rowChanged(at);
}

void WorkModel::markGone(const domain::WorkId &id)
{
    const int at = rowOf(QString::fromStdString(id.value()));
    if (at < 0)
        return;
    rowAt(at).goneAt = m_ticker->now();
    rowAt(at).asked = false;
    rowChanged(at);
}

void WorkModel::setAsked(const QString &id, bool asked)
{
    const int at = rowOf(id);
    if (at < 0)
        return;
    rowAt(at).asked = asked;
    rowChanged(at);
}

const api::WorkView *WorkModel::find(const QString &id) const
{
    const WorkRow *row = findRow(id);
    return row ? &row->view : nullptr;
}

bool WorkModel::isGone(const QString &id) const
{
    const WorkRow *row = findRow(id);
    return !row || row->goneAt;
}

bool WorkModel::canRepair(const QString &id) const
{
    const WorkRow *row = findRow(id);
    return row && repairable(*row);
}

bool WorkModel::repairable(const WorkRow &row) const
{
    using enum api::Repair;
    const bool underWay = row.view.repair == Stopping || row.view.repair == Interrupting || row.view.repair == Done;
    return !row.goneAt && !row.asked && !underWay && format::repairHelps(row.view);
}

int WorkModel::stuck() const
{
    return static_cast<int>(std::ranges::count_if(rows(), [this](const WorkRow &row) { return repairable(row); }));
}

format::StateLook WorkModel::lookOf(const WorkRow &row) const
{
    return row.goneAt  ? format::stoppedLook()
           : row.asked ? format::look(api::Repair::Stopping)
                       : format::look(row.view);
}

QVariant WorkModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const WorkRow &row = rowAt(index.row());
    const api::WorkView &view = row.view;
    switch (role) {
    case KeyRole:
    case WorkIdRole:
        return QString::fromStdString(view.id.value());
    case ToneRole:
        return format::word(lookOf(row).tone);
    case SymbolRole:
        return format::symbol(lookOf(row).shape);
    case WordRole:
        return lookOf(row).word;
    case StuckRole:
        return !row.goneAt && view.stuck != api::Stuck::No;
    case RankRole: // who waits longest among those that do not move stands first
        return row.goneAt ? 2 : view.stuck != api::Stuck::No ? 0 : 1;
    case StateOrderRole:
        return static_cast<int>(view.state);
    case RecencyRole:
        return QVariant::fromValue<qint64>(-stamp(view.createdAt));
    case AgeAtRole:
        return QVariant::fromValue<qint64>(stamp(view.createdAt));
    case HeartbeatAtRole:
        return QVariant::fromValue<qint64>(stamp(view.latestHeartbeatAt));
    case GoneRole:
        return row.goneAt.has_value();
    default:
        break;
    }
    const QVariant repair = repairData(row, role);
    return repair.isValid() ? repair : textData(row, role);
}

QVariant WorkModel::repairData(const WorkRow &row, int role) const
{
    const api::Repair repair = row.asked ? api::Repair::Stopping : row.view.repair;
    switch (role) {
    case CanRepairRole:
        return repairable(row);
    case RepairVerbRole:
        return format::repairVerb(m_environments->hasOperatorKey(row.view.environment));
    case RepairWordRole:
        return format::look(repair).word;
    case RepairToneRole:
        return format::word(format::look(repair).tone);
    case RepairSymbolRole:
        return format::symbol(format::look(repair).shape);
    default:
        return {};
    }
}

QVariant WorkModel::textData(const WorkRow &row, int role) const
{
    const api::WorkView &view = row.view;
    const WallTime now = m_ticker->now();
    switch (role) {
    case ShortIdRole:
        return format::shortened(QString::fromStdString(view.id.value()), kWorkIdLength);
    case EnvironmentRole:
        return m_environments->nameOf(view.environment);
    case SessionIdRole:
        return view.session ? QString::fromStdString(view.session->value()) : QString();
    case SessionTitleRole:
        return workTitle(view);
    case ReasonRole:
        return row.goneAt ? QString() : format::whyItWaits(view);
    case HolderRole:
        return holder(view);
    case AgeRole:
        return view.createdAt ? format::duration(now - *view.createdAt) : tr("unknown");
    case HeartbeatRole:
        if (view.latestHeartbeatAt)
            return format::ago(*view.latestHeartbeatAt, now);
        return view.state == domain::WorkState::Queued ? QString() : tr("none");
    case MatchRole: {
        const QStringList parts{workTitle(view),
                                QString::fromStdString(view.id.value()),
                                view.session ? QString::fromStdString(view.session->value()) : QString(),
                                m_environments->nameOf(view.environment),
                                lookOf(row).word,
                                holder(view)};
        return parts.join(QLatin1Char('\n'));
    }
    case SpokenRole: {
        const QString text = tr("Work item of %1, %2, held by %3").arg(workTitle(view), lookOf(row).word, holder(view));
        const QString why = format::whyItWaits(view);
        return why.isEmpty() ? text : text + QStringLiteral(". ") + why;
    }
    default:
        return {};
    }
}

QHash<int, QByteArray> WorkModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {WorkIdRole, "workId"},
                      {ShortIdRole, "shortId"},
                      {EnvironmentRole, "environment"},
                      {SessionIdRole, "sessionId"},
                      {SessionTitleRole, "sessionTitle"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {StuckRole, "stuck"},
                      {HolderRole, "holder"},
                      {AgeRole, "age"},
                      {HeartbeatRole, "heartbeat"},
                      {CanRepairRole, "canRepair"},
                      {RepairVerbRole, "repairVerb"},
                      {RepairWordRole, "repairWord"},
                      {RepairToneRole, "repairTone"},
                      {RepairSymbolRole, "repairSymbol"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {AgeAtRole, "ageAt"},
                      {HeartbeatAtRole, "heartbeatAt"}});
}

void WorkModel::onTick()
{
    dropTombstones(m_ticker->now());
    allChanged({AgeRole, HeartbeatRole});
}

} // namespace glovebox::models
