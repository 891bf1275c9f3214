// Role: reading from outside what was used and what it cost, also while a program writes it. Thread: the one that
// opened it; blocks. Invariant: nothing is changed, and one answer is of one state of the ledger.
#pragma once

#include "core/base/result.h"
#include "core/domain/history.h"
#include "core/domain/use.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::ledger {

class Questions;
class ReadConnection;

class UseReader {
public:
    /// NotFound: there is no such ledger. InvalidState: it is none, or of another version of the program.
    static Result<std::unique_ptr<UseReader>> open(const std::string &ledger);
    ~UseReader();
    UseReader(const UseReader &) = delete;
    UseReader &operator=(const UseReader &) = delete;

    /// Of the sandboxes that were there in these days, both included: what they used in them.
    Result<domain::UseTotals> totals(domain::UsageDay from, domain::UsageDay to);
    /// As the Costs page shows it.
    Result<domain::UsageTable> table(const domain::UsageSums &question);
    /// Those that ended in these days, the newest first.
    Result<std::vector<domain::EndedRun>> ended(domain::UsageDay from, domain::UsageDay to, int most);
    /// What guests tried to reach, newest first; `most` of them.
    Result<domain::EgressRows> egress(const domain::EgressPage &question);
    /// Which rules decided since then.
    Result<std::vector<domain::EgressRuleUse>> ruleUses(WallTime from);

private:
    explicit UseReader(std::unique_ptr<ReadConnection> connection);

    std::unique_ptr<ReadConnection> m_connection;
    std::unique_ptr<Questions> m_questions; // prepared on it
};

} // namespace glovebox::ledger
