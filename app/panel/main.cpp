// Role: main() of glovebox, the panel: command line, and the window put together with an engine (and the demo's control
// plane, when that is asked for), or with the sample's. Thread: GUI; the engine and the demo have their own.
#include "app/bridge/door_client.h"
#include "app/compose/demo_host.h"
#include "app/compose/disk_audit_desk.h"
#include "app/compose/disk_egress_desk.h"
#include "app/compose/disk_log_desk.h"
#include "app/compose/engine_host.h"
#include "app/compose/host_check_desk.h"
#include "app/compose/key_trial_desk.h"
#include "app/compose/log_keeping.h"
#include "app/compose/process.h"
#include "app/compose/sample_check_desk.h"
#include "app/compose/sample_host.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/compose/template_texts.h"
#include "app/models/action_deeds.h"
#include "app/models/setup_panel.h"
#include "app/panel/demo_run.h"
#include "app/panel/desktop.h"
#include "app/panel/host_settings.h"
#include "app/panel/language.h"
#include "app/panel/panel_app.h"
#include "app/panel/rendering.h"
#include "app/panel/sample_flags.h"
#include "app/platform/single_instance.h"
#include "core/system/host_facts.h"
#include "core/system/paths.h"

#include <CLI/CLI.hpp>

#include <QDateTime>
#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTimeZone>

#include <cstdio>
#include <memory>

namespace glovebox::panel {

namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr std::chrono::seconds kDemoSessionIdle{5};

struct Options {
    compose::SettingTexts texts;
    bool demo = false;
    bool viewOnly = false;
    SampleFlags sample;
    std::string theme = "auto";
    std::string language = "auto";
    HostSettings host; // what was found, for people
    std::string link;  // glovebox://sandbox/sbx-1: what to open
    DemoRunOptions run;
};

int complain(const std::string &text, int status)
{
    std::fprintf(stderr, "glovebox: %s\n", text.c_str());
    return status;
}

/// What the window remembers from start to start.
QString memoryFile(const system::Paths &paths)
{
    return QString::fromStdString(paths.state() + "/panel.ini");
}

models::TextCheck checkedText(const std::string &text)
{
    auto read = compose::readDefinition(text);
    models::TextCheck check{std::move(read.definition), {}};
    for (const auto &[line, message] : read.mistakes)
        check.mistakes.push_back({line, QString::fromStdString(message)});
    return check;
}

/// The engine behind the window: none yet, the operator's environment, the demo's, or the sample's.
class Program {
public:
    Program(const Options &options, compose::Settings settings)
        : m_options(options), m_settings(std::move(settings)), m_logs(m_settings), m_desk(m_logs.folder()),
          m_auditDesk(m_settings.dataDir), m_egressDesk(m_settings.dataDir), m_checkDesk(m_settings),
          m_keyDesk(m_settings.baseUrl), m_client([this](bridge::EngineClient::Job job) { post(std::move(job)); }),
          m_doors([this](bridge::DoorClient::Job job) { post(std::move(job)); }),
          m_model(
              &m_client, [] { return WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())); },
              QTimeZone::systemTimeZone()),
          m_app(&m_model), m_signals([this](int times) { stop(times); })
    {
        QObject::connect(&m_app, &PanelApp::quitReady, qGuiApp, &QCoreApplication::quit);
        QObject::connect(&m_model, &models::PanelModel::demoRequested, &m_app, [this] { showProblem(serveDemo()); });
        m_model.log()->setDesk(&m_desk);
        m_model.terminals()->setDesk(&m_doors);
        m_model.inside()->files()->setDesk(&m_doors);
        m_model.keys()->setDesk(&m_doors);
        m_model.history()->setAuditDesk(&m_auditDesk);
        m_model.doctor()->setDesk(&m_checkDesk);
        m_model.setup()->setDesks(&m_doors, &m_keyDesk);
        m_model.history()->setEgressDesk(&m_egressDesk);
        m_model.library()->editor()->setTexts({checkedText, compose::writeDefinition});
        QObject::connect(&m_model, &models::PanelModel::loadedChanged, &m_app, [this] {
            open(std::exchange(m_link, {}));
            startForTheFirst();
        });
        QObject::connect(m_model.setup(), &models::SetupPanel::sampleRequested, &m_app, [this] { openSample(); });
        m_model.startClock();
    }

    /// Somebody started us once more, perhaps for a link.
    void comeForward(const QString &link)
    {
        m_model.desktop()->comeForward();
        open(link);
    }
    /// At once, or as soon as it is known what there is.
    void open(const QString &link)
    {
        if (link.isEmpty())
            return;
        if (m_model.loaded())
            models::openLink(m_model, link);
        else
            m_link = link;
    }

    Result<> begin()
    {
        if (const auto paths = system::Paths::create(m_settings.dataDir)) // without folders it remembers nothing
            m_model.setMemoryFile(memoryFile(*paths));
        if (m_options.theme != "auto") // said for this start alone
            m_model.settings()->wear(QString::fromStdString(m_options.theme));
        QObject::connect(m_model.settings(), &models::PanelSettings::viewOnlyChanged, &m_app,
                         [this] { m_doors.setViewOnly(m_model.settings()->viewOnly()); });
        m_doors.setViewOnly(m_model.settings()->viewOnly());
        if (m_options.viewOnly)
            m_model.settings()->fixViewOnly();
        m_model.settings()->setHost(m_options.host.settings);
        m_model.settings()->setOutbound(m_options.host.outbound);
        if (!m_app.load())
            return fail(ErrorCode::Internal, "the window could not be built; the messages above say why");
        if (m_options.sample.wanted) {
            playSample();
        } else if (m_options.demo) {
            GB_CHECK(serveDemo());
        } else if (!m_settings.environments.empty()) {
            serve(compose::hostSetup(m_settings));
        } else {
            m_model.setOffersDemo(true);
            m_waitsForFirst = true;
            makeHost(compose::hostSetup(m_settings));
            m_host->post([](api::EngineControl &) {}); // puts it together, so that the window knows its host
        }
        m_app.show();
        open(QString::fromStdString(m_options.link));
        return {};
    }

private:
    void post(compose::EngineHost::Job job)
    {
        if (m_sample)
            m_sample->post(std::move(job));
        else if (m_host)
            m_host->post(std::move(job));
    }

    void playSample()
    {
        m_model.setSample(true);
        m_model.doctor()->setDesk(&m_sampleChecks);
        m_model.setup()->setDesks(&m_doors, &m_sampleKeys);
        m_sample = std::make_unique<compose::SampleHost>(
            compose::SampleSetup{optionsOf(m_options.sample), m_settings.dataDir, m_logs.console()},
            m_logs.observer(m_client.observer()));
    }

    /// An engine that is told of by the window and the logs.
    void makeHost(compose::HostSetup setup)
    {
        setup.origin = "panel";
        setup.console = m_logs.console();
        m_host = std::make_unique<compose::EngineHost>(std::move(setup), m_logs.observer(m_client.observer()));
    }

    void serve(compose::HostSetup setup)
    {
        m_model.terminals()->show({}); // they are the engine's that goes
        m_model.inside()->files()->leave();
        m_doors.leave();
        m_host.reset(); // its folders are free before the next one takes them
        makeHost(std::move(setup));
        m_client.start();
    }

    /// Started with no environment: one was kept by an earlier run, or is added now.
    void startForTheFirst()
    {
        if (m_waitsForFirst && m_model.environment()->known()) {
            m_waitsForFirst = false;
            m_client.start();
        }
    }

    /// In a process of its own, which can reach nothing of this one.
    void openSample()
    {
        if (!QProcess::startDetached(QCoreApplication::applicationFilePath(), {QStringLiteral("--sample")}))
            Q_EMIT m_model.toast(QCoreApplication::translate("Program", "The sample's window could not be opened"),
                                 true);
    }

    Result<> serveDemo()
    {
        m_waitsForFirst = false;
        // Its sessions come all at once and nobody answers them: what is over makes room.
        if (m_options.texts.sessionIdle.empty())
            m_settings.engine.sessionIdle = kDemoSessionIdle;
        demo::DemoServer::Options server;
        server.seedSessions = demo::DemoServer::standardSeeds();
        GB_TRY(demo, compose::DemoHost::start(std::move(server)));
        m_demo = std::move(demo);
        m_model.setOffersDemo(false);
        m_run = std::make_unique<DemoRun>(m_options.run, m_client, m_model, m_app, *m_demo);
        auto setup = compose::hostSetup(m_settings);
        auto environment = m_demo->environment();
        environment.operatorKey = m_demo->operatorKey();
        setup.environments = {{std::move(environment), true}};
        setup.webhook.reset();        // the demo calls nobody
        setup.mayTakeKeyring = false; // and leaves nothing in it
        serve(std::move(setup));
        return {};
    }

    void showProblem(const Result<> &result)
    {
        if (!result)
            Q_EMIT m_model.toast(QString::fromStdString(describe(result.error())), true);
    }

    void stop(int times)
    {
        if (times > 1)
            return qGuiApp->exit(kExitFailed);
        if (m_sample) // nothing that would have to end well
            return qGuiApp->exit(0);
        // A demo that was to be played to its end was not.
        const int status = m_options.run.exitWhenDone ? kExitFailed : 0;
        m_client.drain([status](const api::Verdict &verdict) {
            if (verdict.kind != api::Verdict::Kind::Accepted) // nothing is running
                QCoreApplication::exit(status);
        });
        QObject::connect(&m_client, &bridge::EngineClient::arrived, qGuiApp, [status](const bridge::Batch &batch) {
            if (batch.host && batch.host->phase == api::EnginePhase::Stopped)
                QCoreApplication::exit(status);
        });
    }

    const Options &m_options;
    compose::Settings m_settings;
    compose::LogKeeping m_logs; // outlives the engine
    compose::DiskLogDesk m_desk;
    compose::DiskAuditDesk m_auditDesk;
    compose::DiskEgressDesk m_egressDesk;
    compose::HostCheckDesk m_checkDesk;
    compose::SampleCheckDesk m_sampleChecks; // in its place
    compose::KeyTrialDesk m_keyDesk;
    compose::SampleKeyDesk m_sampleKeys; // in its place
    std::unique_ptr<compose::DemoHost> m_demo;
    std::unique_ptr<compose::EngineHost> m_host;
    std::unique_ptr<compose::SampleHost> m_sample; // in its place
    bridge::EngineClient m_client;
    bridge::DoorClient m_doors; // outlives the model, and goes before the engine
    models::PanelModel m_model;
    PanelApp m_app;
    Desktop m_desktop{m_model, QDBusConnection::sessionBus()};
    QString m_link;               // waits for the engine's first word
    bool m_waitsForFirst = false; // environment
    std::unique_ptr<DemoRun> m_run;
    compose::ShutdownSignals m_signals;
};

/// Whatever variables say: no environment, no key, and a folder that goes with the window.
int runSample(const Options &options)
{
    const QTemporaryDir folder;
    if (!folder.isValid())
        return complain("no temporary folder can be made: " + folder.errorString().toStdString(), kExitFailed);
    compose::SettingTexts texts;
    texts.dataDir = folder.path().toStdString();
    texts.logLevel = options.texts.logLevel;
    texts.logFormat = options.texts.logFormat;
    compose::forgetSecrets();
    auto settings = compose::resolve(texts, {system::processorCount(), system::memoryFacts().total});
    if (!settings)
        return complain(settings.error().detail, kExitUsage);
    compose::logAs(*settings, true);
    speakAsAsked(QString::fromStdString(options.language), {});
    Program program(options, *std::move(settings));
    if (const auto begun = program.begin(); !begun)
        return complain(describe(begun.error()), kExitFailed);
    return QGuiApplication::exec();
}

int run(const Options &options)
{
    if (options.sample.wanted)
        return runSample(options);
    auto texts = options.texts;
    if (options.demo) { // needs no environment, so a half-set one is not its business
        texts = compose::withoutEnvironments(std::move(texts));
        texts.baseUrl.clear();
        compose::forgetSecrets();
    }
    auto settings = compose::resolve(texts, {system::processorCount(), system::memoryFacts().total});
    if (!settings)
        return complain(settings.error().detail, kExitUsage);
    compose::logAs(*settings, !options.run.transcript);
    auto shown = options;
    shown.host = hostSettings(texts, *settings);
    compose::forgetSecrets();
    const auto paths = system::Paths::create(settings->dataDir); // without folders the window says so itself
    platform::SingleInstance instance(paths ? QString::fromStdString(paths->runtime() + "/panel.sock") : QString());
    if (paths && instance.knock(QString::fromStdString(options.link))) {
        const bool scripted = options.run.exitWhenDone || !options.run.screenshotDir.empty();
        std::fprintf(stderr, "glovebox: a window is open for the data folder %s already; it was brought to the front\n",
                     paths->data().c_str());
        return scripted ? kExitFailed : 0;
    }
    speakAsAsked(QString::fromStdString(options.language), paths ? memoryFile(*paths) : QString());
    Program program(shown, *std::move(settings));
    QObject::connect(&instance, &platform::SingleInstance::knocked, &instance,
                     [&](const QString &link) { program.comeForward(link); });
    if (paths && !instance.listen())
        qWarning("glovebox: no second start will find this window: its socket cannot be made");
    if (const auto begun = program.begin(); !begun)
        return complain(describe(begun.error()), kExitFailed);
    return QGuiApplication::exec();
}

} // namespace

} // namespace glovebox::panel

/// Qt ends a program without a display with an abort and no advice.
static bool hasDisplay()
{
    for (const char *variable : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (!qEnvironmentVariableIsEmpty(variable))
            return true;
    return false;
}

int main(int argc, char **argv)
{
    using namespace glovebox;
    compose::ignoreBrokenPipes();
    compose::leaveNoCoreFile();
    compose::mergeWhatIsFreed();
    const bool asksOnly =
        argc > 1 && (std::string_view(argv[1]) == "--help" || std::string_view(argv[1]) == "--version");
    if (!hasDisplay()) {
        if (!asksOnly)
            return panel::complain(
                "there is no display here; run the worker without a window: gloveboxctl serve. To draw off-screen, set "
                "QT_QPA_PLATFORM=offscreen",
                panel::kExitFailed);
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QGuiApplication application(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("glovebox"));
    QGuiApplication::setQuitOnLastWindowClosed(false); // the guard of leaving decides, see DesktopPanel
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Glovebox"));
    QGuiApplication::setApplicationVersion(QStringLiteral(GLOVEBOX_VERSION));

    CLI::App app("The control panel of Glovebox: sealed microVMs for Claude Managed Agents on this host.", "glovebox");
    app.set_version_flag("--version", std::string("glovebox " GLOVEBOX_VERSION));
    panel::Options options;
    compose::addSettings(app, options.texts);
    const auto namesOf = [](const QStringList &names) {
        std::vector<std::string> all;
        for (const auto &name : names)
            all.push_back(name.toStdString());
        return all;
    };
    auto *demo = app.add_flag("--demo", options.demo, "run on the built-in demo control plane; no key, no network");
    app.add_option("--theme", options.theme, "auto, dark, light, contrast-dark, contrast-light")
        ->check(CLI::IsMember(namesOf(models::PanelSettings::schemes())));
    app.add_option("--language", options.language,
                   "auto (the desktop's), en, de; `language` in panel.ini says it for good")
        ->check(CLI::IsMember(namesOf(panel::languageNames())));
    app.add_flag("--view-only", options.viewOnly, "look and export, change nothing, until the window is closed");
    app.add_option("link", options.link, "glovebox://kind/id: show that object, in the window that is open if one is");
    app.add_flag("--transcript", options.run.transcript, "with --demo: also print what happens")
        ->group("Demo")
        ->needs(demo);
    app.add_flag("--exit-when-done", options.run.exitWhenDone,
                 "with --demo: end when every session has; status 0 if all ended well")
        ->group("Demo")
        ->needs(demo);
    app.add_option("--screenshots", options.run.screenshotDir,
                   "with --demo: save pictures of the window in this folder")
        ->group("Demo")
        ->needs(demo);
    panel::addSampleFlags(app, options.sample);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const int status = app.exit(error);
        return status == 0 ? 0 : panel::kExitUsage;
    }
    if (options.sample.wanted)
        if (const auto unmixed = panel::checkUnmixed({argv + 1, argv + argc}); !unmixed)
            return panel::complain(unmixed.error().detail, panel::kExitUsage);
    LogHub::instance().install(!options.run.transcript);
    panel::chooseRendering(panel::Rendering::Auto);
    return panel::run(options);
}
