// Role: picks the guest's kernel and the modules it needs out of an unpacked Debian kernel package.
// Thread: any; blocking file work, run on the pool.
#pragma once

#include "core/base/result.h"
#include "core/images/part.h"

#include <string>
#include <vector>

namespace glovebox::images {

// What a kernel part holds.
inline constexpr const char *kKernelFile = "vmlinuz";
inline constexpr const char *kModuleListFile =
    "modules.list"; // files in kModuleFolder in load order; parameters behind
inline constexpr const char *kModuleFolder = "mod";

/// Fills `target` from `unpacked`. A module may have parameters behind a blank. NotFound when the package does not hold
/// what is wanted.
Result<> collectKernel(const std::string &unpacked, const std::vector<std::string> &modules, const std::string &target,
                       const StopFlag &stop);

} // namespace glovebox::images
