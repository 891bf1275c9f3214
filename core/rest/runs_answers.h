// Role: the shapes of the isorun-compatible routes (docs/isorun.md): what a run is, its record, how a refusal looks.
// Pure. Thread: any.
//
// A run is a sandbox that was made through these routes, and nothing else: it is known by its id, `run` and 16
// hexadecimal figures, which no other door hands out. So a client of these routes neither sees nor ends what is
// somebody else's. Every refusal is {"error": "a sentence", "code": "a_word"}; sizes are MiB where the name says so.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/request.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::rest {

/// Of a run that nobody uses, when its client says nothing.
inline constexpr std::chrono::seconds kRunTimeout{300};
/// What a ladder's step may take.
inline constexpr std::chrono::seconds kRunTimeoutMax = std::chrono::hours(24 * 365);

bool isRunId(std::string_view id);
/// 64 bits of the operating system's chance.
domain::SandboxId newRunId();

/// It runs until nobody has used it for so long, then it is destroyed; 0: it stays.
domain::IdleLadder runLadder(std::chrono::seconds timeout);

/// creating, running, hibernated, failed or destroyed. `wasUp`: it has run before: then one that waits for a slot or is
/// being loaded sleeps no more and no less than before.
std::string_view runStatus(domain::SandboxState state, bool wasUp);

struct RunFacts {
    bool wasUp = false;
    std::optional<std::chrono::milliseconds> createTime; // from the request to the answer; none: as it booted
};
nlohmann::json runRecord(const api::SandboxView &view, const RunFacts &facts);
nlohmann::json snapshotRecord(const api::SnapshotView &view);
/// What DELETE answers: what was used until then.
nlohmann::json destroyedRecord(const api::SandboxView &view);
nlohmann::json historyRecordOf(const api::EndedSandboxView &view, const std::string &image, const RunFacts &facts);
nlohmann::json networkProfile(const api::ShownEgressProfile &shown);

http::Response runsAnswer(int status, const nlohmann::json &value);
/// Clients show the first 200 bytes of it.
http::Response runsProblem(int status, std::string_view code, const std::string &sentence);
/// With the status and the word that belong to it.
http::Response runsProblem(const Error &error);
/// The same for whoever has the status already (Router::speak).
http::Response runsProblem(int status, const Error &error);
http::Response noSuchRun(const std::string &id);

} // namespace glovebox::rest
