// Role: one terminal, seen from process 1: a pseudo-terminal, the session of the program that it was opened for, and
// the newest of what that printed, for whoever looks next. Nothing blocks and nothing piles up.
//
// - Looks read what is kept at their own pace. The terminal's output is taken only while the slowest look is not too
//   far behind, so a slow host makes the program wait; without a look it is taken as it comes, and the oldest goes.
// - What is typed is written as the program takes it, one piece after another.
// - Its end is its program's end, after all of its output. What is kept can be read until the terminal is closed.
// - Closing hangs up: the whole session gets SIGHUP, and what is left of it SIGKILL a moment later. The program is
//   collected last, so that no stranger is born into its session's number meanwhile. It is answered in any case, a
//   moment after SIGKILL at the latest: nothing inside may decide how long the host waits.
#pragma once

#include "core/guest/agent/terminals/kept_output.h"
#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/running_call.h"
#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"
#include "core/guest/protocol/terminal_messages.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::agent {

struct TerminalCells {
    std::uint32_t columns = 80;
    std::uint32_t rows = 24;
};

class Terminal {
public:
    /// Where frames go, and whether there is room for more of them now.
    struct Channel {
        std::function<void(guest::FrameType, std::uint32_t stream, std::string payload)> send;
        std::function<bool()> hasRoom;
    };

    Terminal(std::uint32_t number, std::string program, TerminalCells cells, Channel channel);
    ~Terminal();
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    /// Before anything else. What keeps it from being opened.
    std::optional<guest::ExecEnd> open(const ToolContext &context, const std::vector<std::string> &arguments);

    // Each is answered with one TerminalDone on its stream.
    void look(std::uint32_t stream);
    void type(std::uint32_t stream, std::uint64_t size);
    /// Hangs up; answered when everything has ended.
    void close(std::uint32_t stream);
    bool resize(TerminalCells cells);

    bool has(std::uint32_t stream) const;
    std::size_t streams() const { return m_looks.size() + m_typing.size() + m_closers.size(); }
    /// Of what is typed. More than was agreed is dropped.
    void data(std::uint32_t stream, std::string_view content);
    void credit(std::uint32_t stream, std::size_t bytes);
    void cancel(std::uint32_t stream);
    /// Nobody wants any answer; the terminal goes on.
    void dropStreams();
    /// It is forgotten: who looks at it is told.
    void forget();

    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const { return m_nextLook; }
    void advance(Instant now);

    std::uint32_t number() const { return m_number; }
    bool hasEnded() const { return m_hasEnded; }
    bool isClosing() const { return m_killAt || m_isGone; }
    /// Closed, and nothing is left of it.
    bool isGone() const { return m_isGone; }
    bool owns(pid_t child) const { return child == m_child; }
    guest::TerminalEntry entry() const;

private:
    struct Look {
        std::uint64_t at = 0; // of all that was printed
        std::size_t credit = guest::kTerminalWindow;
    };
    struct Typing {
        std::uint32_t stream = 0;
        std::uint64_t expected = 0; // still to come
        std::string unwritten;
        std::size_t taken = 0; // and not given back yet
    };

    bool makeTerminal(const ToolContext &context);
    bool mayRead() const;
    void lookForExit();
    void read();
    void writeTyped();
    void serveLooks();
    void end();
    void hangUp(Instant now);
    void collect();
    void answer(std::uint32_t stream, const guest::TerminalDone &how = {});
    guest::TerminalDone endOfProgram() const;

    std::uint32_t m_number;
    std::string m_program;
    TerminalCells m_cells;
    Channel m_channel;
    std::chrono::system_clock::time_point m_opened = std::chrono::system_clock::now();
    Descriptor m_master;
    Descriptor m_line;  // the other end, held so that a program that closes its own hangs nothing up
    pid_t m_child = -1; // leads the session; -1 once collected
    KeptOutput m_kept;
    std::map<std::uint32_t, Look> m_looks; // by stream
    std::deque<Typing> m_typing;           // the first is being written
    std::vector<std::uint32_t> m_closers;
    std::optional<guest::ExecEnd> m_exit; // of its program
    std::optional<Instant> m_killAt;      // it is being closed
    std::optional<Instant> m_nextLook;
    bool m_isHungUp = false; // by somebody inside; its program's end is still to come
    bool m_killed = false;
    bool m_hasEnded = false;
    bool m_isGone = false;
};

} // namespace glovebox::agent
