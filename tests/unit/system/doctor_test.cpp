#include <QTest> // first: Qt 6.4's moc cannot read <compare> when nothing came before it

#include "core/system/doctor.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace glovebox;
using namespace glovebox::system;

namespace {

/// A desktop with everything.
HostFacts goodHost()
{
    HostFacts facts;
    facts.architecture = "x86_64";
    facts.kernelRelease = "6.1.0-32-amd64";
    facts.cpuModel = "Test CPU";
    facts.processors = 8;
    facts.cpuVirtualization = true;
    facts.kvm = DeviceAccess::Granted;
    facts.userName = "sam";
    facts.memory = {ByteCount::gib(16), ByteCount::gib(9)};
    facts.dataFolder = "/data";
    facts.disk = DiskFacts{ByteCount::gib(500), ByteCount::gib(200)};
    for (const auto &program : hostPrograms())
        facts.programs.insert(program.name);
    facts.maxUserNamespaces = "63000";
    facts.unprivilegedUserNamespaces = "1";
    facts.runtimeVariable = "/run/user/1000";
    facts.runtimeUsable = true;
    facts.clockSynchronized = true;
    facts.openFilesSoft = 1024;
    facts.openFilesHard = 1048576;
    return facts;
}

Check checkNamed(const HostFacts &facts, const std::string &id)
{
    const auto checks = judgeHost(facts, domain::MachineSize{});
    const auto found = std::ranges::find(checks, id, &Check::id);
    return found == checks.end() ? Check{} : *found;
}

bool contains(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class DoctorTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void withoutSkopeoOnlyRegistriesAndArchivesAreOut()
    {
        auto facts = goodHost();
        facts.programs.erase("skopeo");
        const auto check = checkNamed(facts, "registries");
        QVERIFY(check.status == CheckStatus::Warn);
        QVERIFY(contains(check.found, "skopeo") && contains(check.fix, "skopeo"));
        QVERIFY(checkNamed(facts, "image-tools").status == CheckStatus::Pass);
    }

    void aGoodHostPassesEverythingAndHasNothingToFix()
    {
        for (const auto &check : judgeHost(goodHost(), domain::MachineSize{})) {
            QVERIFY2(check.status == CheckStatus::Pass, check.id.c_str());
            QVERIFY2(check.fix.empty() && check.ifIgnored.empty(), check.id.c_str());
            QVERIFY2(!check.title.empty() && !check.found.empty() && !check.why.empty(), check.id.c_str());
        }
    }

    void checksComeGroupedAndEachIdOnce()
    {
        const auto checks = judgeHost(goodHost(), domain::MachineSize{});
        QVERIFY(std::ranges::is_sorted(checks, {}, &Check::group));
        std::set<std::string> ids;
        for (const auto &check : checks)
            QVERIFY2(ids.insert(check.id).second, check.id.c_str());
    }

    void whateverDoesNotPassSaysWhatHappensIfIgnored()
    {
        HostFacts nothing;
        nothing.dataFolder = "/data";
        int notPassing = 0;
        for (const auto &check : judgeHost(nothing, domain::MachineSize{}))
            if (check.status != CheckStatus::Pass) {
                ++notPassing;
                QVERIFY2(!check.ifIgnored.empty() && !check.found.empty(), check.id.c_str());
            }
        QVERIFY(notPassing >= 8);
    }

    void withoutKvmOneIsWarnedNotStopped()
    {
        auto facts = goodHost();
        facts.kvm = DeviceAccess::Missing;
        facts.cpuVirtualization = false;
        for (const auto *id : {"kvm-device", "cpu-virtualization"}) {
            QCOMPARE(checkNamed(facts, id).status, CheckStatus::Warn);
            QVERIFY(contains(checkNamed(facts, id).ifIgnored, "software emulation"));
        }
        QVERIFY(checkNamed(facts, "kvm-device").fix.empty()); // loading the module would not help
    }

    void aClosedKvmDeviceNamesTheGroupToJoin()
    {
        auto facts = goodHost();
        facts.kvm = DeviceAccess::Denied;
        const auto check = checkNamed(facts, "kvm-device");
        QVERIFY(contains(check.found, "sam"));
        QVERIFY(contains(check.fix, "usermod -aG kvm sam"));
    }

    void aVirtualMachineWithoutNestedVirtualizationIsToldWhereToSwitchItOn()
    {
        auto facts = goodHost();
        facts.cpuVirtualization = false;
        facts.insideVirtualMachine = true;
        const auto check = checkNamed(facts, "cpu-virtualization");
        QVERIFY(contains(check.found, "nested"));
        QVERIFY(contains(check.why, "where it is hosted"));
    }

    void missingProgramsAreNamedWithTheirPackagesInOneCommand()
    {
        auto facts = goodHost();
        facts.programs.erase("tar2sqfs");
        facts.programs.erase("mmdebstrap");
        const auto check = checkNamed(facts, "image-tools");
        QCOMPARE(check.status, CheckStatus::Fail);
        QCOMPARE(check.found, std::string("missing: mmdebstrap, tar2sqfs"));
        QVERIFY(contains(check.fix, "mmdebstrap squashfs-tools-ng"));
        QCOMPARE(checkNamed(facts, "qemu").status, CheckStatus::Pass);
    }

    void withoutBubblewrapOneIsWarned()
    {
        auto facts = goodHost();
        facts.programs.erase("bwrap");
        QCOMPARE(checkNamed(facts, "confinement").status, CheckStatus::Warn);
        QVERIFY(contains(checkNamed(facts, "confinement").fix, "bubblewrap"));
    }

    void memoryIsCountedInSandboxes()
    {
        auto facts = goodHost();
        facts.memory.available = ByteCount::gib(3); // 1 GiB for the host, 512 MiB each
        QVERIFY(contains(checkNamed(facts, "memory").found, "about 4 sandboxes"));
        facts.memory.available = ByteCount::mib(1535);
        QCOMPARE(checkNamed(facts, "memory").status, CheckStatus::Fail);
        facts.memory.available = ByteCount::mib(1536);
        QCOMPARE(checkNamed(facts, "memory").status, CheckStatus::Pass);
    }

    void littleDiskWarnsAndTooLittleFails()
    {
        auto facts = goodHost();
        facts.disk->available = ByteCount::gib(19);
        QCOMPARE(checkNamed(facts, "disk").status, CheckStatus::Warn);
        facts.disk->available = ByteCount::gib(1);
        QCOMPARE(checkNamed(facts, "disk").status, CheckStatus::Fail);
        facts.disk.reset();
        QCOMPARE(checkNamed(facts, "disk").status, CheckStatus::Fail);
    }

    void eachWayOfClosingUserNamespacesHasItsOwnFix_data()
    {
        QTest::addColumn<QString>("most");
        QTest::addColumn<QString>("unprivileged");
        QTest::addColumn<QString>("appArmor");
        QTest::addColumn<QString>("fix");
        QTest::newRow("off") << "0"
                             << "1"
                             << ""
                             << "user.max_user_namespaces";
        QTest::newRow("not in this kernel") << ""
                                            << ""
                                            << ""
                                            << "user.max_user_namespaces";
        QTest::newRow("root only") << "9"
                                   << "0"
                                   << ""
                                   << "unprivileged_userns_clone=1";
        QTest::newRow("apparmor") << "9"
                                  << ""
                                  << "1"
                                  << "apparmor_restrict_unprivileged_userns=0";
    }

    void eachWayOfClosingUserNamespacesHasItsOwnFix()
    {
        QFETCH(QString, most);
        QFETCH(QString, unprivileged);
        QFETCH(QString, appArmor);
        QFETCH(QString, fix);
        auto facts = goodHost();
        facts.maxUserNamespaces = most.toStdString();
        facts.unprivilegedUserNamespaces = unprivileged.toStdString();
        facts.appArmorRestrictsNamespaces = appArmor.toStdString();
        QCOMPARE(checkNamed(facts, "user-namespaces").status, CheckStatus::Warn);
        QVERIFY(contains(checkNamed(facts, "user-namespaces").fix, fix.toStdString().c_str()));
        facts.isRoot = true;
        QCOMPARE(checkNamed(facts, "user-namespaces").status, CheckStatus::Pass);
    }

    void anUnknownClockIsNotCalledSynchronized()
    {
        auto facts = goodHost();
        facts.clockSynchronized.reset();
        QCOMPARE(checkNamed(facts, "clock").status, CheckStatus::Warn);
        facts.clockSynchronized = false;
        QCOMPARE(checkNamed(facts, "clock").found, std::string("not synchronized"));
    }

    void aMissingRuntimeFolderIsAWarning()
    {
        auto facts = goodHost();
        facts.runtimeUsable = false;
        facts.runtimeVariable.clear();
        QCOMPARE(checkNamed(facts, "runtime-folder").status, CheckStatus::Warn);
        QVERIFY(contains(checkNamed(facts, "runtime-folder").found, "not set"));
    }

    void readsCpuFlagsOfTheFirstProcessor()
    {
        const auto facts =
            parseCpuinfo("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu vmx hypervisor\n\n"
                         "processor\t: 1\nmodel name\t: Another\nflags\t\t: svm\n");
        QCOMPARE(facts.model, std::string("Some CPU @ 2 GHz"));
        QVERIFY(facts.virtualization && facts.insideVirtualMachine);
        QVERIFY(!parseCpuinfo("flags\t\t: fpu vmxx nosvm\n").virtualization);
        QVERIFY(parseCpuinfo("").model.empty());
    }

    void thisHostCanBeRead()
    {
        QTemporaryDir scratch;
        const auto base = scratch.path().toStdString();
        const PathLayout folders{base + "/data", base + "/cache", base + "/state", base + "/run"};
        const auto facts = readHostFacts(folders);
        QVERIFY(!facts.kernelRelease.empty() && !facts.architecture.empty() && facts.disk);
        QVERIFY(facts.processors >= 1 && facts.openFilesHard > 0);
        QVERIFY(facts.foldersProblem.empty());
        QVERIFY(!checkHost(folders, domain::MachineSize{}).empty());
    }

    void aFolderThatCannotBeWrittenIsARowAndNotTheEndOfTheExamination()
    {
        const auto checks = checkHost({"/proc/none", "/proc/none", "/proc/none", "/proc/none"}, domain::MachineSize{});
        const auto found = std::ranges::find(checks, "folders", &Check::id);
        QVERIFY(found != checks.end());
        QVERIFY(found->group == CheckGroup::Must && found->status == CheckStatus::Fail);
        QVERIFY2(contains(found->found, "/proc/none") && contains(found->fix, "--data-dir"), found->found.c_str());
        QVERIFY(checks.size() > 10);
    }
};

QTEST_GUILESS_MAIN(DoctorTest)
#include "doctor_test.moc"
