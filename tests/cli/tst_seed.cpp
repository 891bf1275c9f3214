// `gloveboxctl create` and `seed` with a Glovebox that the test plays: what reaches it, and what is shown.
#include "core/rest/local_api.h"
#include "core/system/real_clock.h"
#include "tests/cli/program.h"
#include "tests/support/told_engine.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <csignal>

using namespace glovebox;
using namespace testcli;

namespace {

class Engine final : public testsupport::NotingDoor {
public:
    Verdict createSandbox(const api::NewSandbox &wanted) override
    {
        created = wanted;
        return next;
    }
    Verdict act(const api::SandboxAction &action) override
    {
        if (const auto *seed = std::get_if<api::SeedSandbox>(&action))
            seeded = *seed;
        return next;
    }
    using ToldEngine::act;
    std::unique_ptr<api::EngineDoor> onBehalfOf(std::string) override;

    std::optional<api::NewSandbox> created;
    std::optional<api::SeedSandbox> seeded;

private:
    class Behalf;
};

/// What the local API speaks through.
class Engine::Behalf final : public testsupport::ToldEngine {
public:
    explicit Behalf(Engine &engine) : m_engine(engine) {}

    Verdict createSandbox(const api::NewSandbox &wanted) override { return m_engine.createSandbox(wanted); }
    Verdict act(const api::SandboxAction &action) override { return m_engine.act(action); }
    using ToldEngine::act;

private:
    Engine &m_engine;
};

std::unique_ptr<api::EngineDoor> Engine::onBehalfOf(std::string)
{
    return std::make_unique<Behalf>(*this);
}

} // namespace

class SeedCommandTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    system::RealClock m_clock;
    std::unique_ptr<Engine> m_engine;
    std::unique_ptr<rest::LocalApi> m_api;
    api::SeedView m_view{.generation = 1, .sandbox = domain::SandboxId("sbx-1"), .state = domain::SeedState::Running};

    QStringList line(const std::vector<const char *> &arguments) const
    {
        QStringList list;
        for (const auto *each : arguments)
            list << QString::fromUtf8(each);
        return list << QStringLiteral("--data-dir") << m_dir.path();
    }
    void show(domain::SeedState state, const std::string &text)
    {
        ++m_view.generation;
        m_view.state = state;
        m_view.log.push_back({api::BuildLine::Stream::Output, {}, 1, text});
        m_api->saw(m_view);
    }

private Q_SLOTS:
    void init()
    {
        m_view.log.clear();
        m_view.problem.reset();
        m_engine = std::make_unique<Engine>();
        m_engine->next = api::Verdict::accepted("sandbox/sbx-1");
        m_api = std::make_unique<rest::LocalApi>(m_clock, [this](const rest::LocalApi::Job &job) { job(*m_engine); });
        const auto run = m_dir.filePath(QStringLiteral("run"));
        QVERIFY(QDir().mkpath(run));
        QVERIFY(QFile::setPermissions(run, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(m_api->listen((run + QStringLiteral("/api.sock")).toStdString()));
    }
    void cleanup() { m_api.reset(); }

    void stepsReachItInTheOrderInWhichTheyStand()
    {
        const auto archive = m_dir.filePath(QStringLiteral("data.tgz")).toStdString();
        QFile file(QString::fromStdString(archive));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto unpacked = archive + ":/srv";
        Program program(line({"create",
                              "--name",
                              "n",
                              "--snapshot",
                              "snap-1",
                              "--egress",
                              "web",
                              "--run",
                              "first",
                              "--put",
                              "/etc/hostname:/srv/",
                              "--clone",
                              "https://git.example/app.git#v1:/srv/app",
                              "--run",
                              "second",
                              "--unpack",
                              unpacked.c_str(),
                              "--from-snapshot",
                              "snap-2:/a:/b",
                              "--start",
                              "server",
                              "--ready",
                              "true",
                              "--ready-within",
                              "2m",
                              "--hibernate",
                              "--reserve-match",
                              "team=billing",
                              "--reserve-match",
                              "env=prod",
                              "--reserve-for",
                              "2h"}));
        QCOMPARE(program.status(), 0);
        QCOMPARE(program.output(), QByteArray("sbx-1\n"));
        QVERIFY(m_engine->created.has_value());
        const auto &wanted = *m_engine->created;
        QVERIFY(wanted.name == "n" && wanted.snapshot == domain::SnapshotId("snap-1") && wanted.egress == "web");
        const std::vector<domain::SeedStep> steps{
            domain::RunStep{.command = {"first", {}}},
            domain::PutFiles{"/etc/hostname", "/srv/", false},
            domain::CloneRepository{"https://git.example/app.git", "/srv/app", "v1"},
            domain::RunStep{.command = {"second", {}}},
            domain::PutFiles{archive, "/srv", true},
            domain::CopyFromSnapshot{domain::SnapshotId("snap-2"), "/a", "/b"}};
        QVERIFY(wanted.seed.steps == steps);
        QVERIFY(wanted.seed.start.shell == "server" && wanted.seed.ready->within == std::chrono::minutes(2));
        QVERIFY(wanted.seed.hibernate && wanted.reservation->match.size() == 2 && wanted.reservation->until);
    }

    void whatIsWrittenWronglyIsSaidBeforeAnythingIsAsked()
    {
        Program place(line({"create", "--put", "site"}));
        QVERIFY(place.status() != 0);
        QVERIFY2(place.errors().contains("--put takes SRC:DEST"), place.errors());
        Program address(line({"seed", "sbx-1", "--clone", "https://me:secret@git.example/app"}));
        QCOMPARE(address.status(), 2);
        QVERIFY2(address.errors().contains("leave them out"), address.errors());
        Program nothing(line({"create", "--put", "/nonexistent/a:/a"}));
        QCOMPARE(nothing.status(), 2);
        QVERIFY2(nothing.errors().contains("There is no /nonexistent/a on this host."), nothing.errors());
        Program folder(line({"seed", "sbx-1", "--unpack", "/etc:/a"}));
        QCOMPARE(folder.status(), 2);
        QVERIFY2(folder.errors().contains("A folder is no archive: /etc"), folder.errors());
        Program match(line({"create", "--reserve-match", "billing"}));
        QCOMPARE(match.status(), 2);
        Program forNoTime(line({"reserve", "sbx-1", "--session", "sesn_1", "--for", "0s"}));
        QCOMPARE(forNoTime.status(), 2); // not for ever
        QVERIFY(!m_engine->created && !m_engine->seeded);
    }

    void aNameThatIsNoneIsNotAskedFor()
    {
        for (const char *name : {"", "../x", "sbx-1/seed", "."}) {
            Program program(line({"seed", name, "--run", "make"}));
            QCOMPARE(program.status(), 2);
            QVERIFY2(program.errors().contains("a name is empty, or has a '/' in it"), program.errors());
        }
        Program none(line({"template", "build", "./none.toml"}));
        QCOMPARE(none.status(), 2);
        QVERIFY2(none.errors().contains("there is no file ./none.toml"), none.errors());
        QVERIFY(!m_engine->seeded);
    }

    void whoWaitsIsToldWhenGloveboxEnds()
    {
        m_api->saw(m_view);
        Program program(line({"seed", "sbx-1", "--wait"}));
        show(domain::SeedState::Running, "still at it");
        QVERIFY(program.prints("still at it\n"));
        m_api.reset();
        QCOMPARE(program.status(), 1);
        QVERIFY2(program.errors().contains("Glovebox has ended in the meantime"), program.errors());
    }

    void whoWaitsSeesItsOutputAsItComes()
    {
        m_api->saw(m_view);
        Program program(line({"seed", "sbx-1", "--run", "make", "--wait"}));
        QVERIFY(QTest::qWaitFor([&] { return m_engine->seeded.has_value(); }, 30'000));
        show(domain::SeedState::Running, "cc -c x.c");
        QVERIFY(program.prints("cc -c x.c\n"));
        show(domain::SeedState::Done, "linked");
        QCOMPARE(program.status(), 0);
        QCOMPARE(program.output(), QByteArray("cc -c x.c\nlinked\n"));
    }

    void aFailureIsTheExitStatus()
    {
        m_view.problem = Error{ErrorCode::HostToolFailed, "step 1, run make: it ended with exit status 2"};
        show(domain::SeedState::Failed, "no rule");
        Program program(line({"create", "--run", "make", "--wait"}));
        QCOMPARE(program.status(), 1);
        QVERIFY(program.output().startsWith("sbx-1\n"));
        QVERIFY2(program.errors().contains("sbx-1 was not seeded: step 1, run make"), program.errors());
        // Said once: the log's last line is the same.
        m_view.log.push_back({api::BuildLine::Stream::System, {}, 0, "Failed: " + m_view.problem->detail});
        ++m_view.generation;
        m_api->saw(m_view);
        Program once(line({"seed", "sbx-1", "--wait"}));
        QCOMPARE(once.status(), 1);
        QCOMPARE(once.everything().count("step 1, run make"), 1);
        QVERIFY2(once.errors().startsWith("gloveboxctl: sbx-1 was not seeded: step 1"), once.errors());
        Program shown(line({"seed", "sbx-1"}));
        QCOMPARE(shown.status(), 0);
        QVERIFY2(shown.output().endsWith("==> Failed: step 1, run make: it ended with exit status 2\nfailed\n"),
                 shown.everything());
        m_engine->next = api::Verdict::denied("It cannot be seeded now: this host has no sandbox.");
        Program cannot(line({"seed", "sbx-1", "--run", "make"}));
        QVERIFY(cannot.status() != 0);
        QCOMPARE(cannot.errors(), QByteArray("gloveboxctl: It cannot be seeded now: this host has no sandbox.\n"));
        m_engine->next = api::Verdict::denied("It is in use.");
        Program denied(line({"seed", "sbx-1", "--run", "make"}));
        QCOMPARE(denied.status(), 1);
        QVERIFY2(denied.errors().contains("It is in use."), denied.errors());
    }

    void interruptingTheWaitCancelsNothingAndSaysHowToGoOn()
    {
        m_api->saw(m_view);
        Program program(line({"seed", "sbx-1", "--wait"}));
        show(domain::SeedState::Running, "still at it");
        QVERIFY(program.prints("still at it\n"));
        ::kill(static_cast<pid_t>(program.processId()), SIGINT);
        QCOMPARE(program.status(), 130);
        QVERIFY2(program.errors().contains("It goes on. Watch it with 'gloveboxctl seed sbx-1 --wait', cancel it with "
                                           "'gloveboxctl seed sbx-1 --cancel'."),
                 program.errors());
        QVERIFY(m_engine->said.empty());
    }
};

QTEST_GUILESS_MAIN(SeedCommandTest)
#include "tst_seed.moc"
