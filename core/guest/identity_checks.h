// Role: what a guest says became of its identity, as checks that people read. Thread: any.
#pragma once

#include "core/domain/guest_check.h"

#include <optional>
#include <string_view>
#include <vector>

namespace glovebox::guest {

/// Of an IdentityOk's payload. Nothing when no honest agent would send it; empty for an agent of before, which confirms
/// without a word. What has failed is said in the log: the guest stays usable.
std::optional<std::vector<domain::GuestCheck>> checksOf(std::string_view payload);

} // namespace glovebox::guest
