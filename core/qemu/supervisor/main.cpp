// Role: main() of glovebox-supervisor, the parent of every QEMU: it goes on when the window or `gloveboxctl serve` ends
// or crashes, so that their machines do. Started by them when it is needed; ends by itself. Without Qt, and one thread.
#include "core/qemu/supervisor/daemon.h"
#include "core/qemu/supervisor/server.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/prctl.h>
#include <sys/signalfd.h>

#include <getopt.h>

namespace {

using namespace glovebox;
using namespace glovebox::qemu::supervisor;

constexpr const char *kUsage = "usage: glovebox-supervisor --folder DIR [--idle-ms N] [--greet-ms N]\n"
                               "\n"
                               "Looks after the virtual machines of one Glovebox: starts them, notices their end, and "
                               "keeps them while no Glovebox\n"
                               "is connected. Glovebox starts it by itself; it goes into the background and ends when "
                               "it has had no machine and no\n"
                               "connection for the idle time. `kill` ends it, and every machine with it.\n"
                               "\n"
                               "  --folder DIR   the runtime folder that it makes its socket in\n"
                               "  --idle-ms N    the idle time (300000)\n"
                               "  --greet-ms N   how long a connection may be silent before it says who it is (10000)\n"
                               "  --version      what this is\n";
/// Each machine costs up to six descriptors here, and 1024 is a usual limit.
constexpr ::rlim_t kOpenFiles = 8192;

struct Options {
    std::string folder;
    std::chrono::milliseconds idle{300'000};
    std::chrono::milliseconds greetTime{10'000};
};

bool readTime(const char *text, std::chrono::milliseconds &out)
{
    int value = 0;
    const auto *textEnd = text + std::strlen(text);
    const auto [end, error] = std::from_chars(text, textEnd, value);
    out = std::chrono::milliseconds(value);
    return error == std::errc{} && end == textEnd && value >= 0;
}

int usage(int status)
{
    std::fputs(kUsage, status == 0 ? stdout : stderr);
    return status;
}

::rlimit raiseOpenFiles()
{
    ::rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    auto raised = before;
    raised.rlim_cur = std::max(before.rlim_cur, std::min(before.rlim_max, kOpenFiles));
    ::setrlimit(RLIMIT_NOFILE, &raised);
    return before;
}

UniqueFd takeSignals()
{
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGHUP, SIG_IGN);
    ::signal(SIGCHLD, SIG_DFL); // ignored, as some starters leave it, nothing could be reaped
    ::sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGQUIT})
        ::sigaddset(&signals, signal);
    ::sigprocmask(SIG_SETMASK, &signals, nullptr);
    return UniqueFd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

int serve(const Options &options, Starter starter)
{
    auto lock = FolderLock::take(options.folder);
    if (!lock) {
        // The one that is there serves whoever asked for one.
        const bool served = lock.error().code == ErrorCode::FolderInUse;
        starter.tell(served ? std::string() : lock.error().detail);
        return served ? 0 : 1;
    }
    const auto path = socketPath(options.folder);
    ::unlink(path.c_str()); // left by one that was killed: we have the lock
    auto listening = listenAt(path);
    auto signals = takeSignals();
    if (!listening || !signals || ::prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        starter.tell(listening ? std::string("taking signals: ") + std::strerror(errno) : listening.error().detail);
        return 1;
    }
    Server server({.idle = options.idle, .greetTime = options.greetTime, .fileLimit = raiseOpenFiles()},
                  std::move(*lock), std::move(*listening), std::move(signals));
    starter.tell({});
    server.run();
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    Options options;
    constexpr ::option kOptions[]{
        {"folder", required_argument, nullptr, 'f'},   {"idle-ms", required_argument, nullptr, 'i'},
        {"greet-ms", required_argument, nullptr, 'g'}, {"version", no_argument, nullptr, 'v'},
        {"help", no_argument, nullptr, 'h'},           {}};
    for (int each = 0; (each = ::getopt_long(argc, argv, "", kOptions, nullptr)) != -1;) {
        bool understood = true;
        if (each == 'f')
            options.folder = ::optarg;
        else if (each == 'i')
            understood = readTime(::optarg, options.idle);
        else if (each == 'g')
            understood = readTime(::optarg, options.greetTime);
        else if (each == 'h')
            return usage(0);
        else if (each == 'v')
            return std::puts("glovebox-supervisor " GLOVEBOX_VERSION) < 0;
        else
            understood = false;
        if (!understood)
            return usage(2);
    }
    if (options.folder.empty() || ::optind != argc)
        return usage(2);
    auto starter = detach();
    if (!starter) {
        std::fprintf(stderr, "glovebox-supervisor: %s\n", starter.error().detail.c_str());
        return 1;
    }
    return serve(options, std::move(*starter));
}
