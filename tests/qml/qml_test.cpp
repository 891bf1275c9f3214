// Runs the tst_*.qml files of this folder off-screen. Gives them a Bench: a real PanelModel over an engine that notes
// what it is asked. A warning of the QML engine fails the run.
#include "app/models/panel_model.h"
#include "app/panel/panel_app.h"
#include "app/panel/rendering.h"
#include "tests/qml/contrast_check.h"
#include "tests/qml/desks.h"
#include "tests/qml/dialogs.h"
#include "tests/qml/layout_check.h"
#include "tests/qml/noting_engine.h"
#include "tests/qml/sample_objects.h"
#include "tests/qml/words.h"
#include "tests/support/fake_audit_desk.h"
#include "tests/support/log_shelf.h"
#include "tests/support/plain_template_texts.h"
#include "tests/support/sample_history.h"
#include "tests/support/sample_secret_crowd.h"
#include "tests/support/sample_settings.h"
#include "tests/support/sample_views.h"
#include "tests/support/told_engine.h"

#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QQmlEngine>
#include <QTemporaryDir>
#include <QtQuickTest>

#include <cstdio>

using namespace glovebox;
using models::PanelModel;

static int s_qmlWarnings = 0;

class Bench : public SampleObjects {
    Q_OBJECT
    Q_PROPERTY(glovebox::models::PanelModel *panel READ panel CONSTANT)
    Q_PROPERTY(QStringList asked READ asked)
    Q_PROPERTY(QUrl imageFile READ imageFile CONSTANT)
    Q_PROPERTY(QUrl seedFolder READ seedFolder CONSTANT)
    Q_PROPERTY(QString outputsFolder READ outputsFolder CONSTANT)
    Q_PROPERTY(QString exportFolder READ exportFolder CONSTANT)
    Q_PROPERTY(QStringList opened READ opened)
    Q_PROPERTY(QString clipboard READ clipboard)

public:
    Bench()
        : m_client([this](const bridge::EngineClient::Job &job) { job(m_engine); }),
          m_panel(
              &m_client, [this] { return m_now; }, QTimeZone::utc())
    {
        m_panel.setPage(PanelModel::SessionsPage); // what most tests begin with; the Overview page has its own
        m_panel.log()->setDesk(&m_logs.desk());
        m_panel.history()->setAuditDesk(&m_auditDesk);
        m_panel.library()->editor()->setTexts(testing::plainTemplateTexts());
        m_panel.setOpener([this](const QUrl &url) {
            m_opened += url.toLocalFile();
            return true;
        });
    }

    PanelModel *panel() { return &m_panel; }
    Q_INVOKABLE void hostSettings() { testing::showSampleSettings(m_panel, m_dir.path()); }
    QStringList asked() const { return m_engine.asked; }
    /// Of the sandbox that was asked for last: what is done in it, a line each, then whom it is for.
    Q_INVOKABLE QStringList madeWith() const { return m_engine.madeWith(); }

    Q_INVOKABLE void everything(bool kvm, bool demo) { apply(testing::sampleViews(kvm, demo)); }
    /// A file that is really there, as one that is dropped is.
    QUrl imageFile() const
    {
        QFile file(m_dir.filePath(QStringLiteral("my-image.tar.gz")));
        if (file.open(QIODevice::WriteOnly))
            file.write("content");
        return QUrl::fromLocalFile(file.fileName());
    }
    QUrl seedFolder() const
    {
        QDir(m_dir.path()).mkdir(QStringLiteral("site"));
        return QUrl::fromLocalFile(m_dir.filePath(QStringLiteral("site")));
    }
    QString outputsFolder() const { return m_dir.filePath(QStringLiteral("outputs")); }
    QString exportFolder() const { return m_dir.filePath(QStringLiteral("exported")); }
    QStringList opened() const { return m_opened; }
    QString clipboard() const { return QGuiApplication::clipboard()->text(); }

    Q_INVOKABLE void timeline() { apply(testing::sampleTimeline()); }
    Q_INVOKABLE void moreApprovals() { apply(testing::sampleMoreApprovals()); }
    Q_INVOKABLE void withoutKey() { apply(testing::sampleEnvironmentWithoutKey()); }
    Q_INVOKABLE void severalEnvironments() { apply(testing::sampleEnvironments()); }
    /// What was asked of history is answered as the sample host would; what that asks for, too.
    /// How the audit trail is found; false: nobody waits for that.
    Q_INVOKABLE bool verified(int entries, const QStringList &findings)
    {
        bridge::AuditDesk::Verdict verdict{
            .entries = static_cast<std::uint64_t>(entries), .head = testing::sampleAuditHead(entries), .findings = {}};
        for (const QString &finding : findings)
            verdict.findings.push_back(finding.toStdString());
        return m_auditDesk.found(std::move(verdict));
    }
    Q_INVOKABLE void answerHistory()
    {
        while (!m_engine.questions.empty())
            for (const api::HistoryQuery &query : std::exchange(m_engine.questions, {}))
                apply({testing::sampleReport(query)});
    }
    /// The same, with too much of everything.
    Q_INVOKABLE void answerWithCrowds()
    {
        while (!m_engine.questions.empty())
            for (const api::HistoryQuery &query : std::exchange(m_engine.questions, {}))
                apply({testing::sampleCrowdedReport(query)});
    }
    Q_INVOKABLE void prepared() { apply(testing::samplePrepared()); }
    Q_INVOKABLE void egress() { apply(testing::sampleEgress()); }
    Q_INVOKABLE void secrets(const QString &how) { apply(testing::sampleSecrets(how.toStdString())); }
    /// Of the secret that was kept last; empty: none was said.
    Q_INVOKABLE QString keptValue() const { return m_engine.keptValue(); }
    Q_INVOKABLE QString keptSecret() const { return QString::fromStdString(domain::textOf(m_engine.kept.secret)); }
    Q_INVOKABLE QStringList madeSecrets() const { return m_engine.madeSecrets(); }
    Q_INVOKABLE void egressFileBroken()
    {
        api::EgressProfilesView view{.generation = 9, .profiles = {}, .usual = "none", .ceiling = "packages"};
        view.problem = "The file of profiles was changed and cannot be read; the rules of before hold. "
                       "/etc/glovebox/egress.toml: line 12: a rule has to name a host";
        apply({view});
    }
    Q_INVOKABLE void agents(const QString &how) { apply(testing::sampleAgents(how.toStdString())); }
    /// What the control plane said of the session that was asked for last.
    Q_INVOKABLE void sessionStarted(const QString &session, bool messageMissing)
    {
        api::StartedSessionView view{.generation = 800 + m_repairs++,
                                     .ticket = m_engine.ticket,
                                     .environment = domain::EnvironmentId(testing::kSampleEnvironment)};
        if (!session.isEmpty())
            view.session = domain::SessionId(session.toStdString());
        view.over = true;
        view.messageMissing = messageMissing;
        if (session.isEmpty() || messageMissing)
            view.problem = Error{ErrorCode::ServerError, "503"};
        apply({view});
    }
    Q_INVOKABLE void manySandboxes(int count) { apply(testing::sampleManySandboxes(count)); }
    Q_INVOKABLE void egressCrowd() { apply(testing::sampleEgressCrowd()); }
    Q_INVOKABLE void secretCrowd() { apply(testing::sampleSecretCrowd()); }
    Q_INVOKABLE void crowd() { apply(testing::sampleCrowd()); }
    Q_INVOKABLE int questions() const { return static_cast<int>(m_engine.questions.size()); }
    Q_INVOKABLE void emptyHistory()
    {
        while (!m_engine.questions.empty())
            for (const api::HistoryQuery &query : std::exchange(m_engine.questions, {})) {
                api::HistoryReport report = testing::sampleReport(query);
                if (auto *table = std::get_if<domain::UsageTable>(&*report.answer))
                    *table = {};
                if (auto *rows = std::get_if<domain::AuditRows>(&*report.answer))
                    *rows = {};
                if (auto *rows = std::get_if<domain::PastSessionRows>(&*report.answer))
                    *rows = {};
                apply({report});
            }
    }
    Q_INVOKABLE void failHistory()
    {
        for (const api::HistoryQuery &query : std::exchange(m_engine.questions, {}))
            apply({api::HistoryReport{.ticket = query.ticket,
                                      .question = query.question,
                                      .answer = {},
                                      .problem = Error{ErrorCode::OutOfDisk, "the ledger cannot be read"}}});
    }
    Q_INVOKABLE void operations() { apply(testing::sampleOperations()); }
    Q_INVOKABLE void budgets() { apply(testing::sampleBudgets()); }
    Q_INVOKABLE void leftovers(bool found) { apply(testing::sampleOrphans(found)); }
    Q_INVOKABLE void recovery() { apply(testing::sampleRecovery()); }
    /// Files that are really there, of the session whose run is over.
    Q_INVOKABLE void realOutputs()
    {
        auto view = std::get<api::OutputsView>(testing::sampleOutputs().front());
        view.generation = 50;
        view.folder = outputsFolder().toStdString();
        for (const auto &file : view.files) {
            const QString path = outputsFolder() + QLatin1Char('/') + QString::fromStdString(file.path);
            QDir().mkpath(QFileInfo(path).path());
            QFile real(path);
            if (real.open(QIODevice::WriteOnly))
                real.write("content");
        }
        apply({view});
    }
    /// What the engine says of every call that waits: "sent", "failed", "running".
    Q_INVOKABLE void answered(const QString &how)
    {
        std::vector<api::Change> changes = testing::sampleTranscripts();
        for (api::Change &change : changes) {
            auto *entry = std::get_if<api::TranscriptEntry>(&change);
            auto *call = entry ? std::get_if<api::ToolCallView>(&entry->what) : nullptr;
            if (!call || call->state != domain::ToolCallState::NeedsApproval)
                continue;
            call->answer = how == QLatin1String("failed") ? api::AnswerState::Failed : api::AnswerState::Sent;
            call->answerProblem = "The control plane answered with 503.";
            if (how == QLatin1String("running"))
                call->state = domain::ToolCallState::Running;
        }
        apply(std::move(changes));
    }
    Q_INVOKABLE void repaired(const QString &how)
    {
        auto view = std::get<api::WorkView>(testing::sampleWork().front());
        view.generation = 500 + m_repairs++;
        view.repair = how == QLatin1String("interrupting") ? api::Repair::Interrupting
                      : how == QLatin1String("failed")     ? api::Repair::InterruptFailed
                                                           : api::Repair::Done;
        apply({view});
    }
    /// "unknown", "empty", "refused"
    Q_INVOKABLE void queue(const QString &how)
    {
        auto view = std::get<api::EnvironmentView>(testing::sampleEnvironment().front());
        view.generation = 600 + m_repairs++;
        view.queue.reset();
        view.queueSeenAt.reset();
        if (how == QLatin1String("empty"))
            view.queue = domain::QueueStats{};
        if (how == QLatin1String("refused"))
            view.queueProblem = Error{ErrorCode::Forbidden, "403"};
        apply({view});
    }
    Q_INVOKABLE void webhook(bool available, bool listening)
    {
        api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
        host.generation = 700 + m_repairs++;
        host.webhook.available = available;
        host.webhook.listening = listening;
        apply({host});
    }
    /// From here on every command is accepted, and this is what came of it.
    Q_INVOKABLE void acceptAll(const QString &object)
    {
        m_engine.verdict = api::Verdict::accepted(object.toStdString());
    }
    /// From here on every command is denied with this reason.
    Q_INVOKABLE void denyAll(const QString &reason) { m_engine.verdict = api::Verdict::denied(reason.toStdString()); }
    /// The sandbox has become something else when the next command for it is denied.
    Q_INVOKABLE void changesBeforeDenied(const QString &id, const QString &state, const QString &reason)
    {
        denyAll(reason);
        m_engine.before = [this, id, state] {
            sandboxIs(id, state);
        };
    }
    /// What the engine says of a sandbox, later than all before: "running", "paused", "gone".
    Q_INVOKABLE void sandboxIs(const QString &id, const QString &state)
    {
        if (state == QLatin1String("gone"))
            return apply({api::SandboxGone{domain::SandboxId(id.toStdString())}});
        for (const api::Change &change : testing::sampleSandboxes()) {
            auto view = std::get<api::SandboxView>(change);
            if (view.id.value() != id.toStdString())
                continue;
            view.generation = 800 + m_repairs++;
            view.since = m_now;
            view.state =
                state == QLatin1String("paused") ? domain::SandboxState::Paused : domain::SandboxState::Running;
            apply({view});
        }
    }
    /// Steps that no list offers.
    Q_INVOKABLE void oddLadder(const QString &id)
    {
        for (const api::Change &change : testing::sampleSandboxes()) {
            auto view = std::get<api::SandboxView>(change);
            if (view.id.value() != id.toStdString())
                continue;
            view.generation = 800 + m_repairs++;
            view.ladder = {std::chrono::milliseconds(90'000), std::chrono::milliseconds(7'261'500), {}};
            apply({view});
        }
    }
    Q_INVOKABLE void templateFailed(const QString &id)
    {
        api::TemplateView view{.generation = 800 + m_repairs++, .id = domain::TemplateId(id.toStdString())};
        view.state = domain::TemplateState::Failed;
        view.since = m_now;
        view.problem = Error{ErrorCode::GuestUnresponsive, "no greeting within 60 s"};
        apply({view});
    }
    /// The import is an image now.
    Q_INVOKABLE void imported(const QString &import)
    {
        for (const api::Change &change : testing::sampleImages()) {
            auto view = std::get<api::ImageView>(change);
            if (view.image.id.value() != import.toStdString())
                continue;
            view.generation = 800 + m_repairs++;
            view.state = api::ImageState::Ready;
            view.image.id = domain::ImageId("img-0a0b0c0d0e0f");
            view.image.rootSize = ByteCount::mib(77);
            apply({api::ImageGone{domain::ImageId(import.toStdString())}, view});
        }
    }
    /// Its build says one line more.
    Q_INVOKABLE void buildSays(const QString &made, const QString &text, int step)
    {
        for (const api::Change &change : testing::sampleDefinedTemplates()) {
            auto view = std::get<api::DefinedTemplateView>(change);
            if (view.definition.name != made.toStdString())
                continue;
            view.generation = 800 + m_repairs++;
            view.step = step;
            view.log.push_back({api::BuildLine::Stream::Output, m_now, step, text.toStdString()});
            apply({view});
        }
    }
    /// Neither clones nor snapshots on this host; the lists stay as they are.
    Q_INVOKABLE void poorHost()
    {
        api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
        host.generation = 900 + m_repairs++;
        host.noCloning = Error{ErrorCode::Unsupported, "This QEMU (5.2) cannot share a machine's memory with others."};
        host.noSnapshots = Error{ErrorCode::Unsupported, "This QEMU (5.2) cannot write a running machine down."};
        apply({host});
    }
    /// It was taken, at last.
    Q_INVOKABLE void snapshotTaken(const QString &id)
    {
        for (const api::Change &change : testing::sampleSnapshots()) {
            const auto *view = std::get_if<api::SnapshotView>(&change);
            if (!view || view->id.value() != id.toStdString())
                continue;
            api::SnapshotView taken = *view;
            taken.generation = 900 + m_repairs++;
            taken.state = domain::SnapshotState::Ready;
            taken.progress.reset();
            taken.memory = ByteCount::mib(40);
            apply({taken});
        }
    }
    Q_INVOKABLE void fullDisk()
    {
        api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
        host.generation = 900 + m_repairs++;
        host.diskFree = ByteCount::mib(301);
        apply({host});
    }
    Q_INVOKABLE void hostOnly() { apply(testing::sampleHost()); }
    Q_INVOKABLE void offerDemo() { m_panel.setOffersDemo(true); }
    Q_INVOKABLE void environment(const QString &state)
    {
        using enum api::PollState;
        apply(testing::sampleEnvironment(state == QLatin1String("paused")         ? PausedByOperator
                                         : state == QLatin1String("disconnected") ? Disconnected
                                         : state == QLatin1String("rejected")     ? KeyRejected
                                                                                  : Polling));
    }
    Q_INVOKABLE void engineStopped()
    {
        api::HostView host = std::get<api::HostView>(testing::sampleHost().front());
        host.generation = 1000;
        host.phase = api::EnginePhase::Stopped;
        apply({host});
    }
    Q_INVOKABLE void newSession(const QString &id, const QString &title)
    {
        api::SessionView view{.id = domain::SessionId(id.toStdString()), .environment = domain::EnvironmentId("env_1")};
        view.generation = 500;
        view.title = title.toStdString();
        apply({view});
    }
    Q_INVOKABLE void logLine(const QString &text)
    {
        apply({api::Change(std::in_place_type<LogLine>, LogLine{m_now, LogLevel::Info, "engine", text.toStdString()})});
    }
    /// A second apart, each hundredth an error.
    Q_INVOKABLE void logLines(int lines)
    {
        std::vector<api::Change> changes;
        for (int i = 1; i <= lines; ++i)
            changes.emplace_back(std::in_place_type<LogLine>, LogLine{m_now + std::chrono::seconds(i),
                                                                      i % 100 == 0 ? LogLevel::Error : LogLevel::Info,
                                                                      "engine", "line " + std::to_string(i)});
        apply(std::move(changes));
    }
    /// The newest tool call of a session.
    Q_INVOKABLE QString callOf(const QString &session) const
    {
        QString id;
        for (const api::Change &change : testing::sampleTranscripts())
            if (const auto *entry = std::get_if<api::TranscriptEntry>(&change);
                entry && entry->session.value() == session.toStdString())
                if (const auto *call = std::get_if<api::ToolCallView>(&entry->what))
                    id = QString::fromStdString(call->id.value());
        return id;
    }
    /// What a log of a session or sandbox has, as the engine writes it.
    Q_INVOKABLE void objectLine(const QString &object, const QString &text)
    {
        const auto id = object.section(QLatin1Char('/'), 1).toStdString();
        const bool isSession = object.startsWith(QLatin1String("session"));
        m_logs.write({isSession ? LogName::Kind::Session : LogName::Kind::Sandbox, id},
                     {m_now, LogLevel::Info, isSession ? "tool" : "console", text.toStdString()});
        m_logs.flush();
    }
    Q_INVOKABLE void advance(int seconds)
    {
        m_now += std::chrono::seconds(seconds);
        m_panel.ticker()->tick();
    }

private:
    void apply(std::vector<api::Change> changes)
    {
        m_logs.put(changes);
        m_panel.log()->look();
        bridge::Mailbox mailbox([] {});
        for (api::Change &change : changes)
            mailbox.put(std::move(change));
        m_panel.apply(mailbox.take());
        m_panel.heard();
    }

    WallTime m_now = testing::kSampleNow;
    std::uint64_t m_repairs = 0;
    QTemporaryDir m_dir;
    QStringList m_opened;
    testing::LogShelf m_logs;
    testing::AskedDesk m_auditDesk; // outlives the panel
    testsupport::NotingEngine m_engine;
    bridge::EngineClient m_client;
    PanelModel m_panel;
};

class Setup : public QObject {
    Q_OBJECT
public Q_SLOTS:
    void applicationAvailable()
    {
        panel::chooseRendering(panel::Rendering::Software);
        panel::loadFonts();
        speakTestWords();
        qmlRegisterType<Bench>("Glovebox.Test", 1, 0, "Bench");
        qmlRegisterSingletonType<Dialogs>("Glovebox.Test", 1, 0, "Dialogs",
                                          [](QQmlEngine *, QJSEngine *) { return new Dialogs; });
        qmlRegisterType<Desks>("Glovebox.Test", 1, 0, "Desks");
        qmlRegisterType<LayoutCheck>("Glovebox.Test", 1, 0, "LayoutCheck");
        qmlRegisterType<ContrastCheck>("Glovebox.Test", 1, 0, "ContrastCheck");
    }
    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral("qrc:/qt/qml"));
        connect(engine, &QQmlEngine::warnings, this, [](const QList<QQmlError> &warnings) {
            s_qmlWarnings += static_cast<int>(warnings.size());
            for (const QQmlError &warning : warnings)
                std::fprintf(stderr, "QML warning: %s\n", qPrintable(warning.toString()));
        });
    }
};

int main(int argc, char **argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    Setup setup;
    const int failed = quick_test_main_with_setup(argc, argv, "panel", nullptr, &setup);
    if (s_qmlWarnings > 0)
        std::fprintf(stderr, "FAIL: %d warnings of the QML engine\n", s_qmlWarnings);
    return failed != 0 || s_qmlWarnings > 0 ? 1 : 0;
}

#include "qml_test.moc"
