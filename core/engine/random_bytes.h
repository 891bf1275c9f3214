// Role: bytes from the host kernel's generator: names and the entropy that a new guest is given.
#pragma once

#include <QRandomGenerator>

#include <string>
#include <string_view>

namespace glovebox::engine {

inline std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    for (char &byte : bytes)
        byte = static_cast<char>(QRandomGenerator::system()->bounded(256));
    return bytes;
}

/// What a new guest is given.
inline constexpr std::size_t kEntropyBytes = 64;

/// Two digits a byte: for names.
inline std::string randomHex(std::size_t bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char byte : randomBytes(bytes)) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15];
    }
    return text;
}

} // namespace glovebox::engine
