#include "core/images/stray_processes.h"

#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/syscall.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

/// What the kernel allows for all of a process's arguments and environment by default is 2 MiB.
constexpr std::size_t kEnvironmentMax = 2U << 20;
/// A tool may fork between a look and a kill; each pass leaves fewer that can.
constexpr int kPassesMax = 10;

std::string procText(const fs::path &path, std::size_t max)
{
    std::ifstream file(path, std::ios::binary);
    std::string text(max, '\0');
    file.read(text.data(), static_cast<std::streamsize>(max));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    return text;
}

bool belongsTo(const fs::path &process, const std::string &folder)
{
    // Other users' environments cannot be read and give an empty text.
    const auto environment = '\0' + procText(process / "environ", kEnvironmentMax);
    return environment.find('\0' + std::string(kBuildVariable) + '=' + folder) != std::string::npos;
}

/// fakeroot's daemon owns message queues that the system keeps for ever unless the daemon removes them, and that its
/// clients would make again: it is asked to end, after all the others are gone.
enum class Kind { Tool, FakerootDaemon };

int endOnce(const std::string &folder, Kind wanted)
{
    int ended = 0;
    std::error_code error;
    for (fs::directory_iterator at("/proc", error), end; !error && at != end; at.increment(error)) {
        const auto name = at->path().filename().string();
        pid_t pid = 0;
        if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr != name.data() + name.size() ||
            pid == ::getpid())
            continue;
        // Taken before the look, so that the signal cannot reach a later process of the same number.
        const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
        if (handle < 0)
            continue;
        const auto kind = procText(at->path() / "comm", 64).starts_with("faked") ? Kind::FakerootDaemon : Kind::Tool;
        if (kind == wanted && belongsTo(at->path(), folder))
            ended += ::syscall(SYS_pidfd_send_signal, handle, kind == Kind::Tool ? SIGKILL : SIGTERM, nullptr, 0) == 0;
        ::close(handle);
    }
    return ended;
}

} // namespace

int endStrayProcesses(const std::string &folder)
{
    int ended = 0;
    for (const auto kind : {Kind::Tool, Kind::FakerootDaemon})
        for (int pass = 0; pass < kPassesMax; ++pass) {
            const int now = endOnce(folder, kind);
            if (now == 0)
                break;
            ended += now;
        }
    return ended;
}

} // namespace glovebox::images
