// Role: microVMs on this host. Thread: the engine's; nothing here blocks it.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/sandbox_record.h"
#include "core/domain/snapshot.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

/// What a guest is booted from: absolute paths of files that do not change while a machine uses them.
struct GuestImage {
    std::string kernel;   // bzImage
    std::string initrd;   // our agent and the modules it loads
    std::string rootDisk; // read-only squashfs
    std::string key;      // changes whenever one of the above does
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

struct MachineSpec {
    domain::SandboxId sandbox; // names its process and its files; whoever has the machine may call it otherwise
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    GuestImage image;
    /// A clone of this instead of a boot. Size, acceleration and image must be the template's.
    std::shared_ptr<const Template> base;
    /// Or the state of this, as for a clone. Size, acceleration and image must be the snapshot's.
    std::shared_ptr<const Snapshot> from;
    domain::MachineShares shares{};
    /// Of a boot: it may be frozen.
    bool freezable = false;
    /// Of a clone: it stands still until resume().
    bool paused = false;
};

struct MachineUsage {
    std::chrono::milliseconds cpuTime{0}; // of the whole process since its start
    ByteCount memory;                     // proportional share of what is resident now
    ByteCount memoryPeak;
    ByteCount diskUsed; // on the host, of all that its disk has above its template's
};

enum class AfterSnapshot {
    GoOn,       // the guest goes on as it was, running or paused
    StandStill, // it stays paused: what comes next is its end, or resume()
};

struct SnapshotProgress {
    std::string step; // "Copying memory", "Writing"
    ByteCount done;
    ByteCount total; // zero: not known yet
};

struct SnapshotHandlers {
    std::function<void(SnapshotProgress)> progress; // may be empty
    Callback<std::shared_ptr<const Snapshot>> done;
};

struct MachineExit {
    enum class Kind {
        Requested,   // we ended it
        PoweredOff,  // the guest ended itself
        Panicked,    // the guest's kernel did
        Killed,      // the process ended by a signal or error; `detail` has its last words
        OutOfMemory, // the host's kernel killed it for want of memory, as far as can be told
    } kind = Kind::Killed;
    std::string detail;
};

/// One running QEMU process. Destruction ends the process at once and removes its files.
class Machine {
public:
    virtual ~Machine() = default;

    /// Unix socket of the guest's control port; core/guest speaks on it.
    virtual const std::string &controlSocket() const = 0;
    virtual long processId() const = 0;
    /// Empty when the process is gone.
    virtual std::optional<MachineUsage> usage() const = 0;
    /// The end of what the guest printed on its console: for error messages.
    virtual std::string consoleTail() const = 0;
    /// The end of what was said on its monitor, a line each, without what it holds in memory: for whoever looks for
    /// the cause of a failure.
    virtual std::string monitorTail() const = 0;
    /// From now on it outlives this program, when that ends without ending it: the next one finds it with this record
    /// (Hypervisor::survivors()). Told again whenever the record changes. A machine without a record ends with us.
    virtual void remember(const domain::SandboxRecord &record) = 0;
    /// Called once, when the process is gone, whoever ended it. Not from inside a call.
    virtual void onExit(std::function<void(MachineExit)> handler) = 0;
    /// The guest stands still: no processor time, its memory stays, its clock does not go on. Ok also when it does so
    /// already. Usage can be read and shutDown() works as ever.
    virtual Call pause(Callback<> done) = 0;
    virtual Call resume(Callback<> done) = 0;
    /// One point in time of memory, devices and disk of a clone that runs or is paused; it is on disk when `done`
    /// answers. Whatever fails, or letting go of the handle, leaves the guest as it was and nothing on disk. The
    /// guest's file system should have been flushed. Unsupported for a machine that was booted; InvalidState while one
    /// is being taken.
    virtual Call snapshot(domain::SnapshotOrigin origin, AfterSnapshot after, SnapshotHandlers handlers) = 0;
    /// Asks the guest to power off, kills after limits::kPowerOffGrace; onExit follows with Kind::Requested.
    virtual void shutDown() = 0;
};

struct AccelerationReport {
    domain::Acceleration usable = domain::Acceleration::Emulated;
    std::string reason;            // why not KVM, in plain words; empty when it is KVM
    std::string hypervisorVersion; // "7.2.22"
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

/// A machine that a program before this one started and did not end.
struct Survivor {
    std::unique_ptr<Machine> machine;
    domain::SandboxRecord record; // as it was told last
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    GuestImage image;
    std::string base;    // TemplateFacts::id of the template that its memory differs from; empty: booted
    bool paused = false; // it stands still
};

class Hypervisor {
public:
    virtual ~Hypervisor() = default;

    /// Takes over what outlived the program before, each once, after checking that it is ours and answers; others of
    /// ours are ended. Asked once, before anything is started. Nobody is connected to their control sockets.
    virtual Call survivors(Callback<std::vector<Survivor>> done) = 0;

    /// The process is up, its monitor answers and the control socket accepts. The guest has only begun to boot; a clone
    /// goes on from where its template was frozen, and has to be given a new identity before anything runs in it.
    virtual Call start(MachineSpec spec, Callback<std::unique_ptr<Machine>> done) = 0;

    /// Makes a template of a running machine that was started freezable, and ends the machine. Nobody is connected to
    /// its control socket any more, and its guest has written what it had to write. On failure the machine is gone too.
    virtual Call freeze(std::unique_ptr<Machine> machine, Callback<std::shared_ptr<const Template>> done) = 0;
    /// Unsupported, in plain words, when this host or its QEMU cannot.
    virtual Result<> canClone() const = 0;
    /// Likewise for snapshots of clones.
    virtual Result<> canSnapshot() const = 0;
    /// A template of a snapshot's state, of which any number start as quickly as of any template. In memory alone: it
    /// goes with the last who holds it. Its clones can be snapshot, too; they then stand on the snapshot's template.
    virtual Call spread(std::shared_ptr<const Snapshot> snapshot, Callback<std::shared_ptr<const Template>> done) = 0;
    /// What outlives this program: templates and snapshots on disk. Lives as long as the hypervisor.
    virtual FrozenStore &store() = 0;

    /// A cheap look, nothing is booted: is there a reason not even to try this acceleration? (vmm-notes 10: that there
    /// is none proves nothing.) Fails with AccelerationUnusable or HostToolMissing.
    virtual Result<> mayWork(domain::Acceleration acceleration) const = 0;
    /// The last probe's outcome, if it was made on this boot of the host, this QEMU, this CPU and this image.
    virtual std::optional<AccelerationReport> rememberedProbe(const GuestImage &image) const = 0;
    virtual void rememberProbe(const GuestImage &image, const AccelerationReport &report) = 0;
    virtual std::string version() const = 0;
};

} // namespace glovebox::ports
