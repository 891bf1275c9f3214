#include "core/qemu/memory/looking.h"

#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/memory/arena.h"
#include "core/qemu/memory/private_pages.h"
#include "core/qemu/memory/sealed_memory.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace glovebox::qemu::memory {

namespace {

constexpr std::uint64_t kPages = 8;
constexpr std::uint64_t kTouched = 3;

/// A child that waits to be ended, as a clone in small.
class Child {
public:
    explicit Child(pid_t pid) : m_pid(pid) {}
    Child(const Child &) = delete;
    Child &operator=(const Child &) = delete;
    ~Child()
    {
        ::kill(m_pid, SIGKILL);
        while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR)
            continue;
    }
    pid_t pid() const { return m_pid; }

private:
    pid_t m_pid;
};

/// In the child: nothing but system calls and its memory.
[[noreturn]] void beLookedAt(char *bytes, int ready, pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent)
        ::_exit(1);
    bytes[kTouched * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))] = 'g';
    if (::write(ready, "r", 1) != 1)
        ::_exit(1);
    for (;;)
        ::pause();
}

Result<> lookAt(pid_t child, const SealedMemory &memory)
{
    GB_TRY(identity, memory.identity());
    GB_TRY(mapping, RamMapping::find(child, memory.size(), identity));
    GB_TRY(own, scanPrivate(mapping));
    if (own != PageRuns{{kTouched, 1}})
        return fail(ErrorCode::Unsupported, "this kernel does not say which pages a process has written");
    GB_TRY(arena, Arena::make({.ready = 1, .most = kPages}));
    GB_CHECK(arena.copyOut(mapping, own));
    std::vector<std::byte> scratch(pageSize());
    GB_TRY(seen, arena.view(0, 1, scratch));
    if (seen.front() != std::byte{'g'})
        return fail(ErrorCode::Unsupported, "this kernel does not show what a process has written");
    return applyDelta(arena, mapping);
}

} // namespace

Result<> tryLooking()
{
    const ByteCount size{kPages * pageSize()};
    GB_TRY(memory, SealedMemory::create(size, "glovebox-try"));
    GB_CHECK(memory.seal());
    void *const bytes = ::mmap(nullptr, size.value, PROT_READ | PROT_WRITE, MAP_PRIVATE, memory.fd(), 0);
    if (bytes == MAP_FAILED)
        return refused("mapping a file in memory", errno);
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        ::munmap(bytes, size.value);
        return refused("making a pipe", errno);
    }
    Descriptor ready(ends[0]);
    Descriptor readyEnd(ends[1]);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid == 0)
        beLookedAt(static_cast<char *>(bytes), readyEnd.get(), parent);
    ::munmap(bytes, size.value);
    if (pid < 0)
        return refused("starting a process to look at", errno);
    const Child child(pid);
    readyEnd = Descriptor();
    char word = 0;
    if (::read(ready.get(), &word, 1) != 1)
        return fail(ErrorCode::HostToolFailed, "the process that was started to be looked at has ended");
    return lookAt(child.pid(), memory);
}

} // namespace glovebox::qemu::memory
