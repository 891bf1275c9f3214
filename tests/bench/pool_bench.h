// Role: a sandbox as a session gets it, measured: the engine's pool is asked for one, and the first command in it has
// answered. Thread: main only.
#pragma once

#include "tests/bench/sandbox_report.h"
#include "tests/bench/sandbox_rig.h"

namespace bench {

struct FromPool {
    std::vector<double> total; // milliseconds, one for each sandbox
    std::vector<Phase> phases;
};

/// `warm`: a clone is ready each time before it is asked for. Otherwise none is kept.
FromPool createFromPool(Rig &rig, ByteCount memory, bool warm, int rounds);

} // namespace bench
