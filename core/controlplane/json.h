// Role: JSON from the other side: parsed within bounds and read without trusting a single type. Thread: any.
#pragma once

#include "core/base/bounded_json.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::controlplane {

/// ProtocolError: not JSON, or nested or crowded beyond what the protocol can need. Never throws.
Result<nlohmann::json> parseJson(std::string_view text);

// A field that is absent, null or of another type reads as nothing; so does any field of what is not an object.
using bounded::field;
using bounded::textField;
/// RFC 3339; fractions beyond milliseconds are dropped.
std::optional<WallTime> timeField(const nlohmann::json &object, const char *key);
/// A whole number from 0 on.
std::optional<std::uint64_t> countField(const nlohmann::json &object, const char *key);

} // namespace glovebox::controlplane
