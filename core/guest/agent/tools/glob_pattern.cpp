#include "core/guest/agent/tools/glob_pattern.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>

namespace glovebox::agent {

namespace {

/// A name has 255 bytes at most; a pattern for one is not much longer.
constexpr std::size_t kSegmentMax = 4096;

struct Brace {
    std::size_t begin = 0;
    std::size_t end = 0; // of the closing one
    std::vector<std::string> alternatives;
};

std::optional<int> number(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool isLetter(std::string_view text)
{
    return text.size() == 1 && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
}

bool isPadded(std::string_view text)
{
    const auto digits = text.substr(text.starts_with('-') ? 1 : 0);
    return digits.size() > 1 && digits[0] == '0';
}

std::string padded(int value, std::size_t width)
{
    auto digits = std::to_string(value < 0 ? -static_cast<long>(value) : value);
    const std::string sign = value < 0 ? "-" : "";
    if (digits.size() + sign.size() < width)
        digits.insert(0, width - digits.size() - sign.size(), '0');
    return sign + digits;
}

/// "1..10", "a..e", "1..9..2": what stands between braces without a comma. Empty: it is none.
std::vector<std::string> sequence(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t dots = text.find(".."); dots != std::string_view::npos; dots = text.find("..")) {
        parts.push_back(text.substr(0, dots));
        text.remove_prefix(dots + 2);
    }
    parts.push_back(text);
    if (parts.size() < 2 || parts.size() > 3)
        return {};
    const bool letters = isLetter(parts[0]) && isLetter(parts[1]);
    const auto first = letters ? std::optional<int>(parts[0][0]) : number(parts[0]);
    const auto last = letters ? std::optional<int>(parts[1][0]) : number(parts[1]);
    const auto wanted = parts.size() == 3 ? number(parts[2]) : std::optional(1);
    if (!first || !last || !wanted)
        return {};
    const auto step = std::max(1L, std::abs(static_cast<long>(*wanted)));
    const auto width = isPadded(parts[0]) || isPadded(parts[1]) ? std::max(parts[0].size(), parts[1].size()) : 0;
    std::vector<std::string> out;
    for (long at = *first; out.size() < kAlternativesMax && (*first <= *last ? at <= *last : at >= *last);
         at += *first <= *last ? step : -step)
        out.push_back(letters ? std::string(1, static_cast<char>(at)) : padded(static_cast<int>(at), width));
    return out;
}

/// The group that begins at pattern[begin], or nothing when it has no end, no comma at its own level and is no range.
std::optional<Brace> braceAt(const std::string &pattern, std::size_t begin)
{
    Brace brace{begin, 0, {}};
    std::string current;
    int depth = 0;
    for (std::size_t at = begin + 1; at < pattern.size() && brace.end == 0; ++at) {
        const char c = pattern[at];
        if (c == '}' && depth == 0) {
            brace.end = at;
            brace.alternatives.push_back(current);
        } else if (c == ',' && depth == 0) {
            brace.alternatives.push_back(std::exchange(current, {}));
        } else {
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            current.push_back(c);
        }
    }
    if (brace.end == 0)
        return std::nullopt;
    if (brace.alternatives.size() == 1)
        brace.alternatives = sequence(brace.alternatives[0]);
    return brace.alternatives.empty() ? std::nullopt : std::optional(std::move(brace));
}

void expandInto(const std::string &pattern, int depth, std::vector<std::string> &out)
{
    std::optional<Brace> brace;
    for (auto at = pattern.find('{'); depth < kNestingMax && at != std::string::npos && !brace;
         at = pattern.find('{', at + 1))
        brace = braceAt(pattern, at);
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

/// Characters of UTF-8 text. A byte that belongs to none stands for itself, out of the way of all characters.
std::u32string characters(std::string_view text)
{
    constexpr char32_t kLoneByte = 0x110000;
    std::u32string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t size = lead < 0x80   ? 1
                                 : lead < 0xC2 ? 0
                                 : lead < 0xE0 ? 2
                                 : lead < 0xF0 ? 3
                                 : lead < 0xF5 ? 4
                                               : 0;
        char32_t value = size < 2 ? lead : lead & (0xFFU >> (size + 1));
        std::size_t i = 1;
        for (; i < size && at + i < text.size() && (static_cast<unsigned char>(text[at + i]) & 0xC0) == 0x80; ++i)
            value = (value << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
        out.push_back(size > 0 && i == size ? value : kLoneByte + lead);
        at += size > 0 && i == size ? size : 1;
    }
    return out;
}

struct Element;
using Sequence = std::vector<Element>;

struct Element {
    enum class Kind { Character, Any, Star, Class, Group };
    Kind kind = Kind::Character;
    char32_t character = 0; // of Group: what stands before the parenthesis
    bool negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges;
    std::vector<Sequence> alternatives;
};

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

Ranges namedClass(std::u32string_view name)
{
    static const std::vector<std::pair<std::u32string_view, Ranges>> classes{
        {U"alpha", {{'a', 'z'}, {'A', 'Z'}, {0xAA, 0xAA}, {0xB5, 0xB5}, {0xBA, 0xBA}, {0xC0, 0x10FFFF}}},
        {U"alnum", {{'0', '9'}, {'a', 'z'}, {'A', 'Z'}, {0xAA, 0xAA}, {0xB5, 0xB5}, {0xBA, 0xBA}, {0xC0, 0x10FFFF}}},
        {U"ascii", {{0, 0x7F}}},
        {U"blank", {{' ', ' '}, {'\t', '\t'}}},
        {U"cntrl", {{0, 0x1F}, {0x7F, 0x9F}}},
        {U"digit", {{'0', '9'}}},
        {U"lower", {{'a', 'z'}}},
        {U"upper", {{'A', 'Z'}}},
        {U"punct", {{'!', '/'}, {':', '@'}, {'[', '`'}, {'{', '~'}}},
        {U"space", {{'\t', '\r'}, {' ', ' '}}},
        {U"word", {{'0', '9'}, {'a', 'z'}, {'A', 'Z'}, {'_', '_'}}},
        {U"xdigit", {{'0', '9'}, {'a', 'f'}, {'A', 'F'}}}};
    const auto found = std::ranges::find(classes, name, &std::pair<std::u32string_view, Ranges>::first);
    return found == classes.end() ? Ranges() : found->second;
}

/// The class that begins at text[at] ('['); `at` moves behind it. Nothing: it has no end, so the bracket is literal.
std::optional<Element> parseClass(std::u32string_view text, std::size_t &at)
{
    Element element{.kind = Element::Kind::Class};
    std::size_t i = at + 1;
    element.negated = i < text.size() && (text[i] == '!' || text[i] == '^');
    i += element.negated ? 1 : 0;
    for (bool first = true; i < text.size(); first = false) {
        if (text[i] == ']' && !first) {
            at = i + 1;
            const bool single =
                !element.negated && element.ranges.size() == 1 && element.ranges[0].first == element.ranges[0].second;
            return single ? Element{.character = element.ranges[0].first} : std::move(element);
        }
        const auto end = text.substr(i).starts_with(U"[:") ? text.find(U":]", i + 2) : std::u32string_view::npos;
        if (const auto named =
                end == std::u32string_view::npos ? Ranges() : namedClass(text.substr(i + 2, end - i - 2));
            !named.empty()) {
            element.ranges.insert(element.ranges.end(), named.begin(), named.end());
            i = end + 2;
            continue;
        }
        const auto low = text[i];
        const bool isRange = i + 2 < text.size() && text[i + 1] == '-' && text[i + 2] != ']';
        element.ranges.emplace_back(low, isRange ? text[i + 2] : low);
        i += isRange ? 3 : 1;
    }
    return std::nullopt;
}

bool beginsGroup(std::u32string_view text, std::size_t at)
{
    return at + 1 < text.size() && text[at + 1] == '(' && std::u32string_view(U"?*+@!").find(text[at]) != text.npos;
}

std::optional<Element> parseGroup(std::u32string_view text, std::size_t &at, int depth);

/// Until the end of the text or, inside a group, '|' or ')'.
Sequence parseSequence(std::u32string_view text, std::size_t &at, int depth)
{
    Sequence out;
    while (at < text.size() && !(depth > 0 && (text[at] == '|' || text[at] == ')'))) {
        std::optional<Element> element;
        if (text[at] == '[')
            element = parseClass(text, at);
        else if (depth < kNestingMax && beginsGroup(text, at))
            element = parseGroup(text, at, depth + 1);
        if (!element) {
            const auto c = text[at++];
            element = Element{.kind = c == '*'   ? Element::Kind::Star
                                      : c == '?' ? Element::Kind::Any
                                                 : Element::Kind::Character,
                              .character = c};
        }
        if (element->kind != Element::Kind::Star || out.empty() || out.back().kind != Element::Kind::Star)
            out.push_back(*std::move(element));
    }
    return out;
}

/// Looked for before the alternatives are, or groups without an end would be read again and again.
bool groupEnds(std::u32string_view text, std::size_t at)
{
    int open = 0;
    for (auto i = at + 1; i < text.size(); ++i) {
        open += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        if (open == 0)
            return true;
    }
    return false;
}

/// "@(a|b)" at text[at]; `at` moves behind it. Nothing: it has no end, so its characters stand for themselves.
std::optional<Element> parseGroup(std::u32string_view text, std::size_t &at, int depth)
{
    if (!groupEnds(text, at))
        return std::nullopt;
    Element element{.kind = Element::Kind::Group, .character = text[at]};
    for (std::size_t i = at + 2; i < text.size(); ++i) {
        element.alternatives.push_back(parseSequence(text, i, depth));
        if (i < text.size() && text[i] == ')') {
            at = i + 1;
            return element;
        }
    }
    return std::nullopt;
}

/// Goes back and tries again as often as it takes, within kStepsMax. What has failed once at the pattern's own level is
/// remembered, so only groups within groups can come near that.
class Matcher {
public:
    Matcher(const Sequence &pattern, std::u32string_view name)
        : m_pattern(pattern), m_name(name), m_failed((pattern.size() + 1) * (name.size() + 1))
    {
    }

    bool run() { return rest(0, 0); }

private:
    using Then = std::function<bool(std::size_t)>;
    static constexpr std::size_t kStepsMax = 200'000;

    /// The pattern from element `i` on matches all of the name from `at` on.
    bool rest(std::size_t i, std::size_t at)
    {
        const auto place = i * (m_name.size() + 1) + at;
        if (m_failed[place])
            return false;
        const bool matched = i == m_pattern.size()
                                 ? at == m_name.size()
                                 : element(m_pattern[i], at, [this, i](std::size_t next) { return rest(i + 1, next); });
        m_failed[place] = !matched;
        return matched;
    }

    bool sequence(const Sequence &parts, std::size_t i, std::size_t at, const Then &then)
    {
        if (i == parts.size())
            return then(at);
        return element(parts[i], at, [&, i](std::size_t next) { return sequence(parts, i + 1, next, then); });
    }

    bool element(const Element &one, std::size_t at, const Then &then)
    {
        if (++m_steps > kStepsMax)
            return false;
        const bool inside = at < m_name.size();
        switch (one.kind) {
        case Element::Kind::Character:
            return inside && m_name[at] == one.character && then(at + 1);
        case Element::Kind::Any:
            return inside && then(at + 1);
        case Element::Kind::Class:
            return inside && classMatches(one, m_name[at]) && then(at + 1);
        case Element::Kind::Star:
            return anyEnd(at, then);
        case Element::Kind::Group:
            return group(one, at, then);
        }
        return false;
    }

    static bool classMatches(const Element &one, char32_t c)
    {
        const bool within =
            std::ranges::any_of(one.ranges, [c](auto range) { return c >= range.first && c <= range.second; });
        return within != one.negated;
    }

    bool anyEnd(std::size_t at, const Then &then)
    {
        for (auto end = at; end <= m_name.size(); ++end)
            if (then(end))
                return true;
        return false;
    }

    bool group(const Element &one, std::size_t at, const Then &then)
    {
        const auto once = [&](const Then &next) {
            return std::ranges::any_of(one.alternatives,
                                       [&](const Sequence &parts) { return sequence(parts, 0, at, next); });
        };
        switch (one.character) {
        case '@':
            return once(then);
        case '?':
            return once(then) || then(at);
        case '!': // not: an alternative and then the rest
            return !once(then) && anyEnd(at, then);
        default:
            return (one.character == '*' && then(at)) ||
                   once([&](std::size_t next) { return then(next) || (next > at && group(one, next, then)); });
        }
    }

    const Sequence &m_pattern;
    std::u32string_view m_name;
    std::vector<bool> m_failed;
    std::size_t m_steps = 0;
};

} // namespace

std::vector<std::string> expandBraces(const std::string &pattern)
{
    std::vector<std::string> out;
    expandInto(pattern, 0, out);
    return out;
}

bool segmentMatches(std::string_view segment, std::string_view name)
{
    if (segment.size() > kSegmentMax)
        return false;
    std::size_t at = 0;
    const auto text = characters(segment);
    const auto pattern = parseSequence(text, at, 0);
    const auto isDot = [](const Element &element) {
        return element.kind == Element::Kind::Character && element.character == '.';
    };
    if (name.starts_with('.') && !pattern.empty() && !isDot(pattern.front()))
        return false;
    return Matcher(pattern, characters(name)).run();
}

bool isLiteral(std::string_view segment)
{
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const char c = segment[i];
        if (c == '*' || c == '?' || c == '[' ||
            ((c == '+' || c == '@' || c == '!') && segment.substr(i + 1).starts_with('(')))
            return false;
    }
    return true;
}

} // namespace glovebox::agent
