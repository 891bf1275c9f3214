#include "core/rest/request_body.h"

#include "core/base/text.h"

#include <algorithm>

namespace glovebox::rest {

using nlohmann::json;

namespace {

constexpr int kNestedMost = 64;

/// A part that is copied is walked by recursion, whatever stands in it: what is nested without end is not read at all.
bool isNestedTooDeep(std::string_view text)
{
    int depth = 0;
    bool isText = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (isText && c == '\\')
            ++i;
        else if (c == '"')
            isText = !isText;
        else if (!isText && (c == '[' || c == '{') && ++depth > kNestedMost)
            return true;
        else if (!isText && (c == ']' || c == '}'))
            --depth;
    }
    return false;
}

/// What was said instead, so that whoever said it finds it.
std::string givenText(const json &value)
{
    if (value.is_structured())
        return value.is_array() ? "a list" : "an object";
    return clipped(value.dump(-1, ' ', true, json::error_handler_t::replace), ByteCount{40});
}

} // namespace

Result<RequestBody> RequestBody::parse(std::string_view text, const std::vector<std::string_view> &known)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return RequestBody(json::object());
    if (isNestedTooDeep(text))
        return fail(ErrorCode::InvalidArgument,
                    "the body is nested deeper than " + std::to_string(kNestedMost) + " levels");
    auto object = json::parse(text, nullptr, false); // its size is bounded
    if (!object.is_object())
        return fail(ErrorCode::InvalidArgument, "the body is no JSON object");
    return of(std::move(object), known);
}

Result<RequestBody> RequestBody::of(json object, const std::vector<std::string_view> &known)
{
    if (!object.is_object())
        return fail(ErrorCode::InvalidArgument, "it is no JSON object");
    for (const auto &[key, value] : object.items()) {
        if (std::ranges::find(known, key) != known.end())
            continue;
        std::string list;
        for (const auto name : known)
            list += (list.empty() ? "" : ", ") + std::string(name);
        return fail(ErrorCode::InvalidArgument, "the field '" + key.substr(0, 64) + "' is not known here; " +
                                                    (list.empty() ? "there are none" : "possible are " + list));
    }
    return RequestBody(std::move(object));
}

bool RequestBody::has(const char *field) const
{
    const auto it = m_object.find(field);
    return it != m_object.end() && !it->is_null();
}

void RequestBody::wrong(const char *field, const std::string &takes)
{
    if (!m_problem)
        m_problem = Error{ErrorCode::InvalidArgument, std::string("'") + field + "' takes " + takes};
}

std::string RequestBody::text(const char *field, std::size_t max)
{
    if (!has(field))
        return {};
    const auto &value = m_object.at(field);
    if (!value.is_string() || value.get_ref<const std::string &>().size() > max) {
        wrong(field, "a text of " + std::to_string(max) + " bytes at most");
        return {};
    }
    return value.get<std::string>();
}

std::optional<std::uint64_t> RequestBody::count(const char *field, Bounds bounds)
{
    if (!has(field))
        return std::nullopt;
    const auto &value = m_object.at(field);
    const auto count = value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>()) : std::nullopt;
    if (count && *count >= bounds.least && *count <= bounds.most)
        return count;
    wrong(field, "a whole number from " + std::to_string(bounds.least) + " to " + std::to_string(bounds.most) +
                     ", and not " + givenText(value));
    return std::nullopt;
}

std::map<std::string, std::string> RequestBody::texts(const char *field, std::size_t max)
{
    constexpr std::size_t pairsMax = 64;
    std::map<std::string, std::string> all;
    if (!has(field))
        return all;
    const auto &value = m_object.at(field);
    bool good = value.is_object() && value.size() <= pairsMax;
    for (auto it = value.begin(); good && it != value.end(); ++it) {
        good = it->is_string() && it.key().size() <= max && it->get_ref<const std::string &>().size() <= max;
        if (good)
            all.emplace(it.key(), it->get<std::string>());
    }
    if (!good) {
        wrong(field, "an object of at most 64 texts of " + std::to_string(max) + " bytes at most");
        all.clear();
    }
    return all;
}

std::vector<std::string> RequestBody::words(const char *field, std::size_t max, std::size_t countMax)
{
    if (!has(field))
        return {};
    const auto &value = m_object.at(field);
    const bool isList = value.is_array() && value.size() <= countMax;
    std::vector<std::string> all;
    const auto take = [&](const json &each) {
        const bool good = each.is_string() && each.get_ref<const std::string &>().size() <= max;
        if (good)
            all.push_back(each.get<std::string>());
        return good;
    };
    if ((isList && std::ranges::all_of(value, take)) || (!isList && take(value)))
        return all;
    wrong(field, "a text, or a list of at most " + std::to_string(countMax) + " texts, of " + std::to_string(max) +
                     " bytes at most");
    return {};
}

std::optional<RequestBody> RequestBody::object(const char *field, const std::vector<std::string_view> &known)
{
    if (!has(field))
        return std::nullopt;
    auto part = of(m_object.at(field), known);
    if (part)
        return *std::move(part);
    wrong(std::string("in '") + field + "': " + part.error().detail);
    return std::nullopt;
}

std::vector<RequestBody> RequestBody::objects(const char *field, std::size_t max,
                                              const std::vector<std::string_view> &known)
{
    std::vector<RequestBody> all;
    if (!has(field))
        return all;
    const auto &value = m_object.at(field);
    if (!value.is_array() || value.size() > max) {
        wrong(field, "a list of " + std::to_string(max) + " objects at most");
        return all;
    }
    for (const auto &each : value) {
        auto part = of(each, known);
        if (!part) {
            wrong(std::string("in '") + field + "', number " + std::to_string(all.size() + 1) + ": " +
                  part.error().detail);
            return {};
        }
        all.push_back(*std::move(part));
    }
    return all;
}

void RequestBody::adopt(const RequestBody &part, const std::string &where)
{
    if (part.m_problem)
        wrong("in " + where + ": " + part.m_problem->detail);
}

void RequestBody::wrong(std::string what)
{
    if (!m_problem)
        m_problem = Error{ErrorCode::InvalidArgument, std::move(what)};
}

bool RequestBody::flag(const char *field)
{
    if (!has(field))
        return false;
    const auto &value = m_object.at(field);
    if (!value.is_boolean())
        wrong(field, "true or false");
    return value.is_boolean() && value.get<bool>();
}

} // namespace glovebox::rest
