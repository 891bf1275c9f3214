// Role: a message to bytes and back. A fixed order of fields, no nesting: what is read is bounded before anything is
// made for it. Thread: any; values. The bytes may be anything: a fuzz target reads them.
#pragma once

#include "core/base/result.h"
#include "core/qemu/supervisor/messages.h"

#include <string_view>

namespace glovebox::qemu::supervisor {

/// TooLarge when a field is over its bound or the whole is.
Result<std::string> encode(const Message &message);

/// ProtocolError for anything that encode() would not have made. A message of another version is one too, unless it is
/// of the kinds that every version has.
Result<Message> decode(std::string_view bytes);

/// The version that a message was written with; 0 when it is none of ours.
std::uint16_t versionOf(std::string_view bytes);

} // namespace glovebox::qemu::supervisor
