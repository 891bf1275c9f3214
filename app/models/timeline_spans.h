// Role: the rules by which facts become what stands in the lanes of a timeline. Pure.
//
// Tools    from when a call began to run, as long as it was measured. One of a tool that runs elsewhere has no length.
// Waits    before a call ran: for an approval whatever its length, for a sandbox or a result from kWaitMin on; a budget
//          that was reached, until something happens again.
// Model    requests themselves are not told to this host. What is: when an agent had everything it waited for (a
//          message, the results of all its calls), and when it said or asked for the next thing. Between the two the
//          model was at work; so a span is at most as long as it says. Where one of the two is not known, none stands.
// Sandbox  what it was told to be. What lies before the first news of it, or between two that do not meet, is unknown.
// Marks    moments without a length.
#pragma once

#include "app/models/timeline_facts.h"

namespace glovebox::models {

enum class SpanKind : std::uint8_t {
    Model,
    Tool,
    ToolError,
    ToolDenied,    // or cancelled: it did not run to its end
    ToolElsewhere, // it does not run here
    WaitApproval,
    WaitResult,
    WaitBudget,
    Running,
    Paused,
    Hibernated,
    Changing,
    Stopped,
    Failed,
    Unknown,
    Snapshot,
    Fork,
    Restore,
    Denied, // to leave the sandbox
    Error
};

struct TimelineSpan {
    SpanKind kind = SpanKind::Tool;
    bool open = false; // it goes on: `to` is now
    WallTime from;
    WallTime to;
    std::uint64_t sequence = 0; // the event that it belongs to; 0: none
    std::uint32_t ref = 0;      // a tool's name in TimelineFacts::names, a mark's place in TimelineFacts::marks

    friend bool operator==(const TimelineSpan &, const TimelineSpan &) = default;
};

enum class LaneKind : std::uint8_t { Model, Tools, Waits, Sandbox, Marks, Thread };

struct TimelineLane {
    LaneKind kind = LaneKind::Tools;
    std::uint16_t thread = 0;        // of Thread: of TimelineFacts::threads
    std::vector<TimelineSpan> spans; // ascending by `from`
};

/// What a session says of itself.
struct TimelineBounds {
    WallTime from; // it started here
    WallTime to;   // now, or when it was over
    bool live = false;
    bool modelAtWork = false; // it runs, and no call of it does
    bool eventsMissing = false;
};

inline constexpr std::chrono::milliseconds kWaitMin{1000};

/// Model, Tools, a lane for each other thread, Waits, Sandbox, Marks.
std::vector<TimelineLane> timelineLanes(const TimelineFacts &facts, const TimelineBounds &bounds);

} // namespace glovebox::models
