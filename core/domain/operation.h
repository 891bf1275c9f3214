// Role: a long action with a beginning and an end: what is under way, how far it is, what came of it. Kept in the
// ledger, so that whoever comes after a restart finds it.
//
//   queued ──start──▶ running ──finish──▶ done
//      │                 ├──fail──▶ failed
//      ├──cancel─────────┼──cancel──▶ cancelled
//      └──programEnded───┴──programEnded──▶ interrupted   (what it left was finished or unwound by the next start)
#pragma once

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/state_table.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::domain {

enum class OperationState { Queued, Running, Done, Failed, Cancelled, Interrupted };
enum class OperationEvent { Start, Finish, Fail, Cancel, ProgramEnded };

inline constexpr std::array kOperationStates{OperationState::Queued,    OperationState::Running,
                                             OperationState::Done,      OperationState::Failed,
                                             OperationState::Cancelled, OperationState::Interrupted};
using OperationEdge = Edge<OperationState, OperationEvent>;
inline constexpr std::array kOperationEdges{
    OperationEdge{OperationState::Queued, OperationEvent::Start, OperationState::Running},
    OperationEdge{OperationState::Queued, OperationEvent::Fail, OperationState::Failed},
    OperationEdge{OperationState::Queued, OperationEvent::Cancel, OperationState::Cancelled},
    OperationEdge{OperationState::Queued, OperationEvent::ProgramEnded, OperationState::Interrupted},
    OperationEdge{OperationState::Running, OperationEvent::Finish, OperationState::Done},
    OperationEdge{OperationState::Running, OperationEvent::Fail, OperationState::Failed},
    OperationEdge{OperationState::Running, OperationEvent::Cancel, OperationState::Cancelled},
    OperationEdge{OperationState::Running, OperationEvent::ProgramEnded, OperationState::Interrupted},
};
static_assert(edgesAreUnique(kOperationEdges) && everyStateIsReachable(kOperationEdges, kOperationStates));

constexpr std::optional<OperationState> next(OperationState from, OperationEvent on)
{
    return follow(kOperationEdges, from, on);
}

constexpr bool isOver(OperationState state)
{
    return state != OperationState::Queued && state != OperationState::Running;
}

enum class OperationKind {
    PrepareImage,
    BuildTemplate,
    StartSandbox,
    Hibernate,
    Wake,
    TakeSnapshot,
    VerifySnapshot,
    Restore,
    Fork,
    Destroy,
    CollectOutputs,
    Export,
    Bulk, // one thing, with several sandboxes
    ImportImage,
    VerifyImage,
    CollectImages, // what no image needs is removed
    SeedSandbox,   // files, repositories and commands, before anybody uses it
};

/// Lower-case words, as the ledger and machine-readable output have them ("build-template").
std::string_view word(OperationState state);
std::string_view word(OperationEvent event);
std::string_view word(OperationKind kind);
std::optional<OperationState> operationStateFrom(std::string_view word);
std::optional<OperationKind> operationKindFrom(std::string_view word);

struct OperationStep {
    WallTime at;
    std::string text; // one line

    friend bool operator==(const OperationStep &, const OperationStep &) = default;
};

struct Operation {
    OperationId id;
    OperationKind kind = OperationKind::StartSandbox;
    std::string object; // what it is done to, as "sandbox/sbx-1", "snapshot/snap-2", "template/tpl-3", "image"
    std::string name;   // of that, for people; may be empty
    OperationState state = OperationState::Queued;
    std::string step;               // "Copying memory"; of the newest moment
    std::optional<double> progress; // 0 to 1; none: not known
    WallTime beganAt;
    std::optional<WallTime> endedAt;
    std::string result;           // of Done: one sentence, may be empty
    std::optional<Error> problem; // of Failed
    bool canCancel = false;
    std::vector<OperationStep> log; // limits::kOperationSteps at most, the oldest go

    friend bool operator==(const Operation &, const Operation &) = default;
};

} // namespace glovebox::domain
