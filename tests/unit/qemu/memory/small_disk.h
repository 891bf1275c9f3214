// Role: a disk that is soon full: a small tmpfs where one can be mounted, in namespaces of a child process, otherwise a
// limit on the size of files, which looks the same to who writes one. Thread: the test's.
#pragma once

#include "tests/unit/qemu/memory/memory_rig.h"

#include <csignal>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

namespace memory_tests {

inline constexpr std::uint64_t kSmallDisk = 2U << 20;

/// Runs `what` in a child process, in which `folder` is a full-soon disk; what waitpid tells of its end.
template <class What>
int onSmallDisk(const std::string &folder, What what)
{
    return inChild([&] {
        const int spaces = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
        const auto options = "size=" + std::to_string(kSmallDisk);
        const bool mounted = ::unshare(spaces) == 0 &&
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
