#include "core/egress/http_text.h"

#include <algorithm>
#include <cstdint>

namespace glovebox::egress {

namespace {

constexpr std::size_t kFieldsMax = 256;
constexpr std::string_view kEndOfLine = "\r\n";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

bool isHeaderValue(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

std::optional<std::vector<std::string_view>> linesOf(std::string_view text)
{
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto end = text.find(kEndOfLine);
        if (end == std::string_view::npos || out.size() > kFieldsMax)
            return std::nullopt;
        const auto line = text.substr(0, end);
        if (!isHeaderValue(line))
            return std::nullopt; // a bare CR or LF, a zero
        if (!line.empty())
            out.push_back(line);
        text.remove_prefix(end + kEndOfLine.size());
    }
    return out;
}

std::optional<std::pair<std::string, std::string_view>> fieldOf(std::string_view line)
{
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !isToken(line.substr(0, colon)))
        return std::nullopt; // a folded line begins with a blank
    return std::pair{lowered(line.substr(0, colon)), trimmed(line.substr(colon + 1))};
}

std::string toBase64(std::string_view bytes)
{
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        std::uint32_t three = 0;
        for (std::size_t i = 0; i < 3; ++i)
            three = three << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i)
            out += at + i > bytes.size() ? '=' : kBase64[(three >> (18 - 6 * i)) & 0x3F];
    }
    return out;
}

std::optional<std::string> fromBase64(std::string_view text)
{
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    std::string out;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const auto value = kBase64.find(c);
        if (value == kBase64.npos)
            return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out += static_cast<char>((bits >> held) & 0xFF);
        }
    }
    return held < 6 ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace glovebox::egress
