#include "core/guest/agent/tools/glob_pattern.h"

#include <optional>
#include <utility>

namespace glovebox::agent {

namespace {

struct Brace {
    std::size_t begin = 0;
    std::size_t end = 0; // of the closing one
    std::vector<std::string> alternatives;
};

/// The first brace group that has a comma at its own level.
std::optional<Brace> firstBrace(const std::string &pattern)
{
    for (std::size_t begin = 0; begin < pattern.size(); ++begin) {
        if (pattern[begin] == '\\') {
            ++begin;
            continue;
        }
        if (pattern[begin] != '{')
            continue;
        Brace brace{begin, 0, {}};
        std::string current;
        int depth = 0;
        for (std::size_t at = begin + 1; at < pattern.size(); ++at) {
            const char c = pattern[at];
            if (c == '}' && depth == 0) {
                brace.end = at;
                brace.alternatives.push_back(current);
                break;
            }
            if (c == ',' && depth == 0) {
                brace.alternatives.push_back(std::exchange(current, {}));
                continue;
            }
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            current.push_back(c);
            if (c == '\\' && at + 1 < pattern.size())
                current.push_back(pattern[++at]);
        }
        if (brace.end != 0 && brace.alternatives.size() > 1)
            return brace;
    }
    return std::nullopt;
}

void expandInto(const std::string &pattern, int depth, std::vector<std::string> &out)
{
    const auto brace = depth < kBraceDepthMax ? firstBrace(pattern) : std::nullopt;
    if (!brace) {
        if (out.size() < kAlternativesMax)
            out.push_back(pattern);
        return;
    }
    for (const auto &alternative : brace->alternatives) {
        if (out.size() >= kAlternativesMax)
            return;
        expandInto(pattern.substr(0, brace->begin) + alternative + pattern.substr(brace->end + 1), depth + 1, out);
    }
}

/// Matches `c` against the class that begins at segment[at] ('['); `at` moves behind it. Nothing: not a class.
std::optional<bool> classMatches(std::string_view segment, std::size_t &at, char c)
{
    std::size_t i = at + 1;
    const bool negated = i < segment.size() && (segment[i] == '!' || segment[i] == '^');
    if (negated)
        ++i;
    bool matched = false;
    for (bool first = true; i < segment.size(); first = false) {
        if (segment[i] == ']' && !first) {
            at = i + 1;
            return matched != negated;
        }
        if (segment[i] == '\\' && i + 1 < segment.size())
            ++i;
        const auto low = static_cast<unsigned char>(segment[i]);
        auto high = low;
        if (i + 2 < segment.size() && segment[i + 1] == '-' && segment[i + 2] != ']') {
            high = static_cast<unsigned char>(segment[i + 2]);
            i += 2;
        }
        ++i;
        matched = matched || (static_cast<unsigned char>(c) >= low && static_cast<unsigned char>(c) <= high);
    }
    return std::nullopt;
}

/// Bytes of the character at `at`, so that '?' takes a whole one.
std::size_t characterSize(std::string_view name, std::size_t at)
{
    std::size_t size = 1;
    while (at + size < name.size() && (static_cast<unsigned char>(name[at + size]) & 0xC0) == 0x80)
        ++size;
    return size;
}

/// One pattern element other than '*' at segment[s] against name[n]; both move on when it matches.
bool elementMatches(std::string_view segment, std::size_t &s, std::string_view name, std::size_t &n)
{
    if (segment[s] == '?') {
        n += characterSize(name, n);
        ++s;
        return true;
    }
    if (segment[s] == '[') {
        std::size_t behind = s;
        if (const auto matched = classMatches(segment, behind, name[n])) {
            if (!*matched)
                return false;
            n += characterSize(name, n);
            s = behind;
            return true;
        }
    }
    std::size_t literal = s;
    if (segment[literal] == '\\' && literal + 1 < segment.size())
        ++literal;
    if (segment[literal] != name[n])
        return false;
    s = literal + 1;
    ++n;
    return true;
}

} // namespace

std::vector<std::string> expandBraces(const std::string &pattern)
{
    std::vector<std::string> out;
    expandInto(pattern, 0, out);
    return out;
}

bool segmentMatches(std::string_view segment, std::string_view name)
{
    if (name.starts_with('.') && !segment.empty() && segment[0] != '.' && !segment.starts_with("\\."))
        return false;
    // Going back to the last '*' only is enough and keeps this linear in practice, quadratic at worst.
    std::size_t s = 0;
    std::size_t n = 0;
    std::size_t starAt = std::string_view::npos;
    std::size_t starName = 0;
    while (n < name.size()) {
        if (s < segment.size() && segment[s] == '*') {
            starAt = s++;
            starName = n;
        } else if (s < segment.size() && elementMatches(segment, s, name, n)) {
            continue;
        } else if (starAt != std::string_view::npos) {
            s = starAt + 1;
            n = ++starName;
        } else {
            return false;
        }
    }
    while (s < segment.size() && segment[s] == '*')
        ++s;
    return s == segment.size();
}

bool isLiteral(std::string_view segment)
{
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] == '\\')
            ++i;
        else if (segment[i] == '*' || segment[i] == '?' || segment[i] == '[')
            return false;
    }
    return true;
}

std::string unescaped(std::string_view segment)
{
    std::string out;
    for (std::size_t i = 0; i < segment.size(); ++i) {
        if (segment[i] == '\\' && i + 1 < segment.size())
            ++i;
        out.push_back(segment[i]);
    }
    return out;
}

} // namespace glovebox::agent
