// Role: puts secrets into the head of a request, where it has their placeholders. Pure. Thread: any.
// Only in values of headers, and only where a secret's form says: a placeholder anywhere else in the head, or to a host
// that its secret does not name, is refused. Bodies are not looked at: a placeholder there goes out as it is, and is
// worth nothing.
// Invariants: what is said of a refusal has no value and no placeholder in it; a head that was filled ends where it
// ended before and is framed as before; placeholders are compared in constant time.
#pragma once

#include "core/egress/secret_echo.h"
#include "core/ports/egress_gate.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::egress {

struct SecretMisuse {
    std::string secret;   // by name; empty: the placeholder is none of this sandbox's
    std::string sentence; // without a dot
};

struct FilledHead {
    std::string head;
    std::vector<std::string> used; // by name, in the order of the head, each once
    Echoes put;                    // what the server may say back of it
    std::optional<SecretMisuse> misuse;
};

/// Of a head that was found good (HttpRules::onHead), for a server at the other end of a TLS connection of ours.
FilledHead fillSecrets(std::string_view head, const std::vector<ports::LineSecret> &secrets, std::string_view host,
                       std::uint16_t port);
/// Of a head that goes out in the clear, where no secret ever does.
std::optional<SecretMisuse> secretInTheClear(std::string_view head, const std::vector<ports::LineSecret> &secrets);

/// The same head, asking for an answer that is not compressed: one that is could not be looked at.
std::string askingForIdentity(std::string_view head);

} // namespace glovebox::egress
