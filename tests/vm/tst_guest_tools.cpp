// The six tools in a real guest: the same words as the reference, and the guest's own privileges and limits around
// them. One boot for all; rows share the guest, each in a folder of its own.
#include "tests/vm/guest_fixture.h"
#include "tests/vm/guest_tool_cases.h"

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
        for (const auto &c : toolCases())
            QTest::newRow(c.name) << QString::fromUtf8(c.prepare) << QString::fromUtf8(c.tool)
                                  << QString::fromUtf8(c.input) << QString::fromUtf8(c.expected);
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
        QVERIFY2(QRegularExpression(QRegularExpression::anchoredPattern(expected)).match(text).hasMatch(),
                 qPrintable(text));
    }

    void theShellKeepsItsStateAndItsBackgroundJobs()
    {
        m_guest.bash("mkdir -p deep; cd deep; export KEPT=yes; sleep 300 &");
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
        QVERIFY(m_guest.run("bash", {{"command", "kill -9 -1"}}));
        QCOMPARE(m_guest.bash("echo alive"), QStringLiteral("alive"));
        QVERIFY(!m_guest.lost);
    }

    void aForkBombIsBoundedAndOver()
    {
        const auto result =
            m_guest.run("bash", {{"command", "bomb() { bomb | bomb & }; bomb; sleep 20"}, {"timeout_ms", 5000}});
        QVERIFY2(result, result ? "" : describe(result.error()).c_str());
        QTRY_COMPARE_WITH_TIMEOUT(m_guest.bash("echo over"), QStringLiteral("over"), 60'000);
    }

    void aFullDiskIsAnErrorOfTheToolNotOfTheSandbox()
    {
        QVERIFY(m_guest.bash("head -c 400M /dev/zero > /mnt/session/full").startsWith(QStringLiteral("ERROR")));
        const auto text = m_guest.text("write", {{"file_path", "more.txt"}, {"content", std::string(100'000, 'x')}});
        QCOMPARE(text, QStringLiteral("ERROR write: more.txt: no space left on device"));
        m_guest.bash("rm /mnt/session/full");
        QCOMPARE(m_guest.text("write", {{"file_path", "more.txt"}, {"content", "x"}}),
                 QStringLiteral("wrote 1 bytes to more.txt"));
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
