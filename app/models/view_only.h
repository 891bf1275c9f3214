// Role: which actions only look. Everything that is not named here may change something, so that a new action is off in
// the view-only role until somebody says otherwise. Pure.
#pragma once

#include <string_view>

namespace glovebox::models {

bool onlyLooks(std::string_view action);

} // namespace glovebox::models
