#include "app/models/secrets_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/sandboxes_model.h"
#include "app/models/secret_reach.h"
#include "app/models/seed_form.h"

#include <QPointer>

namespace glovebox::models {

using domain::SandboxState;

namespace {

QString userTitle(const api::SandboxView &view)
{
    const QString id = QString::fromStdString(view.id.value());
    const QString name = format::shownLine(QString::fromStdString(view.name));
    return name.isEmpty() ? id : SecretsPanel::tr("%1 (%2)").arg(name, id);
}

/// As the engine will answer, so that nobody is offered what cannot be.
QString whyNotTake(const api::SandboxView &view)
{
    using enum SandboxState;
    if (view.guestRunner)
        return SecretsPanel::tr("It serves itself: it reaches its control plane and nothing else.");
    if (view.state == Hibernated || view.state == Hibernating || view.state == Stopped)
        return SecretsPanel::tr("It is asleep. Wake it to take the secret away.");
    return {};
}

bool mayUse(const api::SandboxView &view, const std::string &secret)
{
    return std::ranges::find(view.secrets, secret) != view.secrets.end();
}

QString deniedReason(const api::Verdict &verdict)
{
    return format::shownLine(QString::fromStdString(verdict.reason));
}

} // namespace

SecretsPanel::SecretsPanel(bridge::EngineClient *client, const SandboxesModel &sandboxes, Ticker *ticker,
                           QObject *parent)
    : QObject(parent), m_client(client), m_sandboxes(sandboxes), m_ticker(ticker), m_rows(ticker), m_list(&m_rows)
{
    connect(&m_list, &StableList::currentChanged, this, &SecretsPanel::select);
    connect(&m_rows, &SecretsModel::changed, this, [this](const QString &key) {
        if (key == m_list.currentKey())
            select();
    });
    connect(ticker, &Ticker::ticked, this, [this] {
        if (known())
            refreshFacts();
    });
}

void SecretsPanel::apply(const bridge::Batch &batch)
{
    const bool hasUsers = !batch.sandboxes.empty() || !batch.goneSandboxes.empty();
    if (batch.egress)
        m_profiles = *batch.egress;
    if (batch.secrets && batch.secrets->generation >= m_view.generation) {
        m_view = *batch.secrets;
        m_rows.apply(m_view.secrets, countUsers());
        Q_EMIT changed();
    } else if (hasUsers) {
        m_rows.setUsers(countUsers());
    }
    if (known() && (hasUsers || batch.secrets || batch.egress))
        select();
}

void SecretsPanel::setShown(bool shown)
{
    if (std::exchange(m_shown, shown) != shown)
        Q_EMIT shownChanged();
}

QString SecretsPanel::storeText() const
{
    if (m_view.store.empty())
        return {};
    return tr("Values are kept sealed; their key is in %1.")
        .arg(format::shownLine(QString::fromStdString(m_view.store)));
}

QString SecretsPanel::authorityText() const
{
    if (!m_view.authorityUntil)
        return {};
    return tr("The gate's certificate, which guests alone trust, is valid until %1.")
        .arg(format::fullTime(*m_view.authorityUntil, m_ticker->zone()).section(QLatin1Char(' '), 0, 0));
}

QString SecretsPanel::problem() const
{
    return m_view.problem ? sentenceOf(m_view.problem->detail) : QString();
}

QString SecretsPanel::entryData(int role) const
{
    const int row = m_rows.rowOf(m_list.currentKey());
    return row < 0 ? QString() : m_rows.data(m_rows.index(row), role).toString();
}

/// Those that are there, and will be for a while.
std::vector<const api::SandboxView *> SecretsPanel::living() const
{
    std::vector<const api::SandboxView *> out;
    for (const SandboxRow &row : m_sandboxes.all()) {
        using enum SandboxState;
        const auto state = row.shown.state;
        if (!row.goneAt && state != Destroyed && state != Destroying && state != Failed)
            out.push_back(&row.shown);
    }
    return out;
}

QHash<QString, int> SecretsPanel::countUsers() const
{
    QHash<QString, int> users;
    for (const auto *view : living())
        for (const auto &name : view->secrets)
            ++users[QString::fromStdString(name)];
    return users;
}

void SecretsPanel::refreshFacts()
{
    const auto &secret = entry()->shown.secret;
    std::vector<Fact> facts{
        {tr("Variable"), entryData(SecretsModel::VariableRole), true, entryData(SecretsModel::VariableRole)},
        {tr("Sent as"), entryData(SecretsModel::SentAsRole), true}};
    const auto label = secret.hosts.size() == 1 ? tr("Host") : tr("Hosts");
    for (const auto &host : secret.hosts) // a line each: what is too long is cut in its middle
        facts.push_back({&host == &secret.hosts.front() ? label : QString(),
                         format::shownLine(QString::fromStdString(host)), true});
    facts.push_back({tr("Last used"), entryData(SecretsModel::UsedRole)});
    facts.push_back({tr("Value since"), format::fullTime(entry()->shown.since, m_ticker->zone())});
    m_facts.setFacts(std::move(facts));
}

void SecretsPanel::select()
{
    std::vector<SecretUser> users;
    m_candidates.clear();
    if (known()) {
        refreshFacts();
        const auto &secret = entry()->shown.secret.name;
        for (const auto *view : living()) {
            const SecretUser one{QString::fromStdString(view->id.value()), userTitle(*view), whyNotTake(*view)};
            if (mayUse(*view, secret))
                users.push_back(one);
            else if (one.why.isEmpty() && (view->state == SandboxState::Running || view->state == SandboxState::Paused))
                m_candidates.push_back(one);
        }
    }
    m_users.setUsers(std::move(users));
    Q_EMIT entryChanged();
    Q_EMIT candidatesChanged();
}

QStringList SecretsPanel::losers() const
{
    QStringList lines;
    for (const auto &user : m_users.all())
        lines += tr("%1 may use it no more").arg(user.title);
    return lines;
}

QStringList SecretsPanel::candidates() const
{
    QStringList titles;
    for (const auto &each : m_candidates)
        titles += each.title;
    return titles;
}

int SecretsPanel::candidate() const
{
    const auto at = std::ranges::find(m_candidates, m_candidate, &SecretUser::id);
    return at == m_candidates.end() ? -1 : static_cast<int>(at - m_candidates.begin());
}

void SecretsPanel::setCandidate(int index)
{
    if (index < 0 || index >= static_cast<int>(m_candidates.size()) || index == candidate())
        return;
    m_candidate = m_candidates[static_cast<std::size_t>(index)].id;
    Q_EMIT candidatesChanged();
}

QString SecretsPanel::candidateHint() const
{
    const auto *view = candidate() < 0 ? nullptr : m_sandboxes.find(m_candidate);
    const auto policy = view && known() ? policyOf(m_profiles, view->egress, view->egressOwn) : std::nullopt;
    if (!policy || mayReachAny(*policy, entry()->shown.secret))
        return {};
    return tr("What it may reach (%1) has none of the secret's hosts: a secret lets nobody out by itself.")
        .arg(format::shownLine(QString::fromStdString(view->egress)));
}

void SecretsPanel::begin()
{
    m_sending = false;
    m_refusal.clear();
    m_candidate = m_candidates.empty() ? QString() : m_candidates.front().id;
    Q_EMIT answerChanged();
    Q_EMIT candidatesChanged();
}

void SecretsPanel::prepareNew()
{
    QStringList taken;
    for (const auto &row : m_rows.all())
        taken += row.key();
    m_form.prepareNew(taken);
}

void SecretsPanel::prepareChange()
{
    if (known())
        m_form.prepareChange(entry()->shown.secret);
}

/// A dialog stays until it is known that it was begun.
template <class Action>
void SecretsPanel::askInDialog(const Action &action)
{
    if (!m_client || m_sending)
        return;
    m_sending = true;
    m_refusal.clear();
    Q_EMIT answerChanged();
    m_client->act(action, [this, alive = QPointer(this)](const api::Verdict &verdict) {
        if (!alive)
            return;
        const bool denied = verdict.kind == api::Verdict::Kind::Denied;
        m_sending = false;
        m_refusal = denied ? deniedReason(verdict) : QString();
        Q_EMIT answerChanged();
        if (!denied)
            Q_EMIT accepted();
    });
}

bool SecretsPanel::save()
{
    if (m_form.revealMistakes())
        return false;
    askInDialog(api::SecretAction(*m_form.wanted()));
    return true;
}

void SecretsPanel::remove()
{
    if (known())
        askInDialog(api::SecretAction(api::RemoveSecret{entry()->shown.secret.name}));
}

void SecretsPanel::grant()
{
    if (!known() || candidate() < 0)
        return;
    askInDialog(api::SandboxAction(api::ChangeEgress{.sandbox = domain::SandboxId(m_candidate.toStdString()),
                                                     .addSecrets = {entry()->shown.secret.name}}));
}

void SecretsPanel::takeAway(const QString &sandbox)
{
    if (!m_client || !known())
        return;
    const QString name = this->name();
    const api::ChangeEgress wanted{.sandbox = domain::SandboxId(sandbox.toStdString()),
                                   .removeSecrets = {entry()->shown.secret.name}};
    m_client->act(api::SandboxAction(wanted),
                  [this, alive = QPointer(this), sandbox, name](const api::Verdict &verdict) {
                      if (!alive)
                          return;
                      if (verdict.kind == api::Verdict::Kind::Denied)
                          Q_EMIT toast(tr("%1 was not taken away. %2").arg(name, deniedReason(verdict)), true);
                      else
                          Q_EMIT toast(tr("%1 may use %2 no more").arg(sandbox, name), false);
                  });
}

} // namespace glovebox::models
