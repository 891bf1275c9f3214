// Role: the smallest parts of HTTP/1's grammar, and how much of it is read: here because the guest's proxy and the
// host's gate read the same requests, and neither may take what the other does not. Pure. Thread: any.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::http1 {

inline constexpr std::size_t kHeadMax = 64 << 10;
inline constexpr std::size_t kMethodMax = 32;
inline constexpr std::size_t kChunkLineMax = 4096;
inline constexpr std::size_t kLengthDigitsMax = 18;
inline constexpr std::size_t kChunkDigitsMax = 15;

bool isToken(std::string_view text);
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

} // namespace glovebox::http1
