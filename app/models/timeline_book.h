// Role: keeps the facts of every session's timeline as the engine's batches bring them, whether or not it is open.
// Thread: GUI. Invariants: bounded for each session, the oldest go first and are counted; a fact that is told again
// replaces itself; what nobody told is not there.
#pragma once

#include "app/bridge/mailbox.h"
#include "app/models/timeline_facts.h"

#include <map>
#include <set>

namespace glovebox::models {

class TimelineBook {
public:
    static constexpr std::size_t kMomentsMax = 60'000;
    static constexpr std::size_t kChangesMax = 4'000;
    static constexpr std::size_t kMarksMax = 2'000;

    /// The sessions that something changed for. `now` is when somebody left that did not say when.
    std::set<std::string> apply(const bridge::Batch &batch, WallTime now);
    const TimelineFacts *find(const std::string &session) const;

private:
    TimelineFacts &touch(const std::string &session);
    TimelineFacts *ofSandbox(const std::string &sandbox);
    void add(const api::TranscriptEntry &entry);
    void add(const api::SandboxView &view);
    void add(const domain::Operation &operation);
    void add(const api::SnapshotView &view);
    void add(const domain::EgressDecision &decision);
    void gone(const std::string &sandbox);

    std::map<std::string, TimelineFacts> m_sessions;
    std::map<std::string, std::string> m_owners; // sandbox to session
    std::set<std::string> m_touched;
    WallTime m_now;
};

} // namespace glovebox::models
