// Role: a thousand sessions of ten calls through a storm of faults. GLOVEBOX_SEED picks the storm. To look closer:
// GLOVEBOX_STORM_SESSIONS, _MS (how long it may take), _SPEED (times faster than real), _CALM (no faults), _LOG (a file
// for every request and every line of the engine).
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "tests/scenario/fault_storm.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QLoggingCategory>
#include <QTimer>

#include <ctime>

using namespace scenario;
using namespace testsupport;

namespace {

constexpr std::uint64_t kUsualSeed = 20261125;
constexpr int kLimitMs = 120'000;

std::uint64_t seedOfThisRun()
{
    bool ok = false;
    const auto chosen = qEnvironmentVariable("GLOVEBOX_SEED").toULongLong(&ok);
    return ok ? chosen : kUsualSeed;
}

int numberFrom(const char *variable, int usual)
{
    bool ok = false;
    const int chosen = qEnvironmentVariableIntValue(variable, &ok);
    return ok ? chosen : usual;
}

/// Like QTest::qWaitFor(), which sleeps 10 ms whenever there is nothing to do: at every hop of every request that would
/// be most of the run.
bool runUntil(const std::function<bool()> &condition, int limitMs)
{
    QEventLoop loop;
    QTimer look;
    bool met = false;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if ((met = condition()))
            loop.quit();
    });
    look.start(50);
    QTimer::singleShot(limitMs, &loop, [&] { loop.quit(); });
    loop.exec();
    return met;
}

double processorSeconds()
{
    timespec spent{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

} // namespace

class FaultStormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (qEnvironmentVariableIsEmpty("GLOVEBOX_STORM_LOG"))
            QLoggingCategory::setFilterRules(QStringLiteral("glovebox.*=false"));
        else
            qInstallMessageHandler([](QtMsgType, const QMessageLogContext &context, const QString &text) {
                static const auto file = std::fopen(qgetenv("GLOVEBOX_STORM_LOG").constData(), "w");
                static const auto began = std::chrono::steady_clock::now();
                const std::chrono::duration<double> since = std::chrono::steady_clock::now() - began;
                std::fprintf(QByteArray(context.category) == "default" ? stderr : file, "%9.3f %s %s\n", since.count(),
                             context.category, qPrintable(text));
            });
    }

    void everyCallIsAnsweredOnceThroughEverything()
    {
        Storm storm;
        storm.plan.seed = seedOfThisRun();
        storm.sessions = numberFrom("GLOVEBOX_STORM_SESSIONS", storm.sessions);
        storm.timesFaster = numberFrom("GLOVEBOX_STORM_SPEED", storm.timesFaster);
        if (qEnvironmentVariableIsSet("GLOVEBOX_STORM_CALM")) {
            storm.plan.rate = storm.plan.mischief = 0;
            storm.plan.cutsStreams = false;
        }
        qInfo("seed %llu: %d sessions of %d calls", static_cast<unsigned long long>(storm.plan.seed), storm.sessions,
              FaultStorm::kCallsPerSession);
        QElapsedTimer watch;
        watch.start();
        FaultStorm run(storm);
        run.start();
        const bool over = runUntil([&] { return run.isOver(); }, numberFrom("GLOVEBOX_STORM_MS", kLimitMs - 15'000));
        const auto left = over ? std::string() : '\n' + run.whatIsLeft();
        run.drain();
        const bool stopped = runUntil([&] { return run.hasStopped(); }, 10'000);

        const auto found = run.reckon();
        const auto open = run.leftOpen();
        auto &plane = run.controlPlane();
        qInfo("%d calls: %d answered once, %d never, %d twice; %d results computed, %d calls computed twice, "
              "%d runs given up on the way; %d sessions got all they asked for, %d were told of a call let go of",
              found.calls, found.answered, found.unanswered, found.answeredTwice, found.computed, found.computedTwice,
              found.startedAgain, found.endedWell, found.told);
        qInfo("%d requests, %d faults, %d leases lost as told to the engine, %d posts", plane.count("requests"),
              plane.count("faults"), run.watched().leasesLost, run.watched().posts);
        qInfo("%zu items and calls are left open in the ledger; %d sandboxes at once at most", open,
              run.hypervisor().mostAtOnce);
        for (const auto &[what, count] : plane.counts())
            qInfo("  %6d %s", count, what.c_str());
        qInfo("%.1f s, %.1f s of them processor time", static_cast<double>(watch.elapsed()) / 1000, processorSeconds());

        for (const auto *sentences : {&found.wrong, &plane.violations(), &run.watched().violations})
            for (const auto &sentence : *sentences)
                qWarning("%s", sentence.c_str());
        QVERIFY2(over, left.c_str());
        QVERIFY(stopped);
        // An agent that was told of a call let go of asks for nothing more.
        const int asked = (storm.sessions - found.told) * FaultStorm::kCallsPerSession;
        QVERIFY(found.told > 0 ? found.calls >= asked + found.told : found.calls == asked);
        QCOMPARE(found.answered, found.calls);
        QCOMPARE(found.computedTwice, 0);
        QCOMPARE(found.endedWell + found.told, storm.sessions);
        QVERIFY(found.told <= run.watched().leasesLost);
        QVERIFY(plane.violations().empty());
        QVERIFY(run.watched().violations.empty());
        QCOMPARE(open, std::size_t(0));
        QVERIFY(run.hypervisor().machines.empty());
        QVERIFY(run.hypervisor().mostAtOnce <= storm.capacity);
        QVERIFY(watch.elapsed() < kLimitMs);
    }
};

QTEST_GUILESS_MAIN(FaultStormTest)
#include "fault_storm_main.moc"
