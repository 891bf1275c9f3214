// Role: what a pool has under way besides its sandboxes. Thread: the engine's.
#pragma once

#include "core/base/call.h"
#include "core/domain/ids.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::engine {

/// Something that is opened or made for sandboxes that are not there yet.
struct Opening {
    Call call;
    domain::SnapshotId snapshot; // stays as long
    std::string brood;           // OperationsBook::Subject::object of what they are parts of; empty: of nothing
};

/// Names that somebody chose for sandboxes that are not there yet: nobody else gets one before its list is released or
/// let go of.
class PromisedIds {
public:
    using Held = std::shared_ptr<std::vector<domain::SandboxId>>;

    bool has(const domain::SandboxId &id) const { return m_ids->contains(id); }
    Held promise(std::vector<domain::SandboxId> ids)
    {
        m_ids->insert(ids.begin(), ids.end());
        return {new std::vector<domain::SandboxId>(std::move(ids)),
                [all = m_ids](std::vector<domain::SandboxId> *held) {
                    for (const auto &id : *held)
                        all->erase(id);
                    delete held;
                }};
    }
    /// They are there, or do not come.
    void release(const Held &held)
    {
        if (!held)
            return;
        for (const auto &id : *held)
            m_ids->erase(id);
        held->clear();
    }

private:
    std::shared_ptr<std::set<domain::SandboxId>> m_ids = std::make_shared<std::set<domain::SandboxId>>();
};

/// The pool is to end: those that can hibernate do, the others are ended.
struct PoolClosing {
    std::function<void(std::vector<std::string> leftBehind)> done; // empty: it is not to end
    std::vector<domain::SandboxId> toHibernate;
    std::vector<std::string> leftBehind; // processes that do not end
    Call timer;
    Call step;
};

} // namespace glovebox::engine
