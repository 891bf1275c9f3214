// A worker that cannot start, or nearly: each reason has its own sentence and its own remedy.
#include "tests/cli/program.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QUuid>

#include <memory>

using namespace testcli;

class StartTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_scratch;
    QString m_mark;

    QString path(const QString &name) const { return m_scratch->filePath(name); }
    QString dataDir() const { return path(QStringLiteral("data")); }
    QString closedUrl() const { return QStringLiteral("http://127.0.0.1:") + closedPort(); }
    Variables worker(const QString &url) const { return workerVariables(*m_scratch, url, m_mark); }
    Variables with(Variables variables, const char *name, const QString &value) const
    {
        variables.insert(QString::fromLatin1(name), value);
        return variables;
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        m_mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
        makeStandInImage(path(QStringLiteral("image")));
    }

    void theSecondWorkerInOneFolderSaysThatThereIsAFirst()
    {
        const auto variables = worker(closedUrl());
        Program first({QStringLiteral("serve")}, variables);
        QVERIFY2(first.prints("Disconnected"), first.everything());
        Program second({QStringLiteral("serve")}, variables);
        QCOMPARE(second.status(), 1);
        QVERIFY2(second.errors().contains("another Glovebox is running with the same folder, " + dataDir().toUtf8()),
                 second.errors());
        QVERIFY2(second.errors().contains("End the other one, or give this one a folder of its own with --data-dir."),
                 second.errors());
        QCOMPARE(second.errors().count("gloveboxctl: "), 1); // told once
        QVERIFY(first.isRunning());
        first.terminate();
        QCOMPARE(first.status(), 0);
    }

    /// Its key is among the host's own secrets; nothing names it any more.
    void anEnvironmentThatWasAddedIsEnoughForANextStart()
    {
        const auto variables = with(worker(closedUrl()), "GLOVEBOX_SECRET_STORE", QStringLiteral("file"));
        QFile key(path(QStringLiteral("key")));
        QVERIFY(key.open(QIODevice::WriteOnly) && key.write(kKey) > 0);
        key.close();
        QVERIFY(key.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        {
            Program first({QStringLiteral("serve")}, variables);
            QVERIFY2(first.prints("Disconnected"), first.everything());
            Program add({QStringLiteral("env"), QStringLiteral("add"), QStringLiteral("env_added"),
                         QStringLiteral("--environment-key-file"), key.fileName(), QStringLiteral("--base-url"),
                         closedUrl()},
                        variables);
            QVERIFY2(add.status() == 0, add.everything());
            first.terminate();
            QCOMPARE(first.status(), 0);
        }
        auto unnamed = variables;
        unnamed.removeIf(
            [](const auto &variable) { return variable.key().startsWith(QLatin1String("ANTHROPIC_ENVIRONMENT")); });
        Program second({QStringLiteral("serve")}, unnamed);
        QVERIFY2(second.prints("Disconnected"), second.everything());
        QVERIFY2(second.everything().contains("env_added"), second.everything());
        second.terminate();
        QCOMPARE(second.status(), 0);
    }

    void whatIsMissingOnThisHostIsNamedWithItsRemedy()
    {
        QVERIFY(QDir().mkpath(path(QStringLiteral("empty"))));
        const auto without = with(worker(closedUrl()), "PATH", path(QStringLiteral("empty")));
        Program serve({QStringLiteral("serve")}, without);
        QCOMPARE(serve.status(), 1);
        QVERIFY2(serve.errors().contains("apt-get install qemu-system-x86 qemu-utils"), serve.errors());
        QCOMPARE(serve.errors().count("gloveboxctl: "), 1);
        Program doctor({QStringLiteral("doctor")}, without);
        QCOMPARE(doctor.status(), 1);
        QVERIFY2(doctor.output().contains("qemu-system-x86") && doctor.output().contains("cannot run sandboxes"),
                 doctor.output());
    }

    void aFolderThatCannotBeMadeIsNamed()
    {
        QFile file(path(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const auto &arguments :
             {QStringList{QStringLiteral("serve")}, {QStringLiteral("image"), QStringLiteral("prepare")}}) {
            Program program(arguments, with(worker(closedUrl()), "GLOVEBOX_DATA_DIR", file.fileName()));
            QCOMPARE(program.status(), 1);
            QVERIFY2(program.errors().contains("cannot make folder " + file.fileName().toUtf8()), program.errors());
            QVERIFY2(program.errors().contains("name another folder with --data-dir"), program.errors());
        }
        // The doctor goes on with everything else.
        Program doctor({QStringLiteral("doctor")}, with(worker(closedUrl()), "GLOVEBOX_DATA_DIR", file.fileName()));
        QCOMPARE(doctor.status(), 1);
        QVERIFY2(doctor.output().contains("FAIL  Our folders") && doctor.output().contains("Open files") &&
                     doctor.output().contains("cannot make folder " + file.fileName().toUtf8()),
                 doctor.everything());
    }

    void aFolderThatCannotBeWrittenIsNamed()
    {
        QVERIFY(QDir().mkpath(dataDir()));
        // Not by its mode: who is root writes all the same.
        Program serve({QStringLiteral("--dev-bind"), QStringLiteral("/"), QStringLiteral("/"),
                       QStringLiteral("--ro-bind"), dataDir(), dataDir(), QStringLiteral("--"),
                       qEnvironmentVariable("GLOVEBOXCTL"), QStringLiteral("serve")},
                      worker(closedUrl()), Program::Reader::Here, QStringLiteral("bwrap"));
        QCOMPARE(serve.status(), 1);
        QVERIFY2(serve.errors().contains(dataDir().toUtf8()) && serve.errors().contains("--data-dir"), serve.errors());
        QVERIFY2(serve.errors().contains("Read-only file system") || serve.errors().contains("cannot"), serve.errors());
        QVERIFY(QDir(dataDir()).isEmpty());
    }

    void aLedgerThatIsDamagedIsSaidAndLeftAsItIs()
    {
        const auto variables = worker(closedUrl());
        {
            Program first({QStringLiteral("serve")}, variables);
            QVERIFY2(first.prints("Disconnected"), first.everything());
            first.terminate();
            QCOMPARE(first.status(), 0);
        }
        QFile ledger(dataDir() + QStringLiteral("/data/ledger.db"));
        QVERIFY2(ledger.open(QIODevice::ReadWrite) && ledger.size() > 16'384, qPrintable(ledger.fileName()));
        QVERIFY(ledger.seek(4096) && ledger.write(QByteArray(8192, '\x5a')) == 8192); // its second and third page
        ledger.close();
        const auto bytes = [&] {
            QFile file(ledger.fileName());
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        const auto before = bytes();
        Program serve({QStringLiteral("serve")}, variables);
        QCOMPARE(serve.status(), 1);
        QVERIFY2(serve.errors().contains(ledger.fileName().toUtf8()) &&
                     serve.errors().contains("Nothing in it was changed. Restore it from a backup"),
                 serve.errors());
        QCOMPARE(bytes(), before);
    }

    void anImageFolderThatIsNoneIsASettingThatIsWrong()
    {
        for (const auto &arguments : {QStringList{QStringLiteral("serve")},
                                      {QStringLiteral("doctor")},
                                      {QStringLiteral("image"), QStringLiteral("prepare")}}) {
            Program program(arguments, with(worker(closedUrl()), "GLOVEBOX_IMAGE_DIR", path(QStringLiteral("nope"))));
            QCOMPARE(program.status(), 2);
            QVERIFY2(
                program.errors().contains("--image-dir: " + path(QStringLiteral("nope")).toUtf8() + " does not exist"),
                program.errors());
        }
    }

    void aWebhookPortThatIsTakenIsSaidWithItsRemedy()
    {
        Program demo({QStringLiteral("demo-server"), QStringLiteral("--json")}, {{kMark, m_mark}});
        QVERIFY(demo.prints("\n"));
        const auto url = QJsonDocument::fromJson(demo.output()).object().value(QLatin1String("url")).toString();
        auto variables = worker(closedUrl());
        variables.insert(QStringLiteral("GLOVEBOX_WEBHOOK_LISTEN"),
                         QStringLiteral("127.0.0.1:") + url.section(QLatin1Char(':'), -1));
        variables.insert(QStringLiteral("ANTHROPIC_WEBHOOK_SIGNING_KEY"),
                         QStringLiteral("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="));
        Program serve({QStringLiteral("serve")}, variables);
        QCOMPARE(serve.status(), 1);
        QVERIFY2(serve.errors().contains("Another program on this host listens on that address and port already.") &&
                     serve.errors().contains("choose another port with --webhook-listen"),
                 serve.errors());
        demo.terminate();
        QCOMPARE(demo.status(), 0);
    }

    void aKeyOfAnotherKindNeverLeavesThisHost()
    {
        const auto key = QByteArray("sk-ant-api03-") + kKeyMiddle;
        Program serve({QStringLiteral("serve")},
                      with(worker(closedUrl()), "ANTHROPIC_ENVIRONMENT_KEY", QString::fromLatin1(key)));
        QCOMPARE(serve.status(), 2);
        QVERIFY2(serve.errors().contains("ANTHROPIC_ENVIRONMENT_KEY holds an API key (sk-ant-api…); it takes an "
                                         "environment key"),
                 serve.errors());
        QVERIFY2(!serve.everything().contains(kKeyMiddle), serve.everything());
    }

    void aWorkerWhoseOutputNobodyReadsGoesOnServing()
    {
        Program serve({QStringLiteral("serve")}, worker(closedUrl()), Program::Reader::Gone);
        QVERIFY2(serve.prints("next try in", 2), serve.everything()); // by then it has printed on standard output too
        QVERIFY(serve.isRunning());
        serve.terminate();
        QCOMPARE(serve.status(), 0);
    }

    void aDemoServerWhosePortIsTakenSaysSo()
    {
        Program first({QStringLiteral("demo-server"), QStringLiteral("--json")}, {{kMark, m_mark}});
        QVERIFY(first.prints("\n"));
        const auto port = QJsonDocument::fromJson(first.output())
                              .object()
                              .value(QLatin1String("url"))
                              .toString()
                              .section(QLatin1Char(':'), -1);
        Program second({QStringLiteral("demo-server"), QStringLiteral("--port"), port}, {{kMark, m_mark}});
        QCOMPARE(second.status(), 1);
        QVERIFY2(second.errors().contains("port " + port.toUtf8()) && second.errors().contains("in use") &&
                     second.errors().contains("--port"),
                 second.errors());
        first.terminate();
        QCOMPARE(first.status(), 0);
    }
};

QTEST_GUILESS_MAIN(StartTest)
#include "tst_start.moc"
