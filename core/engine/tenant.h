// Role: what a session asks of the pool, and what it is told. Thread: the engine's.
#pragma once

#include "core/base/error.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/ports/guest_link.h"

#include <functional>
#include <optional>

namespace glovebox::engine {

/// What a session asks for.
struct SandboxWish {
    std::optional<domain::SandboxId> named;   // a kept sandbox; nothing else counts then
    std::optional<domain::MachineSize> size;  // of a new one
    std::optional<domain::IdleLadder> ladder; // of its environment; none: the engine's
};

/// What a session driver wants to know of its sandbox. Never called from inside a call of the pool's.
struct Tenant {
    std::function<void(ports::GuestLink &)> ready;
    std::function<void(Error)> lost; // did not start, or ended; the sandbox is Failed or gone
    std::function<void()> changed;   // state or queue position
};

} // namespace glovebox::engine
