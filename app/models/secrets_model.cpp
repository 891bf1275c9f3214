#include "app/models/secrets_model.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/roles.h"
#include "app/models/seed_form.h"

namespace glovebox::models {

namespace {

format::StateLook secretLook(const api::ShownSecret &shown)
{
    if (shown.keeping)
        return {glovebox::models::SecretsModel::tr("Keeping…"), format::Tone::Progress, format::Shape::Arc};
    if (shown.problem) // what it is, is what it was before
        return {glovebox::models::SecretsModel::tr("Not changed"), format::Tone::Failed, format::Shape::OctagonCross};
    return {glovebox::models::SecretsModel::tr("Kept"), format::Tone::Live, format::Shape::CheckCircle};
}

QString shownText(const std::string &text)
{
    return format::shownLine(QString::fromStdString(text));
}

QString hostsOf(const domain::GateSecret &secret)
{
    QStringList hosts;
    for (const auto &host : secret.hosts)
        hosts += shownText(host);
    return hosts.join(QStringLiteral(", "));
}

QString usersText(int users)
{
    if (users == 0)
        return SecretsModel::tr("none");
    return users == 1 ? SecretsModel::tr("1 sandbox") : SecretsModel::tr("%1 sandboxes").arg(format::count(users));
}

QString problemText(const api::ShownSecret &shown)
{
    return shown.problem ? sentenceOf(shown.problem->detail) : QString();
}

} // namespace

SecretsModel::SecretsModel(Ticker *ticker, QObject *parent) : KeyedList(parent), m_ticker(ticker)
{
    connect(ticker, &Ticker::ticked, this, [this] { allChanged({UsedRole}); });
}

void SecretsModel::apply(const std::vector<api::ShownSecret> &secrets, const QHash<QString, int> &users)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const auto &name = rowAt(row).shown.secret.name;
        if (std::ranges::none_of(secrets, [&](const auto &each) { return each.secret.name == name; }))
            removeRow(row);
    }
    for (const auto &each : secrets) {
        SecretRow fresh{each, users.value(QString::fromStdString(each.secret.name))};
        const int at = rowOf(fresh.key());
        if (at < 0) {
            const auto after = std::ranges::find_if(
                rows(), [&](const SecretRow &row) { return row.shown.secret.name > each.secret.name; });
            insertRow(static_cast<int>(after - rows().begin()), std::move(fresh));
        } else if (rowAt(at).shown != fresh.shown || rowAt(at).users != fresh.users) {
            rowAt(at) = std::move(fresh);
            rowChanged(at);
        }
    }
}

void SecretsModel::setUsers(const QHash<QString, int> &users)
{
    for (int row = 0; row < rowCount(); ++row) {
        const int now = users.value(keyAt(row));
        if (std::exchange(rowAt(row).users, now) != now)
            rowChanged(row, {UsedByRole, UsersValueRole, SpokenRole});
    }
}

QString SecretsModel::used(const api::ShownSecret &shown) const
{
    if (!shown.usedAt)
        return tr("not yet");
    return tr("%1, %2").arg(shownText(shown.usedFor), format::ago(*shown.usedAt, m_ticker->now()));
}

QVariant SecretsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SecretRow &row = rowAt(index.row());
    const auto &secret = row.shown.secret;
    switch (role) {
    case KeyRole:
    case NameRole:
        return row.key();
    case MatchRole:
        return QStringList{row.key(), shownText(secret.description), shownText(secret.variable), hostsOf(secret),
                           shownText(domain::textOf(secret.form))}
            .join(QLatin1Char('\n'));
    case GoneRole:
    case MarkedRole:
        return false;
    case RankRole:
    case RecencyRole:
        return 0; // they stand by name
    case DescriptionRole:
        return shownText(secret.description);
    case VariableRole:
        return shownText(secret.variable);
    case SentAsRole:
        return shownText(domain::textOf(secret.form));
    case HostsRole:
        return hostsOf(secret);
    case UsedByRole:
        return usersText(row.users);
    case UsersValueRole:
        return row.users;
    case UsedRole:
        return used(row.shown);
    case UsedAtRole:
        return QVariant::fromValue<qint64>(row.shown.usedAt ? row.shown.usedAt->time_since_epoch().count() : 0);
    default:
        return stateData(row, role);
    }
}

QVariant SecretsModel::stateData(const SecretRow &row, int role) const
{
    const auto look = secretLook(row.shown);
    switch (role) {
    case ToneRole:
        return format::word(look.tone);
    case SymbolRole:
        return format::symbol(look.shape);
    case WordRole:
        return look.word;
    case ProblemRole:
        return problemText(row.shown);
    case SpokenRole:
        return tr("Secret %1, %2, to %3, used by %4, last used %5")
            .arg(row.key(), look.word, hostsOf(row.shown.secret), usersText(row.users), used(row.shown));
    default:
        return {};
    }
}

QHash<int, QByteArray> SecretsModel::roleNames() const
{
    return roleTable({{KeyRole, "key"},
                      {NameRole, "name"},
                      {DescriptionRole, "description"},
                      {VariableRole, "variable"},
                      {SentAsRole, "sentAs"},
                      {HostsRole, "hosts"},
                      {UsedByRole, "usedBy"},
                      {UsedRole, "used"},
                      {ToneRole, "tone"},
                      {SymbolRole, "symbol"},
                      {WordRole, "word"},
                      {ProblemRole, "problem"},
                      {SpokenRole, "spoken"},
                      {UsersValueRole, "usersValue"},
                      {UsedAtRole, "usedAt"}});
}

} // namespace glovebox::models
