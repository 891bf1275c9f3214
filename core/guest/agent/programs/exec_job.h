// Role: one program that the host runs, seen from process 1: its process group, its three pipes, and what the host may
// still be sent. Nothing is cleaned, cut or left out. Nothing blocks and nothing piles up: a pipe is read only as far
// as the host's credit goes, so a slow host makes the program wait.
//
// - Its end is its process's end. What that wrote before is in the pipes by then and is sent; what its children write
//   is, for a moment longer, then the pipes are left to whoever drains them (exec_desk.h).
// - A time limit and the host's loss of interest kill the process group; an end does not: what it left in the
//   background stays. A program that is to stay in the background is left by both.
#pragma once

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/running_call.h"
#include "core/guest/protocol/exec_messages.h"
#include "core/guest/protocol/frame.h"
#include "core/guest/protocol/limits.h"

namespace glovebox::agent {

class ExecJob {
public:
    /// Where frames go, and whether there is room for more of them now.
    struct Channel {
        std::function<void(guest::FrameType, std::string payload)> send;
        std::function<bool()> hasRoom;
    };

    /// Answers at once when the program cannot be started, or is to stay in the background unwatched.
    ExecJob(const ToolContext &context, const guest::ExecStart &start, Channel channel);
    ~ExecJob();
    ExecJob(const ExecJob &) = delete;
    ExecJob &operator=(const ExecJob &) = delete;

    /// Of its standard input. More than was agreed is dropped.
    void take(std::string_view content);
    /// That was all of an input that streams.
    void endInput();
    void addCredit(std::size_t bytes);
    /// The host has lost interest; ExecEnd is still sent.
    void cancel();

    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const;
    void advance(Instant now);
    /// ExecEnd was sent.
    bool isOver() const { return m_over; }
    /// It is to stay in the background.
    bool isService() const { return m_isService; }
    bool owns(pid_t child) const { return child == m_child; }
    /// The pipes that somebody still holds once it is over.
    std::vector<Descriptor> takePipes();

private:
    struct Stream {
        Descriptor pipe;
        guest::FrameType type;
        bool isDrained = false;    // all that the program itself wrote has been read
        std::size_t sinceExit = 0; // bytes
    };

    guest::ExecEnd launch(const ToolContext &context, const std::vector<std::string> &arguments);
    bool mayRead() const { return m_credit > 0 && m_channel.hasRoom(); }
    void writeInput();
    void welcomeInput(std::size_t bytes);
    void read(Stream &stream);
    void lookForExit(Instant now);
    void leave(const guest::ExecEnd &how);
    void end(const guest::ExecEnd &how);

    Channel m_channel;
    pid_t m_child = -1; // leads a session and a group of its own; -1 once collected
    int m_status = 0;
    std::optional<Instant> m_exitedAt;
    std::optional<Instant> m_killAt;
    std::uint64_t m_expected = 0; // of its input, still to come
    bool m_untilEnd = false;      // its input streams, and its end was not said yet
    std::size_t m_inputHeld = 0;  // of the host's room for what streams: used
    std::size_t m_inputTaken = 0; // of that, by the program, and not given back yet
    std::string m_unsent;         // of its input
    Descriptor m_input;
    std::array<Stream, 2> m_streams;
    std::size_t m_credit = guest::kExecWindow;
    bool m_isService = false;
    bool m_timedOut = false;
    bool m_cancelled = false;
    bool m_over = false;
};

} // namespace glovebox::agent
