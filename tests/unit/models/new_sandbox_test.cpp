// A sandbox of the operator's own: only sizes within the bounds are asked for, and a refusal stays in the form.
#include "app/models/panel_model.h"
#include "tests/support/told_engine.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::NewSandboxForm;
using models::PanelModel;

namespace {

class MakingEngine final : public testsupport::ToldEngine {
public:
    bridge::EngineClient::Post post()
    {
        return [this](const bridge::EngineClient::Job &job) {
            job(*this);
        };
    }
    api::Verdict createSandbox(const api::NewSandbox &made) override
    {
        wanted.push_back(made);
        return verdict;
    }
    api::Verdict verdict;
    std::vector<api::NewSandbox> wanted;
};

} // namespace

class NewSandboxTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginsWithWhatSandboxesGetHere();
    void sizesOutsideTheBoundsAreMarkedAndNotAskedFor_data();
    void sizesOutsideTheBoundsAreMarkedAndNotAskedFor();
    void isAskedForOnceAndClosesWhenAccepted();
    void sharesAndALadderOfItsOwnArrive();
    void aRefusalStaysInTheForm();
    void keptOnesAreNamedAndAskedAboutWhenLeaving();

private:
    HandClock m_clock;
};

void NewSandboxTest::beginsWithWhatSandboxesGetHere()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleHost()));
    panel.prepareNewSandbox();
    QCOMPARE(panel.newSandbox()->vcpus(), QStringLiteral("2"));
    QCOMPARE(panel.newSandbox()->memory(), QStringLiteral("512"));
    QCOMPARE(panel.newSandbox()->disk(), QStringLiteral("8"));
    QVERIFY(panel.newSandbox()->canCreate());
    QCOMPARE(panel.newSandbox()->memoryHint(), QStringLiteral("MiB, 128 to 32,768")); // what the host has
}

void NewSandboxTest::sizesOutsideTheBoundsAreMarkedAndNotAskedFor_data()
{
    QTest::addColumn<QString>("vcpus");
    QTest::addColumn<QString>("memory");
    QTest::addColumn<QString>("disk");
    QTest::addColumn<bool>("fine");
    const auto row = [](const char *name, const char *vcpus, const char *memory, const char *disk, bool fine) {
        QTest::newRow(name) << QString::fromLatin1(vcpus) << QString::fromLatin1(memory) << QString::fromLatin1(disk)
                            << fine;
    };
    row("least", "1", "128", "1", true);
    row("most", "64", "32768", "16384", true);
    row("with spaces", " 2 ", "512 ", " 8", true);
    row("no processor", "0", "512", "8", false);
    row("too many processors", "65", "512", "8", false);
    row("too little memory", "2", "127", "8", false);
    row("more than the host has", "2", "32769", "8", false);
    row("no disk", "2", "512", "0", false);
    row("too large a disk", "2", "512", "16385", false);
    row("negative", "-1", "512", "8", false);
    row("not a number", "two", "512", "8", false);
    row("half", "2", "512.5", "8", false);
    row("empty", "2", "", "8", false);
    row("beyond any number", "2", "99999999999999999999999", "8", false);
}

void NewSandboxTest::sizesOutsideTheBoundsAreMarkedAndNotAskedFor()
{
    QFETCH(const QString, vcpus);
    QFETCH(const QString, memory);
    QFETCH(const QString, disk);
    QFETCH(const bool, fine);
    MakingEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleHost()));
    panel.prepareNewSandbox();
    NewSandboxForm *form = panel.newSandbox();
    form->setVcpus(vcpus);
    form->setMemory(memory);
    form->setDisk(disk);
    QCOMPARE(form->canCreate(), fine);
    QCOMPARE(form->vcpusWrong() || form->memoryWrong() || form->diskWrong(), !fine);
    panel.createSandbox();
    QCOMPARE(engine.wanted.size(), fine ? 1U : 0U);
}

void NewSandboxTest::isAskedForOnceAndClosesWhenAccepted()
{
    MakingEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleHost()));
    panel.prepareNewSandbox();
    panel.newSandbox()->setName(QStringLiteral("  bench \n one "));
    panel.newSandbox()->setMemory(QStringLiteral("1024"));
    QSignalSpy created(panel.newSandbox(), &NewSandboxForm::created);
    panel.createSandbox();
    panel.createSandbox();
    QVERIFY(created.wait());
    QCOMPARE(engine.wanted.size(), 1U);
    QCOMPARE(engine.wanted[0].name, std::string("bench one"));
    QCOMPARE(engine.wanted[0].size->memory, ByteCount::gib(1));
    QCOMPARE(engine.wanted[0].size->disk, ByteCount::gib(8));
}

void NewSandboxTest::sharesAndALadderOfItsOwnArrive()
{
    MakingEngine engine;
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    std::vector<api::Change> host = sampleHost();
    std::get<api::HostView>(host[0]).defaultLadder = {2min, 20min, 48h};
    panel.apply(batchOf(host));
    panel.prepareNewSandbox();
    NewSandboxForm *form = panel.newSandbox();
    QVERIFY(form->wanted() && !form->wanted()->shares && !form->wanted()->ladder); // the engine's, by itself
    form->setWeight(QStringLiteral("10001"));
    QVERIFY(form->weightWrong() && !form->canCreate());
    form->setWeight(QStringLiteral("400"));
    form->setDiskRate(QStringLiteral("20"));
    form->setDiskOperations(QStringLiteral("0"));
    QVERIFY(form->diskOperationsWrong());
    form->setDiskOperations(QStringLiteral("500"));
    form->ladder()->setByDefault(false);
    form->ladder()->pause()->setCurrent(0); // never
    panel.createSandbox();
    QCOMPARE(engine.wanted.size(), 1U);
    const domain::MachineShares wanted{.cpuWeight = 400, .diskRate = ByteCount::mib(20), .diskOperations = 500};
    QCOMPARE(*engine.wanted[0].shares, wanted);
    QCOMPARE(*engine.wanted[0].ladder, (domain::IdleLadder{{}, 20min, 48h}));
}

void NewSandboxTest::aRefusalStaysInTheForm()
{
    MakingEngine engine;
    engine.verdict = api::Verdict::denied("The engine is not running.");
    bridge::EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleHost()));
    panel.prepareNewSandbox();
    QSignalSpy created(panel.newSandbox(), &NewSandboxForm::created);
    panel.createSandbox();
    QTRY_COMPARE(panel.newSandbox()->refusal(), QStringLiteral("The engine is not running."));
    QVERIFY(panel.newSandbox()->canCreate());
    QCOMPARE(created.count(), 0);
    panel.newSandbox()->setName(QStringLiteral("again"));
    QCOMPARE(panel.newSandbox()->refusal(), QString());
}

void NewSandboxTest::keptOnesAreNamedAndAskedAboutWhenLeaving()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleHost()));
    api::SandboxView kept = sandbox(kSampleKeptSandbox, 1);
    kept.kept = true;
    kept.name = "migration bench";
    panel.apply(batchOf({kept}));
    panel.openSandbox(QString::fromLatin1(kSampleKeptSandbox));
    QVERIFY(panel.sandbox()->kept());
    QCOMPARE(panel.sandbox()->name(), QStringLiteral("migration bench"));
    QVERIFY(panel.sandbox()->destroyConsequence().contains(QStringLiteral("kept")));
    panel.quit()->requestClose();
    QVERIFY(panel.quit()->asking()); // no machine outlives the program yet, the operator's neither
}

QTEST_GUILESS_MAIN(NewSandboxTest)
#include "new_sandbox_test.moc"
