// Role: what the engine shows of local addresses that lead into sandboxes, and what can be asked about them; see
// views.h. No token is ever shown but in the answer to who opened the port.
#pragma once

#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/inward_port.h"

#include <cstdint>
#include <optional>
#include <string>

namespace glovebox::api {

struct PortView {
    std::uint64_t generation = 0;
    domain::PortId id;
    domain::SandboxId sandbox;
    std::uint16_t port = 0; // inside
    domain::PortKind kind = domain::PortKind::Http;
    std::string address; // "127.93.4.7:41234"
    WallTime since;
    int connections = 0; // open now
    std::uint64_t taken = 0;
    std::optional<WallTime> usedAt{};

    friend bool operator==(const PortView &, const PortView &) = default;
};
struct PortGone {
    domain::PortId id;
};

/// Verdict::object is the URL to open, of Http with a token that is good once and soon; of Tcp
/// "tcp://127.93.4.7:41234". Of a port that is open already: a new URL of the same address. A paused sandbox wakes when
/// somebody connects.
struct OpenPort {
    domain::SandboxId sandbox;
    std::uint16_t port = 0;
    domain::PortKind kind = domain::PortKind::Http;
    std::string path = "/"; // of the URL
};
/// Everything that is open through it ends.
struct ClosePort {
    domain::PortId id;
};

} // namespace glovebox::api
