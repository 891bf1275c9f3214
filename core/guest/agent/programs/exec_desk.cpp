#include "core/guest/agent/programs/exec_desk.h"

#include "core/base/limits.h"
#include "core/guest/protocol/file_messages.h"

#include <algorithm>
#include <cerrno>

namespace glovebox::agent {

using ExecOutcome = guest::ExecEnd::Outcome;

namespace {

/// Beyond, the oldest is closed: a template with more services than this is none.
constexpr std::size_t kLeftPipesMax = 128;
/// Reads before other work gets its turn.
constexpr int kDrainsPerTurn = 4;

} // namespace

void ExecDesk::start(std::uint32_t stream, std::string_view payload)
{
    const auto start = guest::parseExecStart(payload);
    if (!start)
        return refuse(stream,
                      {.outcome = ExecOutcome::InvalidArgument, .detail = "the guest's agent cannot take this"});
    if (m_jobs.size() >= limits::kExecsMax)
        return refuse(stream, {.outcome = ExecOutcome::InvalidState, .detail = "too many programs at once"});
    const auto context = m_settings.program(*start);
    if (const auto *no = std::get_if<guest::ExecEnd>(&context))
        return refuse(stream, *no);
    m_jobs.emplace(stream,
                   std::make_unique<ExecJob>(std::get<ToolContext>(context), *start,
                                             ExecJob::Channel{[this, stream](guest::FrameType type, std::string bytes) {
                                                                  m_channel.send(type, stream, std::move(bytes));
                                                              },
                                                              m_channel.hasRoom}));
}

void ExecDesk::input(std::uint32_t stream, std::string_view payload)
{
    const auto job = m_jobs.find(stream);
    const auto content = guest::parseContentPayload(payload);
    if (job != m_jobs.end() && content)
        job->second->take(*content);
}

void ExecDesk::endInput(std::uint32_t stream)
{
    if (const auto job = m_jobs.find(stream); job != m_jobs.end())
        job->second->endInput();
}

void ExecDesk::credit(std::uint32_t stream, std::string_view payload)
{
    const auto job = m_jobs.find(stream);
    const auto credit = guest::parseExecCredit(payload);
    if (job != m_jobs.end() && credit)
        job->second->addCredit(credit->bytes);
}

void ExecDesk::cancel(std::uint32_t stream)
{
    if (const auto job = m_jobs.find(stream); job != m_jobs.end())
        job->second->cancel();
}

void ExecDesk::addPollFds(std::vector<pollfd> &fds) const
{
    for (const auto &[stream, job] : m_jobs)
        job->addPollFds(fds);
    for (const auto &pipe : m_left)
        fds.push_back({pipe.get(), POLLIN, 0});
}

std::optional<Instant> ExecDesk::deadline() const
{
    std::optional<Instant> first;
    for (const auto &[stream, job] : m_jobs)
        if (const auto at = job->deadline(); at && (!first || *at < *first))
            first = at;
    return first;
}

void ExecDesk::step(Instant now)
{
    for (auto at = m_jobs.begin(); at != m_jobs.end();) {
        at->second->advance(now);
        if (!at->second->isOver()) {
            ++at;
            continue;
        }
        keepPipes(*at->second);
        at = m_jobs.erase(at);
    }
    drain();
}

void ExecDesk::dropAll()
{
    for (const auto &[stream, job] : m_jobs)
        if (job->isService())
            keepPipes(*job);
    m_jobs.clear();
}

void ExecDesk::keepPipes(ExecJob &job)
{
    for (auto &pipe : job.takePipes())
        m_left.push_back(std::move(pipe));
}

void ExecDesk::drain()
{
    while (m_left.size() > kLeftPipesMax)
        m_left.pop_front();
    std::array<char, 16 << 10> buffer;
    std::erase_if(m_left, [&buffer](const Descriptor &pipe) {
        for (int turn = 0; turn < kDrainsPerTurn; ++turn) {
            const auto got = ::read(pipe.get(), buffer.data(), buffer.size());
            if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
                return true;
            if (got < 0)
                return false;
        }
        return false;
    });
}

bool ExecDesk::owns(pid_t child) const
{
    return std::ranges::any_of(m_jobs, [child](const auto &job) { return job.second->owns(child); });
}

void ExecDesk::refuse(std::uint32_t stream, const guest::ExecEnd &how)
{
    m_channel.send(guest::FrameType::ExecEnd, stream, guest::toPayload(how));
}

} // namespace glovebox::agent
