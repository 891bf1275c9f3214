// Role: when something takes longer than usual: the limits of the design for a sandbox on its way (ux 2.4), and for
// long actions three times what they took here, or a limit of their kind where nothing is known yet. Pure.
#pragma once

#include "core/api/views.h"

#include <chrono>
#include <optional>
#include <vector>

namespace glovebox::models {

using std::chrono::milliseconds;

/// After so long in its state; none: it stays as long as it likes.
std::optional<milliseconds> usualMost(const api::SandboxView &sandbox);
/// `took`: what those of its kind took here, in any order. None: of its kind nobody can say.
std::optional<milliseconds> usualMost(domain::OperationKind kind, std::vector<milliseconds> took);

} // namespace glovebox::models
