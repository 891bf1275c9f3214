#include "app/models/secret_choice.h"

#include "app/format/foreign_text.h"
#include "app/models/roles.h"
#include "app/models/secret_reach.h"

namespace glovebox::models {

using domain::GateSecret;

void SecretChoice::setSecrets(const api::SecretsView &view)
{
    std::vector<GateSecret> secrets;
    for (const auto &each : view.secrets)
        secrets.push_back(each.secret);
    if (secrets == m_secrets)
        return;
    beginResetModel();
    m_secrets = std::move(secrets);
    std::erase_if(m_chosen, [this](const std::string &name) {
        return std::ranges::find(m_secrets, name, &GateSecret::name) == m_secrets.end();
    });
    endResetModel();
    Q_EMIT chosenChanged();
}

void SecretChoice::setProfiles(const api::EgressProfilesView &profiles)
{
    m_profiles = profiles;
    Q_EMIT chosenChanged();
}

void SecretChoice::setProfile(const std::string &name)
{
    if (std::exchange(m_profile, name) != name)
        Q_EMIT chosenChanged();
}

void SecretChoice::clear()
{
    beginResetModel();
    m_chosen.clear();
    endResetModel();
    Q_EMIT chosenChanged();
}

std::vector<std::string> SecretChoice::chosen() const
{
    return {m_chosen.begin(), m_chosen.end()};
}

QString SecretChoice::text() const
{
    QStringList names;
    for (const auto &name : m_chosen)
        names += QString::fromStdString(name);
    return names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "));
}

QString SecretChoice::warning() const
{
    QStringList idle;
    QStringList variables;
    const auto policy = policyOf(m_profiles, m_profile);
    for (const GateSecret &secret : m_secrets) {
        if (!m_chosen.contains(secret.name))
            continue;
        const QString variable = QString::fromStdString(secret.variable);
        if (variables.contains(variable))
            return tr("Two of them want the same variable, %1: choose one.").arg(format::shownLine(variable));
        variables += variable;
        if (policy && !mayReachAny(*policy, secret))
            idle += QString::fromStdString(secret.name);
    }
    if (idle.isEmpty())
        return {};
    return tr("With the egress %1 it reaches no host of %2: a secret lets nobody out by itself.")
        .arg(format::shownLine(QString::fromStdString(m_profile)), idle.join(QStringLiteral(", ")));
}

void SecretChoice::toggle(int row)
{
    if (row < 0 || row >= count())
        return;
    const auto &name = m_secrets[static_cast<std::size_t>(row)].name;
    if (m_chosen.erase(name) == 0)
        m_chosen.insert(name);
    Q_EMIT dataChanged(index(row), index(row), {ChosenRole});
    Q_EMIT chosenChanged();
}

QVariant SecretChoice::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const GateSecret &secret = m_secrets[static_cast<std::size_t>(index.row())];
    switch (role) {
    case NameRole:
        return QString::fromStdString(secret.name);
    case DetailRole: {
        QStringList hosts;
        for (const auto &host : secret.hosts)
            hosts += format::shownLine(QString::fromStdString(host));
        return tr("$%1, for %2")
            .arg(format::shownLine(QString::fromStdString(secret.variable)), hosts.join(QStringLiteral(", ")));
    }
    case ChosenRole:
        return m_chosen.contains(secret.name);
    default:
        return {};
    }
}

QHash<int, QByteArray> SecretChoice::roleNames() const
{
    return roleTable({{NameRole, "name"}, {DetailRole, "detail"}, {ChosenRole, "chosen"}});
}

} // namespace glovebox::models
