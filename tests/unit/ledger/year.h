// Role: a year of a busy host as a ledger's rows, written in bulk: 10,000 sessions with a hundred calls each, two
// sandboxes a session, 40,000 days of use; for the test of what its questions find and the measure of how long they
// take. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/domain/history.h"

#include <string>

namespace ledgeryear {

inline constexpr glovebox::domain::UsageDay kFirstDay = std::chrono::sys_days{std::chrono::year{2026} / 1 / 1};
inline constexpr int kDays = 365;

struct Size {
    int sessions = 10'000;
    int calls = 1'000'000;
    int sandboxes = 20'000;
    int slices = 40'000;
    int operations = 30'000;
    int entries = 0; // of the audit trail
    int attempts = 100'000;

    /// A hundredth, for a run that only shows that it runs.
    static Size small() { return {100, 10'000, 200, 400, 300, 3000, 1000}; }
};

/// Session n is "sesn_0000n" of environment n % 5 and agent n % 7, seen last n minutes after the first day's beginning
/// times a factor that makes a year of all; its title has its number. Sandbox n is of session n % sessions. Slice n is
/// of sandbox n % sandboxes and costs n. Entry n of the trail, whose chain is whole, is of sandbox n % sandboxes; the
/// reason of the third is "needle §", and the action of every thousandth is "template.built". Attempt n
/// is of sandbox n % sandboxes, spread over the year, decided by the rule "packages: h<n % 60>.example.org port 443";
/// each fifth was denied, by none. Into an empty ledger that
/// nobody has open.
glovebox::Result<> write(const std::string &path, const Size &size);

} // namespace ledgeryear
