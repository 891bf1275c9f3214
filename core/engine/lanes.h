// Role: several jobs of several steps each, a few at a time. Every job has a lane, which holds the handle of the step
// under way. Thread: the engine's.
// Invariants: jobs begin in order. `over` is called once, after the last job, possibly from inside run() when no job
// had anything to wait for; never after cancel() or destruction, which end every step.
#pragma once

#include "core/base/call.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace glovebox::engine {

class Lanes {
public:
    struct Lane {
        Call call;
    };
    /// Puts its steps' handles into the lane, one after the other, and calls `over` in the end, or at once.
    using Job = std::function<void(Lane &lane, std::function<void()> over)>;

    void run(std::size_t width, std::vector<Job> jobs, std::function<void()> over);
    void cancel() { m_run.reset(); }

private:
    struct Run;
    static void pump(const std::shared_ptr<Run> &run);

    std::shared_ptr<Run> m_run; // the jobs' callbacks hold it weakly
};

} // namespace glovebox::engine
