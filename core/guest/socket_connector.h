// Role: reaches the agent of a guest that may still be booting: connects to the control socket, greets, compares
// versions, sets the guest's identity. What comes out is a link to a guest that is ready. Thread: the engine's.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_link.h"

namespace glovebox::guest {

class SocketConnector : public ports::GuestConnector {
public:
    /// `clock` outlives the connector and every link that it made.
    explicit SocketConnector(ports::Clock &clock) : m_clock(clock) {}

    Call connect(std::string controlSocket, ports::GuestIdentity identity, std::chrono::milliseconds deadline,
                 Callback<ports::GreetedGuest> done) override;

private:
    ports::Clock &m_clock;
};

} // namespace glovebox::guest
