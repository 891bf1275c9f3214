// What was put right in a guest is known on the host, in words, after its greeting and each time it goes on.
#include "core/guest/protocol/cbor.h"
#include "tests/unit/guest/link_bench.h"

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
using domain::GuestCheck;

namespace {

constexpr std::chrono::milliseconds kThen{1'790'000'000'000};

IdentityReport wellDone()
{
    return {.clockWas = kThen, .clockIs = kThen + 3h + 2min, .randomBytes = 64, .machineIdIsNew = true};
}

} // namespace

class IdentityChecksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasPutRightIsInTheGreeting()
    {
        Host host;
        FakeGuest guest;
        guest.identityAnswer = toPayload(wellDone());
        GREETED(host, guest);
        const std::vector<GuestCheck> expected{
            {"Clock", true, "put forward by 3 h 2 min"},
            {"Random numbers", true, "64 bytes from the host mixed in, generator reseeded"},
            {"Machine id", true, "a new one"},
            {"Host name", true, "set"}};
        QVERIFY(host.greeting.checks == expected);
    }

    void itIsToldEachTimeTheGuestGoesOn()
    {
        Host host;
        FakeGuest guest;
        GREETED(host, guest);
        std::vector<std::vector<GuestCheck>> told;
        host.link->onChecked([&](std::vector<GuestCheck> checks) { told.push_back(std::move(checks)); });
        auto report = wellDone();
        report.machineIdIsNew = false;
        guest.identityAnswer = toPayload(report);
        for (std::size_t round = 1; round <= 2; ++round) {
            host.link->standStill();
            host.link->goOn({"sbx-1", host.clock.wallNow(), std::string(64, 'f')});
            QTRY_COMPARE(told.size(), round);
            QCOMPARE(told.back().size(), std::size_t{4});
            QCOMPARE(told.back().at(2).detail, std::string("its own, as before"));
        }
        QVERIFY(host.lost.empty());
    }

    void whatFailedIsShownAndTheGuestStaysUsable()
    {
        Host host;
        FakeGuest guest;
        auto report = wellDone();
        report.randomBytes = 0;
        report.randomProblem = "cannot add entropy: Operation not permitted";
        guest.identityAnswer = toPayload(report);
        QTest::ignoreMessage(QtWarningMsg, "a guest could not be put right, Random numbers: cannot add entropy: "
                                           "Operation not permitted");
        GREETED(host, guest);
        QVERIFY(!host.greeting.checks.at(1).ok);
        QCOMPARE(host.greeting.checks.at(1).detail, report.randomProblem);
        QVERIFY(host.greeting.checks.at(0).ok && host.greeting.checks.at(2).ok);
        Told told;
        told.start(host);
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
    }

    void anAgentOfBeforeConfirmsWithoutAWord()
    {
        Host host;
        FakeGuest guest;
        GREETED(host, guest);
        QVERIFY(host.greeting.checks.empty());
    }

    void aMadeUpWordIsRefused()
    {
        const std::vector<std::string> madeUp{"", "x", encodePayload({{"clock_was_ms", 1}}),
                                              encodePayload({{"clock_was_ms", 1},
                                                             {"clock_is_ms", 2},
                                                             {"clock_problem", std::string(kShortTextMax + 1, 'x')},
                                                             {"random_bytes", 64},
                                                             {"random_problem", ""},
                                                             {"machine_id_new", true},
                                                             {"machine_id_problem", ""},
                                                             {"hostname_problem", ""}})};
        for (const auto &answer : madeUp) {
            Host host;
            FakeGuest guest;
            guest.identityAnswer = answer;
            guest.listen();
            host.connect(guest.path());
            QTRY_VERIFY(host.refused);
            QCOMPARE(host.refused->code, ErrorCode::GuestProtocol);

            Host second;
            FakeGuest other;
            GREETED(second, other);
            bool isTold = false;
            second.link->onChecked([&](const auto &) { isTold = true; });
            other.identityAnswer = answer;
            second.link->goOn({"sbx-1", second.clock.wallNow(), std::string(64, 'f')});
            QTRY_COMPARE(second.lost.size(), std::size_t{1});
            QCOMPARE(second.lost.front().code, ErrorCode::GuestProtocol);
            QVERIFY(!isTold);
        }
    }

    void theLinkMayGoFromInsideTheWord()
    {
        Host host;
        FakeGuest guest;
        GREETED(host, guest);
        host.link->onChecked([&](const auto &) { host.link.reset(); });
        guest.identityAnswer = toPayload(wellDone());
        host.link->goOn({"sbx-1", host.clock.wallNow(), std::string(64, 'f')});
        QTRY_VERIFY(!host.link);
    }

    void theAgentTellsWhatItDid()
    {
        Host host;
        HonestGuest guest;
        guest.report = wellDone();
        host.connect(guest.path());
        QTRY_VERIFY(host.link);
        QCOMPARE(host.greeting.checks.size(), std::size_t{4});
        QCOMPARE(host.greeting.checks.front().detail, std::string("put forward by 3 h 2 min"));
    }

    void theClocksWayIsSaidInWords_data()
    {
        QTest::addColumn<qint64>("was");
        QTest::addColumn<qint64>("is");
        QTest::addColumn<QByteArray>("words");
        const qint64 at = kThen.count();
        QTest::newRow("never set") << qint64{5000} << at << QByteArray("set; it was not before");
        QTest::newRow("right") << at << at << QByteArray("right to the millisecond");
        QTest::newRow("a little") << at << at + 40 << QByteArray("put forward by 40 ms");
        QTest::newRow("seconds") << at << at + 12'340 << QByteArray("put forward by 12.3 s");
        QTest::newRow("minutes") << at << at + 120'000 << QByteArray("put forward by 2 min");
        QTest::newRow("back") << at << at - 61'000 << QByteArray("put back by 1 min 1 s");
        QTest::newRow("days") << at << at + 90'000'000 << QByteArray("put forward by 1 d 1 h");
    }
    void theClocksWayIsSaidInWords()
    {
        QFETCH(qint64, was);
        QFETCH(qint64, is);
        QFETCH(QByteArray, words);
        Host host;
        FakeGuest guest;
        auto report = wellDone();
        report.clockWas = std::chrono::milliseconds(was);
        report.clockIs = std::chrono::milliseconds(is);
        guest.identityAnswer = toPayload(report);
        GREETED(host, guest);
        QCOMPARE(QByteArray::fromStdString(host.greeting.checks.front().detail), words);
    }
};

QTEST_GUILESS_MAIN(IdentityChecksTest)
#include "tst_identity_checks.moc"
