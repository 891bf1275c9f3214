#include "tests/support/fault_plan.h"

#include <array>
#include <vector>

namespace testsupport {

using namespace std::chrono_literals;
using FaultKind = Fault::Kind;

namespace {

std::uint64_t mixed(std::uint64_t value)
{
    // The finalizer of splitmix64: every bit of the input reaches every bit of the output.
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31);
}

std::uint64_t hashed(std::string_view text, std::uint64_t from)
{
    for (const char c : text)
        from = mixed(from ^ static_cast<unsigned char>(c));
    return from;
}

struct Share {
    double of;
    Fault fault;
};

/// How often what goes wrong with a route, of one request in a hundred.
std::vector<Share> sharesOf(Route route)
{
    const Fault limited{.kind = FaultKind::Refuse, .status = 429, .retryAfter = 700ms};
    const Fault limitedSilently{.kind = FaultKind::Refuse, .status = 429};
    const Fault broken{.kind = FaultKind::Refuse, .status = 500};
    const Fault unavailable{.kind = FaultKind::Refuse, .status = 503};
    const Fault overloaded{.kind = FaultKind::Refuse, .status = 529, .retryAfter = 1200ms};
    const Fault conflict{.kind = FaultKind::Refuse, .status = 409};
    const Fault reset{.kind = FaultKind::Reset};
    const Fault lost{.kind = FaultKind::LoseAnswer};
    const Fault slow{.kind = FaultKind::Slow, .during = 1500ms};
    switch (route) {
    case Route::Poll:
        return {{1, limited}, {1, broken}, {1, unavailable}, {1, reset}, {3, lost}, {2, slow}};
    case Route::Acknowledge:
        return {{2, limited}, {2, unavailable}, {1, conflict}, {2, reset}, {4, lost}, {3, slow}};
    case Route::Heartbeat:
        return {{3, limited},
                {3, unavailable},
                {2, conflict},
                {3, reset},
                {4, lost},
                {3, slow},
                {1, {.kind = FaultKind::Swallow}},
                {2, {.kind = FaultKind::StealLease}}};
    case Route::Stop:
        return {{3, limited}, {3, broken}, {3, reset}, {5, lost}, {3, slow}};
    case Route::Session:
    case Route::History:
        return {{2, limited}, {1, limitedSilently}, {2, broken}, {2, overloaded}, {3, reset}, {5, lost}, {4, slow}};
    case Route::Results:
        return {{2, limited},  {1, limitedSilently}, {2, broken}, {2, unavailable}, {2, overloaded},
                {2, conflict}, {3, reset},           {7, lost},   {3, slow}};
    case Route::Stream:
        return {{2, limited}, {2, broken}, {2, unavailable}, {3, reset}};
    case Route::Other:
        break;
    }
    return {};
}

} // namespace

std::string_view word(Route route)
{
    static constexpr std::array words{"poll",    "ack",     "heartbeat", "stop", "session",
                                      "history", "results", "stream",    "other"};
    return words.at(static_cast<std::size_t>(route));
}

std::string_view word(FaultKind kind)
{
    static constexpr std::array words{"none", "refused", "reset", "answer lost", "slow", "swallowed", "lease stolen"};
    return words.at(static_cast<std::size_t>(kind));
}

/// Uniform in [0, 1).
double FaultPlan::chance(std::string_view what, std::string_view about, int nth) const
{
    const auto value = mixed(hashed(about, hashed(what, mixed(seed))) + static_cast<std::uint64_t>(nth));
    return static_cast<double>(value >> 11) / static_cast<double>(1ULL << 53);
}

Fault FaultPlan::faultFor(Route route, std::string_view about, int nth) const
{
    auto place = chance(word(route), about, nth) * 100;
    for (auto &share : sharesOf(route)) {
        // Only a lease that has been beaten for can be stolen in a way that its holder notices.
        const bool fits = share.fault.kind != FaultKind::StealLease || nth > 0;
        place -= share.of * rate * (fits ? 1 : 0);
        if (place >= 0)
            continue;
        share.fault.at = chance("where", about, nth);
        return share.fault;
    }
    return {};
}

bool FaultPlan::isDeaf(std::string_view session, int claim) const
{
    return chance("deaf", session, claim) < 0.03 * rate;
}

std::optional<StreamCut> FaultPlan::cutFor(std::size_t sessionIndex, std::size_t sessions, int nth) const
{
    if (!cutsStreams)
        return std::nullopt;
    const auto about = std::to_string(sessionIndex);
    const bool byReset = chance("how", about, nth) < 0.5;
    if (nth < 2)
        return StreamCut{sessionIndex + static_cast<std::size_t>(nth) * sessions, byReset};
    if (chance("cut", about, nth) < 0.4)
        return StreamCut{static_cast<std::size_t>(chance("place", about, nth) * 30'000), byReset};
    return std::nullopt;
}

Mischief FaultPlan::mischiefFor(std::string_view session, int nthEvent) const
{
    const auto place = chance("event", session, nthEvent);
    if (place < 0.04 * mischief)
        return Mischief::Twice;
    if (place < 0.08 * mischief)
        return Mischief::TwiceLater;
    return place < 0.12 * mischief ? Mischief::Late : Mischief::None;
}

} // namespace testsupport
