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

/// The HTTP status that an error is told with.
int statusOf(ErrorCode code);
http::Response okAnswer(const nlohmann::json &value);
http::Response acceptedAnswer(const nlohmann::json &value); // 202
/// {"error": {"code": "NotFound", "message": "…"}}
http::Response problemAnswer(int status, const Error &error);
http::Response problemAnswer(int status, ErrorCode code, std::string message);
http::Response noneAnswer(const char *what, const std::string &name);
/// 202 {"accepted": true, "object": "image/import-1"}, 200 {"accepted": false} for what is so already, 409 with the
/// reason for what is denied.
http::Response verdictAnswer(const api::Verdict &verdict);

/// `host`: with what a size or a ladder that is named in part is filled up. `now`: what times are counted from.
api::NewSandbox newSandboxFrom(RequestBody &body, const std::optional<api::HostView> &host, WallTime now);
/// `session` or `match`, and `seconds`.
domain::Reservation reservationFrom(RequestBody &body, WallTime now);
/// `steps`, `start`, `ready`, `hibernate` (docs/api.md).
domain::Seed seedFrom(RequestBody &body);
/// It has steps that read files of this host.
bool readsThisHost(const domain::Seed &seed);
/// `pause_ms`, `hibernate_ms`, `destroy_ms`; 0: never. What is not said is as in `usual`.
domain::IdleLadder ladderFrom(RequestBody &body, domain::IdleLadder usual);

/// What these read.
inline std::vector<std::string_view> reservationFields()
{
    return {"session", "match", "seconds"};
}
inline std::vector<std::string_view> ladderFields()
{
    return {"pause_ms", "hibernate_ms", "destroy_ms"};
}
inline std::vector<std::string_view> newSandboxFields()
{
    return {"name",   "image",   "template", "snapshot",    "vcpus",  "memory_mib", "disk_mib",
            "egress", "secrets", "seed",     "reservation", "labels", "ladder",     "start_image_command"};
}
inline std::vector<std::string_view> seedFields()
{
    return {"steps", "start", "ready", "hibernate"};
}

} // namespace glovebox::rest
