// Role: the virtio-serial port that leads to the host. While no host is attached a read gives nothing at once and poll
// reports a hang-up for ever, so the port is then left out of the wait and the kernel's SIGIO says when to look again.
// A new host's first bytes may be here before the kernel says that there is one; what is answered to them is kept.
#pragma once

#include "core/guest/agent/service.h"
#include "core/guest/agent/tools/descriptor.h"

#include <string>

namespace glovebox::agent {

/// Opens a port that a machine may be without, once it is known which ports there are. Invalid with errno; ENOENT:
/// there is none with this name.
Descriptor openOptionalPort(const char *name);

class Port {
public:
    /// Waits for the port to appear. Empty on success, otherwise what is wrong.
    std::string open(const char *name);

    /// Host attached, as far as the last look told.
    bool isAttached() const { return m_attached; }
    void addPollFd(std::vector<pollfd> &fds, bool wantsToWrite) const;
    /// Moves bytes both ways without blocking, and tells the service when the host has gone.
    void exchange(Service &service);

private:
    struct Reading {
        bool some = false; // something came
        bool more = false; // there may be more at once
    };
    Reading readAll(Service &service);
    void writeAll(Service &service);

    Descriptor m_port;
    bool m_attached = false;
    Instant m_lastHeard; // before the first byte: long ago
};

} // namespace glovebox::agent
