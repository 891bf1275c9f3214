#include "core/engine/warm_pool.h"

#include "core/engine/guest_warm_up.h"
#include "core/engine/log.h"
#include "core/engine/random_bytes.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// After a clone did not start: whatever is wrong with the host, it is not tried in a hurry.
constexpr std::chrono::milliseconds kRefillAgainAfter = 60s;
/// A clone answers in a tenth of a second; nobody waits for this one, and a busy host may take longer.
constexpr std::chrono::milliseconds kAnswersWithin = 30s;

} // namespace

WarmPool::WarmPool(Parts parts) : m_parts(parts) {}

WarmPool::~WarmPool() = default;

int WarmPool::made(const Shared &base) const
{
    return static_cast<int>(std::ranges::count(m_clones, base, &Clone::base));
}

/// The newest ones are the first to go, and what is being made before those that are.
void WarmPool::keep(std::vector<Kept> wanted)
{
    std::erase_if(wanted, [](const Kept &each) { return !each.base || each.count <= 0; });
    m_wanted = std::move(wanted);
    for (auto clone = m_clones.end(); clone != m_clones.begin();) {
        --clone;
        const auto kept = std::ranges::find(m_wanted, clone->base, &Kept::base);
        if (kept != m_wanted.end() && made(clone->base) <= kept->count)
            continue;
        if (!clone->ready && !clone->ended && std::exchange(m_making, false))
            m_step.cancel();
        clone = m_clones.erase(clone);
    }
    changed();
    m_later = m_parts.clock.after(0ms, [this] { refill(); });
}

void WarmPool::rest(bool resting)
{
    if (std::exchange(m_resting, resting) && !resting)
        m_later = m_parts.clock.after(0ms, [this] { refill(); });
}

void WarmPool::refill()
{
    const auto next = std::ranges::find_if(m_wanted, [this](const Kept &kept) { return made(kept.base) < kept.count; });
    if (m_resting || m_making || next == m_wanted.end())
        return;
    m_making = true;
    const auto &facts = next->base->facts();
    auto &clone = m_clones.emplace_back();
    clone.base = next->base;
    clone.name = "warm-" + randomHex(3);
    m_step = m_parts.hypervisor.start(
        {.sandbox = SandboxId(clone.name),
         .size = facts.size,
         .acceleration = facts.acceleration,
         .image = facts.image,
         .base = clone.base,
         .shares = m_shares},
        [this](Result<std::unique_ptr<ports::Machine>> machine) { started(std::move(machine)); });
}

void WarmPool::started(Result<std::unique_ptr<ports::Machine>> machine)
{
    auto &clone = m_clones.back();
    if (!machine)
        return gone(clone, machine.error());
    clone.parts.machine = *std::move(machine);
    clone.parts.machine->onExit([this, &clone](const ports::MachineExit &exit) {
        gone(clone, {ErrorCode::GuestExited, "its machine ended" + (exit.detail.empty() ? "" : ": " + exit.detail)});
    });
    greet(clone);
}

void WarmPool::greet(Clone &clone)
{
    const auto kept = std::ranges::find(m_wanted, clone.base, &Kept::base);
    const ports::GuestIdentity identity{clone.name, m_parts.clock.wallNow(), randomBytes(kEntropyBytes), kept->setup};
    m_step = m_parts.connector.connect(
        clone.parts.machine->controlSocket(), identity, kAnswersWithin,
        [this, &clone](Result<ports::GreetedGuest> guest) {
            if (!guest)
                return gone(clone, guest.error());
            clone.parts.link = std::move(guest->link);
            clone.parts.greeting = guest->greeting;
            clone.parts.link->onLost([this, &clone](Error why) { gone(clone, why); });
            m_step = warmUp(*clone.parts.link, [this, &clone](Result<> warm) { warmed(clone, std::move(warm)); });
        });
}

void WarmPool::warmed(Clone &clone, Result<> warm)
{
    if (!warm && warm.error().code != ErrorCode::Unsupported) // an image without a shell has nothing to warm up
        return gone(clone, inContext("warming it up", warm.error()));
    clone.parts.link->standStill();
    m_step = clone.parts.machine->pause([this, &clone](Result<> still) { stoodStill(clone, std::move(still)); });
}

void WarmPool::stoodStill(Clone &clone, Result<> still)
{
    if (!still)
        return gone(clone, still.error());
    m_making = false;
    clone.ready = true;
    changed();
    m_later = m_parts.clock.after(0ms, [this] { refill(); });
}

/// Its machine or its link may be the one calling us: neither is deleted before the next turn of the loop.
void WarmPool::gone(Clone &clone, const Error &why)
{
    if (std::exchange(clone.ended, true))
        return;
    qCWarning(lcEngine, "no warm clone: %s", describe(why).c_str());
    if (!clone.ready)
        m_making = false;
    m_sweep = m_parts.clock.after(0ms, [this] { sweep(); });
}

void WarmPool::sweep()
{
    if (!m_making)
        m_step.cancel();
    std::erase_if(m_clones, [](const Clone &clone) { return clone.ended; });
    changed();
    m_later = m_parts.clock.after(kRefillAgainAfter, [this] { refill(); });
}

std::optional<WarmClone> WarmPool::take(const Shared &base)
{
    const auto found = std::ranges::find_if(
        m_clones, [&](const Clone &clone) { return clone.base == base && clone.ready && !clone.ended; });
    if (!base || found == m_clones.end())
        return std::nullopt;
    auto clone = std::move(found->parts);
    clone.machine->onExit(nullptr);
    clone.link->onLost(nullptr);
    m_clones.erase(found);
    changed();
    m_later = m_parts.clock.after(0ms, [this] { refill(); });
    return clone;
}

int WarmPool::ready(const Shared &base) const
{
    return static_cast<int>(std::ranges::count_if(
        m_clones, [&](const Clone &clone) { return clone.base == base && clone.ready && !clone.ended; }));
}

void WarmPool::changed()
{
    if (m_onChanged)
        m_onChanged();
}

} // namespace glovebox::engine
