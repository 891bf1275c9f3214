// Role: what the ledger of an engine that is killed again and again says of use and costs, read between its lives and
// afterwards, and compared with the machines' own count. Thread: the test's; blocks.
#pragma once

#include "tests/scenario/lasting_machines.h"

#include <map>
#include <string>
#include <vector>

namespace scenario {

/// Two clocks' readings of one machine's life may be apart by that: milliseconds are cut off at each start.
inline constexpr std::chrono::milliseconds kMetersAgree{500};

/// A sandbox in the books: the sum of its slices.
struct BookLine {
    std::chrono::milliseconds running{0};
    std::chrono::milliseconds cpuTime{0};
    std::int64_t cost = 0;
    bool isOpen = false;
    bool isLost = false; // it ended as such

    /// Empty: they agree.
    std::string differsFrom(const LastingMachines::Ended &counted) const;
};
std::map<std::string, BookLine> sandboxesOf(const std::string &ledger);

/// What is booked never falls from one life to the next.
class BooksBetween {
public:
    void look(const std::string &ledger);
    const std::vector<std::string> &wrong() const { return m_wrong; }

private:
    std::map<std::string, BookLine> m_before;
    std::vector<std::string> m_wrong;
};

/// Empty: the audit trail is whole.
std::string whatAuditLacks(const std::string &ledger);

} // namespace scenario
