// Role: what a refusal means to us and how it reads (reference 0.5). Branches on details.error_code, the status, then
// error.type; never on the message. Thread: any.
// Invariant: no credential in an Error, not even one that the answer throws back at us.
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/base/units.h"

#include <string>
#include <string_view>

namespace glovebox::controlplane {

/// The most of an error's body that is read: a proxy's page may be of any size, a control plane's error is small.
inline constexpr ByteCount kErrorBodyMax = ByteCount::kib(64);

/// An answer that is no success. `body` may be anything, cut off at kErrorBodyMax.
struct Refusal {
    int status = 0;
    std::string contentType;
    std::string requestId;
    std::string location; // of a redirect
    std::string body;
};

/// LeaseLost carries the lease's current state in its detail.
Error errorFrom(const Refusal &refusal);

/// "detail (request-id req_1)".
std::string withRequestId(std::string detail, const std::string &requestId);

/// Replaces the credential wherever it stands in the text.
std::string withoutCredential(std::string text, const SecretString &credential);

} // namespace glovebox::controlplane
