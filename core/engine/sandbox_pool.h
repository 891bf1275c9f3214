// Role: all sandboxes of this host: creates them within the capacity limit, first come first served, boots and greets
// them, watches them, ends them. The only owner of machines and guest links. Thread: the engine's.
//
// An automatic sandbox belongs to one session for its whole life. A session that lets go of it (release) finds it again
// when it comes back, unless another session needed the slot or kSandboxKept passed. A kept one belongs to the
// operator: sessions that name it use it one after another, and nothing but destroy() ends it.
//
// A sandbox is a clone of its size's template, taken from those kept warm or made on the spot. It boots when there is
// no template, and once more when its clone did not come up.
//
// Invariants
// - At most `capacity` sandboxes hold a slot (domain::holdsSlot). The others wait in order.
// - Running or Paused ⇔ machine and link exist. Creating: machine or a pending start. Queued, Failed, Destroyed:
// neither.
// - A tenant is told exactly once about each request: ready or failed; after ready, lost at most once.
#pragma once

#include "core/api/engine_control.h"
#include "core/engine/template_keeper.h"
#include "core/engine/warm_pool.h"
#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/hypervisor.h"

#include <list>
#include <map>
#include <memory>
#include <vector>

namespace glovebox::engine {

/// What a session asks for.
struct SandboxWish {
    std::optional<domain::SandboxId> named;  // a kept sandbox; nothing else counts then
    std::optional<domain::MachineSize> size; // of a new one
};

/// What a session driver wants to know of its sandbox. Never called from inside a call of the pool's.
struct Tenant {
    std::function<void(ports::GuestLink &)> ready;
    std::function<void(Error)> lost; // did not start, or ended; the sandbox is Failed or gone
    std::function<void()> changed;   // state or queue position
};

class SandboxPool {
public:
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
    };
    struct Setup {
        ports::GuestImage image;
        domain::Acceleration acceleration = domain::Acceleration::Emulated;
        domain::MachineSize size;
        int capacity = 1;
        int warm = 0;                            // clones of `size` kept for sessions to come
        std::chrono::milliseconds pauseAfter{0}; // a sandbox that no session holds stands still then; 0: never
    };

    SandboxPool(Parts parts, api::Observer observer);
    ~SandboxPool();

    /// Sandboxes may start from here on; those asked for before wait.
    void open(Setup setup);

    /// The named sandbox, or the session's own of before if it has one, else a new one. Ready follows, also when it is
    /// running already. Only a named one can fail: NotFound, InvalidState (not kept, or failed), Conflict (in use).
    Result<domain::SandboxId> acquire(const domain::SessionId &session, SandboxWish wish, Tenant tenant);
    /// A kept sandbox without a session, started when a slot is free.
    domain::SandboxId create(std::string name, domain::MachineSize size);
    /// The tenant leaves; nothing is called any more. A running sandbox stays for a while, any other is ended, but for
    /// the operator's.
    void release(const domain::SandboxId &sandbox);
    /// Asking is not doing: state() tells when it stands still, or has gone on.
    api::Verdict pause(const domain::SandboxId &sandbox);
    api::Verdict resume(const domain::SandboxId &sandbox);
    /// Ends it at once. A tenant is told `lost` with this error.
    bool destroy(const domain::SandboxId &sandbox, Error why);
    /// Ends all; `done` when no process is left.
    void closeAll(std::function<void()> done);

    void setBusy(const domain::SandboxId &sandbox, const std::string &tool);
    void setTitle(const domain::SandboxId &sandbox, const std::string &title);

    std::optional<domain::SandboxState> state(const domain::SandboxId &sandbox) const;
    int queuePosition(const domain::SandboxId &sandbox) const; // 1 is next
    int slotsUsed() const;
    int queued() const;
    int capacity() const { return m_setup ? m_setup->capacity : 0; }
    /// slotsUsed(), queued() changed.
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); }

private:
    struct Sandbox;

    Sandbox *find(const domain::SandboxId &id) const;
    Sandbox &add(domain::MachineSize size);
    Result<Sandbox *> findNamed(const domain::SandboxId &id) const;
    void settleIn(Sandbox &sandbox, Tenant tenant);
    void fillSlots();
    bool evictKept();
    void create(Sandbox &sandbox);
    void launch(Sandbox &sandbox, TemplateKeeper::Shared base);
    void launchWarm(Sandbox &sandbox, WarmClone clone);
    void failLater(Sandbox &sandbox, const Error &why);
    void watchMachine(Sandbox &sandbox);
    void started(Sandbox &sandbox, Result<std::unique_ptr<ports::Machine>> machine);
    void greet(Sandbox &sandbox);
    void greeted(Sandbox &sandbox, Result<ports::GreetedGuest> guest);
    void bootFailed(Sandbox &sandbox, Error why);
    void broke(Sandbox &sandbox, Error why);
    void stopUsing(Sandbox &sandbox);
    void wake(Sandbox &sandbox);
    void pauseLater(Sandbox &sandbox);
    void pauseIdle(Sandbox &sandbox);
    ports::GuestIdentity identityOf(const Sandbox &sandbox) const;
    void keepWarm();
    void templateChanged(api::Change change);
    void publishTemplates();
    void publishTemplate(api::TemplateView &view);
    void machineExited(Sandbox &sandbox, const ports::MachineExit &exit);
    void beginDestroy(Sandbox &sandbox);
    void dispose(Sandbox &sandbox);
    void tell(Sandbox &sandbox, std::function<void(Tenant &)> what);
    void move(Sandbox &sandbox, domain::SandboxEvent event);
    void publish(Sandbox &sandbox);
    void sampleUsage();
    void changed();

    Parts m_parts;
    api::Observer m_observer;
    std::function<void()> m_onChanged;
    std::optional<Setup> m_setup;
    std::list<std::unique_ptr<Sandbox>> m_sandboxes; // in order of arrival
    std::function<void()> m_closed;
    TemplateKeeper m_templates;
    WarmPool m_warm;
    Call m_firstTemplate;
    std::map<domain::TemplateId, api::TemplateView> m_templateViews;
    std::uint64_t m_generation = 0;
    std::uint64_t m_serial = 0;
    Call m_usageTimer;
};

} // namespace glovebox::engine
