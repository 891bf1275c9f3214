#include "core/http/request.h"

#include <algorithm>

namespace glovebox::http {

namespace {

/// More parameters than any of our routes has.
constexpr std::size_t kQueryEntriesMax = 256;
constexpr std::size_t kShownNameMax = 64;

constexpr char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (lowered(c) >= 'a' && lowered(c) <= 'f')
        return lowered(c) - 'a' + 10;
    return -1;
}

constexpr std::string_view withoutBrackets(std::string_view name)
{
    return name.ends_with("[]") ? name.substr(0, name.size() - 2) : name;
}

} // namespace

bool equalsIgnoringCase(std::string_view left, std::string_view right)
{
    return std::ranges::equal(left, right, [](char a, char b) { return lowered(a) == lowered(b); });
}

std::optional<std::string> Headers::value(std::string_view name) const
{
    for (const auto &[key, value] : m_entries)
        if (equalsIgnoringCase(key, name))
            return value;
    return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(m_entries, [&](const auto &entry) { return equalsIgnoringCase(entry.first, name); }));
}

bool Headers::lists(std::string_view name, std::string_view token) const
{
    for (const auto &[key, value] : m_entries) {
        if (!equalsIgnoringCase(key, name))
            continue;
        const auto words = listWords(value);
        if (std::ranges::any_of(words, [&](const auto &word) { return equalsIgnoringCase(word, token); }))
            return true;
    }
    return false;
}

std::vector<std::string> listWords(std::string_view value)
{
    std::vector<std::string> words;
    while (!value.empty()) {
        const auto end = std::min(value.find(','), value.size());
        auto word = value.substr(0, end);
        value.remove_prefix(std::min(end + 1, value.size()));
        while (word.starts_with(' ') || word.starts_with('\t'))
            word.remove_prefix(1);
        while (word.ends_with(' ') || word.ends_with('\t'))
            word.remove_suffix(1);
        if (!word.empty())
            words.emplace_back(word);
    }
    return words;
}

Query Query::parse(std::string_view text)
{
    Query query;
    while (!text.empty()) {
        const auto end = std::min(text.find('&'), text.size());
        const auto part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = std::min(part.find('='), part.size());
        auto name = percentDecode(part.substr(0, equals), true);
        auto value = percentDecode(part.substr(std::min(equals + 1, part.size())), true);
        if (query.m_entries.size() == kQueryEntriesMax)
            query.m_problem = "there are more than " + std::to_string(kQueryEntriesMax) + " parameters";
        else if (!name || !value)
            query.m_problem = "the parameter '" + std::string(part.substr(0, std::min(equals, kShownNameMax))) +
                              "' is broken: behind a % stand two hexadecimal digits, and not 00";
        else if (name->empty() && !part.empty())
            query.m_problem = "a parameter has no name";
        else if (!name->empty())
            query.m_entries.emplace_back(std::move(*name), std::move(*value));
        if (!query.m_problem.empty())
            break;
    }
    return query;
}

std::optional<std::string> Query::value(std::string_view name) const
{
    for (const auto &[key, value] : m_entries)
        if (key == name)
            return value;
    return std::nullopt;
}

std::vector<std::string> Query::values(std::string_view name) const
{
    std::vector<std::string> found;
    for (const auto &[key, value] : m_entries)
        if (withoutBrackets(key) == name)
            found.push_back(value);
    return found;
}

Response Response::json(int status, std::string body)
{
    Response response;
    response.status = status;
    response.headers.add("content-type", "application/json");
    response.body = std::move(body);
    return response;
}

std::optional<std::string> percentDecode(std::string_view text, bool plusIsSpace)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        char c = text[at];
        if (c == '+' && plusIsSpace) {
            c = ' ';
        } else if (c == '%') {
            if (text.size() - at < 3)
                return std::nullopt;
            const int high = hexDigit(text[at + 1]);
            const int low = hexDigit(text[at + 2]);
            if (high < 0 || low < 0)
                return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            at += 2;
        }
        if (c == '\0')
            return std::nullopt;
        out.push_back(c);
    }
    return out;
}

std::vector<std::string> pathSegments(std::string_view path)
{
    std::vector<std::string> segments;
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    while (!path.empty()) {
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return segments;
}

} // namespace glovebox::http
