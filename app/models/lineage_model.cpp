#include "app/models/lineage_model.h"

#include "app/format/quantities.h"

#include <QMultiHash>

#include <algorithm>

namespace glovebox::models {

namespace {

using Kind = LineageRow::Kind;
using Roles = SnapshotsModel::Role;

/// What is looked up of another list.
QVariant asked(const ViewList &list, const QString &id, int role)
{
    const int row = list.rowOf(id);
    return row < 0 ? QVariant() : list.index(row).data(role);
}

} // namespace

/// The tree being walked: who stands below whom, and the rows so far.
struct LineageModel::Walk {
    QMultiHash<QString, QString> snapshotsBelow; // by parent or template
    QMultiHash<QString, QString> sandboxesBelow; // by snapshot
    QSet<QString> seen;
    std::vector<LineageRow> rows;
    int hidden = 0; // this many folded rows above

    static QStringList sorted(const QMultiHash<QString, QString> &below, const QString &of)
    {
        QStringList list = below.values(of);
        std::reverse(list.begin(), list.end()); // the newest insertion comes first
        return list;
    }
};

LineageModel::LineageModel(const SnapshotsModel *snapshots, const TemplatesModel *templates,
                           const SandboxesModel *sandboxes, Ticker *ticker, QObject *parent)
    : KeyedList(parent), m_snapshots(snapshots), m_templates(templates), m_sandboxes(sandboxes)
{
    connect(ticker, &Ticker::ticked, this, &LineageModel::rebuild);
    connect(snapshots, &SnapshotsModel::changed, this, [this](const QString &id) {
        if (const int row = rowOf(id); row >= 0)
            rowChanged(row);
    });
}

int LineageModel::addRow(Walk &walk, const QString &id, Kind kind, int depth) const
{
    if (walk.hidden > 0)
        return -1;
    walk.rows.push_back({.id = id, .kind = kind, .depth = depth, .order = static_cast<int>(walk.rows.size())});
    return walk.rows.back().order;
}

void LineageModel::addSnapshot(Walk &walk, const QString &id, int depth) const
{
    if (walk.seen.contains(id))
        return;
    walk.seen.insert(id);
    const int at = addRow(walk, id, Kind::Snapshot, depth);
    const QStringList children = Walk::sorted(walk.snapshotsBelow, id);
    const QStringList sandboxes = Walk::sorted(walk.sandboxesBelow, id);
    const bool folded = m_folded.contains(id);
    if (at >= 0) {
        walk.rows[static_cast<std::size_t>(at)].foldable = !children.isEmpty() || !sandboxes.isEmpty();
        walk.rows[static_cast<std::size_t>(at)].folded = folded;
        walk.rows[static_cast<std::size_t>(at)].goneAt = m_snapshots->goneAt(id);
    }
    walk.hidden += folded ? 1 : 0;
    for (const QString &sandbox : sandboxes)
        addRow(walk, sandbox, Kind::Sandbox, depth + 1);
    for (const QString &child : children)
        addSnapshot(walk, child, depth + 1);
    walk.hidden -= folded ? 1 : 0;
}

void LineageModel::rebuild()
{
    Walk walk;
    std::vector<const SnapshotRow *> snapshots;
    for (const SnapshotRow &row : m_snapshots->all())
        snapshots.push_back(&row);
    std::ranges::stable_sort(snapshots, {}, [](const SnapshotRow *row) { return row->view.at; });
    QStringList bases;
    for (const SnapshotRow *row : snapshots) {
        const QString base = QString::fromStdString(row->view.base.value());
        if (!bases.contains(base))
            bases += base;
        const QString parent = row->view.parent ? QString::fromStdString(row->view.parent->value()) : QString();
        walk.snapshotsBelow.insert(m_snapshots->find(parent) ? parent : base, row->key());
    }
    for (const SandboxRow &row : m_sandboxes->all())
        if (row.shown.from && !row.goneAt)
            walk.sandboxesBelow.insert(QString::fromStdString(row.shown.from->value()), row.key());
    for (const QString &base : bases) {
        const int at = addRow(walk, base, Kind::Template, 0);
        const bool folded = m_folded.contains(base);
        walk.rows[static_cast<std::size_t>(at)].foldable = true;
        walk.rows[static_cast<std::size_t>(at)].folded = folded;
        walk.hidden += folded ? 1 : 0;
        for (const QString &snapshot : Walk::sorted(walk.snapshotsBelow, base))
            addSnapshot(walk, snapshot, 1);
        walk.hidden -= folded ? 1 : 0;
    }
    for (const SnapshotRow *row : snapshots) // that claim each other as parents
        addSnapshot(walk, row->key(), 0);
    for (auto row = walk.rows.rbegin(); row != walk.rows.rend(); ++row)
        for (auto above = std::next(row); above != walk.rows.rend(); ++above)
            if (above->depth < row->depth) { // its parent: it passes on what is below it
                above->below += QLatin1Char('\n') + ownMatch(*row) + row->below;
                break;
            }
    replaceRows(walk.rows);
}

/// Row by row, so that nobody loses the place.
void LineageModel::replaceRows(const std::vector<LineageRow> &wanted)
{
    QSet<QString> stay;
    for (const LineageRow &row : wanted)
        stay.insert(row.id);
    for (int at = rowCount() - 1; at >= 0; --at)
        if (!stay.contains(keyAt(at)))
            removeRow(at);
    for (const LineageRow &row : wanted) {
        const int at = rowOf(row.id);
        if (at < 0) {
            appendRow(row);
        } else if (row.kind != Kind::Snapshot || rowAt(at) != row) { // of snapshots their own list tells
            rowAt(at) = row;
            rowChanged(at);
        }
    }
    allChanged({SnapshotsModel::AgeRole, SnapshotsModel::CaptionRole});
}

void LineageModel::setFolded(const QString &id, bool folded)
{
    if (folded == m_folded.contains(id))
        return;
    if (folded)
        m_folded.insert(id);
    else
        m_folded.remove(id);
    rebuild();
}

QString LineageModel::ownMatch(const LineageRow &row) const
{
    const ViewList &list = row.kind == Kind::Template  ? static_cast<const ViewList &>(*m_templates)
                           : row.kind == Kind::Sandbox ? static_cast<const ViewList &>(*m_sandboxes)
                                                       : static_cast<const ViewList &>(*m_snapshots);
    return row.id + QLatin1Char('\n') + asked(list, row.id, MatchRole).toString();
}

QVariant LineageModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const LineageRow &row = rowAt(index.row());
    switch (role) {
    case KeyRole:
    case Roles::ObjectIdRole:
        return row.id;
    case RankRole:
        return row.order;
    case RecencyRole:
        return 0;
    case MatchRole:
        return QVariant(ownMatch(row) + row.below);
    case Roles::DepthRole:
        return row.depth;
    case Roles::FoldableRole:
        return row.foldable;
    case Roles::FoldedRole:
        return row.folded;
    default:
        break;
    }
    switch (row.kind) {
    case Kind::Template:
        return templateData(row, role);
    case Kind::Sandbox:
        return sandboxData(row, role);
    case Kind::Snapshot:
        break;
    }
    return asked(*m_snapshots, row.id, role);
}

QVariant LineageModel::templateData(const LineageRow &row, int role) const
{
    const api::TemplateView *view = m_templates->find(row.id);
    switch (role) {
    case GoneRole:
    case MarkedRole:
    case Roles::PinnedRole:
        return false;
    case Roles::KindRole:
        return QStringLiteral("template");
    case Roles::TitleRole:
        return row.id;
    case Roles::CaptionRole:
    case Roles::SandboxRole:
        return view ? tr("template, %1").arg(format::bytes(view->size.memory)) : tr("template");
    case Roles::ToneRole:
        return asked(*m_templates, row.id, TemplatesModel::ToneRole).toString();
    case Roles::SymbolRole:
        return asked(*m_templates, row.id, TemplatesModel::SymbolRole).toString();
    case Roles::WordRole:
        return asked(*m_templates, row.id, TemplatesModel::WordRole).toString();
    case Roles::ProgressRole:
        return -1.0;
    case Roles::SizeRole:
        return view && view->disk.value > 0 ? format::bytes(view->disk) : QString();
    case Roles::AgeRole:
        return asked(*m_templates, row.id, TemplatesModel::SinceRole).toString();
    case Roles::SpokenRole:
        return tr("Template %1").arg(row.id);
    default:
        return QString();
    }
}

QVariant LineageModel::sandboxData(const LineageRow &row, int role) const
{
    const api::SandboxView *view = m_sandboxes->find(row.id);
    switch (role) {
    case GoneRole:
    case MarkedRole:
    case Roles::PinnedRole:
        return false;
    case Roles::KindRole:
        return QStringLiteral("sandbox");
    case Roles::TitleRole: {
        const QString name = asked(*m_sandboxes, row.id, SandboxesModel::NameRole).toString();
        return name.isEmpty() ? row.id : name;
    }
    case Roles::CaptionRole:
    case Roles::SandboxRole:
        return view && view->forkOf ? tr("fork of %1").arg(QString::fromStdString(view->forkOf->value()))
                                    : tr("sandbox");
    case Roles::ToneRole:
        return asked(*m_sandboxes, row.id, SandboxesModel::ToneRole).toString();
    case Roles::SymbolRole:
        return asked(*m_sandboxes, row.id, SandboxesModel::SymbolRole).toString();
    case Roles::WordRole:
        return asked(*m_sandboxes, row.id, SandboxesModel::WordRole).toString();
    case Roles::ProgressRole:
        return -1.0;
    case Roles::AgeRole:
        return asked(*m_sandboxes, row.id, SandboxesModel::SinceRole).toString();
    case Roles::SpokenRole:
        return asked(*m_sandboxes, row.id, SandboxesModel::SpokenRole).toString();
    default:
        return QString();
    }
}

} // namespace glovebox::models
