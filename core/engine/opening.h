// Role: what a pool has under way besides its sandboxes. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/domain/ids.h"

#include <functional>
#include <string>
#include <vector>

namespace glovebox::engine {

/// Something that is opened or made for sandboxes that are not there yet.
struct Opening {
    Call call;
    domain::SnapshotId snapshot; // stays as long
    std::string brood;           // OperationsBook::Subject::object of what they are parts of; empty: of nothing
};

/// The pool is to end: those that can hibernate do, the others are ended.
struct PoolClosing {
    std::function<void(std::vector<std::string> leftBehind)> done; // empty: it is not to end
    std::vector<domain::SandboxId> toHibernate;
    std::vector<std::string> leftBehind; // processes that do not end
    Call timer;
    Call step;
};

} // namespace glovebox::engine
