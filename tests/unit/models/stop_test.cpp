// The emergency: polling is paused first, then every sandbox is asked, and each has its result; also when the control
// plane cannot be reached.
#include "tests/unit/models/panel_fixture.h"

#include <QRegularExpression>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace glovebox::models;
using domain::SandboxState;

class StopTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { end(); }

    void itCountsWhatEachChoiceWouldDo();
    void pollingIsPausedAtOnceAlsoWhileTheControlPlaneIsAway();
    void whateverIsChosenPollingIsPausedFirst();
    void eachSandboxHasItsResultAndWhatCannotIsSkippedWithWhy();
    void nothingIsDestroyedWithoutTheWords();
    void whatWasAskedBeforeDoesNotHoldItUp();

private:
    StopEverything &stop() { return *m_panel->registry()->stop(); }
    QStringList asked(const char *verb)
    {
        return m_engine->asked.filter(QRegularExpression(QLatin1Char('^') + QString::fromLatin1(verb)));
    }
    api::SandboxView clone(const char *id, SandboxState state)
    {
        api::SandboxView view = sandbox(id, 1, state);
        view.base = domain::TemplateId("tpl-1");
        return view;
    }
};

void StopTest::init()
{
    m_engine = std::make_unique<PreparingEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
    m_panel->apply(batchOf(sampleHost()));
    m_panel->apply(batchOf({clone("sbx-1", SandboxState::Running), clone("sbx-2", SandboxState::Running),
                            clone("sbx-3", SandboxState::Paused), clone("sbx-4", SandboxState::Failed)}));
}

void StopTest::itCountsWhatEachChoiceWouldDo()
{
    QCOMPARE(stop().destroyable(), 0); // nobody looks: nothing is counted
    stop().begin();
    QCOMPARE(stop().sandboxes(), 4);
    QCOMPARE(stop().pausable(), 2);
    QCOMPARE(stop().hibernatable(), 3);
    QCOMPARE(stop().destroyable(), 4);
    QCOMPARE(stop().wantedText(), QStringLiteral("4 sandboxes"));
    QCOMPARE(stop().lines().size(), 4);
    QVERIFY(stop().lines()[0].startsWith(QLatin1String("sbx-1: Running")));
    QVERIFY(!stop().canPausePolling());
    QCOMPARE(stop().pollingText(), QStringLiteral("No environment sends work to this host."));
}

void StopTest::pollingIsPausedAtOnceAlsoWhileTheControlPlaneIsAway()
{
    auto environment = std::get<api::EnvironmentView>(sampleEnvironment().front());
    environment.state = api::PollState::Disconnected;
    m_panel->apply(batchOf({environment}));
    stop().begin();
    QVERIFY(stop().canPausePolling());
    QCOMPARE(stop().pollingText(), QStringLiteral("1 environment takes new work."));
    stop().pausePolling();
    QCOMPARE(m_engine->asked.size(), 1);
    QVERIFY(m_engine->asked[0].startsWith(QLatin1String("pause env_")));
    QVERIFY(!stop().begun()); // the sandboxes go on
}

void StopTest::whateverIsChosenPollingIsPausedFirst()
{
    m_panel->apply(batchOf(sampleEnvironment()));
    stop().begin();
    stop().pauseAll();
    QVERIFY(m_engine->asked[0].startsWith(QLatin1String("pause env_")));
    QCOMPARE(asked("pause sbx-").size(), 2);
}

void StopTest::eachSandboxHasItsResultAndWhatCannotIsSkippedWithWhy()
{
    stop().begin();
    stop().hibernateAll();
    QVERIFY(stop().begun());
    const BulkResult &result = *m_panel->actions()->result();
    QCOMPARE(result.count(), 4);
    QVERIFY(result.isOpen());
    QCOMPARE(asked("hibernate").size(), 3);
    QVERIFY(result.text().contains(QLatin1String("Only a running or paused sandbox can be hibernated.")));
}

void StopTest::nothingIsDestroyedWithoutTheWords()
{
    stop().begin();
    for (const char *typed : {"", "4", "sandboxes", "3 sandboxes", "4 SANDBOXES"})
        stop().destroyAll(QString::fromLatin1(typed));
    QVERIFY(m_engine->asked.isEmpty());
    stop().destroyAll(QStringLiteral(" 4 sandboxes "));
    QCOMPARE(asked("destroy").size(), MachineActions::kBulkAtOnce);
}

/// Something hangs, and that is why somebody stops everything.
void StopTest::whatWasAskedBeforeDoesNotHoldItUp()
{
    stop().begin();
    stop().pauseAll(); // of which nothing is heard
    stop().destroyAll(stop().wantedText());
    QCOMPARE(asked("destroy").size(), 4);
    QCOMPARE(m_panel->actions()->result()->count(), 4);
}

QTEST_GUILESS_MAIN(StopTest)
#include "stop_test.moc"
