// Role: one call of a file tool in a child process of its own. The child gives up its rights, does the work and writes
// the outcome into a pipe, so a crash, an endless regular expression or a memory hog costs this call and nothing else.
// Invariants: the child is ended with its group and collected before the object goes.
#pragma once

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/running_call.h"

namespace glovebox::agent {

class FileCall : public RunningCall {
public:
    /// An outcome at once when no process can be had.
    FileCall(const ToolContext &context, const ToolCall &call, Instant now);
    ~FileCall() override;
    FileCall(const FileCall &) = delete;
    FileCall &operator=(const FileCall &) = delete;

    void addPollFds(std::vector<pollfd> &fds) const override;
    Instant deadline() const override { return m_deadline; }
    std::optional<ToolOutcome> advance(Instant now) override;
    void abort() override { m_aborted = true; }
    bool owns(pid_t child) const override { return child == m_child; }

private:
    void start(const ToolContext &context, const ToolCall &call);
    bool readOutcome();
    ToolOutcome ended();
    void endChild();

    std::string m_tool;
    std::string m_lateText; // what the result says when the deadline passes
    Instant m_deadline;
    pid_t m_child = -1;
    Descriptor m_pipe;
    std::string m_answer;
    std::optional<ToolOutcome> m_failedToStart;
    bool m_aborted = false;
};

} // namespace glovebox::agent
