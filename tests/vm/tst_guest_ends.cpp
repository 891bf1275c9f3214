// How a guest's end looks from the host, and what is left of it: nothing.
#include "tests/vm/guest_fixture.h"

#include <csignal>

using namespace glovebox;
using namespace glovebox::test;
using namespace std::chrono_literals;

class TestGuestEnds : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aKilledQemuIsNoticedAtOnceByMachineAndChannel()
    {
        GuestFixture guest;
        QVERIFY(guest.boot());
        QVERIFY(!guest.greeting.kernelRelease.empty());
        const long pid = guest.machine->processId();
        QVERIFY(pid > 1);
        std::optional<Result<domain::ToolResult>> result;
        const auto call = guest.link->runTool({domain::EventId("sevt_1"), "bash", {{"command", "sleep 100"}}, 60s},
                                              {{}, [&](auto r) {
                                                   result = std::move(r);
                                               }});
        QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(guest.exit && guest.lost && result, kPatienceMs);
        QCOMPARE(guest.exit->kind, ports::MachineExit::Kind::Killed);
        QVERIFY(!*result);
        guest.link.reset();
        guest.machine.reset();
        QVERIFY(guest.vm().clean());
    }

    void aGuestWithoutARootDiskSaysSoOnItsConsole()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        const auto dir = qEnvironmentVariable("GLOVEBOX_TEST_IMAGE_DIR").toStdString();
        const auto machine =
            vm.start({.sandbox = domain::SandboxId("sbx-broken"),
                      .size = {.vcpus = 1, .memory = ByteCount::mib(256), .disk = ByteCount::mib(64)},
                      .acceleration = domain::Acceleration::Emulated,
                      .image = {dir + "/kernel", dir + "/initrd",
                                vm.write("broken.sqfs", QByteArray("hsqs").leftJustified(8192, 'x')), "broken"}});
        QVERIFY(machine);
        QTRY_VERIFY_WITH_TIMEOUT((*machine)->consoleTail().find("glovebox-agent:") != std::string::npos, 120'000);
    }
};

QTEST_GUILESS_MAIN(TestGuestEnds)
#include "tst_guest_ends.moc"
