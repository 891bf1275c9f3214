// Role: archives of the npm registry as one tar of the files that they put into a root. Thread: any; blocks, run on the
// pool. Invariants: plain files alone, root's, each below its package's folder; bounded; the same archives give the
// same bytes.
#pragma once

#include "core/base/result.h"
#include "core/base/work_pool.h"
#include "core/images/npm_lock.h"

#include <string>
#include <vector>

namespace glovebox::images {

/// `folder` has the archives by their fileName(). ImageBroken when one holds what no package has; Cancelled.
Result<> packNpmTree(const std::vector<NpmPackage> &packages, const std::string &folder, const std::string &tar,
                     const StopFlag &stop);

struct TarContent {
    std::uint64_t entries = 0;
    ByteCount size; // of the files in it
};
Result<TarContent> contentOfTar(const std::string &tar, const StopFlag &stop);

} // namespace glovebox::images
