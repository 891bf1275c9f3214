// Role: a log's line as it stands on disk: a JSON object on a line of its own, {"t":time,"l":level,"s":source,
// "m":message}, and "g" with the number of lines that it stands for where some were lost. Pure.
// Invariants: whatever the bytes are, reading them ends, allocates no more than they have, and what is no line of ours
// is said to be none.
#pragma once

#include "core/base/log_query.h"

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::logs {

/// What is kept of a guest's line; lines of our own are shorter (limits::kLogLineMax). Programs print whole documents
/// on a line, and nothing shows more of one at a time.
inline constexpr ByteCount kMessageMax = ByteCount::kib(64);
/// Bytes of a line on disk, its end included: the message, each byte of it escaped at the worst, and the rest.
inline constexpr std::size_t kStoredLineMax = 6 * 64 * 1024 + 8 * 1024;

/// With the line end. The message may hold anything; it is made valid UTF-8.
std::string encodeLine(const LogLine &line, std::uint64_t lost = 0);

/// A line's parts where they stand, so that whoever filters need not copy them.
struct RawLine {
    WallTime at;
    LogLevel level = LogLevel::Info;
    std::string_view source;  // as JSON has it, between its quotes
    std::string_view message; // likewise
    std::uint64_t lost = 0;
};

/// `text` without its line end. None: it is not a line as encodeLine() writes it.
std::optional<RawLine> splitLine(std::string_view text);

/// What a JSON string's inside means; "" when it means nothing.
std::string unescaped(std::string_view inside);

/// Unreadable lines are shown as they are, cut at limits::kLogLineMax.
StoredLine decodeLine(std::string_view text, LogNumber number);

} // namespace glovebox::logs
