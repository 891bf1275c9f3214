// Role: the work queue's unit and our hold on it (reference 1.2 to 1.9).
//
// Our side of one item:
//   claimed ──acknowledged──▶ serving ──run over──▶ releasing ──stopped──▶ released
//      │ refused                 └──lease lost──▶ lost            (nothing is posted and nothing stopped any more)
//      └──▶ dropped
//
// claimed    came from a poll; not acknowledged yet, the server gives it to others after 5 s
// serving    acknowledged and heartbeating; also while it waits for a sandbox
// releasing  the run is over; heartbeats go on until the stop call is sent
// released   the server knows that we are done with it
// lost       somebody else holds it, or we were silent for its TTL
// dropped    the acknowledgement was refused; never ours
#pragma once

#include "core/base/secret.h"
#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/state_table.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::domain {

enum class WorkKind { Session, Healthcheck, Unknown };
enum class WorkState { Queued, Starting, Active, Stopping, Stopped, Unknown }; // as the server says

struct WorkItem {
    WorkId id;
    EnvironmentId environment;
    WorkKind kind = WorkKind::Unknown;
    std::string subject; // the session's id when kind is Session; opaque otherwise
    WorkState state = WorkState::Queued;
    /// The per-item sessions token, decoded from `secret` (1.3). Empty: none was sent or it could not be decoded, and
    /// the environment key serves instead.
    SecretString sessionsToken;
    bool secretWasUndecodable = false;
    std::map<std::string, std::string> metadata;
};

/// An item as the queue lists it, ours or another worker's (1.2, 1.8). It has no secret.
struct ListedWork {
    WorkId id;
    EnvironmentId environment;
    WorkKind kind = WorkKind::Unknown;
    std::string subject;
    WorkState state = WorkState::Unknown;
    std::optional<WallTime> createdAt;
    std::optional<WallTime> acknowledgedAt;
    std::optional<WallTime> latestHeartbeatAt;
    std::optional<WallTime> stopRequestedAt;

    friend bool operator==(const ListedWork &, const ListedWork &) = default;
};

/// The queue's own figures (1.8).
struct QueueStats {
    int depth = 0;   // wait to be picked up
    int pending = 0; // polled, not acknowledged yet
    std::optional<WallTime> oldestQueuedAt;
    std::optional<int> workersPolling; // distinct workers within the last 30 s

    friend bool operator==(const QueueStats &, const QueueStats &) = default;
};

struct Heartbeat {
    std::string lastHeartbeat; // opaque; echoed byte for byte with the next beat
    bool leaseExtended = true;
    WorkState state = WorkState::Active;
    std::optional<std::chrono::milliseconds> ttl; // only when the server states one above zero
};

enum class ItemPhase { Claimed, Serving, Releasing, Released, Lost, Dropped };
enum class ItemEvent { Acknowledged, Refused, RunOver, LeaseLost, Stopped };

inline constexpr std::array kItemPhases{ItemPhase::Claimed,  ItemPhase::Serving, ItemPhase::Releasing,
                                        ItemPhase::Released, ItemPhase::Lost,    ItemPhase::Dropped};

using ItemEdge = Edge<ItemPhase, ItemEvent>;
inline constexpr std::array kItemEdges{
    ItemEdge{ItemPhase::Claimed, ItemEvent::Acknowledged, ItemPhase::Serving},
    ItemEdge{ItemPhase::Claimed, ItemEvent::Refused, ItemPhase::Dropped},
    ItemEdge{ItemPhase::Serving, ItemEvent::RunOver, ItemPhase::Releasing},
    ItemEdge{ItemPhase::Serving, ItemEvent::LeaseLost, ItemPhase::Lost},
    ItemEdge{ItemPhase::Releasing, ItemEvent::LeaseLost, ItemPhase::Lost},
    ItemEdge{ItemPhase::Releasing, ItemEvent::Stopped, ItemPhase::Released},
};
static_assert(edgesAreUnique(kItemEdges) && everyStateIsReachable(kItemEdges, kItemPhases));

constexpr std::optional<ItemPhase> next(ItemPhase from, ItemEvent on)
{
    return follow(kItemEdges, from, on);
}

std::string_view word(ItemPhase phase);
std::string_view word(ItemEvent event);
std::string_view word(WorkState state);
WorkState workStateFrom(std::string_view word);

} // namespace glovebox::domain
