// Role: the writing end of one log: appends lines, keeps the index beside the file, begins a new file when one is full.
// Thread: the writer's. Invariants: files are closed to other users (0600); what a crash left of a last line is cut off
// before anything is written; after a failed write the file is as before it, and its lines are counted as lost.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/logs/log_part.h"

#include <string>

namespace glovebox::logs {

struct FileLimits {
    ByteCount fileSize; // a new one is begun then
    int filesKept = 0;  // of one log, the one that is written to included
};

class LogFile {
public:
    static Result<std::unique_ptr<LogFile>> open(const std::string &folder, const LogName &name, FileLimits limits);
    ~LogFile();
    LogFile(const LogFile &) = delete;
    LogFile &operator=(const LogFile &) = delete;

    /// Until write(), in memory.
    void add(const LogLine &line, std::uint64_t lost = 0);
    std::size_t waiting() const { return m_bytes.size(); }
    /// Everything added, or nothing of it: then it is gone.
    Result<> write();

private:
    LogFile(std::string folder, LogName name, FileLimits limits)
        : m_folder(std::move(folder)), m_name(std::move(name)), m_limits(limits)
    {
    }
    std::string path() const { return m_folder + '/' + fileOf(m_name); }
    Result<> begin();
    Result<> beginNext();
    void deleteOldest();
    void close();

    std::string m_folder;
    LogName m_name;
    FileLimits m_limits;
    int m_file = -1;
    int m_indexFile = -1;
    LogNumber m_first = 1;
    LogNumber m_lines = 0; // in the file
    std::uint64_t m_size = 0;
    std::string m_bytes;
    std::string m_indexBytes;
    LogNumber m_added = 0; // lines of m_bytes
};

} // namespace glovebox::logs
