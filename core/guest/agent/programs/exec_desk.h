// Role: the programs that the host runs beside the tools: starts them, hands each what comes for it, and drains what
// their background children go on writing, so that a service does not die of a pipe that nobody reads.
// Thread: the agent's only one. Invariants: every ExecStart is answered with one ExecEnd; at most limits::kExecsMax
// run.
#pragma once

#include "core/guest/agent/programs/exec_job.h"
#include "core/guest/agent/settings.h"

#include <deque>
#include <map>
#include <memory>

namespace glovebox::agent {

class ExecDesk {
public:
    struct Channel {
        std::function<void(guest::FrameType, std::uint32_t stream, std::string payload)> send;
        std::function<bool()> hasRoom;
    };

    ExecDesk(const Settings &settings, Channel channel) : m_settings(settings), m_channel(std::move(channel)) {}

    bool has(std::uint32_t stream) const { return m_jobs.contains(stream); }
    void start(std::uint32_t stream, std::string_view payload);
    void input(std::uint32_t stream, std::string_view payload);
    void endInput(std::uint32_t stream);
    void credit(std::uint32_t stream, std::string_view payload);
    void cancel(std::uint32_t stream);
    /// Nobody wants any answer: what runs is ended. What was left in the background stays.
    void dropAll();

    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const;
    void step(Instant now);
    bool owns(pid_t child) const;

private:
    void refuse(std::uint32_t stream, const guest::ExecEnd &how);
    void keepPipes(ExecJob &job);
    void drain();

    const Settings &m_settings;
    Channel m_channel;
    std::map<std::uint32_t, std::unique_ptr<ExecJob>> m_jobs;
    std::deque<Descriptor> m_left; // pipes of those that are over
};

} // namespace glovebox::agent
