// gloveboxctl on a bad day: what is missing or wrong is said in words, with the documented exit status, at once, and
// nothing is left behind. No virtual machine starts here.
#include "tests/cli/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>
#include <QUuid>

#include <filesystem>

#include <memory>

using namespace testcli;

class CliTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_scratch;
    QString m_mark;

    QString path(const QString &name) const { return m_scratch->filePath(name); }
    QString dataDir() const { return path(QStringLiteral("data")); }
    QString closedUrl() const { return QStringLiteral("http://127.0.0.1:") + closedPort(); }
    bool nothingIsLeft() const
    {
        return QTest::qWaitFor(
            [this] { return processesMarked((kMark + QLatin1Char('=') + m_mark).toUtf8()).isEmpty(); }, 10'000);
    }

    Variables worker(const QString &url) const { return workerVariables(*m_scratch, url, m_mark); }
    Variables with(Variables variables, const char *name, const QString &value) const
    {
        variables.insert(QString::fromLatin1(name), value);
        return variables;
    }

    /// Tools in the front of the PATH, as shell scripts.
    QString tools(const std::vector<std::pair<const char *, QByteArray>> &scripts) const
    {
        const auto folder = path(QStringLiteral("bin"));
        [&] {
            QVERIFY(QDir().mkpath(folder));
            for (const auto &[name, script] : scripts) {
                QFile tool(folder + QLatin1Char('/') + QString::fromLatin1(name));
                QVERIFY(tool.open(QIODevice::WriteOnly));
                tool.write("#!/bin/sh\n" + script);
                tool.close();
                QVERIFY(tool.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
            }
        }();
        return folder + QLatin1Char(':') + qEnvironmentVariable("PATH");
    }

    /// They note their environment and never end.
    QString toolsThatHang() const
    {
        const auto script =
            "/usr/bin/env >> " + path(QStringLiteral("tool-environment")).toUtf8() + "\nexec /bin/sleep 600\n";
        return tools({{"apt-config", script}, {"apt-get", script}, {"apt-cache", script}, {"mmdebstrap", script}});
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<QTemporaryDir>();
        m_mark = QUuid::createUuid().toString(QUuid::WithoutBraces);
        makeStandInImage(path(QStringLiteral("image")));
    }
    void cleanup() { QVERIFY2(nothingIsLeft(), "a process outlived its program"); }

    void aCommandLineThatIsWrongSaysSo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("says");
        const auto row = [](const char *line, const char *says) {
            QTest::newRow(*line ? line : "nothing")
                << QString::fromLatin1(line).split(QLatin1Char(' '), Qt::SkipEmptyParts) << QByteArray(says);
        };
        row("", "which command?");
        row("frobnicate", "no command 'frobnicate'");
        row("--frobnicate", "no command '--frobnicate'");
        row("serve --frobnicate", "--frobnicate");
        row("serve now", "now");
        row("serve --capacity", "--capacity");
        row("image", "subcommand");
        row("image build", "subcommand");
        row("image build nothing", "See: gloveboxctl image build --help");
        row("demo-server --port 70000", "--port");
        row("demo-server --pace fast", "--pace");
        row("demo-server --webhook-key whsec_eA==", "--webhook-url");
    }
    void aCommandLineThatIsWrongSaysSo()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        Program program(arguments);
        QCOMPARE(program.status(), 2);
        QVERIFY2(program.errors().startsWith("gloveboxctl: ") && program.errors().contains(says) &&
                     program.errors().contains("--help"),
                 program.errors());
        QVERIFY(program.output().isEmpty());
    }

    void whatCouldNotBePrintedIsAFailure()
    {
        const auto shell = [](const char *line) {
            return Program({QStringLiteral("-c"), QString::fromLatin1(line), qEnvironmentVariable("GLOVEBOXCTL")}, {},
                           Program::Reader::Here, QStringLiteral("/bin/sh"))
                .status();
        };
        QCOMPARE(shell("\"$0\" egress profiles > /dev/full"), 1);
        QCOMPARE(shell("\"$0\" --help > /dev/full"), 1);
        // Whoever has seen enough, as head has, was told all that it wanted.
        Program enough({QStringLiteral("egress"), QStringLiteral("profiles")}, {}, Program::Reader::Gone);
        QCOMPARE(enough.status(), 0);
    }

    void helpAndVersionAreThere()
    {
        Program version({QStringLiteral("--version")});
        QCOMPARE(version.status(), 0);
        QVERIFY2(version.output().startsWith("gloveboxctl 0."), version.output());
        Program help({QStringLiteral("--help")});
        QCOMPARE(help.status(), 0);
        for (const char *command : {"serve", "spawn", "demo-server", "doctor", "image"})
            QVERIFY2(help.output().contains(command), help.output());
        Program serve({QStringLiteral("serve"), QStringLiteral("--help")});
        QCOMPARE(serve.status(), 0);
        QVERIFY2(serve.output().contains("--capacity") && serve.output().contains("GLOVEBOX_CAPACITY"), serve.output());
    }

    void aWorkerWithoutAnEnvironmentSaysWhatToSet_data()
    {
        QTest::addColumn<QByteArray>("missing");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("both") << QByteArray("both")
                              << QByteArray("ANTHROPIC_ENVIRONMENT_ID and ANTHROPIC_ENVIRONMENT_KEY");
        QTest::newRow("id") << QByteArray("ANTHROPIC_ENVIRONMENT_ID") << QByteArray("set ANTHROPIC_ENVIRONMENT_ID");
        QTest::newRow("key") << QByteArray("ANTHROPIC_ENVIRONMENT_KEY") << QByteArray("set ANTHROPIC_ENVIRONMENT_KEY");
    }
    void aWorkerWithoutAnEnvironmentSaysWhatToSet()
    {
        QFETCH(QByteArray, missing);
        QFETCH(QByteArray, says);
        auto variables = worker(closedUrl());
        variables.removeIf([&](const auto &variable) {
            return missing == "both" ? variable.key().startsWith(QLatin1String("ANTHROPIC_ENVIRONMENT"))
                                     : variable.key().toLatin1() == missing;
        });
        Program serve({QStringLiteral("serve")}, variables);
        QCOMPARE(serve.status(), 2);
        QVERIFY2(serve.errors().contains(says), serve.errors());
        QVERIFY(!QDir(dataDir()).exists());
    }

    void anAddressThatIsNoneIsASettingThatIsWrong_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("says");
        QTest::newRow("words") << QStringLiteral("not a url") << QByteArray("not a url");
        QTest::newRow("scheme") << QStringLiteral("gopher://example") << QByteArray("must begin with https://");
        QTest::newRow("password") << QStringLiteral("https://sam:recognisable-part@example")
                                  << QByteArray("user name or password");
    }
    void anAddressThatIsNoneIsASettingThatIsWrong()
    {
        QFETCH(QString, url);
        QFETCH(QByteArray, says);
        Program serve({QStringLiteral("serve")}, worker(url));
        QCOMPARE(serve.status(), 2);
        QVERIFY2(serve.errors().contains("--base-url") && serve.errors().contains(says), serve.errors());
        QVERIFY2(!serve.errors().contains(kKeyMiddle), serve.errors());
    }

    void aKeyThatIsRefusedEndsTheWorkerWithThatStatus()
    {
        Program demo({QStringLiteral("demo-server"), QStringLiteral("--json")}, {{kMark, m_mark}});
        QVERIFY(demo.prints("\n"));
        const auto made = QJsonDocument::fromJson(demo.output()).object();
        const auto id = made.value(QLatin1String("environment_id")).toString();
        Program serve({QStringLiteral("serve")},
                      with(worker(made.value(QLatin1String("url")).toString()), "ANTHROPIC_ENVIRONMENT_ID", id));
        QCOMPARE(serve.status(), 3);
        QVERIFY2(serve.errors().contains("does not accept the environment key") && serve.errors().contains(id.toUtf8()),
                 serve.errors());
        QVERIFY2(serve.errors().contains("The key came from ANTHROPIC_ENVIRONMENT_KEY. Create one"), serve.errors());
        QCOMPARE(serve.errors().count("gloveboxctl: "), 1);
        QVERIFY2(!serve.everything().contains(kKeyMiddle), serve.everything());
        QVERIFY(!anyFileHolds(m_scratch->path(), kKeyMiddle));
        demo.terminate();
        QCOMPARE(demo.status(), 0);
    }

    void oneOfSeveralEnvironmentsThatIsRefusedDoesNotEndTheOthers()
    {
        Program demo({QStringLiteral("demo-server"), QStringLiteral("--json")}, {{kMark, m_mark}});
        QVERIFY(demo.prints("\n"));
        const auto made = QJsonDocument::fromJson(demo.output()).object();
        const auto text = [&](const char *name) {
            return made.value(QLatin1String(name)).toString().toUtf8();
        };
        const auto write = [&](const QByteArray &firstKey) {
            QFile file(path(QStringLiteral("environments.toml")));
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write("[[environment]]\nid = '" + text("environment_id") + "'\nname = 'Good'\nkey = '" + firstKey +
                       "'\n[[environment]]\nid = 'env_gone'\nkey = '" + kKey + "'\n");
            QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
        };
        auto variables = with(worker(QString::fromUtf8(text("url"))), "GLOVEBOX_ENVIRONMENTS_FILE",
                              path(QStringLiteral("environments.toml")));
        variables.remove(QStringLiteral("ANTHROPIC_ENVIRONMENT_ID"));
        variables.remove(QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"));
        write(text("environment_key"));
        Program serve({QStringLiteral("serve")}, variables);
        QVERIFY2(serve.prints("Polling environment env_gone does not succeed."), serve.everything());
        QVERIFY2(serve.prints("  Good                      Polling"), serve.everything());
        QVERIFY(serve.isRunning());
        serve.terminate();
        QCOMPARE(serve.status(), 0);
        QCOMPARE(serve.errors().count("does not accept the environment key"), 1);
        QVERIFY2(
            serve.errors().contains("came from " + path(QStringLiteral("environments.toml")).toUtf8() + ":7: key."),
            serve.errors());
        QVERIFY2(!serve.everything().contains(kKeyMiddle), serve.everything());
        // When the last one is, there is nothing left to do.
        write(kKey);
        Program none({QStringLiteral("serve")}, variables);
        QCOMPARE(none.status(), 3);
        QCOMPARE(none.errors().count("does not accept the environment key"), 2);
        demo.terminate();
        QCOMPARE(demo.status(), 0);
    }

    void anEnvironmentsFileThatIsWrongIsTold()
    {
        QFile file(path(QStringLiteral("environments.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("[[environment]]\nid = 'env_1'\nskils = true\n") > 0);
        file.close();
        auto variables = worker(closedUrl());
        variables.remove(QStringLiteral("ANTHROPIC_ENVIRONMENT_ID"));
        variables.remove(QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"));
        for (const char *command : {"serve", "doctor"}) {
            Program program({QString::fromLatin1(command), QStringLiteral("--environments-file"), file.fileName()},
                            variables);
            QCOMPARE(program.status(), 2);
            QVERIFY2(program.errors().contains(file.fileName().toUtf8() + ":3: 'skils' is not known"),
                     program.errors());
        }
    }

    void aServerThatIsAwayIsTriedAgainUntilTheWorkerIsToldToStop()
    {
        Program serve({QStringLiteral("serve")}, worker(closedUrl()));
        QVERIFY2(serve.prints("Disconnected"), serve.everything());
        QVERIFY2(serve.prints("next try in", 2), serve.everything());
        QCOMPARE(serve.errors().count("Z warning engine: polling env_1 failed"), 1); // the others at the debug level
        QCOMPARE(serve.errors().count("Z info controlplane"), 0);
        QFile commandLine(QStringLiteral("/proc/%1/cmdline").arg(serve.processId()));
        QVERIFY(commandLine.open(QIODevice::ReadOnly));
        const auto words = commandLine.readAll();
        QVERIFY(words.contains("serve") && !words.contains(kKeyMiddle));
        QFile environment(QStringLiteral("/proc/%1/environ").arg(serve.processId()));
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const auto variables = environment.readAll();
        QVERIFY(variables.contains("ANTHROPIC_ENVIRONMENT_ID=") && !variables.contains(kKeyMiddle));
        serve.terminate();
        QCOMPARE(serve.status(), 0);
        QVERIFY2(serve.output().contains("Engine stopped"), serve.output());
        QVERIFY2(!serve.everything().contains(kKeyMiddle), serve.everything());
        QVERIFY(!anyFileHolds(m_scratch->path(), kKeyMiddle));
    }

    void aSecondSignalIsTakenToo()
    {
        Program serve({QStringLiteral("serve")}, worker(closedUrl()));
        QVERIFY2(serve.prints("Disconnected"), serve.everything());
        serve.terminate();
        serve.terminate();
        QCOMPARE(serve.status(), 0);
    }

    void anImageThatIsBrokenIsNamed_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("damaged") << QStringLiteral("root/root.sqfs");
        QTest::newRow("no manifest") << QStringLiteral("kernel/manifest.json");
    }
    void anImageThatIsBrokenIsNamed()
    {
        QFETCH(QString, file);
        const auto broken = path(QStringLiteral("image/") + file);
        QVERIFY(QFile::remove(broken));
        if (file.endsWith(QLatin1String("sqfs"))) {
            QFile other(broken);
            QVERIFY(other.open(QIODevice::WriteOnly) && other.write("toor") == 4);
        }
        for (const auto &arguments :
             {QStringList{QStringLiteral("serve")}, {QStringLiteral("image"), QStringLiteral("prepare")}}) {
            Program program(arguments, worker(closedUrl()));
            QCOMPARE(program.status(), 1);
            QVERIFY2(program.errors().contains(path(QStringLiteral("image")).toUtf8()), program.errors());
            QVERIFY2(program.errors().contains("incomplete or does not match"), program.errors());
            QCOMPARE(program.errors().contains("The engine could not start"),
                     arguments.first() == QLatin1String("serve"));
        }
    }

    void anImageThatIsThereIsToldAsJson()
    {
        Program prepare({QStringLiteral("image"), QStringLiteral("prepare"), QStringLiteral("--json")},
                        worker(closedUrl()));
        QCOMPARE(prepare.status(), 0);
        const auto parts = QJsonDocument::fromJson(prepare.output()).object();
        QCOMPARE(parts.keys(), QStringList({QStringLiteral("initrd"), QStringLiteral("kernel"), QStringLiteral("key"),
                                            QStringLiteral("root")}));
        QVERIFY(QFile::exists(parts.value(QLatin1String("initrd")).toString()));
    }

    void beingStoppedInThePreparationEndsItsTools_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::newRow("serve") << QStringList{QStringLiteral("serve")} << 0;
        QTest::newRow("image prepare") << QStringList{QStringLiteral("image"), QStringLiteral("prepare")} << 1;
        QTest::newRow("image build agent")
            << QStringList{QStringLiteral("image"), QStringLiteral("build"), QStringLiteral("agent")} << 130;
    }
    void beingStoppedInThePreparationEndsItsTools()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        auto variables = with(worker(closedUrl()), "PATH", toolsThatHang());
        variables.remove(QStringLiteral("GLOVEBOX_IMAGE_DIR"));
        Program program(arguments, variables);
        QFile environment(path(QStringLiteral("tool-environment")));
        QTRY_VERIFY_WITH_TIMEOUT(environment.exists() && environment.size() > 0, 30'000);
        QVERIFY(!processesMarked(m_mark.toUtf8()).isEmpty());
        program.terminate();
        QCOMPARE(program.status(), status);
        QVERIFY(nothingIsLeft());
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const auto given = environment.readAll();
        QVERIFY(given.contains("PATH=") && !given.contains(kKeyMiddle) && !given.contains("ANTHROPIC_ENVIRONMENT_KEY"));
        QVERIFY2(!program.everything().contains(kKeyMiddle), program.everything());
    }

    void theAgentImageSaysWhatItTakesAndWantsAYes()
    {
        const QByteArray uri = "'http://m.example/a.deb' a.deb 150000000 SHA256:" + QByteArray(64, 'a');
        const auto calls = path(QStringLiteral("calls"));
        auto variables = with(worker(closedUrl()), "PATH",
                              tools({{"apt-config", ""},
                                     {"apt-get", "echo \"$@\" >> " + calls.toUtf8() +
                                                     "\ncase \"$*\" in *--print-uris*) echo \"" + uri + "\";; esac\n"},
                                     {"npm", "echo '{\"registry\": \"http://127.0.0.1:9/\"}'\n"},
                                     {"mmdebstrap", "echo mmdebstrap \"$@\" >> " + calls.toUtf8() + "\n"}}));
        Program program({QStringLiteral("image"), QStringLiteral("build"), QStringLiteral("agent")}, variables);
        program.hear({});
        QCOMPARE(program.status(), 2);
        for (const char *what :
             {"1 packages of Debian", "to fetch", "195 MiB", "disk", "Nobody is there to be asked: say --yes."})
            QVERIFY2(program.errors().contains(what), program.errors());
        QVERIFY2(!program.errors().contains("cannot be an image"), program.errors());
        for (const auto *answer : {"n\n", "quit\n"}) { // a pipe's answer is one
            Program no({QStringLiteral("image"), QStringLiteral("build"), QStringLiteral("agent")}, variables);
            no.hear(answer);
            QCOMPARE(no.status(), 1);
            QVERIFY2(no.errors().contains("Nothing was built."), no.errors());
        }
        QFile called(calls);
        QVERIFY(called.open(QIODevice::ReadOnly));
        const auto lines = called.readAll();
        QVERIFY2(!lines.contains("--download-only") && !lines.contains("--variant"), lines);
    }

    void aDataFolderThatIsTypedWronglyIsNotMade()
    {
        const auto folder = path(QStringLiteral("no/such/folder"));
        Program list({QStringLiteral("image"), QStringLiteral("list"), QStringLiteral("--data-dir"), folder},
                     worker(closedUrl()));
        QCOMPARE(list.status(), 1);
        QVERIFY2(list.errors().contains("There is no folder " + folder.toUtf8()), list.errors());
        QVERIFY(!QFile::exists(folder) && !QFile::exists(path(QStringLiteral("no"))));
    }

    /// A program that was copied away from what belongs to it.
    void withoutTheGuestAgentImagesAreListedAndWhatNeedsItSaysSo()
    {
        const auto alone = path(QStringLiteral("alone/bin"));
        QVERIFY(QDir().mkpath(alone));
        const auto program = alone + QStringLiteral("/gloveboxctl");
        const auto whole = qEnvironmentVariable("GLOVEBOXCTL");
        std::error_code error;
        std::filesystem::create_hard_link(whole.toStdString(), program.toStdString(), error);
        QVERIFY(!error || QFile::copy(whole, program)); // where it is another file system's
        auto variables = worker(closedUrl());
        variables.remove(QStringLiteral("GLOVEBOX_IMAGE_DIR"));
        Program import({QStringLiteral("image"), QStringLiteral("import"), path(QStringLiteral("none.tar"))}, variables,
                       Program::Reader::Here, program);
        QCOMPARE(import.status(), 1); // and the folders are there
        Program list({QStringLiteral("image"), QStringLiteral("list")}, variables, Program::Reader::Here, program);
        QCOMPARE(list.status(), 0);
        QVERIFY2(list.output().startsWith("NAME"), list.everything());
        Program prepare({QStringLiteral("image"), QStringLiteral("prepare")}, variables, Program::Reader::Here,
                        program);
        QCOMPARE(prepare.status(), 1);
        QVERIFY2(prepare.errors().contains("the installation is incomplete"), prepare.errors());
        QVERIFY2(!prepare.errors().contains("There is no such image"), prepare.errors());
    }

    void theDoctorsReportCanBeReadByPrograms()
    {
        Program doctor({QStringLiteral("doctor"), QStringLiteral("--json")}, worker(closedUrl()));
        const int status = doctor.status();
        QJsonParseError error;
        const auto report = QJsonDocument::fromJson(doctor.output(), &error).object();
        QVERIFY2(error.error == QJsonParseError::NoError, doctor.everything());
        QCOMPARE(report.keys(),
                 QStringList({QStringLiteral("can_run"), QStringLiteral("checks"), QStringLiteral("version")}));
        QCOMPARE(status, report.value(QLatin1String("can_run")).toBool() ? 0 : 1);
        QSet<QString> ids;
        for (const auto &value : report.value(QLatin1String("checks")).toArray()) {
            const auto check = value.toObject();
            QCOMPARE(check.keys().join(QLatin1Char(' ')),
                     QStringLiteral("fix found group id if_ignored status title why"));
            QVERIFY(QStringList({QStringLiteral("must"), QStringLiteral("should"), QStringLiteral("info")})
                        .contains(check.value(QLatin1String("group")).toString()));
            QVERIFY(QStringList({QStringLiteral("pass"), QStringLiteral("warn"), QStringLiteral("fail")})
                        .contains(check.value(QLatin1String("status")).toString()));
            const auto id = check.value(QLatin1String("id")).toString();
            QVERIFY2(!ids.contains(id), qPrintable(id));
            ids += id;
            if (id == QLatin1String("control-plane")) // nobody listens there
                QCOMPARE(check.value(QLatin1String("status")).toString(), QStringLiteral("warn"));
        }
        for (const char *id : {"qemu", "kvm-device", "acceleration", "control-plane"})
            QVERIFY2(ids.contains(QString::fromLatin1(id)), id);
        QVERIFY2(!doctor.everything().contains(kKeyMiddle), doctor.everything());
    }

    void aDemoServerTellsItsKeys()
    {
        Program demo({QStringLiteral("demo-server"), QStringLiteral("--json"), QStringLiteral("--webhook-url"),
                      QStringLiteral("http://127.0.0.1:9/hook")},
                     {{kMark, m_mark}});
        QVERIFY(demo.prints("\n"));
        const auto facts = QJsonDocument::fromJson(demo.output()).object();
        const auto key = [&](const char *name) {
            return facts.value(QLatin1String(name)).toString();
        };
        QVERIFY(key("environment_key").startsWith(QLatin1String("sk-ant-oat01-")));
        QVERIFY(key("operator_key").startsWith(QLatin1String("sk-ant-api03-")));
        QVERIFY(key("operator_key") != key("api_key"));
        QVERIFY(key("webhook_key").startsWith(QLatin1String("whsec_")));
        demo.terminate();
        QCOMPARE(demo.status(), 0);
    }

    void aDemoServerTellsNobodyElsewhere()
    {
        Program demo(
            {QStringLiteral("demo-server"), QStringLiteral("--webhook-url"), QStringLiteral("http://example.org/hook")},
            {{kMark, m_mark}});
        QCOMPARE(demo.status(), 1);
        QVERIFY2(demo.errors().contains("loopback"), demo.errors());
    }
};

QTEST_GUILESS_MAIN(CliTest)
#include "tst_cli.moc"
