// Role: a session's history as the window shows it: one line a message, a tool call, a turn, a trouble. Texts are
// bounded and let go of once published; ids and counts stay (some 100 bytes an event). The control plane has the whole.
// Emits api::TranscriptEntry for every new or changed line.
#pragma once

#include "core/api/engine_control.h"
#include "core/domain/session.h"
#include "core/ports/clock.h"

#include <unordered_map>
#include <unordered_set>

namespace glovebox::engine {

class Transcript {
public:
    Transcript(domain::SessionId session, ports::Clock &clock, api::Observer observer);

    /// Messages, turns and errors of the session's own log. The same event again is ignored.
    void event(const domain::SessionEvent &event);
    void note(api::NoteView::Kind kind, std::string text, std::optional<domain::ThreadId> thread = {});

    void callRequested(const domain::EventId &id, const domain::ToolUse &use);
    void callState(const domain::EventId &id, domain::ToolCallState state, const std::string &note = {});
    /// What became of the operator's answer to a call that needs approval.
    void callAnswer(const domain::EventId &id, api::AnswerState state, const std::string &problem = {});
    /// Running begins now: `waited` is set from the request.
    void callStarted(const domain::EventId &id);
    void callOutput(const domain::EventId &id, std::string_view chunk);
    /// The tool has ended; its whole output replaces what came live.
    void callEnded(const domain::EventId &id, const std::string &output);

    int turns() const { return m_turn; }
    int calls() const { return static_cast<int>(m_calls.size()); }
    int errors() const { return m_errors; }
    api::AnswerState answerOf(const domain::EventId &call) const;
    bool knows(const domain::EventId &call) const { return m_calls.contains(call); }

private:
    struct CallLine {
        std::uint64_t sequence = 0;
        int turn = 0;
        WallTime at;
        api::ToolCallView view;
        MonoTime requested;
        MonoTime started;
        MonoTime publishedOutput;
        bool closed = false; // final and published; its texts are gone from here
    };

    void emit(std::uint64_t sequence, int turn, WallTime at, std::variant<api::NoteView, api::ToolCallView> what);
    void emit(const CallLine &line) { emit(line.sequence, line.turn, line.at, line.view); }

    domain::SessionId m_session;
    ports::Clock &m_clock;
    api::Observer m_observer;
    std::uint64_t m_sequence = 0;
    int m_turn = 0;
    bool m_turnOpen = false;
    int m_errors = 0;
    std::unordered_set<domain::EventId> m_shown;
    std::unordered_map<domain::EventId, CallLine> m_calls;
};

/// One line that tells a call apart: the command, the path, the pattern.
std::string summarize(const domain::ToolUse &use);

} // namespace glovebox::engine
