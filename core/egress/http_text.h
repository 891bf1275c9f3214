// Role: the small parts of HTTP/1's grammar that whoever reads requests or answers needs. Pure. Thread: any.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::egress {

inline constexpr std::size_t kHeadMax = 64 << 10;
inline constexpr std::size_t kChunkLineMax = 4096;
inline constexpr std::size_t kLengthDigitsMax = 18;
inline constexpr std::size_t kChunkDigitsMax = 15;

bool isToken(std::string_view text);
/// Printable, blanks and tabs, or beyond ASCII.
bool isHeaderValue(std::string_view text);
std::string lowered(std::string_view text); // ASCII
std::string_view trimmed(std::string_view text);

template <class Number>
std::optional<Number> numberOf(std::string_view digits, int base, std::size_t digitsMax)
{
    Number value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    const bool whole = error == std::errc() && end == digits.data() + digits.size();
    // from_chars takes a sign only of signed numbers, and no blank.
    return whole && !digits.empty() && digits.size() <= digitsMax ? std::optional(value) : std::nullopt;
}

/// The lines of what ends in an empty one; nothing when a line break is anything but CR LF.
std::optional<std::vector<std::string_view>> linesOf(std::string_view text);
/// Name in lower case, and value.
std::optional<std::pair<std::string, std::string_view>> fieldOf(std::string_view line);

std::string toBase64(std::string_view bytes);
/// With its padding or without it; nothing when it is anything else.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace glovebox::egress
