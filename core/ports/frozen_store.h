// Role: what a sandbox can be started from without a boot, and the folder on this host's disk where that is kept.
// Thread: the engine's; nothing here blocks it.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/snapshot.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

/// What a guest is booted from: absolute paths of files that do not change while a machine uses them.
struct GuestImage {
    std::string kernel;                  // bzImage
    std::string initrd;                  // our agent and the modules it loads
    std::string rootDisk;                // read-only squashfs
    std::string key;                     // changes whenever one of the above does
    std::optional<domain::ImageId> id{}; // in the library; none: the built-in one
};

/// What is kept beside a template besides itself.
struct TemplateNotes {
    std::string log;                          // of its build: limits::kEvidenceMax and its steps at most
    std::optional<domain::IdleLadder> ladder; // of its sandboxes to come

    friend bool operator==(const TemplateNotes &, const TemplateNotes &) = default;
};

struct TemplateFacts {
    std::string id; // the name that the frozen machine was started under
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    GuestImage image;
    ByteCount memory; // resident for as long as somebody holds the template
    ByteCount disk;   // of its frozen disk, on the host
    TemplateNotes notes{};
    ByteCount stored{};   // all that it takes in the store's folder; nothing before it is written there
    bool network = false; // MachineSpec::network of what was frozen
};

/// A machine at one instant: memory, devices and disk, never written again. Clones share all of it until they write. It
/// goes with the last who holds it; a clone's machine is one of them.
class Template {
public:
    virtual ~Template() = default;
    virtual const TemplateFacts &facts() const = 0;
};

struct SnapshotFacts {
    domain::SnapshotOrigin origin;
    std::string base; // TemplateFacts::id of the template that its memory differs from
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    GuestImage image;
    ByteCount memory;                     // its own, on disk: the pages that differ, and the devices' state
    ByteCount disk;                       // what was written since the snapshot or template before it
    ByteCount diskShared;                 // below that, down to the template's
    std::chrono::microseconds stopped{0}; // the guest stood still for it
    std::string method;                   // how its memory was copied: "stop and copy", "write tracking"
    // Said of it afterwards.
    bool pinned = false;                  // it is not removed
    std::optional<WallTime> verifiedAt{}; // when its files were last read and found whole
    std::string damage{};                 // what the last look at them found instead; empty: nothing
    bool network = false;                 // MachineSpec::network of the machine
};

/// What somebody calls a snapshot, and whether it is pinned.
struct SnapshotLabel {
    std::string name;
    bool pinned = false;
};

/// A snapshot's files were read, and are as they were written.
struct SnapshotProof {
    WallTime at;
    bool byContent = true; // false: it was written before checksums were; the files are there in their lengths
};

/// Complete, and on disk. Never written again; its files stay until FrozenStore::removeSnapshot, or with
/// domain::SnapshotKind::Passing until the last who holds it lets go.
class Snapshot {
public:
    virtual ~Snapshot() = default;
    virtual const SnapshotFacts &facts() const = 0;
};

/// Templates and snapshots on this host's disk. What is listed is complete; what a crash left half is removed at start.
class FrozenStore {
public:
    virtual ~FrozenStore() = default;

    /// Those that this host and its QEMU can clone now, newest first. A template that freeze() made is here once it has
    /// been written, a while after it can be cloned.
    virtual std::vector<TemplateFacts> templates() const = 0;
    virtual std::vector<SnapshotFacts> snapshots() const = 0;
    /// NotFound, or what is wrong with its files.
    virtual Call openTemplate(std::string id, Callback<std::shared_ptr<const Template>> done) = 0;
    /// Opens its template, too, unless somebody holds it already.
    virtual Call openSnapshot(domain::SnapshotId id, Callback<std::shared_ptr<const Snapshot>> done) = 0;
    /// On disk when `done` answers. NotFound when there is none.
    virtual Call label(domain::SnapshotId id, SnapshotLabel label, Callback<> done) = 0;
    /// Reads all files that it stands on, its template's too, and compares them with the checksums of when they were
    /// written. ProtocolError with what is wrong; either outcome is kept with it. Letting go of the handle ends it.
    virtual Call verify(domain::SnapshotId id, std::function<void(ByteCount done, ByteCount total)> progress,
                        Callback<SnapshotProof> done) = 0;
    /// What a hibernated sandbox has on disk as a snapshot of `origin`, too: they share their files, each may be
    /// removed alone.
    virtual Call keep(domain::SnapshotId hibernated, domain::SnapshotOrigin origin, Callback<SnapshotFacts> done) = 0;
    /// On disk with the template when `done` answers; ok when that was never written. NotFound when there is none.
    virtual Call note(std::string templateId, TemplateNotes notes, Callback<> done) = 0;
    /// Its files go, but for disk layers that others stand on. Ok when there is none. InvalidState when it is pinned.
    virtual Call removeSnapshot(domain::SnapshotId id, Callback<> done) = 0;
    /// InvalidState, naming them, while snapshots stand on it.
    virtual Call removeTemplate(std::string id, Callback<> done) = 0;
};

} // namespace glovebox::ports
