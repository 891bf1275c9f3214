#include "app/models/egress_panel.h"

#include "app/format/foreign_text.h"
#include "app/format/quantities.h"
#include "app/models/sandboxes_model.h"
#include "core/domain/egress_profiles.h"

#include <QUrl>

namespace glovebox::models {

using domain::EgressKind;
using domain::EgressRule;
using domain::EgressVerdict;

namespace {

/// "https://api.example.org/v1" is what people have at hand.
QString plainTarget(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (!trimmed.contains(QStringLiteral("://")))
        return trimmed;
    const QUrl url(trimmed);
    const QString host =
        url.host().contains(QLatin1Char(':')) ? QLatin1Char('[') + url.host() + QLatin1Char(']') : url.host();
    return host + QLatin1Char(':') + QString::number(url.port(url.scheme() == QStringLiteral("http") ? 80 : 443));
}

} // namespace

EgressPanel::EgressPanel(bridge::EngineClient *client, const SandboxesModel &sandboxes, Ticker *ticker, QObject *parent)
    : QObject(parent), m_client(client), m_sandboxes(sandboxes), m_ticker(ticker), m_rows(ticker), m_list(&m_rows),
      m_ofOne(&m_rows), m_profilesShown(client, ticker, [this](const std::string &name) { return usersOf(name); })
{
    m_undoTimer.setSingleShot(true);
    m_undoTimer.setInterval(kUndoWithin);
    connect(&m_undoTimer, &QTimer::timeout, this, [this] {
        m_undo.reset();
        Q_EMIT undoChanged();
    });
    connect(&m_profilesShown, &EgressProfiles::removeRequested, this,
            [this](const QString &name, const EgressRule &rule) {
                ask(api::ChangeEgressProfile{.profile = name.toStdString(), .remove = {rule}},
                    tr("Profile %1: no more “%2”").arg(name, egressRuleText(rule)));
            });
    showOne({}, {});
    connect(&m_list, &StableList::currentChanged, this, &EgressPanel::select);
    connect(&m_ofOne, &StableList::currentChanged, this, [this] { // also told when only its place changed
        if (const QString key = m_ofOne.currentKey(); std::exchange(m_keyOfOne, key) != key)
            m_list.selectKey(key);
    });
    connect(&m_list, &StableList::frozenChanged, this, [this] { m_rows.setTombstonesHeld(m_list.frozen()); });
    connect(&m_rows, &EgressModel::changed, this, [this](const QString &key) {
        if (key == m_list.currentKey())
            select();
    });
}

void EgressPanel::apply(const bridge::Batch &batch)
{
    for (const auto &view : batch.sandboxes)
        m_rows.setName(view.id, format::shownLine(QString::fromStdString(view.name)));
    if (batch.egress && batch.egress->generation >= m_profiles.generation) {
        m_profiles = *batch.egress;
        m_profilesShown.apply(m_profiles);
        Q_EMIT profilesChanged();
        Q_EMIT testChanged();
    }
    for (const api::HistoryReport &report : batch.reports)
        m_profilesShown.apply(report);
    if (!batch.attempts.empty())
        m_rows.apply(batch.attempts);
    if (batch.droppedAttempts > 0)
        m_missed = true;
    if (!batch.attempts.empty() || batch.droppedAttempts > 0)
        Q_EMIT changed();
    const auto *row = entry();
    const bool isAbout =
        row && std::ranges::any_of(batch.sandboxes, [row](const auto &view) { return view.id == row->newest.sandbox; });
    if (isAbout)
        select();
}

void EgressPanel::showOne(const QString &sandbox, const QString &session)
{
    m_ofOne.clearSelection();
    m_ofOne.setScope(
        [this, of = domain::SandboxId(sandbox.toStdString()), in = session.toStdString()](const QString &key) {
            const EgressRow *row = m_rows.find(key);
            return row && (row->newest.sandbox == of ||
                           (!in.empty() && row->newest.session && row->newest.session->value() == in));
        });
}

QString EgressPanel::entryData(int role) const
{
    const int row = m_rows.rowOf(m_list.currentKey());
    return row < 0 ? QString() : m_rows.data(m_rows.index(row), role).toString();
}

QString EgressPanel::target() const
{
    const auto *row = entry();
    return row ? targetOf(row->newest) : QString();
}

QString EgressPanel::reason() const
{
    const auto *row = entry();
    return row ? format::shownLine(QString::fromStdString(row->newest.reason)) : QString();
}

QString EgressPanel::sandbox() const
{
    const auto *row = entry();
    return row ? QString::fromStdString(row->newest.sandbox.value()) : QString();
}

const api::SandboxView *EgressPanel::view() const
{
    return m_sandboxes.find(sandbox());
}

/// As the engine will answer, so that nobody is offered what cannot be.
QString EgressPanel::whyNot() const
{
    if (!known())
        return {};
    const auto *shown = view();
    using enum domain::SandboxState;
    if (!shown || shown->state == Destroyed || shown->state == Destroying || shown->state == Failed)
        return tr("Its sandbox is no more.");
    if (shown->guestRunner)
        return tr("It serves itself: it reaches its control plane and nothing else.");
    if (shown->state == Hibernated || shown->state == Hibernating || shown->state == Stopped)
        return tr("Its sandbox is asleep. Wake it to change what it may reach.");
    return entry()->newest.verdict == EgressVerdict::Denied ? whyNoRuleHelps() : QString();
}

const domain::EgressProfile *EgressPanel::profile(const std::string &name) const
{
    const auto found = std::ranges::find(m_profiles.profiles, name, [](const auto &each) { return each.profile.name; });
    return found == m_profiles.profiles.end() ? nullptr : &found->profile;
}

QString EgressPanel::refusalOf(domain::EgressPolicy policy) const
{
    if (const auto *above = profile(m_profiles.ceiling))
        policy.ceiling = *above;
    const auto &newest = entry()->newest;
    const auto port = newest.port > 0 ? newest.port : std::uint16_t{443};
    const auto ruling = domain::decide(policy, {newest.host, newest.host.empty() ? newest.address : "", port});
    return ruling.allowed ? QString() : format::shownLine(QString::fromStdString(ruling.reason));
}

/// A rule that denies wins over all that allow, and nothing exceeds the ceiling: then allowing it would change nothing.
QString EgressPanel::whyNoRuleHelps() const
{
    const auto wanted = allowing();
    domain::EgressPolicy policy;
    if (const auto *of = profile(view()->egress))
        policy.profile = *of;
    policy.own = view()->egressOwn;
    for (const auto &rule : wanted.remove)
        std::erase(policy.own, rule);
    policy.own.insert(policy.own.end(), wanted.add.begin(), wanted.add.end());
    return refusalOf(std::move(policy));
}

QString EgressPanel::profileName() const
{
    const auto *shown = view();
    return shown ? QString::fromStdString(shown->egress) : QString();
}

QString EgressPanel::profileUsers() const
{
    const int users = usersOf(profileName().toStdString());
    return users == 1 ? tr("1 sandbox") : tr("%1 sandboxes").arg(users);
}

int EgressPanel::usersOf(const std::string &profile) const
{
    int users = 0;
    for (int row = 0; row < m_sandboxes.rowCount(); ++row) {
        const auto *shown = m_sandboxes.find(m_sandboxes.keyAt(row));
        using enum domain::SandboxState;
        const bool isThere = shown && shown->state != Destroyed && shown->state != Failed;
        users += isThere && shown->egress == profile ? 1 : 0;
    }
    return users;
}

/// As the engine will answer. What is denied to the sandbox alone stays denied to it.
QString EgressPanel::whyNotForAll() const
{
    const auto *shown = view();
    if (!known() || entry()->newest.verdict != EgressVerdict::Denied)
        return tr("It is not denied.");
    if (!shown)
        return tr("Its sandbox is no more.");
    if (shown->guestRunner)
        return tr("It serves itself: it reaches its control plane and nothing else.");
    const auto *of = profile(shown->egress);
    if (!of)
        return tr("There is no such profile any more.");
    if (domain::isBuiltInEgress(of->name))
        return tr("Every host has this profile, and it stays as it is. Make one of your own in the file of profiles.");
    if (of->name == m_profiles.ceiling)
        return tr("It is this host's ceiling, and is changed in its file alone.");
    const auto rule = ruleFor(EgressRule::Action::Allow);
    if (const auto good = domain::checkOwn(rule); !good)
        return format::shownLine(QString::fromStdString(good.error().detail));
    domain::EgressPolicy policy{*of, shown->egressOwn};
    policy.profile.rules.push_back(rule);
    return refusalOf(std::move(policy));
}

bool EgressPanel::canAllow() const
{
    const auto *row = entry();
    return row && row->newest.verdict == EgressVerdict::Denied && whyNot().isEmpty() &&
           domain::checkOwn(ruleFor(EgressRule::Action::Allow)).has_value();
}

bool EgressPanel::canDeny() const
{
    const auto *row = entry();
    return row && row->newest.verdict == EgressVerdict::Allowed && whyNot().isEmpty();
}

QStringList EgressPanel::ownRules() const
{
    QStringList out;
    if (const auto *shown = view())
        for (const auto &rule : shown->egressOwn)
            out += egressRuleText(rule);
    return out;
}

void EgressPanel::select()
{
    std::vector<Fact> facts;
    if (const auto *row = entry()) {
        const auto &newest = row->newest;
        const auto say = [&facts](const QString &label, const QString &value, bool mono = false) {
            if (!value.isEmpty())
                facts.push_back({label, value, mono, {}});
        };
        const auto *shown = view();
        say(tr("Profile"), shown ? QString::fromStdString(shown->egress) : QString());
        say(tr("Rule"), format::shownLine(QString::fromStdString(newest.rule)));
        say(tr("Attempts"), entryData(EgressModel::AttemptsRole));
        say(tr("Secrets"), namesOf(row->secrets));
        say(tr("Misused"), namesOf(row->misused));
        say(tr("Sent"), row->sent.value > 0 ? format::bytes(row->sent) : QString());
        say(tr("Received"), row->received.value > 0 ? format::bytes(row->received) : QString());
        if (!newest.host.empty())
            say(tr("Address"), format::shownLine(QString::fromStdString(newest.address)), true);
        if (newest.lasted)
            say(tr("Lasted"), format::measured(*newest.lasted));
        say(tr("First"), format::fullTime(row->since, m_ticker->zone()));
        say(tr("Newest"), format::fullTime(newest.at, m_ticker->zone()));
        if (newest.session)
            say(tr("Session"), format::shownLine(QString::fromStdString(newest.session->value())), true);
    }
    m_facts.setFacts(std::move(facts));
    Q_EMIT entryChanged();
}

/// Of a name that was only asked for, the ports that are usual.
EgressRule EgressPanel::ruleFor(EgressRule::Action action) const
{
    EgressRule rule{.action = action};
    if (const auto *row = entry()) {
        rule.host = row->newest.host.empty() ? row->newest.address : row->newest.host;
        if (row->newest.port > 0)
            rule.ports = {{row->newest.port, row->newest.port}};
    }
    return rule;
}

void EgressPanel::ask(api::ChangeEgress wanted, const QString &done)
{
    auto back = wanted;
    std::swap(back.add, back.remove);
    ask(api::SandboxAction(std::move(wanted)), std::move(back), done);
}

void EgressPanel::ask(api::ChangeEgressProfile wanted, const QString &done)
{
    auto back = wanted;
    std::swap(back.add, back.remove);
    ask(api::SandboxAction(std::move(wanted)), std::move(back), done);
}

void EgressPanel::ask(const api::SandboxAction &wanted, api::SandboxAction back, const QString &done)
{
    if (!m_client)
        return;
    m_client->act(wanted, [this, back = std::move(back), done](const api::Verdict &verdict) {
        if (verdict.kind == api::Verdict::Kind::Denied) {
            Q_EMIT toast(format::shownLine(QString::fromStdString(verdict.reason)), true);
            return;
        }
        if (verdict.kind == api::Verdict::Kind::AlreadySo)
            return; // taking back what somebody else had asked for is not ours
        m_undo = back;
        m_undoText = done;
        m_undoTimer.start();
        Q_EMIT undoChanged();
    });
}

/// What was denied to the sandbox alone is taken back with it.
api::ChangeEgress EgressPanel::allowing() const
{
    api::ChangeEgress wanted{.sandbox = entry()->newest.sandbox, .add = {ruleFor(EgressRule::Action::Allow)}};
    const auto denial = ruleFor(EgressRule::Action::Deny);
    if (const auto *shown = view(); shown && std::ranges::find(shown->egressOwn, denial) != shown->egressOwn.end())
        wanted.remove = {denial};
    return wanted;
}

void EgressPanel::allow()
{
    if (canAllow())
        ask(allowing(), tr("%1 may reach %2 until it ends").arg(sandboxName(), target()));
}

void EgressPanel::deny()
{
    if (canDeny())
        ask(api::ChangeEgress{.sandbox = entry()->newest.sandbox, .add = {ruleFor(EgressRule::Action::Deny)}},
            tr("%1 reaches %2 no more").arg(sandboxName(), target()));
}

void EgressPanel::allowForAll()
{
    if (whyNotForAll().isEmpty())
        ask(api::ChangeEgressProfile{.profile = view()->egress, .add = {ruleFor(EgressRule::Action::Allow)}},
            tr("Every sandbox with the profile %1 may reach %2").arg(profileName(), target()));
}

void EgressPanel::removeOwn(int index)
{
    const auto *shown = view();
    if (!shown || index < 0 || index >= static_cast<int>(shown->egressOwn.size()))
        return;
    const auto &rule = shown->egressOwn[static_cast<std::size_t>(index)];
    ask(api::ChangeEgress{.sandbox = shown->id, .remove = {rule}},
        tr("%1: no more “%2”").arg(sandboxName(), egressRuleText(rule)));
}

void EgressPanel::undo()
{
    m_undoTimer.stop();
    const auto back = std::exchange(m_undo, std::nullopt);
    Q_EMIT undoChanged();
    if (!back || !m_client)
        return;
    m_client->act(*back, [this](const api::Verdict &verdict) {
        if (verdict.kind == api::Verdict::Kind::Denied)
            Q_EMIT toast(format::shownLine(QString::fromStdString(verdict.reason)), true);
        else
            Q_EMIT toast(tr("It is as it was"), false);
    });
}

void EgressPanel::clear()
{
    m_rows.clear();
    m_missed = false;
    Q_EMIT changed();
}

// ---- Profiles, and what they say ----------------------------------------------------------------------------------

QStringList EgressPanel::profileNames() const
{
    QStringList out;
    for (const auto &each : m_profiles.profiles)
        out += QString::fromStdString(each.profile.name);
    return out;
}

QString EgressPanel::fileProblem() const
{
    return format::shownLine(QString::fromStdString(m_profiles.problem.value_or("")));
}

QString EgressPanel::ceiling() const
{
    return QString::fromStdString(m_profiles.ceiling);
}

void EgressPanel::setTestProfile(int index)
{
    if (std::exchange(m_testProfile, index) != index)
        Q_EMIT testChanged();
}

void EgressPanel::setTestTarget(const QString &target)
{
    if (std::exchange(m_testTarget, target) != target)
        Q_EMIT testChanged();
}

std::optional<domain::EgressAttempt> EgressPanel::attempt() const
{
    const bool isThere = m_testProfile >= 0 && m_testProfile < static_cast<int>(m_profiles.profiles.size());
    const QString target = plainTarget(m_testTarget).toLower();
    return isThere && !target.isEmpty() ? domain::egressAttemptFrom(target.toStdString()) : std::nullopt;
}

domain::EgressRuling EgressPanel::ruling() const
{
    const auto tried = attempt();
    if (!tried)
        return {};
    const auto &all = m_profiles.profiles;
    domain::EgressPolicy policy{all[static_cast<std::size_t>(m_testProfile)].profile, {}};
    if (const auto *above = profile(m_profiles.ceiling))
        policy.ceiling = *above;
    return domain::decide(policy, *tried);
}

bool EgressPanel::testAllowed() const
{
    return ruling().allowed;
}

QString EgressPanel::testAnswer() const
{
    if (m_testTarget.trimmed().isEmpty())
        return {};
    if (!attempt())
        return tr("Write a host and a port: example.org:443");
    const auto decided = ruling();
    if (!decided.allowed)
        return format::shownLine(QString::fromStdString(decided.reason));
    const auto rule = format::shownLine(QString::fromStdString(decided.rule));
    switch (decided.traffic) {
    case domain::EgressTraffic::Tls:
        return tr("Allowed by “%1”, for TLS that names this host").arg(rule);
    case domain::EgressTraffic::Http:
        return tr("Allowed by “%1”, for HTTP requests to this host").arg(rule);
    case domain::EgressTraffic::Any:
        break;
    }
    return tr("Allowed by “%1”, whatever is spoken").arg(rule);
}

} // namespace glovebox::models
