// Role: the file system that a guest starts in: the agent as /init, and the kernel modules that it loads.
//   /init  /dev/console  /gb/modules.list (absolute paths in load order, parameters behind them)  /gb/mod/*.ko
// Thread: any; blocking file work, run on the pool.
#pragma once

#include "core/base/result.h"
#include "core/images/part.h"

#include <string>

namespace glovebox::images {

inline constexpr const char *kInitrdFile = "initrd.img";

/// Changes with the agent's binary, the kernel part, and the layout above.
Result<std::string> initrdKey(const std::string &agentBinary, const Part &kernel, const StopFlag &stop);

/// Writes kInitrdFile into `target`.
Result<> buildInitrd(const std::string &agentBinary, const Part &kernel, const std::string &target);

} // namespace glovebox::images
