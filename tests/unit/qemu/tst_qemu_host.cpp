// What is read of the host: processes, folders, the counter's rate, what programs print.
#include "core/qemu/folder.h"
#include "core/qemu/host_survey.h"
#include "core/qemu/machine_start.h"
#include "core/qemu/process_usage.h"
#include "core/qemu/qemu_hypervisor.h"
#include "core/qemu/tsc_meter.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace glovebox;
using namespace glovebox::qemu;
using namespace std::chrono_literals;

namespace {

std::string write(const QTemporaryDir &dir, const char *name, const QByteArray &bytes)
{
    const auto path = dir.filePath(QString::fromLatin1(name));
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write a test file");
    return path.toStdString();
}

} // namespace

class TestQemuHost : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void processorTimeIsReadBehindAnyName()
    {
        const std::string tail = " S 41 1 1 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 100 0 0";
        QVERIFY(parseCpuTime("42 (qemu)" + tail, 100) == 3000ms);
        QVERIFY(parseCpuTime("42 (a) b (c d) 1 2 3)" + tail, 100) == 3000ms);
        QVERIFY(!parseCpuTime("42 (qemu) S 41", 100));
        QVERIFY(!parseCpuTime("", 100));
        QVERIFY(!parseCpuTime("42 (qemu) S 41 1 1 0 -1 4194304 100 0 0 0 x 50", 100));
    }

    void memoryIsReadByItsExactName()
    {
        const std::string text = "Name:\tq\nPss_Dirty:     7 kB\nPss:           1234 kB\nVmHWM:\t  99 kB\n";
        QVERIFY(parseKilobytes(text, "Pss") == ByteCount::kib(1234));
        QVERIFY(parseKilobytes(text, "VmHWM") == ByteCount::kib(99));
        QVERIFY(!parseKilobytes(text, "Name"));
        QVERIFY(!parseKilobytes(text, "Rss"));
        QVERIFY(!parseKilobytes("Pss: -4 kB\n", "Pss"));
        QVERIFY(!parseKilobytes("Pss: kB\n", "Pss"));
    }

    void ownUsageCanBeRead()
    {
        const auto usage = readUsage(::getpid());
        QVERIFY(usage);
        QVERIFY(usage->memory > ByteCount::mib(1));
        QVERIFY(usage->memoryPeak >= ByteCount::mib(1));
        QVERIFY(!readUsage(0x7ffffff0)); // no such process
    }

    void versionsAndMachinesAreRecognised()
    {
        QCOMPARE(parseQemuVersion("QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7)\nCopyright"),
                 std::string("7.2.22"));
        QCOMPARE(parseQemuVersion("QEMU emulator version 10.0.0\n"), std::string("10.0.0"));
        QCOMPARE(parseQemuVersion("bash: no"), std::string());
        const auto help = "Supported machines are:\nmicrovm-x           no\nq35                  PC\n";
        QVERIFY(listsMachine(help, "q35"));
        QVERIFY(!listsMachine(help, "microvm"));
    }

    void aCommandIsFoundInWhatTheMonitorLists()
    {
        const auto said = R"({"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 7}}, "capabilities": []}}
{"return": {}, "id": 1}
{"return": [{"name": "getfd"}, {"name": "x-add-fd"}, {"no": 1}, 5], "id": 2}
{"return": {}, "id": 3})";
        QVERIFY(listsCommand(said, "getfd"));
        QVERIFY(!listsCommand(said, "add-fd"));
        QVERIFY(!listsCommand("no QMP at all: getfd", "getfd"));
    }

    void theCountersRateIsMeasuredOnceTimeHasPassed()
    {
        TscMeter meter;
        QVERIFY(!meter.khz()); // too early to tell
        std::optional<long> khz;
        QTRY_VERIFY((khz = meter.khz()));
        QVERIFY(*khz > 100'000 && *khz < 20'000'000);
        const auto again = meter.khz();
        QVERIFY(again && std::abs(*again - *khz) * 100 < *khz); // within a percent
    }

    void aSecondInstanceIsKeptOut()
    {
        QTemporaryDir dir;
        const auto path = dir.filePath(QStringLiteral("a/run")).toStdString();
        {
            const auto first = RuntimeDir::open(path);
            QVERIFY(first);
            const auto second = RuntimeDir::open(path);
            QVERIFY(!second);
            QCOMPARE(second.error().code, ErrorCode::FolderInUse);
            QVERIFY(RuntimeDir::open(dir.filePath(QStringLiteral("b")).toStdString())); // another folder is free
        }
        QVERIFY(RuntimeDir::open(path)); // and so is this one again
    }

    void aMachinesFolderIsPrivateAndUsedOnce()
    {
        QTemporaryDir dir;
        const auto runtime = RuntimeDir::open(dir.filePath(QStringLiteral("run")).toStdString());
        QVERIFY(runtime);
        const auto made = runtime->makeSandboxDir(domain::SandboxId("sbx-1"));
        QVERIFY(made);
        struct stat info {};
        QCOMPARE(::stat(made->c_str(), &info), 0);
        QCOMPARE(info.st_mode & 0777, 0700U);
        QCOMPARE(runtime->makeSandboxDir(domain::SandboxId("sbx-1")).error().code, ErrorCode::InvalidState);
        QCOMPARE(runtime->makeSandboxDir(domain::SandboxId("../x")).error().code, ErrorCode::InvalidArgument);
    }

    void aFolderThatCannotBeMadeIsAnError()
    {
        const auto runtime = RuntimeDir::open("/proc/none/run");
        QVERIFY(!runtime);
        QVERIFY(runtime.error().detail.find("/proc/none") != std::string::npos);
    }

    void socketNamesThatTheKernelCutsOffAreRefused()
    {
        QVERIFY(checkSocketPath(std::string(107, 'x')));
        const auto refused = checkSocketPath(std::string(117, 'x'));
        QVERIFY(!refused && refused.error().code == ErrorCode::InvalidArgument);
        QVERIFY(refused.error().detail.find("10 bytes too long") != std::string::npos);
    }

    void eachWayInWhichKvmIsMissingIsSaid()
    {
        QTemporaryDir dir;
        const auto missing = checkKvmDevice(dir.filePath(QStringLiteral("kvm")).toStdString());
        QVERIFY(!missing && missing.error().code == ErrorCode::AccelerationUnusable);
        QVERIFY(missing.error().detail.find("is missing") != std::string::npos);
        const auto other = checkKvmDevice(write(dir, "file", "x"));
        QVERIFY(!other && other.error().detail.find("does not answer as KVM") != std::string::npos);
        const auto folder = checkKvmDevice(dir.path().toStdString());
        QVERIFY(!folder && folder.error().detail.find("cannot be opened") != std::string::npos);
    }

    void impossibleSizesAreRefused()
    {
        const ports::MachineSpec good{.sandbox = domain::SandboxId("sbx-1")};
        QVERIFY(checkSpec(good));
        auto bad = good;
        bad.size.vcpus = 0;
        QVERIFY(!checkSpec(bad));
        bad = good;
        bad.size.memory = ByteCount{512}; // meant as MiB
        QVERIFY(!checkSpec(bad));
        bad = good;
        bad.size.disk = ByteCount::gib(100'000);
        QCOMPARE(checkSpec(bad).error().code, ErrorCode::InvalidArgument);
        bad = good;
        bad.sandbox = domain::SandboxId("a/b");
        QVERIFY(!checkSpec(bad));
    }

    void aBrokenImageIsNamedByItsFile()
    {
        QTemporaryDir dir;
        const ports::GuestImage good{write(dir, "kernel", QByteArray(0x202, '\0') + "HdrS and more"),
                                     write(dir, "initrd", "x"), write(dir, "root.sqfs", "hsqs and more"), "key"};
        QVERIFY(checkImage(good));
        for (auto file : {&ports::GuestImage::kernel, &ports::GuestImage::initrd, &ports::GuestImage::rootDisk})
            for (const auto &path :
                 {std::string("/nonexistent"), std::string(), std::string("relative"), write(dir, "empty", "")}) {
                auto bad = good;
                bad.*file = path;
                const auto checked = checkImage(bad);
                QVERIFY(!checked && checked.error().code == ErrorCode::ImageBroken);
                QVERIFY(checked.error().detail.find(path) != std::string::npos);
            }
        auto swapped = good;
        std::swap(swapped.kernel, swapped.rootDisk);
        QVERIFY(!checkImage(swapped));
    }
};

QTEST_GUILESS_MAIN(TestQemuHost)
#include "tst_qemu_host.moc"
