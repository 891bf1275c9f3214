#include "core/engine/warm_stock.h"

#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// Whatever is wrong with the host, it is not tried in a hurry.
constexpr std::chrono::milliseconds kOpenAgainAfter = 60s;

} // namespace

WarmStock::WarmStock(WarmPool::Parts parts) : m_parts(parts), m_pool(parts)
{
    m_pool.onChanged([this] {
        if (m_onChanged)
            m_onChanged();
        if (m_onShown)
            m_onShown();
    });
}

void WarmStock::setWishes(std::vector<WarmWish> wishes)
{
    if (m_wishes == wishes)
        return;
    m_wishes = std::move(wishes);
    if (m_onWished)
        m_onWished();
}

void WarmStock::keep(Shared builtIn, int ofBuiltIn, std::vector<int> ofWishes)
{
    ofWishes.resize(m_wishes.size());
    m_builtIn = std::move(builtIn);
    m_ofBuiltIn = ofBuiltIn;
    std::map<SnapshotId, State> states;
    m_order.clear();
    for (std::size_t i = 0; i < m_wishes.size(); ++i) {
        const auto &version = m_wishes[i].version;
        if (ofWishes[i] <= 0 || states.contains(version))
            continue;
        auto known = m_states.find(version);
        auto &state = states[version];
        if (known != m_states.end())
            state = std::move(known->second);
        state.count = ofWishes[i];
        m_order.push_back(version);
    }
    m_states = std::move(states);
    if (m_opening && !m_states.contains(*m_opening)) {
        m_step.cancel();
        m_opening.reset();
    }
    tell();
    if (!m_opening && nextToOpen() != m_order.end())
        m_later = m_parts.clock.after(0ms, [this] { openNext(); });
}

std::vector<SnapshotId>::const_iterator WarmStock::nextToOpen() const
{
    return std::ranges::find_if(m_order, [this](const SnapshotId &version) {
        const auto &state = m_states.at(version);
        return !state.base && !state.failed;
    });
}

/// What clones are made of, as far as it is there. To be told is to try again at once, so the same is not told twice.
void WarmStock::tell()
{
    std::vector<WarmPool::Kept> kept;
    std::vector<std::pair<Shared, int>> told;
    const auto add = [&](const Shared &base, int count, std::optional<ports::GuestSetup> setup) {
        if (!base)
            return;
        told.emplace_back(base, count);
        kept.push_back({base, count, std::move(setup)});
    };
    add(m_builtIn, m_ofBuiltIn, std::nullopt);
    for (const auto &version : m_order)
        if (const auto &state = m_states.at(version); state.base)
            add(state.base, state.count, state.source->facts().origin.image.setup);
    if (m_told == told)
        return;
    m_told = std::move(told);
    m_pool.keep(std::move(kept));
}

void WarmStock::openNext()
{
    const auto next = nextToOpen();
    if (m_opening || next == m_order.end())
        return;
    m_opening = *next;
    m_step = m_parts.hypervisor.store().openSnapshot(
        *next, [this, version = *next](Result<Source> opened) { openedOne(version, std::move(opened)); });
}

void WarmStock::openedOne(const SnapshotId &version, Result<Source> opened)
{
    if (!opened)
        return failed(version, opened.error());
    m_states.at(version).source = *opened;
    m_step = m_parts.hypervisor.spread(*std::move(opened),
                                       [this, version](Result<Shared> base) { spreadOne(version, std::move(base)); });
}

void WarmStock::spreadOne(const SnapshotId &version, Result<Shared> base)
{
    if (!base)
        return failed(version, base.error());
    m_states.at(version).base = *std::move(base);
    m_opening.reset();
    tell();
    m_later = m_parts.clock.after(0ms, [this] { openNext(); });
}

void WarmStock::failed(const SnapshotId &version, const Error &why)
{
    qCWarning(lcEngine, "no warm clones of %s: %s", version.value().c_str(), describe(why).c_str());
    auto &state = m_states.at(version);
    state.source.reset();
    state.failed = true;
    m_opening.reset();
    m_later = m_parts.clock.after(0ms, [this] { openNext(); });
    m_again = m_parts.clock.after(kOpenAgainAfter, [this] {
        for (auto &[id, each] : m_states)
            each.failed = false;
        openNext();
    });
}

std::optional<WarmStock::OfVersion> WarmStock::take(const SnapshotId &version)
{
    const auto found = m_states.find(version);
    if (found == m_states.end())
        return std::nullopt;
    auto clone = m_pool.take(found->second.base);
    if (!clone)
        return std::nullopt;
    return OfVersion{*std::move(clone), found->second.source};
}

int WarmStock::ready(const SnapshotId &version) const
{
    const auto found = m_states.find(version);
    return found == m_states.end() || !found->second.base ? 0 : m_pool.ready(found->second.base);
}

} // namespace glovebox::engine
