// Role: the files of a log: <name>.log, which is written to, and <name>.<first line>.log, which are full. One of them
// opened, with its index in memory.
// Thread: any, one at a time. Invariants: what is behind the last line end does not exist; memory is the index alone.
#pragma once

#include "core/base/result.h"
#include "core/base/work_pool.h"
#include "core/logs/byte_finder.h"
#include "core/logs/sparse_index.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace glovebox::logs {

/// "engine.log", "sandboxes/sbx-1.log", below the folder of logs; "" for an id that is no safe token.
std::string fileOf(const LogName &name);
/// Which log a file is of; none: not one of ours, or an index.
struct FileFacts {
    LogName name;
    bool full = false;
    LogNumber first = 0; // of a full one
};
std::optional<FileFacts> factsOf(const std::string &relative);
std::string fullFileOf(const LogName &name, LogNumber first);

struct PartFile {
    std::string path;
    LogNumber first = 0; // 0: the one that is written to
};
/// Oldest first; the one that is written to is last.
std::vector<PartFile> partsOf(const std::string &folder, const LogName &name);

struct FileId {
    dev_t device = 0;
    ino_t file = 0;

    friend bool operator==(const FileId &, const FileId &) = default;
};

class LogPart {
public:
    /// `least`: the number behind the files before it, for one whose own first is known from the index beside it alone.
    /// NotFound.
    static Result<std::unique_ptr<LogPart>> open(const PartFile &file, LogNumber least);
    ~LogPart();
    LogPart(const LogPart &) = delete;
    LogPart &operator=(const LogPart &) = delete;

    /// Looks at what was written since.
    Result<> extend();

    const FileId &id() const { return m_id; }
    LogNumber first() const { return m_index.first(); }
    LogNumber end() const { return first() + m_lines; }
    /// One past its last line end.
    std::uint64_t bytes() const { return m_known; }
    const SparseIndex &index() const { return m_index; }

    /// The lines from - to-1 in order, each without its end, until `each` says no. Lines that are too long come cut.
    Result<> visit(LogNumber from, LogNumber to,
                   const std::function<bool(LogNumber number, std::string_view line)> &each) const;

    /// The same without most lines that have nothing of `likely` in them.
    Result<> visitLikely(LogNumber from, LogNumber to, const ByteFinder &likely,
                         const std::function<bool(LogNumber number, std::string_view line)> &each) const;

private:
    explicit LogPart(int file) : m_file(file) {}

    void takeIndex(const PartFile &file, LogNumber least);
    std::uint64_t behind(LogNumber line) const;
    Result<bool> mayBeBetween(std::uint64_t begin, std::uint64_t end, const ByteFinder &likely) const;
    Result<std::string> readAt(std::uint64_t offset, std::size_t size) const;
    void addEntry(std::uint64_t offset);

    int m_file;
    FileId m_id;
    SparseIndex m_index;
    LogNumber m_lines = 0;
    std::uint64_t m_known = 0;
};

} // namespace glovebox::logs
