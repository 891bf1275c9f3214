// Role: microVMs on this host. Thread: the engine's; nothing here blocks it.
#pragma once

#include "core/base/call.h"
#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/sandbox_record.h"
#include "core/domain/snapshot.h"
#include "core/ports/frozen_store.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace glovebox::ports {

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
    /// Of a boot, with the disk of this one (StoppedMachine::machine) and its image. Until the new machine is
    /// remembered the disk stays that one's: it is stopped as before when this does not come up.
    std::string stopped{};
    /// Of a clone: it stands still until resume().
    bool paused = false;
    /// Of a boot: it has a port for the EgressGate. A clone has one when what it is a clone of had.
    bool network = true;
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

/// One running QEMU process. Destruction ends the process at once and removes its files, but see leaveDisk().
class Machine {
public:
    virtual ~Machine() = default;

    /// Unix socket of the guest's control port; core/guest speaks on it.
    virtual const std::string &controlSocket() const = 0;
    /// Unix socket of the guest's network port, for the EgressGate. Empty: this machine has none.
    virtual const std::string &networkSocket() const = 0;
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
    /// The process goes on when this object goes, and the next program finds it; what is being taken of it is given up
    /// then. Nothing else is asked of it here any more. False: it was never remembered, and ends with us.
    virtual bool leave() = 0;
    /// Its disk outlives this object, if it was remembered: Hypervisor::stopped() has it then. Of one whose process
    /// ended by itself that is so in any case, when its end is told.
    virtual void leaveDisk() = 0;
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

/// A machine that a program before this one started and did not end.
struct Survivor {
    std::unique_ptr<Machine> machine;
    domain::SandboxRecord record; // as it was told last
    domain::MachineSize size;
    domain::Acceleration acceleration = domain::Acceleration::Emulated;
    GuestImage image;
    std::string base;       // TemplateFacts::id of the template that its memory differs from; empty: booted
    std::string diskBase{}; // likewise, that its disk stands on
    bool paused = false;    // it stands still
    /// Why none can be taken of it, whatever is done; empty: they can, as far as canSnapshot() says.
    std::optional<Error> noSnapshots{};
};

/// A machine that ended by itself, with its host or with whoever looked after it. Its disk is there, what it had in
/// memory is not.
struct StoppedMachine {
    std::string machine;          // MachineSpec::stopped
    domain::SandboxRecord record; // as it was told last
    domain::MachineSize size;
    std::string diskBase; // TemplateFacts::id of the template that its disk stands on; empty: none
    ByteCount disk;       // on the host, of all that it has above its template's
    WallTime at;          // its disk was last written
};

class Hypervisor {
public:
    virtual ~Hypervisor() = default;

    /// Takes over what outlived the program before, each once, after checking that it is ours and answers; others of
    /// ours are ended. Asked once, before anything is started; once more when the answer was not waited for: nothing is
    /// lost by that. Nobody is connected to their control sockets.
    virtual Call survivors(Callback<std::vector<Survivor>> done) = 0;

    /// What was found of them at start or was left since, and was neither removed nor remembered again.
    virtual std::vector<StoppedMachine> stopped() const = 0;
    /// Its disk goes, for good. No machine is being booted from it any more. False: some of it cannot be removed.
    virtual bool removeStopped(const std::string &machine) = 0;

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
