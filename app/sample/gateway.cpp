#include "app/sample/gateway.h"

#include "app/sample/scripts.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::EgressVerdict;

namespace {

constexpr std::size_t kSampleKeySigns = 40;

bool sameTarget(const domain::EgressRule &a, const domain::EgressRule &b)
{
    return a.host == b.host && a.ports == b.ports && a.action == b.action;
}

void addRules(std::vector<domain::EgressRule> &to, const std::vector<domain::EgressRule> &rules)
{
    for (const auto &rule : rules)
        if (std::ranges::none_of(to, [&](const auto &one) { return sameTarget(one, rule); }))
            to.push_back(rule);
}

void removeRules(std::vector<domain::EgressRule> &from, const std::vector<domain::EgressRule> &rules)
{
    std::erase_if(from, [&](const auto &one) {
        return std::ranges::any_of(rules, [&](const auto &rule) { return sameTarget(one, rule); });
    });
}

void addNames(std::vector<std::string> &to, const std::vector<std::string> &names)
{
    for (const auto &name : names)
        if (std::ranges::find(to, name) == to.end())
            to.push_back(name);
}

} // namespace

void Gateway::begin()
{
    attempt();
}

const api::SandboxView *Gateway::anyRunning()
{
    std::vector<const api::SandboxView *> running;
    for (const auto &[id, view] : m_stage.world.sandboxes)
        if (view.state == domain::SandboxState::Running)
            running.push_back(&view);
    return running.empty() ? nullptr : m_stage.chance.oneOf(running);
}

domain::EgressPolicy Gateway::policyOf(const api::SandboxView &view) const
{
    domain::EgressPolicy policy{.profile = {.name = view.egress}, .own = view.egressOwn};
    for (const auto &shown : m_stage.world.egress.profiles) {
        if (shown.profile.name == view.egress)
            policy.profile = shown.profile;
        if (shown.profile.name == m_stage.world.egress.ceiling)
            policy.ceiling = shown.profile;
    }
    return policy;
}

domain::EgressDecision Gateway::reach(const api::SandboxView &from, const std::string &host)
{
    const std::uint16_t port = 443;
    const auto ruling = domain::decide(policyOf(from), {.name = host, .port = port});
    domain::EgressDecision one{
        .id = domain::EgressId(m_stage.newId("egr-", 8)), .at = m_stage.now(), .sandbox = from.id};
    one.session = from.session;
    one.host = host;
    one.port = port;
    one.rule = ruling.rule;
    one.reason = ruling.reason;
    one.verdict = ruling.allowed ? EgressVerdict::Allowed : EgressVerdict::Denied;
    if (ruling.allowed)
        one.address = "151.101." + std::to_string(m_stage.chance.between(1, 254)) + ".132";
    return one;
}

/// Told when it is decided, and again when the connection has ended.
void Gateway::attempt()
{
    m_stage.agenda.after(m_stage.chance.around(2500ms), [this] { attempt(); });
    const auto *from = anyRunning();
    if (!from)
        return;
    const bool likely = !m_stage.chance.onceIn(3);
    const auto decision = reach(*from, m_stage.chance.oneOf(likely ? allowedHosts() : deniedHosts()));
    m_stage.tell(api::EgressAttemptView{decision});
    m_stage.ledger.note(decision);
    if (decision.verdict == EgressVerdict::Denied) {
        m_stage.log(LogLevel::Info, "egress", from->id.value() + ": " + decision.reason);
        return;
    }
    m_stage.agenda.after(m_stage.chance.around(4s), [this, over = domain::EgressDecision(decision)]() mutable {
        over.sent = ByteCount{1'200 + m_stage.chance.below(9'000)};
        over.received = ByteCount{20'000 + m_stage.chance.below(4'000'000)};
        over.lasted = m_stage.now() - over.at;
        m_stage.tell(api::EgressAttemptView{over});
        m_stage.ledger.note(over);
    });
}

void Gateway::flood(int attempts)
{
    const auto *from = anyRunning();
    for (int i = 0; from && i < attempts; ++i)
        m_stage.tell(api::EgressAttemptView{reach(*from, m_stage.chance.oneOf(deniedHosts()))});
}

api::Verdict Gateway::act(const api::ChangeEgress &wanted)
{
    auto view = m_machines.find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (view->guestRunner)
        return api::Verdict::denied("It serves itself: it reaches its control plane alone.");
    if (wanted.profile) {
        const bool known = std::ranges::any_of(
            m_stage.world.egress.profiles, [&](const auto &shown) { return shown.profile.name == *wanted.profile; });
        if (!known)
            return api::Verdict::denied("There is no egress profile " + *wanted.profile + ".");
        view->egress = *wanted.profile;
    }
    for (const auto &rule : wanted.add)
        if (const auto good = domain::checkOwn(rule); !good)
            return api::Verdict::denied(good.error().detail + ".");
    addRules(view->egressOwn, wanted.add);
    removeRules(view->egressOwn, wanted.remove);
    addNames(view->secrets, wanted.addSecrets);
    for (const auto &name : wanted.removeSecrets)
        std::erase(view->secrets, name);
    std::string after;
    for (const auto &rule : wanted.add)
        after += (after.empty() ? "" : ", ") + domain::textOf(rule);
    m_stage.audit("sandbox.egress-changed", objectOf(view->id), {.after = after});
    m_machines.put(std::move(*view));
    return api::Verdict::accepted(objectOf(wanted.sandbox));
}

api::Verdict Gateway::act(const api::ChangeEgressProfile &wanted)
{
    api::EgressProfilesView view = m_stage.world.egress;
    const auto found =
        std::ranges::find(view.profiles, wanted.profile, [](const auto &shown) { return shown.profile.name; });
    if (found == view.profiles.end())
        return api::Verdict::denied("There is no egress profile " + wanted.profile + ".");
    if (found->builtIn)
        return api::Verdict::denied("Every host has this profile: it stays as it is.");
    for (const auto &rule : wanted.add)
        if (const auto good = domain::checkOwn(rule); !good)
            return api::Verdict::denied(good.error().detail + ".");
    addRules(found->profile.rules, wanted.add);
    addRules(found->added, wanted.add);
    removeRules(found->profile.rules, wanted.remove);
    removeRules(found->added, wanted.remove);
    found->version = domain::versionOf(found->profile);
    m_stage.audit("egress.profile-changed", "profile/" + wanted.profile);
    m_stage.tell(std::move(view));
    return api::Verdict::accepted("profile/" + wanted.profile);
}

// ---- Ports ----

api::Verdict Gateway::act(const api::OpenPort &wanted)
{
    const auto view = m_machines.find(wanted.sandbox);
    if (!view)
        return api::Verdict::denied("There is no such sandbox.");
    if (wanted.port == 0)
        return api::Verdict::denied("A port is a number from 1 to 65535.");
    api::PortView shown{.id = domain::PortId(m_stage.newId("prt-")),
                        .sandbox = wanted.sandbox,
                        .port = wanted.port,
                        .kind = wanted.kind};
    for (const auto &[id, open] : m_stage.world.ports)
        if (open.sandbox == wanted.sandbox && open.port == wanted.port && open.kind == wanted.kind)
            shown = open;
    if (shown.address.empty()) {
        shown.address = "127.93." + std::to_string(m_stage.chance.between(1, 250)) +
                        ".7:" + std::to_string(m_stage.chance.between(30'000, 60'000));
        shown.since = m_stage.now();
        m_stage.audit("port.opened", objectOf(wanted.sandbox), {.after = std::to_string(wanted.port)});
    }
    const std::string url = wanted.kind == domain::PortKind::Tcp
                                ? "tcp://" + shown.address
                                : "http://" + shown.address + wanted.path + "?token=" + m_stage.chance.word(24);
    m_stage.tell(std::move(shown));
    return api::Verdict::accepted(url);
}

api::Verdict Gateway::act(const api::ClosePort &wanted)
{
    const auto found = m_stage.world.ports.find(wanted.id);
    if (found == m_stage.world.ports.end())
        return api::Verdict::denied("There is no such port open.");
    m_stage.audit("port.closed", objectOf(found->second.sandbox), {.before = std::to_string(found->second.port)});
    m_stage.tell(api::PortGone{wanted.id});
    return api::Verdict::accepted();
}

// ---- Secrets: a value goes in and is nowhere afterwards ----

api::Verdict Gateway::act(const api::SaveSecret &wanted)
{
    api::SecretsView view = m_stage.world.secrets;
    const auto name = wanted.secret.name;
    auto found = std::ranges::find(view.secrets, name, [](const auto &shown) { return shown.secret.name; });
    if (found != view.secrets.end() && wanted.mustBeNew)
        return api::Verdict::denied("There is a secret of that name already.");
    if (found == view.secrets.end() && !wanted.value)
        return api::Verdict::denied("A new secret needs a value.");
    if (found == view.secrets.end())
        found = view.secrets.insert(view.secrets.end(), api::ShownSecret{});
    found->secret = wanted.secret;
    found->keeping = true;
    found->problem.reset();
    if (wanted.value)
        found->since = m_stage.now();
    std::ranges::sort(view.secrets, {}, [](const auto &shown) { return shown.secret.name; });
    m_stage.audit("secret.kept", "secret/" + name);
    m_stage.tell(std::move(view));
    m_stage.agenda.after(m_stage.chance.around(500ms), [this, name] {
        api::SecretsView now = m_stage.world.secrets;
        for (auto &shown : now.secrets)
            if (shown.secret.name == name) {
                shown.keeping = false;
                if (m_stage.has(Fault::DiskFull))
                    shown.problem = Error{ErrorCode::OutOfDisk, "the disk is full"};
            }
        m_stage.tell(std::move(now));
    });
    return api::Verdict::accepted("secret/" + name);
}

api::Verdict Gateway::act(const api::RemoveSecret &wanted)
{
    api::SecretsView view = m_stage.world.secrets;
    if (std::erase_if(view.secrets, [&](const auto &shown) { return shown.secret.name == wanted.name; }) == 0)
        return api::Verdict::denied("There is no such secret.");
    m_stage.audit("secret.removed", "secret/" + wanted.name);
    m_stage.tell(std::move(view));
    for (const auto &[id, sandbox] : std::map(m_stage.world.sandboxes))
        if (std::ranges::find(sandbox.secrets, wanted.name) != sandbox.secrets.end()) {
            auto changed = sandbox;
            std::erase(changed.secrets, wanted.name);
            m_machines.put(std::move(changed));
        }
    return api::Verdict::accepted();
}

// ---- Keys of the local API: nothing listens, so they open nothing ----

SecretString Gateway::newKeySecret(api::ShownKey &key)
{
    const std::string secret = "gbx-sample-" + m_stage.chance.word(kSampleKeySigns);
    key.hint = secret.substr(secret.size() - 4);
    key.since = m_stage.now();
    return SecretString(secret);
}

api::KeyVerdict Gateway::act(const api::CreateKey &wanted)
{
    if (wanted.name.empty() || wanted.name.size() > domain::kApiKeyNameMax)
        return {.reason = "A key's name has 1 to 64 bytes."};
    api::KeysView view = m_stage.world.keys;
    api::ShownKey key{.id = domain::ApiKeyId(m_stage.newId("key-")), .name = wanted.name, .scope = wanted.scope};
    key.expires = wanted.expires;
    auto secret = newKeySecret(key);
    view.keys.push_back(key);
    m_stage.audit("key.created", "key/" + key.id.value(), {.after = wanted.name});
    m_stage.tell(std::move(view));
    return {.key = key, .secret = std::move(secret)};
}

api::KeyVerdict Gateway::act(const api::RotateKey &wanted)
{
    api::KeysView view = m_stage.world.keys;
    const auto found = std::ranges::find(view.keys, wanted.id, &api::ShownKey::id);
    if (found == view.keys.end())
        return {.reason = "There is no such key."};
    auto secret = newKeySecret(*found);
    found->formerUntil.reset();
    if (wanted.grace.count() > 0)
        found->formerUntil = m_stage.now() + wanted.grace;
    const api::ShownKey key = *found;
    m_stage.audit("key.rotated", "key/" + key.id.value());
    m_stage.tell(std::move(view));
    return {.key = key, .secret = std::move(secret)};
}

api::KeyVerdict Gateway::act(const api::RevokeKey &wanted)
{
    api::KeysView view = m_stage.world.keys;
    const auto found = std::ranges::find(view.keys, wanted.id, &api::ShownKey::id);
    if (found == view.keys.end())
        return {.reason = "There is no such key."};
    const api::ShownKey key = *found;
    view.keys.erase(found);
    m_stage.audit("key.revoked", "key/" + key.id.value());
    m_stage.tell(std::move(view));
    return {.key = key};
}

} // namespace glovebox::sample
