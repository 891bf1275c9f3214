#include "app/compose/engine_host.h"

#include "app/compose/assembly.h"
#include "app/compose/file_watch.h"
#include "app/compose/gate_secrets.h"
#include "app/compose/host_secrets.h"
#include "app/compose/no_engine.h"
#include "app/compose/service_notices.h"
#include "core/ledger/ledger_store.h"
#include "core/rest/local_api.h"
#include "core/system/output_store.h"

#include <QLoggingCategory>
#include <QObject>

#include <algorithm>
#include <filesystem>

namespace glovebox::compose {

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcHost, "glovebox.compose")

namespace {

/// A session's program has ended its work when its item is stopped, and the next item may come at once; the poller
/// waits for no longer than 30 s when it wants us to end (reference 9.2).
constexpr std::chrono::milliseconds kRecordWait = 20s;
constexpr std::chrono::milliseconds kRecordRetry = 200ms;

} // namespace

/// Lives on the engine's thread. Jobs wait until the engine is put together. While the host cannot run one, they meet a
/// door that says so, and whose start() tries again.
class EngineWorker : public QObject {
public:
    EngineWorker(HostSetup setup, api::Observer observer)
        : m_setup(std::move(setup)), m_observer([this, tell = std::move(observer)](api::Change change) {
              if (m_api)
                  m_api->saw(change);
              if (m_notices)
                  m_notices->saw(change);
              tell(std::move(change));
          })
    {
    }
    ~EngineWorker() override
    {
        stopBuilding();
        takeDown();
        m_problem = Error{ErrorCode::Cancelled, "it is being ended"};
        runWaiting();
    }

    void run(EngineHost::Job job)
    {
        tellServiceManager();
        m_waiting.push_back(std::move(job));
        if (m_building)
            return;
        if (!ready() && !m_problem)
            return build();
        runWaiting();
    }

    void giveUp()
    {
        if (!m_building)
            return;
        stopBuilding();
        built(fail(ErrorCode::Cancelled, "it was ended before it was ready"));
    }

private:
    bool ready() const { return m_assembly && m_assembly->engine; }

    void build()
    {
        m_building = true;
        m_problem.reset();
        auto assembly = beginAssembly(m_setup);
        if (!assembly)
            return built(tl::unexpected(assembly.error()));
        m_assembly = *std::move(assembly);
        if (!m_setup.onlyItem)
            return openHypervisor();
        m_recordWait = kRecordWait;
        openRecord();
    }

    /// The session's item before this one may just be coming to its end.
    void openRecord()
    {
        const auto taken = takeRecord(*m_assembly, *m_setup.onlyItem);
        if (taken)
            return openHypervisor();
        if (taken.error().code != ErrorCode::Conflict || m_recordWait <= 0ms)
            return built(taken);
        if (m_recordWait == kRecordWait)
            qCInfo(lcHost, "%s: waiting for its end", describe(taken.error()).c_str());
        m_recordWait -= kRecordRetry;
        m_retry = m_assembly->clock.after(kRecordRetry, [this] { openRecord(); });
    }

    /// From this thread's loop, whose turning is what it is told of.
    void tellServiceManager()
    {
        const auto &manager = m_setup.serviceManager;
        if (manager && !m_notices)
            m_notices = std::make_unique<ServiceNotices>(m_noticeClock, manager->watchdog(),
                                                         [manager](const std::string &lines) { manager->tell(lines); });
    }

    void takeDown()
    {
        m_egressFile.reset();
        m_imageNames.reset();
        m_api.reset(); // its clock is the assembly's
        m_assembly.reset();
    }

    /// For other programs. Without it the engine works all the same; where there is no port to be had, this user's
    /// programs are listened to over the socket.
    void openApi()
    {
        m_api =
            std::make_unique<rest::LocalApi>(m_assembly->clock, [this](EngineHost::Job job) { run(std::move(job)); });
        rest::LocalApi::Places places{.socket = m_assembly->apiSocket};
        m_notListening.reset();
        if (m_setup.apiPort != 0) {
            places.port = m_setup.apiPort;
            if (const auto listening = m_api->listen(places)) {
                for (const auto &address : m_api->addresses())
                    qCInfo(lcHost, "the local API answers at %s", address.c_str());
                return;
            } else {
                m_notListening = listening.error();
            }
            places.port.reset();
            qCWarning(lcHost, "no client comes in over TCP: %s", describe(*m_notListening).c_str());
        }
        if (const auto listening = m_api->listen(places); !listening)
            qCWarning(lcHost, "other commands cannot speak to this one: %s", describe(listening.error()).c_str());
    }

    void stopBuilding()
    {
        m_retry.cancel();
        m_create.cancel();
        m_secrets.cancel();
        m_open.cancel();
    }

    void openHypervisor()
    {
        // First the hypervisor, who takes the lock on the folders: the rest of them is ours alone then.
        m_create = qemu::QemuHypervisor::create(m_assembly->qemuOptions,
                                                [this](Result<std::unique_ptr<qemu::QemuHypervisor>> hypervisor) {
                                                    if (!hypervisor)
                                                        return built(tl::unexpected(hypervisor.error()));
                                                    m_assembly->orphans = &(*hypervisor)->orphans();
                                                    m_assembly->hypervisor = *std::move(hypervisor);
                                                    openRecords();
                                                });
    }

    void openRecords()
    {
        if (!m_setup.onlyItem)
            openApi();
        auto outputs = system::OutputFolders::open(m_assembly->outputsFolder);
        if (!outputs)
            return built(tl::unexpected(inContext("open the folder of outputs", outputs.error())));
        m_assembly->outputs = *std::move(outputs);
        if (m_setup.onlyItem) // its trail goes with its ledger, and so does the key of it
            return openTheLedger({});
        m_secrets = openAuditKey(secretSetupHere(), [this](Result<SecretString> key) {
            if (!key)
                return built(tl::unexpected(inContext("open the audit trail's key", key.error())));
            openTheLedger(*std::move(key));
        });
    }

    SecretSetup secretSetupHere() const
    {
        auto setup = secretSetup(m_assembly->dataFolder);
        setup.choosing.wish = m_setup.secretStore;
        setup.choosing.mayTakeKeyring = m_setup.mayTakeKeyring;
        return setup;
    }

    void openTheLedger(std::optional<SecretString> auditKey)
    {
        // A session whose ledger is damaged could not be served as long as that is kept; nobody is there to ask.
        m_open = ledger::openLedger({.path = m_assembly->ledgerFile,
                                     .setDamagedAside = m_setup.onlyItem.has_value(),
                                     .keep = m_setup.keepHistory,
                                     .auditKey = std::move(auditKey)},
                                    [this](Result<std::unique_ptr<ports::Ledger>> ledger) {
                                        if (!ledger)
                                            return built(tl::unexpected(inContext("open the ledger", ledger.error())));
                                        m_assembly->ledger = *std::move(ledger);
                                        if (m_setup.onlyItem)
                                            return leaveOldWork();
                                        openTheVault();
                                    });
    }

    /// One that cannot be read keeps nobody from working without; the engine tells of it. With HostSetup::onlyItem it
    /// is that of the data folder, which another program may write to meanwhile: it is read once.
    void openTheVault()
    {
        if (!m_setup.onlyItem)
            secrets::removeDraftsOf(gateSecretsFileOf(m_assembly->dataFolder));
        m_assembly->vault = makeSecretVault(secretSetupHere());
        m_secrets = m_assembly->vault->open([this](Result<ports::KeptSecrets> kept) {
            m_assembly->keptSecrets = std::move(kept);
            readAdded();
        });
    }

    /// A demo's engine, one for a single item and one for the API alone serve what they were started for.
    void readAdded()
    {
        const bool isDemo = std::ranges::any_of(m_setup.environments, &HostEnvironment::isDemo);
        if (m_setup.onlyItem || isDemo || m_setup.apiAlone)
            return built(addEngine(*m_assembly, m_setup, m_observer));
        m_secrets = readEnvironments(secretSetupHere(), [this](Result<KeptEnvironments> kept) {
            addKept(*m_assembly, m_setup, std::move(kept),
                    [setup = secretSetupHere()](const engine::AddedEnvironments::All &all, Callback<> done) {
                        return writeEnvironments(setup, all, std::move(done));
                    });
            built(addEngine(*m_assembly, m_setup, m_observer));
        });
    }

    /// What was to be served before is the affair of whoever claimed it; the engine is not to take it up beside the one
    /// item that it is given. What ran, it has to know.
    void leaveOldWork()
    {
        m_assembly->ledger->leftOpen([this](Result<ports::LeftOpen> left) {
            if (!left)
                return built(tl::unexpected(inContext("read the ledger", left.error())));
            for (const auto &intent : left->work)
                m_assembly->ledger->stepWork(intent.work, ports::WorkStep::GivenBack);
            openTheVault();
        });
    }

    void built(Result<> outcome)
    {
        m_building = false;
        if (!outcome) {
            takeDown();
            m_problem = outcome.error();
            api::HostView view{.generation = ++m_generation, .phase = api::EnginePhase::Failed, .problem = m_problem};
            view.slotsMax = m_setup.engine.capacity;
            view.size = m_setup.engine.size;
            view.version = GLOVEBOX_VERSION;
            m_observer(view);
        } else {
            if (m_api)
                m_assembly->engine->keys().listening(m_api->addresses(), m_assembly->apiSocket, m_notListening);
            listenIfAsked();
            watchEgress();
            watchImages();
            if (std::exchange(m_startWhenBuilt, false))
                m_assembly->engine->door().start();
        }
        runWaiting();
    }

    /// What the operator writes into his file holds as soon as it is saved.
    void watchEgress()
    {
        if (m_setup.egressFile.empty() || m_setup.onlyItem)
            return;
        m_egressFile = std::make_unique<FileWatch>(m_setup.egressFile, [this] {
            if (ready())
                m_assembly->engine->setEgressProfiles(egressProfilesOf(m_setup, m_assembly->addedUrls));
        });
    }

    /// What `gloveboxctl image` brings in, names and removes is there at once.
    void watchImages()
    {
        if (m_setup.onlyItem)
            return;
        const auto folder = m_assembly->dataFolder + "/images";
        std::error_code there;
        std::filesystem::create_directory(folder, there); // or there is nothing to watch
        m_imageNames = std::make_unique<FileWatch>(folder + "/names.json", [this] {
            if (ready())
                m_assembly->engine->lookAtImages();
        });
    }

    /// HostView::webhook tells what became of it.
    void listenIfAsked()
    {
        if (!m_setup.webhook || !m_setup.webhook->listen)
            return;
        const auto verdict = m_assembly->engine->listenForWebhooks(true);
        if (verdict.kind == api::Verdict::Kind::Denied)
            qCWarning(lcHost, "webhooks are not listened for: %s", verdict.reason.c_str());
    }

    void runWaiting()
    {
        for (auto &job : std::exchange(m_waiting, {}))
            job(ready() ? m_assembly->engine->door() : m_none);
    }

    api::Verdict start()
    {
        // Asked for while it was being built for the first time, this start has had its attempt.
        if (m_building)
            return api::Verdict::alreadySo();
        if (!std::exchange(m_reported, true))
            return api::Verdict::denied(why());
        m_startWhenBuilt = true;
        build();
        return api::Verdict::accepted();
    }
    std::string why() const { return "The engine cannot run on this host yet: " + describe(*m_problem); }

    HostSetup m_setup;
    api::Observer m_observer;
    system::RealClock m_noticeClock; // there also while there is no assembly
    std::unique_ptr<ServiceNotices> m_notices;
    std::unique_ptr<Assembly> m_assembly;
    std::unique_ptr<rest::LocalApi> m_api; // none before the folders are ours, and for one item alone
    std::unique_ptr<FileWatch> m_egressFile;
    std::unique_ptr<FileWatch> m_imageNames;
    std::vector<EngineHost::Job> m_waiting;
    std::optional<Error> m_problem;
    std::optional<Error> m_notListening; // on the port that was asked for
    Call m_open;
    Call m_create;
    Call m_secrets;
    Call m_retry;
    std::chrono::milliseconds m_recordWait{0};
    std::uint64_t m_generation = 0;
    bool m_building = false;
    bool m_reported = false; // the first failure was told to whoever asked first
    bool m_startWhenBuilt = false;
    NoEngine m_none{[this] { return start(); },
                    [this] {
                        return why();
                    }};
};

HostSetup hostSetup(const Settings &settings)
{
    HostSetup setup{.engine = settings.engine,
                    .dataDir = settings.dataDir,
                    .imageDir = settings.imageDir,
                    .baseUrl = settings.baseUrl,
                    .egressFile = settings.egressFile,
                    .webhook = settings.webhook,
                    .keepHistory = settings.keepHistory,
                    .secretStore = settings.secretStore,
                    .apiPort = settings.apiPort};
    for (const auto &environment : settings.environments)
        setup.environments.push_back({environment, false});
    return setup;
}

EngineHost::EngineHost(HostSetup setup, api::Observer observer)
    : m_worker(new EngineWorker(std::move(setup), std::move(observer)))
{
    m_thread.setObjectName(QStringLiteral("engine"));
    m_worker->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

EngineHost::~EngineHost()
{
    // Behind the jobs that were posted before: each of them is answered.
    QMetaObject::invokeMethod(
        m_worker, [this] { m_thread.quit(); }, Qt::QueuedConnection);
    m_thread.wait();
}

void EngineHost::post(Job job)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, job = std::move(job)]() mutable { worker->run(std::move(job)); },
        Qt::QueuedConnection);
}

void EngineHost::giveUp()
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker] { worker->giveUp(); }, Qt::QueuedConnection);
}

} // namespace glovebox::compose
