// Role: counting as the official toolset does. Its limits of output are in UTF-16 units, so a text that it passes whole
// must not be cut here. Pure; the text is valid UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace glovebox::agent {

/// Of the character that begins with this byte; 0 for the bytes within one.
inline std::size_t utf16Units(char byte)
{
    const auto value = static_cast<unsigned char>(byte);
    return (value & 0xC0) == 0x80 ? 0 : value >= 0xF0 ? 2 : 1;
}

inline std::size_t utf16Units(std::string_view text)
{
    std::size_t units = 0;
    for (const char byte : text)
        units += utf16Units(byte);
    return units;
}

/// The most whole characters from the beginning that `units` have room for.
inline std::string_view firstUnits(std::string_view text, std::size_t units)
{
    std::size_t at = 0;
    for (; at < text.size(); ++at) {
        const auto more = utf16Units(text[at]);
        if (more > units)
            break;
        units -= more;
    }
    return text.substr(0, at);
}

/// The same from the end.
inline std::string_view lastUnits(std::string_view text, std::size_t units)
{
    auto begin = text.size();
    for (auto at = text.size(); at > 0; --at) {
        const auto more = utf16Units(text[at - 1]);
        if (more > units)
            break;
        units -= more;
        if (more > 0)
            begin = at - 1;
    }
    return text.substr(begin);
}

} // namespace glovebox::agent
