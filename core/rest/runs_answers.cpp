#include "core/rest/runs_answers.h"

#include "core/base/hex.h"
#include "core/base/text.h"
#include "core/rest/use_json.h"
#include "core/rest/view_json.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>

namespace glovebox::rest {

using domain::SandboxState;
using nlohmann::json;

namespace {

constexpr std::string_view kRunPrefix = "run";
constexpr std::size_t kRunFigures = 16;
constexpr ByteCount kSentenceMax{400};

struct Refused {
    int status;
    std::string_view code;
};

Refused refusedBy(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return {400, "bad_request"};
    case ErrorCode::Unauthorized:
        return {401, "unauthorized"};
    case ErrorCode::Forbidden:
    case ErrorCode::PermissionDenied:
        return {403, "forbidden"};
    case ErrorCode::NotFound:
        return {404, "not_found"};
    case ErrorCode::Conflict:
    case ErrorCode::InvalidState:
        return {409, "conflict"};
    case ErrorCode::TooLarge:
        return {413, "too_large"};
    case ErrorCode::RateLimited:
    case ErrorCode::OutOfMemory:
        return {429, "capacity"};
    case ErrorCode::Unsupported:
        return {501, "unsupported"};
    case ErrorCode::Cancelled:
    case ErrorCode::GuestExited:
        return {503, "unavailable"};
    case ErrorCode::TimedOut:
    case ErrorCode::GuestUnresponsive:
        return {504, "guest_timeout"};
    case ErrorCode::OutOfDisk:
        return {507, "disk_full"};
    default:
        return {500, "internal"};
    }
}

std::string_view wordOf(int status, ErrorCode code)
{
    switch (status) {
    case 400:
        return "bad_request";
    case 401:
        return "unauthorized";
    case 403:
        return "forbidden";
    case 404:
        return "not_found";
    case 405:
        return "method_not_allowed";
    case 408:
        return "timeout";
    case 413:
    case 414:
    case 431:
        return "too_large";
    case 415:
        return "unsupported_media_type";
    case 429:
        return "rate_limited";
    case 503:
        return "unavailable";
    default:
        return refusedBy(code).code;
    }
}

std::string sentenceOf(const Error &error)
{
    return error.detail.empty() ? std::string(name(error.code)) : error.detail;
}

std::int64_t uptimeOf(const domain::SandboxMeter &meter)
{
    return (meter.running + meter.paused).count();
}

json hostsOf(const domain::EgressProfile &profile, domain::EgressRule::Action action)
{
    json list = json::array();
    for (const auto &rule : profile.rules)
        if (rule.action == action)
            list.push_back(rule.host);
    return list;
}

} // namespace

bool isRunId(std::string_view id)
{
    return id.size() == kRunPrefix.size() + kRunFigures && id.starts_with(kRunPrefix) &&
           fromHex(id.substr(kRunPrefix.size())).has_value();
}

domain::SandboxId newRunId()
{
    const auto chance = QRandomGenerator::system()->generate64();
    std::string bytes;
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(chance >> shift & 0xff));
    return domain::SandboxId(std::string(kRunPrefix) + toHex(bytes));
}

domain::IdleLadder runLadder(std::chrono::seconds timeout)
{
    domain::IdleLadder ladder;
    if (timeout.count() > 0)
        ladder.destroyAfter = timeout;
    ladder.endsKept = true;
    return ladder;
}

std::string_view runStatus(SandboxState state, bool wasUp)
{
    switch (state) {
    case SandboxState::Queued:
        return wasUp ? "hibernated" : "creating";
    case SandboxState::Creating:
    case SandboxState::Restoring:
    case SandboxState::Resuming:
        return wasUp ? "running" : "creating";
    case SandboxState::Running:
    case SandboxState::Paused:
        return "running";
    case SandboxState::Hibernating:
    case SandboxState::Hibernated:
    case SandboxState::Stopped:
        return "hibernated";
    case SandboxState::Failed:
        return "failed";
    case SandboxState::Destroying:
    case SandboxState::Destroyed:
        break;
    }
    return "destroyed";
}

json runRecord(const api::SandboxView &view, const RunFacts &facts)
{
    const auto created = facts.createTime.value_or(view.bootTime.value_or(std::chrono::milliseconds(0)));
    return {{"id", view.id.value()},
            {"status", runStatus(view.state, facts.wasUp)},
            {"image", view.image},
            {"vcpus", view.size.vcpus},
            {"mem_mib", view.size.memory.value >> 20},
            {"disk_mib", view.size.disk.value >> 20},
            {"create_ms", created.count()},
            {"created_at", instantText(view.createdAt)},
            {"region", "local"}};
}

json snapshotRecord(const api::SnapshotView &view)
{
    return {{"id", view.id.value()},
            {"run_id", view.sandbox.value()},
            {"size_bytes", view.memory.value + view.disk.value},
            {"created_at", instantText(view.at)}};
}

json destroyedRecord(const api::SandboxView &view)
{
    const auto &meter = view.end ? view.end->meter : view.meter;
    return {{"status", "destroyed"},
            {"cpu_ms", meter.cpuTime.count()},
            {"mem_peak_bytes", meter.memoryPeak.value},
            {"uptime_ms", uptimeOf(meter)},
            {"cost_cents", cents(view.end ? view.end->cost : view.cost)}};
}

json historyRecordOf(const api::EndedSandboxView &view, const std::string &image, const RunFacts &facts)
{
    const auto &meter = view.end.meter;
    json record{{"id", view.id.value()},
                {"vcpus", view.size.vcpus},
                {"mem_mib", view.size.memory.value >> 20},
                {"created_at", instantText(view.createdAt)},
                {"destroyed_at", instantText(view.end.at)},
                {"uptime_ms", uptimeOf(meter)},
                {"cpu_ms", meter.cpuTime.count()},
                {"mem_peak_bytes", meter.memoryPeak.value},
                {"cost_cents", cents(view.end.cost)}};
    if (!image.empty())
        record["image"] = image;
    if (facts.createTime)
        record["create_ms"] = facts.createTime->count();
    return record;
}

json networkProfile(const api::ShownEgressProfile &shown)
{
    json out{{"name", shown.profile.name},
             {"allow", hostsOf(shown.profile, domain::EgressRule::Action::Allow)},
             {"deny", hostsOf(shown.profile, domain::EgressRule::Action::Deny)}};
    if (!shown.profile.description.empty())
        out["description"] = shown.profile.description;
    return out;
}

http::Response runsAnswer(int status, const json &value)
{
    auto response = http::Response::json(status, dump(value));
    response.headers.add("cache-control", "no-store");
    return response;
}

http::Response runsProblem(int status, std::string_view code, const std::string &sentence)
{
    return runsAnswer(status, {{"error", clipped(toOneLine(sentence), kSentenceMax)}, {"code", code}});
}

http::Response runsProblem(const Error &error)
{
    const auto refused = refusedBy(error.code);
    return runsProblem(refused.status, refused.code, sentenceOf(error));
}

http::Response runsProblem(int status, const Error &error)
{
    return runsProblem(status, wordOf(status, error.code), sentenceOf(error));
}

http::Response noSuchRun(const std::string &id)
{
    return runsProblem(404, "not_found", "there is no run '" + clipped(id, ByteCount{64}) + "' here");
}

} // namespace glovebox::rest
