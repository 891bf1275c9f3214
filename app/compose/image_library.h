// Role: the image library as every program of ours sets it up, and what on this host stands on one of its images.
#pragma once

#include "core/base/result.h"
#include "core/images/library/disk_image_library.h"
#include "core/system/paths.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::compose {

/// Images in the data folder, what they were made from in the cache. `imageDir`: as for makeImageStore(); the kernel is
/// taken from there. NotFound when the guest agent is neither beside the program nor installed.
Result<std::unique_ptr<images::DiskImageLibrary>> makeImageLibrary(const system::Paths &paths,
                                                                   const std::string &imageDir);

/// Templates, snapshots and sandboxes of this data folder that stand on `rootDisk`, for people. Blocks for moments.
std::vector<std::string> whatStandsOn(const system::Paths &paths, const std::string &rootDisk);

} // namespace glovebox::compose
