// Role: a look at an environment's whole queue, and the hand that takes a stuck item out of it (reference 1.7, 1.8).
// Works with the environment key. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/work_item.h"

#include <string>
#include <vector>

namespace glovebox::ports {

struct WorkPage {
    std::vector<domain::ListedWork> items; // in the server's order
    std::string nextPage;                  // empty: this was the last
};

class QueueControl {
public:
    virtual ~QueueControl() = default;

    virtual Call list(std::string page, Callback<WorkPage> done) = 0;
    virtual Call stats(Callback<domain::QueueStats> done) = 0;
    /// Whoever holds it. Already stopped (409) is success.
    virtual Call forceStop(domain::WorkId work, Callback<> done) = 0;
};

} // namespace glovebox::ports
