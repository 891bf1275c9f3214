#include "app/models/version_list.h"

#include "app/format/quantities.h"
#include "app/models/roles.h"

#include <QStringList>

namespace glovebox::models {

namespace {

QString versionDetail(const api::TemplateVersionView &version)
{
    QStringList parts;
    QString steps = version.steps == 1 ? VersionList::tr("1 step") : VersionList::tr("%1 steps").arg(version.steps);
    if (version.stepsCached > 0)
        steps += VersionList::tr(", %1 from before").arg(version.stepsCached);
    parts += steps;
    parts += format::bytes(ByteCount{version.memory.value + version.disk.value});
    if (version.sandboxes > 0)
        parts += version.sandboxes == 1 ? VersionList::tr("1 sandbox")
                                        : VersionList::tr("%1 sandboxes").arg(version.sandboxes);
    return parts.join(QStringLiteral(" · "));
}

} // namespace

void VersionList::show(const std::vector<api::TemplateVersionView> &versions, WallTime now)
{
    std::vector<Row> rows;
    for (const api::TemplateVersionView &version : versions)
        rows.push_back(
            {version.number, version.isCurrent,
             tr("built %1 in %2").arg(format::ago(version.builtAt, now), format::measured(version.buildTime)),
             versionDetail(version),
             version.sandboxes == 0   ? QString()
             : version.sandboxes == 1 ? tr("A sandbox stands on it.")
                                      : tr("%1 sandboxes stand on it.").arg(version.sandboxes),
             QString::fromStdString(version.snapshot.value())});
    if (rows == m_rows)
        return;
    const bool sameRows = rows.size() == m_rows.size();
    if (sameRows) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT countChanged();
}

int VersionList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant VersionList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case NumberRole:
        return row.number;
    case CurrentRole:
        return row.current;
    case WhenRole:
        return row.when;
    case DetailRole:
        return row.detail;
    case WhyNotRole:
        return row.whyNot;
    case SnapshotRole:
        return row.snapshot;
    default:
        return {};
    }
}

QHash<int, QByteArray> VersionList::roleNames() const
{
    return roleTable({{NumberRole, "number"},
                      {CurrentRole, "isCurrent"},
                      {WhenRole, "when"},
                      {DetailRole, "detail"},
                      {WhyNotRole, "whyNot"},
                      {SnapshotRole, "snapshot"}});
}

} // namespace glovebox::models
