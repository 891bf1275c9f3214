// Role: logs that are kept on disk, as whoever reads them names, filters and counts them. Values.
#pragma once

#include "core/base/log.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glovebox {

/// One log: the engine's own, a sandbox's console, a session's tool calls.
struct LogName {
    enum class Kind { Engine, Sandbox, Session };
    Kind kind = Kind::Engine;
    std::string id; // of a sandbox or session: a safe token; empty for the engine

    friend auto operator<=>(const LogName &, const LogName &) = default;
};

/// Of a line, from the log's first on; a line that was deleted for its age keeps its number.
using LogNumber = std::int64_t;

struct StoredLine {
    LogNumber number = 0;
    LogLine line;
    std::uint64_t lost = 0; // it stands for so many that could not be kept
    bool readable = true;   // otherwise the message is what the file has there

    friend bool operator==(const StoredLine &, const StoredLine &) = default;
};

/// What there is: first to end - 1.
struct LogExtent {
    LogNumber first = 1;
    LogNumber end = 1;

    LogNumber count() const { return end - first; }
    friend bool operator==(const LogExtent &, const LogExtent &) = default;
};

struct LogFilter {
    LogLevel atLeast = LogLevel::Debug;
    std::string source;             // exactly; empty: any
    std::vector<std::string> words; // all of them, in source or message, in any case; "-word": without it
    std::optional<WallTime> from;
    std::optional<WallTime> until; // not itself

    bool everything() const { return *this == LogFilter(); }
    friend bool operator==(const LogFilter &, const LogFilter &) = default;
};

/// In the message. Nothing is found of an empty text.
struct LogFind {
    std::string text;
    bool matchCase = false;
    bool isExpression = false; // a regular expression

    friend bool operator==(const LogFind &, const LogFind &) = default;
};

struct LogQuery {
    LogFilter filter;
    LogFind find; // empty: every line that passes the filter

    friend bool operator==(const LogQuery &, const LogQuery &) = default;
};

/// A page of a log: the newest lines in front of `before` that pass, or the oldest behind `after`; of neither the
/// newest.
struct LogPageQuery {
    LogName name;
    LogQuery query;
    std::optional<LogNumber> before;
    std::optional<LogNumber> after;
    std::size_t most = 0;
};

/// In the order of the log. There may be fewer lines than were asked for, or none, and more to look at all the same:
/// each page costs its reader a bounded look.
struct LogPage {
    std::vector<StoredLine> lines;
    LogExtent looked; // what the answer is about: the page before it ends at `first`, the one behind begins at `end`
    LogExtent all;    // of the log

    friend bool operator==(const LogPage &, const LogPage &) = default;
};

/// Lines of one stretch of time: the slot-th of its length since 1970.
struct LogSlot {
    std::int64_t slot = 0;
    std::uint32_t lines = 0;
    std::uint32_t warnings = 0;
    std::uint32_t errors = 0;

    friend bool operator==(const LogSlot &, const LogSlot &) = default;
};

/// Some lines counted: over time, and which of them are errors.
struct LogTally {
    std::vector<LogSlot> slots;    // in order
    std::vector<LogNumber> errors; // likewise

    friend bool operator==(const LogTally &, const LogTally &) = default;
};

struct LogEntry {
    LogName name;
    ByteCount size;
    WallTime changed;
};

} // namespace glovebox
