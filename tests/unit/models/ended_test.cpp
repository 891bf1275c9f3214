// How sandboxes ended, as history and as what is said after a destroy; and what became of an action on several.
#include "app/models/panel_model.h"
#include "core/base/limits.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::EndCause;
using domain::SandboxState;
using models::BulkResult;
using models::EndedModel;

namespace {

api::EndedSandboxView ended(const char *id, std::chrono::minutes ago, EndCause cause = EndCause::Operator)
{
    api::EndedSandboxView view{.generation = 1, .id = domain::SandboxId(id)};
    view.end.cause = cause;
    view.end.at = kSampleNow - ago;
    view.end.meter = {.running = 12min, .cpuTime = 3200ms, .memoryPeak = ByteCount::mib(310)};
    view.end.cost = 400;
    return view;
}

api::SandboxView clone(const char *id, SandboxState state = SandboxState::Running)
{
    api::SandboxView view = sandbox(id, 1, state);
    view.base = domain::TemplateId("tpl-1");
    return view;
}

} // namespace

class EndedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theNewestEndStandsFirstAndSaysWhatItUsed();
    void anOlderTellingDoesNotReplaceANewer();
    void theOldestGoesWhenThereAreTooMany();
    void aFilterFindsCauseNameAndSession();
    void whatAFailedOnePrintedIsReadBesideIt();
    void afterADestroyItIsSaidWhatItUsed();
    void theEndsOfOthersAreNotSaid();
    void eachOfSeveralEndsDoneFailedOrSkipped();
    void onlyWhatFailedIsAskedAgain();
    void severalDestroyedAreListedNotToasted();
    void aSnapshotOfSeveralEndsWithItsName();
    void fourAreAskedAtATimeAndTheRestCanBeCancelled();
    void oneThatNothingIsHeardOfDoesNotHoldUpTheRest();
    void whatIsAskedOfSeveralIsOneOperation();
    void cancelledAmongTheOperationsTheRestIsNotBegun();
    void aLinkToOneThatEndedLeadsToItsHistory();
    void aLivingOnesCostNamesThePricesItIsAt();
    void littleDiskIsABanner();

private:
    models::PanelModel &panel() { return *m_panel; }
    QStringList words(const BulkResult &result)
    {
        QStringList all;
        for (int row = 0; row < result.count(); ++row) {
            const QModelIndex at = result.index(row);
            all += at.data(BulkResult::IdRole).toString() + QLatin1Char(' ') + at.data(BulkResult::WordRole).toString();
        }
        return all;
    }

    HandClock m_clock;
    std::unique_ptr<ObedientEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<models::PanelModel> m_panel;
};

void EndedTest::init()
{
    m_panel.reset();
    m_clock = HandClock();
    m_engine = std::make_unique<ObedientEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<models::PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
}

void EndedTest::theNewestEndStandsFirstAndSaysWhatItUsed()
{
    panel().apply(batchOf({ended("sbx-old", 90min), ended("sbx-new", 3min, EndCause::OutOfMemory)}));
    QCOMPARE(panel().ended()->rowCount(), 2);
    const QModelIndex row = panel().ended()->index(0);
    QCOMPARE(row.data(EndedModel::SandboxIdRole).toString(), QStringLiteral("sbx-new"));
    QCOMPARE(row.data(EndedModel::EndedRole).toString(), QStringLiteral("3 min ago"));
    QCOMPARE(row.data(EndedModel::WordRole).toString(), QStringLiteral("Out of memory"));
    QCOMPARE(row.data(EndedModel::ToneRole).toString(), QStringLiteral("failed"));
    QCOMPARE(row.data(EndedModel::RanRole).toString(), QStringLiteral("12 min"));
    QCOMPARE(row.data(EndedModel::CpuRole).toString(), QStringLiteral("3.20 s"));
    QCOMPARE(row.data(EndedModel::PeakRole).toString(), QStringLiteral("310 MiB"));
    QCOMPARE(row.data(EndedModel::CostRole).toString(), QStringLiteral("$0.0004"));
}

void EndedTest::anOlderTellingDoesNotReplaceANewer()
{
    api::EndedSandboxView later = ended("sbx-1", 1min, EndCause::Operator);
    later.generation = 5;
    panel().apply(batchOf({later}));
    panel().apply(batchOf({ended("sbx-1", 9min, EndCause::GuestPanic)}));
    QCOMPARE(panel().ended()->index(0).data(EndedModel::WordRole).toString(), QStringLiteral("Operator"));
}

void EndedTest::theOldestGoesWhenThereAreTooMany()
{
    for (int i = 0; i < EndedModel::kRowsMax + 3; ++i)
        panel().apply(batchOf({ended(("sbx-" + std::to_string(i)).c_str(), 9999min - std::chrono::minutes(i))}));
    QCOMPARE(panel().ended()->total(), EndedModel::kRowsMax);
    panel().ended()->setFilterText(QStringLiteral("sbx-0"));
    QCOMPARE(panel().ended()->count(), 0);
    panel().ended()->setFilterText(QStringLiteral("sbx-1002"));
    QCOMPARE(panel().ended()->count(), 1);
}

void EndedTest::aFilterFindsCauseNameAndSession()
{
    api::EndedSandboxView named = ended("sbx-1", 3min, EndCause::HostPressure);
    named.name = "migration bench";
    named.sessionTitle = "Docs sweep";
    panel().apply(batchOf({named, ended("sbx-2", 4min)}));
    for (const char *text : {"host pressure", "host-pressure", "migration", "docs"}) {
        panel().ended()->setFilterText(QString::fromLatin1(text));
        QCOMPARE(panel().ended()->count(), 1);
    }
    panel().ended()->setFilterText(QStringLiteral("guest panic"));
    QCOMPARE(panel().ended()->count(), 0);
}

void EndedTest::whatAFailedOnePrintedIsReadBesideIt()
{
    api::EndedSandboxView view = ended("sbx-1", 3min, EndCause::GuestPanic);
    view.console = "line one\nKernel panic - not syncing";
    view.monitor = "< {\"event\": \"STOP\"}";
    panel().apply(batchOf({sandbox("sbx-1", 1, SandboxState::Failed), sandbox("sbx-2", 1)}));
    panel().openSandbox(QStringLiteral("sbx-1"));
    QVERIFY(!panel().sandbox()->hasEvidence());
    panel().apply(batchOf({view}));
    QVERIFY(panel().sandbox()->hasEvidence());
    QCOMPARE(panel().sandbox()->console()->count(), 2);
    QCOMPARE(panel().sandbox()->monitor()->text(), QStringLiteral("< {\"event\": \"STOP\"}"));
    panel().openSandbox(QStringLiteral("sbx-2"));
    QVERIFY(!panel().sandbox()->hasEvidence()); // another's is not shown
    panel().ended()->selectKey(QStringLiteral("sbx-1"));
    QCOMPARE(panel().endedSandbox()->console()->count(), 2);
    QVERIFY(panel().endedSandbox()->failed());
}

void EndedTest::afterADestroyItIsSaidWhatItUsed()
{
    panel().apply(batchOf({sandbox("sbx-1", 1)}));
    QSignalSpy toasts(&panel(), &models::PanelModel::toast);
    panel().actions()->destroySandbox(QStringLiteral("sbx-1"));
    panel().apply(batchOf({ended("sbx-1", 0min)}));
    QCOMPARE(toasts.count(), 1);
    QCOMPARE(toasts[0][0].toString(),
             QStringLiteral("sbx-1 destroyed: ran 12 min, 3.20 s CPU, 310 MiB at most, $0.0004"));
    panel().apply(batchOf({ended("sbx-1", 0min)}));
    QCOMPARE(toasts.count(), 1); // once
}

void EndedTest::theEndsOfOthersAreNotSaid()
{
    QSignalSpy toasts(&panel(), &models::PanelModel::toast);
    panel().apply(batchOf({sandbox("sbx-1", 1), ended("sbx-old", 90min), ended("sbx-1", 0min, EndCause::IdleTimer)}));
    QCOMPARE(toasts.count(), 0);
}

void EndedTest::eachOfSeveralEndsDoneFailedOrSkipped()
{
    api::SandboxView busy = clone("sbx-3");
    busy.busyWith = "bash";
    panel().apply(batchOf({clone("sbx-1"), clone("sbx-2"), busy}));
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3"})
        panel().actions()->markSandbox(QString::fromLatin1(id), true);
    panel().actions()->hibernateMarked();
    const BulkResult &result = *panel().actions()->result();
    QCOMPARE(words(result), testing::words({"sbx-1 under way", "sbx-2 under way", "sbx-3 skipped"}));
    QVERIFY(result.index(2).data(BulkResult::TextRole).toString().contains(QStringLiteral("bash runs in it")));
    api::SandboxView asleep = clone("sbx-1", SandboxState::Hibernated);
    asleep.generation = 2;
    panel().apply(batchOf({asleep}));
    api::SandboxView broken = clone("sbx-2", SandboxState::Failed);
    broken.generation = 2;
    panel().apply(batchOf({broken}));
    QCOMPARE(result.title(), QStringLiteral("Hibernate: 1 done, 1 failed, 1 skipped"));
    m_clock.advance(10min); // it stays until it is closed
    panel().ticker()->tick();
    QVERIFY(result.isOpen());
    panel().actions()->result()->close();
    QVERIFY(!result.isOpen());
}

void EndedTest::onlyWhatFailedIsAskedAgain()
{
    panel().apply(batchOf({clone("sbx-1"), clone("sbx-2")}));
    panel().actions()->markSandbox(QStringLiteral("sbx-1"), true);
    panel().actions()->markSandbox(QStringLiteral("sbx-2"), true);
    m_engine->verdict = api::Verdict::denied("Its files are being read.");
    panel().actions()->pauseMarked();
    const BulkResult &result = *panel().actions()->result();
    QTRY_COMPARE(result.failed(), 2);
    QCOMPARE(result.index(0).data(BulkResult::TextRole).toString(), QStringLiteral("Its files are being read."));
    m_engine->verdict = {};
    api::SandboxView paused = clone("sbx-1", SandboxState::Paused);
    paused.generation = 2;
    panel().apply(batchOf({paused}));
    m_engine->asked.clear();
    panel().actions()->retryFailed();
    QCOMPARE(m_engine->asked, testing::words({"pause sbx-2"})); // the other one is paused meanwhile
    QCOMPARE(words(result), testing::words({"sbx-1 failed", "sbx-2 under way"}));
}

void EndedTest::severalDestroyedAreListedNotToasted()
{
    panel().apply(batchOf({sandbox("sbx-1", 1), sandbox("sbx-2", 1)}));
    QSignalSpy toasts(&panel(), &models::PanelModel::toast);
    panel().actions()->markSandbox(QStringLiteral("sbx-1"), true);
    panel().actions()->markSandbox(QStringLiteral("sbx-2"), true);
    panel().actions()->destroying()->begin(panel().actions()->markedIds());
    panel().actions()->destroyChosen(QStringLiteral("2 sandboxes"));
    panel().apply(batchOf({ended("sbx-1", 0min)}));
    panel().apply(batchOf({api::SandboxGone{domain::SandboxId("sbx-2")}}));
    const BulkResult &result = *panel().actions()->result();
    QCOMPARE(words(result), testing::words({"sbx-1 done", "sbx-2 done"}));
    QVERIFY(result.index(0).data(BulkResult::TextRole).toString().startsWith(QStringLiteral("ran 12 min")));
    QCOMPARE(toasts.count(), 0);
}

void EndedTest::aSnapshotOfSeveralEndsWithItsName()
{
    panel().apply(batchOf({clone("sbx-1"), clone("sbx-2")}));
    panel().actions()->markSandbox(QStringLiteral("sbx-1"), true);
    panel().actions()->markSandbox(QStringLiteral("sbx-2"), true);
    panel().actions()->snapshotMarked();
    api::SnapshotView taken{
        .id = domain::SnapshotId("snap-9"), .sandbox = domain::SandboxId("sbx-1"), .base = domain::TemplateId("tpl-1")};
    taken.at = kSampleNow;
    taken.state = domain::SnapshotState::Ready;
    api::SnapshotView before = taken; // was there already
    before.id = domain::SnapshotId("snap-1");
    before.sandbox = domain::SandboxId("sbx-2");
    before.at = kSampleNow - 1min;
    panel().apply(batchOf({taken, before}));
    const BulkResult &result = *panel().actions()->result();
    QCOMPARE(words(result), testing::words({"sbx-1 done", "sbx-2 under way"}));
    QCOMPARE(result.index(0).data(BulkResult::TextRole).toString(), QStringLiteral("snap-9"));
}

void EndedTest::fourAreAskedAtATimeAndTheRestCanBeCancelled()
{
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3", "sbx-4", "sbx-5", "sbx-6", "sbx-7"}) {
        panel().apply(batchOf({clone(id)}));
        panel().actions()->markSandbox(QString::fromLatin1(id), true);
    }
    panel().actions()->pauseMarked();
    BulkResult &result = *panel().actions()->result();
    QCOMPARE(result.title(), QStringLiteral("Pause: 4 under way, 3 waiting"));
    QCOMPARE(m_engine->asked.size(), 4);
    api::SandboxView paused = clone("sbx-1", SandboxState::Paused);
    paused.generation = 2;
    panel().apply(batchOf({paused}));
    QCOMPARE(result.title(), QStringLiteral("Pause: 4 under way, 2 waiting, 1 done"));
    QCOMPARE(m_engine->asked.back(), QStringLiteral("pause sbx-5"));
    QSignalSpy toasts(&panel(), &models::PanelModel::toast);
    panel().actions()->destroying()->begin(panel().actions()->markedIds());
    panel().actions()->destroyChosen(QStringLiteral("7 sandboxes")); // not before the end of this one
    QCOMPARE(toasts.count(), 1);
    QCOMPARE(panel().actions()->marked(), 7);
    panel().actions()->cancelMarked();
    QCOMPARE(result.title(), QStringLiteral("Pause: 4 under way, 1 done, 2 not begun"));
    paused = clone("sbx-2", SandboxState::Paused);
    paused.generation = 2;
    panel().apply(batchOf({paused}));
    QCOMPARE(m_engine->asked.size(), 5); // sbx-6 and sbx-7 were never asked
    QVERIFY(words(result).contains(QStringLiteral("sbx-7 not begun")));
}

void EndedTest::oneThatNothingIsHeardOfDoesNotHoldUpTheRest()
{
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3", "sbx-4", "sbx-5"}) {
        panel().apply(batchOf({clone(id)}));
        panel().actions()->markSandbox(QString::fromLatin1(id), true);
    }
    panel().actions()->snapshotMarked();
    QCOMPARE(panel().actions()->result()->queued(), 1);
    m_clock.advance(61s);
    panel().ticker()->tick();
    QCOMPARE(panel().actions()->result()->queued(), 0);
    QCOMPARE(panel().actions()->result()->waiting(), 5);
}

void EndedTest::whatIsAskedOfSeveralIsOneOperation()
{
    panel().apply(batchOf({clone("sbx-1"), clone("sbx-2"), clone("sbx-3"), clone("sbx-9")}));
    panel().actions()->markSandbox(QStringLiteral("sbx-9"), true);
    panel().actions()->pauseMarked(); // one alone is none
    QVERIFY(m_engine->reports.empty());
    panel().actions()->result()->close();
    panel().actions()->clearMarks();
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3"})
        panel().actions()->markSandbox(QString::fromLatin1(id), true);
    panel().actions()->hibernateMarked();
    QVERIFY(!m_engine->reports.empty());
    QVERIFY(m_engine->reports.front().kind == domain::OperationKind::Bulk);
    QCOMPARE(m_engine->reports.front().name, std::string("Hibernate"));
    for (const char *id : {"sbx-1", "sbx-2"}) {
        api::SandboxView asleep = clone(id, SandboxState::Hibernated);
        asleep.generation = 2;
        panel().apply(batchOf({asleep}));
    }
    QTRY_COMPARE(m_engine->reports.back().step, std::string("2 of 3"));
    api::SandboxView broken = clone("sbx-3", SandboxState::Failed);
    broken.generation = 2;
    panel().apply(batchOf({broken}));
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Done);
    QCOMPARE(m_engine->reports.back().result, std::string("Hibernate: 2 done, 1 failed"));
}

void EndedTest::cancelledAmongTheOperationsTheRestIsNotBegun()
{
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3", "sbx-4", "sbx-5", "sbx-6"}) {
        panel().apply(batchOf({clone(id)}));
        panel().actions()->markSandbox(QString::fromLatin1(id), true);
    }
    panel().actions()->pauseMarked();
    const auto told = m_engine->reports.front();
    m_client->observer()(api::OperationView{.generation = 7,
                                            .operation = {.id = domain::OperationId("op-7"),
                                                          .kind = told.kind,
                                                          .object = told.object,
                                                          .state = domain::OperationState::Running},
                                            .cancelAsked = true});
    QTRY_COMPARE(panel().actions()->result()->title(), QStringLiteral("Pause: 4 under way, 2 not begun"));
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3", "sbx-4"}) {
        api::SandboxView paused = clone(id, SandboxState::Paused);
        paused.generation = 2;
        panel().apply(batchOf({paused}));
    }
    QVERIFY(m_engine->reports.back().state == domain::OperationState::Cancelled);
    QCOMPARE(m_engine->reports.back().result, std::string("Pause: 4 done, 2 not begun"));
}

void EndedTest::aLinkToOneThatEndedLeadsToItsHistory()
{
    panel().apply(batchOf({sandbox("sbx-1", 1), ended("sbx-1", 0min), ended("sbx-old", 90min)}));
    QSignalSpy asked(&panel(), &models::PanelModel::endedAsked);
    panel().ended()->setFilterText(QStringLiteral("nothing like it"));
    panel().openSandbox(QStringLiteral("sbx-old"));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(panel().page(), models::PanelModel::SandboxesPage);
    QCOMPARE(panel().ended()->currentKey(), QStringLiteral("sbx-old"));
    QVERIFY(panel().ended()->filterText().isEmpty());
    QVERIFY(panel().sandboxes()->currentKey().isEmpty());
    panel().openSandbox(QStringLiteral("sbx-1")); // it is still in the list
    QCOMPARE(asked.count(), 1);
    QCOMPARE(panel().sandboxes()->currentKey(), QStringLiteral("sbx-1"));
}

void EndedTest::aLivingOnesCostNamesThePricesItIsAt()
{
    api::SandboxView view = clone("sbx-1");
    view.cost = 4'310;
    view.pricesAsOf = "2026-11-01";
    panel().apply(batchOf({view}));
    panel().openSandbox(QStringLiteral("sbx-1"));
    const models::FactList &facts = *panel().sandbox()->facts();
    QStringList values;
    for (int row = 0; row < facts.rowCount(); ++row)
        values += facts.index(row).data(models::FactList::ValueRole).toString();
    QVERIFY2(values.contains(QStringLiteral("$0.0043 at the prices of 2026-11-01")), qPrintable(values.join(u'|')));
}

void EndedTest::littleDiskIsABanner()
{
    api::HostView host = std::get<api::HostView>(sampleHost().front());
    const auto keys = [&host] {
        QStringList all;
        for (const models::Banner &banner : models::bannersFor({&host, {}, false, kSampleNow}, QTimeZone::utc()))
            all += banner.key;
        return all;
    };
    QCOMPARE(keys(), QStringList());
    host.diskFree = ByteCount::mib(900);
    QCOMPARE(keys(), testing::words({"disk-low"}));
    host.diskFree = ByteCount::mib(300);
    QCOMPARE(keys(), testing::words({"disk-full"}));
    host.diskReserved = {}; // nobody looked yet
    QCOMPARE(keys(), QStringList());
}

QTEST_GUILESS_MAIN(EndedTest)
#include "ended_test.moc"
