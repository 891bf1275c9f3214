// What is said at the window's edge: what can be taken back, what changed under one's hands, and what is read out.
#include "tests/unit/models/panel_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using domain::SandboxState;
using models::Announcer;
using models::EdgeNote;

namespace {

api::SandboxView clone(SandboxState state, std::uint64_t generation = 1)
{
    api::SandboxView view = sandbox("sbx-1", generation, state);
    view.base = domain::TemplateId("tpl-1");
    return view;
}

const QString kId = QStringLiteral("sbx-1");

} // namespace

class EdgeNoteTest : public PanelFixture {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { end(); }
    void aPauseIsTakenBackOnceItIsDone();
    void whatWasRefusedIsNotTakenBack();
    void aHibernatedOneThatWasResumedGoesBackToSleep();
    void pinsNamesAndLaddersAreTakenBack();
    void pausedPollingGoesOn();
    void whatIsOfferedEndsAfterTenSeconds();
    void itIsDoneOnceAndByKeyToo();
    void aChangeUnderOnesHandsIsSaidWithReview();
    void whatIsSaidIsReadOutAtMostEveryFiveSeconds();
    void ofEachSubjectOnlyTheNewestIsReadOut();
    void theStateOfWhatIsSelectedIsReadOut();
    void pagesAndWaitingCallsAreReadOut();

private:
    EdgeNote &note() { return *m_panel->note(); }
    Announcer &announcer() { return *note().announcer(); }
    QStringList asked() { return std::exchange(m_engine->asked, {}); }
    void answered()
    {
        QSignalSpy heard(m_client.get(), &bridge::EngineClient::heard);
        QVERIFY(heard.wait());
    }
    void pass(std::chrono::milliseconds time)
    {
        m_clock.advance(time);
        m_panel->ticker()->tick();
    }
    void is(SandboxState state)
    {
        auto view = clone(state, ++m_generation);
        view.since = m_clock.now()();
        m_panel->apply(batchOf({view}));
    }

    std::uint64_t m_generation = 100;
};

void EdgeNoteTest::init()
{
    begin({{clone(SandboxState::Running)}});
    m_panel->openSandbox(kId);
    pass(10s); // what that said is said
    pass(10s);
    asked();
}

void EdgeNoteTest::aPauseIsTakenBackOnceItIsDone()
{
    m_panel->actions()->pauseSandbox(kId);
    QVERIFY(note().verb().isEmpty()); // it is not paused yet
    is(SandboxState::Paused);
    QCOMPARE(note().text(), QStringLiteral("sbx-1 paused"));
    QCOMPARE(note().verb(), QStringLiteral("Undo"));
    asked();
    note().act();
    QCOMPARE(asked(), words({"resume sbx-1"}));
    is(SandboxState::Running);
    QVERIFY(note().verb().isEmpty()); // what was taken back is not offered again
}

void EdgeNoteTest::whatWasRefusedIsNotTakenBack()
{
    m_engine->verdict = api::Verdict::denied("Not now.");
    m_panel->actions()->pauseSandbox(kId);
    answered();
    is(SandboxState::Paused); // by somebody else
    QVERIFY(note().verb().isEmpty());
}

void EdgeNoteTest::aHibernatedOneThatWasResumedGoesBackToSleep()
{
    is(SandboxState::Hibernated);
    m_panel->actions()->resumeSandbox(kId);
    is(SandboxState::Resuming);
    QVERIFY(note().verb().isEmpty());
    is(SandboxState::Running);
    QCOMPARE(note().text(), QStringLiteral("sbx-1 resumed"));
    asked();
    note().act();
    QCOMPARE(asked(), words({"hibernate sbx-1"}));
}

void EdgeNoteTest::pinsNamesAndLaddersAreTakenBack()
{
    const QString snapshot = QString::fromLatin1(kSampleSnapshot);
    const auto before = *m_panel->snapshotViews().find(snapshot);
    m_panel->actions()->pinSnapshot(snapshot, !before.pinned);
    answered();
    const QStringList pin = asked();
    note().act();
    const QStringList back = asked();
    QVERIFY(!back.isEmpty() && back != pin);
    m_panel->actions()->renameSnapshot(snapshot, QStringLiteral("other"));
    answered();
    asked();
    QCOMPARE(note().verb(), QStringLiteral("Undo"));
    note().act();
    QCOMPARE(asked().size(), 1);
    answered();
    m_panel->actions()->editLadder(kId);
    m_panel->actions()->sendLadder();
    answered();
    QCOMPARE(note().text(), QStringLiteral("Idle ladder of sbx-1 changed"));
    asked();
    note().act();
    QCOMPARE(asked().size(), 1);
}

void EdgeNoteTest::pausedPollingGoesOn()
{
    m_panel->pausePolling(QString::fromLatin1(kSampleEnvironment));
    answered();
    QCOMPARE(note().text(), QStringLiteral("Polling paused"));
    m_panel->apply(batchOf(sampleEnvironment(api::PollState::PausedByOperator)));
    asked();
    note().act();
    QCOMPARE(asked(), QStringList{QStringLiteral("resume ") + QLatin1String(kSampleEnvironment)});
}

void EdgeNoteTest::whatIsOfferedEndsAfterTenSeconds()
{
    m_panel->actions()->pauseSandbox(kId);
    is(SandboxState::Paused);
    pass(9s);
    QCOMPARE(note().verb(), QStringLiteral("Undo"));
    pass(1s);
    QVERIFY(!note().isOpen());
    asked();
    note().act();
    QCOMPARE(asked(), QStringList());
}

void EdgeNoteTest::itIsDoneOnceAndByKeyToo()
{
    m_panel->registry()->trigger(QStringLiteral("app.undo"));
    QVERIFY(note().isProblem()); // nothing to take back, which is said
    m_panel->actions()->pauseSandbox(kId);
    is(SandboxState::Paused);
    asked();
    m_panel->registry()->trigger(QStringLiteral("app.undo"));
    QCOMPARE(asked(), words({"resume sbx-1"}));
    m_panel->registry()->trigger(QStringLiteral("app.undo"));
    QCOMPARE(asked(), QStringList());
}

void EdgeNoteTest::aChangeUnderOnesHandsIsSaidWithReview()
{
    m_panel->setPage(models::PanelModel::OverviewPage);
    m_engine->verdict = api::Verdict::denied("It is not running.");
    m_panel->actions()->pauseSandbox(kId);
    is(SandboxState::Hibernated); // meanwhile
    m_clock.advance(3s);
    answered();
    QCOMPARE(note().text(), QStringLiteral("sbx-1: it changed to Hibernated 3 s ago. Nothing was done."));
    QCOMPARE(note().verb(), QStringLiteral("Review"));
    note().act();
    QCOMPARE(m_panel->page(), models::PanelModel::SandboxesPage);
    QCOMPARE(m_panel->sandbox()->id(), kId);
}

void EdgeNoteTest::whatIsSaidIsReadOutAtMostEveryFiveSeconds()
{
    QSignalSpy told(&announcer(), &Announcer::told);
    Q_EMIT m_panel->toast(QStringLiteral("One"), false);
    QCOMPARE(announcer().text(), QStringLiteral("One"));
    announcer().say(QStringLiteral("a"), QStringLiteral("Two"));
    announcer().say(QStringLiteral("b"), QStringLiteral("Three"));
    pass(4s);
    QCOMPARE(told.count(), 1);
    pass(1s);
    QCOMPARE(told.count(), 2);
    QCOMPARE(announcer().text(), QStringLiteral("Two. Three"));
}

void EdgeNoteTest::ofEachSubjectOnlyTheNewestIsReadOut()
{
    announcer().say(QStringLiteral("first"), QStringLiteral("now"));
    for (const char *text : {"Creating", "Running", "Paused"})
        announcer().say(QStringLiteral("sandbox"), QString::fromLatin1(text));
    for (int i = 0; i < 9; ++i)
        announcer().say(QString::number(i), QString::number(i));
    pass(5s);
    QCOMPARE(announcer().text(), QStringLiteral("5. 6. 7. 8. and 6 more"));
    announcer().say(QStringLiteral("gone"), QStringLiteral("not true any more"));
    announcer().drop(QStringLiteral("gone"));
    pass(5s);
    QCOMPARE(announcer().text(), QStringLiteral("5. 6. 7. 8. and 6 more")); // nothing was left to say
}

void EdgeNoteTest::theStateOfWhatIsSelectedIsReadOut()
{
    is(SandboxState::Paused);
    QCOMPARE(announcer().text(), QStringLiteral("Sandbox sbx-1: Paused"));
    pass(6s);
    QSignalSpy told(&announcer(), &Announcer::told);
    auto view = clone(SandboxState::Paused, ++m_generation); // figures are no news
    view.memory = ByteCount::mib(7);
    m_panel->apply(batchOf({view}));
    m_panel->sandboxes()->selectKey(QString::fromLatin1(kSampleRunningSandbox)); // nor is another selection
    QCOMPARE(told.count(), 0);
}

void EdgeNoteTest::pagesAndWaitingCallsAreReadOut()
{
    m_panel->setPage(models::PanelModel::CostsPage);
    QCOMPARE(announcer().text(), QStringLiteral("Costs"));
    m_panel->apply(batchOf(sampleMoreApprovals()));
    pass(5s);
    QVERIFY2(announcer().text().contains(QStringLiteral("calls need approval")), qPrintable(announcer().text()));
}

QTEST_GUILESS_MAIN(EdgeNoteTest)
#include "edge_note_test.moc"
