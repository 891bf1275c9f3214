// Role: bytes from the host kernel's generator: names and the entropy that a new guest is given.
#pragma once

#include "core/base/hex.h"

#include <QRandomGenerator>

#include <string>

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
    return toHex(randomBytes(bytes));
}

} // namespace glovebox::engine
