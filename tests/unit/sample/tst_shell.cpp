// The shell of the sample's terminals: bytes in, bytes out.
#include "app/sample/sample_shell.h"

#include <QtTest>

using namespace glovebox::sample;

class SampleShellTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsTypedIsEchoedAndRuns()
    {
        SampleDisk disk;
        SampleShell shell(disk, "sbx-1");
        QCOMPARE(shell.type("pwd"), std::string("pwd"));
        const auto out = shell.type("\r");
        QVERIFY(out.starts_with("\r\n/mnt/session\r\n"));
        QVERIFY(out.ends_with("$ "));
    }
    void aLetterIsTakenBackWhole()
    {
        SampleDisk disk;
        SampleShell shell(disk, "sbx-1");
        shell.type("echo aü\x7f\x7f"
                   "b");
        QVERIFY(shell.type("\r").starts_with("\r\nb\r\n"));
    }
    void theLineOfBeforeComesBack()
    {
        SampleDisk disk;
        SampleShell shell(disk, "sbx-1");
        shell.type("echo one\recho two\r");
        shell.type("\x1b[A\x1b[A");
        QVERIFY(shell.type("\r").starts_with("\r\none\r\n"));
    }
    void filesAndFolders()
    {
        SampleDisk disk;
        SampleShell shell(disk, "sbx-1");
        QCOMPARE(shell.run("mkdir src"), std::string());
        QCOMPARE(shell.run("cd src"), std::string());
        QCOMPARE(shell.run("echo hello > a.txt"), std::string());
        QCOMPARE(shell.run("cat a.txt"), std::string("hello\n"));
        QCOMPARE(shell.run("cat ../src/a.txt"), std::string("hello\n"));
        QVERIFY(shell.run("ls ..").find("src") != std::string::npos);
        QCOMPARE(shell.run("rm a.txt"), std::string());
        QVERIFY(shell.run("cat a.txt").find("No such file") != std::string::npos);
        QCOMPARE(shell.status(), 1);
        shell.run("frobnicate");
        QCOMPARE(shell.status(), 127);
    }
    void itEnds()
    {
        SampleDisk disk;
        SampleShell shell(disk, "sbx-1");
        shell.type("exit 4\r");
        QCOMPARE(shell.over(), std::optional(4));
        SampleShell other(disk, "sbx-1");
        other.type("\x04");
        QCOMPARE(other.over(), std::optional(0));
    }
    void nothingGrowsWithoutBound()
    {
        SampleDisk disk;
        SampleShell shell(disk, "sbx-1");
        shell.type(std::string(100'000, 'x'));
        QVERIFY(shell.type("\r").size() < 10'000);
        QVERIFY(shell.run("seq 999999999").size() < 200'000);
        QVERIFY(!disk.write("/big", std::string(SampleDisk::kFileMax + 1, 'x')));
    }
};

QTEST_GUILESS_MAIN(SampleShellTest)
#include "tst_shell.moc"
