// Role: what the engine shows of the seeding of sandboxes (domain/seed.h), and what can be asked about it; see views.h.
// A sandbox goes to no session before its seeding is done.
#pragma once

#include "core/api/template_views.h"
#include "core/base/error.h"
#include "core/domain/ids.h"
#include "core/domain/seed.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::api {

/// The newest seeding of a sandbox; gone with the sandbox.
struct SeedView {
    std::uint64_t generation = 0;
    domain::SandboxId sandbox;
    domain::SeedState state = domain::SeedState::Waiting;
    WallTime since;                 // of state
    std::vector<std::string> steps; // in words, with the start command and the ready check at their end
    int step = 0;                   // 1 …; 0: before the first
    std::optional<double> progress; // of a step that copies, 0 to 1; none: not known
    std::vector<BuildLine> log;     // the newest limits::kBuildLinesShown, live
    std::uint64_t logBegins = 0;    // how many lines came before `log`
    std::optional<Error> problem;   // of Failed

    friend bool operator==(const SeedView &, const SeedView &) = default;
};

struct SeedGone {
    domain::SandboxId sandbox;
};

/// Of one of the operator's own sandboxes that runs or can be woken; one at a time: denied while one is under way.
/// An operation, which can be cancelled.
struct SeedSandbox {
    domain::SandboxId sandbox;
    domain::Seed seed;
};
/// What has been done so far stays. From the moment the seeding began: its operation is shown only a second later.
struct CancelSeed {
    domain::SandboxId sandbox;
};

} // namespace glovebox::api
