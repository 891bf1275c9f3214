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
/// Of what was written before a runner's mark was kept: a session's, which reached its control plane alone.
bool mayHaveHadRunner(bool hasSession, const std::optional<std::string> &egress);

nlohmann::json sandboxImageJson(const domain::SandboxImage &image);
std::optional<domain::SandboxImage> readSandboxImage(const nlohmann::json &image);

/// Rules of one sandbox alone.
nlohmann::json egressRulesJson(const std::vector<domain::EgressRule> &rules);
/// Nothing when it is no list of rules that a sandbox can have; none at all of what is not there.
std::optional<std::vector<domain::EgressRule>> readEgressRules(const nlohmann::json &rules);
/// Likewise of the secrets that a sandbox may use: what stands for them, never what they are worth.
nlohmann::json grantedSecretsJson(const std::vector<domain::GrantedSecret> &secrets);
std::optional<std::vector<domain::GrantedSecret>> readGrantedSecrets(const nlohmann::json &secrets);

/// Nothing when they are none that a sandbox can have; none at all of what is not there.
std::optional<domain::Labels> readLabels(const nlohmann::json &labels);

nlohmann::json ladderJson(const domain::IdleLadder &ladder);
std::optional<domain::IdleLadder> readLadder(const nlohmann::json &ladder);

} // namespace glovebox::qemu
