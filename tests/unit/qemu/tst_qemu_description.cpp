// The command line of a machine and its wrapping, compared as whole lines: every change of what QEMU is given shows
// here.
#include "core/qemu/confinement.h"
#include "core/qemu/machine_description.h"

#include <QTest>

using namespace glovebox;
using namespace glovebox::qemu;

namespace {

MachineDescription sample()
{
    return {.name = "sbx-a1b2c3",
            .vcpus = 2,
            .memory = ByteCount::mib(512),
            .kernel = "/i/kernel",
            .initrd = "/i/initrd",
            .rootDisk = "/i/root.sqfs",
            .workDisk = "/d/sbx-a1b2c3.qcow2",
            .blankDisk = "/c/blank.qcow2",
            .monitorSocket = "/r/qmp",
            .controlSocket = "/r/ctl",
            .networkSocket = "/r/net",
            .tscKhz = 2'600'000};
}

QString joined(const std::vector<std::string> &arguments)
{
    QStringList out;
    for (const auto &each : arguments)
        out << QString::fromStdString(each);
    return out.join(u' ');
}

const QString kDevicesMicrovm = QStringLiteral(
    "-chardev stdio,id=console,signal=off -serial chardev:console -qmp unix:/r/qmp,server=on,wait=off "
    "-device pvpanic -action panic=shutdown -object rng-builtin,id=entropy -device virtio-rng-device,rng=entropy "
    "-device virtio-serial-device,id=ports -chardev socket,id=control,path=/r/ctl,server=on,wait=off "
    "-device virtserialport,bus=ports.0,nr=1,chardev=control,name=gb.ctl "
    "-chardev socket,id=network,path=/r/net,server=on,wait=off "
    "-device virtserialport,bus=ports.0,nr=2,chardev=network,name=gb.net "
    "-blockdev driver=file,node-name=root-file,read-only=on,filename=/i/root.sqfs "
    "-blockdev driver=raw,node-name=root,read-only=on,file=root-file "
    "-device virtio-blk-device,id=disk-root,drive=root,serial=gb-root "
    "-blockdev driver=file,node-name=blank-file,read-only=on,filename=/c/blank.qcow2 "
    "-blockdev driver=qcow2,node-name=blank,read-only=on,file=blank-file "
    "-blockdev driver=file,node-name=work-file,discard=unmap,filename=/d/sbx-a1b2c3.qcow2 "
    "-blockdev driver=qcow2,node-name=work,discard=unmap,file=work-file,backing=blank "
    "-device virtio-blk-device,id=disk-work,drive=work,serial=gb-work");
const QString kSandbox =
    QStringLiteral("-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny ");

} // namespace

class TestQemuDescription : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emulatedMicrovm()
    {
        QCOMPARE(joined(qemuArguments(sample())),
                 QStringLiteral("-name guest=sbx-a1b2c3 -nodefaults -no-user-config -display none -no-reboot -S ") +
                     kSandbox +
                     QStringLiteral(
                         "-M microvm,acpi=on,rtc=on,pit=off,pic=off,isa-serial=on,x-option-roms=off,memory-backend=ram "
                         "-accel tcg,tb-size=128 -cpu max -smp 2 -m 512M -object memory-backend-ram,id=ram,size=512M "
                         "-kernel /i/kernel -initrd /i/initrd -append console=ttyS0 quiet panic=-1 reboot=t "
                         "random.trust_cpu=on no_timer_check tsc_early_khz=2600000 tsc=reliable ") +
                     kDevicesMicrovm);
    }

    void aMachineThatMayBeFrozenKeepsItsMemoryInAFileOfOurs()
    {
        auto machine = sample();
        const auto plain = joined(qemuArguments(machine));
        machine.origin = MachineDescription::Origin::FreezableBoot;
        machine.memoryFile = "/proc/self/fd/9";
        auto expected = plain;
        expected.replace(QStringLiteral("memory-backend=ram "),
                         QStringLiteral("memory-backend=ram,suppress-vmdesc=on "
                                        "-global migration.send-configuration=off "));
        expected.replace(QStringLiteral("memory-backend-ram,id=ram,size=512M"),
                         QStringLiteral("memory-backend-file,id=ram,size=512M,share=on,mem-path=/proc/self/fd/9"));
        QCOMPARE(joined(qemuArguments(machine)), expected);
    }

    void aRestoredDiskStandsOnItsLayersInTheirOrder()
    {
        auto machine = sample();
        machine.origin = MachineDescription::Origin::Clone;
        machine.memoryFile = "/proc/self/fd/9";
        machine.frozenDisk = "/d/tpl.qcow2";
        machine.layers = {"/d/one.qcow2", "/d/two,.qcow2"};
        const auto line = joined(qemuArguments(machine));
        QVERIFY2(line.contains(QStringLiteral(
                     "-blockdev driver=qcow2,node-name=frozen,read-only=on,file=frozen-file,backing=blank "
                     "-blockdev driver=file,node-name=layer-0-file,read-only=on,filename=/d/one.qcow2 "
                     "-blockdev driver=qcow2,node-name=layer-0,read-only=on,file=layer-0-file,backing=frozen "
                     "-blockdev driver=file,node-name=layer-1-file,read-only=on,filename=/d/two,,.qcow2 "
                     "-blockdev driver=qcow2,node-name=layer-1,read-only=on,file=layer-1-file,backing=layer-0 ")),
                 qPrintable(line));
        QVERIFY2(line.contains(QStringLiteral("file=work-file,backing=layer-1")), qPrintable(line));
    }

    void aCloneDiffersFromItsTemplateInMemoryDiskAndBeginningOnly()
    {
        auto machine = sample();
        machine.origin = MachineDescription::Origin::FreezableBoot;
        machine.memoryFile = "/proc/self/fd/9";
        auto expected = joined(qemuArguments(machine));
        machine.origin = MachineDescription::Origin::Clone;
        machine.frozenDisk = "/d/tpl,1.qcow2";
        const auto line = joined(qemuArguments(machine));
        expected.replace(QStringLiteral(",share=on,"), QStringLiteral(",share=off,"));
        const auto kernel = expected.indexOf(QStringLiteral("-kernel"));
        expected.replace(kernel, expected.indexOf(QStringLiteral("-chardev")) - kernel,
                         QStringLiteral("-incoming defer "));
        expected.replace(
            QStringLiteral("-blockdev driver=file,node-name=work-file"),
            QStringLiteral("-blockdev driver=file,node-name=frozen-file,read-only=on,filename=/d/tpl,,1.qcow2 "
                           "-blockdev driver=qcow2,node-name=frozen,read-only=on,file=frozen-file,backing=blank "
                           "-blockdev driver=file,node-name=work-file"));
        expected.replace(QStringLiteral("file=work-file,backing=blank"),
                         QStringLiteral("file=work-file,backing=frozen"));
        QCOMPARE(line, expected);
        QVERIFY(line.contains(QStringLiteral(" -S "))); // it runs only when it is complete
        QVERIFY(!line.contains(QStringLiteral("balloon")));
    }

    void aStateOfBeforeTheNetworkPortIsLoadedWithoutOne()
    {
        auto machine = sample();
        machine.networkSocket.clear();
        const auto line = joined(qemuArguments(machine));
        QVERIFY2(!line.contains(QStringLiteral("nr=2")) && !line.contains(QStringLiteral("gb.net")), qPrintable(line));
        QVERIFY(line.contains(QStringLiteral("name=gb.ctl -blockdev ")));
    }

    void withKvmTheGuestHasItsOwnClockAndTheHostsProcessor()
    {
        auto machine = sample();
        machine.acceleration = domain::Acceleration::Kvm;
        const auto line = joined(qemuArguments(machine));
        QVERIFY2(line.contains(QStringLiteral(" -accel kvm -cpu host ")), qPrintable(line));
        QVERIFY(!line.contains(QStringLiteral("tsc")));
    }

    void withoutAMeasuredRateNoEmptyOneIsGiven()
    {
        auto machine = sample();
        machine.tscKhz.reset();
        QVERIFY(kernelCommandLine(machine).find("tsc") == std::string::npos);
    }

    void withoutMicrovmTheDevicesSitOnPci()
    {
        auto machine = sample();
        machine.board = MachineDescription::Board::Q35;
        auto expected = kDevicesMicrovm;
        expected.replace(QStringLiteral("virtio-rng-device"), QStringLiteral("virtio-rng-pci"));
        expected.replace(QStringLiteral("virtio-serial-device"), QStringLiteral("virtio-serial-pci"));
        expected.replace(QStringLiteral("virtio-blk-device"), QStringLiteral("virtio-blk-pci"));
        const auto line = joined(qemuArguments(machine));
        QVERIFY2(line.endsWith(expected), qPrintable(line));
        QVERIFY(line.contains(QStringLiteral("-M q35,smm=off,sata=off,usb=off,vmport=off,memory-backend=ram ")));
    }

    void aQemuWithoutASystemCallFilterIsNotAskedForOne()
    {
        auto machine = sample();
        machine.seccomp = false;
        QVERIFY(!joined(qemuArguments(machine)).contains(QStringLiteral("-sandbox")));
    }

    void aCommaInAFileNameAddsNoOption()
    {
        auto machine = sample();
        machine.rootDisk = "/i/a,read-only=off.sqfs";
        QVERIFY(
            joined(qemuArguments(machine)).contains(QStringLiteral("read-only=on,filename=/i/a,,read-only=off.sqfs ")));
    }

    void wrappedAsNobodyQemuSeesOnlyItsOwnFiles()
    {
        const Wrapper wrapper{
            Wrapping::BubblewrapAsNobody, "/usr/bin/bwrap", "/usr/bin/setpriv", {{"/bin", "usr/bin"}, {"/lib64", ""}}};
        const FileAccess access{
            .readOnly = {"/c/i/kernel", "/usr/share/k"}, .writable = {"/c/r"}, .kvm = true, .kvmGroup = 104};
        const auto command = confined(wrapper, access, {"/usr/bin/qemu", {"-S"}});
        QCOMPARE(command.program, std::string("/usr/bin/bwrap"));
        QCOMPARE(
            joined(command.arguments),
            QStringLiteral(
                "--unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup-try "
                "--die-with-parent --new-session --cap-drop ALL --cap-add CAP_SETUID --cap-add CAP_SETGID "
                "--cap-add CAP_SETPCAP --ro-bind /usr /usr --symlink usr/bin /bin --ro-bind /lib64 /lib64 "
                "--perms 0755 --dir /etc "
                "--ro-bind-try /etc/ld.so.cache /etc/ld.so.cache --ro-bind-try /etc/alternatives /etc/alternatives "
                "--proc /proc --dev /dev --perms 0755 --dir /c --perms 0755 --dir /c/i "
                "--ro-bind /c/i/kernel /c/i/kernel --bind /c/r /c/r --dev-bind /dev/kvm /dev/kvm "
                "--remount-ro / --chdir / -- /usr/bin/setpriv --reuid=65534 --regid=65534 --groups=104 "
                "--inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs /usr/bin/qemu -S"));
    }

    void wrappedAsOrdinaryUserNoCapabilityIsKept()
    {
        const auto command = confined({Wrapping::Bubblewrap, "/usr/bin/bwrap", {}, {}}, {}, {"/usr/bin/qemu", {}});
        const auto line = joined(command.arguments);
        QVERIFY(!line.contains(QStringLiteral("--cap-add")));
        QVERIFY(!line.contains(QStringLiteral("/dev/kvm")));
        QVERIFY(line.endsWith(QStringLiteral("--remount-ro / --chdir / -- /usr/bin/qemu")));
    }

    void withoutBubblewrapTheCommandStaysAsItIs()
    {
        const auto command = confined({}, {}, {"/usr/bin/qemu", {"-S"}});
        QCOMPARE(command.program, std::string("/usr/bin/qemu"));
        QCOMPARE(command.arguments, std::vector<std::string>{"-S"});
    }
};

QTEST_GUILESS_MAIN(TestQemuDescription)
#include "tst_qemu_description.moc"
