#include "app/models/egress_rules.h"

#include "app/models/roles.h"

namespace glovebox::models {

void EgressRules::show(std::vector<Row> rows)
{
    if (rows == m_rows)
        return;
    if (rows.size() == m_rows.size()) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0), index(count() - 1));
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT countChanged();
}

int EgressRules::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant EgressRules::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TextRole:
        return row.text;
    case NoteRole:
        return row.note;
    case UsesRole:
        return row.uses;
    case UnusedRole:
        return row.unused;
    case AddedRole:
        return row.added;
    default:
        return {};
    }
}

QHash<int, QByteArray> EgressRules::roleNames() const
{
    return roleTable(
        {{TextRole, "text"}, {NoteRole, "note"}, {UsesRole, "uses"}, {UnusedRole, "unused"}, {AddedRole, "added"}});
}

} // namespace glovebox::models
