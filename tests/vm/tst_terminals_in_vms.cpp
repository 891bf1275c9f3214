// Terminals in a real guest: full-screen programs, sizes, keys, pastes and floods; and that they live on when the host
// comes again, when the sandbox has slept, and in its forks. One template for all.
#include "tests/vm/guest_fixture.h"
#include "tests/vm/snapshot_fixture.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::test;
using domain::TerminalNumber;
using ports::AfterSnapshot;

namespace {

constexpr ByteCount kMemory = ByteCount::mib(256);

/// Somebody who sits before a terminal of a guest.
class Sitting {
public:
    explicit Sitting(RunningGuest &guest) : m_guest(guest) {}

    bool open(domain::TerminalWish wish)
    {
        const auto opened = valueOf<TerminalNumber>(
            [&](auto done) { return m_guest.link->terminals().open(std::move(wish), std::move(done)); });
        if (!opened) {
            qWarning("%s", describe(opened.error()).c_str());
            return false;
        }
        look(*opened);
        return true;
    }
    void look(TerminalNumber number)
    {
        m_number = number;
        m_screen.clear();
        m_end.reset();
        m_look = m_guest.link->terminals().attach(
            number, {[this](std::string_view bytes) { m_screen += bytes; },
                     [this](Result<domain::ProgramEnd> how) { m_end = std::move(how); }, pace});
    }
    void lookAway() { m_look.cancel(); }
    bool type(std::string bytes)
    {
        return valueOf<void>([&](auto done) {
                   return m_guest.link->terminals().write(m_number, std::move(bytes), std::move(done));
               })
            .has_value();
    }
    bool resize(domain::TerminalSize size)
    {
        return valueOf<void>(
                   [&](auto done) { return m_guest.link->terminals().resize(m_number, size, std::move(done)); })
            .has_value();
    }
    bool close()
    {
        return valueOf<void>([&](auto done) { return m_guest.link->terminals().close(m_number, std::move(done)); })
            .has_value();
    }
    /// From what was seen last on.
    bool sees(const std::string &text)
    {
        std::size_t at = std::string::npos;
        const bool seen =
            QTest::qWaitFor([&] { return (at = m_screen.find(text, m_seen)) != std::string::npos; }, kPatienceMs);
        if (seen)
            m_seen = at + text.size();
        else
            qWarning("no \"%s\" in: %s", text.c_str(), m_screen.substr(std::min(m_seen, m_screen.size())).c_str());
        return seen;
    }
    void forget() { m_seen = m_screen.size(); }
    const std::string &screen() const { return m_screen; }
    const std::optional<Result<domain::ProgramEnd>> &end() const { return m_end; }
    TerminalNumber number() const { return m_number; }

    std::shared_ptr<ReadPace> pace;

private:
    RunningGuest &m_guest;
    TerminalNumber m_number = 0;
    Call m_look;
    std::string m_screen;
    std::size_t m_seen = 0;
    std::optional<Result<domain::ProgramEnd>> m_end;
};

/// The user's shell, whose prompt ends in "$ "; what is typed comes back, so words are split in what is to be seen
/// later.
domain::TerminalWish shell()
{
    return {.size = {100, 30}};
}

std::vector<domain::GuestTerminal> listOf(RunningGuest &guest)
{
    auto all = valueOf<std::vector<domain::GuestTerminal>>(
        [&](auto done) { return guest.link->terminals().list(std::move(done)); });
    return all ? *std::move(all) : std::vector<domain::GuestTerminal>();
}

} // namespace

class TestGuestTerminals : public QObject {
    Q_OBJECT

    GuestFixture m_guest; // its hypervisor, and the machine that becomes the template
    TemplatePtr m_base;

    VmFixture &vm() { return m_guest.vm(); }

    bool start(RunningGuest &guest, ports::MachineSpec spec)
    {
        const auto name = spec.sandbox.value();
        auto started = vm().start(std::move(spec));
        if (!started)
            qWarning("%s", describe(started.error()).c_str());
        return started && guest.greet(*std::move(started), name);
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto spec = guestSpec("tpl-terminals", kMemory);
        spec.freezable = true;
        QVERIFY(m_guest.boot(std::move(spec)));
        m_guest.link.reset();
        auto frozen = vm().freeze(std::move(m_guest.machine));
        QVERIFY2(frozen, frozen ? "" : describe(frozen.error()).c_str());
        m_base = *frozen;
    }

    void cleanup()
    {
        QTRY_VERIFY_WITH_TIMEOUT(vm().clean(), kPatienceMs);
        auto &store = vm().hypervisor->store();
        for (const auto &each : store.snapshots())
            QVERIFY(
                VmFixture::answered([&](auto done) { return store.removeSnapshot(each.origin.id, std::move(done)); }));
    }

    void fullScreenProgramsRun()
    {
        RunningGuest guest;
        QVERIFY(start(guest, cloneSpec("sbx-screen", m_base)));
        Sitting sitting(guest);
        QVERIFY(sitting.open(shell()));
        QVERIFY(sitting.sees("$ "));
        QVERIFY(sitting.type("tty; stty size; id -u; echo $TERM; command -v python3\r"));
        QVERIFY(sitting.sees("/dev/pts/"));
        QVERIFY(sitting.sees("30 100"));
        QVERIFY(sitting.sees("1000"));
        QVERIFY(sitting.sees("xterm-256color"));
        QVERIFY(sitting.sees("/usr/bin/python3"));

        // A pager: its own screen, a page on, and back to what was there before.
        QVERIFY(sitting.type("seq 1000 1999 | less\r"));
        QVERIFY(sitting.sees("\x1b[?1049h"));
        QVERIFY(sitting.sees("1028"));
        QVERIFY(sitting.type(" "));
        QVERIFY(sitting.sees("1050"));
        QVERIFY(sitting.resize({80, 50}));
        QVERIFY(sitting.sees("1077")); // drawn anew; a key that comes in the middle of that is lost on this pager
        QVERIFY(sitting.type("G"));
        QVERIFY(sitting.sees("1999"));
        QVERIFY(sitting.type("q"));
        QVERIFY(sitting.sees("\x1b[?1049l"));
        QVERIFY(sitting.sees("$ ")); // what is typed before is lost, as in any terminal: programs drop it when they end

        // One that draws by itself, in the size that it has now.
        QVERIFY(sitting.type("top -d 1\r"));
        QVERIFY(sitting.sees("Tasks:"));
        QVERIFY(sitting.sees("COMMAND"));
        sitting.forget();
        QVERIFY(sitting.resize({120, 40}));
        QVERIFY(sitting.sees("Tasks:"));
        QVERIFY(sitting.type("q"));
        QVERIFY(sitting.sees("$ "));
        QVERIFY(sitting.type("stty size\r"));
        QVERIFY(sitting.sees("40 120"));
        QVERIFY(sitting.sees("$ "));

        // The program itself says that it runs: a ^C that comes while the shell is starting it is the shell's.
        QVERIFY(sitting.type("trap 'echo resi''zed; stty size' WINCH; sh -c 'echo slee\"\"ping; exec sleep 600'\r"));
        QVERIFY(sitting.sees("sleeping"));
        QVERIFY(sitting.type("\x03"));
        QVERIFY(sitting.sees("$ "));
        QVERIFY(sitting.resize({90, 20}));
        QVERIFY(sitting.type("\r"));
        QVERIFY(sitting.sees("resized\r\n20 90"));
        QVERIFY(sitting.type("exit 5\r"));
        QTRY_VERIFY_WITH_TIMEOUT(sitting.end(), kPatienceMs);
        QVERIFY(*sitting.end() && (**sitting.end() == domain::ProgramEnd{.status = 5}));
        guest.link.reset();
    }

    void aPasteAndAFloodAreWhole()
    {
        RunningGuest guest;
        QVERIFY(start(guest, cloneSpec("sbx-flood", m_base)));
        Sitting sitting(guest);
        QVERIFY(
            sitting.open({.arguments = {"bash", "-c", "stty -echo; echo be''gun; cat > /tmp/pasted; echo thr''ough"}}));
        QVERIFY(sitting.sees("begun"));
        std::string text;
        for (int i = 0; text.size() < (1U << 20); ++i)
            text += "line " + std::to_string(i) + " of what was pasted\r";
        QVERIFY(sitting.type(text));
        QVERIFY(sitting.type("\x04"));
        QVERIFY(sitting.sees("through"));
        std::ranges::replace(text, '\r', '\n');
        const auto sum = QCryptographicHash::hash(QByteArray::fromStdString(text), QCryptographicHash::Sha1).toHex();
        QVERIFY(guest.bash("sha1sum < /tmp/pasted").startsWith(QString::fromLatin1(sum)));

        Sitting slow(guest);
        slow.pace = std::make_shared<ReadPace>();
        QVERIFY(
            slow.open({.arguments = {"bash", "-c",
                                     "stty -echo; echo be''gun; read x; seq 1 200000; touch /tmp/through; echo end"}}));
        QVERIFY(slow.sees("begun\r\n"));
        slow.pace->used(slow.screen().size());
        std::size_t used = slow.screen().size();
        QVERIFY(slow.type("\r"));
        QTRY_VERIFY_WITH_TIMEOUT(slow.screen().size() > (50U << 10), kPatienceMs);
        QCOMPARE(guest.bash("sleep 3; ls /tmp/through || echo held"),
                 QStringLiteral("ls: cannot access '/tmp/through': No such file or directory\nheld"));
        QVERIFY(slow.screen().size() <= used + (64U << 10));
        QVERIFY(QTest::qWaitFor(
            [&] {
                slow.pace->used(slow.screen().size() - std::exchange(used, slow.screen().size()));
                return slow.end().has_value();
            },
            120'000));
        std::string all;
        for (int i = 1; i <= 200'000; ++i)
            all += std::to_string(i) + "\r\n";
        QVERIFY(slow.screen() == "begun\r\n" + all + "end\r\n");
        guest.link.reset();
    }

    void theyLiveOnWhenTheHostComesAgain()
    {
        RunningGuest guest;
        QVERIFY(start(guest, cloneSpec("sbx-again", m_base)));
        TerminalNumber number = 0;
        {
            Sitting sitting(guest);
            QVERIFY(sitting.open(shell()));
            number = sitting.number();
            QVERIFY(sitting.type("mine=kept; echo fir''st\r"));
            QVERIFY(sitting.sees("first"));
            QVERIFY(sitting.type("top\r"));
            QVERIFY(sitting.sees("Tasks:"));
        }
        guest.link.reset();
        QVERIFY(guest.greet("sbx-again"));
        Sitting again(guest);
        again.look(number);
        QVERIFY(again.sees("first"));
        QVERIFY(again.sees("Tasks:"));
        QVERIFY(again.type("q"));
        QVERIFY(again.sees("$ "));
        QVERIFY(again.type("echo is-$mine\r"));
        QVERIFY(again.sees("is-kept"));
        QCOMPARE(listOf(guest).size(), std::size_t{1});
        QVERIFY(again.type("(trap '' HUP; echo $BASHPID > /tmp/stubborn; sleep 600) &\r"));
        QTRY_VERIFY_WITH_TIMEOUT(!guest.bash("cat /tmp/stubborn").startsWith(QStringLiteral("ERROR")), kPatienceMs);
        QVERIFY(again.close());
        QVERIFY(listOf(guest).empty());
        QCOMPARE(guest.bash("kill -0 $(cat /tmp/stubborn) 2> /dev/null || echo gone"), QStringLiteral("gone"));
        guest.link.reset();
    }

    /// Written down with its machine ended, and woken; and a copy of it beside, which goes its own way.
    void theySleepAndAreInForks()
    {
        auto guest = std::make_unique<RunningGuest>();
        QVERIFY(start(*guest, cloneSpec("sbx-sleeper", m_base)));
        TerminalNumber number = 0;
        {
            Sitting sitting(*guest);
            QVERIFY(sitting.open(shell()));
            number = sitting.number();
            QVERIFY(sitting.type("mine=origin; echo ty''ped\r"));
            QVERIFY(sitting.sees("typed"));
            sitting.lookAway();
        }
        guest->bash("sync");
        guest->link->standStill();
        auto written = taken(*guest->machine, originOf("snap-sleep"), AfterSnapshot::StandStill);
        QVERIFY2(written, written ? "" : describe(written.error()).c_str());
        guest->link.reset();
        guest.reset();
        const auto spread = spreadOf(vm(), *written);
        QVERIFY2(spread, spread ? "" : describe(spread.error()).c_str());
        std::array<RunningGuest, 2> guests;
        QVERIFY(start(guests[0], restoreSpec("sbx-woken", *written)));
        QVERIFY(start(guests[1], cloneSpec("sbx-fork", *spread)));
        for (std::size_t i = 0; i < guests.size(); ++i) {
            const auto listed = listOf(guests[i]);
            QCOMPARE(listed.size(), std::size_t{1});
            QCOMPARE(listed.front().number, number);
            QCOMPARE(listed.front().program, std::string("bash"));
            Sitting sitting(guests[i]);
            sitting.look(number);
            QVERIFY(sitting.sees("typed"));
            QVERIFY(sitting.type("echo $mine-" + std::to_string(i) + "; mine=child-" + std::to_string(i) + "\r"));
            QVERIFY(sitting.sees("origin-" + std::to_string(i)));
            QVERIFY(sitting.type("echo now-$mine\r"));
            QVERIFY(sitting.sees("now-child-" + std::to_string(i)));
            QVERIFY(sitting.open(shell()));
            QVERIFY(sitting.number() > number);
            guests[i].link.reset();
        }
    }
};

QTEST_GUILESS_MAIN(TestGuestTerminals)
#include "tst_terminals_in_vms.moc"
