// Role: a log with all of its files as one row of lines: windows of it, and which lines pass a query. Also of a log
// that another program writes. Thread: any, one at a time; reads files.
// Invariants: memory is the index and what is asked for; a line keeps its number while files are full, deleted and
// begun.
#pragma once

#include "core/base/work_pool.h"
#include "core/logs/line_matcher.h"
#include "core/logs/log_part.h"

namespace glovebox::logs {

/// Of one look: more than a screen, and what a jump needs.
inline constexpr LogNumber kWindowMax = 4096;
/// Of one piece of a search: short enough that whoever waits behind it does not see it.
inline constexpr LogNumber kPieceMax = 32'768;

class LogReader {
public:
    /// `folder`: of all logs. A log that is not there yet is empty.
    LogReader(std::string folder, LogName name) : m_folder(std::move(folder)), m_name(std::move(name)) {}

    /// What there is now.
    Result<LogExtent> refresh();
    LogExtent extent() const;

    /// At most kWindowMax; what is no more is left out.
    Result<std::vector<StoredLine>> read(LogNumber from, LogNumber count) const;
    /// These, in rising order; what is no more is left out.
    Result<std::vector<StoredLine>> readThese(const std::vector<LogNumber> &numbers) const;
    /// The lines of from - to-1 that match, in order; at most kPieceMax are looked at, from the end.
    Result<std::vector<LogNumber>> search(LogNumber from, LogNumber to, const LineMatcher &matcher,
                                          const StopFlag &stop) const;
    /// The lines of from - to-1 as they stand in the files, until `each` says no.
    Result<> visit(LogNumber from, LogNumber to,
                   const std::function<bool(LogNumber number, std::string_view line)> &each) const;

private:
    Result<std::unique_ptr<LogPart>> take(const PartFile &file, LogNumber least);

    std::string m_folder;
    LogName m_name;
    std::vector<std::unique_ptr<LogPart>> m_parts;
};

/// Every log below the folder, the engine's first, then the ones that were written last.
std::vector<LogEntry> listLogs(const std::string &folder);

} // namespace glovebox::logs
