// Role: one environment's queue of work items and the leases on them: claim, acknowledge, heartbeat, stop, expiry
// (reference 1.2 to 1.9). Pure: the time is a parameter, and every call first lets go of leases that have run out.
//
//   queued ──claim (stays queued, hidden)──▶ acknowledge ──▶ starting ──first beat──▶ active
//     ▲ not acknowledged in time, or lease run out             │ stop                    │ stop
//     └──────────────────────────────────────────────────      ▼                         ▼
//                                            stop force ──▶ stopped ◀──stop force── stopping
//
// Invariants: one live item per session. A holder that lost its lease keeps a token that is known, since it has to
// learn of the loss by a 412 and not by a 401. Thread: the server's.
#pragma once

#include "core/demo/answer.h"
#include "core/demo/identity.h"
#include "core/domain/work_item.h"

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>

namespace glovebox::demo {

struct Now {
    MonoTime mono;
    WallTime wall;
};

struct WorkRecord {
    std::string id;
    std::string kind; // "session" or "healthcheck"
    std::string subject;
    domain::WorkState state = domain::WorkState::Queued;
    std::map<std::string, std::string> metadata;
    std::deque<SecretString> tokens; // one per claim, the newest last
    std::chrono::milliseconds leaseTtl{0};
    WallTime createdAt;
    std::optional<WallTime> acknowledgedAt, startedAt, latestHeartbeatAt, stopRequestedAt, stoppedAt;
    std::string lastHeartbeat;          // as it was sent; empty: none
    std::optional<MonoTime> claimedAt;  // polled and not acknowledged
    std::optional<MonoTime> leaseUntil; // from the acknowledgement on
};

class WorkQueue {
public:
    struct Options {
        std::string environment;
        std::chrono::milliseconds leaseTtl{120'000};
    };

    WorkQueue(Options options, IdSource &ids, Credentials &credentials);

    const WorkRecord &enqueue(std::string kind, std::string subject, Now now);
    const WorkRecord *liveItemOf(const std::string &subject, Now now);

    /// The oldest item nobody holds, with a fresh sessions token; nullptr when there is none.
    const WorkRecord *claim(const std::string &workerId, std::chrono::milliseconds reclaimOlderThan, Now now);
    Answer<const WorkRecord *> acknowledge(const std::string &id, Now now);
    /// The 200's body. `expected` nullopt: not compared.
    Answer<Json> heartbeat(const std::string &id, const std::optional<std::string> &expected,
                           std::optional<std::chrono::seconds> desiredTtl, Now now);
    Answer<const WorkRecord *> stop(const std::string &id, bool force, Now now);
    Answer<const WorkRecord *> patchMetadata(const std::string &id, const Json &patch, Now now);
    Answer<const WorkRecord *> find(const std::string &id, Now now);
    /// Oldest first.
    const std::deque<WorkRecord> &items(Now now);
    Json stats(Now now);

    /// Includes `secret` only for the answer to a poll.
    Json toJson(const WorkRecord &item, bool withSecret) const;

private:
    void releaseExpired(Now now);
    void forgetOldest();
    void end(WorkRecord &item, Now now);
    Answer<WorkRecord *> require(const std::string &id, Now now);
    Json heartbeatState(const WorkRecord &item, bool extended) const;

    Options m_options;
    IdSource &m_ids;
    Credentials &m_credentials;
    std::deque<WorkRecord> m_items;
    std::map<std::string, MonoTime> m_workers; // when each last polled
};

} // namespace glovebox::demo
