// Role: what a guest is told of itself, and what it says became of that, as checks that people read. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/domain/guest_check.h"
#include "core/guest/protocol/messages.h"
#include "core/ports/guest_link.h"

#include <optional>
#include <string_view>
#include <vector>

namespace glovebox::guest {

/// InvalidArgument for a setup that no guest can be told.
Result<Identity> toIdentity(const ports::GuestIdentity &identity);

/// Of an IdentityOk's payload. Nothing when no honest agent would send it; empty for an agent of before, which confirms
/// without a word. `gateTold`: it was told of the gate's secrets, and has to say what became of that. What has failed
/// is said in the log: the guest stays usable.
std::optional<std::vector<domain::GuestCheck>> checksOf(std::string_view payload, bool gateTold);

} // namespace glovebox::guest
