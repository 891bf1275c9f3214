#include "app/models/secret_users.h"

#include "app/models/roles.h"

namespace glovebox::models {

void SecretUsers::setUsers(std::vector<SecretUser> users)
{
    if (users == m_users)
        return;
    beginResetModel();
    m_users = std::move(users);
    endResetModel();
    Q_EMIT countChanged();
}

QVariant SecretUsers::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SecretUser &user = m_users[static_cast<std::size_t>(index.row())];
    switch (role) {
    case SandboxIdRole:
        return user.id;
    case TitleRole:
        return user.title;
    case WhyRole:
        return user.why;
    default:
        return {};
    }
}

QHash<int, QByteArray> SecretUsers::roleNames() const
{
    return roleTable({{SandboxIdRole, "sandboxId"}, {TitleRole, "title"}, {WhyRole, "why"}});
}

} // namespace glovebox::models
