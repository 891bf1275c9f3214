// The bash tool: a shell that lives from call to call, and how it ends (reference 4.2).
#include <QProcess>
#include <QTest>

#include "core/guest/agent/tools/shell_output.h"
#include "core/guest/agent/tools/shell_words.h"
#include "core/guest/protocol/limits.h"
#include "tests/unit/guest/tool_bench.h"

#include <signal.h>

#include <atomic>
#include <fstream>
#include <thread>

using namespace glovebox::agent;

namespace {

QByteArray bash(ToolBench &bench, const std::string &command, nlohmann::json more = nlohmann::json::object())
{
    more["command"] = command;
    return told(bench, bench.run("bash", more));
}

} // namespace

class GuestBashTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void commands_data();
    void commands();
    void theShellLivesFromCallToCall();
    void theEnvironmentIsExactlyOurs();
    void restartGivesAFreshShell();
    void aCommandThatTakesTooLongIsEnded_data();
    void aCommandThatTakesTooLongIsEnded();
    void aDeadShellIsNoticedAtOnce_data();
    void aDeadShellIsNoticedAtOnce();
    void aShellThatExitsGoesOnWhereItWas();
    void aCopiedShellGetsItsOwnNameAndRandomNumbers_data();
    void aCopiedShellGetsItsOwnNameAndRandomNumbers();
    void aCopiedShellReachesItsOwnNameWithoutTheProxy();
    void anyShellUnderstandsItsNewName_data();
    void anyShellUnderstandsItsNewName();
    void aStateThatIsNotWholeIsNotUsed();
    void aSyntaxErrorCostsTheCommandOnly();
    void outputRedirectedForGoodHidesNoEnd();
    void whatWasPrintedIsSeenWhenACallIsStopped();
    void aShellThatDiedBetweenCallsIsReplaced();
    void backgroundJobsDoNotHoldACallOpen();
    void whatBackgroundJobsPrintBetweenCallsComesWithTheNext();
    void longOutputKeepsItsEnd();
    void outputIsSeenWhileTheCommandRuns();
    void theEndMarkIsNeverShown();
    void callsWaitTheirTurn();
    void aRunningCallIsCancelled();
    void tooManyWaitingCallsAreRefused();
    void anUnknownToolIsRefused();
    void shellOutputCutAnywhereGivesTheSameText();
    void escapesAreRemoved_data();
    void escapesAreRemoved();
};

void GuestBashTest::commands_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *command, const char *expected) {
        QTest::newRow(name) << QByteArray(command) << QByteArray(expected);
    };
    row("output", "echo hello", "hello");
    row("no output", "true", "");
    row("leading blanks stay, trailing newlines go", "printf '\\n  x\\n\\n\\n'", "\n  x");
    row("errors are shown in order", "echo a; echo b >&2; echo c", "a\nb\nc");
    row("a failure with output", "echo no; exit_() { return 3; }; exit_", "error: no");
    row("a failure without output", "false", "error: exit 1");
    row("a failure by status", "(exit 42)", "error: exit 42");
    row("a command that is not there", "no-such-command",
        "error: /bin/bash: line 1: no-such-command: command not found");
    row("nothing on standard input", "cat; read x; echo \"[$x]\"", "[]");
    row("a here document", "cat <<EOF\na $((1+1))\nEOF", "a 2");
    row("a trailing comment", "echo a # comment", "a");
    row("several lines", "for i in 1 2\ndo\necho $i\ndone", "1\n2");
    row("quotes", "echo \"it's\" '\"x\"' \\$HOME", "it's \"x\" $HOME");
    row("colours go", "printf '\\033[1;31mred\\033[0m'", "red");
    row("bytes that are no text", "printf 'a\\377b'", "a\uFFFDb");
    row("a zero byte", "printf 'a\\0b' | od -An -c | tr -s ' '", " a \\0 b");
    row("where it begins", "pwd", "@");
    row("no history, no job control", "set -o | grep -E '^(history|monitor)' | tr -s '\\t ' ' '",
        "history off\nmonitor off");
    row("a terminal is not pretended", "[ -t 1 ] && echo tty || echo pipe; echo $TERM", "pipe\ndumb");
}

void GuestBashTest::commands()
{
    QFETCH(QByteArray, command);
    QFETCH(QByteArray, expected);
    ToolBench bench;
    QCOMPARE(bash(bench, command.toStdString()), expected);
    QCOMPARE(bash(bench, "echo next"), QByteArray("next"));
}

void GuestBashTest::theShellLivesFromCallToCall()
{
    ToolBench bench;
    QCOMPARE(bash(bench, "mkdir d && cd d && X=5 && f() { echo \"f $X\"; } && shopt -s nullglob"), QByteArray());
    QCOMPARE(bash(bench, "pwd; f; echo *"), QByteArray("@/d\nf 5\n").trimmed());
    bench.run("bash", {{"command", "kill -9 $$"}});
    QCOMPARE(bash(bench, "pwd; echo \"[$X]\""), QByteArray("@\n[]"));
}

void GuestBashTest::theEnvironmentIsExactlyOurs()
{
    qputenv("ANTHROPIC_API_KEY", "sk-ant-secret");
    ToolContext context;
    context.environment = {{"PATH", "/usr/bin:/bin"}, {"GREETING", "hi there"}};
    ToolBench bench(context);
    const auto environment = bash(bench, "env | sort | grep -v -E '^(_|SHLVL|OLDPWD)='");
    qunsetenv("ANTHROPIC_API_KEY");
    QCOMPARE(environment, QByteArray("GREETING=hi there\nPATH=/usr/bin:/bin\nPWD=@\nTERM=dumb"));
}

void GuestBashTest::restartGivesAFreshShell()
{
    ToolBench bench;
    bash(bench, "X=1; cd /");
    QCOMPARE(told(bench, bench.run("bash", {{"restart", true}})), QByteArray("bash session restarted"));
    QCOMPARE(bash(bench, "echo \"[$X]\"; pwd"), QByteArray("[]\n@"));
    bash(bench, "X=1");
    QCOMPARE(bash(bench, "echo \"[$X]\"", {{"restart", true}}), QByteArray("[]"));
    QCOMPARE(told(bench, bench.run("bash", nlohmann::json::object())), QByteArray("error: bash: command is required"));
    QCOMPARE(told(bench, bench.run("bash", {{"command", 5}})), QByteArray("error: bash: command is required"));
    QCOMPARE(told(bench, bench.run("bash", {{"command", ""}, {"restart", false}})),
             QByteArray("error: bash: command is required"));
}

void GuestBashTest::aCommandThatTakesTooLongIsEnded_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::newRow("sleeping") << QByteArray("sleep 1000");
    QTest::newRow("busy") << QByteArray("while :; do :; done");
    QTest::newRow("flooding") << QByteArray("yes");
    QTest::newRow("deaf to signals") << QByteArray("trap '' TERM INT HUP; sleep 1000");
    QTest::newRow("behind a pipe") << QByteArray("sleep 1000 | cat");
}

void GuestBashTest::aCommandThatTakesTooLongIsEnded()
{
    QFETCH(QByteArray, command);
    ToolBench bench;
    const auto own = bench.run("bash", {{"command", command.toStdString()}, {"timeout_ms", 200}});
    QCOMPARE(told(bench, own).split('\n').first(), QByteArray("error: bash: bash command timed out after 200ms"));
    QVERIFY(own.timedOut);
    const auto sessions = bench.run("bash", {{"command", command.toStdString()}, {"timeout_ms", 999'999}}, 200);
    QCOMPARE(told(bench, sessions).split('\n').first(), QByteArray("error: bash: This operation was aborted"));
    QVERIFY(sessions.timedOut);
    QCOMPARE(bash(bench, "echo fresh"), QByteArray("fresh"));
}

void GuestBashTest::aDeadShellIsNoticedAtOnce_data()
{
    QTest::addColumn<QByteArray>("command");
    QTest::newRow("killed by itself") << QByteArray("kill -9 $$");
    QTest::newRow("exec of another program") << QByteArray("exec true");
    QTest::newRow("dead while a child holds its output") << QByteArray("sleep 1000 & kill -9 $$");
}

void GuestBashTest::aDeadShellIsNoticedAtOnce()
{
    QFETCH(QByteArray, command);
    ToolBench bench;
    QCOMPARE(bash(bench, command.toStdString()), QByteArray("error: bash: bash session terminated"));
    QCOMPARE(bash(bench, "echo fresh"), QByteArray("fresh"));
}

void GuestBashTest::aShellThatExitsGoesOnWhereItWas()
{
    ToolBench bench;
    bash(bench, "mkdir d; cd d; X='a b'; arr=(1 '2 3'); f() { echo \"f $1\"; }; alias hi='echo hi'; umask 027");
    QCOMPARE(bash(bench, "echo before; exit 3"), QByteArray("error: before"));
    QCOMPARE(bash(bench, "pwd; echo \"$X ${arr[1]}\"; f 1; umask; alias hi"),
             QByteArray("@/d\na b 2 3\nf 1\n0027\nalias hi='echo hi'"));
    QCOMPARE(bash(bench, "set -eu; echo one; false; echo never"), QByteArray("error: one"));
    QCOMPARE(bash(bench, "false; echo \"$X $-\" | tr -d s"), QByteArray("a b hB"));
    QCOMPARE(bash(bench, "exit 0"), QByteArray());
    QCOMPARE(
        bash(bench, "ls -A /tmp | grep -c \"^$(basename \"$(trap | grep -o '/tmp/.glovebox-shell-[0-9a-f-]*')\")\""),
        QByteArray("error: 0"));
}

void GuestBashTest::aCopiedShellGetsItsOwnNameAndRandomNumbers_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("name");
    QTest::newRow("as it began") << ":"
                                 << "two";
    QTest::newRow("strict") << "set -euo pipefail"
                            << "two";
    QTest::newRow("that has exited") << "exit 0"
                                     << "two";
    QTest::newRow("its name is fixed") << "HOSTNAME=mine; readonly HOSTNAME; set -e"
                                       << "mine";
    QTest::newRow("its name is gone") << "unset HOSTNAME; set -u"
                                      << "";
    QTest::newRow("traced") << "set -x"
                            << "two";
}

/// Forks and clones begin with the very shell of the sandbox that they are copies of.
void GuestBashTest::aCopiedShellGetsItsOwnNameAndRandomNumbers()
{
    QFETCH(QString, before);
    QFETCH(QString, name);
    ToolContext context;
    context.environment = {{"PATH", "/usr/bin:/bin"}};
    ToolBench bench(context);
    const auto first = bash(bench, "RANDOM=7; echo $RANDOM");
    const auto second = bash(bench, "echo $RANDOM");
    bash(bench, "RANDOM=7; X=kept; : $RANDOM");
    bash(bench, before.toStdString());
    bench.runner().becomeAnother("two", context);
    const auto said = bash(bench, "{ set +x; } 2>/dev/null; echo \"${HOSTNAME-} $X $RANDOM\"").split(' ');
    QCOMPARE(said.size(), 3);
    QCOMPARE(QString::fromUtf8(said[0]), name);
    QCOMPARE(said[1], QByteArray("kept"));
    QVERIFY(said[2] != first && said[2] != second);
    // Once, not with each command.
    bash(bench, "RANDOM=7");
    QCOMPARE(bash(bench, "echo $RANDOM"), first);
}

/// What nobody has changed in it follows the name; the next shell has it from the beginning.
void GuestBashTest::aCopiedShellReachesItsOwnNameWithoutTheProxy()
{
    const auto named = [](const std::string &name) {
        ToolContext context;
        context.environment = {{"PATH", "/usr/bin:/bin"}, {"no_proxy", "[::1]," + name}, {"NO_PROXY", "[::1]," + name}};
        return context;
    };
    ToolBench bench(named("one"));
    bash(bench, "set -eu; X=kept; NO_PROXY=mine");
    bench.runner().becomeAnother("two", named("two"));
    bench.runner().becomeAnother("three", named("three"));
    QCOMPARE(bash(bench, "echo $X $no_proxy $NO_PROXY; env | grep no_proxy"),
             QByteArray("kept [::1],three mine\nno_proxy=[::1],three"));
    bash(bench, "no_proxy=other");
    QCOMPARE(bash(bench, "echo $no_proxy"), QByteArray("other")); // once
    bench.run("bash", {{"restart", true}});
    QCOMPARE(bash(bench, "echo ${X-new} $no_proxy $NO_PROXY"), QByteArray("new [::1],three [::1],three"));
}

void GuestBashTest::anyShellUnderstandsItsNewName_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<bool>("isBash");
    QTest::newRow("bash") << "/bin/bash" << true;
    QTest::newRow("sh") << "/bin/sh" << false; // here it may be dash, which knows no $'…'
    QTest::newRow("bash as any") << "/bin/bash" << false;
}

void GuestBashTest::anyShellUnderstandsItsNewName()
{
    QFETCH(QString, shell);
    QFETCH(bool, isBash);
    const auto told = renewalWords(isBash, "sbx-2", 7, {{"X", "it's", "i$t\\'s"}, {"Y", "no", "never"}});
    QVERIFY(told.find('\n') == std::string::npos);
    QProcess process;
    process.start(shell,
                  {QStringLiteral("-euc"),
                   QStringLiteral("HOSTNAME=sbx-1; X=\"it's\"; Y=mine; %1 printf '%s|' \"$HOSTNAME\" \"$X\" \"$Y\"")
                       .arg(QString::fromStdString(told))});
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.readAllStandardOutput(), QByteArray("sbx-2|i$t\\'s|mine|"));
    QCOMPARE(process.readAllStandardError(), QByteArray());
}

void GuestBashTest::aStateThatIsNotWholeIsNotUsed()
{
    ToolBench bench;
    bash(bench, "X=1; F=$(trap | grep -o '/tmp/.glovebox-shell-[0-9a-f-]*'); mkdir \"$F\"");
    QCOMPARE(bash(bench, "echo out; exit 1"), QByteArray("error: out\nbash: bash session terminated"));
    QCOMPARE(bash(bench, "echo \"[${X-}]\"; pwd"), QByteArray("[]\n@"));
    bash(bench, "rmdir /tmp/.glovebox-shell-* 2>/dev/null");
}

void GuestBashTest::aSyntaxErrorCostsTheCommandOnly()
{
    ToolBench bench;
    bash(bench, "X=1");
    for (const char *command :
         {"echo 'open", "echo $(date", "if true; then", "f() { :", "}", "fi", "echo x)", "cat <<E"})
        QVERIFY2(bench.run("bash", {{"command", command}}, 5'000).text.find("line ") != std::string::npos, command);
    QCOMPARE(bash(bench, "echo $X"), QByteArray("1"));
}

void GuestBashTest::outputRedirectedForGoodHidesNoEnd()
{
    ToolBench bench;
    QCOMPARE(bash(bench, "exec >log.txt; echo hidden"), QByteArray());
    QCOMPARE(bash(bench, "echo more; (exit 4)"), QByteArray("error: exit 4"));
    QCOMPARE(bench.content("log.txt"), std::string("hidden\nmore\n"));
}

void GuestBashTest::whatWasPrintedIsSeenWhenACallIsStopped()
{
    ToolBench bench;
    QCOMPARE(bash(bench, "echo begun; sleep 1000", {{"timeout_ms", 500}}),
             QByteArray("error: bash: bash command timed out after 500ms\nbegun"));
    QCOMPARE(bash(bench, "echo last words; kill -9 $$"),
             QByteArray("error: last words\nbash: bash session terminated"));
}

void GuestBashTest::aShellThatDiedBetweenCallsIsReplaced()
{
    ToolBench bench;
    const auto pid = bash(bench, "X=1; echo $$").toInt();
    QVERIFY(pid > 1);
    ::kill(pid, SIGKILL);
    while (bench.runner().owns(pid))
        bench.turn();
    QCOMPARE(bash(bench, "echo \"[$X]\""), QByteArray("[]"));
}

void GuestBashTest::backgroundJobsDoNotHoldACallOpen()
{
    ToolBench bench;
    QCOMPARE(bash(bench, "sleep 1000 & echo started"), QByteArray("started"));
    QCOMPARE(bash(bench, "jobs -p | wc -l; kill %1"), QByteArray("1"));
}

void GuestBashTest::whatBackgroundJobsPrintBetweenCallsComesWithTheNext()
{
    ToolBench bench;
    bash(bench, "mkfifo go done; (cat go >/dev/null; head -c 500000 /dev/zero | tr '\\0' z; echo over >done) & ");
    std::ofstream(bench.path("go")) << "go\n"; // the job fills the pipe many times over; somebody must read it
    std::thread reader([&] { std::ifstream(bench.path("done")).get(); });
    std::atomic<bool> over = false;
    std::thread watcher([&] {
        reader.join();
        over = true;
    });
    while (!over)
        bench.turn();
    watcher.join();
    const auto text = bench.run("bash", {{"command", "echo call"}}).text;
    QVERIFY(text.starts_with("[background output since the last command]\n[output truncated]\nzzz"));
    QVERIFY(text.ends_with("zzz\n[end of background output]\ncall"));
    QVERIFY2(text.size() < 17'000, "its end is enough");
    QCOMPARE(bash(bench, "echo clean"), QByteArray("clean"));
}

void GuestBashTest::longOutputKeepsItsEnd()
{
    ToolBench bench;
    const auto text = bench.run("bash", {{"command", "head -c 1000000 /dev/zero | tr '\\0' x; echo; echo last"}}).text;
    QVERIFY(text.starts_with("[output truncated]\nxxx"));
    QVERIFY(text.ends_with("x\nlast"));
    QVERIFY(text.size() <= kOutputMax + 19);
    // As the official tool counts: UTF-16 units, and the end mark's among them.
    constexpr std::size_t kRoom = kOutputMax - std::string_view("\n__ANT_CMD__DONE__0\n").size() - 36;
    const auto flood = [&](std::size_t count, const char *character) {
        return bench
            .run("bash",
                 {{"command", "head -c " + std::to_string(count) + " /dev/zero | sed 's/\\x00/" + character + "/g'"}})
            .text;
    };
    QCOMPARE(flood(kRoom, "x").size(), kRoom);
    QVERIFY(flood(kRoom + 1, "x").starts_with("[output truncated]\nx"));
    QCOMPARE(flood(kRoom, "\u4E16").size(), 3 * kRoom);
    QVERIFY(flood(kRoom + 1, "\u4E16").starts_with("[output truncated]\n\u4E16"));
    QCOMPARE(flood(kRoom / 2, "\U0001F600").size(), 4 * (kRoom / 2));
    QVERIFY(flood(kRoom / 2 + 1, "\U0001F600").starts_with("[output truncated]\n\U0001F600"));
}

void GuestBashTest::outputIsSeenWhileTheCommandRuns()
{
    ToolBench bench;
    bench.submit(1, "bash", {{"command", "mkfifo gate; echo first; cat gate; echo second"}}, 20'000);
    while (bench.live().find("first") == std::string::npos) // its newline may begin the end mark, so it comes later
        bench.turn();
    QCOMPARE(bench.outcomes(), std::size_t{0});
    std::ofstream(bench.path("gate")) << "opened\n";
    QCOMPARE(told(bench, bench.wait(1)), QByteArray("first\nopened\nsecond"));
    QCOMPARE(bench.live(), std::string("first\nopened\nsecond\n"));
}

void GuestBashTest::theEndMarkIsNeverShown()
{
    ToolBench bench;
    const auto echoed = bench.run("bash", {{"command", "set -v; echo x"}});
    bench.run("bash", {{"command", "echo y"}});
    QVERIFY2(bench.live().find("DONE__") == std::string::npos || bench.live().find("''DONE__") != std::string::npos,
             bench.live().c_str());
    QVERIFY(!echoed.isError);
    bench.run("bash", {{"restart", true}, {"command", "printf 'almost\\n__ANT_CMD_'"}});
    QCOMPARE(bench.live(), std::string("almost\n__ANT_CMD_"));
}

void GuestBashTest::callsWaitTheirTurn()
{
    ToolBench bench;
    bench.submit(1, "bash", {{"command", "mkfifo gate; cat gate; echo one > order"}}, 20'000);
    bench.submit(2, "bash", {{"command", "echo two >> order; cat order"}}, 20'000);
    bench.submit(3, "read", {{"file_path", "order"}}, 20'000);
    while (!bench.exists("gate"))
        bench.turn();
    QCOMPARE(bench.outcomes(), std::size_t{0});
    std::ofstream(bench.path("gate")) << "go\n";
    QCOMPARE(told(bench, bench.wait(3)), QByteArray("one\ntwo\n"));
}

void GuestBashTest::aRunningCallIsCancelled()
{
    ToolBench bench;
    bench.submit(1, "bash", {{"command", "echo begun; sleep 1000"}}, 100'000);
    bench.submit(2, "bash", {{"command", "echo never"}}, 100'000);
    bench.submit(3, "bash", {{"command", "echo after"}}, 100'000);
    while (bench.live().empty())
        bench.turn();
    bench.runner().cancel(2);
    bench.runner().cancel(1);
    bench.runner().cancel(77);
    QCOMPARE(told(bench, bench.wait(1)), QByteArray("error: bash: This operation was aborted\nbegun"));
    QCOMPARE(told(bench, bench.wait(2)), QByteArray("error: bash: This operation was aborted"));
    QCOMPARE(told(bench, bench.wait(3)), QByteArray("after"));
}

void GuestBashTest::tooManyWaitingCallsAreRefused()
{
    ToolBench bench;
    for (std::uint32_t i = 0; i <= glovebox::guest::kWaitingCallsMax; ++i)
        bench.submit(i, "bash", {{"command", "true"}}, 20'000);
    QCOMPARE(told(bench, bench.wait(glovebox::guest::kWaitingCallsMax)),
             QByteArray("error: bash: too many calls at once"));
    QCOMPARE(told(bench, bench.wait(0)), QByteArray());
}

void GuestBashTest::anUnknownToolIsRefused()
{
    ToolBench bench;
    QCOMPARE(told(bench, bench.run("web_search", {{"query", "x"}})), QByteArray("error: unknown tool web_search"));
}

void GuestBashTest::shellOutputCutAnywhereGivesTheSameText()
{
    const std::string mark = "\n__ANT_CMD_1_DONE__";
    const std::string bytes = "gr\u00FC\u00DFe\n__ANT_CMD_1_DONE\n\x1b[31mred\u4E16" + mark + "x" + mark + "17\nbehind";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        ShellOutput output(mark);
        std::string live;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            output.append(std::string_view(bytes).substr(at, piece));
            live += output.takeLive();
        }
        QCOMPARE(output.exitStatus().value_or(-1), 17);
        QCOMPARE(output.text(), "gr\u00FC\u00DFe\n__ANT_CMD_1_DONE\nred\u4E16" + mark + "x");
        QCOMPARE(live, "gr\u00FC\u00DFe\n__ANT_CMD_1_DONE\n\x1b[31mred\u4E16" + mark + "x");
        QVERIFY(std::string("behind").starts_with(output.behind()));
    }
}

void GuestBashTest::escapesAreRemoved_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("plain");
    QTest::newRow("none") << QByteArray("plain") << QByteArray("plain");
    QTest::newRow("colour") << QByteArray("\x1b[1;31mx\x1b[m") << QByteArray("x");
    QTest::newRow("cursor") << QByteArray("a\x1b[2Kb\x1b[?25lc") << QByteArray("abc");
    QTest::newRow("unfinished") << QByteArray("a\x1b[12") << QByteArray("a\x1b[12");
    QTest::newRow("what the official tool leaves in")
        << QByteArray("\x1b[38:5:1mx\x1b[>4m") << QByteArray("\x1b[38:5:1mx\x1b[>4m");
    QTest::newRow("other escapes stay") << QByteArray("\x1b]0;title\x07") << QByteArray("\x1b]0;title\x07");
}

void GuestBashTest::escapesAreRemoved()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, plain);
    QCOMPARE(QByteArray::fromStdString(withoutCsi(text.toStdString())), plain);
}

QTEST_GUILESS_MAIN(GuestBashTest)
#include "tst_bash.moc"
