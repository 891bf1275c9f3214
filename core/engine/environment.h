// Role: one environment as the engine serves it: its settings and the hands into its control plane.
#pragma once

#include "core/api/engine_control.h"
#include "core/ports/control_plane.h"
#include "core/ports/memory_stores.h"
#include "core/ports/operator_actions.h"
#include "core/ports/queue_control.h"
#include "core/ports/skill_source.h"

#include <memory>
#include <string>

namespace glovebox::engine {

struct Environment {
    domain::EnvironmentId id;
    std::string name;      // given by the operator; may be empty
    std::string baseUrl;   // for people
    std::string keyHint;   // masked
    std::string keySource; // where the keys were read, for people; may be empty
    std::string operatorKeySource;
    std::string namedBy{}; // what has it served, for people: a line of a file, a variable; may be empty
    bool isDemo = false;
    api::EnvironmentSettings settings;
    std::unique_ptr<ports::ControlPlane> controlPlane;
    // Each of these may be missing: what needs it is denied, or fails with a sentence.
    std::unique_ptr<ports::QueueControl> queue;
    std::unique_ptr<ports::SkillSource> skills;
    std::unique_ptr<ports::MemoryStores> memories;
    std::unique_ptr<ports::OperatorActions> operatorActions; // missing: there is no operator key
};

/// For log lines and sentences: "Staging (env_01ABC)"; without a name the id alone.
std::string label(const Environment &environment);

/// A refusal of the operator's key says where the key came from.
Error aboutOperatorKey(Error error, const Environment &environment);

} // namespace glovebox::engine
