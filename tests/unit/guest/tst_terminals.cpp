// Terminals as programs in them and people before them know them: the real agent behind a real link, and guests that
// lie or are of before. What both fake and agent promise is in tests/contract/guest_terminals.
#include <QTest>

#include "core/base/limits.h"
#include "core/guest/protocol/file_messages.h"
#include "core/guest/protocol/setup.h"
#include "core/guest/protocol/terminal_messages.h"
#include "tests/unit/guest/sitting.h"

#include <signal.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace glovebox;
using namespace glovebox::guest;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using domain::TerminalNumber;

namespace {

domain::TerminalWish shell(const std::string &script)
{
    return {.arguments = {"bash", "--norc", "-c", script}};
}

int processIn(const std::string &file)
{
    int process = 0;
    std::ifstream(file) >> process;
    return process;
}

} // namespace

class GuestTerminalsTest : public QObject {
    Q_OBJECT

    HonestGuest *m_guest = nullptr;
    Host *m_host = nullptr;

    std::string at(const std::string &name) const { return m_guest->session() + "/" + name; }

private Q_SLOTS:
    void init()
    {
        m_guest = new HonestGuest;
        m_host = new Host;
        m_host->connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([this] { return m_host->link != nullptr; }));
    }
    void cleanup()
    {
        delete m_host;
        delete m_guest;
    }

    void aProgramFindsATerminalOfItsSize()
    {
        Sitting sitting{*m_host};
        auto wish = shell("tty; stty size; echo \"[$TERM]\"; echo here > /dev/tty; "
                          "trap 'stty size; echo resized' WINCH; while :; do sleep 0.05; done");
        wish.size = {100, 30};
        wish.term = "xterm-test";
        QVERIFY(sitting.open(wish));
        QVERIFY(sitting.sees("/dev/pts/"));
        QVERIFY(sitting.sees("30 100"));
        QVERIFY(sitting.sees("[xterm-test]"));
        QVERIFY(sitting.sees("here"));
        QVERIFY(sitting.does([&](auto done) {
            return m_host->link->terminals().resize(sitting.number, {132, 43}, std::move(done));
        }));
        QVERIFY(sitting.sees("43 132\r\nresized"));
    }

    void keysInterruptAndEndTheInput()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(shell("trap 'echo stopped' INT; echo begun; sleep 600; cat; echo through; exit 3")));
        QVERIFY(sitting.sees("begun"));
        sitting.type("\x03");
        QVERIFY(sitting.sees("stopped"));
        sitting.type("a line\r");
        QVERIFY(sitting.sees("a line\r\na line"));
        sitting.type("\x04");
        QVERIFY(sitting.wait([&] { return sitting.end.has_value(); }));
        QVERIFY(sitting.screen.ends_with("through\r\n"));
        QVERIFY(*sitting.end && (**sitting.end == domain::ProgramEnd{.status = 3}));
    }

    void theUsersShellHasJobsAndIsNoLoginShell()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open({.environment = {{"PS1", "=> "}, {"SHELL", "/bin/bash"}, {"HOME", m_guest->session()}}}));
        sitting.type("sleep 600 &\r");
        sitting.type("jobs | cut -c1-12; shopt -q login_shell || echo pl'ain'; echo $PATH; echo \"<$0>\"\r");
        QVERIFY(sitting.sees("plain"));
        QVERIFY(sitting.sees("\r\n/usr/bin:/bin\r\n")); // the image's, not a profile's
        QVERIFY(sitting.sees("</bin/bash>"));
        QVERIFY(sitting.screen.find("job control") == std::string::npos); // "no job control in this shell"
        sitting.type("fg\r");
        sitting.type("\x1a"); // the job stands still, the shell goes on
        QVERIFY(sitting.sees("Stopped"));
        QVERIFY(sitting.does([&](auto done) {
            return m_host->link->terminals().list([done](const auto &all) {
                done(all && all->size() == 1 && all->front().program == "bash" ? Result<>()
                                                                               : fail(ErrorCode::Internal));
            });
        }));
    }

    void itLivesOnWhenTheHostComesAgain()
    {
        const auto file = at("shell");
        TerminalNumber number = 0;
        {
            Sitting first{*m_host};
            QVERIFY(first.open(shell("echo $$ > " + file +
                                     "; stty -echo; echo begun; while read x; do echo \"<$x>\"; "
                                     "done")));
            number = first.number;
            first.type("one\r");
            QVERIFY(first.sees("<one>"));
            m_host->link.reset();
        }
        Host second;
        second.connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([&] { return second.link != nullptr; }));
        Sitting again{second};
        again.number = number;
        again.look();
        QVERIFY(again.sees("begun\r\n<one>\r\n"));
        again.type("two\r");
        QVERIFY(again.sees("<two>"));
        QVERIFY(lives(processIn(file)));
        again.call.cancel();
        second.link.reset();
    }

    void aFloodNobodyLooksAtRunsThroughAndItsNewestIsKept()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(shell("read x; seq 1 300000; touch " + at("through") + "; echo end; read x")));
        sitting.call.cancel();
        sitting.type("\r");
        QVERIFY(QTest::qWaitFor([&] { return fs::exists(at("through")); }, 60'000));
        sitting.look();
        QVERIFY(sitting.sees("300000\r\nend\r\n"));
        QVERIFY(sitting.screen.size() <= limits::kTerminalKept.value);
        QVERIFY(sitting.screen.size() > limits::kTerminalKept.value - 1000);
        QVERIFY(sitting.screen.find("299999\r\n300000") != std::string::npos);
    }

    void aFloodSomebodyLooksAtWaitsForHim()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(shell("stty -echo; read x; seq 1 300000; touch " + at("through"))));
        const auto pace = std::make_shared<ReadPace>();
        std::string got;
        std::optional<Result<domain::ProgramEnd>> end;
        sitting.call = m_host->link->terminals().attach(
            sitting.number, {[&](std::string_view bytes) { got += bytes; },
                             [&](Result<domain::ProgramEnd> how) { end = std::move(how); }, pace});
        sitting.type("\r");
        QVERIFY(sitting.wait([&] { return got.size() >= (60U << 10); }));
        QVERIFY(!QTest::qWaitFor([&] { return fs::exists(at("through")); }, 500));
        QVERIFY(got.size() <= (64U << 10));
        std::size_t used = 0;
        QVERIFY(sitting.wait([&] {
            pace->used(got.size() - std::exchange(used, got.size()));
            return end.has_value();
        }));
        std::ostringstream all;
        for (int i = 1; i <= 300'000; ++i)
            all << i << "\r\n";
        QVERIFY(got == all.str());
        QVERIFY(end->has_value());
    }

    void aProgramThatDoesNotReadHoldsUpTheTypingAlone()
    {
        Sitting deaf{*m_host};
        QVERIFY(deaf.open(shell("stty raw -echo; echo begun; sleep 600")));
        QVERIFY(deaf.sees("begun"));
        deaf.type(std::string(1 << 20, 'x'));
        deaf.type("behind it");
        Sitting other{*m_host};
        QVERIFY(other.open(shell("echo well")));
        QVERIFY(other.sees("well"));
        QVERIFY(other.wait([&] { return other.end.has_value(); }));
        QCOMPARE(deaf.typed, 0);
        deaf.typing.clear(); // taken back
        QVERIFY(deaf.does([&](auto done) { return m_host->link->terminals().close(deaf.number, std::move(done)); }));
        QCOMPARE(deaf.typed + deaf.notTyped, 0);
        QVERIFY(m_host->lost.empty());
    }

    void aLargePasteArrivesWhole()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(shell("stty -echo; echo begun; cat > " + at("pasted") + "; echo through")));
        QVERIFY(sitting.sees("begun"));
        std::ostringstream text;
        for (int i = 0; text.tellp() < (1 << 20); ++i)
            text << "line " << i << " grün\r";
        sitting.type(text.str());
        sitting.type("\x04");
        QVERIFY(sitting.sees("through"));
        QCOMPARE(sitting.typed, 2);
        std::ostringstream got;
        got << std::ifstream(at("pasted")).rdbuf();
        auto expected = text.str();
        std::ranges::replace(expected, '\r', '\n');
        QVERIFY(got.str() == expected);
    }

    void closingEndsTheWholeSession()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(shell("set -m; (trap '' HUP TERM; echo $BASHPID > " + at("stubborn") +
                                   "; while :; do sleep 0.1; done) & sleep 600 & echo $! > " + at("job") +
                                   "; echo $$ > " + at("shell") + "; echo begun; wait")));
        QVERIFY(sitting.sees("begun"));
        QVERIFY(sitting.wait([&] { return processIn(at("stubborn")) > 0; }));
        QVERIFY(
            sitting.does([&](auto done) { return m_host->link->terminals().close(sitting.number, std::move(done)); }));
        for (const char *name : {"shell", "job", "stubborn"})
            QVERIFY2(QTest::qWaitFor([&] { return !lives(processIn(at(name))); }), name);
        QVERIFY(sitting.wait([&] { return sitting.end.has_value(); }));
    }

    void anOpeningLetGoOfLeavesNothing()
    {
        int told = 0;
        auto call = m_host->link->terminals().open(shell("exec sleep 600"), [&](const auto &) { ++told; });
        call.cancel();
        Sitting asking{*m_host};
        QVERIFY(asking.wait([&] { // the question is behind the opening
            std::size_t open = 99;
            return asking.does([&](auto done) {
                return m_host->link->terminals().list([&open, done](const auto &all) {
                    open = all ? all->size() : 99;
                    done({});
                });
            }) && open == 0;
        }));
        QCOMPARE(told, 0);
        QVERIFY(m_host->lost.empty());
    }

    void whatCannotBeOpenedIsExplained()
    {
        const auto refusal = [this](domain::TerminalWish wish) {
            Sitting sitting{*m_host};
            sitting.open(std::move(wish));
            return sitting.refused ? QByteArray(name(sitting.refused->code)) : QByteArray("none");
        };
        QCOMPARE(refusal({.arguments = {"no-such-program"}}), QByteArray("NotFound"));
        QCOMPARE(refusal({.arguments = {"true"}, .workdir = "/no/such/folder"}), QByteArray("NotFound"));
        QCOMPARE(refusal({.arguments = {"true"}, .user = "nobody-of-that-name"}), QByteArray("NotFound"));
        QCOMPARE(refusal({.arguments = {"/usr"}}), QByteArray("PermissionDenied"));
        QCOMPARE(refusal({.arguments = {""}}), QByteArray("InvalidArgument"));
        QCOMPARE(refusal({.arguments = {"true"}, .workdir = "here"}), QByteArray("InvalidArgument"));
        QCOMPARE(refusal({.arguments = {"true"}, .term = "x\ny"}), QByteArray("InvalidArgument"));
    }

    void anAgentOfBeforeIsSentNothing()
    {
        Host host;
        FakeGuest guest; // greets as one of before
        GREETED(host, guest);
        int answers = 0;
        const auto isUnsupported = [&answers](const auto &how) {
            answers += !how && how.error().code == ErrorCode::Unsupported && !how.error().detail.empty() ? 1 : 1000;
        };
        auto &terminals = host.link->terminals();
        std::vector<Call> calls;
        calls.push_back(terminals.open({}, isUnsupported));
        calls.push_back(terminals.list(isUnsupported));
        calls.push_back(terminals.attach(1, {{}, isUnsupported, nullptr}));
        calls.push_back(terminals.write(1, "x", isUnsupported));
        calls.push_back(terminals.resize(1, {}, isUnsupported));
        calls.push_back(terminals.close(1, isUnsupported));
        ports::ExecHandlers handlers{.output = {}, .done = isUnsupported};
        handlers.input = [](std::size_t, const auto &) {
            return Call();
        };
        calls.push_back(host.link->exec({.arguments = {"cat"}}, handlers));
        QCOMPARE(answers, 0); // not from inside the calls
        host.clock.runDue();
        QCOMPARE(answers, 7);
        Told tool; // and it goes on as before
        tool.start(host);
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
        QCOMPARE(guest.frames.front().type, FrameType::ToolStart);
    }

    void aGuestThatLiesIsLost_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<bool>("ofTheLook");
        const auto row = [](const char *name, FrameType type, const std::string &payload, bool ofTheLook = true) {
            QTest::newRow(name) << static_cast<int>(type) << QByteArray::fromStdString(payload) << ofTheLook;
        };
        const TerminalEntry entry{1, "bash", 80, 24, 1s};
        row("output of nobody's", FrameType::TerminalData, toContentPayload("x"), false);
        row("an end of nobody's", FrameType::TerminalDone, toPayload(TerminalDone{}), false);
        row("an entry for a look", FrameType::TerminalEntry, toPayload(entry));
        row("room for a look", FrameType::TerminalCredit, toPayload(TerminalCredit{1}));
        row("a malformed end", FrameType::TerminalDone, "x");
        row("no content", FrameType::TerminalData, "x");
        row("a question", FrameType::TerminalStart, toPayload(TerminalStart{}));
    }

    void aGuestThatLiesIsLost()
    {
        QFETCH(int, type);
        QFETCH(QByteArray, payload);
        QFETCH(bool, ofTheLook);
        Host host;
        FakeGuest guest;
        guest.level = kAgentLevel;
        GREETED(host, guest);
        Sitting sitting{host, 1};
        sitting.look();
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
        guest.send(static_cast<FrameType>(type), ofTheLook ? guest.frames.front().stream : 99, payload.toStdString());
        QTRY_COMPARE(host.lost.size(), std::size_t{1});
        QCOMPARE(host.lost.front().code, ErrorCode::GuestProtocol);
        QVERIFY(sitting.end && !*sitting.end);
        QCOMPARE(sitting.end->error().code, ErrorCode::GuestProtocol);
    }

    void moreOutputThanWasAskedForEndsTheLink()
    {
        Host host;
        FakeGuest guest;
        guest.level = kAgentLevel;
        GREETED(host, guest);
        Sitting sitting{host, 1};
        sitting.look();
        QTRY_COMPARE(guest.frames.size(), std::size_t{1});
        sitting.call.cancel(); // nothing is given back any more
        for (std::size_t i = 0; i <= kTerminalWindow / kFileChunkMax; ++i)
            guest.send(FrameType::TerminalData, guest.frames.front().stream,
                       toContentPayload(std::string(kFileChunkMax, 'x')));
        QTRY_COMPARE(host.lost.size(), std::size_t{1});
        QCOMPARE(host.lost.front().code, ErrorCode::GuestProtocol);
        QVERIFY(sitting.screen.empty() && !sitting.end);
    }

    void aListWithoutEndAndAnAnswerThatNeverComesEndTheLink()
    {
        for (const bool isMute : {false, true}) {
            Host host;
            FakeGuest guest;
            guest.level = kAgentLevel;
            GREETED(host, guest);
            std::optional<ErrorCode> answer;
            const auto call = host.link->terminals().list([&](const auto &all) { answer = all.error().code; });
            QTRY_COMPARE(guest.frames.size(), std::size_t{1});
            const TerminalEntry entry{1, "bash", 80, 24, 1s};
            for (int i = 0; i < 40 && !isMute; ++i)
                guest.send(FrameType::TerminalEntry, guest.frames.front().stream, toPayload(entry));
            for (int i = 0; i < 20 && isMute && !answer; ++i) { // its heart beats on
                host.clock.advance(kPingInterval);
                QTRY_VERIFY(answer || guest.pings > i);
            }
            QTRY_VERIFY(answer.has_value());
            QCOMPARE(*answer, isMute ? ErrorCode::GuestUnresponsive : ErrorCode::GuestProtocol);
        }
    }

    void messagesAreBounded()
    {
        TerminalStart start{.work = TerminalWork::Open,
                            .columns = 1000,
                            .rows = 1,
                            .arguments = *packedWords({"vim", "a b"}),
                            .environment = *packedVariables({{"B", "c=d"}}),
                            .user = "app",
                            .workdir = "/x",
                            .kind = "xterm"};
        const auto again = parseTerminalStart(toPayload(start));
        QVERIFY(again && again->arguments == start.arguments && again->environment == start.environment &&
                again->user == start.user && again->workdir == "/x" && again->kind == "xterm" &&
                again->columns == 1000 && again->rows == 1);
        for (const auto &[columns, rows] : {std::pair{0U, 24U}, {80U, 0U}, {1001U, 24U}}) {
            start.columns = columns;
            start.rows = rows;
            QVERIFY(!parseTerminalStart(toPayload(start)));
        }
        start = {.work = TerminalWork::Open, .workdir = "relative"};
        QVERIFY(!parseTerminalStart(toPayload(start)));
        start = {.work = TerminalWork::Open, .arguments = "not ended"};
        QVERIFY(!parseTerminalStart(toPayload(start)));
        const TerminalEntry entry{7, "\x1b]0;evil\x07 vim\n", 80, 24, 5s, TerminalEntry::State::Killed, 9};
        const auto told = parseTerminalEntry(toPayload(entry));
        QVERIFY(told && told->program.find_first_of("\x1b\x07\n") == std::string::npos && told->how == 9);
        QVERIFY(!parseTerminalEntry(toPayload(TerminalEntry{0, "x", 80, 24, 5s})));
        QVERIFY(!parseTerminalEntry(toPayload(TerminalEntry{1, "x", 80, 24, 5s, TerminalEntry::State::Killed, 65})));
        QVERIFY(!parseTerminalEntry(toPayload(TerminalEntry{1, "x", 0, 24, 5s})));
        const TerminalDone done{TerminalDone::Outcome::Conflict, "why", 3, 4, 5};
        QVERIFY(parseTerminalDone(toPayload(done)) == done);
        QVERIFY(!parseTerminalDone(toPayload(TerminalDone{.status = 256})));
        QVERIFY(!parseTerminalDone(toPayload(TerminalDone{.signal = 65})));
        QVERIFY(!parseTerminalCredit(toPayload(TerminalCredit{kTerminalWindow + 1})));
    }
};

QTEST_GUILESS_MAIN(GuestTerminalsTest)
#include "tst_terminals.moc"
