// Role: the steps from a running machine to a template: stand still, save the devices, end, seal the memory, keep the
// disk. Each step's undo is an object that goes when one fails or when nobody waits any more. Thread: the engine's.
#pragma once

#include "core/ports/hypervisor.h"

#include <string>

namespace glovebox::qemu {

/// `diskDir`: where the frozen disk stays, on the file system of the machine's own.
Call freezeMachine(std::string diskDir, std::unique_ptr<ports::Machine> machine,
                   Callback<std::shared_ptr<const ports::Template>> done);

} // namespace glovebox::qemu
