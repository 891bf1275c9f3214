// Role: the logs on disk as the window reads them: what there is, windows of lines, searches piece by piece. Answers
// come one after the other, in the order of the questions, from the event loop.
// Thread: GUI; the work is done on another.
#pragma once

#include "app/bridge/export_progress.h"
#include "core/base/call.h"
#include "core/base/log_query.h"
#include "core/base/result.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::bridge {

class LogDesk {
public:
    /// Lines that one search looks at, at most.
    static constexpr LogNumber kPiece = 32'768;

    static constexpr std::size_t kReadMax = 20'000;

    /// Bytes that a read answers with, at most: what a guest prints may be long.
    static constexpr std::size_t kReadBytesMax = std::size_t{16} * 1024 * 1024;

    struct Export {
        std::string file; // may not be there yet
        bool asJson = false;
        bool compressed = false;
        std::string title;                          // of the file's head
        LogExtent lines{0, -1};                     // from here to there; an end before the beginning: to the log's own
        std::shared_ptr<ExportProgress> progress{}; // may be null
    };

    LogDesk() = default;
    virtual ~LogDesk() = default;
    LogDesk(const LogDesk &) = delete;
    LogDesk &operator=(const LogDesk &) = delete;

    /// The engine's first, then the ones that were written last.
    virtual Call list(Callback<std::vector<LogEntry>> done) = 0;
    /// What there is of it now.
    virtual Call look(const LogName &name, Callback<LogExtent> done) = 0;
    /// These lines, in rising order, kReadMax and kReadBytesMax at most; what is no more is left out.
    virtual Call read(const LogName &name, std::vector<LogNumber> numbers, Callback<std::vector<StoredLine>> done) = 0;
    /// The lines of from - to-1 that match, in order; the last kPiece of them are looked at. InvalidArgument says what
    /// is wrong with a regular expression.
    virtual Call search(const LogName &name, LogNumber from, LogNumber to, const LogQuery &query,
                        Callback<std::vector<LogNumber>> done) = 0;
    /// The lines of from - to-1, kPiece of them at most, counted by stretches of `span`.
    virtual Call tally(const LogName &name, LogNumber from, LogNumber to, std::chrono::milliseconds span,
                       Callback<LogTally> done) = 0;
    /// The first line at that time or later; the end when there is none.
    virtual Call lineAt(const LogName &name, WallTime at, Callback<LogNumber> done) = 0;
    /// Writes what matches, oldest first, and answers how many lines that were.
    virtual Call exportTo(const LogName &name, const LogQuery &query, const Export &wanted,
                          Callback<LogNumber> done) = 0;
};

} // namespace glovebox::bridge
