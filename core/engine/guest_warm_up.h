// Role: a first command for a guest that is to be frozen or kept ready, so that the next one finds a shell that runs
// and, in emulation, its code translated: 0.3 s down to some milliseconds. A copy of the shell is told its own name and
// gets its own random numbers by the guest's agent. Thread: the engine's.
#pragma once

#include "core/ports/guest_link.h"

namespace glovebox::engine {

/// `link` outlives the call. An Error when the guest does not do it; letting go aborts it.
Call warmUp(ports::GuestLink &link, Callback<> done);

} // namespace glovebox::engine
