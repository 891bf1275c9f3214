// Role: the shapes of the local API's answers, the statuses they come with, and what is read from paths and bodies.
// Pure. Thread: any.
#pragma once

#include "core/api/engine_control.h"
#include "core/http/request.h"
#include "core/rest/request_body.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace glovebox::rest {

/// What stands where `pattern` has a "*"; nothing when the path is another.
std::optional<std::vector<std::string>> namesIn(const std::vector<std::string> &pattern,
                                                const std::vector<std::string> &path);

http::Response okAnswer(const nlohmann::json &value);
/// {"error": {"code": "NotFound", "message": "…"}}
http::Response problemAnswer(int status, const Error &error);
http::Response problemAnswer(int status, ErrorCode code, std::string message);
http::Response noneAnswer(const char *what, const std::string &name);
/// 202 {"accepted": true, "object": "image/import-1"}, 200 {"accepted": false} for what is so already, 409 with the
/// reason for what is denied.
http::Response verdictAnswer(const api::Verdict &verdict);

/// `usual`: what a size that is named in part is filled up with. `now`: what times are counted from.
api::NewSandbox newSandboxFrom(RequestBody &body, const domain::MachineSize &usual, WallTime now);
/// `session` or `match`, and `seconds`.
domain::Reservation reservationFrom(RequestBody &body, WallTime now);
/// `steps`, `start`, `ready`, `hibernate` (docs/api.md).
domain::Seed seedFrom(RequestBody &body);

/// What these read.
inline std::vector<std::string_view> reservationFields()
{
    return {"session", "match", "seconds"};
}
inline std::vector<std::string_view> seedFields()
{
    return {"steps", "start", "ready", "hibernate"};
}

} // namespace glovebox::rest
