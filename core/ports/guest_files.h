// Role: files of one guest, moved by its agent: what a session brings along goes in, what it leaves comes out.
// Thread: the engine's. A guest is hostile: whatever it tells is bounded and checked on the host; a path that it names
// is only ever used inside the same guest, or after a check of the caller's.
//
// Paths are absolute, without "." and ".." components. A symbolic link is never followed, in no component:
// InvalidState. Errors: NotFound, InvalidArgument (not a plain path), InvalidState (something of another kind is there,
// or it must be new and is not), TooLarge, and GuestUnresponsive, GuestExited, GuestProtocol as for tools. Letting go
// of the handle ends the operation; what a write had not finished is not visible. Operations under way at once may
// overtake each other: wait for one that another needs.
#pragma once

#include "core/base/byte_flow.h"
#include "core/base/call.h"
#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/guest_entry.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::ports {

/// Belongs to the user that tools run as.
struct GuestFile {
    std::string path;
    std::string content;
    unsigned mode = 0600;
};

struct GuestFileTarget {
    std::string path;
    unsigned mode = 0600;
    bool keepsMode = false; // of a file that is there already: it stays what it was (an agent of before: it does not)
};

/// A symbolic link, of the tools' user.
struct GuestSymlink {
    std::string path;
    std::string target; // as it stands in the link; may lead anywhere or nowhere
};

struct GuestFolder {
    std::string path;
    unsigned mode = 0700;
    bool mustBeNew = false; // InvalidState when anything is there already
};

using domain::GuestEntry;
using glovebox::ContentSource;
using glovebox::ReadPace;

struct ListRequest {
    std::string path;
    bool withHashes = false;
    std::size_t entriesMax = 10'000; // more: TooLarge
    ByteCount hashMax;               // files larger than this are not hashed; 0: all are
    int depth = 0; // of folders that are looked into: 1 is the folder itself alone; 0: all (as an agent of before does)
};

struct ReadHandlers {
    /// A piece, in order. An error ends the reading with it.
    std::function<Result<>(std::string_view piece)> piece;
    Callback<> done;
    /// No more comes while half a megabyte has not been used up.
    std::shared_ptr<ReadPace> pace{};
};

class GuestFiles {
public:
    virtual ~GuestFiles() = default;

    /// Missing ancestors are made (mode 0755, or 0700 below /mnt/memory), also where only root may. All that is made
    /// belongs to the user that tools run as. A folder that is there keeps its mode.
    virtual Call makeFolder(GuestFolder folder, Callback<> done) = 0;
    /// Replaces what was there in one step; missing ancestors are made.
    virtual Call write(GuestFile file, Callback<> done) = 0;
    /// The same, of a file that nobody holds in memory: `next` is asked as fast as the guest takes it, one question at
    /// a time. An error of its ends the writing with it; nothing is visible then.
    virtual Call writeFrom(GuestFileTarget target, ContentSource next, Callback<> done) = 0;
    /// Replaces a link or a file that was there; missing ancestors are made.
    virtual Call makeLink(GuestSymlink link, Callback<> done) = 0;
    /// A plain file, at most `max` of it: TooLarge beyond.
    virtual Call read(std::string path, ByteCount max, ReadHandlers handlers) = 0;
    /// Everything below a folder, in no order. InvalidState when a folder in it may not be read: nothing is left out.
    virtual Call list(ListRequest request, Callback<std::vector<GuestEntry>> done) = 0;
    /// A file or a whole tree; fine when it is not there. A link goes, not what it leads to.
    virtual Call remove(std::string path, Callback<> done) = 0;
};

} // namespace glovebox::ports
