// Role: files in sandboxes as the window uses them: the files' part of api::SandboxAccess, which says what waking,
// sharing and the errors mean, on the window's thread; what is copied goes between a sandbox and this host's disk
// without passing through the window. Thread: GUI; answers come later, from the event loop.
// Invariants: nobody holds a whole file; a file, on either side, is there under its name when all of it is; letting go
// of the handle ends a copying, and nothing half is left.
#pragma once

#include "app/bridge/export_progress.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/guest_entry.h"
#include "core/domain/ids.h"

#include <memory>
#include <string>
#include <vector>

namespace glovebox::bridge {

class FileDesk {
public:
    /// Of a file's beginning.
    static constexpr std::size_t kLookMax = std::size_t{256} * 1024;

    struct Copying {
        std::string inside;                         // in the sandbox, absolute
        std::string here;                           // on this host, absolute
        ByteCount size{};                           // of what is fetched, as far as it is known; for the progress alone
        std::shared_ptr<ExportProgress> progress{}; // may be null
    };

    FileDesk() = default;
    virtual ~FileDesk() = default;
    FileDesk(const FileDesk &) = delete;
    FileDesk &operator=(const FileDesk &) = delete;

    /// What is right in it, sorted by name. TooLarge beyond 10,000.
    virtual Call listFolder(const domain::SandboxId &sandbox, std::string folder,
                            Callback<std::vector<domain::GuestEntry>> done) = 0;
    /// Its beginning, kLookMax at most.
    virtual Call look(const domain::SandboxId &sandbox, std::string file, Callback<std::string> done) = 0;
    /// Out of the sandbox. FolderUnusable when something of that name is here already: it stays. Answers how much it
    /// was.
    virtual Call fetch(const domain::SandboxId &sandbox, Copying what, Callback<ByteCount> done) = 0;
    /// Into it; what was there is replaced. InvalidArgument: what is here is no plain file.
    virtual Call put(const domain::SandboxId &sandbox, Copying what, Callback<ByteCount> done) = 0;
};

} // namespace glovebox::bridge
