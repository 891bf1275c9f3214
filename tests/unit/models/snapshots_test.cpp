// Snapshots as a flat list and as a tree, the one that is selected, and what can be asked of sandboxes in which state.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using domain::SnapshotState;
using models::SandboxVerb;
using models::SnapshotsModel;

namespace {

api::SnapshotView snapshot(const char *id, const char *parent = "", SnapshotState state = SnapshotState::Ready)
{
    api::SnapshotView view{
        .id = domain::SnapshotId(id), .sandbox = domain::SandboxId("sbx-1"), .base = domain::TemplateId("tpl-1")};
    view.generation = 1;
    view.state = state;
    view.at = kSampleNow - 1min;
    if (*parent)
        view.parent = domain::SnapshotId(parent);
    return view;
}

/// Of a clone that runs and has nothing to do.
api::SandboxView clone(SandboxState state = SandboxState::Running)
{
    api::SandboxView view = sandbox("sbx-1", 1, state);
    view.base = domain::TemplateId("tpl-1");
    return view;
}

QStringList shown(const models::StableList &list, int role = SnapshotsModel::KeyRole)
{
    QStringList all;
    for (int row = 0; row < list.rowCount(); ++row)
        all += list.index(row).data(role).toString();
    return all;
}

} // namespace

class SnapshotsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aRowSaysWhatASnapshotCostsAndHowLongTheGuestStood();
    void takingCountsUpAndSaysItsStep();
    void oneThatIsGoneStaysForTenSeconds();
    void theTreeShowsWhatStandsOnWhat();
    void aFoldedRowHidesWhatStandsOnItAndNothingElse();
    void aFilterKeepsWhatIsAboveAMatch();
    void snapshotsThatClaimEachOtherAsParentsAreStillListed();
    void theTreeKeepsItsOrderWhenOneIsAdded();
    void deletingNamesWhoStandsOnThem();
    void theRulesFollowTheTable_data();
    void theRulesFollowTheTable();
    void aToolThatRunsKeepsItUpButNotFromBeingSnapshot();
    void aBootedSandboxCannotBeWrittenDown();
    void aHostWithoutSnapshotsSaysSoOnEveryRow();
    void hibernatingIsAskedForShownAndConfirmed();
    void aRefusedQuestionStaysInTheDialogUntilTheNext();
    void theLadderIsSaidInWords();
    void onlyWhatIsPossibleIsAskedOfThoseThatAreMarked();
    void aMarkGoesWithItsRow();
    void restoringInPlaceNeedsItsSandboxOrOneLikeIt();
    void aPinnedOneIsNotDeleted();
    void verifyingSaysWhatWasFound();
    void aNameIsCountedInBytes();
    void aTemplateThatOthersStandOnIsNotDeleted();
    void everySampleRowSpeaks();

private:
    models::PanelModel &panel() { return *m_panel; }

    HandClock m_clock;
    std::unique_ptr<ObedientEngine> m_engine;
    std::unique_ptr<bridge::EngineClient> m_client;
    std::unique_ptr<models::PanelModel> m_panel;
};

void SnapshotsTest::init()
{
    m_panel.reset();
    m_clock = HandClock();
    m_engine = std::make_unique<ObedientEngine>();
    m_client = std::make_unique<bridge::EngineClient>(m_engine->post());
    m_panel = std::make_unique<models::PanelModel>(m_client.get(), m_clock.now(), QTimeZone::utc());
}

void SnapshotsTest::aRowSaysWhatASnapshotCostsAndHowLongTheGuestStood()
{
    api::SnapshotView view = snapshot("snap-1");
    view.memory = ByteCount::mib(80);
    view.disk = ByteCount::mib(4);
    view.shared = ByteCount::mib(200);
    view.stopped = 5230us;
    view.method = "write tracking";
    view.sandboxes = 2;
    panel().apply(batchOf({view}));
    const QModelIndex row = panel().snapshots()->index(0);
    QCOMPARE(row.data(SnapshotsModel::TitleRole).toString(), QStringLiteral("snap-1"));
    QCOMPARE(row.data(SnapshotsModel::SizeRole).toString(), QStringLiteral("84 MiB"));
    QCOMPARE(row.data(SnapshotsModel::SharedRole).toString(), QStringLiteral("200 MiB"));
    QCOMPARE(row.data(SnapshotsModel::StoppedRole).toString(), QStringLiteral("5.2 ms"));
    QCOMPARE(row.data(SnapshotsModel::LiveRole).toString(), QStringLiteral("2"));
    panel().openSnapshot(QStringLiteral("snap-1"));
    const QAbstractItemModel *facts = panel().snapshot()->facts();
    QStringList all;
    for (int fact = 0; fact < facts->rowCount(); ++fact)
        all += facts->index(fact, 0).data(models::FactList::ValueRole).toString();
    QVERIFY(all.contains(QStringLiteral("5.2 ms, by write tracking")));
}

void SnapshotsTest::takingCountsUpAndSaysItsStep()
{
    api::SnapshotView view = snapshot("snap-1", "", SnapshotState::Taking);
    view.step = "Copying memory";
    view.progress = 0.42;
    panel().apply(batchOf({view}));
    const QModelIndex row = panel().snapshots()->index(0);
    QCOMPARE(row.data(SnapshotsModel::WordRole).toString(), QStringLiteral("Creating 42%"));
    QCOMPARE(row.data(SnapshotsModel::ReasonRole).toString(), QStringLiteral("copying memory"));
    QCOMPARE(panel().takingSnapshots(), 1);
    panel().openSnapshot(QStringLiteral("snap-1"));
    QCOMPARE(panel().snapshot()->whyNotRestore(), QStringLiteral("It is being taken."));
    panel().actions()->cancelSnapshot(QStringLiteral("snap-1"));
    QCOMPARE(m_engine->asked, words({"delete snap-1"}));
    view.generation = 0; // an older word
    view.progress = 0.1;
    panel().apply(batchOf({view}));
    QCOMPARE(row.data(SnapshotsModel::WordRole).toString(), QStringLiteral("Creating 42%"));
}

void SnapshotsTest::oneThatIsGoneStaysForTenSeconds()
{
    panel().apply(batchOf({snapshot("snap-1")}));
    panel().apply(batchOf({api::SnapshotGone{domain::SnapshotId("snap-1")}}));
    QCOMPARE(panel().snapshots()->index(0).data(SnapshotsModel::WordRole).toString(), QStringLiteral("Deleted"));
    m_clock.advance(11s);
    panel().ticker()->tick();
    QCOMPARE(panel().snapshots()->total(), 0);
    QCOMPARE(panel().lineage()->total(), 0);
}

void SnapshotsTest::theTreeShowsWhatStandsOnWhat()
{
    api::SandboxView fork = sandbox("sbx-2", 1);
    fork.from = domain::SnapshotId("snap-2");
    api::SnapshotView later = snapshot("snap-3");
    later.at = kSampleNow;
    panel().apply(batchOf({later, snapshot("snap-2", "snap-1"), snapshot("snap-1"), fork}));
    QCOMPARE(shown(*panel().lineage()), words({"tpl-1", "snap-1", "snap-2", "sbx-2", "snap-3"}));
    QCOMPARE(shown(*panel().lineage(), SnapshotsModel::DepthRole), words({"0", "1", "2", "3", "1"}));
    QCOMPARE(shown(*panel().lineage(), SnapshotsModel::KindRole),
             words({"template", "snapshot", "snapshot", "sandbox", "snapshot"}));
    panel().apply(batchOf({api::SandboxGone{domain::SandboxId("sbx-2")}}));
    QCOMPARE(panel().lineage()->total(), 4); // of sandboxes only the living stand there
}

void SnapshotsTest::aFoldedRowHidesWhatStandsOnItAndNothingElse()
{
    api::SnapshotView later = snapshot("snap-3");
    later.at = kSampleNow;
    panel().apply(batchOf({snapshot("snap-1"), snapshot("snap-2", "snap-1"), later}));
    panel().setFolded(QStringLiteral("snap-1"), true);
    QCOMPARE(shown(*panel().lineage()), words({"tpl-1", "snap-1", "snap-3"}));
    panel().setFolded(QStringLiteral("snap-1"), false);
    QCOMPARE(shown(*panel().lineage()), words({"tpl-1", "snap-1", "snap-2", "snap-3"}));
}

void SnapshotsTest::aFilterKeepsWhatIsAboveAMatch()
{
    api::SnapshotView leaf = snapshot("snap-2", "snap-1");
    leaf.name = "before migrate";
    api::SnapshotView other = snapshot("snap-3");
    panel().apply(batchOf({snapshot("snap-1"), leaf, other}));
    panel().lineage()->setFilterText(QStringLiteral("migrate"));
    QCOMPARE(shown(*panel().lineage()), words({"tpl-1", "snap-1", "snap-2"}));
}

void SnapshotsTest::snapshotsThatClaimEachOtherAsParentsAreStillListed()
{
    panel().apply(batchOf({snapshot("snap-1", "snap-2"), snapshot("snap-2", "snap-1")}));
    const QStringList all = shown(*panel().lineage());
    QVERIFY(all.contains(QStringLiteral("snap-1")) && all.contains(QStringLiteral("snap-2")));
}

void SnapshotsTest::theTreeKeepsItsOrderWhenOneIsAdded()
{
    panel().apply(batchOf({snapshot("snap-1"), snapshot("snap-3")}));
    panel().apply(batchOf({snapshot("snap-2", "snap-1")}));
    panel().lineage()->showPending();
    QCOMPARE(shown(*panel().lineage()), words({"tpl-1", "snap-1", "snap-2", "snap-3"}));
}

void SnapshotsTest::deletingNamesWhoStandsOnThem()
{
    panel().apply(batchOf({snapshot("snap-1"), snapshot("snap-2", "snap-1"), snapshot("snap-3", "snap-2")}));
    models::MachineActions &actions = *panel().actions();
    actions.prepareDeletion(words({"snap-1", "snap-3"}));
    QVERIFY(actions.deletionRefusal().contains(QStringLiteral("snap-2 stands on snap-1")));
    actions.prepareDeletion(words({"snap-1", "snap-2", "snap-3"}));
    QCOMPARE(actions.deletionRefusal(), QString());
    QCOMPARE(actions.deletionLines().size(), 3);
    actions.deletePrepared();
    QCOMPARE(m_engine->asked, words({"delete snap-1 snap-2 snap-3"}));
}

void SnapshotsTest::theRulesFollowTheTable_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("allowed"); // pause, resume, hibernate, snapshot, fork, in place, destroy
    const auto row = [](SandboxState state, const char *allowed) {
        QTest::newRow(std::string(domain::word(state)).c_str()) << int(state) << QString::fromLatin1(allowed);
    };
    row(SandboxState::Queued, "D");
    row(SandboxState::Creating, "D");
    row(SandboxState::Restoring, "D");
    row(SandboxState::Running, "PHSFID");
    row(SandboxState::Paused, "RHSFID");
    row(SandboxState::Hibernating, "D");
    row(SandboxState::Hibernated, "RSFID");
    row(SandboxState::Resuming, "D");
    row(SandboxState::Stopped, "RD");
    row(SandboxState::Failed, "D");
    row(SandboxState::Destroying, "");
    row(SandboxState::Destroyed, "");
}

void SnapshotsTest::theRulesFollowTheTable()
{
    QFETCH(int, state);
    QFETCH(QString, allowed);
    QString can;
    for (const auto &[verb, letter] : {std::pair{SandboxVerb::Pause, 'P'}, std::pair{SandboxVerb::Resume, 'R'},
                                       std::pair{SandboxVerb::Hibernate, 'H'}, std::pair{SandboxVerb::Snapshot, 'S'},
                                       std::pair{SandboxVerb::Fork, 'F'}, std::pair{SandboxVerb::RestoreInPlace, 'I'},
                                       std::pair{SandboxVerb::Destroy, 'D'}})
        if (models::whyNot(clone(static_cast<SandboxState>(state)), verb).isEmpty())
            can += QLatin1Char(letter);
    QCOMPARE(can, allowed);
}

void SnapshotsTest::aToolThatRunsKeepsItUpButNotFromBeingSnapshot()
{
    api::SandboxView busy = clone();
    busy.busyWith = "bash";
    for (const SandboxVerb verb : {SandboxVerb::Pause, SandboxVerb::Hibernate, SandboxVerb::RestoreInPlace})
        QVERIFY(models::whyNot(busy, verb).startsWith(QStringLiteral("bash runs in it")));
    QCOMPARE(models::whyNot(busy, SandboxVerb::Snapshot), QString());
    QCOMPARE(models::whyNot(busy, SandboxVerb::Fork), QString());
    busy.busyWith.clear();
    busy.operation = "Taking a snapshot";
    QVERIFY(models::whyNot(busy, SandboxVerb::Snapshot).contains(QStringLiteral("Taking a snapshot")));
}

void SnapshotsTest::aBootedSandboxCannotBeWrittenDown()
{
    const api::SandboxView booted = sandbox("sbx-1", 1);
    QVERIFY(models::whyNot(booted, SandboxVerb::Snapshot).contains(QStringLiteral("booted")));
    QVERIFY(models::whyNot(booted, SandboxVerb::Hibernate).contains(QStringLiteral("booted")));
    QCOMPARE(models::whyNot(booted, SandboxVerb::Pause), QString());
}

void SnapshotsTest::aHostWithoutSnapshotsSaysSoOnEveryRow()
{
    api::HostView host;
    host.noSnapshots = Error{ErrorCode::Unsupported, "This QEMU is too old."};
    panel().apply(batchOf({host, clone()}));
    panel().openSandbox(QStringLiteral("sbx-1"));
    QCOMPARE(panel().sandbox()->whyNotSnapshot(),
             QStringLiteral("It cannot be done on this host. This QEMU is too old."));
    host.generation = 1;
    host.noSnapshots.reset();
    panel().apply(batchOf({host}));
    QCOMPARE(panel().sandbox()->whyNotSnapshot(), QString());
}

void SnapshotsTest::hibernatingIsAskedForShownAndConfirmed()
{
    api::SandboxView view = clone();
    panel().apply(batchOf({view}));
    panel().openSandbox(QStringLiteral("sbx-1"));
    panel().actions()->hibernateSandbox(QStringLiteral("sbx-1"));
    QCOMPARE(m_engine->asked, words({"hibernate sbx-1"}));
    QVERIFY(panel().sandbox()->chipWord().startsWith(QStringLiteral("Hibernating…")));
    QVERIFY(!panel().sandbox()->whyNotPause().isEmpty());
    view.generation = 2;
    view.state = SandboxState::Hibernated;
    view.stored = ByteCount::mib(60);
    view.reason = "operator";
    panel().apply(batchOf({view}));
    QCOMPARE(panel().sandbox()->chipWord(), QStringLiteral("Hibernated"));
    QCOMPARE(panel().sandbox()->whyNotResume(), QString());
    QCOMPARE(panel().sandboxes()->index(0).data(models::SandboxesModel::ReasonRole).toString(),
             QStringLiteral("operator"));
}

void SnapshotsTest::aRefusedQuestionStaysInTheDialogUntilTheNext()
{
    panel().apply(batchOf({clone()}));
    models::MachineActions &actions = *panel().actions();
    QSignalSpy accepted(&actions, &models::MachineActions::accepted);
    m_engine->verdict = api::Verdict::denied("The disk is full.");
    actions.begin();
    actions.takeSnapshot(QStringLiteral("sbx-1"), QStringLiteral("  before   migrate "));
    QTRY_COMPARE(actions.refusal(), QStringLiteral("The disk is full."));
    QVERIFY(!actions.sending());
    QCOMPARE(accepted.count(), 0);
    QCOMPARE(m_engine->asked, words({"snapshot sbx-1: before migrate"}));
    m_engine->verdict = api::Verdict::accepted();
    actions.begin();
    QCOMPARE(actions.refusal(), QString());
    actions.forkSandbox(QStringLiteral("sbx-1"), 0); // no number of copies
    actions.forkSandbox(QStringLiteral("sbx-1"), actions.forkMax() + 1);
    QCOMPARE(m_engine->asked.size(), 1);
    actions.forkSandbox(QStringLiteral("sbx-1"), 20);
    QTRY_COMPARE(accepted.count(), 1);
    QCOMPARE(m_engine->asked.back(), QStringLiteral("fork sbx-1 x20"));
}

void SnapshotsTest::theLadderIsSaidInWords()
{
    api::SandboxView view = clone();
    view.ladder = {90s, {}, {}};
    view.nextStep = domain::IdleStep::Pause;
    view.nextStepAt = kSampleNow + 40s;
    panel().apply(batchOf({view}));
    panel().openSandbox(QStringLiteral("sbx-1"));
    QVERIFY(panel().sandbox()->ladderText().startsWith(QStringLiteral("paused after 1 min 30 s, never hibernated")));
    QVERIFY(panel().sandbox()->nextStepText().startsWith(QStringLiteral("pauses in ")));
    view.generation = 2;
    view.keptAliveUntil = kSampleNow + 3h;
    panel().apply(batchOf({view}));
    QCOMPARE(panel().sandbox()->awakeText(), QStringLiteral("3 h 00 min"));
    QCOMPARE(panel().sandboxes()->index(0).data(models::SandboxesModel::ReasonRole).toString(),
             QStringLiteral("awake 3 h 00 min"));
}

void SnapshotsTest::onlyWhatIsPossibleIsAskedOfThoseThatAreMarked()
{
    api::SandboxView paused = sandbox("sbx-2", 1, SandboxState::Paused);
    paused.base = domain::TemplateId("tpl-1");
    panel().apply(batchOf({clone(), paused, sandbox("sbx-3", 1, SandboxState::Failed)}));
    models::MachineActions &actions = *panel().actions();
    for (const char *id : {"sbx-1", "sbx-2", "sbx-3"})
        actions.markSandbox(QString::fromLatin1(id), true);
    QCOMPARE(actions.marked(), 3);
    QCOMPARE(actions.pausable(), 1);
    QCOMPARE(actions.resumable(), 1);
    QCOMPARE(actions.hibernatable(), 2);
    QCOMPARE(actions.destroyable(), 3);
    actions.snapshotMarked();
    QCOMPARE(m_engine->asked, words({"snapshot sbx-1", "snapshot sbx-2"}));
    for (const char *of : {"sbx-1", "sbx-2"}) {
        api::SnapshotView ready = snapshot(of);
        ready.sandbox = domain::SandboxId(of);
        ready.at = kSampleNow;
        panel().apply(batchOf({ready}));
    }
    actions.destroying()->begin(actions.markedIds());
    actions.destroyChosen(actions.destroying()->wantedText());
    QCOMPARE(m_engine->asked.size(), 5);
    QCOMPARE(actions.marked(), 0);
}

void SnapshotsTest::aMarkGoesWithItsRow()
{
    panel().apply(batchOf({snapshot("snap-1")}));
    panel().actions()->toggleSnapshot(QStringLiteral("snap-1"));
    QCOMPARE(panel().actions()->markedSnapshots(), 1);
    panel().apply(batchOf({api::SnapshotGone{domain::SnapshotId("snap-1")}}));
    m_clock.advance(11s);
    panel().ticker()->tick();
    QCOMPARE(panel().actions()->markedSnapshots(), 0);
}

void SnapshotsTest::restoringInPlaceNeedsItsSandboxOrOneLikeIt()
{
    panel().apply(batchOf({snapshot("snap-1")}));
    panel().openSnapshot(QStringLiteral("snap-1"));
    QVERIFY(panel().snapshot()->whyNotInPlace().contains(QStringLiteral("sbx-1 is gone")));
    panel().apply(batchOf({clone()}));
    QCOMPARE(panel().snapshot()->whyNotInPlace(), QString());
    panel().actions()->restoreInPlace(QStringLiteral("snap-1"), QStringLiteral("sbx-1"), false);
    QCOMPARE(m_engine->asked, words({"restore snap-1 in sbx-1 unsafely"}));

    api::SandboxView like = sandbox("sbx-0", 1); // before its own in the list, and after it in the choice
    like.base = domain::TemplateId("tpl-1");
    like.name = "spare";
    api::SandboxView busy = sandbox("sbx-busy", 1);
    busy.base = domain::TemplateId("tpl-1");
    busy.busyWith = "bash";
    api::SandboxView larger = sandbox("sbx-larger", 1);
    larger.base = domain::TemplateId("tpl-1");
    larger.size.memory = ByteCount::gib(3);
    api::SandboxView other = sandbox("sbx-other", 1);
    other.base = domain::TemplateId("tpl-2");
    panel().apply(batchOf({like, busy, larger, other}));
    QCOMPARE(panel().snapshot()->targets(), words({"sbx-1", "sbx-0"}));
    QCOMPARE(panel().snapshot()->targetTexts(), words({"sbx-1, its own", "sbx-0 (spare)"}));
    QVERIFY(
        panel().snapshot()->inPlaceConsequence(QStringLiteral("sbx-0")).startsWith(QStringLiteral("sbx-0 becomes")));
}

void SnapshotsTest::aPinnedOneIsNotDeleted()
{
    api::SnapshotView view = snapshot("snap-1");
    view.pinned = true;
    panel().apply(batchOf({view}));
    panel().openSnapshot(QStringLiteral("snap-1"));
    QCOMPARE(panel().snapshot()->word(), QStringLiteral("Pinned"));
    QCOMPARE(panel().snapshot()->symbol(), QStringLiteral("diamond-pin"));
    QCOMPARE(panel().snapshot()->whyNotDelete(), QStringLiteral("snap-1 is pinned. Take the pin out first."));
    panel().actions()->pinSnapshot(QStringLiteral("snap-1"), false);
    panel().actions()->pinSnapshot(QStringLiteral("snap-1"), true);
    QCOMPARE(m_engine->asked, words({"unpin snap-1", "pin snap-1"}));
    view.generation = 2;
    view.pinned = false;
    panel().apply(batchOf({view}));
    QCOMPARE(panel().snapshot()->whyNotDelete(), QString());
}

void SnapshotsTest::verifyingSaysWhatWasFound()
{
    api::SnapshotView view = snapshot("snap-1");
    panel().apply(batchOf({view}));
    panel().openSnapshot(QStringLiteral("snap-1"));
    const auto verified = [this] {
        const QAbstractItemModel *facts = panel().snapshot()->facts();
        for (int fact = 0; fact < facts->rowCount(); ++fact)
            if (facts->index(fact, 0).data(models::FactList::LabelRole) == QStringLiteral("Verified"))
                return facts->index(fact, 0).data(models::FactList::ValueRole).toString();
        return QString();
    };
    QCOMPARE(verified(), QStringLiteral("not read since it was written"));
    panel().actions()->verifySnapshot(QStringLiteral("snap-1"));
    QCOMPARE(m_engine->asked, words({"verify snap-1"}));
    view.verifying = true;
    panel().apply(batchOf({view}));
    QCOMPARE(panel().snapshot()->word(), QStringLiteral("Verifying"));
    QVERIFY(!panel().snapshot()->whyNotVerify().isEmpty());
    QVERIFY(panel().snapshot()->verifying());
    panel().actions()->cancelVerify(QStringLiteral("snap-1"));
    QCOMPARE(m_engine->asked, words({"verify snap-1", "cancel verify snap-1"}));
    view.verifying = false;
    view.verifiedAt = kSampleNow - 3min;
    panel().apply(batchOf({view}));
    QCOMPARE(verified(), QStringLiteral("found whole 3 min ago"));
    view.problem = Error{ErrorCode::ProtocolError, "memory: its checksum differs"};
    panel().apply(batchOf({view}));
    QCOMPARE(panel().snapshot()->word(), QStringLiteral("Damaged"));
    QCOMPARE(verified(), QStringLiteral("found damaged 3 min ago"));
    QVERIFY(!panel().snapshot()->whyNotRestore().isEmpty());
}

void SnapshotsTest::aNameIsCountedInBytes()
{
    panel().apply(batchOf({snapshot("snap-1")}));
    models::MachineActions &actions = *panel().actions();
    QVERIFY(actions.nameFits(QString(64, QLatin1Char('a'))));
    QVERIFY(!actions.nameFits(QString(33, QChar(0x00e9)))); // two bytes each
    actions.renameSnapshot(QStringLiteral("snap-1"), QString(33, QChar(0x00e9)));
    QCOMPARE(m_engine->asked.size(), 0);
    actions.renameSnapshot(QStringLiteral("snap-1"), QStringLiteral("  tests   green "));
    QCOMPARE(m_engine->asked, words({"rename snap-1: tests green"}));
}

void SnapshotsTest::aTemplateThatOthersStandOnIsNotDeleted()
{
    api::TemplateView base{.generation = 1, .id = domain::TemplateId("tpl-1")};
    base.state = domain::TemplateState::Ready;
    base.snapshots = 1;
    panel().apply(batchOf({base}));
    panel().openTemplate(QStringLiteral("tpl-1"));
    QCOMPARE(panel().base()->whyNotDelete(), QStringLiteral("1 snapshot stands on it."));
    base.snapshots = 0;
    base.generation = 2;
    panel().apply(batchOf({base}));
    QCOMPARE(panel().base()->whyNotDelete(), QString());
}

void SnapshotsTest::everySampleRowSpeaks()
{
    panel().apply(batchOf(sampleViews()));
    for (const models::StableList *list : {panel().snapshots(), panel().lineage()})
        for (const QString &spoken : shown(*list, SnapshotsModel::SpokenRole))
            QVERIFY(!spoken.isEmpty());
    QCOMPARE(panel().snapshots()->total(), 6);
}

QTEST_MAIN(SnapshotsTest)
#include "snapshots_test.moc"
