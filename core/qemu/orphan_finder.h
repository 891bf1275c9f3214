// Role: the Orphans port for what machines, templates and snapshots leave on this host's disk, and for what lives with
// the supervisor and is nobody's. Thread: the engine's;
// measuring and removing happen on a worker.
// Invariants: it knows only what the start did not use, and nothing begins to use that later: a removal can hit nothing
// that is alive. No link is followed.
#pragma once

#include "core/base/work_pool.h"
#include "core/ports/orphans.h"
#include "core/qemu/frozen_store.h"
#include "core/qemu/strays.h"

namespace glovebox::qemu {

class OrphanFinder final : public ports::Orphans {
public:
    /// `strays` may be none; it outlives this.
    OrphanFinder(const DiskStore &store, std::string leftDir, StrayKeeper *strays = nullptr)
        : m_store(store), m_leftDir(std::move(leftDir)), m_strays(strays)
    {
    }

    Call find(Callback<std::vector<domain::Orphan>> done) override;
    Call remove(std::string id, Callback<> done) override;

private:
    struct Thing {
        domain::Orphan orphan;          // but for size and time
        std::vector<std::string> paths; // that go with it, the first is what is shown
    };
    std::vector<Thing> things() const;

    const DiskStore &m_store;
    std::string m_leftDir;
    StrayKeeper *m_strays;
    WorkPool m_pool;
};

} // namespace glovebox::qemu
