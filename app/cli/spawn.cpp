// Role: `gloveboxctl spawn`: serves one session that `ant beta:worker poll --on-work` has claimed, in a microVM, and
// ends with it. Several run side by side, each with folders of its own; the guest image is shared.
#include "app/bridge/engine_client.h"
#include "app/cli/commands.h"
#include "app/compose/engine_host.h"
#include "app/compose/environments_file.h"
#include "app/compose/log_keeping.h"
#include "app/compose/secret_files.h"
#include "app/compose/shutdown_signals.h"
#include "app/compose/spawn_input.h"
#include "app/compose/transcript_printer.h"
#include "app/format/errors.h"
#include "core/system/host_facts.h"

#include <QCoreApplication>
#include <QTimer>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <poll.h>
#include <unistd.h>

namespace glovebox::cli {

namespace {

using namespace std::chrono_literals;

/// An item with its secret has under 4 KiB.
constexpr std::size_t kItemMax = 1 << 20;
/// The poller writes at once and closes. Who keeps it open has nothing to say.
constexpr std::chrono::milliseconds kItemWait = 10s;
/// The poller kills after 30 s (reference 9.2); what has not ended by itself then is ended before.
constexpr std::chrono::milliseconds kEndAfterSignal = 20s;

struct SpawnOptions {
    compose::SettingTexts texts;
    std::string secretFile;
    bool quiet = false;
};

std::string variable(const char *name)
{
    const char *value = std::getenv(name);
    return value ? value : "";
}

/// Standard input to its end; nothing when somebody types there. Blocks, before there is anything to hold up.
Result<SecretString> readItem()
{
    std::string text;
    if (standardInputWasClosed())
        return fail(ErrorCode::InvalidArgument, "standard input is closed; hand over the work item on it, or give "
                                                "</dev/null when the variables say everything");
    if (::isatty(STDIN_FILENO))
        return SecretString();
    std::array<char, 4096> piece{};
    const auto until = std::chrono::steady_clock::now() + kItemWait;
    while (text.size() <= kItemMax) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        pollfd input{STDIN_FILENO, POLLIN, 0};
        const int ready = ::poll(&input, 1, static_cast<int>(std::max(left, 0ms).count()));
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready == 0)
            return fail(ErrorCode::InvalidArgument, "standard input stays open without a whole work item; close it, or "
                                                    "give </dev/null when the variables say everything");
        const auto got = ready < 0 ? -1 : ::read(STDIN_FILENO, piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(ErrorCode::InvalidArgument,
                        std::string("standard input cannot be read: ") + std::strerror(errno));
        if (got == 0) {
            explicit_bzero(piece.data(), piece.size());
            return SecretString(std::move(text));
        }
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return fail(ErrorCode::InvalidArgument, "what comes on standard input is larger than any work item");
}

Result<compose::SpawnJob> readJob(const SpawnOptions &options)
{
    compose::SpawnTexts texts;
    GB_TRY(item, readItem());
    texts.item = std::move(item);
    texts.workId = variable("ANTHROPIC_WORK_ID");
    texts.environmentId = options.texts.environmentId;
    texts.sessionId = variable("ANTHROPIC_SESSION_ID");
    if (options.secretFile.empty()) {
        GB_TRY(secret, compose::keyFromVariable(compose::KeyKind::WorkSecret, "ANTHROPIC_WORK_SECRET"));
        texts.secret = std::move(secret);
    } else {
        GB_TRY(secret, compose::readKeyFile(compose::KeyKind::WorkSecret, "--work-secret-file", options.secretFile));
        texts.secret = std::move(secret);
    }
    if (options.texts.environmentKeyFile.empty()) {
        GB_TRY(key, compose::keyFromVariable(compose::KeyKind::Environment, "ANTHROPIC_ENVIRONMENT_KEY"));
        texts.key = std::move(key);
    } else {
        GB_TRY(key, compose::readKeyFile(compose::KeyKind::Environment, "--environment-key-file",
                                         options.texts.environmentKeyFile));
        texts.key = std::move(key);
    }
    return compose::readSpawnInput(texts);
}

/// One session's run, watched from outside.
class Spawned {
public:
    Spawned(compose::HostSetup setup, bool quiet)
        : m_work(setup.onlyItem->item.id), m_fate(setup.onlyItem->fate),
          m_client([this](compose::EngineHost::Job job) { m_host->post(std::move(job)); }),
          m_host(std::make_unique<compose::EngineHost>(std::move(setup), m_client.observer())),
          m_signals([this](int times) { stop(times); }), m_quiet(quiet)
    {
        QObject::connect(&m_client, &bridge::EngineClient::arrived, &m_client,
                         [this](const bridge::Batch &batch) { look(batch); });
        m_hurry.setSingleShot(true);
        QObject::connect(&m_hurry, &QTimer::timeout, &m_client, [this] { m_client.stopNow(); });
        m_client.start([this](const api::Verdict &verdict) {
            if (verdict.kind == api::Verdict::Kind::Denied && !m_asked && !std::exchange(m_failed, true))
                QCoreApplication::exit(complain(verdict.reason, kExitFailed));
            m_built = true;
        });
    }

private:
    void look(const bridge::Batch &batch)
    {
        if (!m_quiet)
            m_printer.print(batch);
        for (const auto &session : batch.sessions)
            if (session.work == m_work)
                lookAt(session);
        if (!batch.host)
            return;
        m_phase = batch.host->phase;
        if (m_phase == api::EnginePhase::Failed && batch.host->problem && !std::exchange(m_failed, true))
            failToStart(*batch.host->problem);
        m_wasUp = m_wasUp || m_phase != api::EnginePhase::Stopped;
        if (m_wasUp && m_phase == api::EnginePhase::Stopped)
            end();
    }

    void failToStart(const Error &why)
    {
        m_status = m_asked && why.code == ErrorCode::Cancelled
                       ? complain("ended before the session could be served", kExitFailed)
                       : complain("The engine could not start.", why);
        end();
    }

    void lookAt(const api::SessionView &session)
    {
        using State = api::SessionState;
        if (session.state != State::Ended && session.state != State::Terminated && session.state != State::Failed)
            return;
        if (std::exchange(m_over, true))
            return;
        if (session.state == State::Failed && session.problem)
            m_status = complain("The session could not be served.", *session.problem);
        else if (m_fate->refused)
            m_status = complain("the control plane refused a heartbeat: the work item is somebody else's now, or its "
                                "credential is no longer good",
                                kExitFailed);
        else if (!m_fate->stopped && !m_asked)
            m_status =
                complain("the control plane was silent for so long that the work item's lease is over", kExitFailed);
        drain();
    }

    void stop(int times)
    {
        m_asked = true;
        if (!m_built) // commands would wait until it is
            m_host->giveUp();
        if (times > 1)
            return m_client.stopNow([this](const api::Verdict &verdict) { nothingToDrain(verdict); });
        if (m_built)
            std::fprintf(stderr, "Draining: an active turn has %lld s to end. Once more ends it now.\n",
                         static_cast<long long>(kEndAfterSignal / 1s));
        m_hurry.start(kEndAfterSignal);
        drain();
    }

    void drain()
    {
        m_wasUp = true;
        m_client.drain([this](const api::Verdict &verdict) { nothingToDrain(verdict); });
    }

    void nothingToDrain(const api::Verdict &verdict)
    {
        if (verdict.kind == api::Verdict::Kind::AlreadySo && m_phase != api::EnginePhase::Draining)
            end();
    }

    void end() { QCoreApplication::exit(m_status); }

    domain::WorkId m_work;
    std::shared_ptr<compose::ItemFate> m_fate;
    bridge::EngineClient m_client;
    std::unique_ptr<compose::EngineHost> m_host;
    compose::ShutdownSignals m_signals;
    compose::TranscriptPrinter m_printer{stdout};
    QTimer m_hurry;
    bool m_quiet = false;
    bool m_built = false; // the engine is, or has failed
    bool m_wasUp = false;
    bool m_failed = false; // and said so
    bool m_over = false;   // the session's run
    bool m_asked = false;  // to end, by a signal
    api::EnginePhase m_phase = api::EnginePhase::Stopped;
    int m_status = 0;
};

/// What the environments' file says about this one; otherwise what flags say.
Result<compose::EnvironmentSettings> environmentFor(const compose::SpawnJob &job, const SpawnOptions &options,
                                                    const std::string &baseUrl)
{
    const auto &id = job.item.environment.value();
    if (!options.texts.environmentsFile.empty()) {
        GB_TRY(known, compose::readEnvironmentsFile(options.texts.environmentsFile, baseUrl));
        for (auto &environment : known)
            if (environment.id == id) {
                environment.key = job.key;
                environment.keySource.clear();      // not the file's
                if (!options.texts.baseUrl.empty()) // the poller's own goes before the file's
                    environment.baseUrl = baseUrl;
                return std::move(environment);
            }
    }
    compose::EnvironmentSettings environment{.id = id, .key = job.key, .baseUrl = baseUrl};
    GB_CHECK(compose::resolveServing(options.texts, environment.serving));
    return environment;
}

int spawn(const SpawnOptions &options)
{
    const auto job = readJob(options);
    compose::forgetSecrets();
    if (!job)
        return complain(job.error().detail, kExitFailed);
    auto settings = compose::resolve(compose::withoutEnvironments(options.texts),
                                     {system::processorCount(), system::memoryFacts().total});
    if (!settings)
        return complain(settings.error().detail, kExitUsage);
    compose::logAs(*settings);
    auto environment = environmentFor(*job, options, settings->baseUrl);
    if (!environment)
        return complain(environment.error().detail, kExitUsage);
    environment->serving.arrival = api::WorkArrival::Polling;
    auto setup = compose::hostSetup(*settings);
    setup.origin = "spawn";
    setup.engine.capacity = 1;
    setup.engine.queue = 0;
    setup.engine.warm = 0; // there is no next session
    setup.environments = {{*std::move(environment), false}};
    setup.webhook.reset();
    setup.onlyItem = compose::OneItem{job->item};
    const Spawned spawned(std::move(setup), options.quiet);
    return QCoreApplication::exec();
}

} // namespace

void addSpawn(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<SpawnOptions>();
    auto *command =
        app.add_subcommand("spawn", "serve one claimed session and end with it; for: ant beta:worker poll --on-work");
    compose::addSettings(*command, options->texts);
    command->add_option("--work-secret-file", options->secretFile, "file holding the work item's secret")
        ->envname("ANTHROPIC_WORK_SECRET_FILE");
    command->add_flag("--quiet", options->quiet, "print no transcript, only the log");
    command->footer("The work item comes as JSON on standard input, its ids also in ANTHROPIC_WORK_ID, "
                    "ANTHROPIC_ENVIRONMENT_ID and ANTHROPIC_SESSION_ID, its secret also in ANTHROPIC_WORK_SECRET.");
    command->callback([&chosen, options] {
        chosen = [options] {
            return spawn(*options);
        };
    });
}

} // namespace glovebox::cli
