// Role: ends what a build's tools left running. mmdebstrap works under fakeroot, whose daemon leaves the process group
// and outlives a kill; and when we are killed ourselves, only our direct children go with us.
// Thread: any; reads /proc, so run on the pool.
#pragma once

#include <string>

namespace glovebox::images {

/// Every tool of a build carries its temporary folder in this variable, and passes it on to all it starts.
inline constexpr const char *kBuildVariable = "GLOVEBOX_IMAGE_BUILD";

/// Ends every process of this user whose kBuildVariable starts with `folder`; returns how many it found.
int endStrayProcesses(const std::string &folder);

} // namespace glovebox::images
