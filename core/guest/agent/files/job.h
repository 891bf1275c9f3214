// Role: one file operation seen from process 1: its child process, the pipes to it, and what the host may still be
// sent. Nothing blocks and nothing piles up: the child is read only as far as the host's credit goes, and a full pipe
// tells the host to wait. Invariants: at most one window of content and one record are held; the child is collected
// before the object goes, and a half written file is taken away by its child unless that has to be killed.
#pragma once

#include "core/guest/agent/files/record.h"
#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/running_call.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/frame.h"

namespace glovebox::agent {

class FileJob {
public:
    /// Where frames go, and whether there is room for more of them now.
    struct Channel {
        std::function<void(guest::FrameType, std::string payload)> send;
        std::function<bool()> hasRoom;
    };

    FileJob(const ToolContext &context, const guest::FileStart &start, Channel channel);
    ~FileJob();
    FileJob(const FileJob &) = delete;
    FileJob &operator=(const FileJob &) = delete;

    /// Content for a write. More than was agreed ends the operation.
    void take(std::string_view content);
    /// That was all of it, where its length was not said before.
    void end();
    void addCredit(std::size_t bytes);
    /// The host has lost interest. FileDone is still sent, unless `quietly`.
    void cancel(Instant now, bool quietly);

    void addPollFds(std::vector<pollfd> &fds) const;
    std::optional<Instant> deadline() const { return m_killAt; }
    void advance(Instant now);
    /// FileDone was sent, or will not be: the host may use the stream's number again.
    bool isAnswered() const { return m_answered; }
    /// Answered, and the child is collected.
    bool isOver() const { return m_answered && m_child < 0; }
    bool owns(pid_t child) const { return child == m_child; }

private:
    void startChild(const ToolContext &context, const guest::FileStart &start);
    bool mayRead() const;
    void feedChild();
    void readChild();
    /// False: the next record has to wait, or has not come whole.
    bool passOn();
    void answer(const std::string &payload);
    void answer(guest::FileDone::Outcome outcome, const char *detail);
    void endChild(Instant now);
    void collect(Instant now);

    Channel m_channel;
    bool m_writes = false;
    bool m_untilEnd = false;
    WholeMark m_whole;            // told to the child when it has all of a content of unknown length
    std::uint64_t m_expected = 0; // content that is still to come
    std::string m_content;        // not yet taken by the child
    std::size_t m_taken = 0;      // by the child, not yet told to the host
    std::size_t m_credit = guest::kFileWindow;
    std::string m_records; // not yet passed on
    pid_t m_child = -1;
    Descriptor m_toChild;
    Descriptor m_fromChild;
    bool m_answered = false;
    bool m_cancelled = false;
    std::optional<Instant> m_killAt;
};

} // namespace glovebox::agent
