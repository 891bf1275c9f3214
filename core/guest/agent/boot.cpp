#include "core/guest/agent/boot.h"

#include "core/guest/agent/tools/file_io.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

namespace glovebox::agent {

namespace {

using namespace std::chrono_literals;

constexpr const char *kModuleList = "/gb/modules.list";
constexpr const char *kRootSerial = "gb-root";
constexpr const char *kWorkSerial = "gb-work";
constexpr const char *kNewRoot = "/gb/new";
/// A disk appears with its driver's module; a busy emulated machine was seen to take a second.
constexpr auto kRootWait = 10'000ms;
/// The writable disk, when there is one, appears with the root's.
constexpr auto kWorkWait = 300ms;
constexpr auto kLookAgain = 10ms;
constexpr std::size_t kModuleListMax = 64 << 10;
/// Of the work disk; the kernel's own are 5 s for a commit, 30 s until something is old, 5 s between two looks.
constexpr const char *kCommitSoon = "commit=2";
constexpr std::array<std::pair<const char *, const char *>, 2> kWriteBack{
    {{"/proc/sys/vm/dirty_expire_centisecs", "200"}, {"/proc/sys/vm/dirty_writeback_centisecs", "100"}}};

std::string problemOf(const std::string &what, int error)
{
    return what + ": " + std::strerror(error);
}

Problem mountAt(const char *source, const std::string &target, const char *type, unsigned long flags,
                const char *options)
{
    ::mkdir(target.c_str(), 0755);
    if (::mount(source, target.c_str(), type, flags, options) != 0 && errno != EBUSY)
        return problemOf("cannot mount " + std::string(type ? type : source) + " on " + target, errno);
    return {};
}

std::string firstLine(const std::string &path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string content;
    if (!file || readUpTo(file.get(), 256, content) != 0)
        return {};
    return content.substr(0, content.find('\n'));
}

/// `line`: the path, and parameters behind a blank.
Problem loadModule(const std::string &line)
{
    const auto blank = line.find(' ');
    const auto path = line.substr(0, blank);
    const auto parameters = blank == std::string::npos ? std::string() : line.substr(blank + 1);
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return problemOf("cannot open module " + path, errno);
    if (::syscall(SYS_finit_module, file.get(), parameters.c_str(), 0) != 0 && errno != EEXIST)
        return problemOf("cannot load module " + path, errno);
    ::unlink(path.c_str()); // the initramfs is memory
    return {};
}

/// "/dev/vdb" for the block device with that serial, or empty.
std::string lookForDisk(const std::string &serial)
{
    const std::unique_ptr<DIR, int (*)(DIR *)> listing(::opendir("/sys/block"), ::closedir);
    if (!listing)
        return {};
    while (const auto *entry = ::readdir(listing.get())) {
        const std::string name = entry->d_name;
        if (name.starts_with("vd") && firstLine("/sys/block/" + name + "/serial") == serial)
            return "/dev/" + name;
    }
    return {};
}

std::string findDisk(const std::string &serial, std::chrono::milliseconds wait)
{
    const auto deadline = std::chrono::steady_clock::now() + wait;
    for (;;) {
        if (auto device = lookForDisk(serial); !device.empty() || std::chrono::steady_clock::now() >= deadline)
            return device;
        std::this_thread::sleep_for(kLookAgain);
    }
}

Problem mountImage(const std::string &device)
{
    ::mkdir("/gb/root", 0755);
    for (const char *type : {"squashfs", "erofs", "ext4"})
        if (::mount(device.c_str(), "/gb/root", type, MS_RDONLY, nullptr) == 0)
            return {};
    return "root disk " + std::string(kRootSerial) + " (" + device + ") has no file system known here";
}

/// What a tool has written is on the disk soon, also when nobody syncs: whatever ends the machine takes no more than
/// some seconds of it.
void writeBackSoon()
{
    for (const auto &[setting, centiseconds] : kWriteBack) {
        const Descriptor file(::open(setting, O_WRONLY | O_CLOEXEC));
        if (!file || ::write(file.get(), centiseconds, std::strlen(centiseconds)) < 0)
            say(problemOf(std::string("cannot set ") + setting, errno));
    }
}

Problem mountWork()
{
    ::mkdir("/gb/work", 0755);
    const auto device = findDisk(kWorkSerial, kWorkWait);
    if (device.empty()) {
        say("no work disk gb-work: changes are kept in memory");
        return mountAt("tmpfs", "/gb/work", "tmpfs", 0, "mode=0755");
    }
    if (::mount(device.c_str(), "/gb/work", "ext4", MS_NOATIME, kCommitSoon) != 0)
        return problemOf("cannot mount work disk gb-work (" + device + ") as ext4", errno);
    writeBackSoon();
    return {};
}

Problem moveMount(const std::string &from)
{
    const auto target = kNewRoot + from;
    wantFolder(target, 0755, Links::Replace); // a link of the image's would lead into the initramfs
    return ::mount(from.c_str(), target.c_str(), nullptr, MS_MOVE, nullptr) == 0
               ? Problem()
               : problemOf("cannot move " + from, errno);
}

} // namespace

void say(const std::string &line)
{
    const auto text = "glovebox-agent: " + line + "\n";
    if (::write(STDERR_FILENO, text.data(), text.size()) < 0) {
        // No console: there is nobody to tell.
    }
}

bool wantFolder(const std::string &path, unsigned mode, Links links)
{
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0) {
        struct stat target {};
        if (S_ISDIR(info.st_mode))
            return true;
        if (links == Links::Follow && S_ISLNK(info.st_mode) && ::stat(path.c_str(), &target) == 0 &&
            S_ISDIR(target.st_mode))
            return true;
        say("the image's " + path + " is no folder: an empty one takes its place");
        ::unlink(path.c_str());
    }
    if (::mkdir(path.c_str(), mode) == 0)
        return true;
    say(problemOf("cannot make " + path, errno));
    return false;
}

void powerOff()
{
    ::sync();
    ::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_RDONLY, nullptr);
    ::reboot(RB_POWER_OFF);
    for (;;) // a machine without power-off; the host ends it
        ::pause();
}

namespace {

/// Standard input and output on the console. Also without one the three descriptors must exist: a child's pipes must
/// not take their numbers.
void openConsole()
{
    int console = ::open("/dev/console", O_RDWR | O_NOCTTY);
    if (console < 0)
        console = ::open("/dev/null", O_RDWR);
    for (int fd = 0; console >= 0 && fd <= 2; ++fd)
        if (console != fd)
            ::dup2(console, fd);
    if (console > 2)
        ::close(console);
}

} // namespace

Problem mountKernelFolders()
{
    auto problem = mountAt("devtmpfs", "/dev", "devtmpfs", MS_NOSUID, "mode=0755");
    openConsole();
    if (problem.empty())
        problem = mountAt("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
    if (problem.empty())
        problem = mountAt("sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr);
    return problem;
}

Problem loadModules()
{
    const Descriptor list(::open(kModuleList, O_RDONLY | O_CLOEXEC));
    std::string content;
    if (!list || readUpTo(list.get(), kModuleListMax, content) != 0)
        return problemOf(std::string("cannot read ") + kModuleList, errno);
    for (std::size_t at = 0; at < content.size();) {
        const auto end = std::min(content.find('\n', at), content.size());
        const auto line = content.substr(at, end - at);
        at = end + 1;
        if (line.empty())
            continue;
        // One that does not load may not be needed on this machine; what is needed and missing is found out below.
        if (const auto problem = loadModule(line); !problem.empty())
            say(problem);
    }
    openConsole(); // a virtio console exists only now
    return {};
}

Problem enterRoot()
{
    const auto device = findDisk(kRootSerial, kRootWait);
    if (device.empty())
        return "root disk gb-root not found";
    if (auto problem = mountImage(device); !problem.empty())
        return problem;
    if (auto problem = mountWork(); !problem.empty())
        return problem;
    for (const char *folder : {"/gb/work/upper", "/gb/work/work", kNewRoot})
        if (::mkdir(folder, 0755) != 0 && errno != EEXIST)
            return problemOf(std::string("cannot make ") + folder, errno);
    if (::mount("overlay", kNewRoot, "overlay", 0, "lowerdir=/gb/root,upperdir=/gb/work/upper,workdir=/gb/work/work") !=
        0)
        return problemOf("cannot stack the work disk on the root disk", errno);
    for (const char *folder : {"/dev", "/proc", "/sys"})
        if (auto problem = moveMount(folder); !problem.empty())
            return problem;
    if (::chdir(kNewRoot) != 0 || ::mount(".", "/", nullptr, MS_MOVE, nullptr) != 0 || ::chroot(".") != 0 ||
        ::chdir("/") != 0)
        return problemOf("cannot enter the root", errno);
    return {};
}

} // namespace glovebox::agent
