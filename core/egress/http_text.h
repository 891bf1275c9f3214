// Role: the small parts of HTTP/1's grammar that whoever reads requests or answers needs. Pure. Thread: any.
#pragma once

#include "core/base/http_text.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace glovebox::egress {

// What the guest's proxy reads in the same way.
using http1::isToken;
using http1::kChunkDigitsMax;
using http1::kChunkLineMax;
using http1::kHeadMax;
using http1::kLengthDigitsMax;
using http1::kMethodMax;
using http1::lowered;
using http1::numberOf;
using http1::trimmed;

/// Printable, blanks and tabs, or beyond ASCII.
bool isHeaderValue(std::string_view text);

/// The lines of what ends in an empty one; nothing when a line break is anything but CR LF.
std::optional<std::vector<std::string_view>> linesOf(std::string_view text);
/// Name in lower case, and value.
std::optional<std::pair<std::string, std::string_view>> fieldOf(std::string_view line);

std::string toBase64(std::string_view bytes);
/// With its padding or without it; nothing when it is anything else.
std::optional<std::string> fromBase64(std::string_view text);

} // namespace glovebox::egress
