#include "app/models/secret_choice.h"

#include "app/format/foreign_text.h"
#include "app/format/some_of.h"
#include "app/models/roles.h"
#include "app/models/secret_reach.h"

namespace glovebox::models {

using domain::GateSecret;

void SecretChoice::setSecrets(const api::SecretsView &view)
{
    std::vector<GateSecret> secrets;
    for (const auto &each : view.secrets)
        secrets.push_back(each.secret);
    const bool told = !secrets.empty() || !view.problem; // unreadable ones are not none
    if (secrets == m_secrets && told == m_told)
        return;
    beginResetModel();
    m_secrets = std::move(secrets);
    m_told = told;
    if (!m_keepsMissing)
        std::erase_if(m_chosen, [this](const std::string &name) { return !isHere(name); });
    sortOut();
    endResetModel();
    Q_EMIT chosenChanged();
}

/// What is not here has a row of its own, which stays when its tick is taken away: nothing moves meanwhile.
void SecretChoice::sortOut()
{
    for (const auto &name : m_chosen)
        if (std::ranges::find(m_missing, name) == m_missing.end())
            m_missing.push_back(name);
    std::erase_if(m_missing, [this](const std::string &name) { return isHere(name); });
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

void SecretChoice::setChosen(const std::vector<std::string> &names)
{
    beginResetModel();
    m_chosen = names;
    m_missing.clear();
    sortOut();
    endResetModel();
    Q_EMIT chosenChanged();
}

bool SecretChoice::isChosen(const std::string &name) const
{
    return std::ranges::find(m_chosen, name) != m_chosen.end();
}

bool SecretChoice::isHere(const std::string &name) const
{
    return std::ranges::find(m_secrets, name, &GateSecret::name) != m_secrets.end();
}

QString SecretChoice::text() const
{
    QStringList names;
    for (const auto &name : m_chosen)
        names += format::shownLine(QString::fromStdString(name));
    return names.isEmpty() ? tr("none") : names.join(QStringLiteral(", "));
}

QString SecretChoice::warning() const
{
    QStringList idle;
    QStringList variables;
    QStringList said;
    const auto policy = policyOf(m_profiles, m_profile);
    for (const GateSecret &secret : m_secrets) {
        if (!isChosen(secret.name))
            continue;
        const QString variable = format::shownLine(QString::fromStdString(secret.variable));
        if (variables.count(variable) == 1)
            said += tr("Two of them want the same variable, %1: choose one.").arg(variable);
        variables += variable;
        if (policy && !mayReachAny(*policy, secret))
            idle += QString::fromStdString(secret.name);
    }
    if (m_chosen.size() > domain::kGrantedSecretsMax)
        said += tr("A sandbox may use %1 secrets at most.").arg(domain::kGrantedSecretsMax);
    QStringList missing;
    for (const auto &name : m_missing)
        if (m_told && isChosen(name))
            missing += format::shownLine(QString::fromStdString(name));
    if (!missing.isEmpty())
        said += tr("A build fails as long as this host has no secret %1.").arg(format::someOf(missing));
    if (!idle.isEmpty())
        said += tr("With the egress %1 it reaches no host of %2: a secret lets nobody out by itself.")
                    .arg(format::shownLine(QString::fromStdString(m_profile)), format::someOf(idle));
    return said.join(QLatin1Char('\n'));
}

/// In the list's order, as far as those that are chosen already stand so.
void SecretChoice::toggle(int row)
{
    if (row < 0 || row >= count())
        return;
    const std::string name = nameAt(row);
    if (std::erase(m_chosen, name) == 0)
        m_chosen.insert(std::ranges::find_if(m_chosen, [&](const auto &each) { return each > name; }), name);
    Q_EMIT dataChanged(index(row), index(row), {ChosenRole});
    Q_EMIT chosenChanged();
    Q_EMIT edited();
}

const std::string &SecretChoice::nameAt(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return at < m_secrets.size() ? m_secrets[at].name : m_missing[at - m_secrets.size()];
}

QString SecretChoice::detailAt(int row) const
{
    if (row >= static_cast<int>(m_secrets.size()))
        return m_told ? tr("This host has no such secret.") : QString();
    const GateSecret &secret = m_secrets[static_cast<std::size_t>(row)];
    QStringList hosts;
    for (const auto &host : secret.hosts)
        hosts += format::shownLine(QString::fromStdString(host));
    return tr("$%1, for %2")
        .arg(format::shownLine(QString::fromStdString(secret.variable)), hosts.join(QStringLiteral(", ")));
}

QVariant SecretChoice::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    switch (role) {
    case NameRole:
        return format::shownLine(QString::fromStdString(nameAt(index.row())));
    case DetailRole:
        return detailAt(index.row());
    case ChosenRole:
        return isChosen(nameAt(index.row()));
    case MissingRole:
        return m_told && index.row() >= static_cast<int>(m_secrets.size());
    default:
        return {};
    }
}

QHash<int, QByteArray> SecretChoice::roleNames() const
{
    return roleTable({{NameRole, "name"}, {DetailRole, "detail"}, {ChosenRole, "chosen"}, {MissingRole, "missing"}});
}

} // namespace glovebox::models
