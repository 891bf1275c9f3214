// Role: what the clients of one environment share: where the control plane is, the keys, the sockets, the time. Turns a
// request into an exchange. Thread: the engine's.
// Invariants: keys and tokens leave only in an authorization header to the base URL; redirects are not followed. An
// exchange ends in silence with the `scope` it was begun with.
#pragma once

#include "core/controlplane/base_url.h"
#include "core/controlplane/exchange.h"
#include "core/controlplane/transport.h"
#include "core/ports/clock.h"

#include <memory>
#include <optional>
#include <string>

namespace glovebox::controlplane {

struct ClientConfig {
    std::string baseUrl; // "https://api.anthropic.com"; a path prefix and a slash at the end are allowed
    domain::EnvironmentId environment;
    SecretString environmentKey;
    std::string userAgent;    // "Glovebox/0.1.0"
    SecretString operatorKey; // an API key that speaks for the user; empty: there is none
    std::string caFile;       // PEM; whom to trust instead of the system's certificates; empty: the system's
};

class Connection {
public:
    /// InvalidArgument in words for the operator when the configuration cannot work.
    static Result<std::shared_ptr<Connection>> open(ClientConfig config, ports::Clock &clock);

    const domain::EnvironmentId &environment() const { return m_config.environment; }
    bool hasOperatorKey() const { return !m_config.operatorKey.empty(); }
    const SecretString &operatorKey() const { return m_config.operatorKey; }
    /// Per-item calls without a token of their own go with the environment key.
    SecretString orEnvironmentKey(SecretString credential = {}) const;
    ports::Clock &clock() const { return m_clock; }

    /// Without a credential nothing is sent: the exchange answers with an error.
    ExchangeSpec specFor(Result<HttpRequest> request, SecretString credential, Lane lane) const;
    Call begin(ExchangeSpec spec, ExchangeHandlers handlers, QObject *scope) const;
    /// An order: once the server has said yes, what else it says does not matter.
    Call tell(ExchangeSpec spec, Callback<> done, QObject *scope) const;

private:
    Connection(BaseUrl baseUrl, ClientConfig config, ports::Clock &clock);
    const Result<Proxy> &proxy() const;

    BaseUrl m_baseUrl;
    ClientConfig m_config;
    ports::Clock &m_clock;
    std::shared_ptr<Transport> m_transport;
    mutable Result<Proxy> m_proxy; // as last looked up
    mutable std::optional<MonoTime> m_proxyAsked;
};

} // namespace glovebox::controlplane
