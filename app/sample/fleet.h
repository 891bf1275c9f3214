// Role: what there is when the sample begins: the afternoon of sample_views.h moved to now, filled up to as many
// sandboxes and sessions as were asked for. Pure, for one seed.
#pragma once

#include "app/sample/sample_options.h"
#include "core/api/views.h"

#include <vector>

namespace glovebox::sample {

/// In the order in which they are to be told.
std::vector<api::Change> sampleBeginning(const SampleOptions &options, WallTime now);

} // namespace glovebox::sample
