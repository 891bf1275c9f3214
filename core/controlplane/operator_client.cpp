#include "core/controlplane/operator_client.h"

namespace glovebox::controlplane {

Call OperatorClient::confirmTool(domain::SessionId session, domain::EventId use, domain::Verdict verdict,
                                 std::string denyMessage, Callback<> done)
{
    const domain::ToolConfirmation answer{
        .use = std::move(use), .verdict = verdict, .denyMessage = std::move(denyMessage)};
    auto spec =
        m_connection->specFor(confirmationRequest(session, answer), m_connection->operatorKey(), Lane::Oversight);
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

Call OperatorClient::interrupt(domain::SessionId session, std::optional<domain::ThreadId> thread, Callback<> done)
{
    auto spec = m_connection->specFor(interruptRequest(session, thread), m_connection->operatorKey(), Lane::Oversight);
    return m_connection->tell(std::move(spec), std::move(done), &m_scope);
}

} // namespace glovebox::controlplane
