// Role: what RunsApi keeps of a request that is under way. Only runs_*.cpp includes this. Thread: the engine's.
#pragma once

#include "core/rest/runs_api.h"

#include <array>

namespace glovebox::rest {

/// New runs that are to come up; all, or none of them.
struct RunsApi::Birth {
    std::vector<domain::SandboxId> ids;
    std::shared_ptr<api::EngineDoor> door;
    http::Responder responder;
    MonoTime began;
    MonoTime slotsUntil;
    bool areForks = false;
    std::set<domain::SandboxId> seen{};

    /// They were asked for, and nobody wants them any more.
    void undo() const
    {
        for (const auto &id : ids)
            door->destroySandbox(id);
    }
};

struct RunsApi::Exec {
    domain::SandboxId run;
    std::shared_ptr<api::EngineDoor> door;
    http::Responder responder;
    std::string command;
    std::chrono::seconds timeout{30};
    bool withBash = true;
    struct Stream {
        std::string text;
        bool isCut = false;
    };
    std::array<Stream, 2> streams{}; // by domain::ProgramStream
    Call call{};
};

/// A file on its way out.
struct RunsApi::Download {
    http::Responder responder;
    std::shared_ptr<ReadPace> pace = std::make_shared<ReadPace>();
    std::optional<http::Stream> stream{};
    std::size_t unused = 0; // not yet taken by the client
    Call call{};
};

} // namespace glovebox::rest
