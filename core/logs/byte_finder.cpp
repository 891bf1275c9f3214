#include "core/logs/byte_finder.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace glovebox::logs {

namespace {

/// Sixteen bytes at once, as compilers have them for every processor.
using Block = unsigned char __attribute__((vector_size(16)));

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A byte to be met, in both its cases where it has two: they differ in one bit.
struct Probe {
    unsigned char byte;
    unsigned char ignored;

    Probe(char c, bool matchCase) : byte(static_cast<unsigned char>(c)), ignored(!matchCase && isLetter(c) ? 0x20U : 0U)
    {
    }
    Block in(const char *at) const
    {
        Block bytes;
        std::memcpy(&bytes, at, sizeof bytes);
        return reinterpret_cast<Block>((bytes | ignored) == byte);
    }
};

bool any(const Block &block)
{
    std::uint64_t halves[2];
    std::memcpy(halves, &block, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/// What JSON writes otherwise: quotes, backslashes, control characters.
bool standsAsItIs(char c)
{
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

/// Letters beyond ASCII that are one of ASCII in another case: the signs for Kelvin and the long s.
bool hasStrangers(char c)
{
    return lower(c) == 'k' || lower(c) == 's';
}

/// An escape that encodeLine() has no reason to write, so that a text may stand in it.
bool hasStrangeEscape(std::string_view bytes)
{
    for (std::size_t at = bytes.find('\\'); at != std::string_view::npos; at = bytes.find('\\', at + 2)) {
        const auto escape = bytes.substr(at + 1, 5);
        const bool ours =
            escape.size() == 5 && escape[0] == 'u'
                ? escape[1] == '0' && escape[2] == '0' && (escape[3] == '0' || escape[3] == '1')
                : !escape.empty() && std::string_view("\"\\bfnrt").find(escape[0]) != std::string_view::npos;
        if (!ours)
            return true;
    }
    return false;
}

} // namespace

ByteFinder::ByteFinder(std::string part, bool matchCase) : m_part(std::move(part)), m_matchCase(matchCase)
{
    if (!m_matchCase)
        std::ranges::transform(m_part, m_part.begin(), lower);
}

std::optional<ByteFinder> ByteFinder::make(std::string_view text, bool matchCase)
{
    const bool isPlain = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    const auto isOfUse = [&](char c) {
        const bool sameBytes = matchCase || isPlain || (static_cast<unsigned char>(c) < 0x80 && !hasStrangers(c));
        return sameBytes && standsAsItIs(c);
    };
    std::string_view longest;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::size_t end = at;
        while (end < text.size() && isOfUse(text[end]))
            ++end;
        if (end - at > longest.size())
            longest = text.substr(at, end - at);
        at = end;
    }
    return longest.empty() ? std::nullopt : std::optional(ByteFinder(std::string(longest), matchCase));
}

bool ByteFinder::mayBeIn(std::string_view bytes) const
{
    return isIn(bytes) || hasStrangeEscape(bytes);
}

/// Looks for the first and the last byte at their distance, and compares where both are.
bool ByteFinder::isIn(std::string_view bytes) const
{
    const auto size = m_part.size();
    if (bytes.size() < size)
        return false;
    const Probe first(m_part.front(), m_matchCase);
    const Probe last(m_part.back(), m_matchCase);
    const auto isAt = [&](std::size_t at) {
        return std::equal(m_part.begin(), m_part.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at),
                          [this](char wanted, char c) { return wanted == (m_matchCase ? c : lower(c)); });
    };
    const auto places = bytes.size() - size + 1;
    std::size_t at = 0;
    for (; at + sizeof(Block) <= places; at += sizeof(Block)) {
        if (!any(first.in(bytes.data() + at) & last.in(bytes.data() + at + size - 1)))
            continue;
        for (std::size_t i = 0; i < sizeof(Block); ++i)
            if (isAt(at + i))
                return true;
    }
    for (; at < places; ++at)
        if (isAt(at))
            return true;
    return false;
}

} // namespace glovebox::logs
