#include "core/guest/protocol/exec_messages.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/setup.h"

namespace glovebox::guest {

namespace {

constexpr std::uint64_t kStatusMax = 255;

} // namespace

std::string toPayload(const ExecStart &message)
{
    nlohmann::json payload{{"arguments", toValidUtf8(message.arguments)},
                           {"environment", toValidUtf8(message.environment)},
                           {"workdir", toValidUtf8(message.workdir)},
                           {"input", message.input},
                           {"timeout_ms", static_cast<std::uint64_t>(message.timeout.count())},
                           {"background", message.background}};
    if (message.user)
        payload["user"] = toValidUtf8(*message.user);
    if (message.untilEnd)
        payload["until_end"] = true;
    return encodePayload(payload);
}

std::string toPayload(const ExecCredit &message)
{
    return encodePayload({{"bytes", message.bytes}});
}

std::string toPayload(const ExecEnd &message)
{
    return encodePayload({{"outcome", static_cast<std::uint64_t>(message.outcome)},
                          {"status", static_cast<std::uint64_t>(message.status)},
                          {"signal", static_cast<std::uint64_t>(message.signal)},
                          {"timed_out", message.timedOut},
                          {"detail", clipped(toValidUtf8(message.detail), ByteCount{kFileDetailMax / 2})}});
}

std::optional<ExecStart> parseExecStart(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    auto arguments = textField(*message, "arguments", kArgumentsMax);
    auto environment = textField(*message, "environment", kEnvironmentMax);
    auto workdir = textField(*message, "workdir", kFilePathMax);
    const auto input = numberField(*message, "input", limits::kExecInputMax.value);
    const auto timeout = numberField(*message, "timeout_ms", static_cast<std::uint64_t>(kToolTimeoutMax.count()));
    const auto background = flagField(*message, "background");
    auto user = textField(*message, "user", kShortTextMax);
    const auto untilEnd = message->contains("until_end") ? flagField(*message, "until_end") : std::optional(false);
    if (!arguments || !environment || !workdir || !input || !timeout || !background || !untilEnd ||
        (!user && message->contains("user")))
        return std::nullopt;
    const auto words = unpackedWords(*arguments);
    const bool absolute = workdir->empty() || (workdir->starts_with('/') && workdir->find('\0') == std::string::npos);
    if (!words || words->empty() || words->front().empty() || !unpackedVariables(*environment) || !absolute)
        return std::nullopt;
    return ExecStart{std::move(*arguments),
                     std::move(*environment),
                     std::move(user),
                     std::move(*workdir),
                     *input,
                     std::chrono::milliseconds(*timeout),
                     *background,
                     *untilEnd};
}

std::optional<ExecCredit> parseExecCredit(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto bytes = message ? numberField(*message, "bytes", kExecWindow) : std::nullopt;
    return bytes ? std::optional(ExecCredit{static_cast<std::size_t>(*bytes)}) : std::nullopt;
}

std::optional<ExecEnd> parseExecEnd(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto outcome = numberField(*message, "outcome", static_cast<std::uint64_t>(ExecEnd::Outcome::InvalidState));
    const auto status = numberField(*message, "status", kStatusMax);
    const auto signal = numberField(*message, "signal", kSignalMax);
    const auto timedOut = flagField(*message, "timed_out");
    const auto detail = textField(*message, "detail", kFileDetailMax);
    if (!outcome || !status || !signal || !timedOut || !detail)
        return std::nullopt;
    return ExecEnd{static_cast<ExecEnd::Outcome>(*outcome), static_cast<unsigned>(*status),
                   static_cast<unsigned>(*signal), *timedOut, toOneLine(*detail)};
}

} // namespace glovebox::guest
