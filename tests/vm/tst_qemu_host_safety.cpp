// What the host is protected from: guests that look around, our own death, full disks, leftovers.
#include "tests/vm/vm_fixture.h"

#include <QProcess>
#include <QTextStream>

#include <algorithm>
#include <csignal>
#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::test;

namespace {

constexpr const char *kOwnerArgument = "--own-a-machine-in";

bool alive(long pid)
{
    return ::kill(static_cast<pid_t>(pid), 0) == 0 && !qemu::readProcFile(pid, "cmdline").empty();
}

std::vector<long> supervisorsIn(const VmFixture &vm)
{
    auto out = processesWith(vm.path("run"));
    const auto machines = machineProcessesWith(vm.path("run"));
    std::erase_if(out, [&](long pid) { return std::ranges::find(machines, pid) != machines.end(); });
    return out;
}

/// The other half of the test of our own death: starts a machine, says so, and waits to be killed.
int ownAMachine(const char *runtimeDir)
{
    VmFixture vm;
    vm.options.runtimeDir = runtimeDir;
    const auto machine = vm.open() ? vm.running("sbx-owned", idling()) : nullptr;
    QTextStream(stdout) << (machine ? machine->processId() : 0) << Qt::endl;
    return QCoreApplication::exec();
}

} // namespace

class TestQemuHostSafety : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void qemuSeesNoneOfOurEnvironment()
    {
        qputenv("ANTHROPIC_ENVIRONMENT_KEY", "sk-ant-oat01-not-for-guests");
        VmFixture vm;
        QVERIFY(vm.open());
        const auto machine = vm.running("sbx-env", idling());
        QVERIFY(machine);
        const auto environment = QByteArray::fromStdString(qemu::readProcFile(machine->processId(), "environ"));
        for (const auto &variable : environment.split('\0'))
            QVERIFY2(variable.isEmpty() || variable.startsWith("PATH=") || variable.startsWith("LC_ALL=") ||
                         variable.startsWith("PWD=") || variable == "MALLOC_ARENA_MAX=1", // which we say ourselves
                     variable.constData());
        QVERIFY(environment.contains("PATH="));
    }

    void qemuIsConfinedAsTheHostCheckSays()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        const auto &confinement = vm.hypervisor->confinement();
        for (const auto *fact : {&confinement.bubblewrap, &confinement.seccomp, &confinement.unprivileged})
            QCOMPARE(fact->on, fact->reason.empty());
        QVERIFY2(confinement.unprivileged.on || !confinement.bubblewrap.on, confinement.unprivileged.reason.c_str());
        const auto machine = vm.running("sbx-box", idling());
        QVERIFY(machine);
        const auto status = QByteArray::fromStdString(qemu::readProcFile(machine->processId(), "status"));
        QCOMPARE(status.contains("Seccomp:\t2"), confinement.seccomp.on);
        QCOMPARE(!status.contains("Uid:\t0\t"), confinement.unprivileged.on);
        if (::geteuid() == 0 && confinement.unprivileged.on)
            QVERIFY(status.contains("CapEff:\t0000000000000000"));
        const auto root = QStringLiteral("/proc/%1/root").arg(machine->processId());
        QCOMPARE(!QFile::exists(root + QStringLiteral("/etc/passwd")), confinement.bubblewrap.on);
        QVERIFY(QFile::exists(root + QString::fromStdString(vm.path("run/sandboxes/sbx-box"))));
        const auto network = QByteArray::fromStdString(qemu::readProcFile(machine->processId(), "net/dev"));
        if (confinement.bubblewrap.on)
            QCOMPARE(network.count(':'), 1); // the loopback device alone
    }

    void qemuDiesWithItsOwnerAndTheNextRunCleansUp()
    {
        VmFixture vm;
        QProcess owner;
        owner.start(QCoreApplication::applicationFilePath(),
                    {QString::fromLatin1(kOwnerArgument), QString::fromStdString(vm.options.runtimeDir)});
        QVERIFY(
            QTest::qWaitFor([&] { return owner.canReadLine() || owner.state() == QProcess::NotRunning; }, kPatienceMs));
        const long pid = owner.readLine().trimmed().toLong();
        QVERIFY(pid > 0 && alive(pid));
        QVERIFY(!qemu::entriesOf(vm.path("run/sandboxes")).empty());

        std::optional<Error> refused; // while its owner lives, nobody else touches it
        auto call = qemu::QemuHypervisor::create(vm.options, [&](auto result) { refused = result.error(); });
        QTRY_VERIFY_WITH_TIMEOUT(refused, kPatienceMs);
        QCOMPARE(refused->code, ErrorCode::FolderInUse);
        QVERIFY(alive(pid));

        owner.kill();
        QVERIFY(owner.waitForFinished(kPatienceMs));
        QTRY_VERIFY_WITH_TIMEOUT(!alive(pid), kPatienceMs);
        QVERIFY(!qemu::entriesOf(vm.path("run/sandboxes")).empty()); // nobody was left to remove them
        QVERIFY(vm.open());
        QVERIFY(vm.clean());
    }

    void aSupervisorThatIsKilledIsSaidAndTheNextOneServes()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        auto machine = vm.running("sbx-orphan", idling());
        QVERIFY(machine);
        Ending ending(*machine);
        for (const long pid : supervisorsIn(vm))
            QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
        QVERIFY(ending.wait());
        QCOMPARE(ending.exit->kind, ports::MachineExit::Kind::Killed);
        QVERIFY2(ending.exit->detail.find("glovebox-supervisor") != std::string::npos, ending.exit->detail.c_str());
        QTRY_VERIFY_WITH_TIMEOUT(vm.clean(), kPatienceMs);
        machine = vm.running("sbx-orphan", idling());
        QVERIFY(machine);
    }

    void aProgramThatEndsLeavesNoSupervisor()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        QCOMPARE(supervisorsIn(vm).size(), std::size_t{1});
        auto machine = vm.running("sbx-last", idling());
        QVERIFY(machine);
        vm.hypervisor.reset(); // a machine that nobody remembered goes with it
        QTRY_VERIFY_WITH_TIMEOUT(supervisorsIn(vm).empty() && processesWith(vm.path("run")).empty(), kPatienceMs);
    }

    void anOrphanOfADeadRunIsEnded()
    {
        VmFixture vm;
        QDir().mkpath(QString::fromStdString(vm.path("run/sandboxes/sbx-old")));
        QDir().mkpath(QString::fromStdString(vm.path("run/disks")));
        vm.write("run/disks/sbx-old.qcow2", "left");
        const auto file = vm.write("run/sandboxes/sbx-old/console", "left");
        const auto pretend = [&](const char *name, const std::string &argument) {
            auto process = std::make_unique<QProcess>();
            process->start(QStringLiteral("/bin/bash"),
                           {QStringLiteral("-c"), QStringLiteral("exec -a \"$0\" tail -f /dev/null \"$1\""),
                            QString::fromLatin1(name), QString::fromStdString(argument)});
            process->waitForStarted();
            return process;
        };
        const auto orphan = pretend("qemu-system-x86_64", file);
        const auto bystander = pretend("less", file);
        const auto stranger = pretend("qemu-system-x86_64", vm.write("elsewhere", "mine"));
        for (const auto *process : {orphan.get(), bystander.get(), stranger.get()})
            QTRY_VERIFY(qemu::readProcFile(process->processId(), "cmdline").find("/dev/null") != std::string::npos &&
                        qemu::readProcFile(process->processId(), "cmdline").find("exec") == std::string::npos);
        QVERIFY(vm.open());
        QTRY_COMPARE(orphan->state(), QProcess::NotRunning);
        QCOMPARE(bystander->state(), QProcess::Running);
        QCOMPARE(stranger->state(), QProcess::Running);
        for (auto *process : {bystander.get(), stranger.get()}) {
            process->kill();
            process->waitForFinished();
        }
        QVERIFY(vm.clean());
    }

    void aFullDiskIsSaidBeforeAnythingStarts()
    {
        VmFixture vm;
        vm.options.diskFreeMin = ByteCount::gib(1 << 30);
        QVERIFY(vm.open());
        const auto machine = vm.start(vm.spec("sbx-full", idling()));
        QVERIFY(!machine);
        QCOMPARE(machine.error().code, ErrorCode::OutOfDisk);
        QVERIFY(vm.clean());
    }

    void aRuntimeFolderWithATooLongNameIsRefused()
    {
        VmFixture vm;
        vm.options.runtimeDir = vm.path("run-") + std::string(100, 'x');
        std::optional<Error> refused;
        auto call = qemu::QemuHypervisor::create(vm.options, [&](auto result) { refused = result.error(); });
        QTRY_VERIFY_WITH_TIMEOUT(refused, kPatienceMs);
        QCOMPARE(refused->code, ErrorCode::InvalidArgument);
        QVERIFY2(refused->detail.find("too long") != std::string::npos, refused->detail.c_str());
        QVERIFY(qemu::entriesOf(vm.options.runtimeDir + "/sandboxes").empty());
    }

    void anImageThatOnlyItsOwnerMayReadStillBoots()
    {
        VmFixture vm;
        QVERIFY(vm.open());
        auto spec = vm.spec("sbx-priv", printing("hello\n") + idling());
        QCOMPARE(::chmod(spec.image.kernel.c_str(), 0600), 0);
        const auto machine = vm.start(spec);
        QVERIFY2(machine, machine ? "" : machine.error().detail.c_str());
        QTRY_COMPARE_WITH_TIMEOUT((*machine)->consoleTail(), std::string("hello\n"), kPatienceMs);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == kOwnerArgument)
        return ownAMachine(argv[2]);
    TestQemuHostSafety test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_qemu_host_safety.moc"
