// Role: takes tool calls and runs them one after another: the shell's in the shell, a file tool's in a child process, a
// custom tool's by its handler.
// Driven from outside: addPollFds(), wait, step(). Nothing blocks for longer than starting a process takes.
// Invariants: every call that was accepted gives exactly one outcome; at most kWaitingCallsMax wait.
#pragma once

#include "core/guest/agent/tools/running_call.h"
#include "core/guest/agent/tools/shell.h"

#include <deque>
#include <memory>

namespace glovebox::agent {

class ToolRunner {
public:
    struct Sinks {
        std::function<void(std::uint32_t stream, std::string_view bytes)> output;
        std::function<void(std::uint32_t stream, ToolOutcome outcome)> result;
    };

    ToolRunner(ToolContext context, Sinks sinks);

    void submit(ToolCall call);
    /// The call still gives its outcome, soon.
    void cancel(std::uint32_t stream);
    /// Nobody wants any outcome: the running call is ended, the waiting ones are forgotten.
    void dropAll();
    /// From the next call on tools begin like this; the shell is another one then.
    void beginAs(ToolContext context);
    /// The shell stays; what differs in the new environment is changed in it, where its programs have not done so.
    void becomeAnother(const std::string &hostname, const ToolContext &context);

    void addPollFds(std::vector<pollfd> &fds) const;
    /// Before this something must be done even if no descriptor is ready.
    std::optional<Instant> deadline() const;
    void step(Instant now);
    /// A child that the runner collects itself.
    bool owns(pid_t child) const;

private:
    void startNext(Instant now);

    ToolContext m_context;
    std::optional<ToolContext> m_next; // once the running call is over
    Sinks m_sinks;
    Shell m_shell;
    std::deque<ToolCall> m_waiting;
    std::uint32_t m_stream = 0; // of the running call
    std::unique_ptr<RunningCall> m_running;
};

} // namespace glovebox::agent
