// Role: whether this host lets us look into the memory of processes that we start, found out by doing it once to a
// small one. Thread: any; a few milliseconds.
#pragma once

#include "core/base/result.h"

namespace glovebox::qemu::memory {

/// Unsupported or PermissionDenied in words that say what is missing. No process is left.
Result<> tryLooking();

} // namespace glovebox::qemu::memory
