// Role: what each sandbox used on which day and at which prices, in slices whose sum is its meter, and so what it has
// cost so far. Thread: the engine's.
//
// Invariants
// - The slices of a sandbox add up to its meter exactly; peaks are the highest of them.
// - What was booked is never taken back: not by a clock that goes backwards, nor by a meter that was written down
// earlier than its slices were, nor by other prices. Those hold from the next start on, in a slice of their own.
// - A time that passed over midnight (UTC) is cut there, and one in which a sandbox changed hands where it did: what a
// session used stays its own.
#pragma once

#include "core/api/sandbox_views.h"
#include "core/domain/history.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace glovebox::engine {

class UsageBook {
public:
    using Note = std::function<void(domain::HistoryFact)>;

    UsageBook(ports::Clock &clock, domain::PriceTable prices, Note note);

    /// Goes on from what the ledger has of sandboxes that are open. Those known here stay as they are.
    void resume(std::vector<domain::UsageSlice> slices);
    /// Of a meter that was found again: never less than what was booked of it.
    domain::SandboxMeter atLeastBooked(const domain::SandboxId &sandbox, domain::SandboxMeter meter) const;
    /// Books up to this meter, and says what the sandbox has cost so far, in millionths of a US dollar. The session is
    /// whose it was while nobody looked; once one of its views was seen, that says whose it is.
    std::int64_t costSoFar(const domain::SandboxId &sandbox, const domain::SandboxMeter &meter,
                           const domain::MachineSize &size, const std::optional<domain::SessionId> &session);
    /// Tells the ledger, at each change of state, each ten seconds while it runs, and else once a minute.
    void saw(const api::SandboxView &view, const std::optional<domain::EnvironmentId> &environment);
    /// Everything that was not told yet.
    void tellAll();
    void forget(const domain::SandboxId &sandbox) { m_accounts.erase(sandbox); }

    std::optional<domain::SandboxMeter> booked(const domain::SandboxId &sandbox) const;
    std::int64_t cost(const domain::SandboxId &sandbox) const;

private:
    struct Account {
        std::vector<domain::UsageSlice> today; // of the newest day, one for each session that used it; never empty
        std::size_t current = 0;               // the one under way
        domain::SandboxMeter before;           // of the days before
        std::int64_t costBefore = 0;
        bool owed = false; // the ledger does not have all of the one under way
        MonoTime toldAt;
        std::optional<domain::SandboxState> toldState;

        domain::UsageSlice &slice() { return today[current]; }
        domain::SandboxMeter booked() const;
        std::int64_t cost() const;
    };

    Account &account(const domain::SandboxId &sandbox, const domain::MachineSize &size);
    void book(Account &account, const domain::SandboxMeter &meter);
    void add(Account &account, const domain::SandboxMeter &used);
    void turn(Account &account, domain::UsageDay day);
    void handOver(Account &account, const std::optional<domain::SessionId> &session);
    void tell(Account &account);

    ports::Clock &m_clock;
    domain::PriceTable m_prices;
    Note m_note;
    std::map<domain::SandboxId, Account> m_accounts;
};

} // namespace glovebox::engine
