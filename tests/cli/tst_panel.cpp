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

    void theSampleIsNotMixedWithAnythingReal_data()
    {
        QTest::addColumn<QStringList>("flags");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("an environment") << QStringList{QStringLiteral("--environment-id"), QStringLiteral("env_1")}
                                        << QByteArray("--environment-id");
        QTest::newRow("a key") << QStringList{QStringLiteral("--operator-key-file=/tmp/key")}
                               << QByteArray("--operator-key-file");
        QTest::newRow("a folder") << QStringList{QStringLiteral("--data-dir"), QStringLiteral("/tmp/data")}
                                  << QByteArray("--data-dir");
        QTest::newRow("the demo") << QStringList{QStringLiteral("--demo")} << QByteArray("--demo");
    }
    void theSampleIsNotMixedWithAnythingReal()
    {
        QFETCH(QStringList, flags);
        QFETCH(QByteArray, named);
        QTemporaryDir scratch;
        Program sample(QStringList{QStringLiteral("--sample")} + flags,
                       {{QStringLiteral("HOME"), scratch.path()},
                        {QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen")}},
                       Program::Reader::Here, qEnvironmentVariable("GLOVEBOX_PANEL"));
        QCOMPARE(sample.status(), 2);
        QVERIFY2(sample.errors().contains(named), sample.errors());
        QVERIFY2(sample.errors().contains("cannot be mixed"), sample.errors());
    }

    void theSampleOpensAndLeavesTheDataFolderAlone()
    {
        QTemporaryDir scratch;
        const auto data = scratch.filePath(QStringLiteral("data"));
        Program sample({QStringLiteral("--sample")},
                       {{QStringLiteral("HOME"), scratch.path()},
                        {QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen")},
                        {QStringLiteral("GLOVEBOX_DATA_DIR"), data},
                        {QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), QStringLiteral("half-set")}},
                       Program::Reader::Here, qEnvironmentVariable("GLOVEBOX_PANEL"));
        QVERIFY2(sample.prints("Window open"), sample.everything());
        ::kill(static_cast<pid_t>(sample.processId()), SIGTERM);
        QCOMPARE(sample.status(), 0);
        QVERIFY(!QFileInfo::exists(data));
    }
};

QTEST_GUILESS_MAIN(PanelProgramTest)
#include "tst_panel.moc"
