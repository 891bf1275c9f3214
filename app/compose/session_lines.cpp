#include "app/compose/session_lines.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/logs/line_format.h"

namespace glovebox::compose {

namespace {

/// Of machines that are no more nothing waits; this only bounds what a slip of ours could gather.
constexpr std::size_t kMachinesMax = 1024;

LogLevel levelOf(domain::ToolCallState state)
{
    using enum domain::ToolCallState;
    return state == Error || state == TimedOut || state == Denied || state == Cancelled ? LogLevel::Warning
                                                                                        : LogLevel::Info;
}

std::string textOf(const api::ToolCallView &call)
{
    std::string text = toOneLine(clipped(call.name, ByteCount{100})) + ' ' + call.id.value() + ": " +
                       std::string(domain::word(call.state));
    if (call.thread)
        text += ", thread " + call.thread->value();
    if (call.state == domain::ToolCallState::Requested)
        text += ", input " + std::to_string(call.input.size()) + " bytes";
    if (domain::isFinal(call.state))
        text += ", ran " + std::to_string(call.duration.count()) + " ms, waited " +
                std::to_string(call.waited.count()) + " ms, output " + std::to_string(call.output.size()) + " bytes";
    return text;
}

const char *wordOf(api::NoteView::Kind kind)
{
    switch (kind) {
    case api::NoteView::Kind::UserMessage:
        return "message of the user";
    case api::NoteView::Kind::AgentMessage:
        return "message of the agent";
    case api::NoteView::Kind::Turn:
        return "turn";
    case api::NoteView::Kind::Sandbox:
        return "sandbox";
    case api::NoteView::Kind::Lease:
        return "lease";
    case api::NoteView::Kind::Error:
        return "error";
    }
    return "note";
}

std::string lineOf(std::string_view bytes)
{
    while (bytes.ends_with('\r'))
        bytes.remove_suffix(1);
    // A progress bar writes over itself: what stood there last is what anybody would see.
    if (const auto back = bytes.rfind('\r'); back != std::string_view::npos)
        bytes.remove_prefix(back + 1);
    return toValidUtf8(clipped(bytes, logs::kMessageMax));
}

} // namespace

std::optional<SessionLines::Line> SessionLines::of(const api::Change &change, WallTime now)
{
    if (const auto *gone = std::get_if<api::SessionGone>(&change)) {
        m_said.erase(gone->id);
        return std::nullopt;
    }
    const auto *entry = std::get_if<api::TranscriptEntry>(&change);
    if (!entry)
        return std::nullopt;
    auto line = of(*entry, now);
    if (!line)
        return std::nullopt;
    auto &said = m_said[entry->session];
    auto &before = said[entry->sequence];
    if (before == line->message.substr(0, line->message.find(',')))
        return std::nullopt;
    before = line->message.substr(0, line->message.find(','));
    if (said.size() > limits::kTranscriptEntriesMax)
        said.erase(said.begin());
    return Line{entry->session, *std::move(line)};
}

std::optional<LogLine> SessionLines::of(const api::TranscriptEntry &entry, WallTime now)
{
    if (const auto *call = std::get_if<api::ToolCallView>(&entry.what)) {
        const bool isFirst = call->state == domain::ToolCallState::Requested;
        return LogLine{isFirst ? call->requestedAt : now, levelOf(call->state), "tool", textOf(*call)};
    }
    const auto &note = std::get<api::NoteView>(entry.what);
    const bool isError = note.kind == api::NoteView::Kind::Error;
    // Ours are told in words; what a person or an agent said is theirs.
    const bool isOurs = note.kind != api::NoteView::Kind::UserMessage && note.kind != api::NoteView::Kind::AgentMessage;
    return LogLine{entry.at, isError ? LogLevel::Error : LogLevel::Info, "session",
                   isOurs ? std::string(wordOf(note.kind)) + ": " + toOneLine(clipped(note.text, ByteCount{400}))
                          : std::string(wordOf(note.kind)) + ", " + std::to_string(note.text.size()) + " bytes"};
}

std::vector<std::string> ConsoleLines::take(const std::string &machine, std::string_view bytes)
{
    if (m_begun.size() > kMachinesMax && !m_begun.contains(machine))
        m_begun.clear();
    auto &begun = m_begun[machine];
    std::vector<std::string> lines;
    for (std::size_t end; (end = bytes.find('\n')) != std::string_view::npos; bytes.remove_prefix(end + 1)) {
        begun.append(bytes.substr(0, end));
        lines.push_back(lineOf(begun));
        begun.clear();
    }
    begun.append(bytes);
    // Nobody has to end a line; a progress bar finds its last state in as much.
    if (begun.size() > logs::kMessageMax.value) {
        lines.push_back(lineOf(begun));
        begun.clear();
    }
    return lines;
}

std::string ConsoleLines::end(const std::string &machine)
{
    const auto begun = m_begun.extract(machine);
    return begun ? lineOf(begun.mapped()) : std::string();
}

} // namespace glovebox::compose
