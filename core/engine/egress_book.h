// Role: the egress profiles that this host has, and lines for guests that obey one. Every decision goes into the
// ledger. Thread: the engine's.
#pragma once

#include "core/api/egress_views.h"
#include "core/base/result.h"
#include "core/domain/binding.h"
#include "core/domain/egress_policy.h"
#include "core/engine/secret_book.h"
#include "core/ports/egress_gate.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {
class Machine;
}

namespace glovebox::engine {

class EgressBook {
public:
    /// Rules besides what a profile's file says, by its name; of profiles that are gone, too.
    using Added = std::map<std::string, std::vector<domain::EgressRule>>;
    using KeepAdded = std::function<Result<>(const Added &)>;
    /// Never to a profile that every host has.
    static void add(const Added &added, std::vector<domain::EgressProfile> &profiles);

    struct Parts {
        ports::EgressGate *gate = nullptr; // none: nothing leaves any guest
        std::vector<domain::EgressProfile> profiles{};
        std::string usual = domain::kNoEgress; // of whoever is not given another
        std::string ceiling{};                 // one of `profiles`, that no sandbox may exceed; empty: none
        std::function<void(const domain::EgressDecision &)> decided{};
        SecretBook *secrets = nullptr; // none: no sandbox may use any
        Added added{};
        KeepAdded keepAdded{}; // for the next start; none: they are forgotten with the program
    };

    explicit EgressBook(Parts parts);

    /// One whose profile is gone lets nothing out but what its own rules allow.
    domain::EgressPolicy policy(const domain::EgressGrant &grant) const;
    const std::string &nameOf(const std::string &profile) const { return profile.empty() ? m_parts.usual : profile; }
    /// InvalidArgument, naming those that there are.
    Result<> check(const std::string &name) const;

    /// What a session gets: what its metadata asks for, within what its environment permits; else the environment's.
    /// Empty: the template's, or the usual one.
    Result<std::string> choose(const domain::Binding &binding, const std::string &environments,
                               const std::vector<std::string> &allowed) const;

    /// What is changed of a sandbox's grant; a reason when that cannot be.
    Result<domain::EgressGrant> changed(domain::EgressGrant grant, const api::ChangeEgress &wanted) const;

    /// Written down first: what is not kept does not hold. False: it was so already. InvalidArgument when it cannot be.
    Result<bool> change(const api::ChangeEgressProfile &wanted);

    /// As SecretBook::granted().
    Result<std::vector<domain::GrantedSecret>> secrets(std::vector<domain::GrantedSecret> before,
                                                       const std::vector<std::string> &names,
                                                       const std::vector<domain::GrantedSecret> &known = {}) const;
    /// For the guest that has this grant.
    std::optional<ports::GateTrust> trust(const domain::EgressGrant &grant) const;
    /// By name, those of its secrets that are there still.
    std::vector<std::string> secretsThere(const domain::EgressGrant &grant) const;
    const SecretBook *secretBook() const { return m_parts.secrets; }

    /// All profiles are these from now on, and what was added to them. A ceiling that is not among them lets nothing
    /// through.
    void replace(std::vector<domain::EgressProfile> profiles);
    /// Those before hold; it is shown. Empty: all is well again.
    void setProblem(std::optional<std::string> problem);
    /// Counts what a tie has to look at anew.
    std::uint64_t revision() const { return m_revision; }
    api::EgressProfilesView view() const;

    using Session = std::function<std::optional<domain::SessionId>()>;
    /// Null: the machine has no port, or there is no gate.
    std::unique_ptr<ports::EgressLine> attach(const domain::SandboxId &sandbox, const ports::Machine &machine,
                                              const domain::EgressGrant &grant, Session session,
                                              std::function<ports::LineSecrets()> secrets);

private:
    const domain::EgressProfile *find(const std::string &name) const;
    /// Its file says so.
    bool isRead(const std::string &name, const domain::EgressRule &rule) const;
    Result<> whyNot(const api::ChangeEgressProfile &wanted) const;
    void merge();
    /// In sentences for people; nothing: all is well.
    std::optional<std::string> problem() const;

    Parts m_parts;                               // its profiles with what was added to them
    std::vector<domain::EgressProfile> m_asRead; // without
    std::uint64_t m_revision = 0;
    std::optional<std::string> m_problem;
};

/// A guest's way out, for as long as its machine is the same.
class EgressTie {
public:
    struct Wish {
        const ports::Machine *machine = nullptr; // that is greeted; null: none
        domain::EgressGrant grant;
        bool stands = false; // it stands still
    };
    /// What it was told before changes nothing. Cheap: it may be told each time that anything changes.
    void follow(EgressBook &book, const domain::SandboxId &sandbox, Wish wish, const EgressBook::Session &session);
    bool isTied() const { return m_line != nullptr; }
    ports::EgressLine *line() const { return m_line.get(); }
    EgressTie() = default;
    EgressTie(const EgressTie &) = delete; // its line asks it
    EgressTie &operator=(const EgressTie &) = delete;

private:
    ports::LineSecrets usable(const SecretBook &book);

    std::unique_ptr<ports::EgressLine> m_line;
    const ports::Machine *m_machine = nullptr;
    domain::EgressGrant m_grant;
    std::uint64_t m_revision = 0;
    bool m_stands = false;
    ports::LineSecrets m_usable; // by m_grant, as of m_usableAsOf
    std::uint64_t m_usableAsOf = 0;
};

} // namespace glovebox::engine
