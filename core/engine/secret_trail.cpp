#include "core/engine/secret_trail.h"

#include <algorithm>
#include <utility>

namespace glovebox::engine {

using namespace domain;

namespace {

/// Attempts that go on: more than a gate lets be open. Beyond them one may be written twice.
constexpr std::size_t kOpenMax = 100'000;

std::string whereOf(const EgressDecision &decision)
{
    const auto &host = decision.host.empty() ? decision.address : decision.host;
    const bool isV6 = host.find(':') != std::string::npos;
    return (isV6 ? '[' + host + ']' : host) + ':' + std::to_string(decision.port);
}

} // namespace

SecretTrail::SecretTrail(ports::Clock &clock, std::function<void(AuditEntry)> write)
    : m_clock(clock), m_write(std::move(write))
{
}

void SecretTrail::decided(const EgressDecision &decision)
{
    const auto known = m_open.find(decision.id);
    const auto isNew = [&](Kind kind, const std::string &secret) {
        return known == m_open.end() || !known->second.contains({kind, secret});
    };
    std::set<std::pair<Kind, std::string>> met;
    for (const auto &[kind, secrets] : {std::pair(Kind::Used, &decision.secrets), {Kind::Misused, &decision.misused}})
        for (const auto &secret : *secrets)
            if (met.emplace(kind, secret).second && isNew(kind, secret))
                tell(kind, secret, decision);
    if (decision.lasted)
        m_open.erase(decision.id);
    else if (!met.empty() && (known != m_open.end() || m_open.size() < kOpenMax))
        m_open[decision.id].merge(met);
}

void SecretTrail::tell(Kind kind, const std::string &secret, const EgressDecision &decision)
{
    const Subject subject{decision.sandbox, kind, secret};
    auto &[hosts, others, newest, due] =
        m_accounts
            .try_emplace(subject, Account{.hosts = {}, .others = 0, .newest = decision, .due = m_clock.now() + kEvery})
            .first->second;
    watch();
    const auto where = whereOf(decision);
    const auto host = hosts.find(where);
    if (host == hosts.end() && hosts.size() < kHostsAtOnce) {
        hosts.emplace(where, 0);
        return write(subject, decision, where + ", by " + decision.sandbox.value());
    }
    ++(host == hosts.end() ? others : host->second);
    newest = decision;
}

void SecretTrail::write(const Subject &subject, const EgressDecision &about, std::string after)
{
    const auto &[sandbox, kind, secret] = subject;
    const bool misused = kind == Kind::Misused;
    m_write({.actor = about.session ? AuditActor::ControlPlane : AuditActor::Engine,
             .origin = about.session ? "control plane" : "engine",
             .action = misused ? "secret.misused" : "secret.used",
             .object = "secret/" + secret,
             .outcome = misused ? AuditOutcome::Denied : AuditOutcome::Done,
             .reason = misused ? about.reason : std::string(),
             .after = std::move(after),
             .session = about.session ? about.session->value() : std::string()});
}

bool SecretTrail::writeCounted(const Subject &subject, Account &account)
{
    const auto others = std::exchange(account.others, 0);
    auto counted = others;
    std::string list;
    const auto add = [&list](const std::string &host, std::uint64_t times) {
        if (times > 0)
            list += (list.empty() ? "" : ", ") + host + " (" + std::to_string(times) + ')';
    };
    for (auto &[host, times] : account.hosts) {
        counted += times;
        add(host, std::exchange(times, 0));
    }
    if (counted == 0)
        return false;
    add("other hosts", others);
    write(subject, account.newest,
          std::to_string(counted) + " more in a minute, by " + std::get<SandboxId>(subject).value() + ": " + list);
    return true;
}

void SecretTrail::writeAll()
{
    for (auto &[subject, account] : m_accounts)
        writeCounted(subject, account);
    m_accounts.clear();
    m_looking.cancel();
}

void SecretTrail::watch()
{
    if (m_looking || m_accounts.empty())
        return;
    const auto next = std::ranges::min_element(m_accounts, {}, [](const auto &each) { return each.second.due; });
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next->second.due - m_clock.now());
    m_looking = m_clock.after(std::max(left, std::chrono::milliseconds(0)), [this] { look(); });
}

/// What goes on keeps its account, and is written once in each kEvery; what was quiet for one begins anew.
void SecretTrail::look()
{
    const auto now = m_clock.now();
    for (auto it = m_accounts.begin(); it != m_accounts.end();) {
        const bool isDue = it->second.due <= now;
        if (isDue && !writeCounted(it->first, it->second)) {
            it = m_accounts.erase(it);
            continue;
        }
        if (isDue)
            it->second.due = now + kEvery;
        ++it;
    }
    m_looking = {};
    watch();
}

} // namespace glovebox::engine
