// Role: the part of Engine that answers the operator's commands about calls, queues and webhooks.
#include "core/engine/engine.h"

namespace glovebox::engine {

using namespace domain;
using api::Verdict;

Verdict Engine::answerApproval(const SessionId &, const EventId &, const api::ApprovalAnswer &)
{
    return Verdict::denied("This needs the environment's operator key.");
}

Verdict Engine::cancelCall(const SessionId &, const EventId &)
{
    return Verdict::denied("The call does not run.");
}

Verdict Engine::interruptSession(const SessionId &)
{
    return Verdict::denied("This needs the environment's operator key.");
}

Verdict Engine::repairWork(const EnvironmentId &, const WorkId &)
{
    return Verdict::denied("The queue does not list this item.");
}

Verdict Engine::refreshQueue(const EnvironmentId &)
{
    return Verdict::denied("There is no such environment.");
}

Verdict Engine::drainQueue(const EnvironmentId &)
{
    return Verdict::denied("There is no such environment.");
}

Verdict Engine::listenForWebhooks(bool)
{
    return Verdict::denied("There is no webhook signing key.");
}

Verdict Engine::createSandbox(const api::NewSandbox &)
{
    return Verdict::denied("The engine is not running.");
}

} // namespace glovebox::engine
