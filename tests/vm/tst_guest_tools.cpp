// The six tools in a real guest: the same words as the reference, and the guest's own privileges and limits around them.
// One boot for all; rows share the guest, each in a folder of its own.
#include "tests/vm/guest_fixture.h"

#include <QRegularExpression>

using namespace glovebox;
using namespace glovebox::test;
using nlohmann::json;
using namespace std::chrono_literals;

class TestGuestTools : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_guest.boot()); }

    void toolsAnswerAsTheReferenceSays_data()
    {
        QTest::addColumn<QString>("prepare");
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("expected"); // a regular expression over the whole text
        const auto row = [](const char *name, const char *prepare, const char *tool, const char *input, const char *expected) {
            QTest::newRow(name) << QString::fromUtf8(prepare) << QString::fromUtf8(tool) << QString::fromUtf8(input) << QString::fromUtf8(expected);
        };
        row("output of a command", "", "bash", R"({"command":"echo hi; echo err >&2"})", "hi\nerr");
        row("failure with output shows the output", "", "bash", R"({"command":"echo no; false"})", "ERROR no");
        row("failure without output shows the status", "", "bash", R"({"command":"(exit 7)"})", "ERROR exit 7");
        row("no command", "", "bash", R"({})", "ERROR bash: command is required");
        row("standard input is empty", "", "bash", R"({"command":"cat; echo end"})", "end");
        row("colours are taken out", "", "bash", R"({"command":"printf '\\033[31mred\\033[0m'"})", "red");
        row("heredoc", "", "bash", R"({"command":"cat <<X\na\nb\nX"})", "a\nb");
        row("the shell ends", "", "bash", R"({"command":"exit 4"})", "ERROR bash: bash session terminated");
        row("and the next call has a new one", "", "bash", R"({"command":"pwd"})", "/mnt/session");
        row("restart", "", "bash", R"({"restart":true})", "bash session restarted");
        row("tools are not root", "", "bash", R"({"command":"id -u; id -un; echo $HOME"})", "1000\nagent\n/home/agent");
        row("nothing of the host's environment", "", "bash", R"({"command":"env | grep -ic anthropic"})", "ERROR 0");
        row("no network device", "", "bash", R"({"command":"ls /sys/class/net"})", "lo|");
        row("the agent is out of reach", "", "bash", R"({"command":"kill -9 1; cat /proc/1/environ; ls -l /dev/vport* | head -1 | cut -c1-10"})",
            "(?s).*[Nn]ot permitted.*[Dd]enied.*crw-------");
        row("python", "", "bash", R"({"command":"python3 -c 'import json,csv,sqlite3,unittest; print(6*7)'"})", "42");
        row("git", "", "bash", R"({"command":"cd $(mktemp -d) && git init -q . && git status --short && echo fine"})", "fine");
        row("the time is the host's", "", "bash", R"({"command":"date +%Y"})", "20[2-9][0-9]");

        row("write and read", "", "write", R"({"file_path":"w/a.txt","content":"grün\n"})", "wrote 6 bytes to w/a.txt");
        row("read whole", "printf 'a\\nb\\nc\\n' > r.txt", "read", R"({"file_path":"r.txt"})", "a\nb\nc\n");
        row("read a range", "printf 'a\\nb\\nc\\n' > r.txt", "read", R"({"file_path":"r.txt","view_range":[2,3]})", "b\nc");
        row("read nothing there", "", "read", R"({"file_path":"nowhere.txt"})", "ERROR read: nowhere.txt: no such file or directory");
        row("read a folder", "mkdir -p d", "read", R"({"file_path":"d"})", "ERROR read: d is not a regular file");
        row("read outside", "", "read", R"({"file_path":"/etc/passwd"})", "ERROR path \"/etc/passwd\" is outside the session's working directory");
        row("read through a link outside", "ln -sfn /etc out", "read", R"({"file_path":"out/passwd"})",
            "ERROR path \"out/passwd\" is outside the session's working directory");
        row("read too much", "head -c 300000 /dev/zero > big", "read", R"({"file_path":"big"})",
            "ERROR read: big is 300000 bytes, exceeds 262144-byte limit\\..*");
        row("read a pipe", "rm -f p; mkfifo p", "read", R"({"file_path":"p"})", "ERROR read: p is not a regular file");
        row("write over a folder", "mkdir -p wd", "write", R"({"file_path":"wd","content":"x"})", "ERROR write: wd: is a directory");
        row("edit once", "printf 'one two one' > e", "edit", R"({"file_path":"e","old_string":"two","new_string":"$1"})", "edited e \\(1 replacement\\(s\\)\\)");
        row("edit twice found", "printf 'one two one' > e", "edit", R"({"file_path":"e","old_string":"one","new_string":"x"})",
            "ERROR edit: old_string appears 2 times in e \\(must be unique\\)");
        row("edit all", "printf 'one two one' > e", "edit", R"({"file_path":"e","old_string":"one","new_string":"x","replace_all":true})",
            "edited e \\(2 replacement\\(s\\)\\)");
        row("edit not found", "printf 'one' > e", "edit", R"({"file_path":"e","old_string":"zwei","new_string":"x"})", "ERROR edit: old_string not found in e");
        row("glob", "mkdir -p g/.hid g/node_modules; touch g/a.py g/.hid/b.py g/node_modules/c.py", "glob", R"({"pattern":"g/**/*.py"})", "/mnt/session/g/a.py");
        row("glob nothing", "", "glob", R"({"pattern":"*.nothing"})", "no matches");
        row("glob out", "", "glob", R"({"pattern":"../*"})", "ERROR glob: \"\\.\\.\" is not permitted in the pattern");
        row("grep", "printf 'x\\nneedle\\n' > n.txt", "grep", R"({"pattern":"need.e","path":"n.txt"})", "2:needle\n");
        row("grep nothing", "printf 'x\\n' > n.txt", "grep", R"({"pattern":"absent","path":"n.txt"})", "no matches");
        row("a tool that nobody has", "", "web_search", R"({"query":"x"})", "ERROR .*web_search.*");
    }

    void toolsAnswerAsTheReferenceSays()
    {
        QFETCH(QString, prepare);
        QFETCH(QString, tool);
        QFETCH(QString, input);
        QFETCH(QString, expected);
        if (!prepare.isEmpty())
            QCOMPARE(m_guest.bash(prepare.toStdString() + " && echo ok"), QStringLiteral("ok"));
        const auto text = m_guest.text(tool.toStdString(), json::parse(input.toStdString()));
        QVERIFY2(QRegularExpression(QRegularExpression::anchoredPattern(expected)).match(text).hasMatch(), qPrintable(text));
    }

    void theShellKeepsItsStateAndItsBackgroundJobs()
    {
        m_guest.bash("cd /mnt/session && mkdir -p deep && cd deep && export KEPT=yes && sleep 300 & cd deep 2>/dev/null; export KEPT=yes");
        QCOMPARE(m_guest.bash("echo $KEPT; jobs -p | wc -l; pwd"), QStringLiteral("yes\n1\n/mnt/session/deep"));
        m_guest.text("bash", {{"restart", true}});
        QCOMPARE(m_guest.bash("echo ${KEPT:-none}; pgrep -c sleep; pwd"), QStringLiteral("none\n0\n/mnt/session"));
    }

    void outputIsSeenWhileACommandRuns()
    {
        const auto result = m_guest.run("bash", {{"command", "for i in 1 2 3; do echo line $i; sleep 0.2; done"}});
        QVERIFY(result);
        QCOMPARE(result->text, std::string("line 1\nline 2\nline 3"));
        QVERIFY2(m_guest.live.find("line 1") != std::string::npos, m_guest.live.c_str());
    }

    void aFloodKeepsItsEndAndHarmsNobody()
    {
        const auto text = m_guest.text("bash", {{"command", "seq 1 200000"}});
        QVERIFY(text.startsWith(QStringLiteral("[output truncated]\n")));
        QVERIFY(text.endsWith(QStringLiteral("\n200000")));
        QVERIFY(text.size() < 110'000);
        QVERIFY(m_guest.live.size() < 4'000'000);
    }

    void anEndlessFloodEndsAtItsTimeLimit()
    {
        const auto result = m_guest.run("bash", {{"command", "yes"}, {"timeout_ms", 3000}});
        QVERIFY(result && result->isError);
        QVERIFY2(result->text.find("timed out after 3000ms") != std::string::npos, result->text.c_str());
        QCOMPARE(m_guest.bash("echo still here"), QStringLiteral("still here"));
    }

    void theRunnersTimeLimitAbortsATool()
    {
        const auto result = m_guest.run("bash", {{"command", "sleep 600"}}, 2s);
        QVERIFY(result && result->isError);
        QCOMPARE(result->text, std::string("bash: This operation was aborted"));
        QVERIFY(result->timedOut);
        QCOMPARE(m_guest.bash("pgrep -c sleep"), QStringLiteral("ERROR 0"));
    }

    void killingEverythingAToolCanReachLeavesTheAgentAlive()
    {
        const auto text = m_guest.text("bash", {{"command", "kill -9 -1"}});
        QVERIFY2(text.startsWith(QStringLiteral("ERROR bash:")), qPrintable(text));
        QCOMPARE(m_guest.bash("echo alive"), QStringLiteral("alive"));
        QVERIFY(!m_guest.lost);
    }

    void aForkBombIsBoundedAndOver()
    {
        const auto result = m_guest.run("bash", {{"command", "bomb() { bomb | bomb & }; bomb; sleep 20"}, {"timeout_ms", 5000}});
        QVERIFY2(result, result ? "" : describe(result.error()).c_str());
        QTRY_COMPARE_WITH_TIMEOUT(m_guest.bash("echo over"), QStringLiteral("over"), 60'000);
    }

    void aFullDiskIsAnErrorOfTheToolNotOfTheSandbox()
    {
        QVERIFY(m_guest.bash("head -c 400M /dev/zero > /mnt/session/full").startsWith(QStringLiteral("ERROR")));
        const auto text = m_guest.text("write", {{"file_path", "more.txt"}, {"content", std::string(100'000, 'x')}});
        QCOMPARE(text, QStringLiteral("ERROR write: more.txt: no space left on device"));
        m_guest.bash("rm /mnt/session/full");
        QCOMPARE(m_guest.text("write", {{"file_path", "more.txt"}, {"content", "x"}}), QStringLiteral("wrote 1 bytes to more.txt"));
    }

    void cleanupTestCase()
    {
        QVERIFY(!m_guest.lost);
        m_guest.machine->shutDown();
        QTRY_VERIFY_WITH_TIMEOUT(m_guest.exit.has_value(), kPatienceMs);
        m_guest.link.reset();
        m_guest.machine.reset();
        QVERIFY(m_guest.vm().clean());
    }

private:
    GuestFixture m_guest;
};

QTEST_GUILESS_MAIN(TestGuestTools)
#include "tst_guest_tools.moc"
