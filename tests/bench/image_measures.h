// Role: the measurements of the image benchmark, in the order in which they are made. Thread: main only.
#pragma once

#include "tests/bench/sandbox_report.h"
#include "tests/bench/sandbox_rig.h"

namespace bench {

struct ImagePlan {
    ByteCount memory = ByteCount::mib(512);
    int rounds = 5;
    int boots = 3;
    int smallFiles = 4000;                // of a layer of many
    ByteCount large = ByteCount::mib(48); // of a layer of few

    static ImagePlan quick() { return {ByteCount::mib(256), 1, 1, 50, ByteCount::mib(1)}; }
};

void measureImages(Rig &rig, const ImagePlan &plan, SandboxReport &report);

} // namespace bench
