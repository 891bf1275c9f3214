// Role: the built-in demo control plane on a thread of its own, beside an engine that knows nothing of it.
// Thread: made, used and destroyed on the caller's, which needs an event loop for onEnded().
#pragma once

#include "app/compose/settings.h"
#include "core/demo/demo_server.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace glovebox::compose {

class DemoHost : public QObject {
    Q_OBJECT
public:
    /// Waits until the server listens, or says why it cannot.
    static Result<std::unique_ptr<DemoHost>> start(demo::DemoServer::Options options);
    ~DemoHost() override;

    const EnvironmentSettings &environment() const { return m_environment; }
    const SecretString &apiKey() const { return m_apiKey; }
    /// What an engine's operator answers approvals and interrupts with.
    const SecretString &operatorKey() const { return m_operatorKey; }
    /// Empty unless webhooks are sent.
    const SecretString &webhookKey() const { return m_webhookKey; }

Q_SIGNALS:
    /// Every seeded session has ended.
    void seedsEnded(const glovebox::demo::DemoSummary &summary);

private:
    DemoHost() = default;

    QThread m_thread;
    QObject *m_worker = nullptr; // lives on m_thread and owns the server
    EnvironmentSettings m_environment;
    SecretString m_apiKey;
    SecretString m_operatorKey;
    SecretString m_webhookKey;
};

} // namespace glovebox::compose
