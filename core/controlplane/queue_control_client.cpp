#include "core/controlplane/queue_control_client.h"

#include "core/controlplane/question.h"
#include "core/controlplane/work_codec.h"

namespace glovebox::controlplane {

namespace {

/// One page of the queue; more are asked for when somebody looks.
constexpr int kWorkPageSize = 100;

} // namespace

Call QueueControlClient::list(std::string page, Callback<ports::WorkPage> done)
{
    auto spec = m_connection->specFor(workListRequest(m_connection->environment(), page, kWorkPageSize),
                                      m_connection->orEnvironmentKey(), Lane::Oversight);
    const auto decode = [environment = m_connection->environment()](std::string_view body) {
        return decodeWorkPage(body, environment);
    };
    auto handlers = asking<ports::WorkPage>(spec, {decode}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call QueueControlClient::stats(Callback<domain::QueueStats> done)
{
    auto spec = m_connection->specFor(workStatsRequest(m_connection->environment()), m_connection->orEnvironmentKey(),
                                      Lane::Oversight);
    auto handlers = asking<domain::QueueStats>(spec, {decodeQueueStats}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

Call QueueControlClient::forceStop(domain::WorkId work, Callback<> done)
{
    auto spec = m_connection->specFor(stopRequest(m_connection->environment(), work), m_connection->orEnvironmentKey(),
                                      Lane::Oversight);
    spec.conflictIsSuccess = true;
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

} // namespace glovebox::controlplane
