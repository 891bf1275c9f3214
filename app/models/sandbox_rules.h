// Role: what can be asked of a sandbox in which state (ux 2.5), and why not. The engine decides; this only spares
// people what it would refuse. Pure.
#pragma once

#include "core/api/views.h"

#include <QString>

#include <optional>

namespace glovebox::models {

enum class SandboxVerb { Pause, Resume, Hibernate, Snapshot, Fork, RestoreInPlace, Destroy };

/// Empty when it can. `noSnapshots` is why this host takes none.
QString whyNot(const api::SandboxView &sandbox, SandboxVerb verb, const std::optional<Error> &noSnapshots = {});

} // namespace glovebox::models
