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

/// In the gate's own 401 to who showed a token: the SHA-256 of that. A server inside cannot say it, since it never sees
/// one; so whoever has a token can tell whether it is that which is good no more.
inline constexpr std::string_view kUnknownPortTokenHeader = "glovebox-unknown-token";

std::string_view word(PortKind kind);
std::optional<PortKind> portKindFrom(std::string_view word);

} // namespace glovebox::domain
