// Role: text that a shell is to read as ours: quoted, and what a copied shell is told of its new self. Values only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

/// A variable that has another value from now on, where it still has the old one.
struct Renewed {
    std::string name;
    std::string was;
    std::string is;
};

/// $'…', of bash alone: any text on one line, and no character of it means anything.
std::string asOneWord(std::string_view text);

/// What a shell is told before its next command when its machine has become another: HOSTNAME, a seed for RANDOM, and
/// these. Only what is there and may be changed: a command that cannot set a variable would end a shell under `set -e`.
/// Older bashes cannot tell what is read-only, and keep what they have. One line, if the values are.
std::string renewalWords(bool isBash, const std::string &hostname, std::uint32_t seed,
                         const std::vector<Renewed> &renewed);

} // namespace glovebox::agent
