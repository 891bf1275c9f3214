#include "core/guest/agent/terminals/desk.h"

#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/guest/agent/programs/program.h"
#include "core/guest/protocol/file_messages.h"

#include <algorithm>

namespace glovebox::agent {

using guest::TerminalDone;
using guest::TerminalWork;
using AnswerOutcome = TerminalDone::Outcome;

namespace {

constexpr ByteCount kProgramShown{90};

/// The user's own, else whichever there is.
std::string usersShell(const ToolContext &context)
{
    if (const auto *shell = variableOf(context, "SHELL"); shell && isProgram(*shell))
        return *shell;
    const auto shells = shellCandidates(context);
    const auto found = std::ranges::find_if(shells, isProgram, &ShellProgram::program);
    return found == shells.end() ? "/bin/sh" : found->program;
}

/// "vim notes.txt"; of the shell that nobody named, its last part.
std::string shownProgram(const std::vector<std::string> &words, bool isNamed)
{
    std::string shown;
    for (const auto &word : words)
        shown += (shown.empty() ? "" : " ") + word;
    return clipped(toOneLine(isNamed ? shown : shown.substr(shown.rfind('/') + 1)), kProgramShown);
}

AnswerOutcome toAnswer(guest::ExecEnd::Outcome outcome)
{
    switch (outcome) {
    case guest::ExecEnd::Outcome::NotFound:
        return AnswerOutcome::NotFound;
    case guest::ExecEnd::Outcome::PermissionDenied:
        return AnswerOutcome::PermissionDenied;
    case guest::ExecEnd::Outcome::InvalidArgument:
        return AnswerOutcome::InvalidArgument;
    case guest::ExecEnd::Outcome::Ended:
    case guest::ExecEnd::Outcome::InvalidState:
        break;
    }
    return AnswerOutcome::InvalidState;
}

} // namespace

void TerminalDesk::start(std::uint32_t stream, std::string_view payload)
{
    const auto start = guest::parseTerminalStart(payload);
    if (!start)
        return answer(stream,
                      {.outcome = AnswerOutcome::InvalidArgument, .detail = "the guest's agent cannot take this"});
    if (streams() >= guest::kTerminalStreamsMax)
        return answer(stream, {.outcome = AnswerOutcome::Conflict, .detail = "too much is under way with terminals"});
    if (start->work == TerminalWork::Open)
        return open(stream, *start);
    if (start->work == TerminalWork::List)
        return list(stream);
    auto *terminal = find(start->number);
    if (!terminal)
        return answer(stream, {.outcome = AnswerOutcome::NotFound,
                               .detail = "there is no terminal " + std::to_string(start->number)});
    switch (start->work) {
    case TerminalWork::Look:
        return terminal->look(stream);
    case TerminalWork::Type:
        return terminal->type(stream, start->size);
    case TerminalWork::Resize:
        return resize(stream, *terminal, {start->columns, start->rows});
    case TerminalWork::Close:
        return terminal->close(stream);
    case TerminalWork::Open:
    case TerminalWork::List:
        break;
    }
}

void TerminalDesk::open(std::uint32_t stream, const guest::TerminalStart &start)
{
    if (openOnes() >= limits::kTerminalsMax)
        return answer(stream,
                      {.outcome = AnswerOutcome::Conflict,
                       .detail = std::to_string(limits::kTerminalsMax) + " terminals are open in this guest already"});
    guest::ExecStart wish{.environment = start.environment, .user = start.user, .workdir = start.workdir};
    const auto begins = m_settings.program(wish);
    if (const auto *no = std::get_if<guest::ExecEnd>(&begins))
        return answer(stream, {.outcome = toAnswer(no->outcome), .detail = no->detail});
    auto context = std::get<ToolContext>(begins);
    const auto variables = guest::unpackedVariables(start.environment).value_or(guest::Variables());
    const bool saysKind = std::ranges::any_of(variables, [](const auto &each) { return each.first == "TERM"; });
    if (!saysKind && !start.kind.empty()) { // of where it is shown, whatever the image says
        std::erase_if(context.environment, [](const auto &each) { return each.first == "TERM"; });
        context.environment.emplace_back("TERM", start.kind);
    }
    auto words = guest::unpackedWords(start.arguments).value_or(std::vector<std::string>());
    const bool isNamed = !words.empty();
    if (!isNamed)
        words.push_back(usersShell(context));
    auto terminal = std::make_unique<Terminal>(m_last + 1, shownProgram(words, isNamed),
                                               TerminalCells{start.columns, start.rows}, m_channel);
    if (const auto no = terminal->open(context, words))
        return answer(stream, {.outcome = toAnswer(no->outcome), .detail = no->detail});
    const auto number = ++m_last;
    m_terminals.emplace(number, std::move(terminal));
    answer(stream, {.number = number});
}

void TerminalDesk::list(std::uint32_t stream)
{
    for (const auto &[number, terminal] : m_terminals)
        if (!terminal->isClosing())
            m_channel.send(guest::FrameType::TerminalEntry, stream, guest::toPayload(terminal->entry()));
    answer(stream, {});
}

void TerminalDesk::resize(std::uint32_t stream, Terminal &terminal, TerminalCells cells)
{
    if (terminal.resize(cells))
        return answer(stream, {});
    answer(stream, {.outcome = AnswerOutcome::InvalidState, .detail = "the terminal's program has ended"});
}

void TerminalDesk::data(std::uint32_t stream, std::string_view payload)
{
    auto *terminal = holder(stream);
    const auto content = guest::parseContentPayload(payload);
    if (terminal && content)
        terminal->data(stream, *content);
}

void TerminalDesk::credit(std::uint32_t stream, std::string_view payload)
{
    auto *terminal = holder(stream);
    const auto credit = guest::parseTerminalCredit(payload);
    if (terminal && credit)
        terminal->credit(stream, credit->bytes);
}

void TerminalDesk::cancel(std::uint32_t stream)
{
    if (auto *terminal = holder(stream))
        terminal->cancel(stream);
}

void TerminalDesk::dropAll()
{
    for (const auto &[number, terminal] : m_terminals)
        terminal->dropStreams();
}

void TerminalDesk::addPollFds(std::vector<pollfd> &fds) const
{
    for (const auto &[number, terminal] : m_terminals)
        terminal->addPollFds(fds);
}

std::optional<Instant> TerminalDesk::deadline() const
{
    std::optional<Instant> first;
    for (const auto &[number, terminal] : m_terminals)
        if (const auto at = terminal->deadline(); at && (!first || *at < *first))
            first = at;
    return first;
}

void TerminalDesk::step(Instant now)
{
    for (const auto &[number, terminal] : m_terminals) {
        const bool hadEnded = terminal->hasEnded();
        terminal->advance(now);
        if (terminal->hasEnded() && !hadEnded)
            m_ended.push_back(number);
    }
    std::erase_if(m_ended, [this](std::uint32_t number) {
        const auto at = m_terminals.find(number);
        return at == m_terminals.end() || at->second->isGone();
    });
    std::erase_if(m_terminals, [](const auto &each) { return each.second->isGone(); });
    while (m_ended.size() > limits::kTerminalsMax) {
        const auto oldest = m_terminals.extract(m_ended.front());
        m_ended.pop_front();
        oldest.mapped()->forget();
    }
}

bool TerminalDesk::owns(pid_t child) const
{
    return std::ranges::any_of(m_terminals, [child](const auto &each) { return each.second->owns(child); });
}

Terminal *TerminalDesk::find(std::uint32_t number) const
{
    const auto found = m_terminals.find(number);
    return found == m_terminals.end() || found->second->isClosing() ? nullptr : found->second.get();
}

Terminal *TerminalDesk::holder(std::uint32_t stream) const
{
    const auto found =
        std::ranges::find_if(m_terminals, [stream](const auto &each) { return each.second->has(stream); });
    return found == m_terminals.end() ? nullptr : found->second.get();
}

std::size_t TerminalDesk::streams() const
{
    std::size_t all = 0;
    for (const auto &[number, terminal] : m_terminals)
        all += terminal->streams();
    return all;
}

std::size_t TerminalDesk::openOnes() const
{
    return static_cast<std::size_t>(std::ranges::count_if(
        m_terminals, [](const auto &each) { return !each.second->hasEnded() && !each.second->isClosing(); }));
}

void TerminalDesk::answer(std::uint32_t stream, const TerminalDone &how)
{
    m_channel.send(guest::FrameType::TerminalDone, stream, guest::toPayload(how));
}

} // namespace glovebox::agent
