// Role: a thread and a connection of their own for questions of the past: a year's sums take a while, and no commit
// waits for them. The write-ahead log lets both work at once. Thread: ask() and the answers any, never at once.
// Invariants: questions are answered in their order; each sees at least what was committed when it was asked.
// Destruction waits for the question at hand; the others are not answered.
#pragma once

#include "core/base/result.h"
#include "core/domain/history.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace glovebox::ledger {

class HistoryReader {
public:
    /// `answered` is called on the reader's thread. The file is there and of today's schema as long as this is.
    using Answered = std::function<void(std::uint64_t ticket, Result<domain::HistoryAnswer> answer)>;
    HistoryReader(std::string path, Answered answered);
    ~HistoryReader();
    HistoryReader(const HistoryReader &) = delete;
    HistoryReader &operator=(const HistoryReader &) = delete;

    void ask(std::uint64_t ticket, domain::HistoryQuestion question);
    /// Whether the audit trail's index could not be read since this was asked last. Any thread.
    bool takeIndexFailure() { return m_indexFails.exchange(false); }

private:
    struct Asked {
        std::uint64_t ticket = 0;
        domain::HistoryQuestion question;
    };
    void serve();

    const std::string m_path;
    const Answered m_answered;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Asked> m_waiting; // bounded by who asks
    bool m_closing = false;
    std::atomic<bool> m_indexFails = false;
    std::thread m_thread;
};

} // namespace glovebox::ledger
