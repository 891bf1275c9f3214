// Role: `gloveboxctl serve`: the engine without a window, until it is told to stop.
#include "app/bridge/engine_client.h"
#include "app/cli/commands.h"
#include "app/cli/wait.h"
#include "app/compose/engine_host.h"
#include "app/compose/kept_environments.h"
#include "app/compose/log_keeping.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/compose/transcript_printer.h"
#include "app/format/errors.h"
#include "core/system/host_facts.h"
#include "core/system/paths.h"

#include <QCoreApplication>

#include <memory>
#include <set>

namespace glovebox::cli {

namespace {

constexpr const char *kNothingToServe =
    "no environment to serve; set ANTHROPIC_ENVIRONMENT_ID and ANTHROPIC_ENVIRONMENT_KEY, name several in a file with "
    "--environments-file, make sandboxes for other programs alone with --api-alone, or try the demo: gloveboxctl "
    "demo-server";

struct ServeOptions {
    compose::SettingTexts texts;
    bool quiet = false;
    bool apiAlone = false; // no environment, whatever is set
};

/// Watches the engine from outside and decides when serving is over, and how.
class Serving {
public:
    Serving(compose::HostSetup setup, compose::LogKeeping &logs, bool hasEnvironments, bool quiet)
        : m_hasEnvironments(hasEnvironments), m_mustListen(setup.webhook && setup.webhook->listen),
          m_client([this](compose::EngineHost::Job job) { m_host->post(std::move(job)); }),
          m_host(std::make_unique<compose::EngineHost>(std::move(setup), logs.observer(m_client.observer()))),
          m_signals([this](int times) { stop(times); }), m_quiet(quiet)
    {
        QObject::connect(&m_client, &bridge::EngineClient::arrived, &m_client,
                         [this](const bridge::Batch &batch) { look(batch); });
        m_client.start([this](const api::Verdict &verdict) {
            if (verdict.kind == api::Verdict::Kind::Denied && !std::exchange(m_failed, true))
                QCoreApplication::exit(complain(verdict.reason, kExitFailed));
        });
    }

private:
    void look(const bridge::Batch &batch)
    {
        if (!m_quiet)
            m_printer.print(batch);
        if (batch.host)
            m_phase = batch.host->phase;
        for (const auto &id : batch.goneEnvironments) {
            m_served.erase(id);
            m_refused.erase(id);
        }
        for (const auto &environment : batch.environments)
            m_served.insert(environment.id);
        for (const auto &environment : batch.environments)
            if (environment.state == api::PollState::KeyRejected)
                refuse(environment);
            else
                m_refused.erase(environment.id);
        if (!batch.host)
            return;
        // Told once: a denied start follows when the host cannot run an engine at all.
        if (m_mustListen && batch.host->webhook.problem && std::exchange(m_status, kExitFailed) == 0) {
            complain("Webhooks cannot be received.", *batch.host->webhook.problem, format::Area::Webhooks);
            drain();
        }
        if (batch.host->phase == api::EnginePhase::Failed && batch.host->problem && !std::exchange(m_failed, true))
            QCoreApplication::exit(complain("The engine could not start.", *batch.host->problem));
        m_wasUp = m_wasUp || batch.host->phase != api::EnginePhase::Stopped;
        if (m_wasUp && batch.host->phase == api::EnginePhase::Stopped)
            QCoreApplication::exit(batch.host->problem ? complain("Not all sandboxes ended.", *batch.host->problem)
                                                       : m_status);
    }

    /// The others go on. When it was the last of those that it was started for, nothing more will come: what is active
    /// ends, then we do.
    void refuse(const api::EnvironmentView &environment)
    {
        if (!m_refused.insert(environment.id).second)
            return;
        complain(format::plainText(format::explainPolling(environment)).toStdString(), kExitRefused);
        if (!m_hasEnvironments || m_refused.size() < m_served.size())
            return;
        m_status = kExitRefused;
        drain();
    }

    void stop(int times)
    {
        if (times == 1) {
            std::fprintf(stderr, "Draining: no new work; active turns have 30 s to end. Once more ends them now.\n");
            drain();
        } else {
            m_client.stopNow([this](const api::Verdict &verdict) { nothingToDrain(verdict); });
        }
    }

    void drain()
    {
        m_wasUp = true; // from here on Stopped means over, even if it never got up
        m_client.drain([this](const api::Verdict &verdict) { nothingToDrain(verdict); });
    }

    void nothingToDrain(const api::Verdict &verdict)
    {
        if (verdict.kind == api::Verdict::Kind::AlreadySo && m_phase != api::EnginePhase::Draining)
            QCoreApplication::exit(m_status);
    }

    bool m_hasEnvironments; // from the start
    bool m_mustListen;
    std::set<domain::EnvironmentId> m_served; // with those that were added meanwhile
    std::set<domain::EnvironmentId> m_refused;
    bridge::EngineClient m_client;
    std::unique_ptr<compose::EngineHost> m_host;
    compose::ShutdownSignals m_signals;
    compose::TranscriptPrinter m_printer{stdout};
    bool m_quiet = false;
    bool m_wasUp = false;
    bool m_failed = false; // and said so
    api::EnginePhase m_phase = api::EnginePhase::Stopped;
    int m_status = 0;
};

/// They are served as well; whether there are any matters where there is nothing else to do. An error: they may be
/// there.
Result<bool> someWereAdded(const compose::Settings &settings)
{
    GB_TRY(layout, system::layoutOfProcess(settings.dataDir));
    GB_TRY(kept, answerOf<compose::KeptEnvironments>([&](Callback<compose::KeptEnvironments> done) {
               auto setup = compose::secretSetup(layout.data);
               setup.choosing.wish = settings.secretStore;
               return compose::readEnvironments(std::move(setup), std::move(done));
           }));
    return !kept.all.empty();
}

int serve(const ServeOptions &options)
{
    const auto texts = options.apiAlone ? compose::withoutEnvironments(options.texts) : options.texts;
    if (options.apiAlone)
        compose::forgetSecrets(); // they are not asked for
    const auto settings = compose::resolve(texts, {system::processorCount(), system::memoryFacts().total});
    if (!settings)
        return complain(settings.error().detail, kExitUsage);
    bool hasEnvironments = !settings->environments.empty();
    if (!hasEnvironments && !options.apiAlone && settings->apiPort == 0) {
        const auto added = someWereAdded(*settings);
        if (!added)
            return complain("No environment is named, and those that were added cannot be read.", added.error());
        if (!*added)
            return complain(kNothingToServe, kExitUsage);
        hasEnvironments = true;
    }
    compose::logAs(*settings);
    compose::forgetSecrets();
    const auto serviceManager = system::ServiceManager::takeFromEnvironment();
    compose::LogKeeping logs(*settings);
    auto setup = compose::hostSetup(*settings);
    setup.console = logs.console();
    setup.serviceManager = serviceManager;
    setup.apiAlone = options.apiAlone;
    const Serving serving(std::move(setup), logs, hasEnvironments, options.quiet);
    return QCoreApplication::exec();
}

} // namespace

void addServe(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<ServeOptions>();
    auto *command =
        app.add_subcommand("serve", "serve an environment: poll its queue and run its sessions' tools in microVMs");
    compose::addSettings(*command, options->texts);
    command->add_flag("--api-alone", options->apiAlone,
                      "serve no environment: make sandboxes for programs that speak to the local API");
    command->add_flag("--quiet", options->quiet, "print no transcript, only the log");
    command->callback([&chosen, options] {
        chosen = [options] {
            return serve(*options);
        };
    });
}

} // namespace glovebox::cli
