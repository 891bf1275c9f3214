// Role: an archive of this host, entry by entry: tar, plain or compressed, or zip. Checked and bounded in passing;
// nothing is unpacked anywhere. Thread: one at a time; blocking.
// Invariants: a path that is given is plain and relative; no more than ports::kHostFilesMax of content and
// ports::kHostEntriesMax entries are.
#pragma once

#include "core/base/result.h"
#include "core/base/work_pool.h"
#include "core/ports/file_source.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

struct archive;
struct archive_entry;

namespace glovebox::system {

class ArchiveReader {
public:
    explicit ArchiveReader(std::string path);
    ~ArchiveReader();
    ArchiveReader(const ArchiveReader &) = delete;
    ArchiveReader &operator=(const ArchiveReader &) = delete;

    /// InvalidArgument: it is no archive.
    Result<> open(const StopFlag &stop);
    /// The next that can be in a sandbox; none: that was all. InvalidArgument: a name that leads out of it.
    Result<std::optional<ports::TreeEntry>> next(const StopFlag &stop);
    /// Of the file that next() gave; none at its end.
    Result<std::string> read(std::size_t max, const StopFlag &stop);
    /// What cannot be, so far: "dev/null is a device".
    const std::vector<std::string> &leftOut() const { return m_leftOut; }

private:
    struct Free {
        void operator()(archive *reader) const;
    };

    static ssize_t readBlock(archive *, void *self, const void **block);
    static std::int64_t skipBlock(archive *, void *self, std::int64_t length);
    static std::int64_t seekTo(archive *, void *self, std::int64_t offset, int whence);
    std::uint64_t unpacked() const; // so far
    tl::unexpected<Error> broken() const;
    tl::unexpected<Error> refused(const std::string &why, std::string_view name) const;
    Result<std::optional<ports::TreeEntry>> entryOf(archive_entry *found);
    Result<std::optional<ports::TreeEntry>> hardLinkOf(archive_entry *found, ports::TreeEntry entry);
    Result<> find(const std::string &path, const StopFlag &stop);
    Result<> countedHeads();
    void leaveOut(const std::string &path, const char *what);

    std::string m_path;
    int m_file = -1;
    const StopFlag *m_stop = nullptr; // of the call that is under way
    std::string m_block;
    std::unique_ptr<archive, Free> m_archive;
    std::optional<std::uint64_t> m_table; // read of a zip until its first entry is told
    struct File {
        ByteCount size;
        bool isExecutable = false;
        std::uint64_t end = 0; // of its content, unpacked
    };
    std::map<std::string, File> m_files; // that hard links may lead to
    std::size_t m_seen = 0;
    std::size_t m_hardLinks = 0;
    std::uint64_t m_content = 0; // given so far
    std::uint64_t m_told = 0;    // as its heads have it
    std::uint64_t m_reread = 0;  // for hard links
    std::size_t m_names = 0;     // bytes of them
    std::vector<std::string> m_leftOut;
    std::unique_ptr<ArchiveReader> m_linked; // stands at what the hard link that was given leads to
    std::string m_linkedPath;                // of that, before it was looked for
};

} // namespace glovebox::system
