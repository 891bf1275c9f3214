// Role: what is done with the files of a snapshot that is complete: reading them all to see whether the disk has kept
// them, and giving them to a second snapshot. Thread: the store's workers; each blocks for as long as it takes.
#pragma once

#include "core/qemu/store_writing.h"

namespace glovebox::qemu {

struct SnapshotFiles {
    std::shared_ptr<StoreFolder> folder;
    std::shared_ptr<StoreFolder> templateFolder;
    DiskLayers layers;                // they stay for as long as this is held
    std::shared_ptr<Counted> counted; // in bytes
};

/// Compares all that it stands on with what its manifests say. ProtocolError names the first file that is not as it
/// was; Cancelled when it was stopped. False: there are no checksums of all of them, only lengths could be compared.
Result<bool> verifySnapshot(const SnapshotFiles &files, const StopFlag &stop);

/// A second snapshot of the same files under another name in `path`, complete.
struct SharedSnapshot {
    std::shared_ptr<UnclaimedFolder> folder;
    ports::SnapshotFacts facts;
};
Result<SharedSnapshot> shareSnapshot(const StoreFolder &folder, const domain::SnapshotOrigin &origin,
                                     const std::string &path);

} // namespace glovebox::qemu
