// Role: what of a guest image is already there and sound: in the operator's folder, as installed, or in the store.
// Thread: any; blocking file work, run on the pool.
#pragma once

#include "core/images/image_store.h"

#include <optional>

namespace glovebox::images {

struct FoundParts {
    std::optional<Part> kernel;
    std::optional<Part> root;
    std::optional<Part> initrd; // looked for only when there is a kernel
    std::vector<std::shared_ptr<FileLock>> locks;
    std::string complaint; // about damaged parts that will be made anew; empty: none

    bool complete() const { return kernel && root && initrd; }
};

/// Fails with ImageBroken for a damaged part in the folder that the operator named, and when the agent cannot be read.
Result<FoundParts> findParts(const StoreOptions &options, const StopFlag &stop);

} // namespace glovebox::images
