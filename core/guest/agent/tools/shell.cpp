#include "core/guest/agent/tools/shell.h"

#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/agent/tools/shell_output.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace glovebox::agent {

namespace {

constexpr const char *kBash = "/bin/bash";
constexpr const char *kSh = "/bin/sh";
/// Reads before the loop gets its turn again, so that a flood does not delay a cancellation.
constexpr int kReadsPerTurn = 32;

/// Runs in the child. Reports the errno of what failed through `report`, which closes by itself on success.
[[noreturn]] void shellMain(const ToolContext &context, char *const *environment, int input, int output, int report)
{
    ::setsid();
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    int error = 0;
    if (!becomeToolUser(context) || ::chdir(context.workdir.c_str()) != 0) {
        error = errno;
    } else {
        std::array<const char *, 4> bash{kBash, "--noprofile", "--norc", nullptr};
        ::execve(kBash, const_cast<char *const *>(bash.data()), environment);
        error = errno;
        if (error == ENOENT) { // an image without bash
            std::array<const char *, 2> sh{kSh, nullptr};
            ::execve(kSh, const_cast<char *const *>(sh.data()), environment);
            error = errno;
        }
    }
    const auto written = ::write(report, &error, sizeof error);
    ::_exit(written > 0 ? 126 : 127);
}

std::chrono::milliseconds wantedTimeout(const nlohmann::json &input)
{
    const auto found = input.find("timeout_ms");
    if (found == input.end() || !found->is_number())
        return kBashTimeoutDefault;
    const auto wanted = found->get<double>();
    return wanted >= 1 && wanted < 1e12 ? std::chrono::milliseconds(static_cast<std::int64_t>(wanted))
                                        : kBashTimeoutDefault;
}

} // namespace

Shell::~Shell()
{
    end();
}

std::string Shell::ensureRunning()
{
    if (isRunning() && !hasExited())
        return {};
    end();
    int error = 0;
    m_process = spawn(error);
    if (error == EAGAIN) { // the user's limit of processes is used up
        endEverythingOf(m_context);
        m_process = spawn(error);
    }
    return error == 0 ? std::string() : "bash: could not start a shell: " + errnoText(error);
}

pid_t Shell::spawn(int &error)
{
    error = 0;
    m_exited = false;
    auto input = makePipe();
    auto output = makePipe();
    auto report = makePipe();
    const EnvironmentBlock environment(m_context, {"PS1=", "PS2=", "TERM=dumb"});
    const pid_t child = input && output && report ? ::fork() : -1;
    if (child == 0)
        shellMain(m_context, environment.get(), input.readEnd.get(), output.writeEnd.get(), report.writeEnd.get());
    if (child < 0) {
        error = errno;
        return -1;
    }
    // Closes with the exec, so this waits for as long as an exec takes.
    report.writeEnd.reset();
    const auto got = ::read(report.readEnd.get(), &error, sizeof error);
    if (got == static_cast<ssize_t>(sizeof error)) {
        int status = 0;
        while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
        }
        return -1;
    }
    error = 0;
    m_input = std::move(input.writeEnd);
    m_output = std::move(output.readEnd);
    setNonBlocking(m_input.get());
    setNonBlocking(m_output.get());
    return child;
}

void Shell::end()
{
    if (m_process > 0) {
        killGroup(m_process);
        int status = 0;
        while (!m_exited && ::waitpid(m_process, &status, 0) < 0 && errno == EINTR) {
        }
    }
    m_process = -1;
    m_input.reset();
    m_output.reset();
}

void Shell::endAll()
{
    end();
    endEverythingOf(m_context);
}

bool Shell::hasExited()
{
    int status = 0;
    if (m_process > 0 && !m_exited)
        m_exited = collectExit(m_process, status);
    return m_exited;
}

void Shell::discardOutput()
{
    std::array<char, 16 << 10> buffer;
    for (int turn = 0; m_output && turn < kReadsPerTurn; ++turn) {
        const auto got = ::read(m_output.get(), buffer.data(), buffer.size());
        if (got == 0)
            end(); // nothing holds the other end: such a shell can answer no call
        if (got <= 0)
            return;
    }
}

struct ShellCall::Progress {
    explicit Progress(std::string endMark) : output(std::move(endMark)) {}
    ShellOutput output;
};

ShellCall::ShellCall(Shell &shell, const ToolCall &call, OutputSink sink, Instant now)
    : m_shell(shell), m_sink(std::move(sink))
{
    // The session's timer ends a call as an abort; the tool's own, when it is not later, says that time is up.
    const auto wanted = wantedTimeout(call.input);
    m_deadline = now + std::min(wanted, call.timeout);
    m_lateText = wanted <= call.timeout ? "bash: bash command timed out after " + std::to_string(wanted.count()) + "ms"
                                        : "bash: This operation was aborted";
    m_early = begin(call);
}

ShellCall::~ShellCall() = default;

/// An outcome when the call needs no shell or cannot have one.
std::optional<ToolOutcome> ShellCall::begin(const ToolCall &call)
{
    const auto command = inputText(call.input, "command");
    const auto restart = call.input.find("restart");
    const bool restarting = restart != call.input.end() && restart->is_boolean() && restart->get<bool>();
    if (restarting)
        m_shell.endAll();
    if (command.empty())
        return restarting ? success("bash session restarted") : failure("bash: command is required");
    m_shell.discardOutput();
    if (auto problem = m_shell.ensureRunning(); !problem.empty())
        return failure(std::move(problem));
    // The text written holds the mark only in two pieces, so that an echo of it does not look like the end.
    const auto head = "__ANT_CMD_" + randomUuid() + "_";
    m_progress = std::make_unique<Progress>("\n" + head + "DONE__");
    m_unsent = "{ " + command + "\n} </dev/null 2>&1\nprintf '\\n%s%d\\n' " + head + "''DONE__ \"$?\"\n";
    return std::nullopt;
}

void ShellCall::addPollFds(std::vector<pollfd> &fds) const
{
    if (m_early)
        return;
    fds.push_back({m_shell.output(), POLLIN, 0});
    if (!m_unsent.empty())
        fds.push_back({m_shell.input(), POLLOUT, 0});
}

std::optional<ToolOutcome> ShellCall::advance(Instant now)
{
    if (m_early)
        return m_early;
    writeCommand();
    const bool exited = m_shell.hasExited(); // before reading: what it wrote last is then in the pipe
    const auto reading = readOutput();
    showLive();
    if (m_progress->output.exitStatus())
        return finished();
    if (m_aborted || now >= m_deadline) {
        m_shell.end();
        return ToolOutcome{m_aborted ? "bash: This operation was aborted" : m_lateText, true, !m_aborted};
    }
    // Closed: a shell that gave up its output can never say that a command is over.
    if (reading == Reading::Closed || (exited && reading == Reading::Nothing)) {
        m_shell.end();
        return failure("bash: bash session terminated");
    }
    return std::nullopt;
}

void ShellCall::writeCommand()
{
    while (!m_unsent.empty()) {
        const auto written = ::write(m_shell.input(), m_unsent.data(), m_unsent.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0) {
            if (errno != EAGAIN)
                m_unsent.clear(); // the shell is gone; its exit is noticed by itself
            return;
        }
        m_unsent.erase(0, static_cast<std::size_t>(written));
    }
}

ShellCall::Reading ShellCall::readOutput()
{
    std::array<char, 16 << 10> buffer;
    for (int turn = 0; turn < kReadsPerTurn && !m_progress->output.exitStatus(); ++turn) {
        const auto got = ::read(m_shell.output(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0 ? Reading::Closed : Reading::Nothing;
        m_progress->output.append({buffer.data(), static_cast<std::size_t>(got)});
    }
    return Reading::More;
}

void ShellCall::showLive()
{
    if (!m_sink)
        return;
    if (const auto live = m_progress->output.takeLive(); !live.empty())
        m_sink(live);
}

ToolOutcome ShellCall::finished() const
{
    auto text = m_progress->output.text();
    const int status = *m_progress->output.exitStatus();
    if (status == 0)
        return success(std::move(text));
    return failure(text.empty() ? "exit " + std::to_string(status) : std::move(text));
}

} // namespace glovebox::agent
