// Terminals of sandboxes as whoever watches has them: over sleep, lost connections, the end of this program and of the
// machine; what is typed goes in once, in order, and wakes.
#include "core/engine/terminal_book.h"
#include "tests/unit/engine/access_rig.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::domain;
using namespace std::chrono_literals;
using testsupport::AccessRig;
using testsupport::Asked;

namespace {

/// What somebody sees who looks at a terminal: what is shown, "-" when it is not there any more, "+" when it is back.
struct Looker {
    std::string seen;
    Asked<ProgramEnd> end;

    Looker(AccessRig &rig, const SandboxId &id, TerminalNumber number) { look(rig, id, number); }
    void look(AccessRig &rig, const SandboxId &id, TerminalNumber number)
    {
        end.call = rig.access().watchTerminal(id, number,
                                              {.output = [this](std::string_view bytes) { seen += bytes; },
                                               .ended = end.callback(),
                                               .pace = {},
                                               .present =
                                                   [this](bool there) {
                                                       seen += there ? "+" : "-";
                                                   }});
    }
};

struct TerminalRig : AccessRig {
    using AccessRig::AccessRig;

    TerminalNumber open(const SandboxId &id, const std::string &program = "bash")
    {
        Asked<TerminalNumber> asked;
        asked.call = access().openTerminal(id, {.arguments = {program}}, asked.callback());
        pass(1s);
        return asked.isDone() ? asked.answer->value() : 0;
    }
    std::unique_ptr<Asked<void>> type(const SandboxId &id, TerminalNumber number, const std::string &bytes)
    {
        auto asked = std::make_unique<Asked<void>>();
        asked->call = access().typeInto(id, number, bytes, asked->callback());
        return asked;
    }
    std::vector<GuestTerminal> list(const SandboxId &id)
    {
        Asked<std::vector<GuestTerminal>> asked;
        asked.call = access().listTerminals(id, asked.callback());
        pass(1s);
        return asked.isDone() ? asked.answer->value() : std::vector<GuestTerminal>{{.number = 999}};
    }
    testsupport::FakeShelf &shelf(const SandboxId &id) { return guests.terminals(id.value()); }
};

} // namespace

class TestTerminals : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void oneIsOpenedTypedIntoWatchedAndClosed()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        QCOMPARE(number, TerminalNumber{1});
        Looker looker(rig, id, number);
        rig.pass(1s);
        const auto typed = rig.type(id, number, "ls\n");
        rig.pass(1s);
        QVERIFY(typed->isDone());
        QCOMPARE(looker.seen, std::string("ls\n")); // and nothing of sleep
        Looker second(rig, id, number);
        rig.pass(1s);
        QCOMPARE(second.seen, std::string("ls\n")); // what is kept of before
        QCOMPARE(rig.list(id).size(), std::size_t{1});
        Asked<void> closed;
        closed.call = rig.access().closeTerminal(id, number, closed.callback());
        rig.pass(1s);
        QVERIFY(closed.isDone());
        QCOMPARE(looker.end.times, 1);
        QVERIFY(rig.list(id).empty());
        QCOMPARE(rig.trail("sandbox.terminal-opened").at(0).after, std::string("1, bash"));
        QCOMPARE(rig.trail("sandbox.terminal-closed").size(), std::size_t{1});
    }

    void whoTypesIsInTheTrailAndNotWhatIsTyped()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        const auto alice = rig.engine->door().onBehalfOf("key alice (key_1)");
        const auto bob = rig.engine->door().onBehalfOf("key bob (key_2)");
        const auto typeAs = [&](api::EngineDoor &door, TerminalNumber into) {
            Asked<void> asked;
            asked.call = door.access().typeInto(id, into, "mysql -psecret\n", asked.callback());
            rig.pass(1s);
            return asked.isDone();
        };
        QVERIFY(rig.trail("sandbox.terminal-used").empty());
        for (int i = 0; i < 3; ++i)
            QVERIFY(typeAs(*alice, number));
        QVERIFY(typeAs(*bob, number));
        const auto used = rig.trail("sandbox.terminal-used");
        QCOMPARE(used.size(), std::size_t{2}); // once each
        QCOMPARE(used[0].origin, std::string("key alice (key_1)"));
        QCOMPARE(used[1].origin, std::string("key bob (key_2)"));
        QCOMPARE(used[0].object, "sandbox/" + id.value());
        QCOMPARE(used[0].after, std::to_string(number));
        QVERIFY(!typeAs(*alice, 99)); // what did not arrive is told so, and does not stand for what will
        QVERIFY(!typeAs(*alice, 99));
        QCOMPARE(rig.trail("sandbox.terminal-used").size(), std::size_t{4});
        QVERIFY(rig.trail("sandbox.terminal-used")[3].outcome == AuditOutcome::Failed);
        const auto other = rig.open(id);
        QVERIFY(typeAs(*alice, other));
        QCOMPARE(rig.trail("sandbox.terminal-used").size(), std::size_t{5});
        for (const auto &entry : rig.ledger->durable().history.audit)
            QVERIFY((entry.after + entry.before + entry.reason).find("secret") == std::string::npos);
    }

    void whoWatchesIsToldThatTheEngineStops()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        Looker looker(rig, id, number);
        rig.pass(1s);
        rig.engine->stopNow();
        rig.pass(1min);
        QVERIFY(looker.end.failedWith(ErrorCode::Cancelled));
        Looker late(rig, id, number);
        rig.pass(1s);
        QVERIFY(late.end.failedWith(ErrorCode::Cancelled));
        rig.engine->start();
        rig.pass(1min);
        const auto again = rig.kept();
        const auto other = rig.open(again);
        Looker after(rig, again, other);
        rig.pass(1s);
        QCOMPARE(after.end.times, 0);
    }

    void watchingLetsItFallAsleepAndGoesOnByItself()
    {
        TerminalRig rig(2, {1min, {}, {}});
        const auto id = rig.begun();
        const auto number = rig.open(id);
        rig.shelf(id).print(number, "$ ");
        Looker looker(rig, id, number);
        rig.pass(1s);
        QCOMPARE(looker.seen, std::string("$ "));
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QCOMPARE(looker.seen, std::string("$ -"));
        QCOMPARE(rig.shelf(id).lookers(number), 0); // before it stood still
        rig.pass(10min);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        const auto typed = rig.type(id, number, "x"); // wakes it
        rig.pass(1s);
        QVERIFY(typed->isDone());
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        QCOMPARE(looker.seen, std::string("$ -+$ x"));
        rig.pass(50s);
        const auto more = rig.type(id, number, "y"); // counts as use
        rig.pass(50s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
    }

    void whatIsPrintedForWhoeverWatchesIsUseForAWhile()
    {
        TerminalRig rig(2, {1min, {}, {}});
        const auto id = rig.begun();
        const auto number = rig.open(id);
        auto looker = std::make_unique<Looker>(rig, id, number);
        const auto build = [&](std::chrono::minutes time) {
            for (; time > 0min; time -= 1min)
                for (int half = 0; half < 2; ++half) {
                    rig.shelf(id).print(number, "cc a.c\n");
                    rig.pass(30s);
                }
        };
        build(30min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running); // which is paused after a minute otherwise
        const auto typed = rig.type(id, number, "y");
        build(std::chrono::minutes(engine::TerminalBook::kWatchedMax) - 1min);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        build(5min); // nobody has typed for long: the window may be forgotten
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);

        const auto woken = rig.type(id, number, "x");
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        looker.reset(); // and what nobody sees is none
        build(3min);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
    }

    void overHibernationItIsTheSameTerminal()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id, "vim");
        rig.shelf(id).print(number, "~");
        Looker looker(rig, id, number);
        rig.pass(1s);
        rig.act(api::HibernateSandbox{id});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        const auto known = rig.list(id); // without waking it
        QVERIFY(rig.stateOf(id) == SandboxState::Hibernated);
        QVERIFY(known.size() == 1 && known[0].program == "vim");
        Looker late(rig, id, number);
        rig.pass(1s);
        QCOMPARE(late.seen, std::string("-"));
        const auto one = rig.type(id, number, "a");
        const auto two = rig.type(id, number, "b");
        const auto three = rig.type(id, number, "c");
        rig.pass(5s);
        QCOMPARE(rig.shelf(id).terminals.at(number).typed, std::string("abc"));
        QVERIFY(one->isDone() && two->isDone() && three->isDone());
        QVERIFY(looker.seen.ends_with("abc"));
        QCOMPARE(looker.seen, std::string("~-+~abc"));
        QCOMPARE(late.seen, std::string("-+~abc"));
    }

    /// The book of the next program knows nothing of it: the guest does.
    void afterTheProgramDiedASandboxThatLivedOnIsTypedIntoAndWatched()
    {
        TerminalRig rig(2, {1min, {}, {}});
        const auto id = rig.begun();
        const auto number = rig.open(id);
        rig.shelf(id).print(number, "$ ");
        Looker before(rig, id, number);
        rig.pass(1s);
        rig.crashAndFindAgain();
        Looker after(rig, id, number); // while it is still being found
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Running);
        const auto typed = rig.type(id, number, "ls");
        rig.pass(1s);
        QVERIFY(typed->isDone());
        QCOMPARE(rig.shelf(id).terminals.at(number).typed, std::string("ls"));
        QVERIFY(after.seen.ends_with("$ ls"));
        QCOMPARE(rig.list(id).size(), std::size_t{1});
    }

    void afterThatWhatItHasIsListedWhileItSleeps()
    {
        TerminalRig rig(2, {1min, {}, {}});
        const auto id = rig.begun();
        rig.open(id);
        rig.crashAndFindAgain();
        rig.pass(2min);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QCOMPARE(rig.list(id).size(), std::size_t{1});
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
    }

    void withItsMachineItsTerminalsAreGone()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        Looker looker(rig, id, number);
        rig.pass(1s);
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Stopped);
        QVERIFY(looker.end.failedWith(ErrorCode::GuestExited));
        QVERIFY(rig.list(id).empty());
        rig.engine->destroySandbox(id);
        rig.pass(20s);
        Looker late(rig, id, number);
        rig.pass(1s);
        QVERIFY(late.end.failedWith(ErrorCode::NotFound));
        const auto typed = rig.type(id, number, "x");
        rig.pass(1s);
        QVERIFY(typed->failedWith(ErrorCode::NotFound));
    }

    void whatIsTypedBehindWhatWasNotTakenIsRefusedWithIt()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        rig.shelf(id).terminals.at(number).reads = false;
        const auto one = rig.type(id, number, "rm -rf ");
        const auto two = rig.type(id, number, "./build\n");
        const auto other = rig.type(id, rig.open(id), "x"); // a terminal of its own
        rig.pass(1s);
        QVERIFY(one->times == 0 && two->times == 0 && other->isDone());
        rig.hypervisor.machines.at(id.value())->die({ports::MachineExit::Kind::Killed, "signal 9"});
        rig.pass(1min);
        QVERIFY(one->failedWith(ErrorCode::GuestExited) && two->failedWith(ErrorCode::GuestExited));
    }

    /// Letting go of one piece lets the next one go on, and takes back no other.
    void onePieceIsTakenBack()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        rig.shelf(id).terminals.at(number).reads = false;
        const auto one = rig.type(id, number, "1");
        const auto two = rig.type(id, number, "2");
        const auto three = rig.type(id, number, "3");
        rig.pass(1s);
        one->call.cancel();
        two->call.cancel();
        rig.shelf(id).terminals.at(number).reads = true;
        rig.shelf(id).changed();
        rig.pass(1s);
        QCOMPARE(rig.shelf(id).terminals.at(number).typed, std::string("3"));
        QVERIFY(one->times == 0 && two->times == 0 && three->isDone());
        rig.shelf(id).terminals.at(number).reads = false;
        const auto large = rig.type(id, number, std::string(1 << 20, 'x'));
        const auto beyond = rig.type(id, number, "y");
        rig.pass(1s);
        QVERIFY(large->times == 0 && beyond->failedWith(ErrorCode::Conflict));
    }

    void itsSizeIsToldWhenItIsAwake()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        rig.access().resizeTerminal(id, number, {120, 40});
        rig.pass(1s);
        QVERIFY((rig.shelf(id).terminals.at(number).size == TerminalSize{120, 40}));
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.access().resizeTerminal(id, number, {90, 30});
        rig.access().resizeTerminal(id, number, {5000, 0});
        rig.pass(1s);
        QVERIFY(rig.stateOf(id) == SandboxState::Paused);
        QVERIFY((rig.shelf(id).terminals.at(number).size == TerminalSize{120, 40}));
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QVERIFY((rig.shelf(id).terminals.at(number).size == TerminalSize{1000, 1}));
    }

    void whoDoesNotKeepUpHoldsItUpAlsoOverASleep()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        const auto number = rig.open(id);
        rig.shelf(id).print(number, std::string(200 << 10, 'x'));
        std::size_t seen = 0;
        Asked<ProgramEnd> end;
        auto pace = std::make_shared<ReadPace>();
        end.call = rig.access().watchTerminal(id, number,
                                              {.output = [&seen](std::string_view bytes) { seen += bytes.size(); },
                                               .ended = end.callback(),
                                               .pace = pace,
                                               .present = {}});
        rig.pass(1s);
        const auto window = seen;
        QVERIFY(window > 0 && window < (200U << 10));
        rig.engine->pauseSandbox(id);
        rig.pass(1s);
        rig.engine->resumeSandbox(id);
        rig.pass(1s);
        QCOMPARE(seen, 2 * window);
        pace->used(window); // of the time before: nothing of now
        rig.pass(1s);
        QCOMPARE(seen, 2 * window);
        pace->used(window);
        rig.pass(1s);
        QVERIFY(seen > 2 * window);
    }

    void anAgentOfBeforeHasNone()
    {
        TerminalRig rig;
        const auto id = rig.begun();
        rig.shelf(id).isOfBefore = true;
        Looker looker(rig, id, 1);
        Asked<std::vector<GuestTerminal>> listed;
        listed.call = rig.access().listTerminals(id, listed.callback());
        rig.pass(1s);
        QVERIFY(looker.end.failedWith(ErrorCode::Unsupported));
        QVERIFY(listed.failedWith(ErrorCode::Unsupported));
    }
};

QTEST_GUILESS_MAIN(TestTerminals)
#include "tst_terminals.moc"
