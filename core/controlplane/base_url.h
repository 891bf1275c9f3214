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
    std::string resolve(std::string_view path, std::string_view query) const;

    /// "http://127.0.0.1:8080": for messages.
    const std::string &origin() const { return m_origin; }
    const QUrl &url() const { return m_url; }
    bool isEncrypted() const { return m_url.scheme() == QLatin1String("https"); }
    /// This machine.
    bool isLoopback() const { return m_loopback; }

private:
    explicit BaseUrl(QUrl url);

    QUrl m_url; // its path has no slash at the end
    std::string m_encoded;
    std::string m_origin;
    bool m_loopback = false;
};

} // namespace glovebox::controlplane
