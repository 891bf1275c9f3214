// Role: makes this guest itself and no other: name, time, and a random generator that no clone shares (vmm-notes 4).
#pragma once

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/protocol/messages.h"

namespace glovebox::agent {

/// The files in /etc that say who this machine is. They are kept in memory and open: a clone's first work is to write
/// them, and on the disk that takes ten times as long, of code that it runs for the first time.
class IdentityFiles {
public:
    /// Once the root is entered and /run is there. What cannot be made is said on the console.
    void prepare();

    /// What cannot be set is said on the console, too; the guest is usable without. Clock and entropy are set each
    /// time, host name and machine id only with another name: a guest that was paused stays who it is.
    guest::IdentityReport apply(const guest::Identity &identity);

private:
    std::string m_name;
    Descriptor m_random;
    Descriptor m_hostname;
    Descriptor m_hosts;
    Descriptor m_machineId;
};

/// Versions, kernel release and uptime for the greeting.
guest::HelloOk agentFacts();

} // namespace glovebox::agent
