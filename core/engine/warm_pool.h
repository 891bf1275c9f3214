// Role: clones kept restored and standing still, so that a session need not wait for one. They cost the memory that a
// clone writes by itself and no processor time.
// Thread: the engine's.
// Invariants: at most the wanted number of machines, all of one template; one is started at a time, and none while
// rest(true), which is when sandboxes of sessions start.
#pragma once

#include "core/ports/clock.h"
#include "core/ports/hypervisor.h"

#include <list>
#include <memory>

namespace glovebox::engine {

class WarmPool {
public:
    using Shared = std::shared_ptr<const ports::Template>;

    WarmPool(ports::Clock &clock, ports::Hypervisor &hypervisor);
    ~WarmPool();

    /// From here on so many clones of this template; those of another one end. nullptr: none.
    void keep(Shared base, int count);
    void rest(bool resting);
    /// One of this template, paused; nullptr when none is there. Another one is started in its place.
    std::unique_ptr<ports::Machine> take(const Shared &base);
    int ready() const;
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); }

private:
    struct Clone {
        std::unique_ptr<ports::Machine> machine;
        bool ended = false;
    };

    void refill();
    void started(Result<std::unique_ptr<ports::Machine>> machine);
    void sweep();
    void changed();

    ports::Clock &m_clock;
    ports::Hypervisor &m_hypervisor;
    Shared m_base;
    int m_wanted = 0;
    bool m_resting = false;
    std::list<Clone> m_clones;
    bool m_starting = false;
    Call m_start;
    Call m_later; // the next look at what is missing
    Call m_sweep;
    std::function<void()> m_onChanged;
};

} // namespace glovebox::engine
