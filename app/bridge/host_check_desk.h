// Role: the checks of this host as the window asks for them. They run elsewhere; nothing waits for them.
// Thread: GUI; what was found comes later, from the event loop.
#pragma once

#include "core/base/call.h"
#include "core/domain/host_check.h"

#include <functional>
#include <string>

namespace glovebox::bridge {

class HostCheckDesk {
public:
    HostCheckDesk() = default;
    virtual ~HostCheckDesk() = default;
    HostCheckDesk(const HostCheckDesk &) = delete;
    HostCheckDesk &operator=(const HostCheckDesk &) = delete;

    /// Of the check with the id `only`, or (empty) of all. Each is told once, as it is found; `done` is the end. One at
    /// a time: letting go of it stops the rest.
    virtual Call check(const std::string &only, std::function<void(const domain::HostCheck &)> told,
                       std::function<void()> done) = 0;
};

} // namespace glovebox::bridge
