// Role: the bash tool's shell, which lives from call to call (reference 4.2): one process, three pipes, and an end mark
// after each command. It is watched by its output and by its process, so that background children which hold the pipes
// cannot keep a call open. When a command makes the shell exit, the next call's shell goes on where it was; when the
// shell is killed or replaced, the next call starts a fresh one (decision 0010).
#pragma once

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/running_call.h"
#include "core/guest/agent/tools/shell_words.h"

#include <sys/types.h>

#include <memory>

namespace glovebox::agent {

class Shell {
public:
    explicit Shell(const ToolContext &context) : m_context(context) {}
    ~Shell();
    Shell(const Shell &) = delete;
    Shell &operator=(const Shell &) = delete;

    bool isRunning() const { return m_process > 0; }
    /// Empty on success, otherwise why not.
    std::string ensureRunning();
    /// SIGKILL to its group; its pipes are closed, and what it was is forgotten.
    void end();
    /// The same, and to everything else that the tools' user runs: a clean slate, also after a fork bomb whose
    /// processes have left the group.
    void endAll();
    /// True once the process has ended by itself.
    bool hasExited();
    /// The shell has ended by `exit`, a failure under `set -e` or the like, and has told what it was: the exit status.
    /// The next one goes on with its folder, variables and functions, and its background jobs stay. Nothing: it ended
    /// in another way.
    std::optional<int> leave();
    bool owns(pid_t child) const { return child == m_process; }
    /// This guest began as a copy of another, and so did its shell: from its next command on it has this host name and
    /// random numbers of its own.
    void becomeAnother(std::string hostname, std::vector<Renewed> renewed = {});

    int input() const { return m_input.get(); }
    /// Open from the first shell on until end().
    int output() const { return m_output.get(); }
    /// What background jobs print between two calls; unread it would stop them. The end of it is kept for
    /// takeBetween().
    void readBetween();
    void keepBetween(std::string_view bytes);
    std::string takeBetween();

    /// What to write so that the command runs and `head` and "DONE__" and its exit status follow.
    std::string script(const std::string &command, const std::string &head);
    /// The command is over: the state that the shell began with has been read.
    void forgetState();

private:
    int start();
    pid_t spawn(const std::string &program, int &error);
    std::string firstLine() const;
    std::string renewal();

    const ToolContext &m_context;
    pid_t m_process = -1;
    bool m_isBash = true;
    bool m_isNew = true;
    bool m_exited = false;
    int m_status = 0;        // of the process, once it has exited
    std::string m_stateFile; // where the shell leaves its state
    std::string m_lastState; // what the last one has left; empty: nothing
    std::string m_newName;   // of the machine, which the shell was not told yet
    std::vector<Renewed> m_renewed;
    Descriptor m_input;     // we write
    Descriptor m_output;    // we read
    Descriptor m_outputEnd; // for the next shell, so that background jobs of the last one are still heard
    std::string m_between;
};

/// One call on the shell. `input` is the tool's; the outcome leaves the shell ready or ended.
class ShellCall : public RunningCall {
public:
    ShellCall(Shell &shell, const ToolCall &call, OutputSink sink, Instant now);
    ~ShellCall() override;
    ShellCall(const ShellCall &) = delete;
    ShellCall &operator=(const ShellCall &) = delete;

    void addPollFds(std::vector<pollfd> &fds) const override;
    Instant deadline() const override { return m_deadline; }
    std::optional<ToolOutcome> advance(Instant now) override;
    void abort() override { m_aborted = true; }
    bool owns(pid_t child) const override { return m_shell.owns(child); }

private:
    struct Progress;
    std::optional<ToolOutcome> begin(const ToolCall &call);
    void writeCommand();
    enum class Reading { More, Nothing, Closed };
    Reading readOutput();
    void showLive();
    ToolOutcome finished(int status);
    ToolOutcome shellEnded();
    ToolOutcome stopped();

    Shell &m_shell;
    OutputSink m_sink;
    Instant m_deadline;
    std::string m_lateText; // what the result says when the deadline passes
    std::string m_unsent;   // of the command
    std::string m_between;  // what background jobs printed before this call
    std::unique_ptr<Progress> m_progress;
    std::optional<ToolOutcome> m_early;
    bool m_aborted = false;
};

} // namespace glovebox::agent
