// Role: a key that is tried: one request that claims nothing, what its answer tells of the clocks, and how it fails.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/controlplane/key_trial.h"
#include "tests/unit/controlplane/client_fixture.h"

using namespace glovebox;
using namespace testsupport;
using namespace std::chrono_literals;

class KeyTrialTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m = std::make_unique<ClientFixture>(); }
    void cleanup() { m.reset(); }

    void itReadsTheQueuesFiguresAndNothingElse()
    {
        m->clock.setWall(WallTime(784'111'777s + 94s)); // 1994-11-06 08:49:37 UTC, and more
        m->server.otherwise(Answer::of(200, "{\"depth\":3,\"pending\":1}", "application/json",
                                       {"Date: Sun, 06 Nov 1994 08:49:37 GMT"}));
        Outcome<controlplane::KeyTrial> outcome;
        const auto call = begin(outcome);
        QCOMPARE(outcome.calls, 0);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY2(outcome.result->has_value(), outcome.detail().c_str());
        QCOMPARE(m->server.seenCount(), 1);
        QCOMPARE(m->server.last().method, QByteArray("GET"));
        QCOMPARE(m->server.last().path, QByteArray("/v1/environments/env_01/work/stats"));
        QCOMPARE(m->server.last().headers.value("authorization"), QByteArray("Bearer ") + kKey);
        QCOMPARE((*outcome.result)->queue.depth, 3);
        QVERIFY((*outcome.result)->clockAhead == 94s - 500ms); // the date's half second
    }

    void aDateThatIsNoneIsUnknown()
    {
        m->server.otherwise(Answer::of(200, "{}", "application/json", {"Date: yesterday"}));
        Outcome<controlplane::KeyTrial> outcome;
        const auto call = begin(outcome);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QVERIFY(!(*outcome.result)->clockAhead);
        QVERIFY(!controlplane::httpDate("Sun, 06 Nov 1994 08:49:37 +0100"));
    }

    void aRevokedKeyIsRefusedWithoutBeingShown()
    {
        const QByteArray said = QByteArray("no such key: ") + kKey;
        m->server.otherwise(
            Answer::of(401, "{\"error\":{\"type\":\"authentication_error\",\"message\":\"" + said + "\"}}"));
        Outcome<controlplane::KeyTrial> outcome;
        const auto call = begin(outcome);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::Unauthorized));
        QVERIFY2(outcome.detail().find(kKey) == std::string::npos, outcome.detail().c_str());
    }

    void anAddressThatIsNoneIsToldLater()
    {
        Outcome<controlplane::KeyTrial> outcome;
        const auto call = controlplane::tryKey({.baseUrl = "ftp://nowhere",
                                                .environment = domain::EnvironmentId("env_01"),
                                                .environmentKey = SecretString(kKey),
                                                .userAgent = "Glovebox/test"},
                                               m->clock, &m_scope, outcome.callback());
        QCOMPARE(outcome.calls, 0);
        QVERIFY(m->runUntil([&] { return outcome.calls > 0; }));
        QCOMPARE(outcome.code(), std::optional(ErrorCode::InvalidArgument));
    }

    void lettingGoEndsIt()
    {
        m->server.otherwise(Answer::never());
        Outcome<controlplane::KeyTrial> outcome;
        {
            const auto call = begin(outcome);
            QVERIFY(m->turnUntil([&] { return m->server.seenCount() == 1; }));
        }
        QVERIFY(m->turnUntil([&] { return m->server.openConnections() == 0; }));
        QCOMPARE(outcome.calls, 0);
    }

private:
    Call begin(Outcome<controlplane::KeyTrial> &outcome)
    {
        return controlplane::tryKey({.baseUrl = m->server.url().toStdString(),
                                     .environment = domain::EnvironmentId("env_01"),
                                     .environmentKey = SecretString(kKey),
                                     .userAgent = "Glovebox/test"},
                                    m->clock, &m_scope, outcome.callback());
    }

    std::unique_ptr<ClientFixture> m;
    QObject m_scope;
};

QTEST_GUILESS_MAIN(KeyTrialTest)
#include "tst_key_trial.moc"
