#include "core/guest/agent/tools/shell.h"

#include "core/base/text.h"
#include "core/guest/agent/programs/program.h"
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/agent/tools/shell_output.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace glovebox::agent {

namespace {

/// No shell is to be found.
constexpr int kNoShell = -1'000'000;
/// Reads before the loop gets its turn again, so that a flood does not delay a cancellation.
constexpr int kReadsPerTurn = 32;
/// What is kept of what background jobs print between two calls: enough to see how one ended.
constexpr std::size_t kBetweenMax = 16 << 10;
/// Where the end mark goes: a descriptor of the shell alone, so that `exec >file` does not swallow the mark. Commands
/// run without it. High and odd, because scripts like low and round ones.
constexpr int kMarkDescriptor = 47;
constexpr std::string_view kStateEnd = "#whole\n";

/// The same, with another number when it has the mark's: the child would overwrite it there, or, when it is the mark's
/// own source, the shell would lose it as it begins.
Descriptor besideMark(Descriptor descriptor)
{
    if (descriptor.get() != kMarkDescriptor)
        return descriptor;
    return Descriptor(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, kMarkDescriptor + 1));
}

/// Runs in the child. Reports through `report`, which closes by itself on success, the errno of what failed; of the
/// folder with a minus, since another shell would not get there either.
[[noreturn]] void shellMain(const ToolContext &context, const std::string &program, bool isBash,
                            char *const *environment, int input, int output, int report)
{
    ::setsid();
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::dup2(output, kMarkDescriptor);
    int error = 0;
    if (!becomeToolUser(context) || ::chdir(context.workdir.c_str()) != 0) {
        error = -errno;
    } else {
        std::array<const char *, 4> arguments{program.c_str(), "--noprofile", "--norc", nullptr};
        if (!isBash)
            arguments[1] = nullptr;
        ::execve(program.c_str(), const_cast<char *const *>(arguments.data()), environment);
        error = errno;
    }
    const auto written = ::write(report, &error, sizeof error);
    ::_exit(written > 0 ? 126 : 127);
}

/// The shell writes kStateEnd last, so a full disk or a kill in between is noticed.
bool isWholeState(const std::string &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat info {};
    std::array<char, kStateEnd.size()> end{};
    if (!file || ::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    const auto got = ::pread(file.get(), end.data(), end.size(), info.st_size - static_cast<off_t>(end.size()));
    return got == static_cast<ssize_t>(end.size()) && std::string_view(end.data(), end.size()) == kStateEnd;
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
    if (isRunning()) {
        if (!hasExited())
            return {};
        end();
    }
    int error = start();
    if (error == EAGAIN) { // the user's limit of processes is used up
        endEverythingOf(m_context);
        error = start();
    }
    if (error == kNoShell)
        return "bash: this image has no shell, neither bash nor sh: programs run, commands of a shell do not";
    return error == 0 ? std::string() : "bash: could not start a shell: " + errnoText(error);
}

/// One whose loader or libraries are missing is passed over.
int Shell::start()
{
    int error = kNoShell;
    for (const auto &[program, isBash] : shellCandidates(m_context)) {
        if (!isProgram(program))
            continue;
        m_isBash = isBash;
        m_process = spawn(program, error);
        if (error != ENOENT && error != ENOEXEC && error != EACCES)
            break;
    }
    return error < 0 && error != kNoShell ? -error : error;
}

pid_t Shell::spawn(const std::string &program, int &error)
{
    error = 0;
    m_exited = false;
    m_isNew = true;
    m_stateFile = "/tmp/.glovebox-shell-" + randomUuid();
    auto input = makePipe();
    auto report = makePipe();
    input.readEnd = besideMark(std::move(input.readEnd));
    report.writeEnd = besideMark(std::move(report.writeEnd));
    if (auto output = m_output ? Pipe() : makePipe()) {
        m_output = std::move(output.readEnd);
        m_outputEnd = besideMark(std::move(output.writeEnd));
        setNonBlocking(m_output.get());
    }
    const EnvironmentBlock environment(m_context, {"PS1=", "PS2=", "TERM=dumb"});
    const pid_t child = input && m_output && m_outputEnd && report ? forkInto(m_context) : -1;
    if (child == 0)
        shellMain(m_context, program, m_isBash, environment.get(), input.readEnd.get(), m_outputEnd.get(),
                  report.writeEnd.get());
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
    setNonBlocking(m_input.get());
    return child;
}

void Shell::end()
{
    if (m_process > 0) {
        killGroup(m_process);
        while (!m_exited && ::waitpid(m_process, &m_status, 0) < 0 && errno == EINTR) {
        }
    }
    m_process = -1;
    m_input.reset();
    m_output.reset();
    m_outputEnd.reset();
    m_between.clear();
    ::unlink(m_stateFile.c_str());
    forgetState();
}

void Shell::endAll()
{
    end();
    endEverythingOf(m_context);
}

bool Shell::hasExited()
{
    if (m_process > 0 && !m_exited)
        m_exited = collectExit(m_process, m_status);
    return m_exited;
}

std::optional<int> Shell::leave()
{
    if (!m_exited || !WIFEXITED(m_status) || !isWholeState(m_stateFile))
        return std::nullopt;
    forgetState();
    m_lastState = m_stateFile;
    m_process = -1;
    m_input.reset();
    return WEXITSTATUS(m_status);
}

void Shell::forgetState()
{
    if (!m_lastState.empty())
        ::unlink(m_lastState.c_str());
    m_lastState.clear();
}

void Shell::readBetween()
{
    std::array<char, 16 << 10> buffer;
    for (int turn = 0; m_output && turn < kReadsPerTurn; ++turn) {
        const auto got = ::read(m_output.get(), buffer.data(), buffer.size());
        if (got <= 0)
            return;
        keepBetween({buffer.data(), static_cast<std::size_t>(got)});
    }
}

void Shell::keepBetween(std::string_view bytes)
{
    m_between.append(bytes);
    if (m_between.size() > 2 * kBetweenMax)
        m_between.erase(0, m_between.size() - kBetweenMax - 1); // one more, to know that something was cut
}

std::string Shell::takeBetween()
{
    auto bytes = std::exchange(m_between, {});
    const bool cut = bytes.size() > kBetweenMax;
    if (cut)
        bytes.erase(0, bytes.size() - kBetweenMax);
    const auto text = shownText(toValidUtf8(bytes));
    if (text.empty())
        return {};
    return "[background output since the last command]\n" + std::string(cut ? "[output truncated]\n" : "") + text +
           "\n[end of background output]";
}

/// `exit`, a failure under `set -e` and the like run the trap, which writes down what the shell was. Options of `set`
/// and the trap itself are left out: whoever is sent away by `set -e` begins again without it.
std::string Shell::firstLine() const
{
    const auto restore = m_lastState.empty() ? std::string() : ". " + m_lastState + " >/dev/null 2>&1 </dev/null; ";
    const auto end = std::string(kStateEnd.substr(0, kStateEnd.size() - 1));
    return restore +
           "trap '{ builtin umask -p; builtin shopt -p || :; builtin alias -p || :; builtin declare -p || :; " +
           "builtin declare -f || :; builtin printf \"builtin cd -- %q\\n" + end +
           "\\n\" \"${PWD-}\"; } 2>/dev/null >|" + m_stateFile + "' EXIT; ";
}

void Shell::becomeAnother(std::string hostname, std::vector<Renewed> renewed)
{
    if (!isRunning() && m_lastState.empty())
        return; // another one looks for itself when it starts
    m_newName = std::move(hostname);
    for (auto &each : renewed) {
        const auto earlier = std::ranges::find(m_renewed, each.name, &Renewed::name);
        if (earlier == m_renewed.end())
            m_renewed.push_back(std::move(each));
        else
            earlier->is = std::move(each.is);
    }
}

std::string Shell::renewal()
{
    const auto name = std::exchange(m_newName, {});
    const auto renewed = std::exchange(m_renewed, {});
    std::uint32_t seed = 0;
    if (name.empty() || ::getrandom(&seed, sizeof seed, 0) != static_cast<ssize_t>(sizeof seed))
        return {};
    return renewalWords(m_isBash, name, seed, renewed);
}

std::string Shell::script(const std::string &command, const std::string &head)
{
    // The mark stands here in two pieces only, so that an echo of this line does not look like the end.
    const auto mark = "printf '\\n%s%d\\n' " + head + "''DONE__ \"$?\"";
    if (!m_isBash)
        return renewal() + "{ " + command + "\n} </dev/null 2>&1\n" + mark + "\n";
    // eval, because a quote or brace that is not closed must end with the command, not with the shell. The braces
    // around it take the trace of our own words away. Line numbers in messages count the lines of all commands so far,
    // and one for each command, as the official tool's do; so as many empty lines follow as eval's one line stands for.
    const auto lines = static_cast<std::size_t>(std::ranges::count(command, '\n')) + 1;
    const auto shellOnly = std::to_string(kMarkDescriptor);
    const auto first = std::exchange(m_isNew, false) ? firstLine() : std::string();
    return first + renewal() + "{ builtin eval " + asOneWord(command) + " </dev/null 2>&1 " + shellOnly +
           ">&-; } 2>/dev/null; { builtin " + mark + " >&" + shellOnly + "; } 2>/dev/null\n" + std::string(lines, '\n');
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
    m_shell.readBetween();
    if (auto problem = m_shell.ensureRunning(); !problem.empty())
        return failure(std::move(problem));
    m_between = m_shell.takeBetween();
    const auto head = "__ANT_CMD_" + randomUuid() + "_";
    m_progress = std::make_unique<Progress>("\n" + head + "DONE__");
    m_unsent = m_shell.script(command, head);
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
    const bool exited = m_shell.hasExited(); // before reading: a turn of reading takes more than a pipe holds
    const auto reading = readOutput();
    showLive();
    if (const auto status = m_progress->output.exitStatus()) {
        m_shell.keepBetween(m_progress->output.behind());
        return finished(*status);
    }
    if (m_aborted || now >= m_deadline)
        return stopped();
    if (exited || reading == Reading::Closed)
        return shellEnded();
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

namespace {

/// Both, each on lines of its own.
std::string joined(std::string first, const std::string &second)
{
    if (!first.empty() && !second.empty())
        first += "\n";
    return first + second;
}

} // namespace

ToolOutcome ShellCall::finished(int status)
{
    m_shell.forgetState();
    auto text = m_progress->output.text();
    if (status != 0 && text.empty())
        text = "exit " + std::to_string(status);
    text = joined(m_between, text);
    return status == 0 ? success(std::move(text)) : failure(std::move(text));
}

ToolOutcome ShellCall::shellEnded()
{
    if (const auto status = m_shell.leave()) {
        auto text = m_progress->output.text();
        if (*status != 0 && text.empty())
            text = "exit " + std::to_string(*status);
        return ToolOutcome{joined(m_between, text), *status != 0, false};
    }
    m_shell.end();
    return failure(joined(joined(m_between, m_progress->output.text()), "bash: bash session terminated"));
}

ToolOutcome ShellCall::stopped()
{
    m_shell.end();
    const auto why = m_aborted ? "bash: This operation was aborted" : m_lateText;
    return {joined(joined(why, m_between), m_progress->output.text()), true, !m_aborted};
}

} // namespace glovebox::agent
