#include "core/controlplane/traffic.h"

#include "core/controlplane/base_url.h"

#include <QNetworkProxy>
#include <QVariant>

namespace glovebox::controlplane {

namespace {

constexpr long kConnectionsPerManager = 6; // Qt's own number for HTTP/1.1

/// The host's proxy settings, except for ourselves: no proxy can reach this machine's loopback.
class ProxyChoice : public QNetworkProxyFactory {
public:
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        if (isLoopbackHost(query.peerHostName()))
            return {QNetworkProxy(QNetworkProxy::NoProxy)};
        return systemProxyForQuery(query);
    }
};

std::shared_ptr<QNetworkAccessManager> newManager()
{
    auto manager = std::make_shared<QNetworkAccessManager>();
    manager->setProxyFactory(new ProxyChoice); // the manager owns it
    return manager;
}

constexpr const char *kRetired = "glovebox.retired";

bool isRetired(const QNetworkAccessManager &manager)
{
    return manager.property(kRetired).toBool();
}

} // namespace

void Traffic::retire(QNetworkAccessManager &manager)
{
    manager.setProperty(kRetired, true);
}

std::shared_ptr<QNetworkAccessManager> Traffic::made(std::shared_ptr<QNetworkAccessManager> &manager)
{
    if (!manager || isRetired(*manager))
        manager = newManager();
    return manager;
}

std::shared_ptr<QNetworkAccessManager> Traffic::stream()
{
    std::erase_if(m_streams, [](const auto &manager) { return isRetired(*manager) && manager.use_count() == 1; });
    for (const auto &manager : m_streams)
        if (!isRetired(*manager) && manager.use_count() - 1 < kConnectionsPerManager)
            return manager;
    m_streams.push_back(newManager());
    return m_streams.back();
}

} // namespace glovebox::controlplane
