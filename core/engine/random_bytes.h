// Role: bytes from the host kernel's generator: names and the entropy that a new guest is given.
#pragma once

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

} // namespace glovebox::engine
