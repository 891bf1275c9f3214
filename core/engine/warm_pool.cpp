#include "core/engine/warm_pool.h"

#include "core/engine/log.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// After a clone did not start: whatever is wrong with the host, it is not tried in a hurry.
constexpr std::chrono::milliseconds kRefillAgainAfter = 60s;

} // namespace

WarmPool::WarmPool(ports::Clock &clock, ports::Hypervisor &hypervisor) : m_clock(clock), m_hypervisor(hypervisor) {}

WarmPool::~WarmPool() = default;

void WarmPool::keep(Shared base, int count)
{
    if (base != m_base) {
        m_start.cancel();
        m_starting = false;
        m_clones.clear();
        m_base = std::move(base);
    }
    m_wanted = m_base ? count : 0;
    while (static_cast<int>(m_clones.size()) > m_wanted)
        m_clones.pop_back();
    changed();
    m_later = m_clock.after(0ms, [this] { refill(); });
}

void WarmPool::rest(bool resting)
{
    if (std::exchange(m_resting, resting) && !resting)
        m_later = m_clock.after(0ms, [this] { refill(); });
}

void WarmPool::refill()
{
    if (m_resting || m_starting || static_cast<int>(m_clones.size()) >= m_wanted)
        return;
    m_starting = true;
    const auto &facts = m_base->facts();
    m_start =
        m_hypervisor.start({.sandbox = SandboxId("warm-" + randomHex(3)),
                            .size = facts.size,
                            .acceleration = facts.acceleration,
                            .image = facts.image,
                            .base = m_base,
                            .paused = true},
                           [this](Result<std::unique_ptr<ports::Machine>> machine) { started(std::move(machine)); });
}

void WarmPool::started(Result<std::unique_ptr<ports::Machine>> machine)
{
    m_starting = false;
    if (!machine) {
        qCWarning(lcEngine, "no warm clone: %s", describe(machine.error()).c_str());
        m_later = m_clock.after(kRefillAgainAfter, [this] { refill(); });
        return;
    }
    auto &clone = m_clones.emplace_back(Clone{*std::move(machine)});
    clone.machine->onExit([this, &clone](const ports::MachineExit &exit) {
        qCWarning(lcEngine, "a warm clone ended: %s", exit.detail.c_str());
        clone.ended = true;
        m_sweep = m_clock.after(0ms, [this] { sweep(); }); // it is calling us
    });
    changed();
    m_later = m_clock.after(0ms, [this] { refill(); });
}

void WarmPool::sweep()
{
    std::erase_if(m_clones, [](const Clone &clone) { return clone.ended; });
    changed();
    m_later = m_clock.after(kRefillAgainAfter, [this] { refill(); });
}

std::unique_ptr<ports::Machine> WarmPool::take(const Shared &base)
{
    const auto found = std::ranges::find_if(m_clones, [](const Clone &clone) { return !clone.ended; });
    if (!base || base != m_base || found == m_clones.end())
        return nullptr;
    auto machine = std::move(found->machine);
    machine->onExit(nullptr);
    m_clones.erase(found);
    changed();
    m_later = m_clock.after(0ms, [this] { refill(); });
    return machine;
}

int WarmPool::ready() const
{
    return static_cast<int>(std::ranges::count_if(m_clones, [](const Clone &clone) { return !clone.ended; }));
}

void WarmPool::changed()
{
    if (m_onChanged)
        m_onChanged();
}

} // namespace glovebox::engine
