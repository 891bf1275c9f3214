// Templates as the Templates page lists them, and the one that is selected.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::PanelModel;
using models::TemplatesModel;

namespace {

api::TemplateView base(const char *id, std::uint64_t generation,
                       domain::TemplateState state = domain::TemplateState::Ready)
{
    api::TemplateView view{.generation = generation, .id = domain::TemplateId(id)};
    view.size = {.vcpus = 1, .memory = ByteCount::gib(1), .disk = ByteCount::gib(8)};
    view.state = state;
    view.since = kSampleNow;
    return view;
}

QString said(const TemplatesModel &model, int row, int role)
{
    return model.index(row).data(role).toString();
}

QString factOf(models::FactList *facts, const QString &label)
{
    for (int row = 0; row < facts->rowCount(); ++row)
        if (facts->index(row).data(models::FactList::LabelRole).toString() == label)
            return facts->index(row).data(models::FactList::ValueRole).toString();
    return {};
}

} // namespace

class TemplatesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRowSaysWhatATemplateHoldsAndWhoStandsOnIt();
    void aBuildSaysItsStepAndHowLongItTakes();
    void whatIsNotMeasuredIsNotDrawnAsZero();
    void anOlderGenerationIsIgnored();
    void failedStandFirstAndNothingMovesUnderTheReader();
    void oneThatIsGoneStaysForTenSeconds();
    void aFailedOneSaysWhyAndWhatItMeansForSandboxes();
    void advicesAreAboutTheNextBuildNotAboutASandbox();
    void theRailCountsBuildsAndFailures();
    void aSandboxLeadsToItsTemplateAndATemplateToItsSandboxes();
    void everySampleRowSpeaks();

private:
    HandClock m_clock;
};

void TemplatesTest::aRowSaysWhatATemplateHoldsAndWhoStandsOnIt()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    TemplatesModel model(&ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api::TemplateView view = base("tpl-1", 1);
    view.buildTime = 3120ms;
    view.memory = ByteCount::mib(118);
    view.disk = ByteCount::mib(3);
    view.clones = 4;
    view.warm = 1;
    view.warmMax = 2;
    model.apply(view);
    QCOMPARE(said(model, 0, TemplatesModel::SizeRole), QStringLiteral("1 vCPU · 1 GiB · 8 GiB disk"));
    QCOMPARE(said(model, 0, TemplatesModel::WordRole), QStringLiteral("Ready"));
    QCOMPARE(said(model, 0, TemplatesModel::BuildTimeRole), QStringLiteral("3.12 s"));
    QCOMPARE(said(model, 0, TemplatesModel::MemoryRole), QStringLiteral("118 MiB"));
    QCOMPARE(said(model, 0, TemplatesModel::DiskRole), QStringLiteral("3 MiB"));
    QCOMPARE(said(model, 0, TemplatesModel::ClonesRole), QStringLiteral("4"));
    QCOMPARE(said(model, 0, TemplatesModel::WarmRole), QStringLiteral("1 of 2"));
    QCOMPARE(said(model, 0, TemplatesModel::AccelRole), QStringLiteral("emulated"));
}

void TemplatesTest::aBuildSaysItsStepAndHowLongItTakes()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    TemplatesModel model(&ticker);
    api::TemplateView view = base("tpl-1", 1, domain::TemplateState::Building);
    view.since = m_clock.now()();
    view.step = "Waiting";
    model.apply(view);
    QCOMPARE(said(model, 0, TemplatesModel::WordRole), QStringLiteral("Building"));
    QCOMPARE(said(model, 0, TemplatesModel::ReasonRole), QStringLiteral("waits for its turn, 0 s"));
    view.generation = 2;
    view.step = "Booting";
    model.apply(view);
    m_clock.advance(3s);
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    ticker.tick();
    QCOMPARE(changes.count(), 1);
    QCOMPARE(said(model, 0, TemplatesModel::WordRole), QStringLiteral("Building 1/2"));
    QCOMPARE(said(model, 0, TemplatesModel::ReasonRole), QStringLiteral("boots a machine, 3 s"));
    view.generation = 3;
    view.step = "Freezing";
    model.apply(view);
    QCOMPARE(said(model, 0, TemplatesModel::WordRole), QStringLiteral("Building 2/2"));
}

void TemplatesTest::whatIsNotMeasuredIsNotDrawnAsZero()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    TemplatesModel model(&ticker);
    model.apply(base("tpl-1", 1, domain::TemplateState::Building));
    for (const int role : {TemplatesModel::BuildTimeRole, TemplatesModel::MemoryRole, TemplatesModel::DiskRole,
                           TemplatesModel::WarmRole})
        QCOMPARE(said(model, 0, role), QString());
}

void TemplatesTest::anOlderGenerationIsIgnored()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    TemplatesModel model(&ticker);
    model.apply(base("tpl-1", 5));
    model.apply(base("tpl-1", 4, domain::TemplateState::Building));
    QCOMPARE(said(model, 0, TemplatesModel::WordRole), QStringLiteral("Ready"));
    QCOMPARE(model.rowCount(), 1);
}

void TemplatesTest::failedStandFirstAndNothingMovesUnderTheReader()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleTemplates()));
    models::StableList *list = panel.templates();
    list->showPending();
    const auto keyAt = [&](int row) {
        return list->index(row, 0).data(models::ViewList::KeyRole).toString();
    };
    QCOMPARE(keyAt(0), QString::fromLatin1(kSampleFailedTemplate));
    QCOMPARE(keyAt(1), QString::fromLatin1(kSampleBuildingTemplate));
    QCOMPARE(keyAt(2), QString::fromLatin1(kSampleTemplate));

    list->select(2);
    QVERIFY(list->frozen());
    panel.apply(batchOf({base(kSampleTemplate, 200, domain::TemplateState::Failed), base("tpl-new", 201)}));
    QCOMPARE(list->count(), 3);
    QCOMPARE(keyAt(2), QString::fromLatin1(kSampleTemplate)); // failed in place
    QCOMPARE(list->index(2, 0).data(TemplatesModel::WordRole).toString(), QStringLiteral("Failed"));
    QCOMPARE(list->pendingNew(), 1);
    list->showPending();
    QCOMPARE(list->count(), 4);
    QCOMPARE(panel.base()->id(), QString::fromLatin1(kSampleTemplate)); // the selection went with its row
}

void TemplatesTest::oneThatIsGoneStaysForTenSeconds()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    TemplatesModel model(&ticker);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    api::TemplateView view = base("tpl-1", 1);
    view.memory = ByteCount::mib(100);
    model.apply(view);
    model.markGone(domain::TemplateId("tpl-1"));
    QCOMPARE(said(model, 0, TemplatesModel::WordRole), QStringLiteral("Given up"));
    QCOMPARE(said(model, 0, TemplatesModel::MemoryRole), QString());
    m_clock.advance(9s);
    ticker.tick();
    QCOMPARE(model.rowCount(), 1);
    m_clock.advance(1s);
    ticker.tick();
    QCOMPARE(model.rowCount(), 0);
}

void TemplatesTest::aFailedOneSaysWhyAndWhatItMeansForSandboxes()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.openTemplate(QString::fromLatin1(kSampleTemplate));
    QVERIFY(panel.base()->problemCode().isEmpty() && panel.base()->consequence().isEmpty());
    QCOMPARE(factOf(panel.base()->facts(), QStringLiteral("Warm clones")), QStringLiteral("1 of 2 ready"));
    QCOMPARE(factOf(panel.base()->facts(), QStringLiteral("Memory")),
             QStringLiteral("118 MiB, once for all its clones"));

    panel.openTemplate(QString::fromLatin1(kSampleFailedTemplate));
    QCOMPARE(panel.page(), PanelModel::TemplatesPage);
    QCOMPARE(panel.base()->problemWhat(), QStringLiteral("Template tpl-c07e3d cannot be used."));
    QCOMPARE(panel.base()->problemCode(), QStringLiteral("GBX-TPL-021"));
    QVERIFY(panel.base()->problemTodo().contains(QStringLiteral("--warm")));
    QVERIFY(panel.base()->consequence().startsWith(QStringLiteral("Sandboxes of this size boot instead")));
    QCOMPARE(factOf(panel.base()->facts(), QStringLiteral("Memory")), QString()); // it holds none
    panel.copyText(panel.base()->problemText());
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("GBX-TPL-021")));
}

void TemplatesTest::advicesAreAboutTheNextBuildNotAboutASandbox()
{
    for (const ErrorCode code : {ErrorCode::GuestUnresponsive, ErrorCode::GuestExited, ErrorCode::TimedOut}) {
        const auto text = format::explain({code, "x"}, format::Area::Template, QStringLiteral("tpl-1"));
        QVERIFY2(!text.todo.contains(QStringLiteral("Destroy")), qPrintable(text.todo));
        QVERIFY(text.todo.contains(QStringLiteral("tried again")));
    }
}

void TemplatesTest::theRailCountsBuildsAndFailures()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QSignalSpy badges(&panel, &PanelModel::badgesChanged);
    panel.apply(batchOf(sampleTemplates()));
    QVERIFY(badges.count() > 0);
    QCOMPARE(panel.buildingTemplates(), 1);
    QCOMPARE(panel.failedTemplates(), 1);
    panel.apply(batchOf({base(kSampleBuildingTemplate, 300)}));
    QCOMPARE(panel.buildingTemplates(), 0);
}

void TemplatesTest::aSandboxLeadsToItsTemplateAndATemplateToItsSandboxes()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.openSandbox(QString::fromLatin1(kSampleIdleSandbox));
    QCOMPARE(panel.sandbox()->originText(), QStringLiteral("Clone of tpl-4f2a91"));
    panel.openTemplate(panel.sandbox()->templateId());
    QCOMPARE(panel.base()->clonesText(), QStringLiteral("6 sandboxes stand on it"));
    panel.showSandboxesOf(panel.base()->id());
    QCOMPARE(panel.page(), PanelModel::SandboxesPage);
    QCOMPARE(panel.sandboxes()->count(), 9);
}

void TemplatesTest::everySampleRowSpeaks()
{
    models::Ticker ticker(m_clock.now(), QTimeZone::utc());
    TemplatesModel model(&ticker);
    for (const api::Change &change : sampleTemplates())
        model.apply(std::get<api::TemplateView>(change));
    QCOMPARE(
        said(model, model.rowOf(QString::fromLatin1(kSampleTemplate)), TemplatesModel::SpokenRole),
        QStringLiteral("Template tpl-4f2a91, Ready, 2 vCPU · 512 MiB · 8 GiB disk, 6 sandboxes stand on it, 1 of 2 "
                       "warm"));
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY(said(model, row, TemplatesModel::SpokenRole).startsWith(QStringLiteral("Template tpl-")));
}

QTEST_MAIN(TemplatesTest)
#include "templates_test.moc"
