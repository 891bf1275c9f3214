// Role: the EgressGate on this host's sockets. Thread: the engine's. Everything that a guest sends is looked at before
// it goes anywhere; see docs/egress.md for what is checked when.
#pragma once

#include "core/egress/dialer.h"
#include "core/ports/egress_gate.h"

#include <memory>
#include <string>

namespace glovebox::egress {

class CertificateAuthority;
struct TlsOpening;

/// Of a program that may have so many files open: half for what guests open, an eighth for what leads into them.
struct ConnectionBounds {
    std::size_t outward = 0;
    std::size_t inward = 0; // 8192 at most
};
ConnectionBounds boundsOf(std::size_t files);

class Gate final : public ports::EgressGate {
public:
    /// The clock outlives the gate, the gate its lines.
    explicit Gate(ports::Clock &clock, Resolve resolve = systemResolver(), OwnAddresses own = systemAddresses());

    /// From now on, for all lines: TLS to hosts of their secrets is opened with it; without one such a connection is
    /// refused. `trustFile`: whom the gate believes in place of this host's trust store.
    void openTlsWith(std::shared_ptr<CertificateAuthority> authority, std::string trustFile = {});

    std::unique_ptr<ports::EgressLine> attach(ports::EgressOrder order) override;
    Result<std::unique_ptr<ports::InwardAddress>> listen(ports::InwardOrder order) override;

private:
    DialParts m_parts; // without a resolver: each line has its own share
    Lookups m_lookups;
    std::shared_ptr<TlsOpening> m_opening;
};

} // namespace glovebox::egress
