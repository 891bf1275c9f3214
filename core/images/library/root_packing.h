// Role: packs an image's layers, or a tarball, into the read-only file system that guests start from: what the
// flattener writes goes through a socket into tar2sqfs, and nothing lies on disk in between.
// Thread: the engine's; reading and unpacking happen on the given pool. Invariants: owns nothing that outlives its
// Call but what is in `target`; a half-written file is never taken for a whole one.
#pragma once

#include "core/base/call.h"
#include "core/base/work_pool.h"
#include "core/images/oci/flatten.h"

#include <functional>
#include <string>

namespace glovebox::images {

/// On the pool: writes the tar stream. flatten() or filterTarball(), with everything they need.
using WriteTar = std::function<Result<FlattenFacts>(Sink &out, const StopFlag &stop)>;

/// Makes the file `target`. The answer comes when both have ended. Errors: the writer's own; else tar2sqfs's, with
/// OutOfDisk for a full disk.
Call packRoot(WorkPool &pool, const std::string &target, WriteTar write, Callback<FlattenFacts> done);

} // namespace glovebox::images
