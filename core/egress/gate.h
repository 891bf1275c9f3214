// Role: the EgressGate on this host's sockets. Thread: the engine's. Everything that a guest sends is looked at before
// it goes anywhere; see docs/egress.md for what is checked when.
#pragma once

#include "core/egress/dialer.h"
#include "core/ports/egress_gate.h"

namespace glovebox::egress {

class Gate final : public ports::EgressGate {
public:
    /// The clock outlives the gate, the gate its lines.
    explicit Gate(ports::Clock &clock, Resolve resolve = systemResolver(), OwnAddresses own = systemAddresses());

    std::unique_ptr<ports::EgressLine> attach(ports::EgressOrder order) override;

private:
    DialParts m_parts; // without a resolver: each line has its own share
    Lookups m_lookups;
};

} // namespace glovebox::egress
