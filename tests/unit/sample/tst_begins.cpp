// How the sample begins: as much as was asked for, the same for the same seed, told late when that is wanted.
#include "tests/unit/sample/played_sample.h"

#include "app/sample/fleet.h"
#include "app/sample/time_shift.h"

#include <QtTest>

using namespace glovebox;
using namespace glovebox::testing;

class SampleBeginsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theAfternoonOfTheDesign()
    {
        PlayedSample play;
        QCOMPARE(play.world().sandboxes.size(), std::size_t{37});
        QCOMPARE(play.world().sessions.size(), std::size_t{31});
        QVERIFY(std::ranges::any_of(play.world().sessions, [](const auto &entry) {
            return entry.second.state == api::SessionState::NeedsApproval;
        }));
        QCOMPARE(play.world().host.phase, api::EnginePhase::Running);
        for (const auto &[id, view] : play.world().sandboxes)
            if (view.session)
                QVERIFY2(play.world().sessions.contains(*view.session) ||
                             view.state == domain::SandboxState::Destroying,
                         qPrintable(QString::fromStdString(id.value())));
    }
    void asManyAsWereAskedFor()
    {
        PlayedSample play({.sandboxes = 1000, .rate = 50});
        QCOMPARE(play.world().sandboxes.size(), std::size_t{1000});
        QVERIFY(play.world().host.slotsUsed <= play.world().host.slotsMax);
        play.pass(2s);
        play.heard.clear();
        play.pass(1s);
        const auto told = std::ranges::count_if(
            play.heard, [](const auto &change) { return std::holds_alternative<api::SandboxView>(change); });
        QVERIFY2(told >= 40 && told <= 120, qPrintable(QString::number(told)));
    }
    void aSessionWithManyEvents()
    {
        PlayedSample play({.events = 50'000});
        play.pass(5s);
        const auto written =
            std::ranges::max_element(play.world().written, {}, [](const auto &entry) { return entry.second; });
        QVERIFY(written->second >= 50'000);
    }
    void theSameSeedIsTheSameSample()
    {
        PlayedSample one({.seed = 3});
        PlayedSample two({.seed = 3});
        PlayedSample other({.seed = 4});
        for (PlayedSample *play : {&one, &two, &other})
            play->pass(90s);
        QCOMPARE(one.heard.size(), two.heard.size());
        QVERIFY(one.world().sandboxes == two.world().sandboxes);
        QVERIFY(one.world().sessions == two.world().sessions);
        QVERIFY(one.world().operations == two.world().operations);
        QVERIFY(one.world().sessions != other.world().sessions);
    }
    void ticksThatComeLateMakeNoOtherSample()
    {
        PlayedSample often({.seed = 5});
        PlayedSample seldom({.seed = 5});
        often.pass(30s);
        seldom.engine().tick(sample::kSampleNow + 30s);
        QVERIFY(often.world().sandboxes == seldom.world().sandboxes);
    }
    void whatHappensIsToldLater()
    {
        PlayedSample play({.delay = 10s});
        const auto id = play.idleOne();
        play.heard.clear();
        QVERIFY(accepted(play.engine().pauseSandbox(id)));
        play.pass(5s);
        QCOMPARE(play.stateOf(id), domain::SandboxState::Paused);
        QVERIFY(
            !std::ranges::any_of(play.statesOf(id), [](auto state) { return state == domain::SandboxState::Paused; }));
        play.pass(7s);
        QVERIFY(
            std::ranges::any_of(play.statesOf(id), [](auto state) { return state == domain::SandboxState::Paused; }));
    }
    void everyTimeOfTheAfternoonIsMoved()
    {
        const auto far = std::chrono::hours(24 * 365);
        const sample::SampleOptions options;
        const auto now = sample::sampleBeginning(options, sample::kSampleNow + far);
        const auto then = sample::sampleBeginning(options, sample::kSampleNow);
        QCOMPARE(now.size(), then.size());
        for (std::size_t i = 0; i < now.size(); ++i) {
            auto back = sample::shifted(now[i], -far);
            // What is compared by value is the same again, so nothing was moved twice or left behind.
            if (const auto *view = std::get_if<api::SessionView>(&then[i]))
                QVERIFY(std::get<api::SessionView>(back) == *view && !(std::get<api::SessionView>(now[i]) == *view));
            if (const auto *view = std::get_if<api::SandboxView>(&then[i]))
                QVERIFY(std::get<api::SandboxView>(back) == *view && !(std::get<api::SandboxView>(now[i]) == *view));
        }
    }
    void theEngineStopsAndStartsAgain()
    {
        PlayedSample play;
        QVERIFY(accepted(play.engine().drain()));
        QCOMPARE(play.world().host.phase, api::EnginePhase::Draining);
        QVERIFY(play.passUntil([&] { return play.world().host.phase == api::EnginePhase::Stopped; }));
        for (const auto &[id, view] : play.world().sandboxes)
            QVERIFY2(!domain::holdsSlot(view.state),
                     qPrintable(QString::fromStdString(id.value() + ' ' + std::string(domain::word(view.state)))));
        QVERIFY(denied(play.engine().createSandbox({})));
        QVERIFY(accepted(play.engine().start()));
        QCOMPARE(play.world().host.phase, api::EnginePhase::Preparing);
        QVERIFY(play.passUntil([&] { return play.world().host.phase == api::EnginePhase::Running; }));
        QVERIFY(accepted(play.engine().createSandbox({})));
        QVERIFY(play.passUntil([&] {
            return std::ranges::any_of(play.world().sessions, [](const auto &entry) {
                return entry.second.state == api::SessionState::Running;
            });
        }));
    }
};

QTEST_GUILESS_MAIN(SampleBeginsTest)
#include "tst_begins.moc"
