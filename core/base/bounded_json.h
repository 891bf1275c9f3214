// Role: JSON of others: looked over before it is built, and read without trusting a single type. Thread: any; pure.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::bounded {

struct JsonBounds {
    int depth = 0;          // copying and printing a value recurse
    std::size_t values = 0; // a value in memory is many times larger than "0," in the text
    ErrorCode beyond = ErrorCode::TooLarge;
    ErrorCode invalid = ErrorCode::ProtocolError;
};

/// Never throws.
Result<nlohmann::json> parseJson(std::string_view text, const JsonBounds &bounds);

// A field that is absent, null or of another type reads as nothing; so does any field of what is not an object.
const nlohmann::json &field(const nlohmann::json &object, const char *key);
std::string textField(const nlohmann::json &object, const char *key);
/// RFC 3339 with an offset; fractions beyond milliseconds are dropped.
std::optional<WallTime> timeFrom(const std::string &text);

} // namespace glovebox::bounded
