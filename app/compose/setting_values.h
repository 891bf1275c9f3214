// Role: settings' values as people write them, the same on the command line and in the environments' file. Pure.
#pragma once

#include "core/api/engine_control.h"
#include "core/base/result.h"

#include <cstdint>
#include <optional>
#include <string>

namespace glovebox::compose {

/// Fit for a header's value: no blanks, nothing outside of ASCII. Also of nothing at all.
bool isPrintableWord(const std::string &text);

// InvalidArgument with the text alone: whoever asks knows what is possible.

/// "500ms", "60s", "2m", "1h", "0".
Result<std::chrono::milliseconds> parseDuration(const std::string &text);
/// "512M", "2G", "8GiB"; powers of two.
Result<ByteCount> parseSize(const std::string &text);

/// "15s"; "off" is none.
Result<std::optional<std::chrono::milliseconds>> parseMemorySync(const std::string &text);
inline constexpr const char *kMemorySyncPossible = "a time from 5s to 1h, or off";

Result<api::MemoryDeletions> parseMemoryDeletions(const std::string &text);
inline constexpr const char *kMemoryDeletionsPossible = "enabled, log_only or disabled";

struct ListenAddress {
    std::string address;
    std::uint16_t port = 0;
};
/// "127.0.0.1:8466", "[::]:8466".
Result<ListenAddress> parseListenAddress(const std::string &text);
inline constexpr const char *kListenAddressPossible = "an IP address and a port, like 127.0.0.1:8466 or [::]:8466";

} // namespace glovebox::compose
