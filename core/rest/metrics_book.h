// Role: counts what the engine shows as it happens: what can only be seen in passing, since a view says how things are
// and not what they were. metrics.h makes text of it. Thread: the engine's.
// Invariants
// - Labels are of closed lists or of this host's configuration: no id of a session or a sandbox, no name that an agent
//   chose, so the number of series has a bound.
// - Only what happened since this program began is counted. What is found at a start counts from what it is then, so
//   that a restart is no jump.
#pragma once

#include "core/api/views.h"
#include "core/ports/clock.h"
#include "core/rest/prometheus_text.h"

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace glovebox::rest {

/// A sandbox's ways, each measured from its first state to the one that it leads to.
enum class SandboxPhase {
    Queue,     // asked for until it has a slot
    Start,     // a slot until it runs, however it comes to be: of new ones
    Boot,      // process start to greeted agent, of those whose guest boots
    Clone,     // likewise, of those that are cloned
    Restore,   // from a snapshot, or found alive again
    Wake,      // from hibernation
    Hibernate, // until all of it is on disk
    Snapshot,  // taking one, until it is on disk
};
inline constexpr std::array kSandboxPhases{SandboxPhase::Queue,     SandboxPhase::Start,   SandboxPhase::Boot,
                                           SandboxPhase::Clone,     SandboxPhase::Restore, SandboxPhase::Wake,
                                           SandboxPhase::Hibernate, SandboxPhase::Snapshot};
std::string_view word(SandboxPhase phase);

/// "bash" and the like; "custom" for those of the operator, "other" for the rest.
std::string_view toolLabel(const api::ToolCallView &call);
/// "/v1/sandboxes" for all requests below it; "other" for what the API does not have.
std::string_view routeLabel(const std::vector<std::string> &segments);

class MetricsBook {
public:
    explicit MetricsBook(ports::Clock &clock);

    void saw(const api::Change &change);
    /// A request was answered; `took`: from its last byte to the answer's first.
    void answered(std::string_view route, int status, std::chrono::nanoseconds took);

    using Pair = std::pair<std::string, std::string>;
    struct Tokens {
        std::uint64_t input = 0;
        std::uint64_t output = 0;
        std::uint64_t cacheRead = 0;
        std::uint64_t cacheWrite = 0;
    };
    struct Counts {
        std::map<SandboxPhase, Histogram> phases;
        std::map<std::string, Histogram> toolDurations; // by tool
        std::map<Pair, std::uint64_t> toolCalls;        // by tool and how they ended
        Histogram toolWaits;                            // from the request to its run, without those a person was asked
        Histogram firstTools;                           // from taking an item to the first tool that runs for it
        Histogram snapshotStops;                        // how long a guest stood still for a snapshot
        std::map<Pair, std::uint64_t> attempts;         // to leave, by kind and verdict
        ByteCount sent;                                 // by guests, of connections that are over
        ByteCount received;
        std::map<Pair, std::uint64_t> errors;                          // by area and code
        std::map<std::string, std::int64_t> listCents;                 // by environment
        std::map<std::string, Tokens> tokens;                          // likewise
        std::int64_t hostMicros = 0;                                   // millionths of a US dollar
        std::chrono::milliseconds cpuTime{0};                          // of sandboxes, on this host
        std::map<std::pair<std::string, int>, std::uint64_t> requests; // by route and status
        std::map<std::string, Histogram> requestTimes;                 // by route
        Counts();
    };
    const Counts &counts() const { return m_counts; }

    struct Lease {
        domain::EnvironmentId environment;
        bool ours = false;
        api::Stuck stuck = api::Stuck::No;
        std::optional<WallTime> acknowledgedAt;
        std::optional<WallTime> latestHeartbeatAt;
    };
    const std::map<domain::WorkId, Lease> &work() const { return m_work; }
    std::map<api::SessionState, int> sessionsByState() const;
    int callsIn(domain::ToolCallState state) const;
    WallTime since() const { return m_since; }

private:
    struct Keeper;
    struct SandboxMemory {
        domain::SandboxState state = domain::SandboxState::Queued;
        MonoTime since; // of state, as far as it was seen
        std::int64_t cost = 0;
        std::chrono::milliseconds cpuTime{0};
    };
    struct SessionMemory {
        api::SessionState state = api::SessionState::WaitingForSandbox;
        std::optional<domain::WorkId> work;
        std::optional<MonoTime> taken; // its item; none: its first tool has run
        std::optional<domain::ModelUsage> usage;
    };
    struct CallMemory {
        domain::ToolCallState state = domain::ToolCallState::Requested;
        MonoTime since; // it was asked for; it runs
    };

    void sawSandbox(const api::SandboxView &view);
    void moved(SandboxMemory &memory, const api::SandboxView &view);
    void sawSnapshot(const api::SnapshotView &view);
    void sawSession(const api::SessionView &view);
    void sawUsage(SessionMemory &memory, const api::SessionView &view);
    void sawCall(const domain::SessionId &session, std::uint64_t sequence, const api::ToolCallView &call);
    void sawAttempt(const domain::EgressDecision &decision);
    /// Counted each time that a thing which was not so comes to be so; what is so when it is told first was before us.
    void failedWhen(bool isFailed, const char *area, const std::string &object, const std::optional<Error> &problem);
    void measured(SandboxPhase phase, std::chrono::duration<double> took);

    ports::Clock &m_clock;
    WallTime m_since;
    Counts m_counts;
    std::map<domain::SandboxId, SandboxMemory> m_sandboxes;
    std::map<domain::SnapshotId, MonoTime> m_taking;
    std::map<domain::SessionId, SessionMemory> m_sessions;
    std::map<domain::WorkId, Lease> m_work;
    std::map<std::pair<domain::SessionId, std::uint64_t>, CallMemory> m_calls; // that are not over
    std::set<domain::EgressId> m_attempts;                                     // that go on
    std::map<Pair, bool> m_failed;                                             // of area and object
    /// Attempts that go on: more than a gate lets be open. The end of one beyond them is counted as another.
    static constexpr std::size_t kAttemptsMax = 100'000;
};

} // namespace glovebox::rest
