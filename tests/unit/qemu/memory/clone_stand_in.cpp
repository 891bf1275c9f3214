#include "tests/unit/qemu/memory/clone_stand_in.h"

#include "core/qemu/memory/dirty_tracker.h"
#include "core/qemu/memory/kernel_abi.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace memory_tests {

using namespace glovebox::qemu::memory;

namespace {

void demand(bool done, const char *what)
{
    if (done)
        return;
    std::perror(what);
    std::abort();
}

} // namespace

struct CloneStandIn::Order {
    enum Kind { Write, Read, Receive, FaultDescriptor, Hide } kind = Read;
    PageRun pages;
    std::uint32_t seed = 0;
};

void fillPage(std::byte *page, std::uint64_t number, std::uint32_t seed)
{
    const auto size = pageSize();
    if (seed == 0) {
        std::memset(page, 0, size);
        return;
    }
    for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
        const std::uint64_t word = (number << 32 | seed) * 0x9e3779b97f4a7c15ULL + at;
        std::memcpy(page + at, &word, sizeof word);
    }
}

CloneStandIn::CloneStandIn(int memoryFile, std::uint64_t pages)
{
    int ends[2];
    demand(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0, "socketpair");
    const auto pageBytes = pageSize();
    m_pid = ::fork();
    demand(m_pid >= 0, "fork");
    if (m_pid == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::close(ends[0]);
        void *const memory = ::mmap(nullptr, pages * pageBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE, memoryFile, 0);
        if (memory != MAP_FAILED)
            serve(ends[1], static_cast<std::byte *>(memory), pageBytes);
        ::_exit(1);
    }
    ::close(ends[1]);
    m_orders = ends[0];
    read({0, 0}); // answers once the memory is mapped
}

CloneStandIn::~CloneStandIn()
{
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
    ::close(m_orders);
}

void CloneStandIn::write(PageRun pages, std::uint32_t seed)
{
    demand(order({Order::Write, pages, seed}) == 0, "writing in the stand-in");
}

void CloneStandIn::read(PageRun pages)
{
    demand(order({Order::Read, pages, 0}) == 0, "reading in the stand-in");
}

void CloneStandIn::receive(PageRun pages, std::uint32_t seed)
{
    demand(order({Order::Receive, pages, seed}) == 0, "receiving in the stand-in");
}

int CloneStandIn::makeFaultDescriptor()
{
    return static_cast<int>(order({Order::FaultDescriptor, {}, 0}));
}

void CloneStandIn::hide()
{
    demand(order({Order::Hide, {}, 0}) == 0, "hiding the stand-in");
}

void CloneStandIn::kill()
{
    ::kill(m_pid, SIGKILL);
    ::siginfo_t info{};
    demand(::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOWAIT) == 0, "waitid");
}

long CloneStandIn::order(const Order &order)
{
    long answer = -2;
    demand(::send(m_orders, &order, sizeof order, MSG_NOSIGNAL) == sizeof order, "an order to the stand-in");
    demand(::recv(m_orders, &answer, sizeof answer, 0) == sizeof answer, "the stand-in's answer");
    return answer;
}

void CloneStandIn::serve(int orders, std::byte *memory, std::size_t pageBytes)
{
    Order order;
    while (::recv(orders, &order, sizeof order, 0) == sizeof order) {
        const long answer = obey(order, memory, pageBytes);
        if (::send(orders, &answer, sizeof answer, MSG_NOSIGNAL) != sizeof answer)
            break;
    }
    ::_exit(0);
}

long CloneStandIn::obey(const Order &order, std::byte *memory, std::size_t pageBytes)
{
    alignas(16) static std::byte page[64 << 10];
    switch (order.kind) {
    case Order::Write:
        for (auto number = order.pages.first; number < order.pages.end(); ++number)
            fillPage(memory + number * pageBytes, number, order.seed);
        return 0;
    case Order::Read:
        for (auto number = order.pages.first; number < order.pages.end(); ++number)
            static_cast<void>(*static_cast<volatile std::byte *>(memory + number * pageBytes));
        return 0;
    case Order::Receive: {
        const int file = ::memfd_create("page", MFD_CLOEXEC);
        for (auto number = order.pages.first; number < order.pages.end(); ++number) {
            fillPage(page, number, order.seed);
            if (::pwrite(file, page, pageBytes, 0) < 0 ||
                ::pread(file, memory + number * pageBytes, pageBytes, 0) != static_cast<ssize_t>(pageBytes))
                return 1;
        }
        ::close(file);
        return 0;
    }
    case Order::FaultDescriptor:
        return ::syscall(SYS_userfaultfd, O_CLOEXEC | O_NONBLOCK | kernel::kUserModeOnly);
    case Order::Hide:
        return ::prctl(PR_SET_DUMPABLE, 0);
    }
    return 1;
}

} // namespace memory_tests
