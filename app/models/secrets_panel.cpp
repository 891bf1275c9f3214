#include "app/models/secrets_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/format/sandboxes.h"
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
    if (m_granting)
        refreshCandidates(batch);
    if (m_form.prepared() && (hasUsers || batch.secrets))
        tellOthers();
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
        {tr("Sent as"), entryData(SecretsModel::SentAsRole)}}; // whole: it is what somebody looks for
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
    m_canGrant = false;
    if (known()) {
        refreshFacts();
        const auto &secret = entry()->shown.secret.name;
        for (const auto *view : living()) {
            if (mayUse(*view, secret))
                users.push_back({QString::fromStdString(view->id.value()), userTitle(*view), whyNotTake(*view)});
            m_canGrant = m_canGrant || isCandidate(*view);
        }
    }
    m_users.setUsers(std::move(users));
    Q_EMIT entryChanged();
}

/// One that it could be given to now, unless something of its own speaks against it.
bool SecretsPanel::isCandidate(const api::SandboxView &view) const
{
    return (view.state == SandboxState::Running || view.state == SandboxState::Paused) && !view.guestRunner &&
           !mayUse(view, entry()->shown.secret.name);
}

/// As the engine will answer.
QString SecretsPanel::whyNotGrant(const api::SandboxView &view) const
{
    for (const auto &name : view.secrets) {
        const auto *other = m_rows.find(QString::fromStdString(name));
        if (other && other->shown.secret.variable == entry()->shown.secret.variable)
            return tr("It may use %1, which is in the same variable, %2: take that away from it first.")
                .arg(other->key(), format::shownLine(QString::fromStdString(other->shown.secret.variable)));
    }
    return view.secrets.size() < domain::kGrantedSecretsMax
               ? QString()
               : tr("It may use %1 secrets already, and no sandbox may use more.").arg(view.secrets.size());
}

/// A thousand sandboxes have a few profiles.
SecretCandidate::Reach SecretsPanel::reachOf(const api::SandboxView &view) const
{
    const auto known = m_reach.find(view.egress);
    if (view.egressOwn.empty() && known != m_reach.end())
        return known->second;
    const auto policy = policyOf(m_profiles, view.egress, view.egressOwn);
    using enum SecretCandidate::Reach;
    const auto reach = !policy ? Unknown : mayReachAny(*policy, entry()->shown.secret) ? Some : None;
    if (view.egressOwn.empty())
        m_reach[view.egress] = reach;
    return reach;
}

SecretCandidate SecretsPanel::candidateOf(const api::SandboxView &view) const
{
    QStringList use;
    if (view.session)
        use += format::shownLine(
            QString::fromStdString(view.sessionTitle.empty() ? view.session->value() : view.sessionTitle));
    else
        use += view.kept ? tr("kept") : tr("no session");
    if (const QString reserved = format::reservedInShort(view); !reserved.isEmpty())
        use += reserved;
    if (const auto &from = view.madeFrom.empty() ? view.image : view.madeFrom; !from.empty())
        use += format::shownLine(QString::fromStdString(from));
    SecretCandidate one{.id = QString::fromStdString(view.id.value()),
                        .title = userTitle(view),
                        .use = use.join(QStringLiteral(" · ")),
                        .look = format::look(view),
                        .reach = reachOf(view),
                        .problem = whyNotGrant(view),
                        .hint = {},
                        .paused = view.state == SandboxState::Paused,
                        .madeAt = view.createdAt};
    if (one.reach == SecretCandidate::Reach::None)
        one.hint = tr("What it may reach (%1) has none of the secret's hosts: a secret lets nobody out by itself.")
                       .arg(format::shownLine(QString::fromStdString(view.egress)));
    return one;
}

void SecretsPanel::beginGrant()
{
    begin();
    m_reach.clear();
    m_granting = true;
    std::vector<SecretCandidate> all;
    if (known())
        for (const auto *view : living())
            if (isCandidate(*view))
                all.push_back(candidateOf(*view));
    m_candidates.begin(std::move(all));
}

void SecretsPanel::endGrant()
{
    m_granting = false;
    m_candidates.begin({});
}

void SecretsPanel::putCandidate(const QString &id)
{
    const auto *view = known() ? m_sandboxes.find(id) : nullptr;
    if (view && isCandidate(*view))
        m_candidates.put(candidateOf(*view));
    else
        m_candidates.drop(id);
}

void SecretsPanel::refreshCandidates(const bridge::Batch &batch)
{
    for (const auto &id : batch.goneSandboxes)
        m_candidates.drop(QString::fromStdString(id.value()));
    for (const auto &view : batch.sandboxes)
        putCandidate(QString::fromStdString(view.id.value()));
    if (!batch.egress && !batch.secrets)
        return;
    m_reach.clear();
    for (const auto &id : m_candidates.ids())
        putCandidate(id);
}

QStringList SecretsPanel::losers() const
{
    QStringList lines;
    for (const auto &user : m_users.all())
        lines += tr("%1 may use it no more").arg(user.title);
    return lines;
}

void SecretsPanel::begin()
{
    m_sending = false;
    m_refusal.clear();
    Q_EMIT answerChanged();
}

void SecretsPanel::prepareNew()
{
    QStringList taken;
    for (const auto &row : m_rows.all())
        taken += row.key();
    m_form.prepareNew(taken);
    tellOthers();
}

void SecretsPanel::prepareChange()
{
    if (!known())
        return;
    m_form.prepareChange(entry()->shown.secret);
    tellOthers();
}

/// Two secrets in one variable are kept, but no sandbox can be given both; who was given both before finds one.
void SecretsPanel::tellOthers()
{
    std::vector<OtherSecret> others;
    std::map<std::string, std::size_t> places;
    const std::string name = m_form.isNew() ? std::string() : m_form.name().toStdString();
    for (const auto &row : m_rows.all())
        if (row.shown.secret.name != name) {
            places.emplace(row.shown.secret.name, others.size());
            others.push_back({row.key(), QString::fromStdString(row.shown.secret.variable), {}});
        }
    for (const auto *view : living())
        if (!name.empty() && mayUse(*view, name))
            for (const auto &each : view->secrets)
                if (const auto place = places.find(each); place != places.end())
                    others[place->second].both += userTitle(*view);
    m_form.setOthers(std::move(others));
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
    if (!known() || !m_candidates.canChoose())
        return;
    askInDialog(api::SandboxAction(api::ChangeEgress{.sandbox = domain::SandboxId(m_candidates.current().toStdString()),
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
