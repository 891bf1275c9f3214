#include "core/guest/identity_checks.h"

#include <QLoggingCategory>

namespace glovebox::guest {

namespace {

Q_LOGGING_CATEGORY(lcIdentity, "glovebox.guest")

/// A clock that shows less was never set: 2001.
constexpr std::chrono::milliseconds kNeverSet{978'307'200'000};

constexpr const char *kSecrets = "Secrets";
/// Its agent is in its memory, as it was when that was frozen.
constexpr const char *kNoGate =
    "this guest was begun before there were secrets: it has no variables for them, and does "
    "not believe the gate; begin a new one";

std::string inWords(std::chrono::milliseconds time)
{
    const auto count = time.count();
    const auto parts = [](std::int64_t whole, const char *large, std::int64_t rest, const char *small) {
        return std::to_string(whole) + ' ' + large + (rest ? ' ' + std::to_string(rest) + ' ' + small : "");
    };
    if (count < 1000)
        return std::to_string(count) + " ms";
    if (count < 60'000)
        return std::to_string(count / 1000) + '.' + std::to_string(count % 1000 / 100) + " s";
    if (count < 3'600'000)
        return parts(count / 60'000, "min", count % 60'000 / 1000, "s");
    if (count < 86'400'000)
        return parts(count / 3'600'000, "h", count % 3'600'000 / 60'000, "min");
    return parts(count / 86'400'000, "d", count % 86'400'000 / 3'600'000, "h");
}

std::string clockWords(const IdentityReport &report)
{
    if (report.clockWas < kNeverSet)
        return "set; it was not before";
    const auto moved = report.clockIs - report.clockWas;
    if (moved.count() == 0)
        return "right to the millisecond";
    return std::string(moved.count() > 0 ? "put forward by " : "put back by ") +
           inWords(moved.count() > 0 ? moved : -moved);
}

domain::GuestCheck check(const char *name, const std::string &problem, std::string good)
{
    return {name, problem.empty(), problem.empty() ? std::move(good) : problem};
}

} // namespace

Result<Identity> toIdentity(const ports::GuestIdentity &identity)
{
    Identity wire{identity.hostname, identity.wallTime.time_since_epoch(), identity.entropy, {}};
    if (identity.gate) {
        auto variables = packedVariables(identity.gate->variables);
        wire.gate = GateTrust{identity.gate->authority, variables.value_or(std::string())};
        if (const auto why = whyNotTold(*wire.gate); !variables || !why.empty())
            return fail(ErrorCode::InvalidArgument, "the gate's secrets cannot be told to a guest: " + why);
    }
    if (!identity.setup)
        return wire;
    auto environment = packedVariables(identity.setup->environment);
    if (!environment)
        return fail(ErrorCode::InvalidArgument, "the image's environment has a variable that is none");
    wire.setup = Setup{std::move(*environment), identity.setup->user, identity.setup->workdir};
    if (const auto why = whyNotTold(*wire.setup); !why.empty())
        return fail(ErrorCode::InvalidArgument, "the image's config cannot be told to a guest: " + why);
    return wire;
}

std::optional<std::vector<domain::GuestCheck>> checksOf(std::string_view payload, bool gateTold)
{
    if (isEmptyPayload(payload))
        return std::vector<domain::GuestCheck>();
    const auto report = parseIdentityReport(payload);
    if (!report)
        return std::nullopt;
    std::vector<domain::GuestCheck> checks{
        check("Clock", report->clockProblem, clockWords(*report)),
        check("Random numbers", report->randomProblem,
              std::to_string(report->randomBytes) + " bytes from the host mixed in, generator reseeded"),
        check("Machine id", report->machineIdProblem, report->machineIdIsNew ? "a new one" : "its own, as before"),
        check("Host name", report->hostnameProblem, report->machineIdIsNew ? "set" : "its own, as before")};
    if (const auto &setup = report->setup) {
        checks.push_back(check("User", setup->userProblem, setup->user));
        checks.push_back(check("Working folder", setup->workdirProblem, setup->workdir));
    }
    if (const auto &gate = report->gate)
        checks.push_back(check(kSecrets, gate->problem, gate->bundle.empty() ? "none" : "believed by " + gate->bundle));
    else if (gateTold)
        checks.push_back(check(kSecrets, kNoGate, {}));
    for (const auto &each : checks)
        if (!each.ok)
            qCWarning(lcIdentity, "a guest could not be put right, %s: %s", each.name.c_str(), each.detail.c_str());
    return checks;
}

} // namespace glovebox::guest
