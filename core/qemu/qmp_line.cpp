#include "core/qemu/qmp_line.h"

#include "core/base/limits.h"
#include "core/base/text.h"

namespace glovebox::qemu {

namespace {

using nlohmann::json;

constexpr ByteCount kShownOfBadLine{200};

tl::unexpected<Error> notQmp(std::string_view line)
{
    return fail(ErrorCode::ProtocolError, "QEMU's monitor sent no QMP: " + clipped(toValidUtf8(line), kShownOfBadLine));
}

/// A member that is a string, or "".
std::string memberText(const json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<long> wholeNumber(const json &object, const char *key)
{
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer())
        return std::nullopt;
    return found->get<long>();
}

Result<QmpMessage> parseGreeting(const json &hello, std::string_view line)
{
    if (!hello.is_object() || !hello.contains("version") || !hello["version"].is_object())
        return notQmp(line);
    const json &version = hello["version"];
    if (!version.contains("qemu") || !version["qemu"].is_object())
        return notQmp(line);
    std::string number;
    for (const char *part : {"major", "minor", "micro"}) {
        const auto value = wholeNumber(version["qemu"], part);
        if (!value)
            return notQmp(line);
        number += (number.empty() ? "" : ".") + std::to_string(*value);
    }
    return QmpGreeting{std::move(number)};
}

} // namespace

Result<QmpMessage> parseQmpLine(std::string_view line)
{
    const json message = json::parse(line, nullptr, false);
    if (!message.is_object())
        return notQmp(line);
    if (const auto hello = message.find("QMP"); hello != message.end())
        return parseGreeting(*hello, line);
    if (const auto name = message.find("event"); name != message.end()) {
        const auto data = message.find("data");
        if (!name->is_string() || (data != message.end() && !data->is_object()))
            return notQmp(line);
        return QmpEvent{name->get<std::string>(), data == message.end() ? json::object() : *data};
    }
    if (const auto error = message.find("error"); error != message.end()) {
        if (!error->is_object())
            return notQmp(line);
        return QmpFailure{wholeNumber(message, "id").value_or(-1), memberText(*error, "class"),
                          memberText(*error, "desc")};
    }
    const auto id = wholeNumber(message, "id");
    const auto value = message.find("return");
    if (!id || value == message.end())
        return notQmp(line);
    return QmpReply{*id, *value};
}

std::string qmpCommand(const std::string &name, const json &arguments, long id)
{
    json command{{"execute", name}, {"id", id}};
    if (!arguments.empty())
        command["arguments"] = arguments;
    return command.dump() + "\n";
}

Result<> QmpLines::append(std::string_view bytes)
{
    m_buffer.append(bytes);
    const auto end = m_buffer.find('\n', m_searched);
    const auto unfinished = end == std::string::npos ? m_buffer.size() : end;
    if (unfinished > limits::kMonitorLineMax.value)
        return fail(ErrorCode::TooLarge, "QEMU's monitor sent a line of more than " +
                                             std::to_string(limits::kMonitorLineMax.value) + " bytes");
    return {};
}

std::optional<std::string> QmpLines::next()
{
    const auto end = m_buffer.find('\n', m_searched);
    if (end == std::string::npos) {
        m_searched = m_buffer.size();
        return std::nullopt;
    }
    std::string line = m_buffer.substr(0, end);
    m_buffer.erase(0, end + 1);
    m_searched = 0;
    if (!line.empty() && line.back() == '\r')
        line.pop_back();
    return line;
}

} // namespace glovebox::qemu
