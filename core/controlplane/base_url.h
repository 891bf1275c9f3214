// Role: where the control plane is: scheme, host, port and an optional path in front of /v1. A value; parsing says in
// plain words what is wrong with what somebody typed. Thread: any.
#pragma once

#include "core/base/result.h"

#include <QUrl>

#include <string>
#include <string_view>

namespace glovebox::controlplane {

class BaseUrl {
public:
    /// "https://api.anthropic.com", "http://127.0.0.1:8080/proxy/". InvalidArgument otherwise.
    static Result<BaseUrl> parse(std::string_view text);

    /// Both already percent-encoded; `path` begins with a slash, `query` may be empty.
    QUrl resolve(std::string_view path, std::string_view query) const;

    /// "http://127.0.0.1:8080": for messages.
    std::string origin() const;
    bool isEncrypted() const { return m_url.scheme() == QLatin1String("https"); }
    bool isLoopback() const;

private:
    explicit BaseUrl(QUrl url) : m_url(std::move(url)) {}

    QUrl m_url; // its path has no slash at the end
};

/// The host is this machine: a proxy for the outside world must not be asked for it.
bool isLoopbackHost(const QString &host);

} // namespace glovebox::controlplane
