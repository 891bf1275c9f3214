// Role: the sample data as the tests of the window know it: that of `glovebox --sample`, one sample world and not two.
#pragma once

#include "app/sample/sample_views.h"

namespace glovebox::testing {

using namespace glovebox::sample;

} // namespace glovebox::testing
