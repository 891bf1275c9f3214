#include "core/controlplane/connection.h"

#include "core/base/limits.h"

#include <QLoggingCategory>

#include <algorithm>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcConnection, "glovebox.controlplane")

namespace {

/// From sending to the last byte of a body: 64 MiB over a slow line, and no drip for ever.
constexpr std::chrono::milliseconds kBodyTimeMax{600'000};

} // namespace

Result<std::shared_ptr<Connection>> Connection::open(ClientConfig config, ports::Clock &clock)
{
    GB_TRY(baseUrl, BaseUrl::parse(config.baseUrl));
    if (config.environment.value().empty())
        return fail(ErrorCode::InvalidArgument, "the environment id is missing");
    GB_TRY(sample, pollRequest(config.environment, {})); // refuses an id that cannot stand in a path
    if (!baseUrl.resolve(sample.path, {}).isValid())
        return fail(ErrorCode::InvalidArgument, "the environment id cannot be used in a request");
    if (config.environmentKey.empty())
        return fail(ErrorCode::InvalidArgument, "the environment key is missing");
    if (!isHeaderToken(config.environmentKey.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    "the environment key contains a blank, a line break or another character that no key has");
    if (!config.operatorKey.empty() && !isHeaderToken(config.operatorKey.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    "the operator key contains a blank, a line break or another character that no key has");
    if (!std::ranges::all_of(config.userAgent, [](char c) { return c >= ' ' && c <= '~'; }))
        return fail(ErrorCode::InvalidArgument, "the user agent contains a character that cannot stand in a header");
    if (!baseUrl.isEncrypted() && !baseUrl.isLoopback())
        qCWarning(lcConnection).noquote() << QString::fromStdString(
            baseUrl.origin() + " is not encrypted: everybody on the way can read the environment key");
    return std::shared_ptr<Connection>(new Connection(std::move(baseUrl), std::move(config), clock));
}

Connection::Connection(BaseUrl baseUrl, ClientConfig config, ports::Clock &clock)
    : m_baseUrl(std::move(baseUrl)), m_config(std::move(config)), m_clock(clock)
{
}

SecretString Connection::orEnvironmentKey(SecretString credential) const
{
    return credential.empty() ? m_config.environmentKey : std::move(credential);
}

ExchangeSpec Connection::specFor(Result<HttpRequest> request, SecretString credential,
                                 std::shared_ptr<QNetworkAccessManager> manager) const
{
    if (credential.empty())
        request = fail(ErrorCode::Unauthorized, "there is no credential for this");
    else if (!isHeaderToken(credential.reveal()))
        request = fail(ErrorCode::InvalidArgument, "the credential contains a character that cannot stand in a header");
    auto wire = request ? toNetworkRequest(*request, {m_baseUrl, credential, m_config.userAgent}) : QNetworkRequest();
    return {.request = std::move(request),
            .wire = std::move(wire),
            .credential = std::move(credential),
            .origin = m_baseUrl.origin(),
            .manager = std::move(manager),
            .silence = limits::kHttpTimeout,
            .bodyMax = kBodyTimeMax};
}

Call Connection::begin(ExchangeSpec spec, ExchangeHandlers handlers, QObject *scope) const
{
    return Exchange::start(std::move(spec), std::move(handlers), m_clock, scope);
}

Call Connection::tell(ExchangeSpec spec, Callback<> done, QObject *scope) const
{
    spec.statusSuffices = true;
    return begin(std::move(spec),
                 {.head = [](const ResponseHead &) { return Result<>(); },
                  .body = [](std::string_view, const Exchange &) { return Result<>(); },
                  .finished = std::move(done)},
                 scope);
}

} // namespace glovebox::controlplane
