// The whole panel without a window: banners, commands and their answers, leaving.
#include "app/models/panel_model.h"
#include "tests/unit/models/model_fixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace glovebox;
using namespace glovebox::testing;
using namespace std::chrono_literals;
using bridge::EngineClient;
using models::BannerList;
using models::PanelModel;

namespace {

QStringList bannerKeys(BannerList *banners)
{
    QStringList keys;
    for (int row = 0; row < banners->rowCount(); ++row)
        keys += banners->index(row).data(BannerList::KeyRole).toString();
    return keys;
}

api::HostView host(api::EnginePhase phase, std::uint64_t generation)
{
    api::HostView view = std::get<api::HostView>(sampleHost().front());
    view.phase = phase;
    view.generation = generation;
    return view;
}

} // namespace

class PanelModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anEmptyListIsOnlyEmptyOnceTheEngineSaidSo();
    void withoutEnvironmentItIsTheFirstTime();
    void bannersComeWorstFirstAndTwoAtMost();
    void resultsThatWaitAreCounted();
    void aDismissedBannerReturnsWithItsCause();
    void preparingShowsHowFar();
    void silenceOfTheEngineIsSaid();
    void pausingShowsAsAskedUntilConfirmed();
    void aDeniedCommandIsExplained();
    void anAnswerAfterThePanelIsGoneIsHarmless();
    void destroyingAsksTheEngineOnce();
    void pausingAsksTheEngineOnceAndADenialIsShownWithItsReason();
    void whatCannotBePausedIsNotAskedFor();
    void openingASessionAndItsSandbox();
    void betweenASessionAndItsLogTheWayBackEnds();
    void nobodysLogIsNotTheEngines();
    void closingWithNothingAliveStopsQuietly();
    void closingWithSandboxesAliveAsks();
    void anEngineThatNeverStopsIsLeftInTheEnd();
    void theDemoIsUnmistakable();

private:
    HandClock m_clock;
};

void PanelModelTest::anEmptyListIsOnlyEmptyOnceTheEngineSaidSo()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QVERIFY(!panel.loaded());
    panel.apply(batchOf(sampleHost()));
    QVERIFY(panel.loaded());
}

void PanelModelTest::withoutEnvironmentItIsTheFirstTime()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QVERIFY(!panel.firstTime());
    panel.apply(batchOf(sampleHost()));
    QVERIFY(panel.firstTime());
    panel.apply(batchOf(sampleEnvironment()));
    QVERIFY(!panel.firstTime());
}

void PanelModelTest::bannersComeWorstFirstAndTwoAtMost()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    panel.apply(batchOf(sampleViews(false, true)));
    QCOMPARE(bannerKeys(panel.banners()), (words({"emulated", "demo"})));
    panel.apply(batchOf(sampleEnvironment(api::PollState::KeyRejected, true)));
    QCOMPARE(bannerKeys(panel.banners()), (words({"key-rejected", "emulated"})));
    QCOMPARE(panel.banners()->moreText(), QStringLiteral("and 1 more"));
    QVERIFY(panel.banners()
                ->index(0)
                .data(BannerList::TextRole)
                .toString()
                .contains(QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY")));
}

void PanelModelTest::resultsThatWaitAreCounted()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    std::vector<api::Change> posting;
    for (std::uint64_t sequence : {9001U, 9002U}) {
        api::ToolCallView call{.id = domain::EventId("sevt_post" + std::to_string(sequence)), .name = "bash"};
        call.state = domain::ToolCallState::Posting;
        api::TranscriptEntry entry{.session = domain::SessionId(kSampleRunningSession)};
        entry.sequence = sequence;
        entry.what = call;
        posting.emplace_back(entry);
    }
    panel.apply(batchOf(sampleViews()));
    panel.apply(batchOf(std::move(posting)));
    const auto said = [&] {
        return panel.banners()->index(0).data(BannerList::TextRole).toString();
    };
    QVERIFY(!said().contains(QStringLiteral("waiting to send"))); // they are on their way
    panel.apply(batchOf(sampleEnvironment(api::PollState::Disconnected)));
    QVERIFY2(said().contains(QStringLiteral("results waiting to send.")), qPrintable(said()));
}

void PanelModelTest::aDismissedBannerReturnsWithItsCause()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    panel.apply(batchOf(sampleViews(true, true)));
    QCOMPARE(bannerKeys(panel.banners()), words({"demo"}));
    panel.banners()->dismiss(QStringLiteral("demo"));
    QCOMPARE(bannerKeys(panel.banners()), QStringList());
    panel.apply(batchOf(sampleEnvironment(api::PollState::Polling, false)));
    panel.apply(batchOf(sampleEnvironment(api::PollState::Polling, true)));
    QCOMPARE(bannerKeys(panel.banners()), words({"demo"}));
}

void PanelModelTest::preparingShowsHowFar()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    api::HostView view = host(api::EnginePhase::Preparing, 8);
    view.activity = "Building the guest image (2 of 4): Unpacking packages";
    panel.apply(batchOf({view}));
    QCOMPARE(panel.banners()->index(0).data(BannerList::ProgressRole).toDouble(), 0.25);
}

void PanelModelTest::silenceOfTheEngineIsSaid()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.heard();
    panel.apply(batchOf(sampleViews()));
    m_clock.advance(14s);
    panel.ticker()->tick();
    QVERIFY(!panel.host()->stale());
    m_clock.advance(2s);
    panel.ticker()->tick();
    QVERIFY(panel.host()->stale());
    QCOMPARE(bannerKeys(panel.banners()), words({"stale"}));
    QCOMPARE(panel.host()->age(), QStringLiteral("Updated 16 s ago"));
    panel.heard();
    QVERIFY(!panel.host()->stale());
    QCOMPARE(bannerKeys(panel.banners()), QStringList());
}

void PanelModelTest::pausingShowsAsAskedUntilConfirmed()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.pausePolling(QString::fromLatin1(kSampleEnvironment));
    QCOMPARE(panel.environment()->word(), QStringLiteral("Polling")); // never a state that is not confirmed
    m_clock.advance(2s);
    QCOMPARE(panel.environment()->requestText(), QStringLiteral("Pausing… 2 s"));
    QVERIFY(!panel.environment()->canPause());
    panel.apply(batchOf(sampleEnvironment(api::PollState::PausedByOperator)));
    QCOMPARE(panel.environment()->requestText(), QString());
    QCOMPARE(panel.environment()->word(), QStringLiteral("Paused by you"));
    QVERIFY(panel.environment()->canResume());
    QCOMPARE(engine.asked, QStringList{QStringLiteral("pause ") + QLatin1String(kSampleEnvironment)});
}

void PanelModelTest::aDeniedCommandIsExplained()
{
    ObedientEngine engine;
    engine.verdict = api::Verdict::denied("The engine is stopping.");
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.pausePolling(QString::fromLatin1(kSampleEnvironment));
    QVERIFY(toasts.wait());
    QCOMPARE(toasts.first().at(0).toString(), QStringLiteral("The engine is stopping."));
    QCOMPARE(panel.environment()->requestText(), QString());
    QVERIFY(panel.environment()->canPause());
}

void PanelModelTest::anAnswerAfterThePanelIsGoneIsHarmless()
{
    ObedientEngine engine;
    engine.verdict = api::Verdict::denied("Too late.");
    EngineClient client(engine.post());
    QSignalSpy heard(&client, &EngineClient::heard);
    {
        PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
        panel.apply(batchOf(sampleViews()));
        panel.pausePolling(QString::fromLatin1(kSampleEnvironment));
        panel.drainEngine();
        panel.actions()->destroySandbox(QString::fromLatin1(kSampleRunningSandbox));
    }
    QVERIFY(heard.wait());
}

void PanelModelTest::destroyingAsksTheEngineOnce()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.openSandbox(QString::fromLatin1(kSampleRunningSandbox));
    QVERIFY(panel.sandbox()->canDestroy());
    QVERIFY(panel.sandbox()->destroyConsequence().startsWith(QStringLiteral("bash is running now")));
    panel.actions()->destroySandbox(panel.sandbox()->id());
    QVERIFY(panel.sandbox()->requested());
    QVERIFY(!panel.sandbox()->canDestroy());
    QCOMPARE(engine.asked, QStringList{QStringLiteral("destroy ") + QLatin1String(kSampleRunningSandbox)});
    panel.actions()->destroySandbox(QStringLiteral("sbx-not-there"));
    QCOMPARE(engine.asked.size(), 1);
}

void PanelModelTest::pausingAsksTheEngineOnceAndADenialIsShownWithItsReason()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.apply(batchOf(sampleViews()));
    const QString id = QString::fromLatin1(kSampleIdleSandbox);
    panel.openSandbox(id);
    panel.actions()->pauseSandbox(id);
    QCOMPARE(panel.sandbox()->chipWord(), QStringLiteral("Pausing…"));
    panel.actions()->pauseSandbox(id); // a second press
    QCOMPARE(engine.asked, QStringList{QStringLiteral("pause ") + id});

    panel.actions()->resumeSandbox(QString::fromLatin1(kSamplePausedSandbox));
    QCOMPARE(engine.asked.last(), QStringLiteral("resume ") + QLatin1String(kSamplePausedSandbox));

    engine.verdict = api::Verdict::denied("A tool runs in it: bash. Wait for its end, or cancel the call.");
    const QString other = QString::fromLatin1(kSampleKeptSandbox);
    panel.openSandbox(other);
    toasts.clear();
    panel.actions()->pauseSandbox(other);
    QTRY_VERIFY(!panel.sandbox()->requested());
    QCOMPARE(panel.sandbox()->chipWord(), QStringLiteral("Running"));
    QCOMPARE(panel.sandbox()->refusal(),
             QStringLiteral("A tool runs in it: bash. Wait for its end, or cancel the call."));
    QCOMPARE(toasts.count(), 1);
    QVERIFY(toasts[0][0].toString().startsWith(other + QStringLiteral(" was not paused. A tool runs in it")));
}

void PanelModelTest::whatCannotBePausedIsNotAskedFor()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    QSignalSpy toasts(&panel, &PanelModel::toast);
    panel.apply(batchOf(sampleViews()));
    panel.actions()->pauseSandbox(QString::fromLatin1(kSampleRunningSandbox)); // bash runs in it
    panel.actions()->pauseSandbox(QString::fromLatin1(kSampleFailedSandbox));
    panel.actions()->resumeSandbox(QString::fromLatin1(kSampleRunningSandbox));
    panel.actions()->pauseSandbox(QStringLiteral("sbx-not-there"));
    QVERIFY(engine.asked.isEmpty());
    QCOMPARE(toasts.count(), 3);
    QVERIFY(toasts[0][0].toString().contains(QStringLiteral("bash runs in it")));
}

void PanelModelTest::openingASessionAndItsSandbox()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.openSession(QString::fromLatin1(kSampleRunningSession));
    QCOMPARE(panel.page(), PanelModel::SessionPage);
    QVERIFY(panel.session()->transcript()->count() > 10);
    panel.openSandbox(panel.session()->sandbox());
    QCOMPARE(panel.page(), PanelModel::SandboxesPage);
    QCOMPARE(panel.sandbox()->word(), QStringLiteral("Running · busy"));
    QCOMPARE(panel.waitingApprovals(), 3);
    QCOMPARE(panel.stuckWork(), 2);
    QCOMPARE(panel.failedSandboxes(), 1);
}

void PanelModelTest::betweenASessionAndItsLogTheWayBackEnds()
{
    const QString id = QString::fromLatin1(kSampleRunningSession);
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.apply(batchOf(sampleViews()));
    panel.setPage(PanelModel::SessionsPage);
    for (int again = 0; again < 2; ++again) {
        panel.openSession(id);
        panel.openLog(QStringLiteral("session/") + id, 0);
        QCOMPARE(panel.page(), PanelModel::LogsPage);
    }
    panel.openSession(id); // the call of a line
    panel.back();
    QCOMPARE(panel.page(), PanelModel::SessionsPage);

    panel.openSession(id);
    panel.openLog(QStringLiteral("session/") + id, 0);
    panel.back();
    QCOMPARE(panel.page(), PanelModel::SessionPage);
    panel.back();
    QCOMPARE(panel.page(), PanelModel::SessionsPage);

    panel.setPage(PanelModel::SandboxesPage); // beginning at a log
    panel.openLog(QStringLiteral("session/") + id, 0);
    panel.openSession(id);
    panel.openLog(QStringLiteral("session/") + id, 0);
    panel.openSession(id);
    panel.back();
    QCOMPARE(panel.page(), PanelModel::LogsPage);
    panel.back();
    QCOMPARE(panel.page(), PanelModel::SandboxesPage);
}

void PanelModelTest::nobodysLogIsNotTheEngines()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    panel.setPage(PanelModel::SandboxesPage);
    panel.openLog(QStringLiteral("sandbox/"), 0);
    QCOMPARE(panel.page(), PanelModel::SandboxesPage);
    panel.openLog({}, 0);
    QCOMPARE(panel.page(), PanelModel::LogsPage);
}

void PanelModelTest::closingWithNothingAliveStopsQuietly()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    QSignalSpy ready(panel.quit(), &models::QuitGuard::ready);
    panel.apply(batchOf(sampleHost()));
    panel.quit()->requestClose();
    QVERIFY(!panel.quit()->asking());
    QCOMPARE(engine.asked, words({"stopNow"}));
    QCOMPARE(ready.count(), 0);
    panel.apply(batchOf({host(api::EnginePhase::Stopped, 20)}));
    QCOMPARE(ready.count(), 1);
}

void PanelModelTest::closingWithSandboxesAliveAsks()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    QSignalSpy ready(panel.quit(), &models::QuitGuard::ready);
    panel.apply(batchOf(sampleViews()));
    panel.quit()->requestClose();
    QVERIFY(panel.quit()->asking());
    QVERIFY(panel.quit()->question().startsWith(QStringLiteral("Quit while 15 sandboxes")));
    QCOMPARE(panel.quit()->consequences().size(), 7); // six by name, the rest counted
    panel.quit()->stay();
    QVERIFY(!panel.quit()->asking());
    QVERIFY(engine.asked.isEmpty());

    panel.quit()->requestClose();
    panel.quit()->drainAndQuit();
    QVERIFY(panel.quit()->draining());
    QCOMPARE(engine.asked, words({"drain"}));
    panel.apply(batchOf({host(api::EnginePhase::Stopped, 30)}));
    QCOMPARE(ready.count(), 1);
}

void PanelModelTest::anEngineThatNeverStopsIsLeftInTheEnd()
{
    ObedientEngine engine;
    EngineClient client(engine.post());
    PanelModel panel(&client, m_clock.now(), QTimeZone::utc());
    QSignalSpy ready(panel.quit(), &models::QuitGuard::ready);
    panel.apply(batchOf(sampleViews()));
    panel.quit()->requestClose();
    panel.quit()->drainAndQuit();
    m_clock.advance(models::QuitGuard::kPatience + 1s);
    panel.ticker()->tick();
    QCOMPARE(engine.asked, (words({"drain", "stopNow"})));
    QCOMPARE(ready.count(), 0);
    m_clock.advance(models::QuitGuard::kPatience + 1s);
    panel.ticker()->tick();
    QCOMPARE(ready.count(), 1);
}

void PanelModelTest::theDemoIsUnmistakable()
{
    PanelModel panel(nullptr, m_clock.now(), QTimeZone::utc());
    QSignalSpy title(&panel, &PanelModel::titleChanged);
    QCOMPARE(panel.windowTitle(), QStringLiteral("Glovebox"));
    panel.apply(batchOf(sampleEnvironment(api::PollState::Polling, true)));
    QCOMPARE(panel.windowTitle(), QStringLiteral("Glovebox [demo]"));
    QCOMPARE(title.count(), 1);
}

QTEST_GUILESS_MAIN(PanelModelTest)
#include "panel_model_test.moc"
