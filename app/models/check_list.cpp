#include "app/models/check_list.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"

#include <algorithm>

namespace glovebox::models {

void CheckList::setChecks(const std::vector<domain::GuestCheck> &checks)
{
    if (checks == m_checks)
        return;
    beginResetModel(); // a handful of lines, at most once a waking
    m_checks = checks;
    endResetModel();
    Q_EMIT countChanged();
}

int CheckList::failed() const
{
    return static_cast<int>(std::ranges::count(m_checks, false, &domain::GuestCheck::ok));
}

QVariant CheckList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const domain::GuestCheck &check = m_checks[static_cast<std::size_t>(index.row())];
    switch (role) {
    case NameRole:
        return format::shownLine(QString::fromStdString(check.name));
    case OkRole:
        return check.ok;
    case DetailRole:
        return format::shownLine(QString::fromStdString(check.detail));
    default:
        return {};
    }
}

QHash<int, QByteArray> CheckList::roleNames() const
{
    return roleTable({{NameRole, "name"}, {OkRole, "ok"}, {DetailRole, "detail"}});
}

} // namespace glovebox::models
