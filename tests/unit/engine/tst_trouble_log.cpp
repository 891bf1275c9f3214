// What an outage leaves in the log: when it begins, when it becomes another, when it is over. Not each attempt.
#include "tests/support/engine_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::EngineRig;

namespace {

QStringList gLines; // above the debug level

void keepLine(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type != QtDebugMsg)
        gLines += message;
}

QStringList linesWith(const char *part)
{
    return gLines.filter(QString::fromUtf8(part));
}

} // namespace

class TestTroubleLog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        gLines.clear();
        m_before = qInstallMessageHandler(keepLine);
    }
    void cleanup() { qInstallMessageHandler(m_before); }

    void anOutageOfTheQueueIsTwoLinesAndAChangeOfItsKindIsOneMore()
    {
        EngineRig rig;
        rig.plane.failNext("poll", {ErrorCode::NetworkError, "connection refused"}, 5);
        rig.start();
        rig.pass(60s);
        QCOMPARE(linesWith("polling env_1 failed").size(), 1);
        const auto first = linesWith("polling env_1 failed").front();
        QVERIFY2(first.contains(QLatin1String("next try in")) &&
                     first.contains(QLatin1String("later every 60 s: NetworkError: connection refused")),
                 qPrintable(first));
        QCOMPARE(linesWith("polling env_1 works again after 5 failed attempts").size(), 1);
        gLines.clear();
        rig.plane.failNext("poll", {ErrorCode::NetworkError, "connection refused"}, 2);
        rig.plane.failNext("poll", {ErrorCode::ServerError, "HTTP 503"}, 2);
        rig.pass(120s);
        QCOMPARE(linesWith("polling env_1 failed").size(), 2);
        QCOMPARE(linesWith("works again").size(), 1);
    }

    void anotherCauseOfTheSameKindIsSaidAndAnotherNumberIsNot()
    {
        EngineRig rig;
        rig.plane.failNext("poll", {ErrorCode::NetworkError, "refused by 10.0.0.7, request req_011aBc"}, 2);
        rig.plane.failNext("poll", {ErrorCode::NetworkError, "refused by 10.0.0.8, request req_9xYz"}, 2);
        rig.plane.failNext("poll", {ErrorCode::NetworkError, "the certificate has expired"}, 2);
        rig.start();
        rig.pass(300s);
        QCOMPARE(linesWith("polling env_1 failed").size(), 2);
        QCOMPARE(linesWith("polling env_1 failed").filter(QStringLiteral("certificate")).size(), 1);
    }

    void troubleThatLastsIsSaidOnceAnHour()
    {
        EngineRig rig;
        rig.plane.failNext("poll", {ErrorCode::NetworkError, "connection refused"}, 100'000);
        rig.start();
        rig.pass(59min);
        QCOMPARE(linesWith("polling env_1 failed").size(), 1);
        rig.pass(125min); // 3 h 4 min since
        QCOMPARE(linesWith("polling env_1 failed").size(), 4);
        QVERIFY2(linesWith("polling env_1 failed").back().contains(QLatin1String("attempts, for 3 h")),
                 qPrintable(linesWith("polling env_1 failed").back()));
    }

    void aStreamThatEndsOnceIsNothingToSayAndOneThatStaysAwayIsSaidOnce()
    {
        EngineRig rig;
        rig.plane.addSession("sesn_1");
        rig.start();
        rig.pass(1s);
        gLines.clear();
        rig.plane.cutStreams();
        rig.pass(5s);
        QVERIFY2(gLines.isEmpty(), qPrintable(gLines.join(QLatin1Char('\n'))));
        rig.plane.failNext("stream", {ErrorCode::NetworkError, "connection refused"}, 5);
        rig.plane.cutStreams();
        rig.pass(60s);
        QCOMPARE(linesWith("the event stream of sesn_1 failed").size(), 1);
        QCOMPARE(linesWith("the event stream of sesn_1 works again").size(), 1);
    }

private:
    QtMessageHandler m_before = nullptr;
};

QTEST_GUILESS_MAIN(TestTroubleLog)
#include "tst_trouble_log.moc"
