#include "core/guest/protocol/terminal_messages.h"

#include "core/base/text.h"
#include "core/guest/protocol/cbor.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/setup.h"

#include <algorithm>
#include <limits>

namespace glovebox::guest {

namespace {

constexpr std::uint64_t kHowMax = 255;
constexpr std::uint64_t kAgeMax = 400ULL * 365 * 24 * 3600 * 1000;
constexpr std::uint64_t kTypedMax = std::numeric_limits<std::int32_t>::max();

std::optional<std::uint32_t> terminalNumber(const nlohmann::json &message)
{
    const auto number = numberField(message, "number", std::numeric_limits<std::uint32_t>::max());
    return number ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

std::optional<std::uint32_t> cells(const nlohmann::json &message, const char *name)
{
    const auto count = numberField(message, name, kTerminalCellsMax);
    return count && *count > 0 ? std::optional(static_cast<std::uint32_t>(*count)) : std::nullopt;
}

bool isPlain(const std::string &text)
{
    return text.find('\0') == std::string::npos;
}

/// What is told of a new one's program.
bool isSound(const TerminalStart &start)
{
    const auto words = unpackedWords(start.arguments);
    const bool hasProgram = start.arguments.empty() || (words && !words->empty() && !words->front().empty());
    return hasProgram && unpackedVariables(start.environment) && isPlain(start.kind) && isPlain(start.workdir) &&
           (start.workdir.empty() || start.workdir.starts_with('/'));
}

} // namespace

std::string toPayload(const TerminalStart &message)
{
    nlohmann::json payload{{"work", static_cast<std::uint64_t>(message.work)}, {"number", message.number}};
    const bool isNew = message.work == TerminalWork::Open;
    if (isNew || message.work == TerminalWork::Resize) {
        payload["columns"] = message.columns;
        payload["rows"] = message.rows;
    }
    if (message.work == TerminalWork::Type)
        payload["size"] = message.size;
    if (!isNew)
        return encodePayload(payload);
    payload["arguments"] = toValidUtf8(message.arguments);
    payload["environment"] = toValidUtf8(message.environment);
    payload["workdir"] = toValidUtf8(message.workdir);
    payload["kind"] = toValidUtf8(message.kind);
    if (message.user)
        payload["user"] = toValidUtf8(*message.user);
    return encodePayload(payload);
}

std::string toPayload(const TerminalEntry &message)
{
    return encodePayload({{"number", message.number},
                          {"program", clipped(toOneLine(message.program), ByteCount{kTerminalNameMax / 2})},
                          {"columns", message.columns},
                          {"rows", message.rows},
                          {"age_ms", static_cast<std::uint64_t>(std::max<std::int64_t>(0, message.age.count()))},
                          {"state", static_cast<std::uint64_t>(message.state)},
                          {"how", static_cast<std::uint64_t>(message.how)}});
}

std::string toPayload(const TerminalCredit &message)
{
    return encodePayload({{"bytes", message.bytes}});
}

std::string toPayload(const TerminalDone &message)
{
    return encodePayload({{"outcome", static_cast<std::uint64_t>(message.outcome)},
                          {"detail", clipped(toValidUtf8(message.detail), ByteCount{kFileDetailMax / 2})},
                          {"number", message.number},
                          {"status", static_cast<std::uint64_t>(message.status)},
                          {"signal", static_cast<std::uint64_t>(message.signal)}});
}

std::optional<TerminalStart> parseTerminalStart(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto work = numberField(*message, "work", static_cast<std::uint64_t>(TerminalWork::Close));
    const auto number = terminalNumber(*message);
    if (!work || !number)
        return std::nullopt;
    TerminalStart start{.work = static_cast<TerminalWork>(*work), .number = *number};
    const bool isNew = start.work == TerminalWork::Open;
    if (isNew || start.work == TerminalWork::Resize) {
        const auto columns = cells(*message, "columns");
        const auto rows = cells(*message, "rows");
        if (!columns || !rows)
            return std::nullopt;
        start.columns = *columns;
        start.rows = *rows;
    }
    if (start.work == TerminalWork::Type) {
        const auto size = numberField(*message, "size", kTypedMax);
        if (!size)
            return std::nullopt;
        start.size = *size;
    }
    if (!isNew)
        return start;
    auto arguments = textField(*message, "arguments", kArgumentsMax);
    auto environment = textField(*message, "environment", kEnvironmentMax);
    auto workdir = textField(*message, "workdir", kFilePathMax);
    auto kind = textField(*message, "kind", kTerminalKindMax);
    auto user = textField(*message, "user", kShortTextMax);
    if (!arguments || !environment || !workdir || !kind || (!user && message->contains("user")))
        return std::nullopt;
    start.arguments = std::move(*arguments);
    start.environment = std::move(*environment);
    start.workdir = std::move(*workdir);
    start.kind = std::move(*kind);
    start.user = std::move(user);
    return isSound(start) ? std::optional(std::move(start)) : std::nullopt;
}

std::optional<TerminalEntry> parseTerminalEntry(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto number = terminalNumber(*message);
    const auto program = textField(*message, "program", kTerminalNameMax);
    const auto columns = cells(*message, "columns");
    const auto rows = cells(*message, "rows");
    const auto age = numberField(*message, "age_ms", kAgeMax);
    const auto state = numberField(*message, "state", static_cast<std::uint64_t>(TerminalEntry::State::Killed));
    const auto how = numberField(*message, "how", kHowMax);
    if (!number || *number == 0 || !program || !columns || !rows || !age || !state || !how)
        return std::nullopt;
    TerminalEntry entry{*number,
                        toOneLine(*program),
                        *columns,
                        *rows,
                        std::chrono::milliseconds(*age),
                        static_cast<TerminalEntry::State>(*state),
                        static_cast<unsigned>(*how)};
    const bool isSignal = entry.how > 0 && entry.how <= kSignalMax;
    return entry.state == TerminalEntry::State::Killed && !isSignal ? std::nullopt : std::optional(std::move(entry));
}

std::optional<TerminalCredit> parseTerminalCredit(std::string_view payload)
{
    const auto message = parsePayload(payload);
    const auto bytes = message ? numberField(*message, "bytes", kTerminalWindow) : std::nullopt;
    return bytes ? std::optional(TerminalCredit{static_cast<std::size_t>(*bytes)}) : std::nullopt;
}

std::optional<TerminalDone> parseTerminalDone(std::string_view payload)
{
    const auto message = parsePayload(payload);
    if (!message)
        return std::nullopt;
    const auto outcome = numberField(*message, "outcome", static_cast<std::uint64_t>(TerminalDone::Outcome::Conflict));
    const auto detail = textField(*message, "detail", kFileDetailMax);
    const auto number = terminalNumber(*message);
    const auto status = numberField(*message, "status", kHowMax);
    const auto signal = numberField(*message, "signal", kSignalMax);
    if (!outcome || !detail || !number || !status || !signal)
        return std::nullopt;
    return TerminalDone{static_cast<TerminalDone::Outcome>(*outcome), toOneLine(*detail), *number,
                        static_cast<unsigned>(*status), static_cast<unsigned>(*signal)};
}

} // namespace glovebox::guest
