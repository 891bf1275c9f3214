// Role: what the engine shows of a session's history: its lines and its tool calls. See views.h for the rules.
#pragma once

#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/tool_call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace glovebox::api {

/// What became of the operator's answer to a call that needs approval.
enum class AnswerState { None, Sending, Sent, Failed };

struct ToolCallView {
    domain::EventId id;
    std::string name;
    bool custom = false;                    // agent.custom_tool_use: no permission policy covers it
    std::optional<domain::ThreadId> thread; // none: the main one
    AnswerState answer = AnswerState::None;
    std::string answerProblem; // of Failed, one sentence
    std::string input;         // pretty JSON, clipped at limits::kTranscriptTextMax
    std::string summary;       // one line: the command, the path
    std::string output;        // grows while running; clipped likewise
    domain::ToolCallState state = domain::ToolCallState::Requested;
    std::string note; // deny message, who asked, why it is not ours
    bool askedForApproval = false;
    WallTime requestedAt;
    std::chrono::milliseconds waited{0};   // for approval and sandbox
    std::chrono::milliseconds duration{0}; // of the run; grows while it runs

    friend bool operator==(const ToolCallView &, const ToolCallView &) = default;
};

struct NoteView { // anything else worth a line
    enum class Kind { UserMessage, AgentMessage, Turn, Sandbox, Lease, Error } kind = Kind::Turn;
    std::string text;
    std::optional<domain::ThreadId> thread = {}; // none: the main one, or the whole session

    friend bool operator==(const NoteView &, const NoteView &) = default;
};

/// One line of a session's history, oldest has the lowest sequence. The same sequence again replaces it.
struct TranscriptEntry {
    domain::SessionId session;
    std::uint64_t sequence = 0;
    int turn = 0;
    WallTime at;
    std::variant<NoteView, ToolCallView> what;

    friend bool operator==(const TranscriptEntry &, const TranscriptEntry &) = default;
};

std::string_view word(AnswerState state);

} // namespace glovebox::api
