// Role: what somebody notes on a sandbox to find it again: names with values, as on other hosts' machines.
#pragma once

#include <map>
#include <string>

namespace glovebox::domain {

using Labels = std::map<std::string, std::string>;

/// Why they may not stand on a sandbox; empty: they may. At most 64; names of 1 to 63 of [A-Za-z0-9._/-], values of at
/// most 256 bytes of UTF-8 without control characters.
std::string whyNotLabels(const Labels &labels);

} // namespace glovebox::domain
