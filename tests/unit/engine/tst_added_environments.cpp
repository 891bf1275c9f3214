// Environments that are served from now on, and no more, while the program runs.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::EngineRig;
using Kind = api::Verdict::Kind;

namespace {

const EnvironmentId kAdded("env_2");

api::AddEnvironment staging()
{
    return {.id = kAdded, .key = SecretString("sk-ant-oat01-second-key"), .name = "Staging"};
}

api::Verdict add(EngineRig &rig, const api::AddEnvironment &wanted = staging())
{
    auto verdict = rig.engine->act(api::EnvironmentAction(wanted));
    rig.pass(2s);
    return verdict;
}

api::Verdict removeIt(EngineRig &rig, const EnvironmentId &id = kAdded)
{
    auto verdict = rig.engine->act(api::EnvironmentAction(api::RemoveEnvironment{id}));
    rig.pass(2s);
    return verdict;
}

} // namespace

class TestAddedEnvironments : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void itsSessionsAreServedAtOnce()
    {
        EngineRig rig;
        rig.start();
        QCOMPARE(add(rig).kind, Kind::Accepted);
        QCOMPARE(rig.environments.at(kAdded).state, api::PollState::Polling);
        rig.addedPlanes.at("env_2")->addSession("sesn_9");
        rig.pass(5s);
        QCOMPARE(rig.session("sesn_9").environment, kAdded);
    }

    void itIsServedAgainAfterARestart()
    {
        EngineRig rig;
        rig.start();
        add(rig);
        QCOMPARE(rig.environments.at(kAdded).keySource, std::string("the keyring"));
        QCOMPARE(rig.environmentsKept->front().key.reveal(), std::string("sk-ant-oat01-second-key"));
        rig.environments.clear();
        rig.crashAndStart();
        rig.pass(2s);
        QCOMPARE(rig.environments.at(kAdded).state, api::PollState::Polling);
    }

    void aKeyThatCouldNotBeKeptIsSaidToBeOfThisRunAlone()
    {
        EngineRig rig;
        rig.start();
        rig.environmentsFault = Error{ErrorCode::InvalidState, "the keyring is locked"};
        QCOMPARE(add(rig).kind, Kind::Accepted);
        const auto &source = rig.environments.at(kAdded).keySource;
        QVERIFY2(source.starts_with("this run only") && source.find("locked") != std::string::npos, source.c_str());
    }

    void whatWasKeptAndCannotBeReadIsNotWrittenOver()
    {
        EngineRig rig;
        rig.environmentsKept.reset();
        rig.crashAndStart();
        const auto verdict = add(rig);
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY(verdict.reason.find("locked") != std::string::npos);
        QVERIFY(!rig.environmentsKept);
    }

    void aRemovedOneGivesItsWorkBackAndIsForgotten()
    {
        EngineRig rig;
        rig.start();
        add(rig);
        auto &plane = *rig.addedPlanes.at("env_2");
        plane.addSession("sesn_9");
        rig.pass(5s);
        plane.endTurn("sesn_9");
        QCOMPARE(removeIt(rig).kind, Kind::Accepted);
        rig.pass(2min);
        QVERIFY(!rig.environments.contains(kAdded));
        QVERIFY(rig.environmentsKept->empty());
        QVERIFY(plane.count("stop") >= 1);
        const int polls = plane.count("poll");
        plane.addSession("sesn_10");
        rig.pass(2min);
        QCOMPARE(plane.count("poll"), polls);
        QVERIFY(!rig.sessions.contains(SessionId("sesn_10")));
        QCOMPARE(rig.environments.at(EnvironmentId("env_1")).state, api::PollState::Polling); // the other goes on
    }

    void aRemovedOneCanBeAddedAgainWithAnotherKey()
    {
        EngineRig rig;
        rig.start();
        add(rig);
        removeIt(rig);
        auto again = staging();
        again.key = SecretString("sk-ant-oat01-another-key");
        QCOMPARE(add(rig, again).kind, Kind::Accepted);
        QCOMPARE(rig.environmentsKept->size(), std::size_t{1});
        QCOMPARE(rig.environmentsKept->front().key.reveal(), again.key.reveal());
        QCOMPARE(rig.environments.at(kAdded).state, api::PollState::Polling);
    }

    void oneOfTheCommandLineIsTakenOutThere()
    {
        EngineRig rig;
        rig.start();
        const auto verdict = removeIt(rig, EnvironmentId("env_1"));
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY(verdict.reason.find("next start") != std::string::npos);
        QVERIFY(rig.environments.contains(EnvironmentId("env_1")));
    }

    void nothingIsCalledByANameThatHides()
    {
        EngineRig rig;
        rig.start();
        const std::string hidden = "a\xe2\x80\xae"
                                   "b";
        QCOMPARE(add(rig, {.id = EnvironmentId("env_2"), .key = SecretString("k"), .name = hidden}).kind, Kind::Denied);
        QVERIFY(rig.engine->createSandbox({.name = hidden, .size = std::nullopt}).reason.find("not seen") !=
                std::string::npos);
        QVERIFY(rig.engine->createSandbox({.name = "two\nlines", .size = std::nullopt}).reason.find("not seen") !=
                std::string::npos);
        QCOMPARE(rig.engine->createSandbox({.name = "plain", .size = std::nullopt}).kind, Kind::Accepted);
    }
    void whatIsNoEnvironmentIsRefusedInWords_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("url");
        QTest::newRow("served") << QByteArray("env_1") << QByteArray("k") << QByteArray();
        QTest::newRow("no id") << QByteArray("staging") << QByteArray("k") << QByteArray();
        QTest::newRow("a path") << QByteArray("env_../x") << QByteArray("k") << QByteArray();
        QTest::newRow("no key") << QByteArray("env_2") << QByteArray() << QByteArray();
        QTest::newRow("a key of two lines") << QByteArray("env_2") << QByteArray("k\nHost: x") << QByteArray();
        QTest::newRow("another protocol") << QByteArray("env_2") << QByteArray("k") << QByteArray("file:///etc");
        QTest::newRow("cannot be reached") << QByteArray("env_2") << QByteArray("k") << QByteArray("https://nowhere");
    }
    void whatIsNoEnvironmentIsRefusedInWords()
    {
        QFETCH(const QByteArray, id);
        QFETCH(const QByteArray, key);
        QFETCH(const QByteArray, url);
        EngineRig rig;
        rig.start();
        const auto verdict = add(rig, {.id = EnvironmentId(id.toStdString()),
                                       .key = SecretString(key.toStdString()),
                                       .baseUrl = url.toStdString()});
        QCOMPARE(verdict.kind, Kind::Denied);
        QVERIFY(!verdict.reason.empty());
        QVERIFY(rig.environmentsKept->empty());
        QCOMPARE(rig.environments.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestAddedEnvironments)
#include "tst_added_environments.moc"
