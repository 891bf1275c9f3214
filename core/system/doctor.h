// Role: can this host run sandboxes, and what to do if not. Facts are read in one place and judged in another, so that
// every judgement can be tested with made-up facts. What only a running part can know (whether an acceleration really
// runs a guest, whether the control plane answers) its owner adds as further checks.
// Thread: any; reads small files and looks for programs, some milliseconds.
#pragma once

#include "core/domain/host_check.h"
#include "core/domain/sandbox.h"
#include "core/system/host_facts.h"
#include "core/system/paths.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::system {

using domain::CheckGroup;
using domain::CheckStatus;
using Check = domain::HostCheck;

/// "must", "pass": for machine-readable output.
std::string_view word(CheckGroup group);
std::string_view word(CheckStatus status);

enum class DeviceAccess { Missing, Denied, Granted };

struct HostFacts {
    std::string architecture;  // "x86_64"
    std::string kernelRelease; // "6.1.0-32-amd64"
    std::string cpuModel;
    int processors = 1;
    bool cpuVirtualization = false; // vmx or svm among the CPU's flags
    bool insideVirtualMachine = false;
    DeviceAccess kvm = DeviceAccess::Missing;
    std::string userName;
    bool isRoot = false;

    MemoryFacts memory;
    std::string dataFolder;
    std::string foldersProblem;    // of any of our folders; empty: all can be written
    std::optional<DiskFacts> disk; // of the data folder

    std::set<std::string> programs; // those of kPrograms that are installed

    std::string maxUserNamespaces;           // sysctl values as text; empty: this kernel has no such setting
    std::string unprivilegedUserNamespaces;  // kernel.unprivileged_userns_clone
    std::string appArmorRestrictsNamespaces; // kernel.apparmor_restrict_unprivileged_userns

    std::string runtimeVariable; // XDG_RUNTIME_DIR
    bool runtimeUsable = false;
    std::optional<bool> clockSynchronized;
    std::uint64_t openFilesSoft = 0;
    std::uint64_t openFilesHard = 0;
};

/// The outside programs that we start, and the Debian packages that hold them.
struct HostProgram {
    const char *name;
    const char *package;
    enum class For { Sandboxes, Confinement, Images, Registries } need;
};
const std::vector<HostProgram> &hostPrograms();

/// Makes the folders, or finds that they cannot be made.
HostFacts readHostFacts(const PathLayout &folders);

/// Pure. `size` is one sandbox's, for the room there is.
std::vector<Check> judgeHost(const HostFacts &facts, const domain::MachineSize &size);

/// Facts and judgement at once, in the order in which they are shown: must, should, info.
std::vector<Check> checkHost(const PathLayout &folders, const domain::MachineSize &size);

/// The flags of the first processor of /proc/cpuinfo, and its model name.
struct CpuFacts {
    std::string model;
    bool virtualization = false;
    bool insideVirtualMachine = false;
};
CpuFacts parseCpuinfo(std::string_view text);

} // namespace glovebox::system
