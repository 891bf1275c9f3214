// Role: the control plane of Claude Managed Agents over HTTP and server-sent events: one environment's queue and its
// sessions (reference 0 to 2, 7). Works with any base URL that speaks the protocol.
// Thread: lives in the engine's. Destroying it ends every call in silence, also from inside a callback.
// Invariants: the environment key and the sessions tokens leave only in an authorization header to the base URL;
// redirects are not followed; no answer is held beyond limits::kHttpBodyMax.
#pragma once

#include "core/controlplane/connection.h"
#include "core/ports/control_plane.h"

#include <QObject>

#include <memory>
#include <string>

namespace glovebox::controlplane {

class ManagedAgentsClient final : public ports::ControlPlane {
public:
    /// With a connection of its own. The error is Connection::open()'s.
    static Result<std::unique_ptr<ManagedAgentsClient>> create(ClientConfig config, ports::Clock &clock);
    explicit ManagedAgentsClient(std::shared_ptr<Connection> connection);

    Call poll(ports::PollRequest request, Callback<std::optional<domain::WorkItem>> done) override;
    Call acknowledge(domain::WorkId work, Callback<> done) override;
    Call heartbeat(ports::HeartbeatRequest request, Callback<domain::Heartbeat> done) override;
    Call stop(domain::WorkId work, SecretString credential, Callback<> done) override;
    Call retrieveSession(domain::SessionId session, SecretString credential, Callback<domain::Session> done) override;
    Call listEvents(domain::SessionId session, std::string page, SecretString credential,
                    Callback<ports::EventPage> done) override;
    Call sendToolResult(domain::SessionId session, ports::ToolAnswer answer, SecretString credential,
                        Callback<> done) override;
    Call openEventStream(domain::SessionId session, SecretString credential, ports::StreamHandlers handlers) override;

private:
    ExchangeSpec specFor(Result<HttpRequest> request, SecretString credential, Lane lane) const;
    Call begin(ExchangeSpec spec, ExchangeHandlers handlers);
    Call tell(ExchangeSpec spec, Callback<> done);
    Call fetchPage(const domain::SessionId &session, std::string_view page, int limit, const SecretString &credential,
                   Callback<ports::EventPage> done);

    std::shared_ptr<Connection> m_connection;
    QObject m_scope; // declared last, gone first: ends the exchanges
};

} // namespace glovebox::controlplane
