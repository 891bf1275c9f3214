// The first-run set-up: its steps, a key that is tried before it is added, and the test run with what it leaves behind.
#include "app/models/setup_panel.h"
#include "tests/support/fake_check_desk.h"
#include "tests/support/fake_setup_desk.h"
#include "tests/unit/models/panel_fixture.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using models::PanelModel;
using models::SetupPanel;
using models::SetupTest;

namespace {

constexpr const char *kKey = "sk-ant-oat01-0123456789abcdef7Q2c";
constexpr const char *kSandbox = "sbx-test";
constexpr const char *kSnapshot = "snap-test";

} // namespace

class SetupModelTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_clock = {};
        m_desk = std::make_unique<testsupport::FakeSetupDesk>();
        m_checks = std::make_unique<testsupport::FakeCheckDesk>();
        m_engine = std::make_unique<PreparingEngine>();
        m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
        m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
        m_panel->doctor()->setDesk(m_checks.get());
        setup().setDesks(m_desk.get(), m_desk.get());
        m_generation = 1000;
    }
    void cleanup() { end(); }

    void withoutAnEnvironmentItIsTheStart()
    {
        QVERIFY(!setup().shown()); // nothing is known yet
        host(api::EnginePhase::Stopped);
        QVERIFY(setup().shown());
        QVERIFY(!setup().canLeave());
        m_panel->setPage(PanelModel::DoctorPage);
        QVERIFY(!setup().shown());
        m_panel->setPage(PanelModel::OverviewPage);
        QVERIFY(setup().shown());
        m_panel->apply(batchOf(sampleViews()));
        QVERIFY(!setup().shown());
    }

    void onceBegunItStaysThoughAnEnvironmentComes()
    {
        host(api::EnginePhase::Stopped);
        setup().next();
        QCOMPARE(setup().step(), int(SetupPanel::HostCheck));
        m_panel->apply(batchOf(sampleViews()));
        QVERIFY(setup().shown());
        QCOMPARE(setup().step(), int(SetupPanel::HostCheck));
    }

    void oneLeavesAndComesBackToTheSameStep()
    {
        m_panel->apply(batchOf(sampleViews()));
        m_panel->setPage(PanelModel::SnapshotsPage);
        m_panel->registry()->trigger(QStringLiteral("go.setup"));
        QVERIFY(setup().shown());
        setup().next();
        setup().leave();
        QCOMPARE(m_panel->page(), PanelModel::SnapshotsPage);
        setup().open();
        QCOMPARE(setup().step(), int(SetupPanel::HostCheck));
        setup().go(SetupPanel::TestRun); // was not reached
        QCOMPARE(setup().step(), int(SetupPanel::HostCheck));
        setup().back();
        QCOMPARE(setup().step(), int(SetupPanel::Welcome));
        setup().go(SetupPanel::HostCheck); // was
        QCOMPARE(setup().step(), int(SetupPanel::HostCheck));
    }

    void aHostThatFailsHoldsUpAndOneGoesOnWithAWarning()
    {
        m_checks->held = true;
        m_checks->host = sample::sampleChecks("failed");
        host(api::EnginePhase::Stopped);
        setup().next();
        QVERIFY(!setup().canNext()); // still being checked
        QVERIFY(!setup().canContinueAnyway());
        m_checks->release();
        QVERIFY(!setup().canNext());
        QVERIFY(setup().canContinueAnyway());
        setup().next();
        QCOMPARE(setup().step(), int(SetupPanel::HostCheck));
        setup().continueAnyway();
        QCOMPARE(setup().step(), int(SetupPanel::EnvironmentKey));
        setup().back();
        m_checks->held = false;
        m_checks->host = sample::sampleChecks("mixed"); // warnings alone
        m_panel->doctor()->checkAll();
        QVERIFY(setup().canNext());
        QVERIFY(!setup().canContinueAnyway());
    }

    void aKeyIsTriedThenAddedAndForgotten()
    {
        toKeys();
        QCOMPARE(setup().nextText(), QStringLiteral("Test key"));
        setup().next(); // nothing was typed
        QVERIFY(!key().environmentProblem().isEmpty());
        QVERIFY(!key().keyProblem().isEmpty());
        QVERIFY(m_desk->asked.isEmpty());
        key().setEnvironment(QStringLiteral(" env_01New "));
        key().setName(QStringLiteral("production"));
        key().setKey(QString::fromLatin1(kKey) + QLatin1Char('\n'));
        setup().next();
        QVERIFY(key().trying());
        QTRY_VERIFY(key().good());
        QCOMPARE(m_desk->asked, QStringList{QStringLiteral("try env_01New")});
        QCOMPARE(key().values().value(0), QStringLiteral("env_01New"));
        QCOMPARE(key().values().value(1), QStringLiteral("sk-ant-oat01-••••7Q2c"));
        QVERIFY(key().values().value(3).startsWith(QLatin1String("3 waiting, 1 claimed")));
        QCOMPARE(setup().nextText(), QStringLiteral("Add environment"));
        setup().next();
        QTRY_VERIFY(key().added());
        QCOMPARE(m_desk->asked.last(), QStringLiteral("add env_01New production"));
        QCOMPARE(m_desk->added.reveal(), std::string(kKey));
        QVERIFY(key().keyHint().isEmpty());
        api::EnvironmentView view{.generation = 1, .id = domain::EnvironmentId("env_01New")};
        view.keyHint = "sk-ant-oat01-••••7Q2c";
        view.keySource = "the keyring";
        m_panel->apply(batchOf({view}));
        QVERIFY(key().addedText().contains(QStringLiteral("••••7Q2c")));
        QVERIFY(key().addedText().contains(QLatin1String("the keyring")));
        QVERIFY(setup().shown());
        QCOMPARE(setup().nextText(), QStringLiteral("Next"));
    }

    void whatIsChangedAfterATrialCountsAsUntried()
    {
        toKeys();
        typeKey();
        setup().next();
        QTRY_VERIFY(key().good());
        key().setName(QStringLiteral("another"));
        QVERIFY(key().good());
        key().setEnvironment(QStringLiteral("env_01Other"));
        QVERIFY(!key().good());
        QVERIFY(key().labels().isEmpty());
        m_desk->held = true;
        setup().next();
        QVERIFY(key().trying());
        key().cancelTrial();
        m_desk->release();
        QVERIFY(!key().good());
        setup().back(); // nothing that was typed is lost
        setup().next();
        QCOMPARE(key().environment(), QStringLiteral("env_01Other"));
        QCOMPARE(key().keyHint(), QStringLiteral("sk-ant-oat01-••••7Q2c"));
    }

    void aRevokedKeyIsNotAddedAndOneThatNobodyCouldAskForMayBe()
    {
        toKeys();
        typeKey();
        m_desk->refusal = Error{ErrorCode::Unauthorized, "401"};
        setup().next();
        QTRY_VERIFY(key().bad());
        QVERIFY(!key().canAddAnyway());
        QVERIFY(key().errorWhy().contains(QLatin1String("wrong or was revoked")));
        setup().copyKeyError();
        QVERIFY(!QGuiApplication::clipboard()->text().contains(QLatin1String("0123456789")));
        m_desk->refusal = Error{ErrorCode::NetworkError, "no route"};
        setup().next();
        QTRY_VERIFY(key().bad());
        QVERIFY(key().canAddAnyway());
        key().add();
        QTRY_VERIFY(key().added());
    }

    void theEngineMayRefuseAndSaysWhy()
    {
        toKeys();
        typeKey();
        m_desk->verdict = api::Verdict::denied("The engine is draining. Wait until it has stopped.");
        setup().next();
        QTRY_VERIFY(key().good());
        setup().next();
        QTRY_VERIFY(key().bad());
        QCOMPARE(key().errorWhy(), QStringLiteral("The engine is draining. Wait until it has stopped."));
    }

    void aKeyComesFromAFileAndAClockThatIsOffIsSaid()
    {
        toKeys();
        key().setFromFile(true);
        key().setEnvironment(QStringLiteral("env_01New"));
        key().setPath(QStringLiteral("/no/such"));
        setup().next();
        QVERIFY(key().keyProblem().contains(QLatin1String("/no/such")));
        m_desk->files["/home/me/key"] = kKey;
        m_desk->report.clockAhead = -94s;
        key().setPath(QStringLiteral("/home/me/key"));
        setup().next();
        QTRY_VERIFY(key().good());
        QVERIFY(key().clockWarning().startsWith(QLatin1String("This host's clock is 1 min")));
        QVERIFY(key().values().value(4).endsWith(QLatin1String("behind")));
    }

    void theTemplateStepStartsTheEngineAndWaitsForItsImage()
    {
        m_panel->apply(batchOf(sampleEnvironment()));
        host(api::EnginePhase::Stopped);
        setup().open();
        setup().next();
        setup().next();
        setup().next();
        QCOMPARE(setup().step(), int(SetupPanel::Template));
        QVERIFY(m_engine->asked.contains(QStringLiteral("start")));
        host(api::EnginePhase::Preparing, "Packing the guest's root file system (2 of 4)");
        m_clock.advance(75s);
        m_panel->ticker()->tick();
        QVERIFY(!setup().canNext());
        QCOMPARE(setup().base()->imageText(),
                 QStringLiteral("Packing the guest's root file system (2 of 4), for 1 min"));
        host(api::EnginePhase::Failed);
        QVERIFY(setup().base()->failed());
        QCOMPARE(setup().nextText(), QStringLiteral("Prepare now"));
        host(api::EnginePhase::Running);
        QVERIFY(setup().canNext());
        setup().next();
        QCOMPARE(setup().step(), int(SetupPanel::TestRun));
    }

    void theTestMeasuresEachStepAndLeavesNothing()
    {
        toTest();
        setup().next();
        QCOMPARE(m_engine->created.size(), std::size_t{1});
        pump();
        m_clock.advance(1200ms);
        is(SandboxState::Running);
        QCOMPARE(time(SetupTest::Start), QStringLiteral("1.20 s"));
        QTRY_VERIFY(m_desk->asked.contains(QStringLiteral("run sbx-test: uname -a")));
        m_engine->verdict = api::Verdict::accepted("snapshot/snap-test");
        QTRY_COMPARE(word(SetupTest::Command), QStringLiteral("Done"));
        QVERIFY(detail(SetupTest::Command).startsWith(QLatin1String("Linux box")));
        pump();
        m_clock.advance(800ms);
        taken(domain::SnapshotState::Ready);
        QCOMPARE(time(SetupTest::Snapshot), QStringLiteral("800 ms"));
        QCOMPARE(m_engine->asked.last(), QStringLiteral("hibernate sbx-test"));
        is(SandboxState::Hibernating);
        m_clock.advance(2s);
        is(SandboxState::Hibernated);
        QCOMPARE(m_engine->asked.last(), QStringLiteral("resume sbx-test"));
        m_clock.advance(300ms);
        is(SandboxState::Running);
        QCOMPARE(time(SetupTest::Resume), QStringLiteral("300 ms"));
        QCOMPARE(m_engine->asked.last(), QStringLiteral("destroy sbx-test"));
        is(SandboxState::Destroyed);
        QVERIFY(m_engine->asked.last().contains(QLatin1String("snap-test")));
        QVERIFY(!test().passed());
        m_panel->apply(batchOf({api::SnapshotGone{domain::SnapshotId(kSnapshot)}}));
        QVERIFY(test().passed());
        QCOMPARE(setup().nextText(), QStringLiteral("Open Glovebox"));
        QCOMPARE(share(SetupTest::Hibernate), 1.0);
        QVERIFY(share(SetupTest::Resume) < 0.2);
        setup().next();
        QCOMPARE(m_panel->page(), PanelModel::OverviewPage);
    }

    void aStepThatFailsSaysWhyAndTheNextRunBeginsWithWhatIsLeft()
    {
        toTest();
        setup().next();
        pump();
        m_clock.advance(1s);
        api::SandboxView failed = sandbox(kSandbox, ++m_generation, SandboxState::Failed);
        failed.problem = Error{ErrorCode::GuestUnresponsive, "no greeting"};
        m_panel->apply(batchOf({failed}));
        QVERIFY(test().failed());
        QCOMPARE(word(SetupTest::Start), QStringLiteral("Failed"));
        QCOMPARE(test().errorWhat(), QStringLiteral("The test stopped at “Start a sandbox” after 1.00 s."));
        QVERIFY(!test().errorCode().isEmpty());
        QCOMPARE(setup().nextText(), QStringLiteral("Try again"));
        setup().next();
        QCOMPARE(m_engine->asked.last(), QStringLiteral("destroy sbx-test"));
        QCOMPARE(m_engine->created.size(), std::size_t{1});
        is(SandboxState::Destroyed);
        QCOMPARE(m_engine->created.size(), std::size_t{2});
        QVERIFY(test().running());
    }

    void aCommandThatFailsStopsTheTest()
    {
        m_desk->outcome = bridge::ProgramOutcome{{.status = 126}, "sh: not allowed\n"};
        toTest();
        setup().next();
        pump();
        is(SandboxState::Running);
        QTRY_VERIFY(test().failed());
        QCOMPARE(test().errorWhy(), QStringLiteral("The command ended with status 126."));
        QCOMPARE(test().errorDetail(), QStringLiteral("sh: not allowed"));
    }

    void cancellingDestroysWhatWasMade()
    {
        toTest();
        setup().next();
        test().cancel(); // its sandbox is not even named yet
        QVERIFY(test().busy());
        pump();
        QTRY_COMPARE(m_engine->asked.value(m_engine->asked.size() - 1), QStringLiteral("destroy sbx-test"));
        is(SandboxState::Destroyed);
        QVERIFY(!test().busy());
        QCOMPARE(test().summary(), QStringLiteral("Cancelled. Nothing of the test is left on this host."));
        setup().next();
        QVERIFY(test().running());
    }

    void aRefusalIsToldInItsOwnWords()
    {
        toTest();
        m_engine->verdict = api::Verdict::denied("No slot is free.");
        setup().next();
        QTRY_VERIFY(test().failed());
        QCOMPARE(test().errorWhy(), QStringLiteral("No slot is free."));
        test().cancel(); // nothing was made
        QVERIFY(!test().busy());
    }

private:
    SetupPanel &setup() { return *m_panel->setup(); }
    models::SetupKey &key() { return *setup().key(); }
    SetupTest &test() { return *setup().test(); }

    void host(api::EnginePhase phase, std::string activity = {})
    {
        auto view = std::get<api::HostView>(sampleHost().front());
        view.generation = ++m_generation;
        view.phase = phase;
        view.activity = std::move(activity);
        view.problem.reset();
        if (phase == api::EnginePhase::Failed)
            view.problem = Error{ErrorCode::HostToolMissing, "qemu-system-x86_64"};
        m_panel->apply(batchOf({view}));
    }
    void toKeys()
    {
        host(api::EnginePhase::Stopped);
        setup().next();
        setup().next();
        QCOMPARE(setup().step(), int(SetupPanel::EnvironmentKey));
    }
    void typeKey()
    {
        key().setEnvironment(QStringLiteral("env_01New"));
        key().setKey(QString::fromLatin1(kKey));
    }
    void toTest()
    {
        m_panel->apply(batchOf(sampleEnvironment()));
        host(api::EnginePhase::Running);
        setup().open();
        for (int i = 0; i < SetupPanel::TestRun; ++i)
            setup().next();
        QCOMPARE(setup().step(), int(SetupPanel::TestRun));
        m_engine->verdict = api::Verdict::accepted(std::string("sandbox/") + kSandbox);
    }
    /// Answers of the engine come by the event loop.
    void pump()
    {
        QSignalSpy changed(&test(), &SetupTest::changed);
        QTRY_VERIFY(changed.count() > 0);
    }
    void is(SandboxState state)
    {
        auto view = sandbox(kSandbox, ++m_generation, state);
        view.since = m_clock.now()();
        m_panel->apply(batchOf({view}));
    }
    void taken(domain::SnapshotState state)
    {
        api::SnapshotView view{.generation = ++m_generation,
                               .id = domain::SnapshotId(kSnapshot),
                               .sandbox = domain::SandboxId(kSandbox),
                               .base = domain::TemplateId("tpl-1")};
        view.state = state;
        view.memory = ByteCount::mib(40);
        m_panel->apply(batchOf({view}));
    }
    QString told(int step, int role) { return test().index(step).data(role).toString(); }
    QString time(int step) { return told(step, SetupTest::TimeRole); }
    QString word(int step) { return told(step, SetupTest::WordRole); }
    QString detail(int step) { return told(step, SetupTest::DetailRole); }
    double share(int step) { return test().index(step).data(SetupTest::ShareRole).toDouble(); }

    std::unique_ptr<testsupport::FakeSetupDesk> m_desk;
    std::unique_ptr<testsupport::FakeCheckDesk> m_checks;
    std::uint64_t m_generation = 1000;
};

QTEST_MAIN(SetupModelTest)
#include "setup_test.moc"
