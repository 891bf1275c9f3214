// Role: how a machine's end, or its failed start, is explained to people. Pure. Thread: any.
#pragma once

#include "core/ports/hypervisor.h"
#include "core/qemu/qemu_process.h"

#include <optional>
#include <string>

namespace glovebox::qemu {

/// What is known about a machine when its process is gone.
struct EndFacts {
    bool requested = false;                    // by us
    bool panicked = false;                     // QEMU reported GUEST_PANICKED
    std::optional<std::string> shutdownReason; // of a SHUTDOWN event that the guest caused
    std::string cause;                         // why we killed it, when we had a reason
    bool killedByUs = false;                   // with or without one
    bool oomKill = false;                      // the host's kernel has killed for want of memory in its time
    ProcessEnd process;
    std::string console;
};
ports::MachineExit explainEnd(const EndFacts &facts);

/// Why QEMU ended before it was ready; `when` says what it was at ("before its monitor answered").
Error explainFailedStart(const ProcessEnd &end, const std::string &errors, const char *when);

} // namespace glovebox::qemu
