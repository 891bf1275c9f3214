// Role: JSON of images: parsed within bounds and read without trusting a single type. Thread: any; pure.
#pragma once

#include "core/base/bounded_json.h"
#include "core/base/result.h"
#include "core/base/units.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images::oci {

/// What registries refuse beyond.
inline constexpr ByteCount kJsonMax = ByteCount::mib(4);

/// ImageBroken: not JSON. TooLarge: longer, deeper or with more values than images need. Never throws.
Result<nlohmann::json> parseJson(std::string_view text);

// A field that is absent, null or of another type reads as nothing; so does any field of what is not an object.
using bounded::field;
using bounded::textField;
/// An array's or object's; of all else 0.
std::size_t countOf(const nlohmann::json &value);
/// TooLarge, naming `what`.
Result<> atMost(std::size_t count, std::size_t limit, const char *what);
using bounded::timeFrom;

} // namespace glovebox::images::oci
