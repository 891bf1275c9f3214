// Role: what a build asks for where this host gives it no root of its own: a machine that a root was booted as, and in
// which it works as that root. The composition gives it; the builds know nothing of hypervisors.
// Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/ports/guest_link.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace glovebox::images {

/// Destruction ends the machine at once, and what it wrote goes with it. Not from inside a callback of its link.
class BuildMachine {
public:
    virtual ~BuildMachine() = default;

    /// Its guest has been greeted; programs in it run as root unless they are told otherwise.
    virtual ports::GuestLink &guest() = 0;
    /// The end of what it printed on its console: for error messages.
    virtual std::string consoleTail() const = 0;
};

struct MachineOrder {
    std::string rootDisk; // a packed root, which is only read
    std::string key;      // names its content
    /// What is being done, and what whoever waits should know; may be empty.
    std::function<void(std::string_view line)> said;
};

/// Errors: as of ports::Hypervisor::start() and ports::GuestConnector; letting go of the handle gives it up.
using BootMachine = std::function<Call(MachineOrder, Callback<std::unique_ptr<BuildMachine>>)>;

} // namespace glovebox::images
