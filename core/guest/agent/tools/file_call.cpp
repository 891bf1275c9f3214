#include "core/guest/agent/tools/file_call.h"

#include "core/guest/agent/tools/file_tools.h"
#include "core/guest/agent/tools/path.h"
#include "core/guest/agent/tools/process.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/messages.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <new>

namespace glovebox::agent {

namespace {

/// grep ends its own search after 60 s; this is for one that is stuck inside a single regular expression.
constexpr std::chrono::milliseconds kGrepKill = kGrepTimeout + std::chrono::milliseconds(3000);

std::string clippedResult(std::string text)
{
    if (text.size() <= guest::kResultTextMax)
        return text;
    constexpr std::string_view mark = "\n[output truncated]";
    auto end = guest::kResultTextMax - mark.size();
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    text.resize(end);
    return text.append(mark);
}

ToolOutcome runGuarded(const ToolContext &context, const ToolCall &call)
{
    try {
        return runFileTool(context, call.tool, call.input);
    } catch (const std::bad_alloc &) {
        return failure(call.tool + ": out of memory");
    } catch (const std::exception &error) {
        return failure(call.tool + ": " + error.what());
    }
}

/// The child's whole life.
[[noreturn]] void childMain(const ToolContext &context, const ToolCall &call, int pipe)
{
    ::setpgid(0, 0);
    ToolOutcome outcome = failure(call.tool + ": permission denied");
    if (becomeToolUser(context)) {
        if (context.limits.addressSpace > 0) {
            const rlimit limit{context.limits.addressSpace, context.limits.addressSpace};
            ::setrlimit(RLIMIT_AS, &limit);
        }
        ::signal(SIGXFSZ, SIG_IGN); // a full quota is an error to report, not a reason to die
        outcome = runGuarded(context, call);
    }
    const auto answer =
        guest::toPayload(guest::ToolReply{clippedResult(std::move(outcome.text)), outcome.isError, outcome.timedOut});
    for (std::string_view rest = answer; !rest.empty();) {
        const auto written = ::write(pipe, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            break;
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
    }
    ::_exit(0);
}

} // namespace

FileCall::FileCall(const ToolContext &context, const ToolCall &call, Instant now)
    : m_tool(call.tool), m_lateText(call.tool + ": This operation was aborted"), m_deadline(now + call.timeout)
{
    if (call.tool == "grep" && kGrepKill < call.timeout) {
        m_deadline = now + kGrepKill;
        m_lateText = "grep: timed out after 60s";
    }
    start(context, call);
}

FileCall::~FileCall()
{
    endChild();
}

void FileCall::start(const ToolContext &context, const ToolCall &call)
{
    auto pipe = makePipe();
    if (pipe && setNonBlocking(pipe.readEnd.get()))
        m_child = ::fork();
    if (m_child == 0) {
        pipe.readEnd.reset();
        childMain(context, call, pipe.writeEnd.get());
    }
    if (m_child < 0) {
        m_failedToStart = failure(m_tool + ": " + errnoText(errno));
        return;
    }
    ::setpgid(m_child, m_child); // also here: a kill may come before the child has done it
    m_pipe = std::move(pipe.readEnd);
}

void FileCall::addPollFds(std::vector<pollfd> &fds) const
{
    if (m_pipe)
        fds.push_back({m_pipe.get(), POLLIN, 0});
}

std::optional<ToolOutcome> FileCall::advance(Instant now)
{
    if (m_failedToStart)
        return m_failedToStart;
    if (!m_aborted && readOutcome())
        return ended();
    if (!m_aborted && now < m_deadline)
        return std::nullopt;
    endChild();
    return m_aborted ? failure(m_tool + ": aborted") : ToolOutcome{m_lateText, true, true};
}

/// True at the end of the pipe, or when the child says more than any tool does.
bool FileCall::readOutcome()
{
    std::array<char, 64 << 10> buffer;
    while (m_answer.size() <= guest::kReplyPayloadMax) {
        const auto got = ::read(m_pipe.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno != EAGAIN;
        if (got == 0)
            return true;
        m_answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return true;
}

ToolOutcome FileCall::ended()
{
    if (const auto reply = guest::parseToolReply(m_answer))
        return {reply->text, reply->isError, reply->timedOut};
    killGroup(m_child); // one that says too much is still at it; one that has died keeps its own status
    int status = 0;
    while (::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
    m_child = -1;
    return failure(m_tool + ": ended without a result" +
                   (WIFSIGNALED(status) ? " (signal " + std::to_string(WTERMSIG(status)) + ")" : std::string()));
}

void FileCall::endChild()
{
    if (m_child <= 0)
        return;
    killGroup(m_child);
    ::kill(m_child, SIGKILL);
    int status = 0;
    while (::waitpid(m_child, &status, 0) < 0 && errno == EINTR) {
    }
    m_child = -1;
}

} // namespace glovebox::agent
