#include "core/base/text.h"

namespace glovebox {

namespace {

constexpr bool isContinuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

struct Character {
    std::size_t length = 1;
    bool valid = false;
};

/// The character at `at`, or how many bytes one replacement stands for: the longest beginning of a character that what
/// follows breaks off, as the Unicode standard recommends and browsers do. Overlong forms, surrogates and values past
/// U+10FFFF are no beginnings.
Character characterAt(std::string_view text, std::size_t at)
{
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead < 0x80)
        return {1, true};
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF   ? 2
                               : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                              : 0;
    if (length == 0)
        return {};
    for (std::size_t i = 1; i < length; ++i) {
        if (at + i >= text.size() || !isContinuation(text[at + i]))
            return {i, false};
        const auto byte = static_cast<unsigned char>(text[at + i]);
        if (i == 1 && ((lead == 0xE0 && byte < 0xA0) || (lead == 0xED && byte > 0x9F) ||
                       (lead == 0xF0 && byte < 0x90) || (lead == 0xF4 && byte > 0x8F)))
            return {};
    }
    return {length, true};
}

} // namespace

std::string toValidUtf8(std::string_view bytes)
{
    std::string out;
    out.reserve(bytes.size());
    std::size_t taken = 0; // all before it is in `out`
    for (std::size_t at = 0; at < bytes.size();) {
        if (static_cast<unsigned char>(bytes[at]) < 0x80) {
            ++at;
            continue;
        }
        const auto [length, valid] = characterAt(bytes, at);
        if (!valid) {
            out.append(bytes.substr(taken, at - taken)).append("\uFFFD");
            taken = at + length;
        }
        at += length;
    }
    return out.append(bytes.substr(taken));
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
