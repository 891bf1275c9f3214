// Role: something that is opened or made for sandboxes that are not there yet. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/domain/ids.h"

#include <string>

namespace glovebox::engine {

struct Opening {
    Call call;
    domain::SnapshotId snapshot; // stays as long
    std::string brood;           // OperationsBook::Subject::object of what they are parts of; empty: of nothing
};

} // namespace glovebox::engine
