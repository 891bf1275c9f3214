// Idle ladders as they are edited: what is not changed is sent as it was, what is, arrives; and keeping one awake.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::LadderStep;

class LadderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aPresentTimeIsAlwaysAChoice_data();
    void aPresentTimeIsAlwaysAChoice();
    void whatIsNotChangedIsSentAsItWas();
    void allThreeArrive();
    void onesOwnTimeIsTypedInMinutes_data();
    void onesOwnTimeIsTypedInMinutes();
    void aWrongOneIsNotSent();
    void aTemplatesLadderIsItsOwnOrNone();
    void awakeUntilIsTheNextSuchTimeOfDay();
    void keepingAwakeIsSentInMilliseconds();

private:
    models::MachineActions &actions() { return *m_panel->actions(); }
    models::LadderForm &form() { return *actions().ladder(); }

    HandClock m_clock;
    std::unique_ptr<ObedientEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<models::PanelModel> m_panel;
};

void LadderTest::init()
{
    m_panel.reset();
    m_clock = HandClock();
    m_engine = std::make_unique<ObedientEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<models::PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
    api::SandboxView view = sandbox("sbx-1", 1);
    view.ladder = {90'001ms, 36h, {}};
    api::TemplateView base{.generation = 1, .id = domain::TemplateId("tpl-1")};
    m_panel->apply(batchOf({view, base}));
}

void LadderTest::aPresentTimeIsAlwaysAChoice_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("choices"); // ten that are always there, and custom
    QTest::newRow("never") << qint64(-1) << QStringLiteral("never") << 11;
    QTest::newRow("offered") << qint64(60'000) << QStringLiteral("1 min") << 11;
    QTest::newRow("between") << qint64(90'000) << QStringLiteral("1 min 30 s") << 12;
    QTest::newRow("short") << qint64(250) << QStringLiteral("250 ms") << 12;
    QTest::newRow("longer than all") << qint64(1'000'000'000) << QStringLiteral("11 d 13 h 46 min 40 s") << 12;
}

void LadderTest::aPresentTimeIsAlwaysAChoice()
{
    QFETCH(const qint64, ms);
    QFETCH(const QString, words);
    LadderStep step;
    const LadderStep::Time time = ms < 0 ? std::nullopt : std::optional(std::chrono::milliseconds(ms));
    step.set(time);
    QTEST(static_cast<int>(step.choices().size()), "choices");
    QCOMPARE(step.choices()[step.current()], words);
    QCOMPARE(step.time(), time);
    QVERIFY(!step.custom() && !step.wrong());
}

void LadderTest::whatIsNotChangedIsSentAsItWas()
{
    actions().editLadder(QStringLiteral("sbx-1"));
    actions().sendLadder();
    QCOMPARE(m_engine->asked, words({"ladder sbx-1: pause 90001, hibernate 129600000, destroy never"}));
}

void LadderTest::allThreeArrive()
{
    actions().editLadder(QStringLiteral("sbx-1"));
    form().pause()->setCurrent(0);
    form().hibernate()->setCurrent(1);
    form().destroy()->setCurrent(static_cast<int>(form().destroy()->choices().indexOf(QStringLiteral("7 d"))));
    actions().sendLadder();
    QCOMPARE(m_engine->asked, words({"ladder sbx-1: pause never, hibernate 10000, destroy 604800000"}));
}

void LadderTest::onesOwnTimeIsTypedInMinutes_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<qint64>("ms"); // below 0: it is wrong
    QTest::newRow("whole") << QStringLiteral("45") << qint64(2'700'000);
    QTest::newRow("part") << QStringLiteral(" 0.5 ") << qint64(30'000);
    QTest::newRow("nothing") << QString() << qint64(-1);
    QTest::newRow("no number") << QStringLiteral("soon") << qint64(-1);
    QTest::newRow("negative") << QStringLiteral("-5") << qint64(-1);
    QTest::newRow("no time at all") << QStringLiteral("0") << qint64(-1);
    QTest::newRow("a slip") << QStringLiteral("5256000") << qint64(-1);
    QTest::newRow("not finite") << QStringLiteral("nan") << qint64(-1);
}

void LadderTest::onesOwnTimeIsTypedInMinutes()
{
    QFETCH(const QString, typed);
    QFETCH(const qint64, ms);
    LadderStep step;
    step.setCurrent(static_cast<int>(step.choices().size()) - 1);
    QVERIFY(step.custom());
    step.setMinutes(typed);
    QCOMPARE(step.wrong(), ms < 0);
    if (ms >= 0)
        QCOMPARE(step.time(), LadderStep::Time(std::chrono::milliseconds(ms)));
}

void LadderTest::aWrongOneIsNotSent()
{
    actions().editLadder(QStringLiteral("sbx-1"));
    form().pause()->setCurrent(static_cast<int>(form().pause()->choices().size()) - 1);
    QVERIFY(form().wrong());
    actions().sendLadder();
    QCOMPARE(m_engine->asked.size(), 0);
    form().pause()->setMinutes(QStringLiteral("2"));
    actions().sendLadder();
    QCOMPARE(m_engine->asked, words({"ladder sbx-1: pause 120000, hibernate 129600000, destroy never"}));
}

void LadderTest::aTemplatesLadderIsItsOwnOrNone()
{
    api::HostView host;
    host.generation = 1;
    host.defaultLadder = {2min, 20min, 48h};
    m_panel->apply(batchOf({host}));
    actions().editTemplateLadder(QStringLiteral("tpl-1"));
    QVERIFY(form().byDefault());
    actions().sendLadder();
    QCOMPARE(m_engine->asked, words({"ladder tpl-1: default"}));
    actions().begin(); // the next dialog
    form().setByDefault(false);
    form().destroy()->setCurrent(0);
    actions().sendLadder();
    QTRY_COMPARE(m_engine->asked.size(), 2);
    QCOMPARE(m_engine->asked[1], QStringLiteral("ladder tpl-1: pause 120000, hibernate 1200000, destroy never"));
}

void LadderTest::awakeUntilIsTheNextSuchTimeOfDay()
{
    m_panel->openSandbox(QStringLiteral("sbx-1")); // it is 14:02:11.480 UTC
    const models::SandboxDetail &detail = *m_panel->sandbox();
    QCOMPARE(detail.secondsUntil(QStringLiteral("14:03")), 48.52);
    QCOMPARE(detail.secondsUntil(QStringLiteral("14:02")), 24 * 3600 - 11.48);
    QCOMPARE(detail.secondsUntil(QStringLiteral(" 9:00 ")), 18 * 3600 + 57 * 60 + 48.52);
    for (const char *wrong : {"", "24:00", "12", "noon", "12:60"})
        QVERIFY(detail.secondsUntil(QString::fromLatin1(wrong)) < 0);
}

void LadderTest::keepingAwakeIsSentInMilliseconds()
{
    actions().keepAwake(QStringLiteral("sbx-1"), 48.52);
    QCOMPARE(m_engine->asked, words({"keep alive sbx-1 48520"}));
    actions().keepAwake(QStringLiteral("sbx-1"), -1);
    QCOMPARE(m_engine->asked.size(), 1);
}

QTEST_GUILESS_MAIN(LadderTest)
#include "ladder_test.moc"
