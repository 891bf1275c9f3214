// The reading half of the host check; doctor.cpp judges.
#include "core/base/subprocess.h"
#include "core/system/doctor.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <pwd.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace glovebox::system {

namespace {

std::string oneLineOf(const std::string &path)
{
    auto text = readSmallFile(path, ByteCount::kib(4));
    return text.substr(0, text.find('\n'));
}

/// By opening it, as QEMU will: permissions, groups, device policy and containers all have a say.
DeviceAccess deviceAccess(const char *path)
{
    const int fd = ::open(path, O_RDWR | O_CLOEXEC);
    if (fd >= 0) {
        ::close(fd);
        return DeviceAccess::Granted;
    }
    return ::access(path, F_OK) == 0 ? DeviceAccess::Denied : DeviceAccess::Missing;
}

bool privateFolderOfOurs(const std::string &path)
{
    struct stat found {};
    return !path.empty() && ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == ::geteuid() && ::access(path.c_str(), W_OK) == 0;
}

std::optional<bool> clockSynchronized()
{
    timex state{};
    const int result = ::adjtimex(&state); // asks only: modes is 0
    if (result < 0)
        return std::nullopt;
    return result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

std::string nameOfUser()
{
    const auto *user = ::getpwuid(::getuid());
    return user && user->pw_name ? user->pw_name : std::to_string(::getuid());
}

} // namespace

CpuFacts parseCpuinfo(std::string_view text)
{
    std::istringstream stream{std::string(text)};
    CpuFacts facts;
    for (std::string line; std::getline(stream, line) && !line.empty();) {
        const auto colon = line.find(": ");
        if (colon == std::string::npos)
            continue;
        const auto value = line.substr(colon + 2);
        if (line.starts_with("model name"))
            facts.model = value;
        else if (line.starts_with("flags")) {
            std::istringstream words(value);
            for (std::string flag; words >> flag;) {
                facts.virtualization = facts.virtualization || flag == "vmx" || flag == "svm";
                facts.insideVirtualMachine = facts.insideVirtualMachine || flag == "hypervisor";
            }
        }
    }
    return facts;
}

HostFacts readHostFacts(const PathLayout &folders)
{
    HostFacts facts;
    if (utsname system{}; ::uname(&system) == 0) {
        facts.architecture = system.machine;
        facts.kernelRelease = system.release;
    }
    const auto cpu = parseCpuinfo(readSmallFile("/proc/cpuinfo"));
    facts.cpuModel = cpu.model;
    facts.cpuVirtualization = cpu.virtualization;
    facts.insideVirtualMachine = cpu.insideVirtualMachine;
    facts.processors = processorCount();
    facts.kvm = deviceAccess("/dev/kvm");
    facts.userName = nameOfUser();
    facts.isRoot = ::geteuid() == 0;
    facts.memory = memoryFacts();
    facts.dataFolder = folders.data;
    if (const auto writable = checkWritable(folders); !writable)
        facts.foldersProblem = writable.error().detail;
    if (const auto disk = diskFacts(folders.data))
        facts.disk = *disk;
    for (const auto &program : hostPrograms())
        if (findProgram(program.name))
            facts.programs.insert(program.name);
    facts.maxUserNamespaces = oneLineOf("/proc/sys/user/max_user_namespaces");
    facts.unprivilegedUserNamespaces = oneLineOf("/proc/sys/kernel/unprivileged_userns_clone");
    facts.appArmorRestrictsNamespaces = oneLineOf("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
    if (const char *runtime = std::getenv("XDG_RUNTIME_DIR"))
        facts.runtimeVariable = runtime;
    facts.runtimeUsable = privateFolderOfOurs(facts.runtimeVariable);
    facts.clockSynchronized = clockSynchronized();
    if (rlimit files{}; ::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        facts.openFilesSoft = files.rlim_cur;
        facts.openFilesHard = files.rlim_max;
    }
    return facts;
}

} // namespace glovebox::system
