// Role: a file beside the database for results of tool calls, so that one may be posted before the database has it: a
// write that outlives this program costs a hundredth of a commit. Its records are a ring that starts over when all of
// them are in the database. Thread: one at a time; the file work waits for no disk.
// Invariants: a record that append() answered well is found by read() until startOver() or clear(). What was torn, is
// older than the record before it, or was written by somebody else ends the reading and hurts nothing.
#pragma once

#include "core/ledger/fact.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace glovebox::ledger {

class ResultLog {
public:
    /// Beside the ledger `path`; made when it is not there.
    static Result<std::unique_ptr<ResultLog>> open(const std::string &path);
    ~ResultLog();
    ResultLog(const ResultLog &) = delete;
    ResultLog &operator=(const ResultLog &) = delete;

    Result<std::vector<ResultKept>> read() const;
    bool hasBytes() const;
    /// TooLarge: there is no room for it, now or ever; the database takes any.
    Result<> append(const ResultKept &kept);
    /// The database has all of them: the next one is written over the first.
    void startOver() { m_at = 0; }
    /// The same, and none of them stays on disk.
    Result<> clear();

private:
    ResultLog(std::string path, int fd) : m_path(std::move(path)), m_fd(fd) {}

    std::string m_path;
    int m_fd;
    off_t m_at = 0;
    std::uint64_t m_next = 1; // its number: what a start-over left behind has smaller ones
};

/// The file's name.
std::string resultLogOf(const std::string &ledger);
/// What a file with this content has.
std::vector<ResultKept> resultsIn(std::string_view bytes);
/// One record of it; empty when it is too large.
std::string resultRecord(std::uint64_t number, const ResultKept &kept);

} // namespace glovebox::ledger
