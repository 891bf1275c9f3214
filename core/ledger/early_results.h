// Role: results that are on disk before the database has them (result_log.h): whose they may be, and how they get into
// the database: with the end of their call, as a rule in one row with it. Thread: the engine's, but for what says so.
// Invariants: only the first result of a call whose intent is kept is taken early. The log starts over only when the
// database has all that is in it, and takes nothing while the database takes nothing.
#pragma once

#include "core/ledger/result_log.h"

#include <atomic>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace glovebox::ledger {

class EarlyResults {
public:
    /// Before anything is told, on any thread.
    void use(std::unique_ptr<ResultLog> log) { m_log = std::move(log); }

    /// Its intent is kept, so its result may be.
    void begun(const domain::SessionId &session, const domain::EventId &call);
    /// True: it outlives this program, and is held for its call's end. False: the database has to take it.
    bool keep(ResultKept &kept);
    /// What the database is told of a call's end.
    CallClosed closing(domain::SessionId session, domain::EventId call);
    bool holds() const { return !m_held.empty(); }
    bool holds(const domain::SessionId &session, const domain::EventId &call) const
    {
        return !m_held.empty() && m_held.contains({session, call});
    }
    /// For the database, since their calls do not end.
    std::vector<ResultKept> takeHeld();

    // On the writing thread.
    /// The database has so many more of them, or could not be written.
    void settled(std::size_t count);
    void setTrouble(bool trouble) { m_trouble = trouble; }
    /// Nothing more comes: what nobody needs does not stay on disk.
    void finish();

private:
    using Key = std::pair<domain::SessionId, domain::EventId>;

    bool endBegun(const Key &key);

    std::unique_ptr<ResultLog> m_log;
    std::set<Key> m_begun;
    std::set<Key> m_begunBefore; // older than all of those; goes when they are many
    std::map<Key, ResultKept> m_held;
    std::atomic<std::size_t> m_unsettled = 0; // in the log and not in the database
    std::atomic<bool> m_trouble = false;
};

/// How many of these are in the log.
std::size_t earlyIn(const Fact &fact);

} // namespace glovebox::ledger
