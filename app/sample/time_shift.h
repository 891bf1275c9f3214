// Role: the sample afternoon moved to another day: every time that a value names, by the same span. Pure.
#pragma once

#include "core/api/views.h"

namespace glovebox::sample {

api::Change shifted(api::Change change, std::chrono::milliseconds by);

} // namespace glovebox::sample
