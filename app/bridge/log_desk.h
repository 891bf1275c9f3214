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

    struct Export {
        std::string file; // may not be there yet
        bool asJson = false;
        std::string title;                          // of the file's head
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
    /// These lines, in rising order and kReadMax at most; what is no more is left out.
    virtual Call read(const LogName &name, std::vector<LogNumber> numbers, Callback<std::vector<StoredLine>> done) = 0;
    /// The lines of from - to-1 that match, in order; the last kPiece of them are looked at. InvalidArgument says what
    /// is wrong with a regular expression.
    virtual Call search(const LogName &name, LogNumber from, LogNumber to, const LogQuery &query,
                        Callback<std::vector<LogNumber>> done) = 0;
    /// Writes what matches, oldest first, and answers how many lines that were.
    virtual Call exportTo(const LogName &name, const LogQuery &query, const Export &wanted,
                          Callback<LogNumber> done) = 0;
};

} // namespace glovebox::bridge
