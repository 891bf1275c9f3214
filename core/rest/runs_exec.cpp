// Role: the part of RunsApi that runs commands: under bash where the image has it, otherwise under sh; all of their
// output at the end, cut at a bound. A command outlives its client, up to its own time limit, and not
// its client's key.
#include "core/rest/runs_jobs.h"

#include "core/base/log.h"

namespace glovebox::rest {

using domain::ProgramStream;
using nlohmann::json;

namespace {

Q_LOGGING_CATEGORY(lcRuns, "glovebox.api")

constexpr std::size_t kCommandMax = 128 * 1024; // of one argument of a program, as Linux has it
constexpr std::uint64_t kTimeoutMax = 7 * 24 * 3600;
constexpr int kTimedOutStatus = 124; // as timeout(1) has it
constexpr int kSignalStatus = 128;

std::size_t indexOf(ProgramStream stream)
{
    return stream == ProgramStream::Error ? 1 : 0;
}

int statusOf(const domain::ProgramEnd &end)
{
    return end.timedOut ? kTimedOutStatus : end.status.value_or(kSignalStatus + end.signal);
}

void addNote(std::string &text, const std::string &note)
{
    text += (text.empty() || text.ends_with('\n') ? "" : "\n") + ("[glovebox: " + note + "]\n");
}

} // namespace

void RunsApi::exec(const Asked &asked)
{
    const auto *run = runOf(asked);
    if (!run)
        return;
    auto body = asked.body;
    Exec exec{.run = run->id, .door = asked.door, .responder = asked.responder};
    exec.command = body.text("command", kCommandMax - 1);
    exec.timeout = std::chrono::seconds(body.count("timeout", {1, kTimeoutMax}).value_or(30));
    if (exec.command.empty() || exec.command.find('\0') != std::string::npos)
        body.wrong("'command' is the line that a shell is to run: a text that is not empty, without a zero byte");
    if (body.problem())
        return asked.answer(runsProblem(*body.problem()));
    const auto known = m_known.find(exec.run);
    exec.withBash = known == m_known.end() || !known->second.lacksBash;
    const auto number = m_next++;
    asked.responder.keepInformed();
    asked.responder.onGone([this, number, isLeft = exec.isLeft] {
        *isLeft = true;
        if (const auto found = m_execs.find(number); found != m_execs.end() && !found->second->ending)
            qCInfo(lcRuns, "%s: the client of a command went; the command goes on for %lld s at most",
                   found->second->run.value().c_str(), static_cast<long long>(found->second->timeout.count()));
    });
    asked.responder.onCut([this, number] { cut(number); });
    m_execs.emplace(number, std::make_unique<Exec>(std::move(exec)));
    start(number);
}

void RunsApi::start(std::uint64_t number)
{
    auto &exec = *m_execs.at(number);
    domain::GuestProgram program;
    program.arguments = {exec.withBash ? "bash" : "sh", "-c", exec.command};
    program.timeout = exec.timeout;
    exec.call = exec.door->access().run(
        exec.run, std::move(program), {},
        {.output = [this, number](ProgramStream stream, std::string_view bytes) { heard(number, stream, bytes); },
         .done = [this, number](Result<domain::ProgramEnd> end) { ended(number, end); },
         .isLeft = exec.isLeft});
}

void RunsApi::heard(std::uint64_t number, ProgramStream stream, std::string_view bytes)
{
    const auto found = m_execs.find(number);
    if (found == m_execs.end())
        return;
    auto &kept = found->second->streams.at(indexOf(stream));
    const auto room = std::min(kOutputKept.value - kept.text.size(), kOutputKeptInAll.value - m_kept);
    const auto part = bytes.substr(0, room);
    kept.text += part;
    kept.isCut = kept.isCut || part.size() < bytes.size();
    m_kept += part.size();
}

/// In a turn of its own: whoever revokes a key is in the middle of it.
void RunsApi::cut(std::uint64_t number)
{
    const auto found = m_execs.find(number);
    if (found == m_execs.end())
        return;
    qCInfo(lcRuns, "%s: a command was ended, since its client's key is good no more",
           found->second->run.value().c_str());
    found->second->ending = m_clock.after(std::chrono::milliseconds(0), [this, number] { take(number); });
}

std::unique_ptr<RunsApi::Exec> RunsApi::take(std::uint64_t number)
{
    const auto found = m_execs.find(number);
    if (found == m_execs.end())
        return nullptr;
    auto taken = std::move(found->second);
    m_execs.erase(found);
    for (const auto &stream : taken->streams)
        m_kept -= stream.text.size();
    return taken;
}

void RunsApi::ended(std::uint64_t number, const Result<domain::ProgramEnd> &end)
{
    const auto found = m_execs.find(number);
    if (found == m_execs.end())
        return;
    auto &exec = *found->second;
    const auto known = m_known.find(exec.run);
    if (!end && end.error().code == ErrorCode::NotFound && exec.withBash && find(exec.run)) {
        if (known != m_known.end())
            known->second.lacksBash = true;
        exec.withBash = false;
        return start(number);
    }
    const auto done = take(number);
    auto &[output, errors] = done->streams;
    if (!end)
        return done->responder.send(find(done->run) ? runsProblem(end.error()) : noSuchRun(done->run.value()));
    const auto most = std::to_string(kOutputKept.value >> 20) + " MiB";
    if (output.isCut)
        addNote(errors.text, "standard output was cut: " + most + " are kept at most");
    if (errors.isCut)
        addNote(errors.text, "standard error was cut: " + most + " are kept at most");
    if (end->timedOut)
        addNote(errors.text,
                "the command was ended: its time limit of " + std::to_string(done->timeout.count()) + " s has passed");
    else if (!end->status)
        addNote(errors.text, "the command was ended by signal " + std::to_string(end->signal));
    done->responder.send(
        runsAnswer(200, {{"exit_code", statusOf(*end)}, {"stdout", output.text}, {"stderr", errors.text}}));
}

} // namespace glovebox::rest
