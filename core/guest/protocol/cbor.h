// Role: payload bytes to JSON values and back. The bytes may come from a hostile guest: shape, nesting and counts are
// checked by a loop before the recursive parser sees them. No Qt, no exceptions.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::guest {

/// One complete item and nothing behind it, made only of maps with text keys, arrays, text, numbers, booleans and null,
/// of stated length, no text with a byte that UTF-8 never has (frame.h relies on it), at most kCborDepthMax deep and
/// kCborItemsMax items in all.
bool isAcceptableCbor(std::string_view bytes);

/// The payload's map; nothing when it is not acceptable or not a map.
std::optional<nlohmann::json> parsePayload(std::string_view bytes);
std::string encodePayload(const nlohmann::json &message);

// Fields of a parsed map, with type and size checked. Nothing when missing, of another type, or out of bounds.
std::optional<std::string> textField(const nlohmann::json &message, const char *name, std::size_t max);
std::optional<std::uint64_t> numberField(const nlohmann::json &message, const char *name, std::uint64_t max);
std::optional<bool> flagField(const nlohmann::json &message, const char *name);

} // namespace glovebox::guest
