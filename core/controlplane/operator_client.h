// Role: ports::OperatorActions over HTTP (reference 2.7), with the operator's API key and no other.
// Thread: the engine's. Destroying it ends every call in silence.
#pragma once

#include "core/controlplane/connection.h"
#include "core/ports/operator_actions.h"

#include <QObject>

namespace glovebox::controlplane {

class OperatorClient final : public ports::OperatorActions {
public:
    /// The connection has an operator key, or every call answers with Unauthorized.
    explicit OperatorClient(std::shared_ptr<Connection> connection) : m_connection(std::move(connection)) {}

    Call confirmTool(domain::SessionId session, domain::EventId use, domain::Verdict verdict, std::string denyMessage,
                     Callback<> done) override;
    Call interrupt(domain::SessionId session, std::optional<domain::ThreadId> thread, Callback<> done) override;
    Call listAgents(Callback<ports::AgentList> done) override;
    Call createSession(ports::NewSession wanted, Callback<domain::SessionId> done) override;
    Call sendMessage(domain::SessionId session, std::string text, Callback<> done) override;

private:
    struct AgentReading;
    void readAgents(const std::shared_ptr<AgentReading> &reading, const std::string &page);

    std::shared_ptr<Connection> m_connection;
    QObject m_scope; // declared last, gone first: ends the exchanges
};

} // namespace glovebox::controlplane
