// gloveboxctl spawn as a poller starts it: it blocks until its session is over, says by its status how, and leaves
// nothing behind. The sessions rest, so that no virtual machine starts here; conformance_spawn has one that works.
#include "tests/cli/spawn_fixture.h"

#include <QFile>

#include <unistd.h>

using namespace testcli;

class SpawnTest : public SpawnFixture {
    Q_OBJECT

    void writeFile(const QString &name, const QByteArray &bytes, QFileDevice::Permissions permissions) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
        QVERIFY(file.setPermissions(permissions));
    }

private Q_SLOTS:
    void init() { begin(); }
    void cleanup() { end(); }

    void aSessionIsServedToItsEnd()
    {
        const auto item = m_poller->claim();
        const auto program = m_poller->spawn(item);
        QVERIFY2(program->prints("Engine running"), program->everything());
        // Blocks as long as the item is held; the secrets are where nobody finds them.
        QTRY_COMPARE_WITH_TIMEOUT(m_poller->stateOf(item), QStringLiteral("active"), 30'000);
        QFile environment(QStringLiteral("/proc/%1/environ").arg(program->processId()));
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const auto variables = environment.readAll();
        QVERIFY(variables.contains("ANTHROPIC_WORK_ID=") && !variables.contains(m_poller->environmentKey().toUtf8()));
        QCOMPARE(program->status(), 0);
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("stopped"));
        QCOMPARE(runsLeft(), QStringList());
        QCOMPARE(remembered(), QStringList());
        const auto secret = item.value(QLatin1String("secret")).toString().toUtf8();
        QVERIFY(!secret.isEmpty() && !program->everything().contains(secret));
        QVERIFY(!anyFileHolds(m_scratch->path(), secret) &&
                !anyFileHolds(m_scratch->path(), m_poller->environmentKey().toUtf8()));
    }

    void theItemsSecretAloneIsEnough()
    {
        const auto item = m_poller->claim();
        const auto none = Variables{{QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), QString()},
                                    {QStringLiteral("ANTHROPIC_WORK_ID"), QString()},
                                    {QStringLiteral("ANTHROPIC_SESSION_ID"), QString()}};
        QCOMPARE(m_poller->spawn(item, {QStringLiteral("--quiet")}, none)->status(), 0);
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("stopped"));
        // The other way round, as scripts do that take the item apart.
        const auto second = m_poller->claim();
        const auto apart =
            Variables{{QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), QString()},
                      {QStringLiteral("ANTHROPIC_WORK_SECRET"), second.value(QLatin1String("secret")).toString()}};
        QCOMPARE(m_poller->spawn(second, {}, apart, false)->status(), 0);
        QCOMPARE(m_poller->stateOf(second), QStringLiteral("stopped"));
        const auto third = m_poller->claim();
        writeFile(QStringLiteral("secret"), third.value(QLatin1String("secret")).toString().toUtf8() + '\n',
                  QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup);
        const auto inFile = Variables{{QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY"), QString()},
                                      {QStringLiteral("ANTHROPIC_WORK_SECRET_FILE"), path(QStringLiteral("secret"))}};
        QCOMPARE(m_poller->spawn(third, {}, inFile, false)->status(), 0);
        QCOMPARE(m_poller->stateOf(third), QStringLiteral("stopped"));
    }

    void anEnvironmentsFileIsReadForWhatItSaysOfTheEnvironment()
    {
        const auto item = m_poller->claim();
        writeFile(QStringLiteral("environments.toml"),
                  "[[environment]]\nid = '" + m_poller->environmentId().toUtf8() + "'\nkey = 'another'\nbase_url = '" +
                      m_poller->url().toUtf8() + "'\nwebhooks = true\n",
                  QFileDevice::ReadOwner | QFileDevice::WriteOwner);
        const auto program =
            m_poller->spawn(item, {},
                            {{QStringLiteral("GLOVEBOX_ENVIRONMENTS_FILE"), path(QStringLiteral("environments.toml"))},
                             {QStringLiteral("ANTHROPIC_BASE_URL"), QString()}});
        QVERIFY2(program->status() == 0, program->everything());
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("stopped"));
    }

    void severalAtOnceShareADataFolder()
    {
        std::vector<QJsonObject> items;
        std::vector<std::unique_ptr<Program>> programs;
        for (int i = 0; i < 4; ++i)
            items.push_back(m_poller->claim());
        for (const auto &item : items)
            programs.push_back(
                m_poller->spawn(item, {}, {{QStringLiteral("GLOVEBOX_SESSION_IDLE"), QStringLiteral("3s")}}));
        for (const auto &program : programs)
            QVERIFY2(program->prints("Engine running"), program->everything());
        QCOMPARE(runsLeft().size(), 3 * 4); // a folder, its lock, a folder for disks
        // The same item a second time is somebody's slip.
        const auto twice = m_poller->spawn(items[0]);
        QCOMPARE(twice->status(), 1);
        QVERIFY2(twice->errors().contains(idOf(items[0]).toUtf8()) &&
                     twice->errors().contains("another program on this host is at it already"),
                 twice->errors());
        for (std::size_t i = 0; i < items.size(); ++i) {
            QCOMPARE(programs[i]->status(), 0);
            QCOMPARE(m_poller->stateOf(items[i]), QStringLiteral("stopped"));
        }
        QCOMPARE(runsLeft(), QStringList());
        QCOMPARE(remembered(), QStringList());
    }

    void oneThatIsKilledIsTidiedUpByTheNext()
    {
        const auto item = m_poller->claim();
        auto killed = m_poller->spawn(item);
        QVERIFY2(killed->prints("Engine running"), killed->everything());
        killed.reset(); // the hard way
        QCOMPARE(runsLeft().size(), 3);
        QCOMPARE(m_poller->spawn(m_poller->claim())->status(), 0);
        QCOMPARE(runsLeft(), QStringList());
    }

    void aSessionThatWasEndedElsewhereEndsWell()
    {
        const auto item = m_poller->claim();
        m_poller->ask("POST", QStringLiteral("/v1/sessions/") + sessionOf(item) + QStringLiteral("/archive"),
                      m_poller->apiKey());
        QCOMPARE(m_poller->spawn(item)->status(), 0);
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("stopped"));
    }

    void anItemThatSomebodyElseHoldsIsLeftAlone()
    {
        const auto item = m_poller->claim();
        int status = 0;
        m_poller->ask("POST",
                      QStringLiteral("/v1/environments/") + m_poller->environmentId() + QStringLiteral("/work/") +
                          idOf(item) + QStringLiteral("/heartbeat?expected_last_heartbeat=NO_HEARTBEAT"),
                      m_poller->environmentKey(), {}, &status);
        QCOMPARE(status, 200);
        const auto program = m_poller->spawn(item);
        QCOMPARE(program->status(), 1);
        QVERIFY2(program->errors().contains("the work item is somebody else's now"), program->errors());
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("active"));
    }

    void anItemThatTheControlPlaneStopsEndsWell()
    {
        const auto item = m_poller->claim();
        int status = 0;
        m_poller->ask("POST",
                      QStringLiteral("/v1/environments/") + m_poller->environmentId() + QStringLiteral("/work/") +
                          idOf(item) + QStringLiteral("/stop"),
                      m_poller->environmentKey(), {{QStringLiteral("force"), true}}, &status);
        QCOMPARE(status, 200);
        const auto program =
            m_poller->spawn(item, {}, {{QStringLiteral("GLOVEBOX_SESSION_IDLE"), QStringLiteral("10m")}});
        QCOMPARE(program->status(), 0);
    }

    void aLeaseThatRunsOutInSilenceIsToldAndFails()
    {
        // Beats come every half of it, so that only a host that stands still for seconds loses it before the silence.
        m_poller = std::make_unique<Poller>(dataDir(), path(QStringLiteral("image")), Variables{{kMark, m_mark}},
                                            QStringList{QStringLiteral("--lease-ttl"), QStringLiteral("10")});
        const auto item = m_poller->claim();
        const auto program =
            m_poller->spawn(item, {}, {{QStringLiteral("GLOVEBOX_SESSION_IDLE"), QStringLiteral("10m")}});
        QVERIFY2(program->prints("Idle"), program->everything());
        m_poller->endServer();
        QCOMPARE(program->status(), 1);
        QVERIFY2(program->errors().contains("lease is over"), program->errors());
    }

    void aSessionThatCannotBeReadIsToldAndFails()
    {
        auto item = m_poller->claim();
        m_poller->ask("DELETE", QStringLiteral("/v1/sessions/") + sessionOf(item), m_poller->apiKey());
        const auto program = m_poller->spawn(item);
        QCOMPARE(program->status(), 1);
        QVERIFY2(program->errors().contains("The session could not be served"), program->errors());
    }

    void aSignalEndsItInGoodOrder()
    {
        const auto item = m_poller->claim();
        const auto program =
            m_poller->spawn(item, {}, {{QStringLiteral("GLOVEBOX_SESSION_IDLE"), QStringLiteral("10m")}});
        QTRY_COMPARE_WITH_TIMEOUT(m_poller->stateOf(item), QStringLiteral("active"), 30'000);
        QVERIFY2(program->prints("Idle"), program->everything());
        program->terminate();
        QCOMPARE(program->status(), 0);
        QVERIFY2(program->errors().contains("Draining"), program->errors());
        QCOMPARE(m_poller->stateOf(item), QStringLiteral("stopped"));
        QCOMPARE(runsLeft(), QStringList());
    }

    void whatIsMissingIsNamedInOrder_data()
    {
        QTest::addColumn<QStringList>("without");
        QTest::addColumn<QByteArray>("says");
        const auto all =
            QStringList{QStringLiteral("ANTHROPIC_WORK_ID"), QStringLiteral("ANTHROPIC_ENVIRONMENT_ID"),
                        QStringLiteral("ANTHROPIC_SESSION_ID"), QStringLiteral("ANTHROPIC_ENVIRONMENT_KEY")};
        QTest::newRow("work") << all << QByteArray("no work id: set ANTHROPIC_WORK_ID");
        QTest::newRow("environment") << all.mid(1) << QByteArray("no environment id: set ANTHROPIC_ENVIRONMENT_ID");
        QTest::newRow("session") << all.mid(2) << QByteArray("no session id: set ANTHROPIC_SESSION_ID");
        QTest::newRow("key") << all.mid(3) << QByteArray("no key: set ANTHROPIC_ENVIRONMENT_KEY");
    }
    void whatIsMissingIsNamedInOrder()
    {
        QFETCH(QStringList, without);
        QFETCH(QByteArray, says);
        const QJsonObject item{{QStringLiteral("id"), QStringLiteral("work_1")},
                               {QStringLiteral("data"), QJsonObject{{QStringLiteral("id"), QStringLiteral("sesn_1")}}}};
        Variables missing;
        for (const auto &name : without)
            missing.insert(name, QString());
        const auto program = m_poller->spawn(item, {}, missing, false);
        QCOMPARE(program->status(), 1);
        QVERIFY2(program->errors().startsWith("gloveboxctl: " + says), program->errors());
        QVERIFY(!QDir(dataDir()).exists());
    }

    void aClosedStandardInputIsNamed()
    {
        const auto item = m_poller->claim();
        QProcess process;
        QProcessEnvironment environment;
        environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
        const auto variables = m_poller->variablesOf(item); // they say everything
        for (auto one = variables.begin(); one != variables.end(); ++one)
            environment.insert(one.key(), one.value());
        process.setProcessEnvironment(environment);
        process.setChildProcessModifier([] { ::close(STDIN_FILENO); });
        process.start(qEnvironmentVariable("GLOVEBOXCTL"), {QStringLiteral("spawn")});
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), 1);
        const auto errors = process.readAllStandardError();
        QVERIFY2(errors.startsWith("gloveboxctl: standard input is closed;") && errors.contains("</dev/null"), errors);
        QVERIFY(!QDir(dataDir()).exists());
    }

    void whatCannotBeTrustedOrUsedIsNamed()
    {
        const auto item = m_poller->claim();
        writeFile(QStringLiteral("secret"), "recognisable", QFileDevice::ReadOwner | QFileDevice::ReadOther);
        const auto open = m_poller->spawn(item, {QStringLiteral("--work-secret-file"), path(QStringLiteral("secret"))});
        QCOMPARE(open->status(), 1);
        QVERIFY2(open->errors().contains("chmod 600") && !open->errors().contains("recognisable"), open->errors());
        const auto wrong = m_poller->spawn(item, {QStringLiteral("--vcpus"), QStringLiteral("many")});
        QCOMPARE(wrong->status(), 2);
        QVERIFY(QFile::remove(path(QStringLiteral("image/root/root.sqfs"))));
        const auto broken = m_poller->spawn(item);
        QCOMPARE(broken->status(), 1);
        QVERIFY2(broken->errors().contains("The engine could not start"), broken->errors());
        QCOMPARE(runsLeft(), QStringList());
        QCOMPARE(remembered(), QStringList());
    }
};

QTEST_GUILESS_MAIN(SpawnTest)
#include "tst_spawn.moc"
