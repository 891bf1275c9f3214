// Role: warm clones of all that they are kept of: of the built-in image in its usual size, and of versions of templates
// that somebody defined. A version is a snapshot; clones of it are made quickly once its state was spread into a
// template in memory, which is done here, for as long as clones of it are kept.
// Thread: the engine's.
// Invariants: nothing is open that no clone is kept of, or was being made of; one state is opened at a time; one that
// could not be is tried again once a minute.
#pragma once

#include "core/engine/tenant.h"
#include "core/engine/warm_pool.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace glovebox::engine {

class WarmStock {
public:
    using Shared = WarmPool::Shared;
    using Source = std::shared_ptr<const ports::Snapshot>;
    struct OfVersion {
        WarmClone clone;
        Source source; // what it is of
    };

    explicit WarmStock(WarmPool::Parts parts);

    /// What is to be kept of templates that somebody defined, the first before the others.
    void setWishes(std::vector<WarmWish> wishes);
    const std::vector<WarmWish> &wishes() const { return m_wishes; }
    /// So many there may be from here on: of the built-in image's template, and of each wish.
    void keep(Shared builtIn, int ofBuiltIn, std::vector<int> ofWishes);
    void rest(bool resting) { m_pool.rest(resting); }
    void setShares(const domain::MachineShares &shares) { m_pool.setShares(shares); }

    std::optional<WarmClone> take(const Shared &base) { return m_pool.take(base); }
    std::optional<OfVersion> take(const domain::SnapshotId &version);
    int ready(const Shared &base) const { return m_pool.ready(base); }
    int ready(const domain::SnapshotId &version) const;
    /// How many are ready. The pool's; and of whoever shows it besides.
    void onChanged(std::function<void()> handler) { m_onChanged = std::move(handler); }
    void onShown(std::function<void()> handler) { m_onShown = std::move(handler); }
    /// keep() is to be called.
    void onWished(std::function<void()> handler) { m_onWished = std::move(handler); }

private:
    struct State {
        int count = 0;
        Source source;
        Shared base;
        bool failed = false; // the last try
    };

    void tell();
    std::vector<domain::SnapshotId>::const_iterator nextToOpen() const;
    void openNext();
    void openedOne(const domain::SnapshotId &version, Result<Source> opened);
    void spreadOne(const domain::SnapshotId &version, Result<Shared> base);
    void failed(const domain::SnapshotId &version, const Error &why);

    WarmPool::Parts m_parts;
    std::vector<WarmWish> m_wishes;
    Shared m_builtIn;
    int m_ofBuiltIn = 0;
    std::map<domain::SnapshotId, State> m_states;
    std::vector<domain::SnapshotId> m_order;
    std::optional<domain::SnapshotId> m_opening;
    std::optional<std::vector<std::pair<Shared, int>>> m_told; // to the pool, last
    WarmPool m_pool;
    std::function<void()> m_onChanged;
    std::function<void()> m_onShown;
    std::function<void()> m_onWished;
    Call m_step;  // of the one that is being opened
    Call m_later; // the next look at what is missing
    Call m_again; // after a failure
};

} // namespace glovebox::engine
