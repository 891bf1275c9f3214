// Role: the measurements of the sandbox benchmark, in the order in which they are made. Thread: main only.
#pragma once

#include "tests/bench/sandbox_report.h"
#include "tests/bench/sandbox_rig.h"

namespace bench {

struct SandboxPlan {
    ByteCount memory = ByteCount::gib(2);
    int rounds = 7;
    int boots = 3;
    bool startsOnly = false; // cold boots, starts and idle clones, and nothing else
    std::vector<int> forks{1, 5, 20};
    std::vector<std::uint64_t> dirtiedMib{50, 200};
    std::vector<ByteCount> sizes{ByteCount::mib(512), ByteCount::gib(2), ByteCount::gib(4)};

    static SandboxPlan quick() { return {ByteCount::mib(256), 1, 1, false, {1, 3}, {8}, {ByteCount::mib(256)}}; }
};

inline constexpr const char *kWriteTracking = "write tracking"; // as ports::SnapshotFacts::method

void measureSandboxes(Rig &rig, const SandboxPlan &plan, SandboxReport &report);
/// The guest stopped for all of it, as on hosts where its writes cannot be watched.
void measureStopAndCopy(Rig &rig, const SandboxPlan &plan, SandboxReport &report);
/// Plain QEMU with the same kernel and image, without anything of ours around it: boot, savevm, loadvm.
void measurePeer(Rig &rig, const SandboxPlan &plan, SandboxReport &report);

} // namespace bench
