// The Overview page without its window: what needs somebody, counts that open their lists, room on this host, the
// queue's last hour, what today cost and what was done last.
#include "tests/unit/models/history_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using models::CapacityList;
using models::NeedRows;
using models::PanelModel;
using models::QueueHistory;
using models::StateCounts;

namespace {

QStringList shownNeeds(models::OverviewModel *overview)
{
    overview->needs()->showPending();
    QStringList lines;
    for (int row = 0; row < overview->needs()->count(); ++row) {
        const QModelIndex at = overview->needs()->index(row);
        lines += QStringList{at.data(NeedRows::WhatRole).toString(), at.data(NeedRows::ObjectRole).toString(),
                             at.data(NeedRows::ActionRole).toString()}
                     .join(QStringLiteral(" | "));
    }
    return lines;
}

int countOf(StateCounts *counts, const QString &filter)
{
    for (int row = 0; row < counts->rowCount(); ++row)
        if (counts->index(row).data(StateCounts::FilterRole) == filter)
            return counts->index(row).data(StateCounts::CountRole).toInt();
    return -1;
}

api::OperationView failedRestore(const char *id, const char *object, WallTime at)
{
    api::OperationView view{.generation = 1,
                            .operation = {.id = domain::OperationId(id), .kind = domain::OperationKind::Restore}};
    view.operation.object = object;
    view.operation.state = domain::OperationState::Failed;
    view.operation.beganAt = view.operation.endedAt.emplace(at);
    view.operation.problem = Error{ErrorCode::OutOfDisk, "restore needs 1.2 GiB"};
    return view;
}

api::HostView roomyHost()
{
    auto host = std::get<api::HostView>(sampleHost().front());
    host.generation = 50;
    host.slotsMax = 40;
    host.slotsUsed = 4;
    host.vcpusPromised = 8;
    host.vcpusForSandboxes = 128;
    host.memoryForSandboxes = ByteCount::gib(31);
    host.memoryPromised = ByteCount::gib(2);
    return host;
}

} // namespace

class OverviewTest : public QObject, private HistoryRig {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        begin();
        panel().setPage(PanelModel::LogsPage);
        panel().setPage(PanelModel::OverviewPage); // somebody looks
    }
    void theWindowOpensOnIt();
    void withoutTroubleNothingNeedsAnybody();
    void whatNeedsSomebodyStandsByUrgency();
    void approvalsStandOldestFirstAndLeadToTheirCall();
    void anAnswerUnderWayNeedsNobody();
    void aFailureIsListedUntilItIsSettled();
    void aFailureOfADayAgoIsHistory();
    void theEnvironmentAndTheHostAreAmongIt();
    void theNextThingComesWhenNoApprovalWaits();
    void aCountOpensTheListOfWhatWasCounted();
    void everySessionAndSandboxIsCountedOnce();
    void countsMoveTwiceASecondAtMost();
    void roomIsWhatAdmissionWouldFind();
    void aFullHostSaysWhatIsMissing();
    void theQueuesLastHourHasItsGaps();
    void anHourAgoIsForgotten();
    void theQueueIsUnknownUntilItWasRead();
    void theLedgerIsAskedOnlyWhileThePageIsShown();
    void costsStandApartAndSayHowOldTheyAre();
    void refusalsStandAmongTheActivityAndCanBeAllowed();
};

void OverviewTest::theWindowOpensOnIt()
{
    QCOMPARE(PanelModel(nullptr, m_clock.now(), QTimeZone::utc()).page(), PanelModel::OverviewPage);
}

void OverviewTest::withoutTroubleNothingNeedsAnybody()
{
    panel().apply(batchOf(sampleHost()));
    panel().apply(batchOf(sampleEnvironment()));
    QCOMPARE(panel().overview()->needing(), 0);
    QCOMPARE(panel().overview()->problems(), 0);
}

void OverviewTest::whatNeedsSomebodyStandsByUrgency()
{
    panel().apply(batchOf(sampleViews()));
    panel().apply(batchOf(sampleOperations()));
    panel().apply(batchOf(sampleBudgets()));
    const QStringList needs = shownNeeds(panel().overview());
    const auto at = [&needs](const char *start) {
        for (qsizetype row = 0; row < needs.size(); ++row)
            if (needs[row].startsWith(QString::fromUtf8(start)))
                return row;
        return qsizetype{-1};
    };
    QVERIFY2(needs.first().startsWith(QLatin1String("Approve ")), qPrintable(needs.join(QLatin1Char('\n'))));
    QVERIFY(needs.first().endsWith(QLatin1String("| Review")));
    QVERIFY(at("Sandbox failed") > 0);
    QVERIFY(at("Fork failed") > 0);
    QVERIFY(at("Budget reached") > at("Sandbox failed"));
    QVERIFY(at("Work item does not move") > at("Budget reached"));
    QCOMPARE(panel().overview()->problems(), panel().overview()->needing() - panel().waitingApprovals());
}

void OverviewTest::approvalsStandOldestFirstAndLeadToTheirCall()
{
    panel().apply(batchOf(sampleViews()));
    panel().overview()->needs()->showPending();
    const QModelIndex first = panel().overview()->needs()->index(0);
    panel().overview()->follow(first.data(NeedRows::TargetRole).toString());
    QCOMPARE(panel().page(), PanelModel::ApprovalsPage);
    panel().nextApproval(); // the one that waits longest
    QCOMPARE(QStringLiteral("approval/") + panel().approvals()->currentKey(),
             first.data(NeedRows::TargetRole).toString());
}

void OverviewTest::anAnswerUnderWayNeedsNobody()
{
    panel().apply(batchOf(sampleViews()));
    const int before = panel().overview()->needing();
    panel().nextApproval();
    panel().approval()->saw(0, 1000);
    panel().denyShown();
    panel().ticker()->settle();
    QCOMPARE(panel().overview()->needing(), before - 1);
}

void OverviewTest::aFailureIsListedUntilItIsSettled()
{
    panel().apply(batchOf(sampleViews()));
    const int before = panel().overview()->needing();
    panel().apply(batchOf({failedRestore("op-1", "snapshot/snap-7be210", kSampleNow - 1min)}));
    QCOMPARE(panel().overview()->needing(), before + 1);
    QSignalSpy operations(panel().overview(), &models::OverviewModel::operationAsked);
    panel().overview()->follow(QStringLiteral("operation/snapshot/snap-7be210"));
    QCOMPARE(operations.size(), 1);
    QCOMPARE(operations.first().first().toString(), QStringLiteral("snapshot/snap-7be210"));
    auto again = failedRestore("op-2", "snapshot/snap-7be210", kSampleNow);
    again.operation.state = domain::OperationState::Done;
    again.operation.problem.reset();
    panel().apply(batchOf({again}));
    QCOMPARE(panel().overview()->needing(), before);
    panel().apply(batchOf({failedRestore("op-3", "snapshot/snap-gone", kSampleNow)})); // of what is no more
    QCOMPARE(panel().overview()->needing(), before);
}

void OverviewTest::aFailureOfADayAgoIsHistory()
{
    panel().apply(batchOf(sampleViews()));
    const int before = panel().overview()->needing();
    panel().apply(batchOf({failedRestore("op-1", "snapshot/snap-7be210", kSampleNow - 23h)}));
    QCOMPARE(panel().overview()->needing(), before + 1);
    m_clock.advance(2h);
    panel().ticker()->tick();
    QVERIFY(!shownNeeds(panel().overview()).join(QLatin1Char('\n')).contains(QLatin1String("Restore failed")));
}

void OverviewTest::theEnvironmentAndTheHostAreAmongIt()
{
    auto host = std::get<api::HostView>(sampleHost().front());
    host.generation = 99;
    host.diskFree = ByteCount::mib(301);
    panel().apply(batchOf({host}));
    panel().apply(batchOf(sampleEnvironment(api::PollState::KeyRejected)));
    panel().apply(batchOf(sampleOrphans()));
    const QStringList needs = shownNeeds(panel().overview());
    QCOMPARE(needs.size(), 3);
    QCOMPARE(needs[0], QStringLiteral("Disk under the reserve | 301 MiB free | Free space"));
    QCOMPARE(needs[1], QStringLiteral("Environment key rejected | prod-eu | Open"));
    QVERIFY(needs[2].startsWith(QLatin1String("Not explained on this host | ")));
    QSignalSpy leftovers(panel().overview(), &models::OverviewModel::leftoversAsked);
    panel().overview()->follow(QStringLiteral("leftovers"));
    QCOMPARE(leftovers.size(), 1);
    panel().overview()->follow(QStringLiteral("environment/") + QLatin1String(kSampleEnvironment));
    QCOMPARE(panel().page(), PanelModel::EnvironmentsPage);
}

void OverviewTest::theNextThingComesWhenNoApprovalWaits()
{
    auto failed = sandbox("sbx-1", 5, domain::SandboxState::Failed);
    panel().apply(batchOf(sampleHost()));
    panel().apply(batchOf({failed}));
    panel().nextApproval();
    QCOMPARE(panel().page(), PanelModel::SandboxesPage);
    QCOMPARE(panel().sandboxes()->currentKey(), QStringLiteral("sbx-1"));
}

void OverviewTest::aCountOpensTheListOfWhatWasCounted()
{
    panel().apply(batchOf(sampleViews()));
    for (StateCounts *counts : {panel().overview()->sessions(), panel().overview()->sandboxes()}) {
        const bool isSessions = counts == panel().overview()->sessions();
        for (int row = 0; row < counts->rowCount(); ++row) {
            const QString filter = counts->index(row).data(StateCounts::FilterRole).toString();
            if (isSessions)
                panel().overview()->showSessions(filter);
            else
                panel().overview()->showSandboxes(filter);
            models::StableList *list = isSessions ? panel().sessions() : panel().sandboxes();
            QCOMPARE(panel().page(), isSessions ? PanelModel::SessionsPage : PanelModel::SandboxesPage);
            QVERIFY2(list->count() == counts->index(row).data(StateCounts::CountRole).toInt(), qPrintable(filter));
        }
    }
}

void OverviewTest::everySessionAndSandboxIsCountedOnce()
{
    panel().apply(batchOf(sampleViews()));
    QCOMPARE(panel().overview()->sessions()->total(), panel().sessions()->total());
    QVERIFY(countOf(panel().overview()->sandboxes(), QStringLiteral("state:running")) > 0);
    QVERIFY(countOf(panel().overview()->sandboxes(), QStringLiteral("state:changing")) > 0);
    QCOMPARE(countOf(panel().overview()->sessions(), QStringLiteral("state:budget")), 1); // idle, and not counted there
}

void OverviewTest::countsMoveTwiceASecondAtMost()
{
    panel().apply(batchOf(sampleHost()));
    StateCounts *counts = panel().overview()->sandboxes();
    panel().apply(batchOf({sandbox("sbx-1", 1)}));
    QCOMPARE(counts->total(), 0);
    panel().ticker()->settle();
    QCOMPARE(countOf(counts, QStringLiteral("state:running")), 1);
}

void OverviewTest::roomIsWhatAdmissionWouldFind()
{
    panel().apply(batchOf({roomyHost()}));
    // (31 - 2) GiB of memory, 512 MiB and the process itself each: 48; 60 by processors; 36 slots.
    QCOMPARE(panel().overview()->capacity()->room(),
             QStringLiteral("Room for about 36 more of the usual size (2 vCPU, 512 MiB)"));
    auto host = roomyHost();
    host.generation = 51;
    host.slotsMax = 400;
    panel().apply(batchOf({host}));
    QVERIFY(panel().overview()->capacity()->room().startsWith(QLatin1String("Room for about 48 more")));
    host.generation = 52;
    host.vcpusPromised = 100;
    panel().apply(batchOf({host}));
    QVERIFY(panel().overview()->capacity()->room().startsWith(QLatin1String("Room for about 14 more")));
    QCOMPARE(panel().overview()->capacity()->index(1).data(CapacityList::TextRole).toString(),
             QStringLiteral("78%   100 / 128"));
}

void OverviewTest::aFullHostSaysWhatIsMissing()
{
    auto host = roomyHost();
    host.slotsUsed = host.slotsMax;
    panel().apply(batchOf({host}));
    QVERIFY(panel().overview()->capacity()->full());
    QCOMPARE(panel().overview()->capacity()->room(), QStringLiteral("No room for another: all slots are taken"));
}

void OverviewTest::theQueuesLastHourHasItsGaps()
{
    QueueHistory history;
    history.note(kSampleNow - 59min, 2);
    history.note(kSampleNow - 5min, 7);
    history.note(kSampleNow - 5min, 3); // the most of a minute counts
    history.note(kSampleNow, 1);
    const auto points = history.upTo(kSampleNow);
    QCOMPARE(points.size(), QueueHistory::kMinutes);
    QCOMPARE(points.front().value_or(-1), 2);
    QCOMPARE(points[54].value_or(-1), 7);
    QCOMPARE(points.back().value_or(-1), 1);
    QVERIFY(!points[55]);
    QCOMPARE(std::ranges::count_if(points, [](const auto &point) { return point.has_value(); }), 3);
}

void OverviewTest::anHourAgoIsForgotten()
{
    QueueHistory history;
    history.note(kSampleNow, 9);
    QVERIFY(history.upTo(kSampleNow + 59min).front());
    const auto later = history.upTo(kSampleNow + 60min);
    QVERIFY(std::ranges::none_of(later, [](const auto &point) { return point.has_value(); }));
    history.note(kSampleNow + 60min, 1); // in the same place
    QCOMPARE(history.upTo(kSampleNow + 60min).back().value_or(-1), 1);
}

void OverviewTest::theQueueIsUnknownUntilItWasRead()
{
    auto environment = std::get<api::EnvironmentView>(sampleEnvironment().front());
    const auto queue = std::exchange(environment.queue, {});
    const auto seenAt = std::exchange(environment.queueSeenAt, {});
    panel().apply(batchOf(sampleHost()));
    panel().apply(batchOf({environment}));
    const auto *glance = panel().overview()->queue();
    QCOMPARE(glance->waiting(), QStringLiteral("unknown"));
    QCOMPARE(glance->oldest(), QStringLiteral("unknown"));
    QVERIFY(glance->most().isEmpty());
    environment.generation += 1;
    environment.queue = queue;
    environment.queueSeenAt = seenAt;
    panel().apply(batchOf({environment}));
    QCOMPARE(glance->waiting(), QStringLiteral("3"));
    QCOMPARE(glance->pending(), QStringLiteral("0"));
    QCOMPARE(glance->oldest(), QStringLiteral("1 min"));
    QCOMPARE(glance->most(), QStringLiteral("max 3"));
    m_clock.advance(5min);
    panel().ticker()->tick();
    QVERIFY(glance->old());
    QCOMPARE(glance->points().back(), QVariant()); // nobody read it in this minute
}

void OverviewTest::theLedgerIsAskedOnlyWhileThePageIsShown()
{
    panel().apply(batchOf(sampleHost()));
    QCOMPARE(m_engine->questions.size(), 2U);
    panel().setPage(PanelModel::LogsPage);
    m_clock.advance(10min);
    panel().ticker()->tick();
    QCOMPARE(m_engine->questions.size(), 2U);
    panel().setPage(PanelModel::OverviewPage);
    QCOMPARE(m_engine->questions.size(), 4U);
    m_clock.advance(11s); // what was done is read more often than what it cost
    panel().ticker()->tick();
    QCOMPARE(m_engine->questions.size(), 5U);
}

void OverviewTest::costsStandApartAndSayHowOldTheyAre()
{
    panel().apply(batchOf(sampleHost()));
    QVERIFY(!panel().overview()->today()->known());
    QCOMPARE(panel().overview()->today()->list(), QStringLiteral("unknown"));
    answerAsTheSampleHost();
    QCOMPARE(panel().overview()->today()->list(), QStringLiteral("$54.26"));
    QCOMPARE(panel().overview()->today()->local(), QStringLiteral("$0.4797"));
    QCOMPARE(panel().overview()->today()->asOf(), QStringLiteral("as of 14:02"));
}

void OverviewTest::refusalsStandAmongTheActivityAndCanBeAllowed()
{
    panel().apply(batchOf(sampleViews()));
    panel().apply(batchOf(sampleEgress()));
    answerAsTheSampleHost();
    models::StableList *rows = panel().overview()->activity()->rows();
    rows->showPending();
    const QModelIndex newest = rows->index(0);
    QCOMPARE(newest.data(models::ActivityRows::ObjectRole).toString(),
             QStringLiteral("api.weather.example:443 to ") + QLatin1String(kSampleRunningSandbox));
    QVERIFY(panel().overview()->chooseAttempt(newest.data(models::ActivityRows::AttemptRole).toString()));
    QCOMPARE(panel().egress()->target(), QStringLiteral("api.weather.example:443"));
    bool isPaused = false;
    for (int row = 0; row < rows->count(); ++row)
        isPaused = isPaused || (rows->index(row).data(models::ActivityRows::ActionRole) == QLatin1String("paused") &&
                                rows->index(row).data(models::ActivityRows::ActorRole) == QLatin1String("operator"));
    QVERIFY(isPaused);
}

QTEST_GUILESS_MAIN(OverviewTest)

#include "overview_test.moc"
