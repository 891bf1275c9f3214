// Role: machines for builds that need a root, as every program of ours starts them: a hypervisor and folders of their
// own, so that a Glovebox that serves beside it is not in the way. Thread: one with an event loop; taking the folders
// blocks for moments.
#pragma once

#include "core/images/build_machine.h"
#include "core/system/paths.h"

namespace glovebox::compose {

/// One at a time for a data folder: Conflict. `imageDir`: as for makeImageStore(); the kernel is taken from there, and
/// without one prepared first when it is not there.
images::BootMachine machinesForBuilds(const system::Paths &paths, const std::string &imageDir = {});

} // namespace glovebox::compose
