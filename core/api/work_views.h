// Role: what the engine shows of the work queue and of what sessions leave behind. See views.h for the rules.
#pragma once

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/stuck_work.h"
#include "core/domain/work_item.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::api {

using domain::Stuck;

/// What became of the repair that the operator asked for.
enum class Repair { None, Stopping, Interrupting, Done, StopFailed, InterruptFailed, NeedsOperatorKey };

/// One per item that the queue lists and that is not stopped, ours or not.
struct WorkView {
    std::uint64_t generation = 0;
    domain::WorkId id;
    domain::EnvironmentId environment;
    std::optional<domain::SessionId> session; // none: a health check, or unknown
    std::string sessionTitle;                 // empty: not known here
    domain::WorkState state = domain::WorkState::Unknown;
    std::optional<WallTime> createdAt;
    std::optional<WallTime> acknowledgedAt;
    std::optional<WallTime> latestHeartbeatAt;
    bool ours = false; // this engine serves it now
    Stuck stuck = Stuck::No;
    std::string waitingFor; // one sentence: why it waits; may be empty
    Repair repair = Repair::None;
    std::optional<Error> problem; // of a failed repair

    friend bool operator==(const WorkView &, const WorkView &) = default;
};

/// Files that a session left in /mnt/session/outputs, kept on this host after the sandbox is gone.
struct OutputsView {
    std::uint64_t generation = 0;
    domain::SessionId session;
    struct File {
        std::string path; // relative, plain
        ByteCount size;
        WallTime collectedAt;
        friend bool operator==(const File &, const File &) = default;
    };
    std::vector<File> files; // by path
    std::string folder;      // on this host, absolute; empty while there is none
    bool collecting = false;
    std::optional<Error> problem; // of the last collection
    int skipped = 0; // files of the last collection that were not taken (too large, not plain, over the limit)

    friend bool operator==(const OutputsView &, const OutputsView &) = default;
};

struct WorkGone {
    domain::EnvironmentId environment;
    domain::WorkId id;
}; // stopped, or not listed any more

using domain::word;
std::string_view word(Repair repair);

} // namespace glovebox::api
