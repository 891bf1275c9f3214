#include "core/controlplane/base_url.h"

#include "core/base/text.h"

#include <QHostAddress>

namespace glovebox::controlplane {

namespace {

/// Nobody types a longer address on purpose.
constexpr std::size_t kUrlMax = 2048;

/// What was typed, fit for a message: a password in it must not end in a log.
std::string quoted(const QUrl &url, std::string_view text)
{
    const auto shown = url.isValid()
                           ? url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment).toStdString()
                           : std::string(text.substr(0, text.find('@') == std::string_view::npos ? text.size() : 0));
    return '"' + clipped(toValidUtf8(shown), ByteCount{200}) + '"';
}

bool isLoopbackHost(const QString &host)
{
    return host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost")) ||
           QHostAddress(host).isLoopback();
}

} // namespace

Result<BaseUrl> BaseUrl::parse(std::string_view text)
{
    const std::string what = "base URL ";
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, what + "is empty");
    if (text.size() > kUrlMax)
        return fail(ErrorCode::InvalidArgument, what + "is longer than " + std::to_string(kUrlMax) + " characters");
    QUrl url(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())).trimmed(), QUrl::StrictMode);
    const auto shown = quoted(url, text);
    if (!url.isValid())
        return fail(ErrorCode::InvalidArgument, what + shown + " is not a URL");
    if (url.scheme() != QLatin1String("http") && url.scheme() != QLatin1String("https"))
        return fail(ErrorCode::InvalidArgument, what + shown + " must begin with https:// or http://");
    if (url.host().isEmpty())
        return fail(ErrorCode::InvalidArgument, what + shown + " names no host");
    if (url.port() == 0)
        return fail(ErrorCode::InvalidArgument, what + shown + " names port 0");
    if (!url.userInfo().isEmpty())
        return fail(ErrorCode::InvalidArgument, what + shown + " must not carry a user name or password");
    if (url.hasQuery() || url.hasFragment())
        return fail(ErrorCode::InvalidArgument, what + shown + " must not carry a query or a fragment");
    auto path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(QLatin1Char('/')))
        path.chop(1);
    url.setPath(path, QUrl::StrictMode);
    return BaseUrl(std::move(url));
}

BaseUrl::BaseUrl(QUrl url)
    : m_url(std::move(url)), m_encoded(m_url.toEncoded().toStdString()),
      m_origin(m_url.toString(QUrl::RemovePath).toStdString()), m_loopback(isLoopbackHost(m_url.host()))
{
}

std::string BaseUrl::resolve(std::string_view path, std::string_view query) const
{
    auto whole = m_encoded;
    whole.append(path);
    if (!query.empty())
        whole.append("?").append(query);
    return whole;
}

} // namespace glovebox::controlplane
