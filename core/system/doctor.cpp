#include "core/system/doctor.h"

#include <algorithm>

namespace glovebox::system {

namespace {

/// The engine, the window and the host itself, beside the sandboxes.
constexpr ByteCount kHostReserve = ByteCount::gib(1);
/// Image (0.2 GB kept, 0.7 GB while it is built) and a few sandboxes' writes.
constexpr ByteCount kDiskNeeded = ByteCount::gib(2);
constexpr ByteCount kDiskAdvised = ByteCount::gib(20);
/// A sandbox takes about ten descriptors here (sockets, pipes, disks); a hundred of them and the engine.
constexpr std::uint64_t kOpenFilesAdvised = 2048;

std::string inGib(ByteCount bytes)
{
    const auto tenths = bytes.value * 10 / ByteCount::gib(1).value;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " GiB";
}

Check passing(Check check)
{
    check.fix.clear();
    check.ifIgnored.clear();
    check.status = CheckStatus::Pass;
    return check;
}

/// `check` as it would be if it did not pass; what does not apply is cleared when it does.
Check judged(bool passes, CheckStatus otherwise, Check check)
{
    if (passes)
        return passing(std::move(check));
    check.status = otherwise;
    return check;
}

Check programsCheck(const HostFacts &facts, HostProgram::For need, Check check, CheckStatus otherwise)
{
    std::string missing;
    std::set<std::string> packages;
    std::string present;
    for (const auto &program : hostPrograms()) {
        if (program.need != need)
            continue;
        auto &list = facts.programs.contains(program.name) ? present : missing;
        list += (list.empty() ? "" : ", ") + std::string(program.name);
        if (&list == &missing)
            packages.insert(program.package);
    }
    check.found = missing.empty() ? "installed: " + present : "missing: " + missing;
    check.fix = "sudo apt-get install --no-install-recommends";
    for (const auto &package : packages)
        check.fix += ' ' + package;
    return judged(missing.empty(), otherwise, std::move(check));
}

Check architectureCheck(const HostFacts &facts)
{
    return judged(facts.architecture == "x86_64", CheckStatus::Fail,
                  {.id = "architecture",
                   .group = CheckGroup::Must,
                   .title = "Processor architecture",
                   .found = (facts.architecture.empty() ? "unknown" : facts.architecture) +
                            (facts.cpuModel.empty() ? "" : ", " + facts.cpuModel),
                   .why = "Guests run a 64-bit x86 kernel.",
                   .ifIgnored = "No sandbox starts."});
}

Check memoryCheck(const HostFacts &facts, const domain::MachineSize &size)
{
    const auto room = facts.memory.available > kHostReserve
                          ? (facts.memory.available.value - kHostReserve.value) / size.memory.value
                          : 0;
    return judged(
        room >= 1, CheckStatus::Fail,
        {.id = "memory",
         .group = CheckGroup::Must,
         .title = "Memory",
         .found = inGib(facts.memory.available) + " of " + inGib(facts.memory.total) + " available, room for about " +
                  std::to_string(room) + (room == 1 ? " sandbox" : " sandboxes"),
         .why = "Each sandbox takes up to " + inGib(size.memory) + ", and the host keeps " + inGib(kHostReserve) + '.',
         .ifIgnored = "Sandboxes fail to start, or the host swaps and everything becomes slow."});
}

Check foldersCheck(const HostFacts &facts)
{
    return judged(facts.foldersProblem.empty(), CheckStatus::Fail,
                  {.id = "folders",
                   .group = CheckGroup::Must,
                   .title = "Our folders",
                   .found = facts.foldersProblem.empty() ? "can be written; data is in " + facts.dataFolder
                                                         : facts.foldersProblem,
                   .why = "Disks, the ledger, sockets and the guest image are kept in them.",
                   .fix = "gloveboxctl doctor --data-dir FOLDER   # one that " +
                          (facts.userName.empty() ? "this user" : facts.userName) + " can write",
                   .ifIgnored = "The engine does not start."});
}

Check diskCheck(const HostFacts &facts)
{
    Check check{.id = "disk",
                .group = CheckGroup::Must,
                .title = "Disk",
                .why = "The guest image and each sandbox's changes are kept in the data folder.",
                .fix = "df -h " + facts.dataFolder,
                .ifIgnored = "Building the image stops, or sandboxes get write errors when the disk is full."};
    if (!facts.disk) {
        check.found = facts.dataFolder + " cannot be looked at";
        return judged(false, CheckStatus::Fail, std::move(check));
    }
    check.found = inGib(facts.disk->available) + " free in " + facts.dataFolder;
    if (facts.disk->available < kDiskNeeded)
        return judged(false, CheckStatus::Fail, std::move(check));
    if (facts.disk->available < kDiskAdvised)
        check.found += "; " + inGib(kDiskAdvised) + " advised";
    return judged(facts.disk->available >= kDiskAdvised, CheckStatus::Warn, std::move(check));
}

Check cpuVirtualizationCheck(const HostFacts &facts)
{
    Check check{.id = "cpu-virtualization",
                .group = CheckGroup::Should,
                .title = "Hardware virtualization",
                .why = "With it a guest runs at nearly full speed and is isolated by the processor.",
                .ifIgnored = "Sandboxes run in slow software emulation, with weaker isolation: for evaluation only."};
    if (facts.cpuVirtualization)
        check.found =
            facts.insideVirtualMachine ? "offered to this virtual machine (nested)" : "offered by the processor";
    else if (facts.insideVirtualMachine) {
        check.found = "this host is a virtual machine without nested virtualization";
        check.why += " It must be switched on for this machine where it is hosted.";
    } else {
        check.found = "not offered by the processor";
        check.why += " It is often switched off in the firmware (VT-x, AMD-V, SVM).";
    }
    return judged(facts.cpuVirtualization, CheckStatus::Warn, std::move(check));
}

Check kvmCheck(const HostFacts &facts)
{
    Check check{.id = "kvm-device",
                .group = CheckGroup::Should,
                .title = "KVM",
                .why =
                    "QEMU reaches hardware virtualization through /dev/kvm. That it opens does not prove that guests "
                    "run: the acceleration check boots one.",
                .ifIgnored = "Sandboxes run in slow software emulation, with weaker isolation: for evaluation only."};
    switch (facts.kvm) {
    case DeviceAccess::Granted:
        check.found = "/dev/kvm opens";
        break;
    case DeviceAccess::Denied:
        check.found = "/dev/kvm is there, but " + facts.userName + " may not open it";
        check.fix = "sudo usermod -aG kvm " + facts.userName + "   # then log in again";
        break;
    case DeviceAccess::Missing:
        check.found = "there is no /dev/kvm";
        if (facts.cpuVirtualization)
            check.fix = "sudo modprobe -a kvm_intel kvm_amd";
        break;
    }
    return judged(facts.kvm == DeviceAccess::Granted, CheckStatus::Warn, std::move(check));
}

Check userNamespacesCheck(const HostFacts &facts)
{
    Check check{.id = "user-namespaces",
                .group = CheckGroup::Should,
                .title = "User namespaces",
                .found = "usable",
                .why = "Bubblewrap confines each QEMU process with them.",
                .ifIgnored = "QEMU processes run with our user's rights and QEMU's own filter only."};
    if (facts.isRoot) {
        check.found = "not needed: running as root";
        return passing(std::move(check));
    }
    if (facts.maxUserNamespaces.empty() || facts.maxUserNamespaces == "0") {
        check.found = "switched off (user.max_user_namespaces)";
        check.fix = "sudo sysctl -w user.max_user_namespaces=15000";
    } else if (facts.unprivilegedUserNamespaces == "0") {
        check.found = "only for root (kernel.unprivileged_userns_clone)";
        check.fix = "sudo sysctl -w kernel.unprivileged_userns_clone=1";
    } else if (facts.appArmorRestrictsNamespaces == "1") {
        check.found = "restricted by AppArmor; works when bubblewrap has a profile that allows it";
        check.fix = "sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0";
    }
    const bool usable = check.fix.empty();
    return judged(usable, CheckStatus::Warn, std::move(check));
}

Check clockCheck(const HostFacts &facts)
{
    const bool known = facts.clockSynchronized.has_value();
    return judged(known && *facts.clockSynchronized, CheckStatus::Warn,
                  {.id = "clock",
                   .group = CheckGroup::Should,
                   .title = "Clock",
                   .found = !known                     ? "state of synchronization unknown"
                            : *facts.clockSynchronized ? "synchronized"
                                                       : "not synchronized",
                   .why = "Guests take their time from here, and encrypted connections need the right date.",
                   .fix = "sudo apt-get install systemd-timesyncd && sudo timedatectl set-ntp true",
                   .ifIgnored = "Times in logs and files are off; connections fail when the clock is off by much."});
}

Check runtimeFolderCheck(const HostFacts &facts)
{
    return judged(facts.runtimeUsable, CheckStatus::Warn,
                  {.id = "runtime-folder",
                   .group = CheckGroup::Should,
                   .title = "Runtime folder",
                   .found = facts.runtimeUsable ? "XDG_RUNTIME_DIR is " + facts.runtimeVariable
                            : facts.runtimeVariable.empty()
                                ? "XDG_RUNTIME_DIR is not set"
                                : "XDG_RUNTIME_DIR is " + facts.runtimeVariable + ", which is not a folder of ours",
                   .why = "Sockets of sandboxes and of the local interface live there, out of others' reach.",
                   .fix = "loginctl enable-linger " + facts.userName,
                   .ifIgnored = "A private folder in /tmp is used instead, which a clean-up service may remove."});
}

Check openFilesCheck(const HostFacts &facts)
{
    return judged(facts.openFilesHard >= kOpenFilesAdvised, CheckStatus::Warn,
                  {.id = "open-files",
                   .group = CheckGroup::Should,
                   .title = "Open files",
                   .found = "limit " + std::to_string(facts.openFilesSoft) + ", can be raised to " +
                            std::to_string(facts.openFilesHard),
                   .why = "Each sandbox keeps about ten sockets and files open.",
                   .fix = "ulimit -Hn " + std::to_string(kOpenFilesAdvised),
                   .ifIgnored = "With many sandboxes, new ones fail to start."});
}

Check infoCheck(std::string id, std::string title, std::string found, std::string why)
{
    return passing({.id = std::move(id),
                    .group = CheckGroup::Info,
                    .title = std::move(title),
                    .found = std::move(found),
                    .why = std::move(why)});
}

} // namespace

std::string_view word(CheckGroup group)
{
    switch (group) {
    case CheckGroup::Must:
        return "must";
    case CheckGroup::Should:
        return "should";
    case CheckGroup::Info:
        return "info";
    }
    return "info";
}

std::string_view word(CheckStatus status)
{
    switch (status) {
    case CheckStatus::Pass:
        return "pass";
    case CheckStatus::Warn:
        return "warn";
    case CheckStatus::Fail:
        return "fail";
    }
    return "fail";
}

const std::vector<HostProgram> &hostPrograms()
{
    using For = HostProgram::For;
    static const std::vector<HostProgram> programs{{"qemu-system-x86_64", "qemu-system-x86", For::Sandboxes},
                                                   {"qemu-img", "qemu-utils", For::Sandboxes},
                                                   {"mkfs.ext4", "e2fsprogs", For::Sandboxes},
                                                   {"bwrap", "bubblewrap", For::Confinement},
                                                   {"apt-get", "apt", For::Images},
                                                   {"dpkg-deb", "dpkg", For::Images},
                                                   {"mmdebstrap", "mmdebstrap", For::Images},
                                                   {"fakechroot", "fakechroot", For::Images},
                                                   {"fakeroot", "fakeroot", For::Images},
                                                   {"tar2sqfs", "squashfs-tools-ng", For::Images},
                                                   {"skopeo", "skopeo", For::Registries}};
    return programs;
}

std::vector<Check> judgeHost(const HostFacts &facts, const domain::MachineSize &size)
{
    std::vector<Check> checks{
        architectureCheck(facts),
        programsCheck(facts, HostProgram::For::Sandboxes,
                      {.id = "qemu",
                       .group = CheckGroup::Must,
                       .title = "QEMU",
                       .why = "Every sandbox is a virtual machine of QEMU's with a disk of its own.",
                       .ifIgnored = "No sandbox starts."},
                      CheckStatus::Fail),
        programsCheck(facts, HostProgram::For::Images,
                      {.id = "image-tools",
                       .group = CheckGroup::Must,
                       .title = "Image tools",
                       .why = "The guest image is built here from Debian's packages.",
                       .ifIgnored = "Only a ready image that somebody built elsewhere can be used."},
                      CheckStatus::Fail),
        memoryCheck(facts, size),
        foldersCheck(facts),
        diskCheck(facts),
        cpuVirtualizationCheck(facts),
        kvmCheck(facts),
        programsCheck(facts, HostProgram::For::Confinement,
                      {.id = "confinement",
                       .group = CheckGroup::Should,
                       .title = "Bubblewrap",
                       .why = "It takes the network and the files of the host away from each QEMU process.",
                       .ifIgnored = "QEMU processes run with our user's rights and QEMU's own filter only."},
                      CheckStatus::Warn),
        programsCheck(facts, HostProgram::For::Registries,
                      {.id = "registries",
                       .group = CheckGroup::Should,
                       .title = "Images from registries",
                       .why = "skopeo fetches images from registries and reads archives of them. Folders in the OCI "
                              "layout, tarballs and the built-in image do without it.",
                       .ifIgnored = "Importing an image from a registry or an archive fails."},
                      CheckStatus::Warn),
        userNamespacesCheck(facts),
        clockCheck(facts),
        runtimeFolderCheck(facts),
        openFilesCheck(facts),
        infoCheck("kernel", "Kernel", "Linux " + facts.kernelRelease, "For problem reports."),
        infoCheck("processors", "Processors", std::to_string(facts.processors),
                  "How many guests compute at the same time."),
        infoCheck("host-kind", "Kind of host", facts.insideVirtualMachine ? "virtual machine" : "physical machine",
                  "Guests in a virtual machine need nested virtualization.")};
    return checks;
}

std::vector<Check> checkHost(const PathLayout &folders, const domain::MachineSize &size)
{
    return judgeHost(readHostFacts(folders), size);
}

} // namespace glovebox::system
