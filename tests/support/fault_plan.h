// Role: which faults a control plane shows, as a value: a pure function of the seed, the route, whom the request is
// about and how often it was asked. So a session meets the same faults in every run of a seed, however the sessions'
// requests interleave. Thread: any.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace testsupport {

enum class Route { Poll, Acknowledge, Heartbeat, Stop, Session, History, Results, Stream, Other };
std::string_view word(Route route);

struct Fault {
    enum class Kind {
        None,
        Refuse,     // answered with `status`; the control plane never hears of the request
        Reset,      // the connection goes before anything happens
        LoseAnswer, // carried out; the connection goes after the share `at` of the answer
        Slow,       // carried out; the answer comes in pieces, over `during`
        Swallow,    // never answered, and never heard of
        StealLease, // somebody else beats first: a true 412
    } kind = Kind::None;
    int status = 0;
    std::optional<std::chrono::milliseconds> retryAfter;
    double at = 0;
    std::chrono::milliseconds during{0};
};
std::string_view word(Fault::Kind kind);

/// Where an event stream is cut off.
struct StreamCut {
    std::size_t afterBytes = 0; // of the answer, its head included
    bool byReset = false;
};

/// What happens to an event on its way to a live stream. History is always true.
enum class Mischief { None, Twice, TwiceLater, Late };

struct FaultPlan {
    std::uint64_t seed = 1;
    /// Factor on how often a request goes wrong; 0: never.
    double rate = 1;
    bool cutsStreams = true;
    double mischief = 1;

    /// `about`: a session's id; empty for a poll. `nth`: from 0, for this route and session.
    Fault faultFor(Route route, std::string_view about, int nth) const;
    /// All beats of some claims go unanswered, from the second on: such a lease lapses while its holder works.
    bool isDeaf(std::string_view session, int claim) const;
    /// The first two streams of a session are cut at a byte of its own: so many sessions, so many places, one after the
    /// other through head, chunk sizes, lines and characters. Later ones anywhere, or not at all.
    std::optional<StreamCut> cutFor(std::size_t sessionIndex, std::size_t sessions, int nth) const;
    Mischief mischiefFor(std::string_view session, int nthEvent) const;

private:
    double chance(std::string_view what, std::string_view about, int nth) const;
};

} // namespace testsupport
