#include "core/guest/protocol/messages.h"

#include "core/base/hex.h"
#include "core/base/text.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"

#include <algorithm>
#include <limits>

namespace glovebox::guest {

namespace {

constexpr std::uint64_t kAnyNumber = std::numeric_limits<std::uint64_t>::max();
/// The year 9999: later stamps are no wall time.
constexpr std::uint64_t kWallTimeMax = 253'402'300'799'999;
/// Ten years of uptime.
constexpr std::uint64_t kUptimeMax = 315'360'000'000;
constexpr std::size_t kPlainListMax = 8;
constexpr std::size_t kPlainFieldsMax = 16;

bool isHostname(std::string_view text)
{
    if (text.empty() || text.size() > kHostnameMax)
        return false;
    for (const char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    return true;
}

nlohmann::json pathList(const std::vector<std::string> &paths)
{
    auto list = nlohmann::json::array();
    for (const auto &path : paths)
        list.push_back(toValidUtf8(path));
    return list;
}

std::optional<std::vector<std::string>> pathsField(const nlohmann::json &message, const char *name)
{
    const auto found = message.find(name);
    if (found == message.end() || !found->is_array() || found->size() > kToolFoldersMax)
        return std::nullopt;
    std::vector<std::string> paths;
    for (const auto &entry : *found) {
        if (!entry.is_string())
            return std::nullopt;
        const auto &path = entry.get_ref<const std::string &>();
        if (!path.starts_with('/') || path.size() > kFilePathMax || path.find('\0') != std::string::npos)
            return std::nullopt;
        paths.push_back(path);
    }
    return paths;
}

/// Within kShortTextMax, with what clipped() says of the rest.
std::string shortText(const std::string &text)
{
    return clipped(toValidUtf8(text), ByteCount{kShortTextMax - 48});
}

/// A message within another; `broken` when there is something else under that name.
struct Part {
    std::optional<nlohmann::json> message;
    bool broken = false;
};
Part partField(const nlohmann::json &message, const char *name)
{
    const auto found = message.find(name);
    if (found == message.end())
        return {};
    return found->is_object() ? Part{*found, false} : Part{std::nullopt, true};
}

std::optional<Setup> parseSetup(const nlohmann::json &message)
{
    auto environment = textField(message, "environment", kEnvironmentMax);
    auto user = textField(message, "user", kShortTextMax);
    auto workdir = textField(message, "workdir", kFilePathMax);
    if (!environment || !user || !workdir)
        return std::nullopt;
    Setup setup{std::move(*environment), std::move(*user), std::move(*workdir)};
    return whyNotTold(setup).empty() ? std::optional(std::move(setup)) : std::nullopt;
}

std::optional<SetupReport> parseSetupReport(const nlohmann::json &message)
{
    const auto user = textField(message, "user", kShortTextMax);
    const auto userProblem = textField(message, "user_problem", kShortTextMax);
    const auto workdir = textField(message, "workdir", kShortTextMax);
    const auto workdirProblem = textField(message, "workdir_problem", kShortTextMax);
    if (!user || !userProblem || !workdir || !workdirProblem)
        return std::nullopt;
    return SetupReport{toOneLine(*user), toOneLine(*userProblem), toOneLine(*workdir), toOneLine(*workdirProblem)};
}

std::optional<GateTrust> parseGateTrust(const nlohmann::json &message)
{
    auto authority = textField(message, "authority", kAuthorityMax);
    auto variables = textField(message, "variables", kEnvironmentMax);
    if (!authority || !variables)
        return std::nullopt;
    GateTrust gate{std::move(*authority), std::move(*variables)};
    return whyNotTold(gate).empty() ? std::optional(std::move(gate)) : std::nullopt;
}

std::optional<GateReport> parseGateReport(const nlohmann::json &message)
{
    const auto bundle = textField(message, "bundle", kShortTextMax);
    const auto problem = textField(message, "problem", kShortTextMax);
    if (!bundle || !problem)
        return std::nullopt;
    return GateReport{toOneLine(*bundle), toOneLine(*problem)};
}

std::optional<nlohmann::json> plainScalar(const nlohmann::json &value)
{
    if (value.is_string())
        return nlohmann::json(toValidUtf8(value.get_ref<const std::string &>()));
    if (value.is_boolean() || value.is_number() || value.is_null())
        return value;
    return std::nullopt;
}

} // namespace

std::string emptyPayload()
{
    return encodePayload(nlohmann::json::object());
}

std::string toPayload(const Hello &message)
{
    return encodePayload({{"protocol", message.protocol}, {"host", toValidUtf8(message.hostVersion)}});
}

std::string toPayload(const HelloOk &message)
{
    return encodePayload({{"protocol", message.protocol},
                          {"agent", toValidUtf8(message.agentVersion)},
                          {"kernel", toValidUtf8(message.kernelRelease)},
                          {"uptime_ms", static_cast<std::uint64_t>(message.uptime.count())},
                          {"level", message.level}});
}

std::string toPayload(const Identity &message)
{
    nlohmann::json payload{{"hostname", toValidUtf8(message.hostname)},
                           {"wall_ms", static_cast<std::uint64_t>(message.wallTime.count())},
                           {"entropy", toHex(message.entropy)}};
    if (message.setup)
        payload["setup"] = {{"environment", toValidUtf8(message.setup->environment)},
                            {"user", toValidUtf8(message.setup->user)},
                            {"workdir", toValidUtf8(message.setup->workdir)}};
    if (message.gate)
        payload["gate"] = {{"authority", toValidUtf8(message.gate->authority)},
                           {"variables", toValidUtf8(message.gate->variables)}};
    return encodePayload(payload);
}

std::string toPayload(const IdentityReport &message)
{
    nlohmann::json payload(
        {{"clock_was_ms", static_cast<std::uint64_t>(std::max<std::int64_t>(0, message.clockWas.count()))},
         {"clock_is_ms", static_cast<std::uint64_t>(std::max<std::int64_t>(0, message.clockIs.count()))},
         {"clock_problem", toValidUtf8(message.clockProblem)},
         {"random_bytes", message.randomBytes},
         {"random_problem", toValidUtf8(message.randomProblem)},
         {"machine_id_new", message.machineIdIsNew},
         {"machine_id_problem", toValidUtf8(message.machineIdProblem)},
         {"hostname_problem", toValidUtf8(message.hostnameProblem)}});
    if (message.setup)
        payload["setup"] = {{"user", shortText(message.setup->user)},
                            {"user_problem", shortText(message.setup->userProblem)},
                            {"workdir", shortText(message.setup->workdir)},
                            {"workdir_problem", shortText(message.setup->workdirProblem)}};
    if (message.gate)
        payload["gate"] = {{"bundle", shortText(message.gate->bundle)}, {"problem", shortText(message.gate->problem)}};
    return encodePayload(payload);
}

std::string toPayload(const ToolStart &message)
{
    return encodePayload({{"tool", toValidUtf8(message.tool)},
                          {"input", message.input},
                          {"timeout_ms", static_cast<std::uint64_t>(message.timeout.count())},
                          {"credit", message.credit},
                          {"handler", toValidUtf8(message.handler)},
                          {"stdin", toValidUtf8(message.standardInput)},
                          {"folders", pathList(message.folders)},
                          {"read_only", pathList(message.readOnlyFolders)}});
}

std::string toPayload(const ToolOutput &message)
{
    return encodePayload({{"text", toValidUtf8(message.text)}, {"skipped", message.skipped}});
}

std::string toPayload(const ToolCredit &message)
{
    return encodePayload({{"bytes", message.bytes}});
}

std::string toPayload(const ToolReply &message)
{
    return encodePayload(
        {{"text", toValidUtf8(message.text)}, {"is_error", message.isError}, {"timed_out", message.timedOut}});
}

std::string toPayload(const Heartbeat &message)
{
    return encodePayload({{"number", message.number}});
}

std::optional<Hello> parseHello(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto protocol = numberField(*message, "protocol", std::numeric_limits<std::uint32_t>::max());
    const auto host = textField(*message, "host", kShortTextMax);
    if (!protocol || !host)
        return std::nullopt;
    return Hello{static_cast<std::uint32_t>(*protocol), toValidUtf8(*host)};
}

std::optional<HelloOk> parseHelloOk(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto protocol = numberField(*message, "protocol", std::numeric_limits<std::uint32_t>::max());
    const auto agent = textField(*message, "agent", kShortTextMax);
    const auto kernel = textField(*message, "kernel", kShortTextMax);
    const auto uptime = numberField(*message, "uptime_ms", kUptimeMax);
    const auto level = message->contains("level")
                           ? numberField(*message, "level", std::numeric_limits<std::uint32_t>::max())
                           : std::optional<std::uint64_t>(0); // an agent of before tells none
    if (!protocol || !agent || !kernel || !uptime || !level)
        return std::nullopt;
    return HelloOk{static_cast<std::uint32_t>(*protocol), toValidUtf8(*agent), toValidUtf8(*kernel),
                   std::chrono::milliseconds(*uptime), static_cast<std::uint32_t>(*level)};
}

std::optional<Identity> parseIdentity(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    auto hostname = textField(*message, "hostname", kHostnameMax);
    const auto wall = numberField(*message, "wall_ms", kWallTimeMax);
    const auto hex = textField(*message, "entropy", kEntropyMax * 2);
    if (!hostname || !isHostname(*hostname) || !wall || !hex)
        return std::nullopt;
    auto entropy = fromHex(*hex);
    const auto part = partField(*message, "setup");
    auto setup = part.message ? parseSetup(*part.message) : std::nullopt;
    const auto gatePart = partField(*message, "gate");
    auto gate = gatePart.message ? parseGateTrust(*gatePart.message) : std::nullopt;
    if (!entropy || part.broken || (part.message && !setup) || gatePart.broken || (gatePart.message && !gate))
        return std::nullopt;
    return Identity{std::move(*hostname), std::chrono::milliseconds(*wall), std::move(*entropy), std::move(setup),
                    std::move(gate)};
}

std::optional<IdentityReport> parseIdentityReport(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto was = numberField(*message, "clock_was_ms", kWallTimeMax);
    const auto is = numberField(*message, "clock_is_ms", kWallTimeMax);
    const auto clock = textField(*message, "clock_problem", kShortTextMax);
    const auto bytes = numberField(*message, "random_bytes", kEntropyMax);
    const auto random = textField(*message, "random_problem", kShortTextMax);
    const auto isNew = flagField(*message, "machine_id_new");
    const auto machineId = textField(*message, "machine_id_problem", kShortTextMax);
    const auto hostname = textField(*message, "hostname_problem", kShortTextMax);
    if (!was || !is || !clock || !bytes || !random || !isNew || !machineId || !hostname)
        return std::nullopt;
    const auto part = partField(*message, "setup");
    auto setup = part.message ? parseSetupReport(*part.message) : std::nullopt;
    const auto gatePart = partField(*message, "gate");
    auto gate = gatePart.message ? parseGateReport(*gatePart.message) : std::nullopt;
    if (part.broken || (part.message && !setup) || gatePart.broken || (gatePart.message && !gate))
        return std::nullopt;
    return IdentityReport{.clockWas = std::chrono::milliseconds(*was),
                          .clockIs = std::chrono::milliseconds(*is),
                          .clockProblem = toValidUtf8(*clock),
                          .randomBytes = *bytes,
                          .randomProblem = toValidUtf8(*random),
                          .machineIdIsNew = *isNew,
                          .machineIdProblem = toValidUtf8(*machineId),
                          .hostnameProblem = toValidUtf8(*hostname),
                          .setup = std::move(setup),
                          .gate = std::move(gate)};
}

bool isEmptyPayload(std::string_view payload)
{
    const auto message = parsePayload(payload);
    return message && message->empty();
}

std::optional<ToolStart> parseToolStart(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    auto tool = textField(*message, "tool", kShortTextMax);
    const auto input = message->find("input");
    const auto timeout = numberField(*message, "timeout_ms", static_cast<std::uint64_t>(kToolTimeoutMax.count()));
    const auto credit = numberField(*message, "credit", kRequestPayloadMax);
    auto handler = textField(*message, "handler", kFilePathMax);
    auto standardInput = textField(*message, "stdin", kRequestPayloadMax);
    auto folders = pathsField(*message, "folders");
    auto readOnly = pathsField(*message, "read_only");
    if (!tool || input == message->end() || !input->is_object() || !timeout || !credit || !handler || !standardInput ||
        !folders || !readOnly)
        return std::nullopt;
    return ToolStart{std::move(*tool),
                     *input,
                     std::chrono::milliseconds(*timeout),
                     static_cast<std::size_t>(*credit),
                     std::move(*handler),
                     std::move(*standardInput),
                     std::move(*folders),
                     std::move(*readOnly)};
}

std::optional<ToolOutput> parseToolOutput(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto text = textField(*message, "text", kOutputChunkMax);
    const auto skipped = numberField(*message, "skipped", kAnyNumber);
    if (!text || !skipped)
        return std::nullopt;
    return ToolOutput{toValidUtf8(*text), *skipped};
}

std::optional<ToolCredit> parseToolCredit(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto bytes = message ? numberField(*message, "bytes", kRequestPayloadMax) : std::nullopt;
    return bytes ? std::optional(ToolCredit{static_cast<std::size_t>(*bytes)}) : std::nullopt;
}

std::optional<ToolReply> parseToolReply(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto text = textField(*message, "text", kResultTextMax);
    const auto isError = flagField(*message, "is_error");
    const auto timedOut = flagField(*message, "timed_out");
    if (!text || !isError || !timedOut)
        return std::nullopt;
    return ToolReply{toValidUtf8(*text), *isError, *timedOut};
}

std::optional<Heartbeat> parseHeartbeat(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto number = message ? numberField(*message, "number", kAnyNumber) : std::nullopt;
    return number ? std::optional(Heartbeat{*number}) : std::nullopt;
}

nlohmann::json plainInput(const nlohmann::json &input)
{
    auto plain = nlohmann::json::object();
    if (!input.is_object())
        return plain;
    for (const auto &[name, value] : input.items()) {
        if (plain.size() >= kPlainFieldsMax)
            break;
        if (auto scalar = plainScalar(value)) {
            plain[toValidUtf8(name)] = std::move(*scalar);
        } else if (value.is_array() && value.size() <= kPlainListMax) {
            auto list = nlohmann::json::array();
            for (const auto &entry : value)
                list.push_back(plainScalar(entry).value_or(nullptr));
            plain[toValidUtf8(name)] = std::move(list);
        }
    }
    return plain;
}

} // namespace glovebox::guest
