// Role: what became of the gate's secrets, as entries of the audit trail: that one was put into a request, or that its
// placeholder stood where it may not. Thread: the engine's.
//
// Invariants
// - Each attempt's use of a secret is written once, however often the attempt is told.
// - Of one sandbox and secret at most kHostsAtOnce entries come at once, and then one in each kEvery for as long as it
// goes on: what a guest does in a loop is counted, and floods nothing. What was counted is written, also at the end.
#pragma once

#include "core/domain/audit.h"
#include "core/domain/egress.h"
#include "core/ports/clock.h"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace glovebox::engine {

class SecretTrail {
public:
    static constexpr std::chrono::minutes kEvery{1};
    static constexpr std::size_t kHostsAtOnce = 8;

    /// `write` is given all but the time.
    SecretTrail(ports::Clock &clock, std::function<void(domain::AuditEntry)> write);

    void decided(const domain::EgressDecision &decision);
    /// All that was counted and not written yet.
    void writeAll();

private:
    enum class Kind { Used, Misused };
    using Subject = std::tuple<domain::SandboxId, Kind, std::string>; // of which sandbox, what, of which secret
    struct Account {
        std::map<std::string, std::uint64_t> hosts; // that were met, with how often since the last entry
        std::uint64_t others = 0;                   // of hosts that did not fit in
        domain::EgressDecision newest;              // of those that were counted
        MonoTime due;
    };

    void tell(Kind kind, const std::string &secret, const domain::EgressDecision &decision);
    void write(const Subject &subject, const domain::EgressDecision &about, std::string after);
    /// False: nothing was counted.
    bool writeCounted(const Subject &subject, Account &account);
    void watch();
    void look();

    ports::Clock &m_clock;
    std::function<void(domain::AuditEntry)> m_write;
    std::map<Subject, Account> m_accounts;
    std::map<domain::EgressId, std::set<std::pair<Kind, std::string>>> m_open; // what was told of attempts that go on
    Call m_looking;
};

} // namespace glovebox::engine
