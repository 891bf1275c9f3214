#include "app/models/snapshots_model.h"

#include "app/format/errors.h"
#include "app/format/quantities.h"
#include "app/format/snapshots.h"
#include "app/models/roles.h"

namespace glovebox::models {

namespace {

using domain::SnapshotState;

/// What somebody may have to look at stands first.
int snapshotRank(SnapshotState state)
{
    switch (state) {
    case SnapshotState::Failed:
        return 0;
    case SnapshotState::Taking:
        return 1;
    case SnapshotState::Ready:
        return 2;
    case SnapshotState::Deleting:
    case SnapshotState::Gone:
        return 3;
    }
    return 3;
}

QVariant number(std::uint64_t value)
{
    return QVariant::fromValue<qint64>(static_cast<qint64>(value));
}

bool goes(SnapshotState state)
{
    return state == SnapshotState::Deleting || state == SnapshotState::Gone;
}

} // namespace

SnapshotsModel::SnapshotsModel(Ticker *ticker, QObject *parent) : ViewRows(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, &SnapshotsModel::onTick);
}

void SnapshotsModel::markGone(const domain::SnapshotId &id)
{
    bury(QString::fromStdString(id.value()), m_ticker->now(), [](api::SnapshotView &view) {
        view.state = SnapshotState::Gone;
        view.step.clear();
        view.progress.reset();
        view.memory = view.disk = view.shared = {};
    });
}

QStringList SnapshotsModel::childrenOf(const QString &id) const
{
    QStringList children;
    for (const SnapshotRow &row : rows())
        if (row.view.parent && row.view.parent->value() == id.toStdString() && !goes(row.view.state) &&
            row.view.state != SnapshotState::Failed)
            children += row.key();
    return children;
}

QString SnapshotsModel::whyNotDelete(const QStringList &ids) const
{
    for (const QString &id : ids) {
        const SnapshotRow *row = findRow(id);
        if (!row || row->goneAt)
            return tr("It is gone.");
        if (row->view.state == SnapshotState::Deleting)
            return tr("It is being deleted already.");
        if (row->view.pinned)
            return tr("%1 is pinned. Take the pin out first.").arg(id);
        QStringList others;
        for (const QString &child : childrenOf(id))
            if (!ids.contains(child))
                others += child;
        if (!others.isEmpty())
            return others.size() == 1
                       ? tr("%1 stands on %2. Delete it first, or both together.").arg(others.front(), id)
                       : tr("%1 stand on %2. Delete them first, or all together.")
                             .arg(others.join(QStringLiteral(", ")), id);
    }
    return {};
}

QVariant SnapshotsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SnapshotRow &row = rowAt(index.row());
    switch (role) {
    case KeyRole:
    case ObjectIdRole:
        return row.key();
    case GoneRole:
        return row.goneAt.has_value();
    case MarkedRole:
        return isMarked(row.key());
    case KindRole:
        return QStringLiteral("snapshot");
    case PinnedRole:
        return row.view.pinned;
    case DepthRole:
        return 0;
    case FoldableRole:
    case FoldedRole:
        return false;
    case RankRole:
    case StateOrderRole:
        return snapshotRank(row.view.state);
    case RecencyRole:
    case AgeValueRole:
        return QVariant::fromValue<qint64>(row.view.at.time_since_epoch().count());
    default:
        break;
    }
    const QVariant figure = figureData(row.view, role);
    return figure.isValid() ? figure : stateData(row, role);
}

QVariant SnapshotsModel::figureData(const api::SnapshotView &view, int role) const
{
    const ByteCount own{view.memory.value + view.disk.value};
    switch (role) {
    case ProgressRole:
        return view.state == SnapshotState::Taking ? view.progress.value_or(-1) : -1.0;
    case SizeRole:
        return own.value > 0 ? format::bytes(own) : QString();
    case SharedRole:
        return view.shared.value > 0 ? format::bytes(view.shared) : QString();
    case AgeRole:
        return format::duration(m_ticker->now() - view.at);
    case LiveRole:
        return view.sandboxes > 0 ? format::count(view.sandboxes) : QString();
    case StoppedRole:
        return view.stopped.count() > 0 ? format::measuredFinely(view.stopped) : QString();
    case SizeValueRole:
        return number(own.value);
    case LiveValueRole:
        return view.sandboxes;
    case StoppedValueRole:
        return QVariant::fromValue<qint64>(view.stopped.count());
    default:
        return {};
    }
}

QVariant SnapshotsModel::stateData(const SnapshotRow &row, int role) const
{
    const api::SnapshotView &view = row.view;
    const format::StateLook state = format::look(view);
    switch (role) {
    case TitleRole:
        return format::snapshotTitle(view);
    case CaptionRole: {
        const QString why = reason(view);
        return why.isEmpty()
                   ? tr("%1 ago, of %2").arg(format::duration(m_ticker->now() - view.at), format::sandboxOf(view))
                   : why;
    }
    case ToneRole:
        return format::word(state.tone);
    case SymbolRole:
        return format::symbol(state.shape);
    case WordRole:
        return state.word;
    case ReasonRole:
        return reason(view);
    case SandboxRole:
        return format::sandboxOf(view);
    case MatchRole: {
        const QStringList parts{row.key(),
                                format::snapshotTitle(view),
                                state.word,
                                view.pinned ? tr("pinned") : QString(),
                                QString::fromStdString(view.sandbox.value()),
                                format::sandboxOf(view),
                                QString::fromStdString(view.base.value()),
                                view.session ? QString::fromStdString(view.session->value()) : QString()};
        return parts.join(QLatin1Char('\n'));
    }
    case SpokenRole: {
        QString text =
            tr("Snapshot %1, %2, of %3").arg(format::snapshotTitle(view), state.word, format::sandboxOf(view));
        if (view.pinned)
            text += tr(", pinned");
        if (view.sandboxes > 0)
            text += view.sandboxes == 1 ? tr(", 1 sandbox came from it")
                                        : tr(", %1 sandboxes came from it").arg(view.sandboxes);
        return isMarked(row.key()) ? tr("%1, selected").arg(text) : text;
    }
    default:
        return {};
    }
}

QString SnapshotsModel::reason(const api::SnapshotView &view) const
{
    if (view.state == SnapshotState::Taking)
        return format::snapshotStep(view);
    return view.problem && !goes(view.state) ? format::explain(*view.problem, format::Area::Snapshot).why : QString();
}

QHash<int, QByteArray> SnapshotsModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {GoneRole, "gone"},
                      {MarkedRole, "marked"},
                      {ObjectIdRole, "objectId"},
                      {KindRole, "kind"},
                      {DepthRole, "depth"},
                      {FoldableRole, "foldable"},
                      {FoldedRole, "folded"},
                      {TitleRole, "title"},
                      {CaptionRole, "caption"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ReasonRole, "reason"},
                      {ProgressRole, "progress"},
                      {PinnedRole, "pinned"},
                      {SizeRole, "size"},
                      {SharedRole, "shared"},
                      {AgeRole, "age"},
                      {SandboxRole, "sandbox"},
                      {LiveRole, "live"},
                      {StoppedRole, "stopped"},
                      {SpokenRole, "spoken"},
                      {StateOrderRole, "stateOrder"},
                      {SizeValueRole, "sizeValue"},
                      {AgeValueRole, "ageValue"},
                      {LiveValueRole, "liveValue"},
                      {StoppedValueRole, "stoppedValue"}});
}

void SnapshotsModel::onTick()
{
    dropTombstones(m_ticker->now());
    allChanged({AgeRole, CaptionRole});
}

} // namespace glovebox::models
