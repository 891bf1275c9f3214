// Terminals through the link that the pool's users get: what wakes a sandbox, what counts as its use, what waits.
#include <QTest> // first: moc of Qt 6.4 stumbles over <concepts> when it meets that before Qt

#include "core/engine/waking_link.h"
#include "tests/support/fake_sandboxes.h"
#include "tests/support/manual_clock.h"

using namespace glovebox;
using namespace std::chrono_literals;
using testsupport::FakeGuests;
using testsupport::ManualClock;

class TestWakingLink : public QObject {
    Q_OBJECT

    struct Rig {
        ManualClock clock;
        FakeGuests guests{clock};
        int wakes = 0;
        engine::WakingLink link{connect(), [this] {
                                    ++wakes;
                                }};

        std::unique_ptr<ports::GuestLink> connect()
        {
            std::unique_ptr<ports::GuestLink> made;
            const auto call = guests.connect("sbx-1", {}, 1s,
                                             [&](Result<ports::GreetedGuest> guest) { made = std::move(guest->link); });
            clock.runDue();
            return made;
        }
        domain::TerminalNumber open()
        {
            domain::TerminalNumber number = 0;
            const auto call =
                link.terminals().open({}, [&](Result<domain::TerminalNumber> opened) { number = opened.value_or(0); });
            clock.runDue();
            return number;
        }
    };

private Q_SLOTS:
    void lookingWakesNobodyAndIsNoUse()
    {
        Rig rig;
        const auto number = rig.open();
        QCOMPARE(number, 1U);
        QCOMPARE(rig.wakes, 1);
        std::string seen;
        const auto look = rig.link.terminals().attach(
            number, {[&](std::string_view bytes) { seen += bytes; }, [](const auto &) {}, nullptr});
        rig.guests.terminals("sbx-1").print(number, "hello");
        rig.clock.runDue();
        QCOMPARE(seen, std::string("hello"));
        QCOMPARE(rig.wakes, 1);
        QVERIFY(!rig.link.isUsed());
    }

    void typingWakesAndIsUseForAsLongAsItIsNotTaken()
    {
        Rig rig;
        const auto number = rig.open();
        auto &shelf = rig.guests.terminals("sbx-1");
        shelf.terminals.at(number).reads = false;
        int done = 0;
        auto call = rig.link.terminals().write(number, "x", [&](const Result<> &how) { done += how ? 1 : 1000; });
        rig.clock.runDue();
        QCOMPARE(rig.wakes, 2);
        QVERIFY(rig.link.isUsed());
        QCOMPARE(done, 0);
        shelf.terminals.at(number).reads = true;
        shelf.changed();
        rig.clock.runDue();
        QCOMPARE(done, 1);
        QVERIFY(!rig.link.isUsed());
        QCOMPARE(shelf.terminals.at(number).typed, std::string("x"));
    }

    void whatIsTypedIntoASleeperArrivesOnceItIsBackAndALookEndsQuietly()
    {
        Rig rig;
        const auto number = rig.open();
        int ends = 0;
        std::string seen;
        const auto lookOn = [&] {
            return rig.link.terminals().attach(
                number, {[&](std::string_view bytes) { seen += bytes; }, [&](const auto &) { ++ends; }, nullptr});
        };
        auto look = lookOn();
        rig.clock.runDue();
        rig.link.detach().reset();
        auto call = rig.link.terminals().write(number, "typed", [](const auto &) {});
        rig.clock.runDue();
        QCOMPARE(rig.wakes, 2);
        QVERIFY(rig.link.isUsed());
        QCOMPARE(ends, 0);
        look = lookOn(); // and a new one waits
        rig.link.attach(rig.connect());
        rig.clock.runDue();
        QCOMPARE(seen, std::string("typed"));
        QVERIFY(!rig.link.isUsed());
        QCOMPARE(rig.wakes, 2);
    }
};

QTEST_GUILESS_MAIN(TestWakingLink)
#include "tst_waking_link.moc"
