// Role: what a sandbox may come to need of its host's memory: admission promises it, and the window counts with it how
// many more there is room for. Pure.
#pragma once

#include "core/domain/sandbox.h"

namespace glovebox::domain {

/// A hypervisor process beside its guest's memory: code, devices and the emulator's translations. What was measured
/// with an emulated guest at work is 60 to 80 MiB.
inline constexpr ByteCount kProcessItself = ByteCount::mib(96);

constexpr ByteCount memoryNeeded(const MachineSize &size)
{
    return {size.memory.value + kProcessItself.value};
}

} // namespace glovebox::domain
