// Role: a custom tool's local handler (an executable in the guest, registered by the operator): gets the call's input
// as JSON on standard input, in the session's folder and with the tools' rights, and answers on standard output.
//
// - Its end is its process's end. What is left of its process group is ended with it, also when it is aborted or late,
//   and so is a handler that ignores SIGTERM: nobody asks it.
// - Status 0: the text is standard output. Otherwise an error with both outputs in the order in which they came, or
//   "exit N" when there are none. Text is limited and cleaned as the bash tool's is (reference 4.2).
#pragma once

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/running_call.h"
#include "core/guest/agent/tools/shell_output.h"

namespace glovebox::agent {

class HandlerCall : public RunningCall {
public:
    /// An outcome at once when the handler cannot be started.
    HandlerCall(const ToolContext &context, const ToolCall &call, OutputSink sink, Instant now);
    ~HandlerCall() override;
    HandlerCall(const HandlerCall &) = delete;
    HandlerCall &operator=(const HandlerCall &) = delete;

    void addPollFds(std::vector<pollfd> &fds) const override;
    Instant deadline() const override { return m_deadline; }
    std::optional<ToolOutcome> advance(Instant now) override;
    void abort() override { m_aborted = true; }
    bool owns(pid_t child) const override { return child == m_child; }

private:
    /// 0, or the errno that kept it from starting.
    int start(const ToolContext &context, const std::string &handler);
    void writeInput();
    void readOutput(Descriptor &from, bool isAnswer);
    bool hasExited() const;
    ToolOutcome finished();
    /// Collects the process; its status.
    int endGroup();

    std::string m_tool;
    OutputSink m_sink;
    Instant m_deadline;
    pid_t m_child = -1; // leads a group of its own
    std::string m_unsent;
    Descriptor m_input;  // we write
    Descriptor m_output; // we read
    Descriptor m_errors;
    ShellOutput m_answer{{}};
    ShellOutput m_everything{{}};
    std::optional<ToolOutcome> m_early;
    bool m_aborted = false;
};

} // namespace glovebox::agent
