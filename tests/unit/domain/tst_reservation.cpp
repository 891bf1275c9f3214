// Which session a prepared sandbox is kept for.
#include <QTest>

#include "core/domain/reservation.h"

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{std::chrono::hours(500'000)};
const SessionId kSession("sesn_1");

std::string refusal(const Reservation &reservation)
{
    const auto good = check(reservation, kNow);
    return good ? std::string() : good.error().detail;
}

} // namespace

class TestReservation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSessionThatIsNamedGetsIt()
    {
        const Reservation forOne{.session = kSession};
        QVERIFY(fits(forOne, kSession, {}, {}, kNow));
        QVERIFY(!fits(forOne, SessionId("sesn_2"), {{"team", "billing"}}, {}, kNow));
    }

    void everyPairHasToBeThere()
    {
        const Reservation forTeam{.match = {{"team", "billing"}, {"env", "prod"}}};
        QVERIFY(fits(forTeam, kSession, {{"team", "billing"}, {"env", "prod"}, {"more", "x"}}, {}, kNow));
        QVERIFY(!fits(forTeam, kSession, {{"team", "billing"}}, {}, kNow));
        QVERIFY(!fits(forTeam, kSession, {{"team", "billing"}, {"env", "Prod"}}, {}, kNow));
    }

    void theSessionsWordGoesBeforeItsItems()
    {
        const Reservation forTeam{.match = {{"team", "billing"}}};
        QVERIFY(fits(forTeam, kSession, {}, {{"team", "billing"}}, kNow));
        QVERIFY(!fits(forTeam, kSession, {{"team", "other"}}, {{"team", "billing"}}, kNow));
    }

    void whatIsOverFitsNobody()
    {
        const Reservation brief{.session = kSession, .match = {}, .until = kNow + 1min};
        QVERIFY(fits(brief, kSession, {}, {}, kNow));
        QVERIFY(!fits(brief, kSession, {}, {}, kNow + 1min));
    }

    void anEmptyOneFitsNobody() { QVERIFY(!fits({}, kSession, {{"team", "billing"}}, {}, kNow)); }

    void whatIsWrongWithItIsSaid()
    {
        QCOMPARE(refusal({.session = kSession}), std::string());
        QVERIFY(refusal({}).find("say for whom") == 0);
        QVERIFY(refusal({.session = kSession, .match = {{"a", "b"}}}).find("not for both") != std::string::npos);
        QVERIFY(refusal({.session = SessionId("a b\n")}).find("is no session's id") != std::string::npos);
        QVERIFY(refusal({.match = {{std::string(65, 'k'), "v"}}}).find("64 characters") != std::string::npos);
        QVERIFY(refusal({.match = {{"k", std::string(513, 'v')}}}).find("512") != std::string::npos);
        QVERIFY(refusal({.session = kSession, .match = {}, .until = kNow}).find("over already") != std::string::npos);
        Reservation many;
        for (int i = 0; i < 17; ++i)
            many.match.emplace(std::to_string(i), "v");
        QVERIFY(refusal(many).find("16 pairs") != std::string::npos);
    }

    void itReadsAsItWasMeant()
    {
        QCOMPARE(inWords({.session = kSession}), std::string("session sesn_1"));
        QCOMPARE(inWords({.match = {{"team", "billing"}, {"env", "prod"}}}), std::string("env = prod, team = billing"));
    }
};

QTEST_GUILESS_MAIN(TestReservation)
#include "tst_reservation.moc"
