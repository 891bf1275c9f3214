// Role: what the engine tells of sessions, as lines of their logs: calls with times, states and sizes, turns and
// trouble. Thread: one, the engine's. Invariants: each state once; nothing that a call was given or gave, that a person
// or an agent said, is in a line: only its size.
#pragma once

#include "core/api/views.h"

#include <map>
#include <optional>
#include <string>

namespace glovebox::compose {

class SessionLines {
public:
    struct Line {
        domain::SessionId session;
        LogLine line;
    };
    /// None: it is no news.
    std::optional<Line> of(const api::Change &change, WallTime now);

private:
    std::optional<LogLine> of(const api::TranscriptEntry &entry, WallTime now);

    std::map<domain::SessionId, std::map<std::uint64_t, std::string>> m_said; // by entry: what its newest line said
};

/// What guests print, in lines. Thread: one. Invariants: a line has a bound, and so has what waits for its end.
class ConsoleLines {
public:
    /// The lines that are whole now, colours and all, without their ends.
    std::vector<std::string> take(const std::string &machine, std::string_view bytes);
    /// What it printed last without an end; it is gone.
    std::string end(const std::string &machine);

private:
    std::map<std::string, std::string> m_begun;
};

} // namespace glovebox::compose
