// A client that is killed: what becomes of its children, and what the next one finds. The client is this program,
// started again with `--client`.
#include "tests/unit/supervisor/rig.h"

#include <QCoreApplication>
#include <QProcess>

#include <cstdio>
#include <sys/stat.h>

using namespace glovebox;
using namespace glovebox::qemu::supervisor;

namespace {

constexpr std::chrono::milliseconds kSoon{150};
constexpr std::chrono::hours kLate{1};

Spawn child(const std::string &folder, const std::string &name, const std::string &text, Alone alone)
{
    return {.program = "/bin/sh",
            .arguments = {"-c", text, folder},
            .environment = {"PATH=/usr/bin:/bin"},
            .targets = {},
            .name = name,
            .folder = folder + "/" + name,
            .metadata = "of " + name,
            .alone = alone};
}

/// Starts four children and is then killed by the test.
int beClient(const std::string &folder, const std::string &program)
{
    auto *client =
        new SupervisorClient({.folder = folder, .program = program, .idle = std::chrono::milliseconds(60'000)});
    const std::string waiting = "echo begun; read line <\"$0/pipe\"; echo over $line; exit 4";
    const std::vector<Spawn> all{
        child(folder, "stays", waiting, {Alone::What::Stay, {}}),
        child(folder, "dies", "sleep 3600", {Alone::What::Die, {}}),
        child(folder, "soon", "sleep 3600", {Alone::What::StayUntil, kSoon}),
        child(folder, "late", "sleep 3600", {Alone::What::StayUntil, kLate}),
    };
    std::vector<Call> calls;
    std::size_t started = 0;
    for (const auto &spawn : all) {
        calls.push_back(client->open([&, spawn](Result<Welcome>) {
            calls.push_back(client->spawn(spawn, {}, [&](Result<Spawned> spawned) {
                started += spawned ? 1 : 0;
                if (started == all.size()) {
                    std::puts("up");
                    std::fflush(stdout);
                }
            }));
        }));
    }
    return QCoreApplication::exec();
}

/// What the child that stays waits for. No file of it is left.
class Pipe {
public:
    explicit Pipe(const Rig &rig) : m_path(rig.path() + "/pipe") { ::mkfifo(m_path.c_str(), 0600); }
    ~Pipe() { ::unlink(m_path.c_str()); }
    void write(const std::string &line)
    {
        const UniqueFd pipe(::open(m_path.c_str(), O_RDWR | O_CLOEXEC));
        static_cast<void>(::write(pipe.get(), line.data(), line.size()));
        m_written = UniqueFd::duplicateOf(pipe.get()); // what is in it is lost when nobody has it open
    }

private:
    std::string m_path;
    UniqueFd m_written;
};

class Client {
public:
    explicit Client(const Rig &rig)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(
            QCoreApplication::applicationFilePath(),
            {QStringLiteral("--client"), QString::fromStdString(rig.path()), QString::fromStdString(rig.program())});
    }
    ~Client() { kill(); }
    bool up()
    {
        return QTest::qWaitFor([this] { return m_process.canReadLine(); }, kPatience);
    }
    bool started() { return m_process.waitForStarted(kPatience); }
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(kPatience);
    }

private:
    QProcess m_process;
};

std::map<std::string, ChildInfo> byName(SupervisorClient &client)
{
    std::map<std::string, ChildInfo> out;
    const auto children = Rig::list(client);
    if (children)
        for (const auto &info : *children)
            out.emplace(info.name, info);
    return out;
}

} // namespace

class TestSupervisorCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachChildDoesWhatWasSaidForThatAndTheNextClientHasTheRest()
    {
        const Rig rig;
        auto pipe = std::make_unique<Pipe>(rig);
        {
            Client client(rig);
            QVERIFY(client.up());
        }
        // Whoever looks counts as somebody, so the deadline has to pass before.
        QTRY_COMPARE_WITH_TIMEOUT(runningWith(rig.path()), 3, kPatience); // the supervisor and two
        const auto next = rig.connected();
        QVERIFY(next);
        auto found = byName(*next);
        QCOMPARE(found.size(), std::size_t{4});
        QVERIFY(found["dies"].ended && found["soon"].ended);
        QCOMPARE(found["dies"].end.signal, SIGKILL);
        QCOMPARE(found["soon"].end.signal, SIGKILL);
        QVERIFY(!found["stays"].ended && !found["late"].ended);
        QCOMPARE(found["stays"].metadata, std::string("of stays"));
        QVERIFY(runs(static_cast<long>(found["stays"].pid)));
        QVERIFY(found["late"].alone.left > std::chrono::minutes(50) && found["late"].alone.left <= kLate);

        // It goes on, and is heard from its beginning to its end.
        Heard heard;
        next->watch(found["stays"].id, heard.watch());
        QTRY_COMPARE_WITH_TIMEOUT(heard.output, std::string("begun\n"), kPatience);
        pipe->write("it was\n");
        QTRY_VERIFY_WITH_TIMEOUT(heard.end, kPatience);
        QCOMPARE(heard.end->exitStatus, 4);
        QCOMPARE(heard.output, std::string("begun\nover it was\n"));
        QVERIFY(next->endNow(found["late"].id));
        pipe.reset();
        QVERIFY(rig.leavesNothing());
    }

    void whatHappensToAChildAloneCanBeChanged()
    {
        const Rig rig;
        auto pipe = std::make_unique<Pipe>(rig);
        {
            Client client(rig);
            QVERIFY(client.up());
            const auto other = rig.connected();
            QVERIFY(other);
            auto found = byName(*other);
            const auto change = [&](const char *name, Alone alone) {
                return answerTo<void>(
                    [&](auto done) { return other->setAlone(found[name].id, alone, std::move(done)); });
            };
            QVERIFY(change("dies", {Alone::What::Stay, {}}));
            QVERIFY(change("soon", {Alone::What::StayUntil, kLate}));
            QVERIFY(change("late", {Alone::What::StayUntil, {}}));
            QVERIFY(change("stays", {Alone::What::Die, {}}));
            client.kill();
            // While somebody is there, no deadline kills.
            QVERIFY(!QTest::qWaitFor([&] { return runningWith(rig.path()) != 5; }, 300));
        }
        QTRY_COMPARE_WITH_TIMEOUT(runningWith(rig.path()), 3, kPatience);
        const auto next = rig.connected();
        auto found = byName(*next);
        QVERIFY(!found["dies"].ended && !found["soon"].ended && found["late"].ended && found["stays"].ended);
        pipe.reset();
        QVERIFY(rig.leavesNothing());
    }

    void aClientThatIsKilledAtAnyMomentLeavesNobodyUnknown()
    {
        // Killed at moments spread over its start, most of them before it could know what it has started.
        for (int round = 0; round < 12; ++round) {
            const Rig rig;
            auto pipe = std::make_unique<Pipe>(rig);
            {
                Client client(rig);
                QVERIFY(client.started());
                const int wanted = round / 3; // processes, the client among them
                QVERIFY(QTest::qWaitFor([&] { return runningWith(rig.path()) >= wanted; }, kPatience));
            }
            const auto next = rig.connected();
            QVERIFY(next);
            auto found = byName(*next);
            // Whatever runs is listed, and can be ended.
            int living = 0;
            for (const auto &[name, info] : found)
                living += info.ended ? 0 : 1;
            QTRY_VERIFY_WITH_TIMEOUT(runningWith(rig.path()) <= 1 + living, kPatience);
            for (const auto &[name, info] : found)
                if (!info.ended)
                    QVERIFY(next->endNow(info.id));
            QTRY_COMPARE_WITH_TIMEOUT(runningWith(rig.path()), 1, kPatience);
            pipe.reset();
            QVERIFY(rig.leavesNothing());
        }
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 4 && QByteArray(argv[1]) == "--client")
        return beClient(argv[2], argv[3]);
    TestSupervisorCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_supervisor_crash.moc"
