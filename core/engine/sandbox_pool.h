// Role: all sandboxes of this host: creates them within the capacity limit, first come first served, boots and greets
// them, watches them, ends them. The only owner of machines and guest links. Thread: the engine's.
// An automatic sandbox belongs to one session, which finds it again when it comes back, unless its idle ladder or the
// need for its slot ended it. A kept one is the operator's: sessions use it in turn, only destroy() ends it.
// Invariants
// - At most `capacity` sandboxes hold a slot (domain::holdsSlot); the others wait in order.
// - Running, Paused or Hibernating ⇔ machine and a linked guest exist. Creating, Restoring, Resuming: machine or a
// pending start. Queued, Hibernated, Stopped, Failed, Destroyed: neither.
// - A state on disk that is the only one of a sandbox is not removed before another one of it was greeted.
// - A tenant is told exactly once about each request: ready or failed; after ready, lost at most once.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/admission.h"
#include "core/engine/ended_book.h"
#include "core/engine/image_keeper.h"
#include "core/engine/opening.h"
#include "core/engine/operations_book.h"
#include "core/engine/reservation_book.h"
#include "core/engine/snapshot_keeper.h"
#include "core/engine/template_keeper.h"
#include "core/engine/tenant.h"
#include "core/engine/usage_book.h"
#include "core/engine/warm_stock.h"
#include "core/ports/hypervisor.h"

#include <list>
#include <map>
#include <memory>
#include <vector>

namespace glovebox::engine {

class SandboxPool {
public:
    using Parts = PoolParts;
    SandboxPool(Parts parts, api::Observer observer);
    ~SandboxPool();
    /// Finds again what the program before left, on disk and alive; then, and before any sandbox starts, `opened` is
    /// called. Those asked for before wait.
    void open(PoolSetup setup, std::function<void()> opened = nullptr);

    /// The named sandbox, or the session's own of before if it has one, else a new one. Ready follows, also when it is
    /// running already. A named one can fail: NotFound, InvalidState (not kept, or failed), Conflict (in use); a new
    /// one of a size that never fits here: TooLarge.
    Result<domain::SandboxId> acquire(const domain::SessionId &session, SandboxWish wish, Tenant tenant);
    /// The session's own sandbox, which acquire() gives again, when calls of it have run there.
    std::optional<domain::SandboxId> whereItWorked(const domain::SessionId &session) const;
    /// A kept sandbox without a session, started when a slot is free.
    domain::SandboxId create(std::string name, domain::MachineSize size, const api::NewSandbox &also = {},
                             StartFrom from = {});
    /// Of a snapshot that a sandbox can be made from; InvalidArgument: it cannot, and why.
    Result<domain::MachineSize> sizeOf(const domain::SnapshotId &snapshot) const;
    std::optional<domain::SnapshotOrigin> originOf(const domain::SnapshotId &snapshot) const;
    /// One that is kept: nobody else gets it before release(). It is being seeded.
    Result<> occupy(const domain::SandboxId &sandbox, Tenant tenant);
    void startedIn(const domain::SandboxId &sandbox, domain::StartedProgram program); // again when it boots anew
    /// Why one of this size cannot start here even when nothing else runs; empty: it can.
    std::string whyNever(const domain::MachineSize &size) const { return m_admission.whyNever(size); }
    /// Room for a machine that is no sandbox, as long as the answer is held. InvalidState: what it has to wait for.
    Result<std::shared_ptr<void>> takeRoom(const domain::MachineSize &size);
    /// The tenant is called no more. A running one stays for a while, unless its session is over; the operator's stays.
    void release(const domain::SandboxId &sandbox, bool sessionIsOver = false);
    /// Likewise of one that may still be starting: it goes on, for its session is about to come back.
    void leave(const domain::SandboxId &sandbox);
    api::Verdict pause(const domain::SandboxId &sandbox, const std::string &reason = "operator");
    api::Verdict resume(const domain::SandboxId &sandbox);
    api::Verdict hibernate(const domain::SandboxId &sandbox, std::string reason);
    api::Verdict takeSnapshot(const api::TakeSnapshot &wanted);
    api::Verdict fork(const api::ForkSandbox &wanted);
    api::Verdict restoreAsNew(const api::RestoreAsNew &wanted);
    api::Verdict restoreInPlace(const api::RestoreInPlace &wanted);
    api::Verdict setLadder(const api::SetIdleLadder &wanted);
    api::Verdict setLabels(const api::SetLabels &wanted);
    /// Why a new one cannot be called that; empty: it can.
    std::string whyNotId(const domain::SandboxId &id) const;
    api::Verdict keepAlive(const api::KeepAlive &wanted);
    api::Verdict setTemplateLadder(const api::SetTemplateLadder &wanted);
    api::Verdict renameSnapshot(const api::RenameSnapshot &wanted);
    SnapshotKeeper &snapshots() { return m_snapshots; }
    api::Verdict rebuildTemplate(const api::RebuildTemplate &wanted);
    api::Verdict deleteTemplate(const api::DeleteTemplate &wanted);
    api::Verdict reserve(const api::ReserveSandbox &wanted);
    api::Verdict cancelReservation(const api::CancelReservation &wanted);
    api::Verdict changeEgress(const api::ChangeEgress &wanted);
    void obeyEgressAnew(); // profiles are others than before
    void lendHandsTo(PortBook &ports);
    void lendHandsTo(AccessBook &access);
    /// Ends what is under way with it; what was there before is as it was. `parts`: of new ones, those up stay.
    api::Verdict giveUp(domain::OperationKind kind, const std::string &object, bool parts);
    /// Its guest is of no use any more. Its machine ends; the sandbox stays, to be booted from its disk if it has one.
    void doesNotAnswer(const domain::SandboxId &sandbox, Error why);
    bool isStopped(const domain::SandboxId &sandbox) const; // whoever uses it next boots it from its disk
    /// Ends it at once, for the operator. A tenant is told `lost` with this error.
    bool destroy(const domain::SandboxId &sandbox, Error why);
    /// Kept ones, then the others by their last use, are hibernated where that is possible, within limits::kDrain; all
    /// others end. `done` when no process is left but those that could not be written down (they are left to the
    /// supervisor when the pool goes) and those that do not end when they are killed, by name.
    void closeAll(std::function<void(std::vector<std::string> leftBehind)> done);
    void hurry(); // hibernates no more
    EndedBook &history() { return m_ended; }
    bool takeNews(const domain::SandboxId &sandbox); // true once: it was booted from its disk, nobody was told
    void setBusy(const domain::SandboxId &sandbox, const std::string &tool);
    void setTitle(const domain::SandboxId &sandbox, const std::string &title);
    ImageUses uses() const; // of images, by what is here and on disk
    TemplateKeeper &templates() { return m_templates; }
    WarmStock &warm() { return m_warm; }
    void lookAtDisk(); // again
    void lookAtHost(); // its figures are read again; somebody may start now
    Promised promised() const;
    const Admission &admission() const { return m_admission; }
    std::optional<domain::SandboxState> state(const domain::SandboxId &sandbox) const;
    int queuePosition(const domain::SandboxId &sandbox) const; // 1 is next
    int slotsUsed() const;
    int queued() const;
    int capacity() const { return m_setup ? m_setup->capacity : 0; }
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); } // slotsUsed(), queued()
private:
    struct Sandbox;
    Sandbox *find(const domain::SandboxId &id) const;
    Sandbox &add(domain::MachineSize size, const std::optional<domain::SandboxId> &id = {});
    Sandbox *ownOf(const domain::SessionId &session) const;
    Result<Sandbox *> findNamed(const domain::SandboxId &id) const;
    Sandbox *reservedFor(const domain::SessionId &session, const SandboxWish &wish) const;
    void settleIn(Sandbox &sandbox, Tenant tenant);
    void fillSlots();
    bool evictKept();
    domain::IdleLadder ladderFor(const domain::MachineSize &size, const std::optional<domain::IdleLadder> &its) const;
    void create(Sandbox &sandbox);
    void begin(Sandbox &sandbox);
    void launch(Sandbox &sandbox, TemplateKeeper::Shared base);
    void failLater(Sandbox &sandbox, const Error &why);
    void watchMachine(Sandbox &sandbox);
    void started(Sandbox &sandbox, Result<std::unique_ptr<ports::Machine>> machine);
    void greet(Sandbox &sandbox);
    void greeted(Sandbox &sandbox, Result<ports::GreetedGuest> guest);
    void watchLink(Sandbox &sandbox);
    void checked(Sandbox &sandbox, std::vector<domain::GuestCheck> checks);
    void bootFailed(Sandbox &sandbox, Error why);
    void broke(Sandbox &sandbox, Error why, domain::EndCause cause);
    void becomeFailed(Sandbox &sandbox, Error why, domain::EndCause cause);
    void stopUsing(Sandbox &sandbox);
    void wake(Sandbox &sandbox);
    void goOn(Sandbox &sandbox);
    void used(Sandbox &sandbox);
    void armLadder(Sandbox &sandbox);
    void takeIdleStep(Sandbox &sandbox);
    struct Brood;
    struct Doors;
    struct GivingUp;
    struct Granted;
    struct Images;
    struct Inward;
    struct Stored;
    struct Warm;
    bool canHibernate(const Sandbox &sandbox) const;
    std::string whyNoSnapshot(const Sandbox &sandbox) const;
    domain::SnapshotOrigin originOf(const Sandbox &sandbox, domain::SnapshotKind kind, std::string name) const;
    ports::SnapshotFacts factsOf(const Sandbox &sandbox, domain::SnapshotOrigin origin) const;
    void flush(Sandbox &sandbox, std::function<void()> then);
    void storeNow(Sandbox &sandbox);
    void stored(Sandbox &sandbox, Result<std::shared_ptr<const ports::Snapshot>> taken);
    void stayUp(Sandbox &sandbox, std::string why);
    void enqueueStored(Sandbox &sandbox);
    void stayStored(Sandbox &sandbox, std::optional<Error> why);
    void hibernateNext();
    // Over the end of the program (sandbox_pool_records.cpp)
    domain::SandboxRecord recordOf(const Sandbox &sandbox) const;
    void goOnMetering(Sandbox &sandbox, const domain::SandboxRecord &record);
    void takeBack(Sandbox &sandbox, const domain::SandboxRecord &record);
    void remember(Sandbox &sandbox);
    void goOnOpening(std::vector<ports::Survivor> survivors, const std::function<void()> &opened);
    void adopt(ports::Survivor survivor);
    void greetAdopted(Sandbox &sandbox);
    void findAgain();
    bool fallBack(Sandbox &sandbox, const Error &why);
    using Taken = Callback<std::shared_ptr<const ports::Snapshot>>;
    void snapshotThen(Sandbox &sandbox, domain::SnapshotKind kind, std::string name, Taken done);
    void operate(Sandbox &sandbox, std::string operation, std::optional<double> progress);
    void removeUnneeded();
    void findStopped();
    void takeStopped(Sandbox &sandbox, const ports::StoppedMachine &machine);
    bool stopForNow(Sandbox &sandbox, const Error &why);
    void bootStopped(Sandbox &sandbox);
    void stayStopped(Sandbox &sandbox, std::optional<Error> why);
    void cameFromDisk(Sandbox &sandbox);
    void removeStopped(Sandbox &sandbox);
    void removeLeft(const domain::SandboxId &sandbox);
    void load(Sandbox &sandbox);
    void loadFrom(Sandbox &sandbox, const std::shared_ptr<const ports::Snapshot> &snapshot);
    void opened(std::uint64_t number);
    void goBack(Sandbox &sandbox, const domain::SnapshotId &snapshot);
    void startFrom(Sandbox &sandbox, ports::MachineSpec spec);
    api::Verdict whyNotMany(int count, const std::string &name, const domain::MachineSize &size) const;
    std::string whyNotIds(const std::vector<domain::SandboxId> &ids, int count) const;
    void cameBack(Sandbox &sandbox);
    void didNotGoBack(Sandbox &sandbox, Error why);
    void openAnd(const domain::SnapshotId &snapshot, const std::string &brood, Taken then);
    std::string neededBy(const domain::SnapshotId &snapshot) const;
    ports::GuestIdentity identityOf(Sandbox &sandbox) const;
    void templateChanged(api::Change change);
    void publishTemplates();
    void machineExited(Sandbox &sandbox, const ports::MachineExit &exit);
    void beginDestroy(Sandbox &sandbox, domain::EndCause cause, std::string detail);
    void insist(Sandbox &sandbox);
    void liveOn(Sandbox &sandbox, std::string why);
    void leaveBehind();
    void dispose(Sandbox &sandbox);
    void setEnd(Sandbox &sandbox, domain::EndCause cause, std::string detail);
    void bookEnd(const Sandbox &sandbox);
    void lookAt(Sandbox &sandbox);
    void tell(Sandbox &sandbox, std::function<void(Tenant &)> what);
    void move(Sandbox &sandbox, domain::SandboxEvent event);
    void publish(Sandbox &sandbox);
    void publishHistory(const Sandbox &sandbox, api::SandboxView &view) const;
    void sampleUsage();
    void changed();
    Parts m_parts;
    api::Observer m_observer;
    std::function<void()> m_onChanged;
    std::optional<PoolSetup> m_setup;
    OpenedImage m_builtIn;
    Admission m_admission;
    EndedBook m_ended;
    domain::PriceTable m_prices;
    bool m_survivorsTaken = false;
    bool m_adopting = false; // nothing starts
    Call m_survivorsCall;
    domain::IdleLadder m_ladder;                     // of sandboxes to come
    std::list<std::unique_ptr<Sandbox>> m_sandboxes; // in order of arrival
    PoolClosing m_closing;
    std::shared_ptr<Promised> m_elsewhere = std::make_shared<Promised>(); // to machines of no sandbox
    TemplateKeeper m_templates;
    WarmStock m_warm;
    Call m_firstTemplate;
    std::map<domain::TemplateId, api::TemplateView> m_templateViews;
    std::uint64_t m_generation = 0;
    std::uint64_t m_serial = 0;
    Call m_usageTimer;
    SnapshotKeeper m_snapshots;
    std::map<std::uint64_t, Opening> m_opening; // for sandboxes that are not there yet
    PromisedIds m_promised;                     // to them
    std::vector<std::uint64_t> m_opened;        // of those, what has answered
    Call m_openedSweep;
    std::map<domain::SnapshotId, Call> m_removing;
    std::map<domain::SnapshotId, Call> m_removed; // of those, the next step after the answer
    std::vector<domain::SnapshotId> m_unneeded;   // to be removed when nobody waits to be started from it
};

} // namespace glovebox::engine
