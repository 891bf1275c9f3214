// Role: which sandboxes that were prepared ahead of time are kept for whom. Thread: the engine's.
// Invariants: what is kept is on disk before a verdict says so; one that is over is nobody's, and is told once; a
// sandbox has one at most.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/reservation.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <vector>

namespace glovebox::engine {

class ReservationBook {
public:
    using All = std::map<domain::SandboxId, domain::Reservation>;
    /// Written down for the next start; none: forgotten with the program.
    using Keep = std::function<Result<>(const All &)>;

    ReservationBook(ports::Clock &clock, Keep keep, All all);

    /// Why this cannot be: it is for one session, and that has another sandbox already. Empty: it can.
    /// Without a sandbox: for one that is to be made.
    std::string whyNot(const std::optional<domain::SandboxId> &sandbox, const domain::Reservation &reservation) const;
    /// In place of the one that it has. The caller knows that there is such a sandbox, and that it may be reserved.
    api::Verdict reserve(const domain::SandboxId &sandbox, domain::Reservation reservation);
    api::Verdict cancel(const domain::SandboxId &sandbox);
    /// It is no more.
    void forget(const domain::SandboxId &sandbox);
    /// From now on it is this session's, and no other's.
    void taken(const domain::SandboxId &sandbox, const domain::SessionId &session);

    /// nullptr: it is nobody's.
    const domain::Reservation *of(const domain::SandboxId &sandbox) const;
    /// Those that the session may have, the one that was reserved first before all others.
    std::vector<domain::SandboxId> fitting(const domain::SessionId &session, const domain::Metadata &metadata,
                                           const domain::Metadata &item) const;
    /// Of those here and no longer there: for a start, when all sandboxes are known.
    std::vector<domain::SandboxId> sandboxes() const;
    void onChanged(std::function<void(const domain::SandboxId &)> handler) { m_onChanged = std::move(handler); }

private:
    Result<> keep();
    void changed(const domain::SandboxId &sandbox);
    void watch();

    ports::Clock &m_clock;
    Keep m_keep;
    All m_all;
    std::function<void(const domain::SandboxId &)> m_onChanged;
    Call m_nextEnd;
};

} // namespace glovebox::engine
