#include "core/qemu/launcher/fault_descriptor.h"

#if defined(__x86_64__)

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <initializer_list>
#include <linux/userfaultfd.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace glovebox::qemu::launcher {

namespace {

/// A descriptor that watches only what the program itself does is given to everybody.
constexpr std::uint64_t kUserModeOnly = 1;
constexpr long kSyscallInstruction = 0x050f; // in memory: 0f 05
/// Stops for signals; the end of the process between is one.
constexpr int kTurnsMax = 64;
constexpr int kSyscallStop = SIGTRAP | 0x80; // PTRACE_O_TRACESYSGOOD

/// A stopped program, on its way from the kernel to its first instruction.
class StoppedProgram {
public:
    explicit StoppedProgram(pid_t pid) : m_pid(pid) {}

    /// It runs until it stops so. Signals that come meanwhile, even those it ignores, are passed on to it.
    bool runTo(int stop, __ptrace_request how, bool isStopped = true) const
    {
        for (int turn = 0, signal = 0; turn < kTurnsMax; ++turn, isStopped = true) {
            int status = 0;
            if (isStopped && ::ptrace(how, m_pid, nullptr, signal) != 0)
                return false;
            while (::waitpid(m_pid, &status, __WALL) < 0)
                if (errno != EINTR)
                    return false;
            if (!WIFSTOPPED(status))
                return false;
            if (status >> 8 == stop)
                return true;
            signal = status >> 16 == 0 ? WSTOPSIG(status) : 0;
        }
        return false;
    }

    bool reachExec() const { return runTo(SIGTRAP | (PTRACE_EVENT_EXEC << 8), PTRACE_CONT, false); }

    /// To the end of the exec itself: until then the kernel still has a result to put into a register.
    bool finishExec() { return runTo(kSyscallStop, PTRACE_SYSCALL) && remember(); }

    /// Has the program make a system call in place of its first instruction. Negative: refused.
    long call(long number, std::initializer_list<std::uint64_t> arguments)
    {
        auto registers = m_registers;
        registers.rax = static_cast<std::uint64_t>(number);
        registers.orig_rax = ~0ULL; // no call is to be begun again
        unsigned long long *const places[] = {&registers.rdi, &registers.rsi, &registers.rdx};
        auto *const *place = places;
        for (const auto argument : arguments)
            *(*place++) = argument;
        const bool made = ::ptrace(PTRACE_SETREGS, m_pid, nullptr, &registers) == 0 &&
                          runTo(SIGTRAP, PTRACE_SINGLESTEP) &&
                          ::ptrace(PTRACE_GETREGS, m_pid, nullptr, &registers) == 0;
        return made ? static_cast<long>(registers.rax) : -1;
    }

    bool borrowFirstInstruction()
    {
        const long word = (m_word & ~0xffffL) | kSyscallInstruction;
        return ::ptrace(PTRACE_POKETEXT, m_pid, m_registers.rip, word) == 0;
    }

    void giveBack()
    {
        ::ptrace(PTRACE_POKETEXT, m_pid, m_registers.rip, m_word);
        ::ptrace(PTRACE_SETREGS, m_pid, nullptr, &m_registers);
    }

    void detach() const { ::ptrace(PTRACE_DETACH, m_pid, nullptr, nullptr); }

private:
    bool remember()
    {
        if (::ptrace(PTRACE_GETREGS, m_pid, nullptr, &m_registers) != 0)
            return false;
        errno = 0;
        m_word = ::ptrace(PTRACE_PEEKTEXT, m_pid, m_registers.rip, nullptr);
        return errno == 0;
    }

    pid_t m_pid;
    user_regs_struct m_registers{};
    long m_word = 0;
};

void giveDescriptor(pid_t target, int number)
{
    StoppedProgram program(target);
    if (!program.reachExec())
        return; // it could not be started, and is gone or lives on: our end detaches from it
    if (program.finishExec() && program.borrowFirstInstruction()) {
        const long made = program.call(SYS_userfaultfd, {O_CLOEXEC | O_NONBLOCK | kUserModeOnly});
        if (made >= 0 && made != number) {
            program.call(SYS_dup3, {static_cast<std::uint64_t>(made), static_cast<std::uint64_t>(number), O_CLOEXEC});
            program.call(SYS_close, {static_cast<std::uint64_t>(made)});
        }
        program.giveBack();
    }
    program.detach();
}

/// Attached, and says so; then waits for the exec.
[[noreturn]] void help(pid_t target, int number, int ready)
{
    const long options = PTRACE_O_TRACEEXEC | PTRACE_O_TRACESYSGOOD;
    if (::ptrace(PTRACE_SEIZE, target, nullptr, options) != 0)
        ::_exit(1);
    const char yes = 1;
    if (::write(ready, &yes, 1) == 1) {
        ::close_range(0, ~0U, 0); // what the program inherits is its own affair
        giveDescriptor(target, number);
    }
    ::_exit(0);
}

} // namespace

void allowLooking()
{
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); // a kernel without Yama refuses, and asks for no such thing
}

void arrangeFaultDescriptor(int number)
{
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return;
    const pid_t target = ::getpid();
    const pid_t between = ::fork();
    if (between == 0) { // so that the helper is nobody's child in the program, which would never reap it
        const pid_t helper = ::fork();
        if (helper == 0)
            help(target, number, pipe[1]);
        ::_exit(helper < 0 ? 1 : 0);
    }
    ::close(pipe[1]);
    if (between > 0)
        ::waitpid(between, nullptr, 0);
    char answer = 0;
    while (::read(pipe[0], &answer, 1) < 0 && errno == EINTR) {
    }
    ::close(pipe[0]);
}

} // namespace glovebox::qemu::launcher

#else

namespace glovebox::qemu::launcher {

void allowLooking() {}
void arrangeFaultDescriptor(int) {}

} // namespace glovebox::qemu::launcher

#endif
