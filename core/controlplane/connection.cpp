#include "core/controlplane/connection.h"

#include "core/base/limits.h"

#include <QFileInfo>
#include <QLoggingCategory>
#include <QNetworkProxyFactory>

#include <algorithm>

namespace glovebox::controlplane {

Q_LOGGING_CATEGORY(lcConnection, "glovebox.controlplane")

namespace {

/// From sending to the last byte of a body: 64 MiB over a slow line, and no drip for ever.
constexpr std::chrono::milliseconds kBodyTimeMax{600'000};

/// Looking the proxy up may read settings and files; a change is seen within this time.
constexpr std::chrono::seconds kProxyKept{60};

/// The host's proxy settings.
Result<Proxy> proxyFor(const QUrl &url)
{
    const auto found = QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
    const auto proxy = found.isEmpty() ? QNetworkProxy(QNetworkProxy::NoProxy) : found.first();
    const bool socks = proxy.type() == QNetworkProxy::Socks5Proxy;
    if (!socks && proxy.type() != QNetworkProxy::HttpProxy && proxy.type() != QNetworkProxy::HttpCachingProxy)
        return Proxy{};
    QUrl address;
    address.setScheme(socks ? QStringLiteral("socks5h") : QStringLiteral("http")); // the proxy looks names up
    address.setHost(proxy.hostName());
    address.setPort(proxy.port());
    if (address.host().isEmpty() || proxy.port() == 0)
        return fail(
            ErrorCode::InvalidArgument,
            "the proxy that this host is set up with (http_proxy, https_proxy, or the desktop's settings) names "
            "no host and port; mend it, or take it away");
    return Proxy{.address = address.toEncoded().toStdString(),
                 .user = proxy.user().toStdString(),
                 .password = SecretString(proxy.password().toStdString())};
}

} // namespace

Result<std::shared_ptr<Connection>> Connection::open(ClientConfig config, ports::Clock &clock)
{
    GB_TRY(baseUrl, BaseUrl::parse(config.baseUrl));
    if (config.environment.value().empty())
        return fail(ErrorCode::InvalidArgument, "the environment id is missing");
    GB_TRY(sample, pollRequest(config.environment, {})); // refuses an id that cannot stand in a path
    if (!QUrl(QString::fromStdString(baseUrl.resolve(sample.path, {})), QUrl::StrictMode).isValid())
        return fail(ErrorCode::InvalidArgument, "the environment id cannot be used in a request");
    if (config.environmentKey.empty())
        return fail(ErrorCode::InvalidArgument, "the environment key is missing");
    if (!isHeaderToken(config.environmentKey.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    "the environment key contains a blank, a line break or another character that no key has");
    if (!config.operatorKey.empty() && !isHeaderToken(config.operatorKey.reveal()))
        return fail(ErrorCode::InvalidArgument,
                    "the operator key contains a blank, a line break or another character that no key has");
    if (!config.caFile.empty() && !QFileInfo(QString::fromStdString(config.caFile)).isReadable())
        return fail(ErrorCode::InvalidArgument,
                    "SSL_CERT_FILE names " + config.caFile + ", which is not there or may not be read");
    if (!std::ranges::all_of(config.userAgent, [](char c) { return c >= ' ' && c <= '~'; }))
        return fail(ErrorCode::InvalidArgument, "the user agent contains a character that cannot stand in a header");
    if (!baseUrl.isEncrypted() && !baseUrl.isLoopback())
        qCWarning(lcConnection).noquote() << QString::fromStdString(
            baseUrl.origin() + " is not encrypted: everybody on the way can read the environment key");
    return std::shared_ptr<Connection>(new Connection(std::move(baseUrl), std::move(config), clock));
}

Connection::Connection(BaseUrl baseUrl, ClientConfig config, ports::Clock &clock)
    : m_baseUrl(std::move(baseUrl)), m_config(std::move(config)), m_clock(clock),
      m_transport(Transport::create(m_config.caFile))
{
}

SecretString Connection::orEnvironmentKey(SecretString credential) const
{
    return credential.empty() ? m_config.environmentKey : std::move(credential);
}

ExchangeSpec Connection::specFor(Result<HttpRequest> request, SecretString credential, Lane lane) const
{
    if (credential.empty())
        request = fail(ErrorCode::Unauthorized, "there is no credential for this");
    else if (!isHeaderToken(credential.reveal()))
        request = fail(ErrorCode::InvalidArgument, "the credential contains a character that cannot stand in a header");
    auto wire = request ? toWire(*request, {m_baseUrl, credential, m_config.userAgent}) : WireRequest{};
    if (const auto &through = proxy())
        wire.proxy = *through;
    else
        request = tl::unexpected(through.error());
    return {.request = std::move(request),
            .wire = std::move(wire),
            .credential = std::move(credential),
            .origin = m_baseUrl.origin(),
            .transport = m_transport,
            .lane = lane,
            .silence = limits::kHttpTimeout,
            .bodyMax = kBodyTimeMax};
}

const Result<Proxy> &Connection::proxy() const
{
    // No proxy can reach this machine's loopback.
    if (!m_baseUrl.isLoopback() && (!m_proxyAsked || m_clock.now() - *m_proxyAsked > kProxyKept)) {
        m_proxyAsked = m_clock.now();
        m_proxy = proxyFor(m_baseUrl.url());
    }
    return m_proxy;
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
