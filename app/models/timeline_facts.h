// Role: what the timeline knows of one session: its events without their texts, what became of its sandbox, and the
// marks between. Values. Kept for longer than the texts are: 50,000 events take some 3 MB.
#pragma once

#include "core/base/units.h"
#include "core/domain/sandbox.h"
#include "core/domain/tool_call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::models {

struct TimelineMoment {
    enum class Kind : std::uint8_t { User, Agent, TurnOver, Note, Error, Call };

    std::uint64_t sequence = 0;
    WallTime at; // of a call: when it was requested
    Kind kind = Kind::Note;
    std::uint16_t thread = 0; // of TimelineFacts::threads
    std::uint16_t name = 0;   // of TimelineFacts::names
    bool budget = false;      // of TurnOver: its budget was reached
    // Of Call:
    domain::ToolCallState state = domain::ToolCallState::Requested;
    bool asked = false; // for approval
    bool custom = false;
    std::chrono::duration<std::int32_t, std::milli> waited{0};
    std::chrono::duration<std::int32_t, std::milli> ran{0};

    WallTime began() const { return at + waited; }
    WallTime ended() const { return at + waited + ran; }
};

/// From then on, until the next.
struct SandboxChange {
    WallTime at;
    std::string sandbox;
    std::optional<domain::SandboxState> state; // none: not known

    friend bool operator==(const SandboxChange &, const SandboxChange &) = default;
};

struct TimelineMark {
    enum class Kind : std::uint8_t { Snapshot, Fork, Restore, Denied, Error };

    std::string key; // tells it apart: told again it replaces itself
    WallTime at;
    Kind kind = Kind::Snapshot;
    std::string text;           // the snapshot's name, the host that was denied
    std::uint64_t sequence = 0; // of Error: the event
};

struct TimelineFacts {
    std::vector<TimelineMoment> moments;  // ascending by sequence
    std::vector<std::string> names{""};   // of tools; the first is for more of them than are told apart
    std::vector<std::string> threads{""}; // ids; the first is the main one
    std::vector<SandboxChange> sandbox;   // ascending by time
    std::vector<TimelineMark> marks;      // ascending by time
    std::size_t forgotten = 0;            // moments that came before
};

} // namespace glovebox::models
