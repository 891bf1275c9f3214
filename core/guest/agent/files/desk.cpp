#include "core/guest/agent/files/desk.h"

#include <algorithm>

namespace glovebox::agent {

namespace {

/// With those that were answered and are just ending.
constexpr std::size_t kChildrenMax = 4 * guest::kFileJobsMax;

} // namespace

using Outcome = guest::FileDone::Outcome;

void FileDesk::start(std::uint32_t stream, std::string_view payload)
{
    const auto start = guest::parseFileStart(payload);
    if (!start)
        return refuse(stream, Outcome::InvalidArgument, "the guest's agent cannot take this operation");
    if (m_jobs.size() >= guest::kFileJobsMax)
        return refuse(stream, Outcome::InvalidState, "too many file operations at once");
    while (m_jobs.size() + m_ending.size() >= kChildrenMax)
        m_ending.erase(m_ending.begin()); // waits for its child, which is at its very end
    m_jobs.emplace(stream,
                   std::make_unique<FileJob>(m_context, *start,
                                             FileJob::Channel{[this, stream](guest::FrameType type, std::string bytes) {
                                                                  m_channel.send(type, stream, std::move(bytes));
                                                              },
                                                              m_channel.hasRoom}));
}

void FileDesk::data(std::uint32_t stream, std::string_view payload)
{
    const auto job = m_jobs.find(stream);
    const auto content = guest::parseContentPayload(payload);
    if (job != m_jobs.end() && content)
        job->second->take(*content);
}

void FileDesk::end(std::uint32_t stream)
{
    if (const auto job = m_jobs.find(stream); job != m_jobs.end())
        job->second->end();
}

void FileDesk::credit(std::uint32_t stream, std::string_view payload)
{
    const auto job = m_jobs.find(stream);
    const auto credit = guest::parseFileCredit(payload);
    if (job != m_jobs.end() && credit)
        job->second->addCredit(credit->bytes);
}

void FileDesk::cancel(std::uint32_t stream)
{
    if (const auto job = m_jobs.find(stream); job != m_jobs.end())
        job->second->cancel(std::chrono::steady_clock::now(), false);
}

void FileDesk::dropAll()
{
    const auto now = std::chrono::steady_clock::now();
    for (auto &[stream, job] : m_jobs) {
        job->cancel(now, true);
        m_ending.push_back(std::move(job));
    }
    m_jobs.clear();
}

void FileDesk::addPollFds(std::vector<pollfd> &fds) const
{
    for (const auto &[stream, job] : m_jobs)
        job->addPollFds(fds);
}

std::optional<Instant> FileDesk::deadline() const
{
    std::optional<Instant> first;
    const auto look = [&first](const FileJob &job) {
        if (const auto at = job.deadline(); at && (!first || *at < *first))
            first = at;
    };
    for (const auto &[stream, job] : m_jobs)
        look(*job);
    for (const auto &job : m_ending)
        look(*job);
    return first;
}

void FileDesk::step(Instant now)
{
    for (auto at = m_jobs.begin(); at != m_jobs.end();) {
        at->second->advance(now);
        if (at->second->isAnswered()) {
            m_ending.push_back(std::move(at->second));
            at = m_jobs.erase(at);
        } else {
            ++at;
        }
    }
    for (const auto &job : m_ending)
        job->advance(now);
    std::erase_if(m_ending, [](const auto &job) { return job->isOver(); });
}

bool FileDesk::owns(pid_t child) const
{
    const auto owner = [child](const FileJob &job) {
        return job.owns(child);
    };
    return std::ranges::any_of(m_jobs, [&](const auto &entry) { return owner(*entry.second); }) ||
           std::ranges::any_of(m_ending, [&](const auto &job) { return owner(*job); });
}

void FileDesk::refuse(std::uint32_t stream, Outcome outcome, const char *why)
{
    m_channel.send(guest::FrameType::FileDone, stream, guest::toPayload(guest::FileDone{outcome, why}));
}

} // namespace glovebox::agent
