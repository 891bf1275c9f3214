// Role: the rule for trying again (reference 7.1), case by case.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/controlplane/retry_policy.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::controlplane;
using namespace std::chrono_literals;
using Kind = AttemptOutcome::Kind;

namespace {

constexpr qint64 kGiveUp = -1;

const WallTime kNow = std::chrono::sys_days{std::chrono::year{2026} / 11 / 20} + 10h;

qint64 delay(const AttemptOutcome &outcome, int attempt = 1, double random = 0)
{
    const auto wait = retryDelay(outcome, {.attempt = attempt, .random = random, .now = kNow});
    return wait ? wait->count() : kGiveUp;
}

AttemptOutcome answered(int status)
{
    return {.kind = Kind::Answered, .status = status};
}

} // namespace

class RetryPolicyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whichAnswersAreWorthAnotherTry()
    {
        for (const int status : {408, 409, 429, 500, 501, 503, 504, 529})
            QVERIFY2(delay(answered(status)) > 0, QByteArray::number(status));
        for (const int status : {301, 400, 401, 402, 403, 404, 412, 413, 422, 431})
            QVERIFY2(delay(answered(status)) == kGiveUp, QByteArray::number(status));
        QVERIFY(delay({.kind = Kind::NoAnswer}) > 0);
    }

    void aLostBodyIsAskedForAgainOnlyWhenAskingChangesNothing()
    {
        QVERIFY(delay({.kind = Kind::CutOff, .repeatable = true}) > 0);
        QCOMPARE(delay({.kind = Kind::CutOff, .repeatable = false}), kGiveUp);
    }

    void backsOffWithJitter()
    {
        QCOMPARE(delay(answered(500), 1, 0), 500);
        QCOMPARE(delay(answered(500), 2, 0), 1000);
        QCOMPARE(delay(answered(500), 1, 0.9999), 375);
        QCOMPARE(delay(answered(500), 2, 0.5), 875);
    }

    void threeAttemptsAreAll()
    {
        QCOMPARE(delay(answered(500), 3), kGiveUp);
        QCOMPARE(delay({.kind = Kind::NoAnswer}, 3), kGiveUp);
        auto asked = answered(429);
        asked.retryAfter = "1";
        QCOMPARE(delay(asked, 3), kGiveUp);
    }

    void theServerDecidesWithItsHeader()
    {
        auto outcome = answered(500);
        outcome.shouldRetry = "false";
        QCOMPARE(delay(outcome), kGiveUp);
        outcome = answered(400);
        outcome.shouldRetry = "true";
        QCOMPARE(delay(outcome), 500);
        outcome.shouldRetry = "maybe";
        QCOMPARE(delay(outcome), kGiveUp);
    }

    void theServersWaitIsObeyed_data()
    {
        QTest::addColumn<QByteArray>("afterMs");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<qint64>("wait");
        QTest::newRow("milliseconds") << QByteArray("120") << QByteArray() << qint64{120};
        QTest::newRow("fraction") << QByteArray("120.5") << QByteArray() << qint64{121};
        QTest::newRow("milliseconds first") << QByteArray("120") << QByteArray("9") << qint64{120};
        QTest::newRow("seconds") << QByteArray() << QByteArray("2") << qint64{2000};
        QTest::newRow("half seconds") << QByteArray() << QByteArray(" 1.5 ") << qint64{1500};
        QTest::newRow("long") << QByteArray() << QByteArray("3600") << qint64{3'600'000};
        QTest::newRow("date") << QByteArray() << QByteArray("Fri, 20 Nov 2026 10:00:07 GMT") << qint64{7000};
        QTest::newRow("date gone by") << QByteArray() << QByteArray("Fri, 20 Nov 2026 09:59:59 GMT") << qint64{500};
        QTest::newRow("zero") << QByteArray("0") << QByteArray("0") << qint64{500};
        QTest::newRow("negative") << QByteArray("-5") << QByteArray("-5") << qint64{500};
        QTest::newRow("beyond 31 bits") << QByteArray("2147483648") << QByteArray() << qint64{500};
        QTest::newRow("not a number") << QByteArray("nan") << QByteArray("soon") << qint64{500};
        QTest::newRow("endless") << QByteArray("inf") << QByteArray("1e400") << qint64{500};
    }
    void theServersWaitIsObeyed()
    {
        QFETCH(QByteArray, afterMs);
        QFETCH(QByteArray, after);
        QFETCH(qint64, wait);
        auto outcome = answered(429);
        outcome.retryAfterMs = afterMs.toStdString();
        outcome.retryAfter = after.toStdString();
        QCOMPARE(delay(outcome), wait);
    }
};

QTEST_GUILESS_MAIN(RetryPolicyTest)
#include "tst_retry_policy.moc"
