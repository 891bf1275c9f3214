// Role: sandboxes that are no more: told to whoever watches, kept in the ledger, and read from there once, at the first
// start. Thread: the engine's.
// Invariants: what was read never replaces what was told since; the last one told of a sandbox counts.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/ledger.h"

#include <memory>
#include <set>

namespace glovebox::engine {

class EndedBook {
public:
    /// Without a ledger it is told, and forgotten.
    EndedBook(ports::Ledger *ledger, api::Observer observer) : m_ledger(ledger), m_observer(std::move(observer)) {}

    /// Those of before this program. Does nothing when they were read.
    void open();
    void add(ports::EndedSandbox ended);
    /// As far as they were read, and since.
    bool knows(const domain::SandboxId &sandbox) const { return m_known.contains(sandbox); }

private:
    void publish(const ports::EndedSandbox &ended);

    ports::Ledger *m_ledger;
    api::Observer m_observer;
    std::uint64_t m_generation = 0;
    bool m_asked = false;
    bool m_read = false;
    std::set<domain::SandboxId> m_told; // until then
    std::set<domain::SandboxId> m_known;
    std::shared_ptr<const bool> m_alive = std::make_shared<const bool>(true);
};

} // namespace glovebox::engine
