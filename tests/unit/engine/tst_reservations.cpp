// Sandboxes that are prepared ahead of time and kept for a session to come.
#include "tests/unit/engine/snapshot_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using Kind = api::Verdict::Kind;

namespace {

struct Rig : testsupport::SnapshotRig {
    Rig() : SnapshotRig(4) {}

    api::Verdict reserve(const SandboxId &id, const Reservation &reservation)
    {
        return engine->act(api::SandboxAction(api::ReserveSandbox{id, reservation}));
    }
    api::Verdict reserveForTeam(const SandboxId &id, const std::string &team)
    {
        return reserve(id, {.match = {{"team", team}}});
    }
    void session(const std::string &id, const std::map<std::string, std::string> &metadata = {})
    {
        plane.addSession(id);
        plane.session(id).metadata = metadata;
        call(id);
        pass(2s);
    }
    std::optional<SandboxId> sandboxOf(const std::string &id) const { return sessions.at(SessionId(id)).sandbox; }
};

} // namespace

class TestReservations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theSessionThatItIsForGetsItAndNoOtherDoes()
    {
        Rig rig;
        rig.start();
        const auto prepared = rig.kept();
        QVERIFY(rig.reserve(prepared, {.session = SessionId("sesn_1")}).kind == Kind::Accepted);
        QCOMPARE(rig.view(prepared).reservedFor, std::string("session sesn_1"));
        rig.session("sesn_2");
        QVERIFY(rig.sandboxOf("sesn_2") != prepared);
        rig.session("sesn_1");
        QCOMPARE(rig.sandboxOf("sesn_1"), std::optional(prepared));
    }

    void theFirstSessionWhoseMetadataFitsGetsItAndKeepsIt()
    {
        Rig rig;
        rig.start();
        const auto prepared = rig.kept();
        rig.reserveForTeam(prepared, "billing");
        QCOMPARE(rig.view(prepared).reservedFor, std::string("team = billing"));
        rig.session("sesn_1", {{"team", "other"}});
        rig.session("sesn_2", {{"team", "billing"}});
        rig.session("sesn_3", {{"team", "billing"}});
        QVERIFY(rig.sandboxOf("sesn_1") != prepared);
        QCOMPARE(rig.sandboxOf("sesn_2"), std::optional(prepared));
        QVERIFY(rig.sandboxOf("sesn_3") != prepared);
        QCOMPARE(rig.view(prepared).reservedFor, std::string("session sesn_2")); // whenever it comes back
    }

    void ofTwoThatFitTheOneThatWasReservedFirstIsTaken()
    {
        Rig rig;
        rig.start();
        const auto later = rig.kept("later");
        const auto first = rig.kept("first");
        rig.reserveForTeam(first, "billing");
        rig.pass(1s);
        rig.reserveForTeam(later, "billing");
        rig.session("sesn_1", {{"team", "billing"}});
        rig.session("sesn_2", {{"team", "billing"}});
        QCOMPARE(rig.sandboxOf("sesn_1"), std::optional(first));
        QCOMPARE(rig.sandboxOf("sesn_2"), std::optional(later));
    }

    void aSessionHasOneAtMost()
    {
        Rig rig;
        rig.start();
        const auto first = rig.kept("first");
        const auto second = rig.kept("second");
        const Reservation forOne{.session = SessionId("sesn_1"), .until = rig.clock.wallNow() + 10min};
        QVERIFY(rig.reserve(first, forOne).kind == Kind::Accepted);
        const auto verdict = rig.reserve(second, {.session = SessionId("sesn_1")});
        QVERIFY(verdict.kind == Kind::Denied);
        QVERIFY2(verdict.reason.find("sesn_1 has " + first.value() + " reserved") != std::string::npos,
                 verdict.reason.c_str());
        const auto before = rig.sandboxes.size();
        QVERIFY(rig.engine->createSandbox({.name = "third", .reservation = forOne}).kind == Kind::Denied);
        QCOMPARE(rig.sandboxes.size(), before); // nothing was made for it
        QVERIFY(rig.reserve(first, {.session = SessionId("sesn_1"), .until = rig.clock.wallNow() + 5min}).kind ==
                Kind::Accepted); // its own may be changed
        QVERIFY(rig.reserve(second, {.session = SessionId("sesn_2")}).kind == Kind::Accepted);
        rig.pass(6min); // it is over
        QVERIFY(rig.reserve(second, {.session = SessionId("sesn_1")}).kind == Kind::Accepted);
    }

    void whenItsTimeIsOverItIsNobodysAndStays()
    {
        Rig rig;
        rig.start();
        const auto prepared = rig.kept();
        const auto until = rig.clock.wallNow() + 10min;
        QVERIFY(rig.reserve(prepared, {.match = {{"team", "billing"}}, .until = until}).kind == Kind::Accepted);
        QCOMPARE(rig.view(prepared).reservedUntil, std::optional(until));
        rig.pass(11min);
        QVERIFY(rig.view(prepared).reservedFor.empty());
        QVERIFY(rig.reservations.empty());
        rig.session("sesn_1", {{"team", "billing"}});
        QVERIFY(rig.sandboxOf("sesn_1") != prepared);
        QVERIFY(rig.sandboxes.contains(prepared));
    }

    void aReservationTakenBackIsNoMore()
    {
        Rig rig;
        rig.start();
        const auto prepared = rig.kept();
        rig.reserveForTeam(prepared, "billing");
        QVERIFY(rig.engine->act(api::SandboxAction(api::CancelReservation{prepared})).kind == Kind::Accepted);
        QVERIFY(rig.engine->act(api::SandboxAction(api::CancelReservation{prepared})).kind == Kind::AlreadySo);
        rig.session("sesn_1", {{"team", "billing"}});
        QVERIFY(rig.sandboxOf("sesn_1") != prepared);
    }

    void aSleepingOneIsWokenForItsSession()
    {
        Rig rig;
        rig.start();
        const auto prepared = rig.kept();
        rig.reserveForTeam(prepared, "billing");
        rig.act(api::HibernateSandbox{prepared});
        rig.pass(2s);
        QVERIFY(rig.stateOf(prepared) == SandboxState::Hibernated);
        rig.session("sesn_1", {{"team", "billing"}});
        QCOMPARE(rig.sandboxOf("sesn_1"), std::optional(prepared));
        QVERIFY(rig.stateOf(prepared) == SandboxState::Running);
    }

    void itIsRememberedOverACrash()
    {
        Rig rig;
        rig.start();
        const auto prepared = rig.kept();
        const auto other = rig.kept("other");
        rig.reserveForTeam(prepared, "billing");
        rig.reserveForTeam(other, "ops");
        rig.engine->destroySandbox(other);
        rig.pass(1s);
        QCOMPARE(rig.reservations.size(), std::size_t{1}); // it went with its sandbox
        rig.crashAndFindAgain();
        rig.pass(1s);
        QCOMPARE(rig.view(prepared).reservedFor, std::string("team = billing"));
        rig.session("sesn_1", {{"team", "billing"}});
        QCOMPARE(rig.sandboxOf("sesn_1"), std::optional(prepared));
    }

    void whatCannotBeReservedIsRefusedWithTheReason()
    {
        Rig rig;
        rig.start();
        rig.session("sesn_1");
        const auto its = *rig.sandboxOf("sesn_1");
        QVERIFY(rig.reserveForTeam(its, "billing").reason.find("belongs to a session") != std::string::npos);
        QVERIFY(rig.reserveForTeam(SandboxId("sbx-none"), "billing").kind == Kind::Denied);
        const auto prepared = rig.kept();
        QVERIFY(rig.reserve(prepared, {}).reason.find("say for whom") != std::string::npos);
        rig.reservationFault = Error{ErrorCode::OutOfDisk, "no room"};
        QVERIFY(rig.reserveForTeam(prepared, "billing").reason.find("no room") != std::string::npos);
        QVERIFY(rig.view(prepared).reservedFor.empty());
    }
};

QTEST_GUILESS_MAIN(TestReservations)
#include "tst_reservations.moc"
