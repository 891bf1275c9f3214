// Role: a file of a sandbox as the answer to a request: bytes as they come, at the pace of whoever is slower.
// Thread: the engine's. Invariants: what breaks off is not taken for whole; it ends with its request.
#pragma once

#include "core/api/sandbox_access.h"
#include "core/http/responder.h"

#include <functional>
#include <string>

namespace glovebox::rest {

/// Of a file that a door of ours passes on; no guest makes us read without end.
inline constexpr ByteCount kGuestFileMax = ByteCount::gib(16);

/// `refusal`: the answer when there is no such file, or none of it can be had.
void sendGuestFile(api::SandboxAccess &access, const domain::SandboxId &sandbox, std::string path,
                   const http::Responder &responder, std::function<http::Response(const Error &)> refusal);

} // namespace glovebox::rest
