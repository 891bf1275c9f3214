#include "core/base/bounded_json.h"

#include <QDateTime>

namespace glovebox::bounded {

namespace {

/// A cheap look over the text before anything is built. It need not be exact on text that is not JSON.
Result<> checkBounds(std::string_view text, const JsonBounds &bounds)
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
        if (depth > bounds.depth)
            return fail(bounds.beyond, "JSON nested deeper than " + std::to_string(bounds.depth) + ", the limit");
        if (values > bounds.values)
            return fail(bounds.beyond, "JSON with more than " + std::to_string(bounds.values) + " values, the limit");
    }
    return {};
}

} // namespace

Result<nlohmann::json> parseJson(std::string_view text, const JsonBounds &bounds)
{
    GB_CHECK(checkBounds(text, bounds));
    auto parsed = nlohmann::json::parse(text, nullptr, false);
    if (parsed.is_discarded())
        return fail(bounds.invalid, "not valid JSON");
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

std::optional<WallTime> timeFrom(const std::string &text)
{
    constexpr std::size_t longest = 64; // a time has some thirty characters
    // Qt takes a time without an offset as the host's own.
    if (text.size() < 20 || text.size() > longest || (text.back() != 'Z' && text.find_first_of("+-", 19) == text.npos))
        return std::nullopt;
    const auto parsed = QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    if (!parsed.isValid())
        return std::nullopt;
    return WallTime(std::chrono::milliseconds(parsed.toMSecsSinceEpoch()));
}

} // namespace glovebox::bounded
