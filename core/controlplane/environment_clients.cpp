#include "core/controlplane/environment_clients.h"

#include "core/controlplane/managed_agents_client.h"
#include "core/controlplane/memory_stores_client.h"
#include "core/controlplane/operator_client.h"
#include "core/controlplane/queue_control_client.h"
#include "core/controlplane/skill_client.h"

namespace glovebox::controlplane {

Result<EnvironmentClients> connectEnvironment(ClientConfig config, ports::Clock &clock)
{
    GB_TRY(connection, Connection::open(std::move(config), clock));
    return EnvironmentClients{.controlPlane = std::make_unique<ManagedAgentsClient>(connection),
                              .queue = std::make_unique<QueueControlClient>(connection),
                              .operatorActions =
                                  connection->hasOperatorKey() ? std::make_unique<OperatorClient>(connection) : nullptr,
                              .memories = std::make_unique<MemoryStoresClient>(connection),
                              .skills = std::make_unique<SkillClient>(connection)};
}

} // namespace glovebox::controlplane
