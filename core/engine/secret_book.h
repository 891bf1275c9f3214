// Role: the gate's secrets: what they are and worth, which of them a sandbox may use, and what stands for each inside
// it. Thread: the engine's.
// Invariants: what a line may use was kept first; a secret that is taken away is worth nothing at the next request;
// a placeholder is of one sandbox and its copies; no value leaves but to the gate.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/egress.h"
#include "core/domain/egress_policy.h"
#include "core/ports/clock.h"
#include "core/ports/egress_gate.h"
#include "core/ports/guest_link.h"
#include "core/ports/secret_vault.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::engine {

/// The gate's own, as it is in force.
struct GateAuthority {
    SecretString pem;        // to be kept
    std::string certificate; // PEM, for guests
    WallTime until;
};

class SecretBook {
public:
    struct Parts {
        ports::Clock &clock;
        ports::SecretVault *vault = nullptr; // none: there are no secrets here
        bool readOnly = false;               // the vault is another program's: what is in it holds, and stays
        /// Puts the authority into the gate: this one (as GateAuthority::pem), or when it is empty a new one.
        std::function<Result<GateAuthority>(const SecretString &pem)> authority{};
        api::Observer observer{};
        /// Why no secret of that name may be in that variable, as a sentence; empty: nothing speaks against it.
        std::function<std::string(const domain::GateSecret &secret)> clash{};
        std::function<void()> changed{}; // what sandboxes may use is something else
    };

    /// `kept`: what the vault had; an error: none can be used or kept, which the view tells.
    SecretBook(Parts parts, Result<ports::KeptSecrets> kept);

    api::Verdict act(const api::SecretAction &action);

    /// What a sandbox is given: those of `before` first, then these, each with a placeholder: the one that it has in
    /// `before` or `known`, or a new one. InvalidArgument: there is none of that name, there are too many, or two want
    /// the same variable.
    Result<std::vector<domain::GrantedSecret>> granted(std::vector<domain::GrantedSecret> before,
                                                       const std::vector<std::string> &names,
                                                       const std::vector<domain::GrantedSecret> &known = {}) const;
    /// For the gate.
    ports::LineSecrets usable(const std::vector<domain::GrantedSecret> &granted) const;
    /// Those of them that are there still.
    std::vector<std::string> there(const std::vector<domain::GrantedSecret> &granted) const;
    /// For the guest; none when it may use none.
    std::optional<ports::GateTrust> trust(const std::vector<domain::GrantedSecret> &granted) const;
    /// Counts what usable() depends on.
    std::uint64_t revision() const { return m_revision; }
    /// One was put in.
    void used(const domain::EgressDecision &decision);

    api::SecretsView view() const;

private:
    struct Shown {
        std::optional<WallTime> usedAt;
        std::string usedFor;
        std::optional<Error> problem;
    };
    struct Saving {
        SecretBook &book;
        api::Verdict operator()(const api::SaveSecret &wanted) const;
        api::Verdict operator()(const api::RemoveSecret &wanted) const;
    };

    void begin();
    Result<> takeAuthority(const SecretString &pem);
    void keep(const std::string &name);
    void keepNext();
    void wasKept(const ports::KeptSecrets &all, const Result<> &outcome);
    const ports::KeptSecret *find(const std::string &name) const;
    /// None when it is not there any more, be there another one of its name.
    const ports::KeptSecret *find(const domain::GrantedSecret &granted) const;
    static ports::KeptSecret *find(ports::KeptSecrets &in, const std::string &name);
    void publish();

    Parts m_parts;
    std::optional<Error> m_problem; // with all of them
    std::optional<Error> m_failure; // of the last that was to be kept or removed
    ports::KeptSecrets m_kept;
    ports::KeptSecrets m_wanted;        // what will have been kept when nothing is under way
    std::vector<std::string> m_waiting; // names that differ between the two and are not on their way yet
    std::vector<std::string> m_keeping; // that are
    std::optional<GateAuthority> m_authority;
    std::map<std::string, Shown> m_shown;
    std::uint64_t m_revision = 1;
    std::uint64_t m_generation = 0;
    Call m_call;
    Call m_showSoon;
};

} // namespace glovebox::engine
