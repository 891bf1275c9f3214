#include "core/guest/agent/tools/handler.h"

#include "core/guest/agent/tools/path.h"
#include "core/guest/agent/tools/process.h"

#include <signal.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>

namespace glovebox::agent {

namespace {

/// Reads before the loop gets its turn again, so that a flood does not delay a cancellation.
constexpr int kHandlerReadsPerTurn = 32;

struct HandlerPipes {
    Pipe input = makePipe();
    Pipe output = makePipe();
    Pipe errors = makePipe();
    Pipe report = makePipe(); // closes by itself when the handler has started
    explicit operator bool() const { return input && output && errors && report; }
};

/// Runs in the child. Reports the errno of what failed.
[[noreturn]] void handlerMain(const ToolContext &context, const std::string &handler, char *const *environment,
                              const HandlerPipes &pipes)
{
    ::setsid();
    ::dup2(pipes.input.readEnd.get(), STDIN_FILENO);
    ::dup2(pipes.output.writeEnd.get(), STDOUT_FILENO);
    ::dup2(pipes.errors.writeEnd.get(), STDERR_FILENO);
    int error = 0;
    if (becomeToolUser(context) && ::chdir(context.workdir.c_str()) == 0) {
        const std::array<const char *, 2> arguments{handler.c_str(), nullptr};
        ::execve(handler.c_str(), const_cast<char *const *>(arguments.data()), environment);
    }
    error = errno;
    const auto written = ::write(pipes.report.writeEnd.get(), &error, sizeof error);
    ::_exit(written > 0 ? 126 : 127);
}

std::string whyNotStarted(const std::string &handler, int error)
{
    const auto about = "the handler " + inQuotes(handler);
    switch (error) {
    case ENOENT:
        return about + " is not in the sandbox, or what its first line names is not";
    case EACCES:
    case EPERM:
        return about + " is not an executable file, or may not be run by the tools' user";
    case ENOEXEC:
        return about + " is no program, and no script that begins with #!";
    case EAGAIN:
        return about + " cannot be started: too many processes";
    default:
        return about + " cannot be started: " + errnoText(error);
    }
}

} // namespace

HandlerCall::HandlerCall(const ToolContext &context, const ToolCall &call, OutputSink sink, Instant now)
    : m_tool(call.tool), m_sink(std::move(sink)), m_deadline(now + call.timeout), m_unsent(call.standardInput)
{
    if (!call.handler.starts_with('/') || call.handler.find('\0') != std::string::npos) {
        m_early = failure(m_tool + ": the handler " + inQuotes(call.handler) + " is not an absolute path");
        return;
    }
    int error = start(context, call.handler);
    if (error == EAGAIN) { // the user's limit of processes is used up
        endEverythingOf(context);
        error = start(context, call.handler);
    }
    if (error != 0)
        m_early = failure(m_tool + ": " + whyNotStarted(call.handler, error));
}

HandlerCall::~HandlerCall()
{
    endGroup();
}

int HandlerCall::start(const ToolContext &context, const std::string &handler)
{
    HandlerPipes pipes;
    const EnvironmentBlock environment(context, {"TERM=dumb"});
    m_child = pipes ? forkInto(context) : -1;
    if (m_child == 0)
        handlerMain(context, handler, environment.get(), pipes);
    if (m_child < 0)
        return errno;
    pipes.report.writeEnd.reset();
    int error = 0; // the wait is as long as an exec takes
    if (::read(pipes.report.readEnd.get(), &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
        int status = 0;
        while (::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
        }
        m_child = -1;
        return error;
    }
    m_input = std::move(pipes.input.writeEnd);
    m_output = std::move(pipes.output.readEnd);
    m_errors = std::move(pipes.errors.readEnd);
    for (const auto *end : {&m_input, &m_output, &m_errors})
        setNonBlocking(end->get());
    return 0;
}

void HandlerCall::addPollFds(std::vector<pollfd> &fds) const
{
    if (m_input && !m_unsent.empty())
        fds.push_back({m_input.get(), POLLOUT, 0});
    for (const auto *end : {&m_output, &m_errors})
        if (*end)
            fds.push_back({end->get(), POLLIN, 0});
}

std::optional<ToolOutcome> HandlerCall::advance(Instant now)
{
    if (m_early)
        return m_early;
    writeInput();
    const bool exited = hasExited(); // before reading: what it wrote last is then in the pipes
    readOutput(m_output, true);
    readOutput(m_errors, false);
    if (const auto live = m_everything.takeLive(); m_sink && !live.empty())
        m_sink(live);
    if (exited)
        return finished();
    if (!m_aborted && now < m_deadline)
        return std::nullopt;
    endGroup();
    return ToolOutcome{m_tool + ": This operation was aborted", true, !m_aborted};
}

void HandlerCall::writeInput()
{
    while (m_input && !m_unsent.empty()) {
        const auto written = ::write(m_input.get(), m_unsent.data(), m_unsent.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            if (errno != EAGAIN)
                m_unsent.clear(); // it does not want to know
            break;
        }
        m_unsent.erase(0, static_cast<std::size_t>(written));
    }
    if (m_unsent.empty())
        m_input.reset(); // the end of the input
}

void HandlerCall::readOutput(Descriptor &from, bool isAnswer)
{
    std::array<char, 16 << 10> buffer;
    for (int turn = 0; from && turn < kHandlerReadsPerTurn; ++turn) {
        const auto got = ::read(from.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got == 0)
            from.reset();
        if (got <= 0)
            return;
        const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
        m_everything.append(bytes);
        if (isAnswer)
            m_answer.append(bytes);
    }
}

/// Looks only: while the process is not collected, its number is nobody else's.
bool HandlerCall::hasExited() const
{
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(m_child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == m_child;
}

ToolOutcome HandlerCall::finished()
{
    const int status = endGroup();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return success(m_answer.text());
    auto text = m_everything.text();
    if (!text.empty())
        return failure(std::move(text));
    return failure(WIFEXITED(status) ? "exit " + std::to_string(WEXITSTATUS(status))
                                     : "ended by signal " + std::to_string(WTERMSIG(status)));
}

int HandlerCall::endGroup()
{
    int status = 0;
    if (m_child <= 0)
        return status;
    killGroup(m_child);
    while (::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
    m_child = -1;
    return status;
}

} // namespace glovebox::agent
