// Role: where usage and history come from: a ledger on disk, or a Glovebox that is asked. Thread: the main one; blocks.
#pragma once

#include "app/cli/live.h"
#include "core/domain/history.h"

#include <memory>

namespace glovebox::cli {

struct UseDays {
    domain::UsageDay from{}; // everything that is kept
    domain::UsageDay to = std::chrono::sys_days(std::chrono::year(9999) / 12 / 31);
};

class UseSource {
public:
    virtual ~UseSource() = default;

    /// The usage object of existing clients.
    virtual Result<nlohmann::json> totals(const UseDays &days) = 0;
    virtual Result<domain::UsageTable> table(const domain::UsageSums &question) = 0;
    /// Those that ended in these days, the newest first.
    virtual Result<std::vector<domain::EndedRun>> ended(const UseDays &days, int most) = 0;
};

/// `ledger`: of this file; empty: of the data folder.
Result<std::unique_ptr<UseSource>> useOnDisk(const std::string &ledger, const std::string &dataDir);
/// The client must outlive it.
std::unique_ptr<UseSource> useOf(const ApiClient &api);

} // namespace glovebox::cli
