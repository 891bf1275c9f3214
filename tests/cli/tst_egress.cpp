// `gloveboxctl egress` with a Glovebox that the test plays: what reaches it, and what is shown.
#include "core/rest/local_api.h"
#include "core/system/real_clock.h"
#include "tests/cli/program.h"
#include "tests/support/told_engine.h"
#include "tests/unit/ledger/open_ledger.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QTest>

#include <csignal>

using namespace glovebox;
using namespace testcli;

class EgressCommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    system::RealClock m_clock;
    testsupport::NotingDoor m_engine;
    std::unique_ptr<rest::LocalApi> m_api;

    QStringList line(QStringList arguments) const
    {
        return QStringList{QStringLiteral("egress")} + arguments +
               QStringList{QStringLiteral("--data-dir"), m_dir.path()};
    }
    QStringList line(const char *arguments) const
    {
        return line(QString::fromLatin1(arguments).split(QLatin1Char(' ')));
    }

    QString ledgerPath() const { return m_dir.filePath(QStringLiteral("ledger.db")); }

private Q_SLOTS:
    void init()
    {
        m_engine = {};
        m_api = std::make_unique<rest::LocalApi>(m_clock, [this](const rest::LocalApi::Job &job) { job(m_engine); });
        const auto run = m_dir.filePath(QStringLiteral("run"));
        QVERIFY(QDir().mkpath(run));
        QVERIFY(QFile::setPermissions(run, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(m_api->listen((run + QStringLiteral("/api.sock")).toStdString()));
    }
    void cleanup() { m_api.reset(); }

    void whatIsSaidReachesTheSandbox_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("told");
        const auto row = [](const char *arguments, const char *told) {
            QTest::newRow(arguments) << QString::fromLatin1(arguments) << QString::fromLatin1(told);
        };
        row("set sbx-1 packages", "egress sbx-1 packages");
        row("allow sbx-1 api.example.org", "egress sbx-1 +api.example.org");
        row("allow sbx-1 *.example.org:8443 10.0.0.0/8:5432",
            "egress sbx-1 +*.example.org port 8443 +10.0.0.0/8 port 5432");
        row("allow sbx-1 [2001:db8::1]:22 2001:db8::/32 192.0.2.7:8000-8010",
            "egress sbx-1 +2001:db8::1 port 22 +2001:db8::/32 +192.0.2.7 port 8000-8010");
        row("deny sbx-1 example.org", "egress sbx-1 +not example.org");
        row("forget sbx-1 example.org", "egress sbx-1 -example.org -not example.org");
        row("allow --profile builds api.example.org", "profile builds +api.example.org");
        row("allow --profile builds api.example.org *.example.org:8443",
            "profile builds +api.example.org +*.example.org port 8443");
        row("deny --profile builds old.example.org", "profile builds +not old.example.org");
        row("forget --profile builds old.example.org", "profile builds -old.example.org -not old.example.org");
    }
    void whatIsSaidReachesTheSandbox()
    {
        QFETCH(const QString, arguments);
        QFETCH(const QString, told);
        Program program(line(arguments.toLatin1().constData()));
        QCOMPARE(program.status(), 0);
        QCOMPARE(m_engine.said, std::vector<std::string>{told.toStdString()});
    }

    void whatIsWrongIsSaidAndReachesNobody_data()
    {
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *arguments, const char *words) {
            QTest::newRow(arguments) << QString::fromLatin1(arguments) << QString::fromLatin1(words);
        };
        row("allow sbx-1 API.example.org", "lower case");
        row("allow sbx-1 example.org:http", "[\"443\", \"8000-8010\"]");
        row("allow sbx-1 example.org:70000", "[\"443\", \"8000-8010\"]");
        row("allow sbx-1 printer", "two parts");
        row("allow sbx-1 10.1.2.3/8", "no range");
        row("allow sbx-1", "HOST");
        row("allow sbx-1 a.example --traffic smtp", "tls");
    }
    void whatIsWrongIsSaidAndReachesNobody()
    {
        QFETCH(const QString, arguments);
        QFETCH(const QString, words);
        Program program(line(arguments.toLatin1().constData()));
        QVERIFY(program.status() != 0);
        QVERIFY2(program.errors().contains(words.toUtf8()), program.errors());
        QVERIFY(m_engine.said.empty());
    }

    void aRefusalIsSaidInItsWords()
    {
        m_engine.next = api::Verdict::denied("It is hibernated.");
        Program program(line("set sbx-1 open"));
        QVERIFY(program.status() != 0);
        QVERIFY2(program.errors().contains("It is hibernated."), program.errors());
    }

    void followingEndsWhenItIsAskedTo()
    {
        const auto ledger = *ledgertest::open({.path = ledgerPath().toStdString()});
        domain::EgressDecision decision{.id = domain::EgressId("egr-1"), .sandbox = domain::SandboxId("sbx-1")};
        decision.host = "first.test";
        ledger->note(decision);
        const QStringList arguments{QStringLiteral("egress"), QStringLiteral("log"), QStringLiteral("--follow"),
                                    QStringLiteral("--ledger"), ledgerPath()};
        for (const int signal : {SIGINT, SIGTERM}) {
            Program program(arguments);
            QVERIFY2(program.prints("first.test"), program.everything());
            QCOMPARE(::kill(static_cast<pid_t>(program.processId()), signal), 0);
            QCOMPARE(program.status(), 0);
            QVERIFY2(program.errors().isEmpty(), program.errors());
        }
        // Whether or not there is something to print.
        Program unread(arguments, {}, Program::Reader::Gone);
        QCOMPARE(unread.status(), 0);
        Program silent(arguments + QStringList{QStringLiteral("--sandbox"), QStringLiteral("sbx-2")}, {},
                       Program::Reader::Gone);
        QCOMPARE(silent.status(), 0);
    }

    void attemptsAreNarrowedByTimeAndWrittenForOthers()
    {
        const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        {
            const auto ledger = *ledgertest::open({.path = ledgerPath().toStdString()});
            for (int hour = 0; hour < 1300; ++hour) { // more than a page
                domain::EgressDecision one{.id = domain::EgressId("egr-" + std::to_string(hour)),
                                           .at = WallTime(now.time_since_epoch()) - std::chrono::minutes(hour * 60 + 1),
                                           .sandbox = domain::SandboxId("sbx-1")};
                one.host = "h" + std::to_string(hour) + ".test";
                if (hour == 1)
                    one.secrets = {"api-token"};
                if (hour == 2)
                    one.misused = {"api-token"};
                ledger->note(one);
            }
        }
        const auto log = [this](const char *arguments) {
            return QStringList{QStringLiteral("egress"), QStringLiteral("log")} +
                   QString::fromLatin1(arguments).split(QLatin1Char(' '), Qt::SkipEmptyParts) +
                   QStringList{QStringLiteral("--ledger"), ledgerPath()};
        };
        const auto linesOf = [](Program &program) {
            return program.status() == 0 ? program.output().count('\n') : -1;
        };
        Program recent(log("--since 3h"));
        QCOMPARE(linesOf(recent), 3);
        QVERIFY2(recent.output().contains("with the secret api-token") &&
                     recent.output().contains("MISUSED: api-token"),
                 recent.everything());
        Program between(log("--since 30h --until 20h"));
        QCOMPARE(linesOf(between), 10);
        Program bare(log(""));
        QCOMPARE(linesOf(bare), 100);
        Program many(log("--most 1200"));
        QCOMPARE(linesOf(many), 1200);
        Program csv(log("--format csv"));
        QCOMPARE(linesOf(csv), 1301);
        QVERIFY(csv.output().startsWith("time,sandbox,"));
        QTemporaryDir out;
        const auto file = out.filePath(QStringLiteral("attempts.jsonl"));
        const QStringList toFile = log("--format json") + QStringList{QStringLiteral("--output"), file};
        Program written(toFile);
        QCOMPARE(written.status(), 0);
        QVERIFY2(written.errors().contains("1300 attempts are in"), written.everything());
        QFile result(file);
        QVERIFY(result.open(QIODevice::ReadOnly));
        QCOMPARE(result.readAll().count('\n'), 1300);
        Program again(toFile);
        QCOMPARE(again.status(), 2);
        QVERIFY2(again.errors().contains("is there already"), again.everything());
        Program forced(toFile + QStringList{QStringLiteral("--force")});
        QCOMPARE(forced.status(), 0);
        Program among(log("--format csv") +
                      QStringList{QStringLiteral("--output"), m_dir.filePath(QStringLiteral("x"))});
        QCOMPARE(among.status(), 2);
        QVERIFY2(among.errors().contains("among Glovebox's own files"), among.everything());
        for (const char *wrong : {"--since yesterday", "--since 2h --until 3h", "--until 12x", "--format xml",
                                  "--output /tmp/none", "--format csv --follow"}) {
            Program refused(log(wrong));
            QVERIFY2(refused.status() != 0 && refused.output().isEmpty(), wrong);
        }
    }

    void rulesThatNobodyNeedsAreListed()
    {
        QFile file(m_dir.filePath(QStringLiteral("egress.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[[profile]]\nname = \"builds\"\n[[profile.rule]]\nallow = \"git.test.example\"\n"
                   "[[profile.rule]]\nallow = \"old.test.example\"\n[[profile.rule]]\nallow = \"10.0.0.0/8\"\n");
        file.close();
        QVERIFY(QDir(m_dir.path()).mkpath(QStringLiteral("data")));
        QFile added(m_dir.filePath(QStringLiteral("data/egress-rules.json")));
        QVERIFY(added.open(QIODevice::WriteOnly));
        added.write(R"({"profiles": [{"profile": "builds", "rules": [{"allow": "new.test.example"}]}]})");
        added.close();
        {
            const auto ledger = *ledgertest::open({.path = ledgerPath().toStdString()});
            const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
            const std::pair<const char *, int> told[] = {{"builds: git.test.example; builds: 10.0.0.0/8", 5},
                                                         {"builds: old.test.example", 40}};
            int number = 0;
            for (const auto &[rule, days] : told) {
                domain::EgressDecision one{.id = domain::EgressId("egr-" + std::to_string(++number)),
                                           .at = WallTime(now.time_since_epoch()) - std::chrono::days(days),
                                           .sandbox = domain::SandboxId("sbx-1")};
                one.rule = rule;
                ledger->note(one);
            }
        }
        const QStringList arguments{QStringLiteral("profiles"),      QStringLiteral("--unused"),
                                    QStringLiteral("--egress-file"), file.fileName(),
                                    QStringLiteral("--ledger"),      ledgerPath()};
        Program month(line(arguments));
        QVERIFY2(month.status() == 0, month.everything());
        QVERIFY2(month.output().contains("builds: 2 of 4 rules decided nothing since") &&
                     month.output().contains("old.test.example") && month.output().contains("new.test.example") &&
                     !month.output().contains("git.test.example") && !month.output().contains("10.0.0.0/8"),
                 month.everything());
        Program year(line(arguments + QStringList{QStringLiteral("--since"), QStringLiteral("365d")}));
        QVERIFY2(year.status() == 0 && year.output().contains("builds: 1 of 4 rules"), year.everything());
        Program json(line(arguments + QStringList{QStringLiteral("--json")}));
        QCOMPARE(json.status(), 0);
        const auto all = nlohmann::json::parse(json.output().toStdString(), nullptr, false);
        QVERIFY2(all["unused"].is_array() && all["unused"].back()["rules"].size() == 2 &&
                     all["unused"].back()["rules_in_all"] == 4,
                 json.everything());
    }

    void noHostAndNoAttemptAreToldAsThat()
    {
        Program none({QStringLiteral("egress"), QStringLiteral("check"), QString(), QStringLiteral("--profile"),
                      QStringLiteral("open")});
        QCOMPARE(none.status(), 2);
        QVERIFY2(none.errors().contains("'' is no host"), none.errors());
        const auto ledger = *ledgertest::open({.path = ledgerPath().toStdString()});
        Program log({QStringLiteral("egress"), QStringLiteral("log"), QStringLiteral("--sandbox"),
                     QStringLiteral("nope"), QStringLiteral("--ledger"), ledgerPath()});
        QCOMPARE(log.status(), 0);
        QVERIFY2(log.errors().contains("There is no attempt of that kind in the ledger."), log.everything());
        QVERIFY(log.output().isEmpty());
    }

    void profilesCanBeReadByPrograms()
    {
        Program program({QStringLiteral("egress"), QStringLiteral("profiles"), QStringLiteral("--json")});
        QCOMPARE(program.status(), 0);
        const auto all = nlohmann::json::parse(program.output().toStdString(), nullptr, false);
        QVERIFY2(all["profiles"].is_array() && !all["profiles"].empty(), program.everything());
        for (const auto &each : all["profiles"])
            QVERIFY(each["name"].is_string() && each["rules"].is_array());
    }

    void theApiTellsProfilesAndAttempts()
    {
        m_api->saw(
            api::EgressProfilesView{.generation = 1,
                                    .profiles = {{{"web", "what we need", {{.host = "a.test", .ports = {{443, 443}}}}},
                                                  "01234567",
                                                  false,
                                                  {{.host = "b.test"}}}},
                                    .usual = "none",
                                    .ceiling = "web"});
        domain::EgressDecision decision{.id = domain::EgressId("egr-1"), .sandbox = domain::SandboxId("sbx-1")};
        decision.host = "a.test";
        m_api->saw(api::EgressAttemptView{decision});
        decision.lasted = std::chrono::milliseconds(7);
        decision.secrets = {"api-token"};
        m_api->saw(api::EgressAttemptView{decision});
        const auto profiles = asked("/v1/egress/profiles");
        QVERIFY2(profiles.contains("\"ceiling\":\"web\"") && profiles.contains("\"ports\":[\"443\"]"), profiles);
        QVERIFY2(profiles.contains("\"added\":[{\"allow\":\"b.test\"}]"), profiles);
        const auto attempts = asked("/v1/egress/attempts?sandbox=sbx-1");
        QVERIFY2(attempts.count("egr-1") == 1 && attempts.contains("\"lasted_ms\":7") &&
                     attempts.contains("\"secrets\":[\"api-token\"]") && !attempts.contains("misused"),
                 attempts);
        QVERIFY(!asked("/v1/egress/attempts?sandbox=sbx-2").contains("egr-1"));
    }

private:
    QByteArray asked(const char *path) const
    {
        QLocalSocket socket;
        socket.connectToServer(m_dir.filePath(QStringLiteral("run/api.sock")));
        socket.write("GET " + QByteArray(path) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        QByteArray all;
        const bool isWhole = QTest::qWaitFor(
            [&] {
                all += socket.readAll();
                return socket.state() == QLocalSocket::UnconnectedState;
            },
            10'000);
        return isWhole ? all + socket.readAll() : QByteArray("no answer in time");
    }
};

QTEST_GUILESS_MAIN(EgressCommandTest)
#include "tst_egress.moc"
