// Role: files and folders out of a sandbox: into a folder here, or as a tar. Thread: the main one; blocks.
// Invariants: a guest is hostile: each name of its is one part of a path and nothing else; nothing is written through a
// link, none is made before everything else is there, and none of its files has more than usual permissions.
#pragma once

#include "app/cli/api_client.h"
#include "app/cli/left_out.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace glovebox::cli {

struct CopiedEntry {
    enum class Kind { File, Folder, Link };
    std::string path; // below what is copied; empty: that itself
    Kind kind = Kind::File;
    unsigned mode = 0;        // permission bits; 0: not known
    std::uint64_t size = 0;   // of a file
    std::int64_t changed = 0; // ns since 1970; 0: not known
    std::string target;       // of a link
};

/// Takes what comes, folders before what is in them.
class CopyTaker {
public:
    using Content = std::function<Result<>(const ApiClient::Take &)>;

    virtual ~CopyTaker() = default;
    virtual Result<> folder(const CopiedEntry &entry) = 0;
    virtual Result<> file(const CopiedEntry &entry, const Content &content) = 0;
    virtual Result<> link(const CopiedEntry &entry) = 0;
    virtual Result<> finish() = 0;
};

/// Into `folder` of this host, under the name `name`.
std::unique_ptr<CopyTaker> takeIntoFolder(const std::string &folder, const std::string &name);
/// As a tar on standard output, below `name`.
std::unique_ptr<CopyTaker> takeAsTar(const std::string &name);

/// "/v1/sandboxes/sbx-1/files?path=%2Fx", with `below` behind "files".
std::string filesPath(const std::string &sandbox, const std::string &path, const char *below = "");

/// A file's bytes, as they come.
CopyTaker::Content contentOf(const ApiClient &api, const std::string &sandbox, const std::string &path);
/// Whether a folder is there.
bool isFolder(const ApiClient &api, const std::string &sandbox, const std::string &path);
/// A file, or all that is in a folder. What is neither is left out, and said on standard error.
Result<> copyOut(const ApiClient &api, const std::string &sandbox, const std::string &path, CopyTaker &taker,
                 LeftOut &leftOut);

} // namespace glovebox::cli
