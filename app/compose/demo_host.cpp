#include "app/compose/demo_host.h"

#include "core/system/real_clock.h"

#include <QMetaType>

namespace glovebox::compose {

namespace {

/// What lives on the demo's thread.
struct DemoWorker : QObject {
    system::RealClock clock;
    std::unique_ptr<demo::DemoServer> server;
};

} // namespace

Result<std::unique_ptr<DemoHost>> DemoHost::start(demo::DemoServer::Options options)
{
    qRegisterMetaType<demo::DemoSummary>("glovebox::demo::DemoSummary");
    std::unique_ptr<DemoHost> host(new DemoHost);
    auto *worker = new DemoWorker; // deleted by the end of its thread
    host->m_worker = worker;
    worker->moveToThread(&host->m_thread);
    QObject::connect(&host->m_thread, &QThread::finished, worker, &QObject::deleteLater);
    host->m_thread.setObjectName(QStringLiteral("demo"));
    host->m_thread.start();

    Result<> started;
    QMetaObject::invokeMethod(
        worker,
        [&] {
            auto server = demo::DemoServer::start(worker->clock, std::move(options));
            if (!server) {
                started = tl::unexpected(server.error());
                return;
            }
            worker->server = *std::move(server);
            host->m_environment = {.id = worker->server->environmentId(),
                                   .key = worker->server->environmentKey(),
                                   .keySource = "the demo server",
                                   .baseUrl = worker->server->url()};
            host->m_apiKey = worker->server->apiKey();
            host->m_operatorKey = worker->server->operatorKey();
            host->m_webhookKey = worker->server->webhookKey();
            worker->server->onSeedsEnded(
                [raw = host.get()](const demo::DemoSummary &summary) { Q_EMIT raw->seedsEnded(summary); });
        },
        Qt::BlockingQueuedConnection);
    if (!started)
        return tl::unexpected(started.error());
    return host;
}

DemoHost::~DemoHost()
{
    m_thread.quit();
    m_thread.wait();
}

} // namespace glovebox::compose
