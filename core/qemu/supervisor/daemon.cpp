#include "core/qemu/supervisor/daemon.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <linux/close_range.h>

namespace glovebox::qemu::supervisor {

namespace {

constexpr char kListening = '+';
constexpr int kReport = 3; // the lowest number besides the standard three

[[noreturn]] void passOn(UniqueFd report, pid_t between)
{
    ::waitpid(between, nullptr, 0);
    std::string told;
    std::array<char, 4096> block{};
    ::ssize_t got = 0;
    while ((got = ::read(report.get(), block.data(), block.size())) > 0)
        told.append(block.data(), static_cast<std::size_t>(got));
    if (told == std::string(1, kListening))
        std::_Exit(0);
    std::fprintf(stderr, "glovebox-supervisor: %s\n", told.empty() ? "it ended as it began" : told.c_str());
    std::_Exit(1);
}

void leaveEverything(int report)
{
    const int nothing = ::open("/dev/null", O_RDWR);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
        ::dup2(nothing, standard);
    const int kept = ::dup2(report, kReport);
    ::fcntl(kept, F_SETFD, FD_CLOEXEC);
    ::close_range(kReport + 1, ~0U, 0);
    ::umask(0077);
    static_cast<void>(::chdir("/"));
    ::clearenv();
    const ::rlimit noCore{0, 0};
    ::setrlimit(RLIMIT_CORE, &noCore);
}

} // namespace

void Starter::tell(const std::string &trouble)
{
    const std::string words = trouble.empty() ? std::string(1, kListening) : trouble;
    static_cast<void>(::write(m_report.get(), words.data(), words.size()));
    m_report.reset();
}

Result<Starter> detach()
{
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(ErrorCode::OutOfMemory, std::string("making a pipe: ") + std::strerror(errno));
    UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    const auto between = ::fork();
    if (between < 0)
        return fail(ErrorCode::OutOfMemory, std::string("starting a process: ") + std::strerror(errno));
    if (between > 0) {
        writing.reset();
        passOn(std::move(reading), between);
    }
    // A session of its own, and then not its leader: no terminal can become its own again.
    ::setsid();
    if (const auto next = ::fork(); next != 0)
        ::_exit(next < 0 ? 1 : 0);
    // The numbers that they had are closed by this, or others: neither may be closed once more.
    reading.release();
    leaveEverything(writing.release());
    return Starter(UniqueFd(kReport));
}

} // namespace glovebox::qemu::supervisor
