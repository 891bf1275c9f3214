// Role: a disk that is soon full: a small tmpfs where one can be mounted, in namespaces of a child process, otherwise a
// limit on the size of files, which looks the same to who writes one. Thread: the test's.
#pragma once

#include "tests/unit/qemu/memory/memory_rig.h"

#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

namespace memory_tests {

inline constexpr std::uint64_t kSmallDisk = 2U << 20;

/// In a new user namespace nobody owns anything until somebody is named.
inline bool nameOneself(uid_t user, gid_t group)
{
    const auto write = [](const char *file, const std::string &text) {
        const Descriptor fd(::open(file, O_WRONLY | O_CLOEXEC));
        return ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size());
    };
    return write("/proc/self/setgroups", "deny") && write("/proc/self/uid_map", "0 " + std::to_string(user) + " 1") &&
           write("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

/// Runs `what` in a child process, in which `folder` is a full-soon disk; what waitpid tells of its end.
template <class What>
int onSmallDisk(const std::string &folder, What what)
{
    return inChild([&] {
        const uid_t user = ::geteuid();
        const gid_t group = ::getegid();
        const int spaces = user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
        const auto options = "size=" + std::to_string(kSmallDisk);
        const bool mounted = ::unshare(spaces) == 0 && (user == 0 || nameOneself(user, group)) &&
                             ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                             ::mount("none", folder.c_str(), "tmpfs", 0, options.c_str()) == 0;
        if (!mounted) {
            std::signal(SIGXFSZ, SIG_IGN);
            const ::rlimit limit{kSmallDisk, kSmallDisk};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        }
        return what();
    });
}

} // namespace memory_tests
