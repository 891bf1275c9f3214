// Role: clones kept restored, warmed up and standing still, so that a session need not wait for one. They cost the
// memory that a clone writes by itself and no processor time.
// Thread: the engine's.
// Invariants: of each template at most the wanted number of machines; one is made at a time, and none is begun
// while rest(true), which is when sandboxes of sessions start. A clone that is handed out has a shell of its own,
// started in it alone; whoever gets it gives it a new identity and tells the shell its name before anything else.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/guest_link.h"
#include "core/ports/hypervisor.h"

#include <list>
#include <memory>
#include <optional>
#include <vector>

namespace glovebox::engine {

/// Paused; its link was told to stand still, its shell runs.
struct WarmClone {
    std::unique_ptr<ports::Machine> machine;
    std::unique_ptr<ports::GuestLink> link;
    ports::GuestGreeting greeting;
};

class WarmPool {
public:
    using Shared = std::shared_ptr<const ports::Template>;
    struct Parts {
        ports::Clock &clock;
        ports::Hypervisor &hypervisor;
        ports::GuestConnector &connector;
    };

    /// What clones are kept of.
    struct Kept {
        Shared base;
        int count = 0;
        /// Its guests are told when they are made: a shell begins as its programs do. None: as they were told before.
        std::optional<ports::GuestSetup> setup{};
    };

    explicit WarmPool(Parts parts);
    ~WarmPool();

    /// From here on so many clones of each, the first before the others; those of others end.
    void keep(std::vector<Kept> wanted);
    void rest(bool resting);
    /// Of those made from here on.
    void setShares(const domain::MachineShares &shares) { m_shares = shares; }
    /// One of this template; nothing when none is ready. Another one is made in its place.
    std::optional<WarmClone> take(const Shared &base);
    int ready(const Shared &base) const;
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); }

private:
    struct Clone {
        WarmClone parts;
        Shared base;
        std::string name;
        bool ready = false;
        bool ended = false;
    };

    int made(const Shared &base) const;
    void refill();
    void started(Result<std::unique_ptr<ports::Machine>> machine);
    void greet(Clone &clone);
    void warmed(Clone &clone, Result<> warm);
    void stoodStill(Clone &clone, Result<> still);
    void gone(Clone &clone, const Error &why);
    void sweep();
    void changed();

    Parts m_parts;
    std::vector<Kept> m_wanted;
    domain::MachineShares m_shares;
    bool m_resting = false;
    std::list<Clone> m_clones; // the one that is being made is the last
    bool m_making = false;
    Call m_step;  // of the one that is being made
    Call m_later; // the next look at what is missing
    Call m_sweep;
    std::function<void()> m_onChanged;
};

} // namespace glovebox::engine
