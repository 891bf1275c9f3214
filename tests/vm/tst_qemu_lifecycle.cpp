// The life of one QEMU process: start, every way to end, and that nothing of it remains.
#include "tests/vm/survivor_fixture.h"
#include "tests/vm/vm_fixture.h"

#include <QLocalSocket>

#include <csignal>

using namespace glovebox;
using namespace glovebox::test;
using Kind = ports::MachineExit::Kind;

class TestQemuLifecycle : public QObject {
    Q_OBJECT

    std::unique_ptr<VmFixture> m_vm;

private Q_SLOTS:
    void init()
    {
        m_vm = std::make_unique<VmFixture>();
        QVERIFY(m_vm->open());
    }
    void cleanup() { m_vm.reset(); }

    void aMachineRunsAndIsDescribedByWhatTheHostSees()
    {
        QVERIFY(!m_vm->hypervisor->version().empty());
        const auto machine = m_vm->running("sbx-run", printing("it lives\n") + idling());
        QVERIFY(machine);
        QVERIFY(QString::fromStdString(qemu::readProcFile(machine->processId(), "comm"))
                    .startsWith(QStringLiteral("qemu-system")));
        QTRY_COMPARE_WITH_TIMEOUT(machine->consoleTail(), std::string("it lives\n"), kPatienceMs);
        const auto usage = machine->usage();
        QVERIFY(usage);
        QVERIFY(usage->memory > ByteCount::mib(5) && usage->memory < ByteCount::mib(1000));
        QVERIFY(usage->memoryPeak >= ByteCount::mib(5));
        QVERIFY(usage->diskUsed < ByteCount::mib(4));
        QLocalSocket control;
        control.connectToServer(QString::fromStdString(machine->controlSocket()));
        QVERIFY(control.waitForConnected(kPatienceMs));
        QLocalSocket network;
        network.connectToServer(QString::fromStdString(machine->networkSocket()));
        QVERIFY(network.waitForConnected(kPatienceMs));
    }

    void shutDownEndsItAndLeavesNothing()
    {
        const auto machine = m_vm->running("sbx-quit", idling());
        QVERIFY(machine);
        Ending ending(*machine);
        machine->shutDown();
        machine->shutDown();   // once more changes nothing
        QVERIFY(!ending.exit); // never from inside the call
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, Kind::Requested);
        QVERIFY(m_vm->clean());
        QVERIFY(!machine->usage());
    }

    void aKilledQemuIsNoticed()
    {
        const auto machine = m_vm->running("sbx-kill", printing("last words\n") + idling());
        QVERIFY(machine);
        QTRY_VERIFY_WITH_TIMEOUT(!machine->consoleTail().empty(), kPatienceMs);
        Ending ending(*machine);
        QCOMPARE(::kill(static_cast<pid_t>(machine->processId()), SIGKILL), 0);
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, Kind::Killed);
        QCOMPARE(ending.exit->detail, std::string("QEMU ended by signal 9 (Killed)"));
        QCOMPARE(machine->consoleTail(), std::string("last words\n"));
        QVERIFY(m_vm->clean());
    }

    void oneThatDiesAloneLeavesItsDiskWhenItWasRemembered()
    {
        auto machine = m_vm->running("sbx-dies", idling());
        QVERIFY(machine);
        machine->remember(recordOf("sbx-dies"));
        Ending ending(*machine);
        QCOMPARE(::kill(static_cast<pid_t>(machine->processId()), SIGKILL), 0);
        QVERIFY(ending.wait());
        QCOMPARE(m_vm->hypervisor->stopped().size(), std::size_t{1}); // whoever is told of the end finds it
        machine.reset();
        const auto stopped = m_vm->hypervisor->stopped();
        QCOMPARE(stopped.size(), std::size_t{1});
        QCOMPARE(stopped.front().record, recordOf("sbx-dies"));

        auto spec = m_vm->spec("sbx-dies", idling());
        spec.stopped = stopped.front().machine;
        auto again = m_vm->start(std::move(spec));
        QVERIFY2(again, again ? "" : describe(again.error()).c_str());
        (*again)->remember(recordOf("sbx-dies"));
        QVERIFY(m_vm->hypervisor->stopped().empty());
        again->reset(); // ended by us: nothing stays
        QVERIFY(m_vm->hypervisor->stopped().empty());
        QVERIFY(m_vm->clean());
    }

    void oneThatIsToLeaveItsDiskIsEndedWithoutIt()
    {
        auto machine = m_vm->running("sbx-hangs", idling());
        QVERIFY(machine);
        machine->leaveDisk(); // nobody's: it was not remembered
        machine.reset();
        QVERIFY(m_vm->clean());
        machine = m_vm->running("sbx-hangs", idling());
        QVERIFY(machine);
        machine->remember(recordOf("sbx-hangs"));
        machine->leaveDisk();
        machine.reset();
        const auto stopped = m_vm->hypervisor->stopped();
        QCOMPARE(stopped.size(), std::size_t{1});
        QVERIFY(machineProcessesWith(m_vm->path("run")).empty());
        QVERIFY(m_vm->hypervisor->removeStopped(stopped.front().machine));
        QVERIFY(m_vm->clean());
    }

    void aQemuThatCrashesIsNoticed()
    {
        const auto machine = m_vm->running("sbx-crash", idling());
        QVERIFY(machine);
        Ending ending(*machine);
        QCOMPARE(::kill(static_cast<pid_t>(machine->processId()), SIGSEGV), 0);
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, Kind::Killed);
        QVERIFY2(ending.exit->detail.find("signal 11") != std::string::npos, ending.exit->detail.c_str());
        QVERIFY(m_vm->clean());
    }

    void aGuestThatEndsItselfIsToldApart_data()
    {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("detail");
        const QByteArray words("Kernel panic - not syncing: asked to");
        QTest::newRow("reboots") << resetting() << static_cast<int>(Kind::PoweredOff)
                                 << QByteArray("the guest rebooted");
        QTest::newRow("panics") << printing("[ 1.0] " + words + "\n") + panicking() + idling()
                                << static_cast<int>(Kind::Panicked) << words;
        QTest::newRow("panics silently") << panicking() + idling() << static_cast<int>(Kind::Panicked)
                                         << QByteArray("the guest's kernel panicked");
        QTest::newRow("panics without the device")
            << printing(words + "\n") + resetting() << static_cast<int>(Kind::Panicked) << words;
    }
    void aGuestThatEndsItselfIsToldApart()
    {
        QFETCH(QByteArray, code);
        QFETCH(int, kind);
        QFETCH(QByteArray, detail);
        const auto machine = m_vm->running("sbx-self", code);
        QVERIFY(machine); // also when its guest was gone before anybody could look
        Ending ending(*machine);
        QVERIFY(ending.wait());
        QCOMPARE(static_cast<int>(ending.exit->kind), kind);
        QCOMPARE(QByteArray::fromStdString(ending.exit->detail), detail);
        QVERIFY(m_vm->clean());
    }

    void aMachineMayBeDestroyedByItsOwnExitHandler()
    {
        auto machine = m_vm->running("sbx-own", resetting());
        QVERIFY(machine);
        machine->onExit([&](const ports::MachineExit &) { machine.reset(); });
        QTRY_VERIFY_WITH_TIMEOUT(!machine, kPatienceMs);
        QVERIFY(m_vm->clean());
    }

    void destroyingARunningMachineLeavesNothing()
    {
        auto machine = m_vm->running("sbx-gone", flooding());
        QVERIFY(machine);
        QVERIFY(!m_vm->clean());
        machine.reset();
        QVERIFY(m_vm->clean());
    }

    void lettingGoOfAStartLeavesNothing_data()
    {
        QTest::addColumn<int>("moment");
        QTest::newRow("at once") << 0;
        QTest::newRow("with its folder made") << 1;
        QTest::newRow("with its disk made") << 2;
        QTest::newRow("with its process started") << 3;
        QTest::newRow("with its monitor listening") << 4;
    }
    void lettingGoOfAStartLeavesNothing()
    {
        QFETCH(int, moment);
        const auto begin = [&] {
            return m_vm->hypervisor->start(m_vm->spec("sbx-part", idling()), [](auto) { qFatal("it was let go of"); });
        };
        const auto reached = [&] {
            switch (moment) {
            case 1:
                return !qemu::entriesOf(m_vm->path("run/sandboxes")).empty();
            case 2:
                return !qemu::entriesOf(m_vm->path("run/disks")).empty();
            case 3:
                return !processesWith(m_vm->path("run/sandboxes")).empty();
            case 4:
                return QFile::exists(QString::fromStdString(m_vm->path("run/sandboxes/sbx-part/qmp")));
            default:
                return true;
            }
        };
        for (int round = 0; round < 8; ++round) { // each finds the processes at a slightly different point
            auto call = begin();
            QVERIFY(QTest::qWaitFor(reached, kPatienceMs));
            call.cancel();
            QTRY_VERIFY_WITH_TIMEOUT(m_vm->clean(), kPatienceMs);
        }
        QVERIFY(m_vm->running("sbx-part", idling())); // the name is free again
    }

    void aConsoleFloodIsKeptToItsBound()
    {
        const auto machine = m_vm->running("sbx-flood", flooding());
        QVERIFY(machine);
        QTRY_VERIFY_WITH_TIMEOUT(machine->consoleTail().size() >= limits::kConsoleTail.value, kPatienceMs);
        for (int turn = 0; turn < 200; ++turn) { // and goes on
            QCoreApplication::processEvents();
            QVERIFY(machine->consoleTail().size() <= limits::kConsoleTail.value + 4);
        }
        Ending ending(*machine);
        machine->shutDown();
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, Kind::Requested);
    }

    void severalMachinesRunSideBySide()
    {
        const auto first = m_vm->running("sbx-a", idling());
        const auto second = m_vm->running("sbx-b", idling());
        QVERIFY(first && second);
        QVERIFY(first->processId() != second->processId());
        const auto again = m_vm->start(m_vm->spec("sbx-a", idling()));
        QVERIFY(!again);
        QCOMPARE(again.error().code, ErrorCode::InvalidState);
        QVERIFY(first->usage()); // it has come to no harm
    }

    void aKernelThatQemuRefusesIsReportedInItsWords()
    {
        auto spec = m_vm->spec("sbx-bad", idling());
        m_vm->write("kernel", kernelOf({}).left(0x210));
        const auto machine = m_vm->start(spec);
        QVERIFY(!machine);
        QCOMPARE(machine.error().code, ErrorCode::HostToolFailed);
        QVERIFY2(machine.error().detail.find("before its monitor answered: qemu") != std::string::npos,
                 machine.error().detail.c_str());
        QVERIFY(m_vm->clean());
    }

    void aBrokenImageIsReportedBeforeAnythingStarts()
    {
        auto spec = m_vm->spec("sbx-img", idling());
        spec.image.rootDisk = m_vm->path("nonexistent.sqfs");
        const auto machine = m_vm->start(spec);
        QVERIFY(!machine);
        QCOMPARE(machine.error().code, ErrorCode::ImageBroken);
        QVERIFY(machine.error().detail.find("nonexistent.sqfs") != std::string::npos);
        QVERIFY(m_vm->clean());
    }
};

QTEST_GUILESS_MAIN(TestQemuLifecycle)
#include "tst_qemu_lifecycle.moc"
