// Role: the steps from a running machine to a template: stand still, save the devices, end, seal the memory, keep the
// disk. Each step's undo is an object that goes when one fails or when nobody waits any more. Thread: the engine's.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/frozen_store.h"

namespace glovebox::qemu {

/// `store` keeps the frozen disk, and then all of the template; it is on the file system of the machine's own disk and
/// outlives the call.
Call freezeMachine(DiskStore &store, std::unique_ptr<ports::Machine> machine,
                   Callback<std::shared_ptr<const ports::Template>> done);

} // namespace glovebox::qemu
