// Role: which of the guests' attempts to leave are written down one by one: a program that is refused in a loop would
// fill the disk of the host. Thread: the engine's.
//
// Invariants
// - What was allowed, and what was written once already, always is; so is what the gate's secrets were in.
// - Of refusals of one sandbox kAtOnce are written, and then one in each kEach; what comes beyond is counted, and the
//   newest of it written once in kEvery with how many there were. What was counted is written, also at the end.
#pragma once

#include "core/domain/egress.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <optional>
#include <set>

namespace glovebox::engine {

class AttemptLog {
public:
    static constexpr int kAtOnce = 1000;
    static constexpr std::chrono::seconds kEach{1};
    static constexpr std::chrono::minutes kEvery{1};

    AttemptLog(ports::Clock &clock, std::function<void(const domain::EgressDecision &)> write);

    void decided(const domain::EgressDecision &decision);
    /// All that was counted and not written yet.
    void writeAll();

private:
    struct Account {
        int room = kAtOnce;
        MonoTime filledAt; // when room was right
        std::uint64_t counted = 0;
        std::optional<domain::EgressDecision> newest{}; // of those
        MonoTime due{};                                 // for them to be written
    };

    bool mayBeCounted(const domain::EgressDecision &decision);
    void fill(Account &account) const;
    void writeCounted(Account &account);
    void watch();
    void look();

    ports::Clock &m_clock;
    std::function<void(const domain::EgressDecision &)> m_write;
    std::map<domain::SandboxId, Account> m_accounts;
    std::set<domain::EgressId> m_open; // written, and told again when they end
    Call m_looking;
};

} // namespace glovebox::engine
