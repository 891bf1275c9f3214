// Role: what RunsApi keeps of a request that is under way. Only runs_*.cpp includes this. Thread: the engine's.
#pragma once

#include "core/rest/runs_api.h"

#include <array>

namespace glovebox::rest {

/// New runs that are to come up; all, or none of them. Copies of something appear a while after they were asked for.
struct RunsApi::Birth {
    std::vector<domain::SandboxId> ids;
    std::shared_ptr<api::EngineDoor> door;
    http::Responder responder;
    MonoTime began;
    WallTime beganAt;
    MonoTime slotsUntil;
    bool areForks = false;
    std::string copiedFrom{};                   // the operation's object: "sandbox/…", "snapshot/…"
    std::optional<domain::IdleLadder> ladder{}; // of copies, which have another when they appear
    std::set<domain::SandboxId> seen{};
};

struct RunsApi::Exec {
    domain::SandboxId run;
    std::shared_ptr<api::EngineDoor> door;
    http::Responder responder;
    std::string command;
    std::chrono::seconds timeout{30};
    bool withBash = true;
    std::shared_ptr<bool> isLeft = std::make_shared<bool>(false); // by its client
    struct Stream {
        std::string text;
        bool isCut = false;
    };
    std::array<Stream, 2> streams{}; // by domain::ProgramStream
    Call call{};
    Call ending{}; // its client may work here no more
};

} // namespace glovebox::rest
