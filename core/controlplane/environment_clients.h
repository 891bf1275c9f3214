// Role: one environment's ports, all over one connection: what an engine is given. Thread: the engine's.
#pragma once

#include "core/controlplane/connection.h"
#include "core/ports/control_plane.h"
#include "core/ports/memory_stores.h"
#include "core/ports/operator_actions.h"
#include "core/ports/queue_control.h"
#include "core/ports/skill_source.h"

#include <memory>

namespace glovebox::controlplane {

/// Under the names that an engine gives them.
struct EnvironmentClients {
    std::unique_ptr<ports::ControlPlane> controlPlane;
    std::unique_ptr<ports::QueueControl> queue;
    std::unique_ptr<ports::OperatorActions> operatorActions; // nullptr without an operator key
    std::unique_ptr<ports::MemoryStores> memories;
    std::unique_ptr<ports::SkillSource> skills;
};

/// InvalidArgument in words for the operator when the configuration cannot work. The clock must outlive them.
Result<EnvironmentClients> connectEnvironment(ClientConfig config, ports::Clock &clock);

} // namespace glovebox::controlplane
