#include "core/controlplane/json.h"

#include <QDateTime>

namespace glovebox::controlplane {

namespace {

/// Copying and printing a value recurse. A tool's input is as deep as a model writes it, which is never this deep.
constexpr int kDepthMax = 200;
/// A value in memory is many times larger than "0," in the text: without this, 64 MiB become gigabytes.
constexpr std::size_t kValuesMax = 1'000'000;

/// A cheap look over the text before anything is built. It need not be exact on text that is not JSON.
Result<> checkBounds(std::string_view text)
{
    int depth = 0;
    std::size_t values = 1;
    bool inString = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (inString) {
            at += c == '\\' ? 1 : 0;
            inString = c != '"';
            continue;
        }
        inString = c == '"';
        depth += c == '[' || c == '{' ? 1 : c == ']' || c == '}' ? -1 : 0;
        values += c == '[' || c == '{' || c == ',' ? 1 : 0;
        if (depth > kDepthMax)
            return fail(ErrorCode::ProtocolError, "JSON nested deeper than " + std::to_string(kDepthMax));
        if (values > kValuesMax)
            return fail(ErrorCode::ProtocolError, "JSON with more than " + std::to_string(kValuesMax) + " values");
    }
    return {};
}

} // namespace

Result<nlohmann::json> parseJson(std::string_view text)
{
    GB_CHECK(checkBounds(text));
    auto parsed = nlohmann::json::parse(text, nullptr, false);
    if (parsed.is_discarded())
        return fail(ErrorCode::ProtocolError, "not valid JSON");
    return parsed;
}

const nlohmann::json &field(const nlohmann::json &object, const char *key)
{
    static const nlohmann::json nothing;
    if (!object.is_object())
        return nothing;
    const auto found = object.find(key);
    return found == object.end() ? nothing : *found;
}

std::string textField(const nlohmann::json &object, const char *key)
{
    const auto &value = field(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<WallTime> timeField(const nlohmann::json &object, const char *key)
{
    constexpr std::size_t longest = 64; // a time has some thirty characters
    const auto text = textField(object, key);
    // Qt takes a time without an offset as the host's own.
    if (text.size() < 20 || text.size() > longest || (text.back() != 'Z' && text.find_first_of("+-", 19) == text.npos))
        return std::nullopt;
    const auto parsed = QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    if (!parsed.isValid())
        return std::nullopt;
    return WallTime(std::chrono::milliseconds(parsed.toMSecsSinceEpoch()));
}

std::optional<std::uint64_t> countField(const nlohmann::json &object, const char *key)
{
    const auto &value = field(object, key);
    return value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>()) : std::nullopt;
}

} // namespace glovebox::controlplane
