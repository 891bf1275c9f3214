#include "core/guest/agent/programs/exec_job.h"

#include "core/guest/agent/programs/program.h"
#include "core/guest/agent/tools/path.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/setup.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>

namespace glovebox::agent {

using guest::ExecEnd;
using guest::FrameType;
using ExecOutcome = ExecEnd::Outcome;

namespace {

/// For what a program's children still write when it has ended: a pipeline's last stage, a helper's goodbye.
constexpr std::chrono::milliseconds kExecGrace{300};
/// What a pipe holds at most, so what the program itself wrote last is within so much of what is read after its end.
constexpr std::size_t kPipeHolds = 64 << 10;
/// Reads before other work gets its turn.
constexpr int kExecReadsPerTurn = 8;

enum class Step : int { Rights, Folder, Program };
struct Report {
    Step step = Step::Rights;
    int error = 0;
};

struct ExecPipes {
    Pipe input = makePipe();
    Pipe output = makePipe();
    Pipe errors = makePipe();
    Pipe report = makePipe(); // closes by itself when the program has started
    explicit operator bool() const { return input && output && errors && report; }
};

/// Runs in the child. Reports what failed.
[[noreturn]] void execMain(const ToolContext &context, const std::vector<char *> &arguments, char *const *environment,
                           const ExecPipes &pipes)
{
    ::setsid();
    ::dup2(pipes.input.readEnd.get(), STDIN_FILENO);
    ::dup2(pipes.output.writeEnd.get(), STDOUT_FILENO);
    ::dup2(pipes.errors.writeEnd.get(), STDERR_FILENO);
    Report report;
    if (!becomeToolUser(context))
        report = {Step::Rights, errno};
    else if (::chdir(context.workdir.c_str()) != 0)
        report = {Step::Folder, errno};
    else
        report = {Step::Program, runProgram(context, arguments, environment)};
    const auto written = ::write(pipes.report.writeEnd.get(), &report, sizeof report);
    ::_exit(written > 0 ? 126 : 127);
}

ExecEnd refused(const Report &report, const ToolContext &context, const std::string &program)
{
    const auto what = report.step == Step::Folder ? "the folder " + inQuotes(context.workdir) : inQuotes(program);
    const auto as = [&what](ExecOutcome outcome, const std::string &why) {
        return ExecEnd{.outcome = outcome, .detail = what + why};
    };
    if (report.step == Step::Rights)
        return {.outcome = ExecOutcome::PermissionDenied,
                .detail = "cannot become the program's user: " + errnoText(report.error)};
    switch (report.error) {
    case ENOENT:
    case ENOTDIR:
        return as(ExecOutcome::NotFound, report.step == Step::Folder
                                             ? " is not there"
                                             : " is not there, or what its first line or its loader names is not");
    case EACCES:
    case EPERM:
        return as(ExecOutcome::PermissionDenied, " may not be " +
                                                     std::string(report.step == Step::Folder ? "entered" : "run") +
                                                     " by the program's user");
    case ENOEXEC:
        return as(ExecOutcome::InvalidArgument, " is no program of this machine, and no script that begins with #!");
    case EAGAIN:
        return as(ExecOutcome::InvalidState, " cannot be started: too many processes");
    default:
        return as(ExecOutcome::InvalidState, " cannot be started: " + errnoText(report.error));
    }
}

} // namespace

ExecJob::ExecJob(const ToolContext &context, const guest::ExecStart &start, Channel channel)
    : m_channel(std::move(channel)),
      m_expected(start.input), m_streams{Stream{{}, FrameType::ExecOutput}, Stream{{}, FrameType::ExecErrors}},
      m_isService(start.background)
{
    const auto arguments = guest::unpackedWords(start.arguments);
    if (!arguments || arguments->empty()) {
        end({.outcome = ExecOutcome::InvalidArgument, .detail = "no program"});
        return;
    }
    if (const auto how = launch(context, *arguments); how.outcome != ExecOutcome::Ended) {
        end(how);
        return;
    }
    if (m_expected == 0)
        m_input.reset();
    if (start.timeout.count() > 0)
        m_killAt = std::chrono::steady_clock::now() + start.timeout;
    if (m_isService && !m_killAt)
        leave({});
}

ExecJob::~ExecJob()
{
    if (m_child <= 0 || m_isService)
        return;
    killGroup(m_child);
    while (::waitpid(m_child, &m_status, 0) < 0 && errno == EINTR) {
    }
}

ExecEnd ExecJob::launch(const ToolContext &context, const std::vector<std::string> &arguments)
{
    ExecPipes pipes;
    const EnvironmentBlock environment(context, {});
    std::vector<char *> words;
    for (const auto &word : arguments)
        words.push_back(const_cast<char *>(word.c_str()));
    words.push_back(nullptr);
    m_child = pipes ? forkInto(context) : -1;
    if (m_child == 0)
        execMain(context, words, environment.get(), pipes);
    if (m_child < 0)
        return refused({Step::Program, errno}, context, arguments.front());
    pipes.report.writeEnd.reset();
    Report report; // the wait is as long as an exec takes
    if (::read(pipes.report.readEnd.get(), &report, sizeof report) == static_cast<ssize_t>(sizeof report)) {
        while (::waitpid(m_child, &m_status, 0) < 0 && errno == EINTR) {
        }
        m_child = -1;
        return refused(report, context, arguments.front());
    }
    m_input = std::move(pipes.input.writeEnd);
    m_streams[0].pipe = std::move(pipes.output.readEnd);
    m_streams[1].pipe = std::move(pipes.errors.readEnd);
    for (const auto *pipe : {&m_input, &m_streams[0].pipe, &m_streams[1].pipe})
        setNonBlocking(pipe->get());
    return {};
}

void ExecJob::take(std::string_view content)
{
    if (content.size() > m_expected)
        return;
    m_expected -= content.size();
    if (m_input)
        m_unsent.append(content);
}

void ExecJob::addCredit(std::size_t bytes)
{
    m_credit = std::min(m_credit + bytes, guest::kExecWindow);
}

void ExecJob::cancel()
{
    if (m_isService && !m_exitedAt && !m_over)
        return leave({.timedOut = true});
    m_cancelled = true;
    killGroup(m_child);
}

void ExecJob::addPollFds(std::vector<pollfd> &fds) const
{
    if (m_input && !m_unsent.empty())
        fds.push_back({m_input.get(), POLLOUT, 0});
    for (const auto &stream : m_streams)
        if (stream.pipe && mayRead())
            fds.push_back({stream.pipe.get(), POLLIN, 0});
}

std::optional<Instant> ExecJob::deadline() const
{
    if (m_exitedAt)
        return mayRead() || m_cancelled ? std::optional(*m_exitedAt + kExecGrace) : std::nullopt;
    return m_timedOut ? std::nullopt : m_killAt;
}

void ExecJob::advance(Instant now)
{
    if (m_over)
        return;
    writeInput();
    if (m_isService && m_killAt && now >= *m_killAt) {
        lookForExit(now);
        if (!m_exitedAt)
            return leave({.timedOut = true});
    }
    if (!m_isService && !m_exitedAt && m_killAt && now >= *m_killAt && !std::exchange(m_timedOut, true))
        killGroup(m_child);
    lookForExit(now); // before reading: what it wrote last is then in the pipes
    if (!m_cancelled)
        for (auto &stream : m_streams)
            read(stream);
    if (!m_exitedAt)
        return;
    const bool closed = std::ranges::none_of(m_streams, [](const auto &each) { return bool(each.pipe); });
    const bool drained = std::ranges::all_of(m_streams, &Stream::isDrained);
    if (!m_cancelled && !closed && (!drained || now < *m_exitedAt + kExecGrace))
        return;
    ExecEnd how{.timedOut = m_timedOut};
    if (WIFSIGNALED(m_status))
        how.signal = static_cast<unsigned>(WTERMSIG(m_status));
    else
        how.status = static_cast<unsigned>(WEXITSTATUS(m_status));
    end(how);
}

void ExecJob::writeInput()
{
    while (m_input && !m_unsent.empty()) {
        const auto written = ::write(m_input.get(), m_unsent.data(), m_unsent.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0 && errno == EAGAIN)
            return;
        if (written < 0) { // it does not want to know
            m_unsent.clear();
            m_input.reset();
            return;
        }
        m_unsent.erase(0, static_cast<std::size_t>(written));
    }
    if (m_expected == 0)
        m_input.reset(); // the end of the input
}

void ExecJob::lookForExit(Instant now)
{
    if (m_exitedAt || m_child <= 0 || !collectExit(m_child, m_status))
        return;
    m_child = -1;
    m_exitedAt = now;
    m_input.reset();
}

void ExecJob::read(Stream &stream)
{
    std::array<char, guest::kFileChunkMax> buffer;
    for (int turn = 0; stream.pipe && mayRead() && turn < kExecReadsPerTurn; ++turn) {
        const auto got = ::read(stream.pipe.get(), buffer.data(), std::min(buffer.size(), m_credit));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0) {
            if (got == 0 || errno != EAGAIN)
                stream.pipe.reset();
            stream.isDrained = stream.isDrained || m_exitedAt || !stream.pipe;
            return;
        }
        const auto size = static_cast<std::size_t>(got);
        m_credit -= size;
        stream.sinceExit += m_exitedAt ? size : 0;
        stream.isDrained = stream.isDrained || stream.sinceExit >= kPipeHolds;
        m_channel.send(stream.type, guest::toContentPayload({buffer.data(), size}));
    }
}

/// Process 1 collects it as it does all orphans.
void ExecJob::leave(const ExecEnd &how)
{
    m_child = -1;
    end(how);
}

void ExecJob::end(const ExecEnd &how)
{
    m_over = true;
    m_channel.send(FrameType::ExecEnd, guest::toPayload(how));
}

std::vector<Descriptor> ExecJob::takePipes()
{
    std::vector<Descriptor> pipes;
    for (auto &stream : m_streams)
        if (stream.pipe)
            pipes.push_back(std::move(stream.pipe));
    return pipes;
}

} // namespace glovebox::agent
