// Role: checks of a host that is not there: what the sample's Host doctor tells, and pictures and tests with it.
// Thread: any.
#pragma once

#include "core/domain/host_check.h"

#include <string>
#include <vector>

namespace glovebox::sample {

/// "good": nothing to mend; "mixed": warnings; "failed": it runs no sandbox.
std::vector<domain::HostCheck> sampleChecks(const std::string &how = "mixed");

} // namespace glovebox::sample
