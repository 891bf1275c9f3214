// The panel's program without anybody at it: a demo that cannot be played ends with a sentence and a status.
#include "tests/cli/program.h"

#include <QTest>

#include <csignal>

using namespace testcli;

class PanelProgramTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aDemoOnAHostThatStartsNoSandboxEndsAndSaysWhy()
    {
        QTemporaryDir scratch;
        const auto image = scratch.filePath(QStringLiteral("image"));
        makeStandInImage(image); // passes for an image until something is booted from it
        Program demo({QStringLiteral("--demo"), QStringLiteral("--exit-when-done"), QStringLiteral("--transcript")},
                     {{QStringLiteral("HOME"), scratch.path()}, // Qt keeps compiled QML below it
                      {QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen")},
                      {QStringLiteral("GLOVEBOX_DATA_DIR"), scratch.filePath(QStringLiteral("data"))},
                      {QStringLiteral("GLOVEBOX_IMAGE_DIR"), image},
                      {QStringLiteral("GLOVEBOX_ACCEL"), QStringLiteral("emulated")}},
                     Program::Reader::Here, qEnvironmentVariable("GLOVEBOX_PANEL"));
        QCOMPARE(demo.status(), 1);
        QVERIFY2(demo.errors().contains("No sandbox starts on this host; the demo is given up after 3 attempts."),
                 demo.everything());
        QVERIFY2(demo.errors().contains("gloveboxctl doctor"), demo.errors());
        QVERIFY2(demo.output().contains("Engine stopped"), demo.output()); // it was drained first
    }

    void aSecondStartBringsTheFirstWindowForwardAndGoes()
    {
        QTemporaryDir scratch;
        const auto image = scratch.filePath(QStringLiteral("image"));
        makeStandInImage(image);
        const Variables variables{{QStringLiteral("HOME"), scratch.path()},
                                  {QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen")},
                                  {QStringLiteral("GLOVEBOX_DATA_DIR"), scratch.filePath(QStringLiteral("data"))},
                                  {QStringLiteral("GLOVEBOX_IMAGE_DIR"), image},
                                  {QStringLiteral("GLOVEBOX_ACCEL"), QStringLiteral("emulated")}};
        const auto panel = qEnvironmentVariable("GLOVEBOX_PANEL");
        Program first({}, variables, Program::Reader::Here, panel);
        QVERIFY2(first.prints("Window open"), first.everything());
        Program second({}, variables, Program::Reader::Here, panel);
        QCOMPARE(second.status(), 0);
        QVERIFY2(second.errors().contains("it was brought to the front"), second.everything());
        QVERIFY(first.prints("brought forward"));
        QVERIFY(first.isRunning());

        // One that was killed leaves its socket behind; nobody answers there, and the next start is the first.
        ::kill(static_cast<pid_t>(first.processId()), SIGKILL);
        QCOMPARE(first.status(), -1);
        Program third({}, variables, Program::Reader::Here, panel);
        QVERIFY2(third.prints("Window open"), third.everything());
    }
};

QTEST_GUILESS_MAIN(PanelProgramTest)
#include "tst_panel.moc"
