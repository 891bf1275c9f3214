// The real window over the real sample engine on its thread, as `glovebox --sample` puts them together: every page at a
// thousand sandboxes without a warning, what is asked is confirmed, and nothing lets it be taken for something real.
#include "app/bridge/door_client.h"
#include "app/compose/disk_audit_desk.h"
#include "app/compose/disk_egress_desk.h"
#include "app/compose/disk_log_desk.h"
#include "app/compose/key_trial_desk.h"
#include "app/compose/log_keeping.h"
#include "app/compose/sample_check_desk.h"
#include "app/compose/sample_host.h"
#include "app/models/setup_panel.h"
#include "app/panel/panel_app.h"
#include "app/panel/rendering.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QMetaEnum>
#include <QQmlEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QTemporaryDir>
#include <QTimeZone>
#include <QtTest>

using namespace glovebox;
using models::PanelModel;

namespace {

constexpr int kPatience = 20'000; // of a busy host
constexpr QSize kSize{1440, 900};

compose::Settings settingsIn(const QTemporaryDir &folder)
{
    compose::Settings settings;
    settings.dataDir = folder.path().toStdString();
    return settings;
}

class SampleBench {
public:
    explicit SampleBench(const sample::SampleOptions &options)
        : m_settings(settingsIn(m_folder)), m_logs(m_settings), m_logDesk(m_logs.folder()),
          m_auditDesk(m_settings.dataDir), m_egressDesk(m_settings.dataDir),
          m_client([this](bridge::EngineClient::Job job) { post(std::move(job)); }),
          m_doors([this](bridge::DoorClient::Job job) { post(std::move(job)); }),
          m_model(
              &m_client, [] { return WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch())); },
              QTimeZone::utc()),
          m_app(&m_model)
    {
        m_model.log()->setDesk(&m_logDesk);
        m_model.terminals()->setDesk(&m_doors);
        m_model.inside()->files()->setDesk(&m_doors);
        m_model.keys()->setDesk(&m_doors);
        m_model.history()->setAuditDesk(&m_auditDesk);
        m_model.history()->setEgressDesk(&m_egressDesk);
        m_model.doctor()->setDesk(&m_checkDesk);
        m_model.setup()->setDesks(&m_doors, &m_keyDesk);
        m_model.setSample(true);
        m_model.startClock();
        m_host = std::make_unique<compose::SampleHost>(
            compose::SampleSetup{options, m_settings.dataDir, m_logs.console()}, m_logs.observer(m_client.observer()));
        if (!m_app.load())
            qFatal("The window cannot be loaded");
        QObject::connect(qmlEngine(m_app.window()), &QQmlEngine::warnings, m_app.window(),
                         [this](const QList<QQmlError> &warnings) {
                             for (const auto &warning : warnings)
                                 m_warnings += warning.toString();
                         });
        m_app.setReducedMotion(true);
        m_app.show();
    }
    ~SampleBench() { m_doors.leave(); }

    PanelModel &model() { return m_model; }
    panel::PanelApp &app() { return m_app; }
    const QStringList &warnings() const { return m_warnings; }
    QString folder() const { return m_folder.path(); }
    QString logFolder() const { return QString::fromStdString(m_logs.folder()); }
    QObject *part(const char *name) { return m_app.window()->findChild<QObject *>(QLatin1String(name)); }

private:
    void post(compose::EngineHost::Job job)
    {
        if (m_host)
            m_host->post(std::move(job));
    }

    QTemporaryDir m_folder;
    compose::Settings m_settings;
    compose::LogKeeping m_logs;
    compose::DiskLogDesk m_logDesk;
    compose::DiskAuditDesk m_auditDesk;
    compose::DiskEgressDesk m_egressDesk;
    compose::SampleCheckDesk m_checkDesk;
    compose::SampleKeyDesk m_keyDesk;
    std::unique_ptr<compose::SampleHost> m_host;
    bridge::EngineClient m_client;
    bridge::DoorClient m_doors;
    PanelModel m_model;
    panel::PanelApp m_app;
    QStringList m_warnings;
};

int rowOf(PanelModel &model, const QString &sandbox)
{
    auto *list = model.sandboxes();
    for (int row = 0; row < list->rowCount(); ++row)
        if (list->index(row).data(models::SandboxesModel::SandboxIdRole).toString() == sandbox)
            return row;
    return -1;
}

QString told(PanelModel &model, const QString &sandbox, int role)
{
    const int row = rowOf(model, sandbox);
    return row < 0 ? QString() : model.sandboxes()->index(row).data(role).toString();
}

/// That runs and is nobody's but the operator's, so that no session gets in between; empty: none.
QString idleSandbox(PanelModel &model)
{
    auto *list = model.sandboxes();
    for (int row = 0; row < list->rowCount(); ++row) {
        const auto index = list->index(row);
        if (index.data(models::SandboxesModel::WordRole).toString() == QLatin1String("Running") &&
            index.data(models::SandboxesModel::KeptRole).toBool() &&
            index.data(models::SandboxesModel::SessionIdRole).toString().isEmpty())
            return index.data(models::SandboxesModel::SandboxIdRole).toString();
    }
    return {};
}

} // namespace

class SampleWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        panel::chooseRendering(panel::Rendering::Software);
        QVERIFY(QDir().mkpath(QStringLiteral(GLOVEBOX_SCREENSHOTS)));
    }

    void everyPageOpensOverAThousandSandboxes()
    {
        SampleBench bench({.sandboxes = 1000, .rate = 50, .events = 5'000});
        auto &model = bench.model();
        QTRY_VERIFY_WITH_TIMEOUT(model.sandboxes()->count() >= 1000, kPatience);
        const auto pages = QMetaEnum::fromType<PanelModel::Page>();
        for (int i = 0; i < pages.keyCount(); ++i) {
            const auto page = static_cast<PanelModel::Page>(pages.value(i));
            if (page == PanelModel::SessionPage)
                model.openSession(model.sessions()->index(0).data(models::SessionsModel::SessionIdRole).toString());
            if (page == PanelModel::TerminalPage)
                model.openTerminals(idleSandbox(model));
            const auto file =
                QStringLiteral("%1/sample-%2.png")
                    .arg(QStringLiteral(GLOVEBOX_SCREENSHOTS), QLatin1String(pages.key(i)).toString().toLower());
            QVERIFY2(bench.app().grab(file, page, QStringLiteral("dark"), kSize), pages.key(i));
            QCOMPARE(model.page(), page);
        }
        QVERIFY2(bench.warnings().isEmpty(), qPrintable(bench.warnings().join(QLatin1Char('\n'))));
    }
    void itCannotBeTakenForSomethingReal()
    {
        SampleBench bench({});
        QTRY_VERIFY_WITH_TIMEOUT(bench.model().loaded(), kPatience);
        QCOMPARE(bench.app().window()->title(), QStringLiteral("Glovebox [sample]"));
        auto *banners = bench.model().banners();
        QTRY_VERIFY_WITH_TIMEOUT(banners->rowCount() > 0, kPatience);
        const auto first = banners->index(0);
        QCOMPARE(first.data(models::BannerList::TitleRole).toString() + QLatin1Char(' ') +
                     first.data(models::BannerList::TextRole).toString(),
                 QStringLiteral("Sample data. Nothing here is real; actions change only the sample."));
        QVERIFY(!first.data(models::BannerList::DismissibleRole).toBool());
        auto *tag = qobject_cast<QQuickItem *>(bench.part("unrealTag"));
        QVERIFY(tag && tag->isVisible());
        QCOMPARE(tag->property("text").toString(), QStringLiteral("sample"));
    }
    void aPauseIsConfirmedOnlyWhenTheEngineSaysSo()
    {
        SampleBench bench({.delay = std::chrono::seconds(2)});
        auto &model = bench.model();
        QTRY_VERIFY_WITH_TIMEOUT(!idleSandbox(model).isEmpty(), kPatience);
        const QString id = idleSandbox(model);
        model.actions()->pauseSandbox(id);
        const auto chip = [&] {
            return told(model, id, models::SandboxesModel::ChipWordRole);
        };
        QTRY_VERIFY_WITH_TIMEOUT(chip().startsWith(QLatin1String("Pausing")), kPatience);
        QCOMPARE(told(model, id, models::SandboxesModel::WordRole), QStringLiteral("Running"));
        QTRY_COMPARE_WITH_TIMEOUT(told(model, id, models::SandboxesModel::WordRole), QStringLiteral("Paused"),
                                  kPatience);
    }
    void aSandboxCanBeLookedIntoFromTheInside()
    {
        SampleBench bench({});
        auto &model = bench.model();
        QTRY_VERIFY_WITH_TIMEOUT(!idleSandbox(model).isEmpty(), kPatience);
        model.openFiles(idleSandbox(model));
        auto &files = *model.inside()->files();
        QTRY_COMPARE_WITH_TIMEOUT(files.view(), models::FilesPanel::Shown, kPatience);
        files.rows()->selectName("build.log");
        files.togglePreview();
        QTRY_VERIFY_WITH_TIMEOUT(files.preview()->isText(), kPatience);
        files.go(QStringLiteral("/mnt/session/outputs"));
        QTRY_COMPARE_WITH_TIMEOUT(files.folder(), QStringLiteral("/mnt/session/outputs"), kPatience);
        files.rows()->selectName("chart.png");
        files.togglePreview();
        QTRY_VERIFY_WITH_TIMEOUT(files.preview()->note().startsWith(QLatin1String("Binary")), kPatience);
        QVERIFY2(bench.warnings().isEmpty(), qPrintable(bench.warnings().join(QLatin1Char('\n'))));
    }
    void itsSetUpEndsWithAGreenTest()
    {
        SampleBench bench({});
        auto &model = bench.model();
        auto &setup = *model.setup();
        auto &key = *setup.key();
        QTRY_VERIFY_WITH_TIMEOUT(model.loaded() && model.environment()->known(), kPatience);
        QVERIFY(!setup.offersSample()); // it is one
        model.registry()->trigger(QStringLiteral("go.setup"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(setup.canNext(), kPatience);
        setup.next();
        key.setEnvironment(QStringLiteral("env_01SampleNew"));
        key.setKey(QStringLiteral("sk-ant-oat01-of-the-sample-revoked"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(key.bad(), kPatience);
        key.setKey(QStringLiteral("sk-ant-oat01-of-the-sample-0000"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(key.good(), kPatience);
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(key.added(), kPatience);
        setup.next();
        QCOMPARE(setup.step(), int(models::SetupPanel::Template));
        QTRY_VERIFY_WITH_TIMEOUT(setup.base()->ready(), kPatience);
        setup.next();
        setup.next();
        QTRY_VERIFY2_WITH_TIMEOUT(!setup.test()->busy(), qPrintable(setup.test()->summary()), 3 * kPatience);
        QVERIFY2(setup.test()->passed(), qPrintable(setup.test()->errorText()));
        bench.app().grab(QStringLiteral(GLOVEBOX_SCREENSHOTS "/setup-sample.png"), PanelModel::SetupPage,
                         QStringLiteral("dark"), kSize);
        setup.next();
        QCOMPARE(model.page(), PanelModel::OverviewPage);
        QVERIFY2(bench.warnings().isEmpty(), qPrintable(bench.warnings().join(QLatin1Char('\n'))));
    }
    void thePastIsInItsLedgerAndLogsAreOnDisk()
    {
        SampleBench bench({});
        auto &model = bench.model();
        QTRY_VERIFY_WITH_TIMEOUT(model.loaded(), kPatience);
        model.setPage(PanelModel::AuditPage);
        QTRY_VERIFY_WITH_TIMEOUT(model.history()->audit()->rows()->rowCount() >= 20, kPatience);
        model.setPage(PanelModel::CostsPage);
        QTRY_VERIFY_WITH_TIMEOUT(model.history()->costs()->loaded() && !model.history()->costs()->loading(), kPatience);
        QVERIFY(QFileInfo::exists(bench.folder() + QStringLiteral("/data/ledger.db")));
        QVERIFY(!QDir(bench.logFolder()).isEmpty());
        QVERIFY2(bench.warnings().isEmpty(), qPrintable(bench.warnings().join(QLatin1Char('\n'))));
    }
};

int main(int argc, char **argv)
{
    LogHub::instance().install(false);
    QGuiApplication application(argc, argv);
    SampleWindowTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "sample_window_test.moc"
