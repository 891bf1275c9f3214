// A supervised process as its owner in the engine sees it: what QemuProcess needs of a process.
#include "tests/unit/supervisor/rig.h"

#include "core/qemu/qemu_process.h"
#include "core/qemu/supervisor/supervised_process.h"

using namespace glovebox;
using namespace glovebox::qemu::supervisor;
using glovebox::qemu::ProcessEnd;

namespace {

bool comes(const std::optional<ProcessEnd> &end)
{
    return QTest::qWaitFor([&end] { return end.has_value(); }, kPatience);
}

} // namespace

class TestSupervisorProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itStartsTheSupervisorTooAndTellsItsEndOnce()
    {
        const Rig rig;
        const auto client = rig.client();
        SupervisedProcess process(*client, rig.script("a", "printf 'hello\\033[1m\\377'; echo 'why not' >&2; exit 3"),
                                  {});
        QVERIFY(process.running());
        QCOMPARE(process.pid(), 0L);
        std::optional<ProcessEnd> end;
        int times = 0;
        process.onExit([&](ProcessEnd told) {
            end = std::move(told);
            ++times;
        });
        QVERIFY(comes(end));
        QVERIFY(!process.running());
        QVERIFY(process.pid() > 0);
        QCOMPARE(end->exitStatus, 3);
        QCOMPARE(end->signal, 0);
        QCOMPARE(end->lastErrorLine, std::string("why not"));
        QCOMPARE(process.consoleTail(), std::string("hello[1m\xEF\xBF\xBD"));
        QCOMPARE(process.errorTail(), std::string("why not\n"));
        QTRY_VERIFY_WITH_TIMEOUT(rig.list(*client)->empty(), kPatience); // forgotten
        QCOMPARE(times, 1);
        QVERIFY(rig.leavesNothing());
    }

    void whatCannotStartSaysWhy()
    {
        const Rig rig;
        const auto client = rig.client();
        auto spawn = rig.script("a", "");
        spawn.program = "/no/such/program";
        SupervisedProcess process(*client, spawn, {});
        std::optional<ProcessEnd> end;
        process.onExit([&](ProcessEnd told) { end = std::move(told); });
        QVERIFY(comes(end));
        QCOMPARE(end->startError, std::string("/no/such/program: No such file or directory"));
        QVERIFY(rig.leavesNothing());
    }

    void withoutASupervisorItSaysWhy()
    {
        const Rig rig;
        auto options = rig.options();
        options.program = "/no/such/supervisor";
        SupervisorClient client(options);
        SupervisedProcess process(client, rig.script("a", ""), {});
        std::optional<ProcessEnd> end;
        process.onExit([&](ProcessEnd told) { end = std::move(told); });
        QVERIFY(comes(end));
        QVERIFY2(end->startError.find("/no/such/supervisor") != std::string::npos, end->startError.c_str());
    }

    void aKillBeforeItHasStartedIsNotForgotten()
    {
        const Rig rig;
        const auto client = rig.client();
        SupervisedProcess process(*client, rig.script("a", "sleep 3600"), {});
        process.kill();
        std::optional<ProcessEnd> end;
        process.onExit([&](ProcessEnd told) { end = std::move(told); });
        QVERIFY(comes(end));
        QCOMPARE(end->signal, SIGKILL);
        QVERIFY(rig.leavesNothing());
    }

    void nothingOfItRunsAfterItsDestructor()
    {
        const Rig rig;
        const auto client = rig.connected();
        QVERIFY(client);
        auto starting = std::make_unique<SupervisedProcess>(*client, rig.script("a", "sleep 3600 & wait"),
                                                            std::vector<PassedDescriptor>());
        starting.reset(); // while the question is under way
        QCOMPARE(runningWith(rig.path()), 1);

        auto running = std::make_unique<SupervisedProcess>(*client, rig.script("b", "echo up; sleep 3600 & wait"),
                                                           std::vector<PassedDescriptor>());
        QTRY_COMPARE_WITH_TIMEOUT(running->consoleTail(), std::string("up\n"), kPatience);
        const long pid = running->pid();
        running.reset();
        QVERIFY(!runs(pid));
        QCOMPARE(runningWith(rig.path()), 1);
        QTRY_VERIFY_WITH_TIMEOUT(rig.list(*client)->empty(), kPatience);
        QVERIFY(rig.leavesNothing());
    }

    void itMayBeDestroyedByItsOwnEnd()
    {
        const Rig rig;
        const auto client = rig.connected();
        auto process =
            std::make_unique<SupervisedProcess>(*client, rig.script("a", "exit 0"), std::vector<PassedDescriptor>());
        process->onExit([&process](ProcessEnd) { process.reset(); });
        QTRY_VERIFY_WITH_TIMEOUT(!process, kPatience);
        QVERIFY(rig.leavesNothing());
    }

    void oneThatIsLetGoOfIsTakenOverByTheNext()
    {
        const Rig rig;
        auto client = rig.connected();
        QVERIFY(client);
        long pid = 0;
        {
            SupervisedProcess process(*client, rig.script("a", "echo begun; exec sleep 3600"), {});
            process.setAlone({Alone::What::Stay, {}}); // not started yet
            QTRY_COMPARE_WITH_TIMEOUT(process.consoleTail(), std::string("begun\n"), kPatience);
            pid = process.pid();
            process.letGo();
        }
        client.reset();
        client = rig.connected();
        const auto children = rig.list(*client);
        QCOMPARE(children->size(), std::size_t{1});
        QCOMPARE(static_cast<long>(children->front().pid), pid);
        QVERIFY(runs(pid));
        SupervisedProcess adopted(*client, children->front());
        QVERIFY(adopted.running());
        QCOMPARE(adopted.pid(), pid);
        QTRY_COMPARE_WITH_TIMEOUT(adopted.consoleTail(), std::string("begun\n"), kPatience);
        std::optional<ProcessEnd> end;
        adopted.onExit([&](ProcessEnd told) { end = std::move(told); });
        adopted.kill();
        QVERIFY(comes(end));
        QCOMPARE(end->signal, SIGKILL);
        QVERIFY(rig.leavesNothing());
    }

    void anEndThatNobodyHeardIsHeardByTheNext()
    {
        const Rig rig;
        auto client = rig.connected();
        const auto spawned = rig.spawn(*client, rig.script("a", "echo last >&2; exit 9", {Alone::What::Stay, {}}));
        QVERIFY(spawned.has_value());
        client.reset();
        client = rig.connected();
        const auto children = rig.list(*client);
        QCOMPARE(children->size(), std::size_t{1});
        SupervisedProcess adopted(*client, children->front());
        std::optional<ProcessEnd> end;
        adopted.onExit([&](ProcessEnd told) { end = std::move(told); });
        QVERIFY(comes(end));
        QCOMPARE(end->exitStatus, 9);
        QCOMPARE(end->lastErrorLine, std::string("last"));
        QVERIFY(rig.leavesNothing());
    }

    void aSupervisorThatIsKilledEndsItWithAReason()
    {
        const Rig rig;
        Welcome welcome;
        const auto client = rig.connected(&welcome);
        SupervisedProcess process(*client, rig.script("a", "echo up; exec sleep 3600"), {});
        std::optional<ProcessEnd> end;
        process.onExit([&](ProcessEnd told) { end = std::move(told); });
        QTRY_COMPARE_WITH_TIMEOUT(process.consoleTail(), std::string("up\n"), kPatience);
        ::kill(static_cast<pid_t>(welcome.pid), SIGKILL);
        QVERIFY(comes(end));
        QCOMPARE(end->signal, SIGKILL);
        QVERIFY2(end->lastErrorLine.find("glovebox-supervisor) has ended") != std::string::npos,
                 end->lastErrorLine.c_str());
        QVERIFY(!runs(process.pid()));
        QVERIFY(rig.goesAway());
    }

    void aSupervisorThatStandsStillDoesNotKeepItAlive()
    {
        const Rig rig;
        auto options = rig.options();
        options.answerTime = std::chrono::milliseconds(300);
        SupervisorClient client(options);
        const auto welcome = answerTo<Welcome>([&](auto done) { return client.open(std::move(done)); });
        QVERIFY(welcome);
        SupervisedProcess process(client, rig.script("a", "echo up; exec sleep 3600"), {});
        std::optional<ProcessEnd> end;
        process.onExit([&](ProcessEnd told) { end = std::move(told); });
        QTRY_COMPARE_WITH_TIMEOUT(process.consoleTail(), std::string("up\n"), kPatience);
        const long pid = process.pid();
        ::kill(static_cast<pid_t>(welcome->pid), SIGSTOP);
        process.kill(std::chrono::milliseconds(0));
        const bool told = comes(end);
        const bool gone = !runs(pid);
        ::kill(static_cast<pid_t>(welcome->pid), SIGCONT);
        QVERIFY(told && gone);
        QCOMPARE(end->signal, SIGKILL);
        QVERIFY2(end->lastErrorLine.find("without the supervisor") != std::string::npos, end->lastErrorLine.c_str());
        QVERIFY(rig.leavesNothing());
    }
};

QTEST_GUILESS_MAIN(TestSupervisorProcess)
#include "tst_supervisor_process.moc"
