#include "app/compose/shutdown_signals.h"

#include <QSocketNotifier>

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace glovebox::compose {

namespace {

int gSignalPipe[2] = {-1, -1};

/// Only what is safe in a signal handler: one byte into the pipe.
void onSignal(int)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(gSignalPipe[0], &byte, 1);
}

} // namespace

ShutdownSignals::ShutdownSignals(std::function<void(int)> asked, QObject *parent)
    : QObject(parent), m_asked(std::move(asked))
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, gSignalPipe) != 0)
        qFatal("no socket pair for signals");
    auto *notifier = new QSocketNotifier(gSignalPipe[1], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(gSignalPipe[1], &byte, 1) == 1)
            m_asked(++m_count);
    });
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

ShutdownSignals::~ShutdownSignals()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    for (int &end : gSignalPipe)
        ::close(std::exchange(end, -1));
}

} // namespace glovebox::compose
