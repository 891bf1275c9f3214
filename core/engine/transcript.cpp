#include "core/engine/transcript.h"

#include "core/base/limits.h"
#include "core/base/text.h"

namespace glovebox::engine {

using namespace domain;

namespace {

constexpr ByteCount kSummaryMax{200};
/// Live output is published at most this often per call: the window shows ten frames a second of it.
constexpr std::chrono::milliseconds kOutputInterval{100};

std::string firstLine(const std::string &text)
{
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos)
        return {};
    const auto end = text.find('\n', begin);
    const bool more = end != std::string::npos && text.find_first_not_of(" \t\r\n", end) != std::string::npos;
    return clipped(text.substr(begin, end - begin), kSummaryMax) + (more ? " \u2026" : "");
}

std::string field(const nlohmann::json &input, const char *key)
{
    const auto it = input.is_object() ? input.find(key) : input.end();
    return it != input.end() && it->is_string() ? it->get<std::string>() : std::string();
}

template <class... Ts>
struct Overloaded : Ts... {
    using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

} // namespace

std::string summarize(const ToolUse &use)
{
    if (use.name == "bash") {
        const auto command = firstLine(field(use.input, "command"));
        return command.empty() ? "restart the shell" : command;
    }
    if (use.name == "glob" || use.name == "grep") {
        const auto path = field(use.input, "path");
        return firstLine(field(use.input, "pattern")) + (path.empty() ? "" : " in " + firstLine(path));
    }
    if (isToolsetTool(use.name))
        return firstLine(field(use.input, "file_path"));
    return clipped(use.input.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), kSummaryMax);
}

Transcript::Transcript(SessionId session, ports::Clock &clock, api::Observer observer)
    : m_session(std::move(session)), m_clock(clock), m_observer(std::move(observer))
{
}

void Transcript::event(const SessionEvent &event)
{
    if (!m_shown.insert(event.id).second)
        return;
    using Kind = api::NoteView::Kind;
    std::visit(Overloaded{
                   [&](const Message &message) {
                       if (message.from == Message::From::User && !m_turnOpen)
                           ++m_turn, m_turnOpen = true;
                       if (message.from != Message::From::System)
                           note(message.from == Message::From::User ? Kind::UserMessage : Kind::AgentMessage,
                                clipped(message.text, limits::kTranscriptTextMax));
                   },
                   [&](const StatusRunning &) {
                       if (!m_turnOpen)
                           ++m_turn, m_turnOpen = true;
                   },
                   [&](const StatusIdle &idle) {
                       if (idle.stopReason == "requires_action")
                           return;
                       m_turnOpen = false;
                       note(Kind::Turn, idle.stopReason.empty()
                                            ? "turn over"
                                            : "turn over: " + clipped(idle.stopReason, kSummaryMax));
                   },
                   [&](const SessionError &error) {
                       note(Kind::Error, clipped(error.type + ": " + error.message, limits::kTranscriptTextMax));
                   },
                   [&](const UserInterrupt &by) { note(Kind::Turn, "interrupted by the user", by.thread); },
                   [&](const StatusTerminated &) { note(Kind::Turn, "the session was terminated"); },
                   [&](const SessionDeleted &) { note(Kind::Turn, "the session was deleted"); },
                   [](const auto &) {},
               },
               event.payload);
}

void Transcript::note(api::NoteView::Kind kind, std::string text, std::optional<ThreadId> thread)
{
    emit(++m_sequence, m_turn, m_clock.wallNow(), api::NoteView{kind, std::move(text), std::move(thread)});
}

void Transcript::callRequested(const EventId &id, const ToolUse &use)
{
    if (m_calls.contains(id))
        return;
    CallLine line{.sequence = ++m_sequence, .turn = m_turn, .at = m_clock.wallNow(), .view = {.id = id}};
    line.view.name = clipped(use.name, kSummaryMax);
    line.view.custom = use.kind == ToolKind::Custom;
    line.view.thread = use.thread;
    line.view.input =
        clipped(use.input.dump(2, ' ', false, nlohmann::json::error_handler_t::replace), limits::kTranscriptTextMax);
    line.view.summary = summarize(use);
    line.view.requestedAt = line.at;
    line.requested = m_clock.now();
    emit(m_calls.emplace(id, std::move(line)).first->second);
}

void Transcript::callState(const EventId &id, ToolCallState state, const std::string &note)
{
    const auto it = m_calls.find(id);
    if (it == m_calls.end())
        return;
    auto &view = it->second.view;
    if (it->second.closed || (view.state == state && view.note == note))
        return;
    if ((state == ToolCallState::Error || state == ToolCallState::TimedOut) && view.state != state)
        ++m_errors;
    view.state = state;
    view.askedForApproval = view.askedForApproval || state == ToolCallState::NeedsApproval;
    if (!note.empty())
        view.note = clipped(note, limits::kLogLineMax);
    emit(it->second);
    // The window keeps what it needs; here a long session would pile up its whole output.
    if (isFinal(state) && state != ToolCallState::NotOurs) {
        it->second.closed = true;
        view.input = {};
        view.output = {};
    }
}

void Transcript::callAnswer(const EventId &id, api::AnswerState state, const std::string &problem)
{
    const auto it = m_calls.find(id);
    if (it == m_calls.end() || it->second.closed)
        return;
    it->second.view.answer = state;
    it->second.view.answerProblem = clipped(problem, limits::kLogLineMax);
    emit(it->second);
}

api::AnswerState Transcript::answerOf(const EventId &id) const
{
    const auto it = m_calls.find(id);
    return it == m_calls.end() ? api::AnswerState::None : it->second.view.answer;
}

void Transcript::callStarted(const EventId &id)
{
    const auto it = m_calls.find(id);
    if (it == m_calls.end())
        return;
    it->second.started = m_clock.now();
    it->second.view.waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(it->second.started - it->second.requested);
    callState(id, ToolCallState::Running);
}

void Transcript::callOutput(const EventId &id, std::string_view chunk)
{
    const auto it = m_calls.find(id);
    if (it == m_calls.end())
        return;
    auto &line = it->second;
    line.view.output = lastOf(line.view.output + std::string(chunk), limits::kTranscriptTextMax);
    line.view.duration = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - line.started);
    if (m_clock.now() - line.publishedOutput < kOutputInterval)
        return;
    line.publishedOutput = m_clock.now();
    emit(line);
}

void Transcript::callEnded(const EventId &id, const std::string &output)
{
    const auto it = m_calls.find(id);
    if (it == m_calls.end() || it->second.closed)
        return;
    auto &view = it->second.view;
    view.output = clipped(output, limits::kTranscriptTextMax);
    if (it->second.started != MonoTime{}) // else it ran elsewhere, before us
        view.duration = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - it->second.started);
    emit(it->second);
}

void Transcript::emit(std::uint64_t sequence, int turn, WallTime at,
                      std::variant<api::NoteView, api::ToolCallView> what)
{
    m_observer(api::TranscriptEntry{m_session, sequence, turn, at, std::move(what)});
}

} // namespace glovebox::engine
