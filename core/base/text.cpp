#include "core/base/text.h"

namespace glovebox {

namespace {

constexpr bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// Length of the well-formed character at `at`, or 0. Overlong forms, surrogates and values past U+10FFFF are not.
std::size_t characterLength(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0 || text.size() - at < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!isContinuation(text[at + i]))
            return 0;
    const auto second = static_cast<unsigned char>(text[at + 1]);
    const bool outside = (lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) ||
                         (lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F);
    return outside ? 0 : length;
}

} // namespace

std::string toValidUtf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        if (const auto length = characterLength(bytes, at)) {
            out.append(bytes.substr(at, length));
            at += length;
        } else {
            out.append("\uFFFD");
            ++at;
        }
    }
    return out;
}

std::string toOneLine(std::string_view bytes)
{
    auto out = toValidUtf8(bytes);
    for (auto &c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            c = ' ';
    return out;
}

std::string clipped(std::string_view text, ByteCount max)
{
    if (text.size() <= max.value)
        return std::string(text);
    std::size_t end = max.value;
    while (end > 0 && isContinuation(text[end]))
        --end;
    return std::string(text.substr(0, end)) + "\u2026 (" + std::to_string(text.size() - end) + " more bytes)";
}

std::string lastOf(std::string_view text, ByteCount max)
{
    if (text.size() <= max.value)
        return std::string(text);
    std::size_t begin = text.size() - max.value;
    while (begin < text.size() && isContinuation(text[begin]))
        ++begin;
    return "\u2026 " + std::string(text.substr(begin));
}

} // namespace glovebox
