// Role: a file of this host, or all that is in a folder, found and read piece by piece. No symbolic link is followed.
// Thread: one at a time; blocking.
#pragma once

#include "core/base/file_access.h"
#include "core/base/sha256.h"
#include "core/base/work_pool.h"
#include "core/ports/host_files.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sys/stat.h>

namespace glovebox::system {

enum class TreeRules {
    Strict,  // with hashes; links and special files are refused
    Lenient, // links are told, special files are left out
};

Result<ports::HostTree> treeAt(std::string root, TreeRules rules, const StopFlag &stop);

/// Reads what treeAt() found.
class TreeReader {
public:
    /// `found`: the folder that `root` has to be; none: whichever it is.
    TreeReader(std::string root, std::vector<ports::TreeEntry> entries, std::optional<ports::FolderMark> found);

    Result<std::optional<ports::TreeEntry>> next();
    /// InvalidState when the file is not what it was: another size, or another hash when it had one.
    Result<std::string> read(std::size_t max);

private:
    std::string whole() const;
    Result<> openFolder();
    Result<struct stat> openNext(const std::string &relative);

    std::string m_root;
    std::vector<ports::TreeEntry> m_entries;
    std::optional<ports::FolderMark> m_found;
    std::unique_ptr<FileDescriptor> m_folder; // the root, from the first file in it on
    std::size_t m_next = 0;
    std::unique_ptr<FileDescriptor> m_file; // of the one before m_next
    std::uint64_t m_read = 0;               // of it
    std::unique_ptr<Sha256Sum> m_sum;
};

} // namespace glovebox::system
