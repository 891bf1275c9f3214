// A real kernel and initramfs on the machine that we describe, under software emulation.
#include "tests/vm/vm_fixture.h"

using namespace glovebox;
using namespace glovebox::test;

class TestQemuBoot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRealKernelBootsAndItsWordsAreKept()
    {
        const auto dir = qEnvironmentVariable("GLOVEBOX_TEST_IMAGE_DIR").toStdString();
        VmFixture vm;
        QVERIFY(vm.open());
        const auto machine = vm.start({.sandbox = domain::SandboxId("sbx-boot"),
                                       .size = {.vcpus = 1, .memory = ByteCount::mib(512), .disk = ByteCount::gib(1)},
                                       .acceleration = domain::Acceleration::Emulated,
                                       .image = {dir + "/kernel", dir + "/initrd", dir + "/root.sqfs", "test"}});
        QVERIFY2(machine, machine ? "" : machine.error().detail.c_str());
        QTRY_VERIFY_WITH_TIMEOUT((*machine)->consoleTail().find("] ") != std::string::npos,
                                 kPatienceMs); // "[    0.3] PCI: …"
        const auto usage = (*machine)->usage();
        QVERIFY(usage && usage->cpuTime.count() > 0 && usage->memory > ByteCount::mib(20));
        Ending ending(**machine);
        (*machine)->shutDown();
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, ports::MachineExit::Kind::Requested);
        QVERIFY(vm.clean());
    }
};

QTEST_GUILESS_MAIN(TestQemuBoot)
#include "tst_qemu_boot.moc"
