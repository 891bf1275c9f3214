#include "core/rest/request_body.h"

#include <algorithm>

namespace glovebox::rest {

using nlohmann::json;

Result<RequestBody> RequestBody::parse(std::string_view text, std::initializer_list<std::string_view> known)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos)
        return RequestBody(json::object());
    auto object = json::parse(text, nullptr, false); // its size is bounded, and nothing of it is walked or printed
    if (!object.is_object())
        return fail(ErrorCode::InvalidArgument, "the body is no JSON object");
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

std::optional<std::uint64_t> RequestBody::count(const char *field, std::uint64_t max)
{
    if (!has(field))
        return std::nullopt;
    const auto &value = m_object.at(field);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > max) {
        wrong(field, "a whole number from 0 to " + std::to_string(max));
        return std::nullopt;
    }
    return value.get<std::uint64_t>();
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
