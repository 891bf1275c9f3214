#include "core/engine/egress_book.h"

#include "core/base/text.h"
#include "core/domain/egress_profiles.h"
#include "core/engine/log.h"
#include "core/ports/hypervisor.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;

namespace {
constexpr ByteCount kProfileShown{80};
}

EgressBook::EgressBook(Parts parts) : m_parts(std::move(parts))
{
    replace(std::move(m_parts.profiles));
}

void EgressBook::replace(std::vector<EgressProfile> profiles)
{
    m_asRead = std::move(profiles);
    if (std::ranges::find(m_asRead, std::string(kNoEgress), &EgressProfile::name) == m_asRead.end())
        m_asRead.insert(m_asRead.begin(), noEgressProfile());
    m_problem.reset();
    merge();
}

void EgressBook::add(const Added &added, std::vector<EgressProfile> &profiles)
{
    for (auto &profile : profiles)
        if (const auto more = added.find(profile.name); more != added.end() && !isBuiltInEgress(profile.name))
            profile.rules.insert(profile.rules.end(), more->second.begin(), more->second.end());
}

void EgressBook::merge()
{
    m_parts.profiles = m_asRead;
    add(m_parts.added, m_parts.profiles);
    ++m_revision;
}

void EgressBook::setProblem(std::optional<std::string> problem)
{
    m_problem = std::move(problem);
    ++m_revision;
}

api::EgressProfilesView EgressBook::view() const
{
    api::EgressProfilesView view{.generation = m_revision,
                                 .profiles = {},
                                 .usual = m_parts.usual,
                                 .ceiling = m_parts.ceiling,
                                 .problem = problem()};
    for (const auto &profile : m_parts.profiles) {
        const auto added = m_parts.added.find(profile.name);
        const bool builtIn = isBuiltInEgress(profile.name);
        view.profiles.push_back({profile, versionOf(profile), builtIn,
                                 added == m_parts.added.end() || builtIn ? std::vector<EgressRule>() : added->second});
    }
    return view;
}

std::optional<std::string> EgressBook::problem() const
{
    std::string text;
    if (m_problem)
        text = "The file of profiles was changed and cannot be read; the rules of before hold. " + *m_problem;
    std::string gone;
    for (const auto &[name, rules] : m_parts.added)
        if (!find(name))
            gone += (gone.empty() ? "" : ", ") + name;
    if (!gone.empty())
        text += (text.empty() ? "" : " ") + ("Rules were added here to profiles that are gone: " + gone +
                                             ". They hold again when there is one of that name.");
    return text.empty() ? std::nullopt : std::optional(text);
}

bool EgressBook::isRead(const std::string &name, const EgressRule &rule) const
{
    const auto profile = std::ranges::find(m_asRead, name, &EgressProfile::name);
    return profile != m_asRead.end() && std::ranges::find(profile->rules, rule) != profile->rules.end();
}

/// Of a profile that is gone what was added can be taken back, and nothing added.
Result<> EgressBook::whyNot(const api::ChangeEgressProfile &wanted) const
{
    if (isBuiltInEgress(wanted.profile))
        return fail(ErrorCode::InvalidArgument,
                    wanted.profile + " is a profile that every host has, and stays as it is: make one of your own "
                                     "(--egress-file) with its rules, and let sandboxes obey that");
    if (!m_parts.added.contains(wanted.profile) || !wanted.add.empty())
        GB_CHECK(check(wanted.profile));
    if (!wanted.add.empty() && wanted.profile == m_parts.ceiling)
        return fail(ErrorCode::InvalidArgument,
                    wanted.profile + " is this host's ceiling, and is changed in its file alone");
    for (const auto &rule : wanted.remove)
        if (isRead(wanted.profile, rule))
            return fail(ErrorCode::InvalidArgument,
                        "the file of profiles itself has \"" + domain::textOf(rule) + "\": take it out there");
    for (const auto &rule : wanted.add)
        GB_CHECK(checkOwn(rule));
    return {};
}

Result<bool> EgressBook::change(const api::ChangeEgressProfile &wanted)
{
    GB_CHECK(whyNot(wanted));
    auto all = m_parts.added;
    auto &rules = all[wanted.profile];
    for (const auto &rule : wanted.remove)
        std::erase(rules, rule);
    for (const auto &rule : wanted.add)
        if (!isRead(wanted.profile, rule) && std::ranges::find(rules, rule) == rules.end())
            rules.push_back(rule);
    if (rules.size() > kEgressOwnMax)
        return fail(ErrorCode::InvalidArgument, "a profile has " + std::to_string(kEgressOwnMax) +
                                                    " rules besides its file at most; more belong into the file");
    if (rules.empty())
        all.erase(wanted.profile);
    if (all == m_parts.added)
        return false;
    if (m_parts.keepAdded)
        GB_CHECK(m_parts.keepAdded(all));
    m_parts.added = std::move(all);
    merge();
    return true;
}

const EgressProfile *EgressBook::find(const std::string &name) const
{
    const auto found = std::ranges::find(m_parts.profiles, name, &EgressProfile::name);
    return found == m_parts.profiles.end() ? nullptr : &*found;
}

EgressPolicy EgressBook::policy(const EgressGrant &grant) const
{
    const auto namedOr = [this](const std::string &name) {
        const auto *profile = find(name);
        return profile ? *profile : EgressProfile{name, "There is no such profile any more.", {}};
    };
    EgressPolicy policy{.profile = namedOr(nameOf(grant.profile)), .own = grant.own};
    if (!m_parts.ceiling.empty())
        policy.ceiling = namedOr(m_parts.ceiling);
    return policy;
}

Result<EgressGrant> EgressBook::changed(EgressGrant grant, const api::ChangeEgress &wanted) const
{
    if (wanted.profile) {
        GB_CHECK(check(*wanted.profile));
        grant.profile = *wanted.profile;
    }
    for (const auto &rule : wanted.remove)
        std::erase(grant.own, rule);
    for (const auto &rule : wanted.add) {
        GB_CHECK(checkOwn(rule));
        if (std::ranges::find(grant.own, rule) == grant.own.end())
            grant.own.push_back(rule);
    }
    for (const auto &name : wanted.removeSecrets)
        if (std::ranges::find(grant.secrets, name, &GrantedSecret::name) == grant.secrets.end())
            GB_CHECK(secrets({}, {name})); // one that it does not have, but that there is, is no mistake
    std::erase_if(grant.secrets, [&](const GrantedSecret &each) {
        return std::ranges::find(wanted.removeSecrets, each.name) != wanted.removeSecrets.end();
    });
    GB_TRY(granted, secrets(std::move(grant.secrets), wanted.addSecrets));
    grant.secrets = std::move(granted);
    if (grant.own.size() > kEgressOwnMax)
        return fail(ErrorCode::InvalidArgument, "a sandbox has " + std::to_string(kEgressOwnMax) +
                                                    " rules of its own at most; more belong into a profile");
    return grant;
}

Result<> EgressBook::check(const std::string &name) const
{
    if (find(name))
        return {};
    return fail(ErrorCode::InvalidArgument, "there is no egress profile '" + clipped(toOneLine(name), kProfileShown) +
                                                "' on this host; there are: " + namesOf(m_parts.profiles));
}

Result<std::string> EgressBook::choose(const Binding &binding, const std::string &environments,
                                       const std::vector<std::string> &allowed) const
{
    if (!binding.egress)
        return environments;
    GB_CHECK(check(*binding.egress));
    // That nothing leaves is nobody's loss.
    const bool permitted = *binding.egress == kNoEgress || *binding.egress == nameOf(environments) ||
                           std::ranges::find(allowed, *binding.egress) != allowed.end();
    if (!permitted)
        return fail(ErrorCode::InvalidArgument, "the session's metadata asks for the egress profile '" +
                                                    *binding.egress + "', which its environment does not permit");
    return *binding.egress;
}

Result<std::vector<GrantedSecret>> EgressBook::secrets(std::vector<GrantedSecret> before,
                                                       const std::vector<std::string> &names,
                                                       const std::vector<GrantedSecret> &known) const
{
    if (m_parts.secrets)
        return m_parts.secrets->granted(std::move(before), names, known);
    if (names.empty())
        return before;
    return fail(ErrorCode::Unsupported, "there are no secrets in this program");
}

std::vector<std::string> EgressBook::secretsThere(const EgressGrant &grant) const
{
    return m_parts.secrets ? m_parts.secrets->there(grant.secrets) : std::vector<std::string>();
}

std::optional<ports::GateTrust> EgressBook::trust(const EgressGrant &grant) const
{
    return m_parts.secrets ? m_parts.secrets->trust(grant.secrets) : std::nullopt;
}

std::unique_ptr<ports::EgressLine> EgressBook::attach(const SandboxId &sandbox, const ports::Machine &machine,
                                                      const EgressGrant &grant, Session session,
                                                      std::function<ports::LineSecrets()> secrets)
{
    if (!m_parts.gate || machine.networkSocket().empty())
        return nullptr;
    if (const auto &name = nameOf(grant.profile); !find(name))
        qCWarning(lcEngine, "%s has no rules but its own: there is no egress profile %s any more",
                  sandbox.value().c_str(), name.c_str());
    return m_parts.gate->attach({.sandbox = sandbox,
                                 .socket = machine.networkSocket(),
                                 .policy = policy(grant),
                                 .session = std::move(session),
                                 .decided = m_parts.decided,
                                 .secrets = std::move(secrets)});
}

ports::LineSecrets EgressTie::usable(const SecretBook &book)
{
    if (std::exchange(m_usableAsOf, book.revision()) != book.revision())
        m_usable = book.usable(m_grant.secrets);
    return m_usable;
}

void EgressTie::follow(EgressBook &book, const SandboxId &sandbox, Wish wish, const EgressBook::Session &session)
{
    const bool isNew = wish.machine != m_machine;
    if (isNew) {
        m_line.reset();
        m_stands = false;
        if (wish.machine)
            m_line = book.attach(sandbox, *wish.machine, wish.grant, session,
                                 [this, secrets = book.secretBook()] { return secrets ? usable(*secrets) : nullptr; });
        m_machine = wish.machine;
    }
    const bool isOther = m_revision != book.revision() || m_grant != wish.grant;
    m_revision = book.revision();
    if (m_grant.secrets != wish.grant.secrets)
        m_usableAsOf = 0; // the book's begin at 1
    m_grant = std::move(wish.grant);
    if (!m_line)
        return;
    if (isOther && !isNew)
        m_line->obey(book.policy(m_grant));
    if (std::exchange(m_stands, wish.stands) == wish.stands)
        return;
    wish.stands ? m_line->standStill() : m_line->goOn();
}

} // namespace glovebox::engine
