// Role: a local address of this host that leads to a port inside a sandbox, as values. Pure. Thread: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace glovebox::domain {

enum class PortKind {
    Http, // requests and WebSockets, each with a token of this address
    Tcp,  // whatever is spoken: every program of this host may connect
};

std::string_view word(PortKind kind);
std::optional<PortKind> portKindFrom(std::string_view word);

} // namespace glovebox::domain
