#include "core/images/template_record.h"

#include "core/base/id.h"
#include "core/base/limits.h"
#include "core/domain/gate_secret.h"
#include "core/domain/template_definition.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace glovebox::images {

using namespace domain;
using nlohmann::json;

namespace {

/// Of what is read; what is written stays far below.
constexpr std::size_t kRecordListMax = 10'000;
constexpr int kRecordFormat = 1;

constexpr std::array kErrorCodes{
    ErrorCode::Cancelled,         ErrorCode::TimedOut,         ErrorCode::InvalidArgument, ErrorCode::InvalidState,
    ErrorCode::NotFound,          ErrorCode::PermissionDenied, ErrorCode::Conflict,        ErrorCode::ProtocolError,
    ErrorCode::TooLarge,          ErrorCode::OutOfDisk,        ErrorCode::OutOfMemory,     ErrorCode::FolderUnusable,
    ErrorCode::HostToolMissing,   ErrorCode::Unsupported,      ErrorCode::HostToolFailed,  ErrorCode::ImageBroken,
    ErrorCode::GuestUnresponsive, ErrorCode::GuestExited,      ErrorCode::GuestProtocol,   ErrorCode::Internal};

/// Takes members by type. What is missing or of another type makes it not ok, and is as if it were empty.
class RecordFields {
public:
    explicit RecordFields(const json &object) : m_object(object), m_ok(object.is_object()) {}

    std::string text(const char *key)
    {
        const auto *value = at(key);
        if (value && value->is_string())
            return value->get<std::string>();
        m_ok = false;
        return {};
    }
    std::string token(const char *key)
    {
        auto value = text(key);
        m_ok = m_ok && isSafeToken(value);
        return m_ok ? value : "none";
    }
    std::int64_t number(const char *key, std::int64_t least, std::int64_t most)
    {
        const auto *value = at(key);
        if (value && value->is_number_integer() &&
            !(value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(most)))
            if (const auto found = value->get<std::int64_t>(); found >= least && found <= most)
                return found;
        m_ok = false;
        return least;
    }
    ByteCount bytes(const char *key) { return {static_cast<std::uint64_t>(number(key, 0, INT64_MAX))}; }
    std::chrono::milliseconds time(const char *key) { return std::chrono::milliseconds(number(key, 0, kLatest)); }
    WallTime at(const char *key, int) { return WallTime(time(key)); }
    /// Null when it is not there.
    const json *at(const char *key) const
    {
        if (!m_object.is_object())
            return nullptr;
        const auto found = m_object.find(key);
        return found == m_object.end() || found->is_null() ? nullptr : &*found;
    }
    const json &list(const char *key)
    {
        static const json none = json::array();
        const auto *value = at(key);
        if (value && value->is_array() && value->size() <= kRecordListMax)
            return *value;
        m_ok = false;
        return none;
    }
    void wrong() { m_ok = false; }
    bool ok() const { return m_ok; }

private:
    static constexpr std::int64_t kLatest = 253'402'300'799'000; // the year 9999, in ms

    const json &m_object;
    bool m_ok;
};

std::int64_t recordedTime(WallTime at)
{
    return at.time_since_epoch().count();
}

json ladderJson(const IdleLadder &ladder)
{
    const auto of = [](const std::optional<std::chrono::milliseconds> &time) {
        return time ? json(time->count()) : json();
    };
    return {{"pause_ms", of(ladder.pauseAfter)},
            {"hibernate_ms", of(ladder.hibernateAfter)},
            {"destroy_ms", of(ladder.destroyAfter)}};
}

std::optional<IdleLadder> recordedLadder(RecordFields &parent)
{
    const auto *object = parent.at("ladder");
    if (!object)
        return std::nullopt;
    RecordFields fields(*object);
    const auto of = [&](const char *key) {
        return fields.at(key) ? std::optional(fields.time(key)) : std::nullopt;
    };
    const IdleLadder ladder{of("pause_ms"), of("hibernate_ms"), of("destroy_ms")};
    if (!fields.ok())
        parent.wrong();
    return ladder;
}

json versionJson(const ports::StoredVersion &version)
{
    json out{{"number", version.number},
             {"snapshot", version.snapshot.value()},
             {"built_at_ms", recordedTime(version.builtAt)},
             {"build_ms", version.buildTime.count()},
             {"steps_cached", version.stepsCached},
             {"steps", version.steps},
             {"memory", version.memory.value},
             {"disk", version.disk.value},
             {"base_key", version.baseKey},
             {"definition_key", version.definitionKey},
             {"vcpus", version.size.vcpus},
             {"machine_memory", version.size.memory.value},
             {"machine_disk", version.size.disk.value},
             {"warm", version.warm},
             {"run_egress", version.runEgress},
             {"run_secrets", version.runSecrets}};
    if (version.ladder)
        out["ladder"] = ladderJson(*version.ladder);
    if (!version.runner.arguments.empty())
        out["runner"] = version.runner.arguments;
    else if (!version.runner.empty())
        out["runner"] = version.runner.shell;
    return out;
}

/// A text for the shell, or a list of a program and its arguments.
CommandLine recordedRunner(RecordFields &in)
{
    CommandLine out;
    const auto *value = in.at("runner");
    if (value && value->is_string())
        out.shell = value->get<std::string>();
    else if (value)
        for (const auto &each : in.list("runner")) {
            if (!each.is_string())
                in.wrong();
            else
                out.arguments.push_back(each.get<std::string>());
        }
    return out;
}

/// None in a record of before.
std::vector<std::string> recordedNames(RecordFields &in, const char *key)
{
    std::vector<std::string> out;
    if (!in.at(key))
        return out;
    for (const auto &each : in.list(key)) {
        if (!each.is_string() || !isGateSecretName(each.get<std::string>()))
            in.wrong();
        else
            out.push_back(each.get<std::string>());
    }
    return out;
}

ports::StoredVersion versionFrom(const json &object, bool &ok)
{
    RecordFields in(object);
    ports::StoredVersion out{.number = static_cast<int>(in.number("number", 1, INT32_MAX)),
                             .snapshot = SnapshotId(in.token("snapshot")),
                             .builtAt = in.at("built_at_ms", 0),
                             .buildTime = in.time("build_ms"),
                             .stepsCached = static_cast<int>(in.number("steps_cached", 0, kRecordListMax)),
                             .steps = static_cast<int>(in.number("steps", 0, kRecordListMax)),
                             .memory = in.bytes("memory"),
                             .disk = in.bytes("disk"),
                             .baseKey = in.text("base_key"),
                             .definitionKey = in.text("definition_key"),
                             .size = {static_cast<int>(in.number("vcpus", 1, limits::kVcpusMax)),
                                      in.bytes("machine_memory"), in.bytes("machine_disk")},
                             .ladder = recordedLadder(in),
                             .warm = static_cast<int>(in.number("warm", 0, kRecordListMax)),
                             .runEgress = in.text("run_egress"),
                             .runSecrets = recordedNames(in, "run_secrets"),
                             .runner = recordedRunner(in)};
    ok = ok && in.ok();
    return out;
}

tl::unexpected<Error> notARecord(const char *what)
{
    return fail(ErrorCode::ProtocolError, std::string("not a template's record: ") + what);
}

} // namespace

std::string recordText(const ports::StoredTemplate &record)
{
    json versions = json::array();
    for (const auto &version : record.versions)
        versions.push_back(versionJson(version));
    json out{{"format", kRecordFormat},
             {"name", record.name},
             {"definition", record.text},
             {"folder", record.folder},
             {"since_ms", recordedTime(record.since)},
             {"versions", std::move(versions)},
             {"current", record.current},
             {"newest", record.newest},
             {"step_keys", record.stepKeys}};
    if (record.problem)
        out["problem"] = {{"code", name(record.problem->code)}, {"detail", record.problem->detail}};
    return out.dump(1, ' ', false, json::error_handler_t::replace) + '\n';
}

Result<ports::StoredTemplate> parseRecord(std::string_view text)
{
    const auto whole = json::parse(text, nullptr, false);
    RecordFields in(whole);
    if (!in.ok())
        return notARecord("it is no JSON object");
    if (in.number("format", 1, INT32_MAX) != kRecordFormat)
        return notARecord("it is of another version of this program");
    ports::StoredTemplate out{.name = in.text("name"),
                              .text = in.text("definition"),
                              .folder = in.text("folder"),
                              .since = in.at("since_ms", 0)};
    bool ok = isTemplateName(out.name);
    for (const auto &each : in.list("versions"))
        out.versions.push_back(versionFrom(each, ok));
    out.current = static_cast<int>(in.number("current", 0, INT32_MAX));
    out.newest = static_cast<int>(in.number("newest", 0, INT32_MAX));
    for (const auto &each : in.list("step_keys")) {
        ok = ok && each.is_string();
        out.stepKeys.push_back(ok ? each.get<std::string>() : std::string());
    }
    if (const auto *problem = in.at("problem")) {
        RecordFields fields(*problem);
        const auto code = fields.text("code");
        const auto known = std::ranges::find_if(kErrorCodes, [&](ErrorCode each) { return code == name(each); });
        out.problem = Error{known == kErrorCodes.end() ? ErrorCode::Internal : *known, fields.text("detail")};
        ok = ok && fields.ok();
    }
    for (std::size_t i = 0; i < out.versions.size(); ++i) // numbers rise, and none is above the newest
        ok = ok && out.versions[i].number <= out.newest &&
             (i == 0 || out.versions[i - 1].number < out.versions[i].number);
    if (!ok || !in.ok())
        return notARecord("something is missing in it, or is of another kind");
    return out;
}

std::string stepsText(const std::vector<ports::StoredStep> &steps)
{
    json list = json::array();
    for (const auto &step : steps)
        list.push_back({{"key", step.key},
                        {"snapshot", step.snapshot.value()},
                        {"used_at_ms", recordedTime(step.usedAt)},
                        {"bytes", step.bytes.value}});
    return json{{"format", kRecordFormat}, {"steps", std::move(list)}}.dump(1, ' ', false,
                                                                            json::error_handler_t::replace) +
           '\n';
}

Result<std::vector<ports::StoredStep>> parseSteps(std::string_view text)
{
    const auto whole = json::parse(text, nullptr, false);
    RecordFields in(whole);
    if (!in.ok() || in.number("format", 1, INT32_MAX) != kRecordFormat)
        return notARecord("what steps left is not of this version of the program");
    std::vector<ports::StoredStep> out;
    bool ok = true;
    for (const auto &each : in.list("steps")) {
        RecordFields step(each);
        out.push_back({.key = step.text("key"),
                       .snapshot = SnapshotId(step.token("snapshot")),
                       .usedAt = step.at("used_at_ms", 0),
                       .bytes = step.bytes("bytes")});
        ok = ok && step.ok();
    }
    if (!ok || !in.ok())
        return notARecord("what steps left does not read");
    return out;
}

} // namespace glovebox::images
