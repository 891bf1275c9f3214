#include "core/guest/agent/programs/exec_job.h"

#include "core/guest/agent/programs/launch.h"
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
/// Of streaming input: room is given back in steps, or when all of it was taken.
constexpr std::size_t kWelcomeStep = guest::kExecInputWindow / 4;
/// Reads before other work gets its turn.
constexpr int kExecReadsPerTurn = 8;

struct ExecPipes {
    Pipe input = makePipe();
    Pipe output = makePipe();
    Pipe errors = makePipe();
    explicit operator bool() const { return input && output && errors; }
};

} // namespace

ExecJob::ExecJob(const ToolContext &context, const guest::ExecStart &start, Channel channel)
    : m_channel(std::move(channel)), m_expected(start.input),
      m_untilEnd(start.untilEnd), m_streams{Stream{{}, FrameType::ExecOutput}, Stream{{}, FrameType::ExecErrors}},
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
    if (m_expected == 0 && !m_untilEnd)
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
    if (!pipes)
        return notLaunched(context, arguments.front(), errno);
    auto launched = launchProgram(context, arguments, [&pipes] {
        ::dup2(pipes.input.readEnd.get(), STDIN_FILENO);
        ::dup2(pipes.output.writeEnd.get(), STDOUT_FILENO);
        ::dup2(pipes.errors.writeEnd.get(), STDERR_FILENO);
    });
    if (launched.refusal)
        return *std::move(launched.refusal);
    m_child = launched.child;
    m_input = std::move(pipes.input.writeEnd);
    m_streams[0].pipe = std::move(pipes.output.readEnd);
    m_streams[1].pipe = std::move(pipes.errors.readEnd);
    for (const auto *pipe : {&m_input, &m_streams[0].pipe, &m_streams[1].pipe})
        setNonBlocking(pipe->get());
    return {};
}

void ExecJob::take(std::string_view content)
{
    if (content.size() >
        (m_untilEnd ? guest::kExecInputWindow - std::min(m_inputHeld, guest::kExecInputWindow) : m_expected))
        return;
    if (m_untilEnd)
        m_inputHeld += content.size();
    else
        m_expected -= content.size();
    if (m_input)
        m_unsent.append(content);
}

void ExecJob::endInput()
{
    m_untilEnd = false; // what is there is all that is to come
    writeInput();
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
        welcomeInput(static_cast<std::size_t>(written));
    }
    if (m_expected == 0 && !m_untilEnd)
        m_input.reset(); // the end of the input
}

/// So much of what streams was taken: as much may follow. A program that wants none is sent no more.
void ExecJob::welcomeInput(std::size_t bytes)
{
    if (!m_untilEnd)
        return;
    m_inputTaken += bytes;
    if (m_inputTaken < kWelcomeStep && !m_unsent.empty())
        return;
    const auto back = std::exchange(m_inputTaken, 0);
    m_inputHeld -= std::min(m_inputHeld, back);
    m_channel.send(FrameType::ExecCredit, guest::toPayload(guest::ExecCredit{back}));
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
