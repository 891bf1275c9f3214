// Role: the first-run set-up as a new host's window has it: no environment, a key that is tried against a control plane
// and added, the engine's start, and the test run in a real machine.
#include "app/bridge/door_client.h"
#include "app/compose/demo_host.h"
#include "app/compose/engine_host.h"
#include "app/compose/key_trial_desk.h"
#include "app/models/panel_model.h"
#include "app/models/setup_panel.h"
#include "tests/support/fake_check_desk.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace glovebox;
using models::SetupPanel;

namespace {

constexpr int kSoon = 30'000;
constexpr int kInAWhile = 420'000; // a guest boots in software, next to other tests

WallTime now()
{
    return WallTime(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
}

} // namespace

class SetupInVmTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fromNothingToAGreenTest()
    {
        const QTemporaryDir folder;
        auto demo = compose::DemoHost::start({});
        QVERIFY2(demo, demo ? "" : demo.error().detail.c_str());
        const auto &environment = (*demo)->environment();

        compose::HostSetup settings;
        settings.dataDir = folder.path().toStdString();
        settings.imageDir = qEnvironmentVariable("GLOVEBOX_TEST_IMAGE_PARTS").toStdString();
        settings.baseUrl = environment.baseUrl;
        settings.mayTakeKeyring = false;
        settings.engine.capacity = 1;
        settings.engine.warm = 0;
        settings.engine.size = {.vcpus = 1, .memory = ByteCount::mib(512), .disk = ByteCount::mib(512)};
        std::unique_ptr<compose::EngineHost> host;
        const auto post = [&](compose::EngineHost::Job job) {
            if (host)
                host->post(std::move(job));
        };
        compose::KeyTrialDesk keys(settings.baseUrl);
        testsupport::FakeCheckDesk checks; // whether this host is fit, other tests say
        bridge::EngineClient client([&](bridge::EngineClient::Job job) { post(std::move(job)); });
        bridge::DoorClient doors([&](bridge::DoorClient::Job job) { post(std::move(job)); });
        models::PanelModel panel(&client, now, QTimeZone::utc());
        panel.doctor()->setDesk(&checks);
        auto &setup = *panel.setup();
        setup.setDesks(&doors, &keys);
        host = std::make_unique<compose::EngineHost>(settings, client.observer());
        host->post([](api::EngineControl &) {});

        QTRY_VERIFY_WITH_TIMEOUT(panel.firstTime(), kSoon);
        QVERIFY(setup.shown());
        setup.next();
        setup.next();
        QCOMPARE(setup.step(), int(SetupPanel::EnvironmentKey));
        setup.key()->setEnvironment(QString::fromStdString(environment.id));
        setup.key()->setKey(QStringLiteral("sk-ant-oat01-somebody-elses-key-0000000"));
        setup.next();
        QTRY_VERIFY_WITH_TIMEOUT(setup.key()->bad(), kSoon);
        setup.key()->setKey(QString::fromStdString(environment.key.reveal()));
        setup.next();
        QTRY_VERIFY2_WITH_TIMEOUT(!setup.key()->trying(), "the key is being tested", kSoon);
        QVERIFY2(setup.key()->good(), qPrintable(setup.key()->errorText() + setup.key()->keyProblem()));
        QVERIFY(setup.key()->clockWarning().isEmpty());
        setup.next();
        QTRY_VERIFY2_WITH_TIMEOUT(setup.key()->added(), qPrintable(setup.key()->errorText()), kSoon);
        QTRY_VERIFY_WITH_TIMEOUT(panel.environment()->known(), kSoon);
        setup.next();
        QCOMPARE(setup.step(), int(SetupPanel::Template)); // which starts the engine
        QTRY_VERIFY2_WITH_TIMEOUT(setup.base()->ready(), qPrintable(setup.base()->errorText()), kInAWhile);
        setup.next();
        setup.next();
        auto &test = *setup.test();
        QTRY_VERIFY2_WITH_TIMEOUT(!test.busy(), qPrintable(test.summary()), kInAWhile);
        QVERIFY2(test.passed(), qPrintable(test.errorText()));
        for (int step = 0; step < test.rowCount(); ++step)
            qInfo("%s: %s", qPrintable(test.index(step).data(models::SetupTest::SpokenRole).toString()),
                  qPrintable(test.index(step).data(models::SetupTest::DetailRole).toString()));
        QVERIFY(test.index(models::SetupTest::Command)
                    .data(models::SetupTest::DetailRole)
                    .toString()
                    .startsWith(QLatin1String("Linux ")));
        doors.leave();
    }
};

QTEST_MAIN(SetupInVmTest)
#include "tst_setup_in_vm.moc"
