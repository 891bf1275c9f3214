// Role: the file operations of one connection: starts them, hands each what comes for it, and sees their children to
// the end. Beside the tools, not behind them: a file operation never waits for a running tool.
// Thread: the agent's only one. Invariants: every FileStart is answered with one FileDone; at most kFileJobsMax
// operations are under way, and children stay few.
#pragma once

#include "core/guest/agent/files/job.h"

#include <map>
#include <memory>

namespace glovebox::agent {

class FileDesk {
public:
    struct Channel {
        std::function<void(guest::FrameType, std::uint32_t stream, std::string payload)> send;
        std::function<bool()> hasRoom;
    };

    FileDesk(const ToolContext &context, Channel channel) : m_context(context), m_channel(std::move(channel)) {}

    bool has(std::uint32_t stream) const { return m_jobs.contains(stream); }
    void start(std::uint32_t stream, std::string_view payload);
    void data(std::uint32_t stream, std::string_view payload);
    void end(std::uint32_t stream);
    void credit(std::uint32_t stream, std::string_view payload);
    void cancel(std::uint32_t stream);
    /// Nobody wants any answer.
    void dropAll();

    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const;
    void step(Instant now);
    bool owns(pid_t child) const;

private:
    using Jobs = std::map<std::uint32_t, std::unique_ptr<FileJob>>;

    void refuse(std::uint32_t stream, guest::FileDone::Outcome outcome, const char *why);

    const ToolContext &m_context;
    Channel m_channel;
    Jobs m_jobs;
    std::vector<std::unique_ptr<FileJob>> m_ending; // answered; their children are not collected yet
};

} // namespace glovebox::agent
