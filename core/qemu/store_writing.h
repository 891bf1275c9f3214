// Role: templates and snapshots as files: written so that a power cut at any moment leaves either all of one or nothing
// that counts, and read again. Thread: the store's workers; each blocks for as long as it takes.
#pragma once

#include "core/base/work_pool.h"
#include "core/qemu/manifest.h"
#include "core/qemu/memory/arena.h"
#include "core/qemu/qemu_snapshot.h"

#include <atomic>

namespace glovebox::qemu {

/// What a template is written with besides itself. Its facts are a copy: they are looked up on the engine's thread.
struct TemplateDraft {
    std::shared_ptr<const QemuTemplate> frozen;
    ports::TemplateFacts facts;
    HostIdentity host;
    WallTime at;
};

/// Memory, devices, disks, then its manifest. Ok when that is there already.
Result<> writeTemplate(const TemplateDraft &draft, const StopFlag &stop);

/// Read by the engine's thread while a worker writes it.
struct Counted {
    std::atomic<std::uint64_t> done{0};
    std::atomic<std::uint64_t> total{0};
};

/// A guest at one instant, in our memory.
struct SnapshotDraft {
    ports::SnapshotFacts facts; // but for `memory`
    HostIdentity host;
    TemplateDraft base; // written first, if it was not
    std::shared_ptr<const memory::Arena> pages;
    std::shared_ptr<const memory::DeltaReader> under; // of a spread template's clone: what its own pages stand on
    std::shared_ptr<const memory::MemoryFile> devices;
    DiskLayers layers;
    std::string folder; // to be made
    std::shared_ptr<Counted> counted;
};
/// A folder that is given up again, complete or not, unless somebody takes it.
class UnclaimedFolder {
public:
    explicit UnclaimedFolder(std::shared_ptr<StoreFolder> folder) : m_folder(std::move(folder)) {}
    UnclaimedFolder(const UnclaimedFolder &) = delete;
    UnclaimedFolder &operator=(const UnclaimedFolder &) = delete;
    ~UnclaimedFolder();
    std::shared_ptr<StoreFolder> take() { return std::exchange(m_folder, nullptr); }

private:
    std::shared_ptr<StoreFolder> m_folder;
};
struct WrittenSnapshot {
    std::shared_ptr<UnclaimedFolder> folder; // complete, unless the snapshot is a passing one
    ports::SnapshotFacts facts;
};
Result<WrittenSnapshot> writeSnapshot(const SnapshotDraft &draft, const StopFlag &stop);

/// The last step of each: from here on it counts, also after a power cut.
Result<> complete(StoreFolder &folder, const std::string &manifest);

/// As it was when it was written.
Result<QemuTemplate::Parts> loadTemplate(ports::TemplateFacts facts, std::shared_ptr<StoreFolder> folder,
                                         const StopFlag &stop);
/// A snapshot's state as a template of its own.
Result<QemuTemplate::Parts> spreadSnapshot(const QemuSnapshot &snapshot, ports::TemplateFacts facts,
                                           const StopFlag &stop);

/// What the files of one take of the disk.
ByteCount spaceIn(const std::string &folder);

/// All that it names is there, in the length that it had.
Result<> checkFiles(const std::string &folder, const FileLengths &files);
/// Bounded, and no link is followed.
Result<std::string> readManifest(const std::string &folder);

} // namespace glovebox::qemu
