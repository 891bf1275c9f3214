#include "app/compose/engine_host.h"

#include "app/compose/image_store.h"
#include "core/controlplane/managed_agents_client.h"
#include "core/engine/engine.h"
#include "core/guest/socket_connector.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/system/host_facts.h"
#include "core/system/paths.h"
#include "core/system/real_clock.h"

#include <QObject>

namespace glovebox::compose {

namespace {

class SystemHostFacts final : public ports::HostFacts {
public:
    ports::HostMemory memory() const override
    {
        const auto facts = system::memoryFacts();
        return {facts.total, facts.available};
    }
};

/// Everything an engine stands on. Order of destruction: the engine first.
struct Assembly {
    system::RealClock clock;
    SystemHostFacts facts;
    std::unique_ptr<ports::ImageStore> images;
    std::unique_ptr<ports::Hypervisor> hypervisor;
    guest::SocketConnector connector{clock};
    std::unique_ptr<engine::Engine> engine;
};

Result<std::unique_ptr<Assembly>> assemble(const HostSetup &setup, const api::Observer &observer)
{
    auto assembly = std::make_unique<Assembly>();
    GB_TRY(paths, system::Paths::create(setup.dataDir));
    GB_TRY(images, makeImageStore(paths, setup.imageDir));
    assembly->images = std::move(images);
    GB_TRY(hypervisor, qemu::QemuHypervisor::create({.runtimeDir = paths.runtime(), .cacheDir = paths.cache()}));
    assembly->hypervisor = std::move(hypervisor);
    std::vector<engine::Environment> environments;
    for (const auto &[environment, isDemo] : setup.environments) {
        const domain::EnvironmentId id(environment.id);
        GB_TRY(client, controlplane::ManagedAgentsClient::create({environment.baseUrl, id, environment.key, "Glovebox/" GLOVEBOX_VERSION},
                                                                 assembly->clock));
        environments.push_back({id, environment.baseUrl, environment.key.masked(), isDemo, std::move(client)});
    }
    assembly->engine = std::make_unique<engine::Engine>(
        engine::Engine::Parts{assembly->clock, *assembly->hypervisor, assembly->connector, *assembly->images, assembly->facts}, setup.engine,
        std::move(environments), observer);
    return assembly;
}

} // namespace

/// Lives on the engine's thread. While the host cannot run an engine it is itself the control, and start() tries again.
class EngineWorker : public QObject, private api::EngineControl {
public:
    EngineWorker(HostSetup setup, api::Observer observer) : m_setup(std::move(setup)), m_observer(std::move(observer)) {}

    void run(const EngineHost::Job &job)
    {
        if (!m_assembly && !m_problem)
            build();
        job(m_assembly ? static_cast<api::EngineControl &>(*m_assembly->engine) : *this);
    }

private:
    void build()
    {
        auto assembly = assemble(m_setup, m_observer);
        if (assembly) {
            m_assembly = *std::move(assembly);
            m_problem.reset();
            return;
        }
        m_problem = assembly.error();
        api::HostView view{.generation = ++m_generation, .phase = api::EnginePhase::Failed, .problem = m_problem};
        view.slotsMax = m_setup.engine.capacity;
        view.size = m_setup.engine.size;
        view.version = GLOVEBOX_VERSION;
        m_observer(view);
    }

    api::Verdict start() override
    {
        // The first attempt to build has just failed, or the operator asks for another.
        if (std::exchange(m_startedOnce, true))
            build();
        return m_assembly ? m_assembly->engine->start() : denied();
    }
    api::Verdict drain() override { return api::Verdict::alreadySo(); }
    api::Verdict stopNow() override { return api::Verdict::alreadySo(); }
    api::Verdict pausePolling(const domain::EnvironmentId &) override { return denied(); }
    api::Verdict resumePolling(const domain::EnvironmentId &) override { return denied(); }
    api::Verdict destroySandbox(const domain::SandboxId &) override { return denied(); }
    api::Verdict denied() const { return api::Verdict::denied("The engine cannot run on this host yet: " + describe(*m_problem)); }

    HostSetup m_setup;
    api::Observer m_observer;
    std::unique_ptr<Assembly> m_assembly;
    std::optional<Error> m_problem;
    std::uint64_t m_generation = 0;
    bool m_startedOnce = false;
};

EngineHost::EngineHost(HostSetup setup, api::Observer observer) : m_worker(new EngineWorker(std::move(setup), std::move(observer)))
{
    m_thread.setObjectName(QStringLiteral("engine"));
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

EngineHost::~EngineHost()
{
    m_thread.quit();
    m_thread.wait();
}

void EngineHost::post(Job job)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, job = std::move(job)] { worker->run(job); }, Qt::QueuedConnection);
}

} // namespace glovebox::compose
