// Role: what is kept with a sandbox's state (domain::SandboxRecord, its image) and an idle ladder, as JSON and back. A
// reader takes it from anybody. Thread: any.
#pragma once

#include "core/domain/sandbox_record.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace glovebox::qemu {

nlohmann::json recordJson(const domain::SandboxRecord &record);
/// Nothing when something is missing, of another type, or out of bounds.
std::optional<domain::SandboxRecord> readRecord(const nlohmann::json &record);

nlohmann::json sandboxImageJson(const domain::SandboxImage &image);
std::optional<domain::SandboxImage> readSandboxImage(const nlohmann::json &image);

nlohmann::json ladderJson(const domain::IdleLadder &ladder);
std::optional<domain::IdleLadder> readLadder(const nlohmann::json &ladder);

} // namespace glovebox::qemu
