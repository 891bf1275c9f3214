// Role: what `gloveboxctl create` and `gloveboxctl seed` share: steps that are done in a sandbox, and waiting for them.
// Thread: the main one; blocks.
#pragma once

#include "app/cli/live.h"
#include "core/domain/seed.h"

#include <optional>

namespace glovebox::cli {

struct SeedOptions {
    domain::Seed seed; // steps as they stood in the command line
    std::string start;
    std::string ready;
    std::uint64_t readySeconds = 60;
    bool hibernate = false;
    bool wait = false;

    bool hasWork() const { return !seed.steps.empty() || !start.empty() || !ready.empty() || hibernate; }
};

void addSeedOptions(CLI::App &command, SeedOptions &options);
/// As the local API takes it; InvalidArgument: it cannot be.
Result<nlohmann::json> seedBody(const SeedOptions &options);
/// Prints its log until it is over; answers the exit status. Ctrl-C ends the waiting alone, and says so.
Result<int> followSeed(const ApiClient &api, const std::string &sandbox, const LiveOptions &live);

} // namespace glovebox::cli
