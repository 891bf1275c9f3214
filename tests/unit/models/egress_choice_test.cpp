// What a sandbox to come may reach is chosen from a list; and what a step that failed printed stands under it.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using models::PanelModel;

class EgressChoiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void egressIsChosenAmongTheHostsProfiles();
    void aProfileThatIsNotHereStaysInATemplate();
    void whatAFailedStepPrintedStandsUnderIt();

private:
    HandClock m_clock;
    PanelModel m_panel{nullptr, m_clock.now(), QTimeZone::utc()};
};

void EgressChoiceTest::init()
{
    m_panel.apply(batchOf(sampleViews()));
    m_panel.apply(batchOf(samplePrepared()));
}

void EgressChoiceTest::egressIsChosenAmongTheHostsProfiles()
{
    m_panel.prepareNewSandbox();
    models::EgressChoice &egress = *m_panel.newSandbox()->egress();
    QCOMPARE(egress.titles().size(), qsizetype{6});
    QCOMPARE(egress.titles().front(), QStringLiteral("as this host gives: none"));
    QCOMPARE(egress.current(), 0);
    egress.setCurrent(5);
    QCOMPARE(egress.text(), QStringLiteral("our mirrors, and git"));
    QVERIFY(!egress.open() && !egress.unknown());
    egress.setCurrent(4);
    QVERIFY(egress.open());
    QVERIFY(m_panel.newSandbox()->summary().contains(QStringLiteral("Egress: open")));
    m_panel.prepareNewSandbox(
        {}, {}, QString::fromLatin1(kSampleSnapshot)); // another begins as usual, and as what it starts from
    QCOMPARE(egress.titles().front(), QStringLiteral("as the snapshot's sandbox"));
    QCOMPARE(egress.current(), 0);
}

void EgressChoiceTest::aProfileThatIsNotHereStaysInATemplate()
{
    models::LibraryPanel &library = *m_panel.library();
    domain::TemplateDefinition made;
    made.name = "web";
    made.buildEgress = "mirrors";
    models::TemplateForm &form = *library.editor()->form();
    form.set(made);
    QVERIFY(form.buildEgress()->unknown());
    QCOMPARE(form.buildEgress()->titles().last(), QStringLiteral("mirrors"));
    QCOMPARE(form.definition().buildEgress, std::string("mirrors"));
    QCOMPARE(form.runEgress()->text(), QStringLiteral("What their environment or this host gives."));
    QSignalSpy edited(&form, &models::TemplateForm::edited);
    form.buildEgress()->setCurrent(2);
    QCOMPARE(edited.count(), 1);
    QCOMPARE(form.definition().buildEgress, std::string("packages"));
}

void EgressChoiceTest::whatAFailedStepPrintedStandsUnderIt()
{
    m_panel.openSandbox(QString::fromLatin1(kSampleSeedFailedSandbox));
    models::SeedLadder &steps = *m_panel.preparation()->seeding()->steps();
    QCOMPARE(steps.index(1).data(models::SeedLadder::StateRole).toString(), QStringLiteral("failed"));
    QVERIFY(
        steps.index(1).data(models::SeedLadder::OutputRole).toString().contains(QStringLiteral("Could not resolve")));
    m_panel.openSandbox(QString::fromLatin1(kSampleSeedingSandbox)); // of one that goes on the lines come in below
    QVERIFY(steps.index(1).data(models::SeedLadder::OutputRole).toString().isEmpty());
}

QTEST_GUILESS_MAIN(EgressChoiceTest)
#include "egress_choice_test.moc"
