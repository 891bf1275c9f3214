#include "core/rest/api_answers.h"

#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

/// What the engine gives at most it says itself; these keep sums within their types.
constexpr std::uint64_t kVcpusAskedMax = 1024;
constexpr std::uint64_t kMibAskedMax = 1ull << 30;
constexpr std::uint64_t kLadderAskedMax = 365ull * 24 * 3600 * 1000; // ms

http::Response jsonAnswer(int status, const json &value)
{
    auto response = http::Response::json(status, dump(value) + "\n");
    response.headers.add("cache-control", "no-store");
    return response;
}

} // namespace

int statusOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return 400;
    case ErrorCode::Unauthorized:
        return 401;
    case ErrorCode::PermissionDenied:
    case ErrorCode::Forbidden:
        return 403;
    case ErrorCode::NotFound:
        return 404;
    case ErrorCode::InvalidState:
    case ErrorCode::Conflict:
    case ErrorCode::Cancelled:
        return 409;
    case ErrorCode::TooLarge:
        return 413;
    case ErrorCode::Unsupported:
        return 422;
    case ErrorCode::RateLimited:
        return 429;
    case ErrorCode::TimedOut:
    case ErrorCode::GuestUnresponsive:
        return 504;
    case ErrorCode::OutOfDisk:
    case ErrorCode::OutOfMemory:
    case ErrorCode::GuestExited:
        return 503;
    default:
        return 500;
    }
}

http::Response okAnswer(const json &value)
{
    return jsonAnswer(200, value);
}

http::Response acceptedAnswer(const json &value)
{
    return jsonAnswer(202, value);
}

http::Response problemAnswer(int status, const Error &error)
{
    return jsonAnswer(status, {{"error", toJson(error)}});
}

http::Response problemAnswer(int status, ErrorCode code, std::string message)
{
    return problemAnswer(status, Error{code, std::move(message)});
}

http::Response noneAnswer(const char *what, const std::string &name)
{
    return problemAnswer(404, ErrorCode::NotFound,
                         std::string("there is no ") + what + " '" + name.substr(0, 128) + "' here");
}

http::Response verdictAnswer(const api::Verdict &verdict)
{
    switch (verdict.kind) {
    case api::Verdict::Kind::Accepted:
    case api::Verdict::Kind::AlreadySo: {
        const bool accepted = verdict.kind == api::Verdict::Kind::Accepted;
        json answer{{"accepted", accepted}};
        if (!verdict.object.empty())
            answer["object"] = verdict.object;
        return jsonAnswer(accepted ? 202 : 200, answer);
    }
    case api::Verdict::Kind::Denied:
        break;
    }
    return problemAnswer(statusOf(verdict.code), verdict.code, verdict.reason);
}

api::NewSandbox newSandboxFrom(RequestBody &body, const std::optional<api::HostView> &host, WallTime now)
{
    api::NewSandbox wanted;
    wanted.name = body.text("name", 64);
    wanted.image = body.text("image", 512);
    wanted.base = body.text("template", 64);
    auto size = host ? host->size : domain::MachineSize{};
    const auto vcpus = body.count("vcpus", kVcpusAskedMax);
    const auto memory = body.count("memory_mib", kMibAskedMax);
    const auto disk = body.count("disk_mib", kMibAskedMax);
    if (vcpus)
        size.vcpus = static_cast<int>(*vcpus);
    if (memory)
        size.memory = ByteCount::mib(*memory);
    if (disk)
        size.disk = ByteCount::mib(*disk);
    if (vcpus || memory || disk)
        wanted.size = size;
    if (const auto snapshot = body.text("snapshot", 128); !snapshot.empty())
        wanted.snapshot = domain::SnapshotId(snapshot);
    wanted.egress = body.text("egress", 64);
    wanted.secrets = body.words("secrets", domain::kGateSecretNameMax);
    wanted.labels = body.texts("labels");
    wanted.startImageCommand = body.flag("start_image_command");
    if (auto ladder = body.object("ladder", ladderFields())) {
        wanted.ladder = ladderFrom(*ladder, host ? host->defaultLadder : domain::IdleLadder{});
        body.adopt(*ladder, "'ladder'");
    }
    if (auto seed = body.object("seed", seedFields())) {
        wanted.seed = seedFrom(*seed);
        body.adopt(*seed, "'seed'");
    }
    if (auto reservation = body.object("reservation", reservationFields())) {
        wanted.reservation = reservationFrom(*reservation, now);
        body.adopt(*reservation, "'reservation'");
    }
    return wanted;
}

domain::IdleLadder ladderFrom(RequestBody &body, domain::IdleLadder usual)
{
    const auto read = [&](const char *field, std::optional<std::chrono::milliseconds> &step) {
        if (const auto after = body.count(field, kLadderAskedMax))
            step = *after > 0 ? std::optional(std::chrono::milliseconds(*after)) : std::nullopt;
    };
    read("pause_ms", usual.pauseAfter);
    read("hibernate_ms", usual.hibernateAfter);
    read("destroy_ms", usual.destroyAfter);
    return usual;
}

domain::Reservation reservationFrom(RequestBody &body, WallTime now)
{
    constexpr std::uint64_t tenYears = 10ull * 366 * 24 * 3600;
    domain::Reservation reservation;
    if (const auto session = body.text("session", 128); !session.empty())
        reservation.session = domain::SessionId(session);
    reservation.match = body.texts("match");
    if (const auto seconds = body.count("seconds", tenYears)) {
        if (*seconds == 0)
            body.wrong("'seconds' is 0; leave it out to reserve it for ever");
        reservation.until = now + std::chrono::seconds(*seconds);
    }
    return reservation;
}

} // namespace glovebox::rest
