// Role: process 1's part in the network: starts the process that is it, and starts it anew should it end. Thread:
// process 1's only one. Programs' connections end with the process; the made-up addresses that it gave away stay taken.
#pragma once

#include "core/guest/agent/network/streams.h"
#include "core/guest/agent/tools/descriptor.h"

#include <sys/types.h>

namespace glovebox::agent {

class NetworkKeeper {
public:
    /// Before anything else runs in the guest.
    void start();
    /// Until programs find their network, or there is none, or for as long as anybody would wait.
    void waitUntilReady();
    /// Of then: programs find a network, and a proxy in it.
    bool isThere() const { return m_isThere; }

    bool owns(pid_t child) const { return child > 0 && child == m_child; }
    void ended(int status);

    std::optional<Instant> deadline() const { return m_startAgain; }
    void step(Instant now);

private:
    void fork();

    pid_t m_child = -1;
    Descriptor m_ready;
    std::uint32_t *m_next = nullptr; // shared with the child
    Instant m_started;
    std::optional<Instant> m_startAgain;
    std::chrono::milliseconds m_pause{0};
    bool m_again = false;
    bool m_isThere = false;
};

} // namespace glovebox::agent
