#include "app/cli/signal_pipe.h"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace glovebox::cli {

namespace {

int signalEnds[2]{-1, -1};

} // namespace

extern "C" void noteSignal(int signal)
{
    const int saved = errno;
    const auto byte = static_cast<unsigned char>(signal);
    [[maybe_unused]] const auto written = ::write(signalEnds[1], &byte, 1);
    errno = saved;
}

SignalPipe::SignalPipe(std::initializer_list<int> signals)
{
    if (::pipe2(signalEnds, O_NONBLOCK | O_CLOEXEC) != 0)
        return;
    for (const int signal : signals) {
        struct sigaction wanted {};
        wanted.sa_handler = noteSignal;
        struct sigaction before {};
        if (::sigaction(signal, &wanted, &before) == 0)
            m_before.emplace_back(signal, before);
    }
}

SignalPipe::~SignalPipe()
{
    for (const auto &[signal, before] : m_before)
        ::sigaction(signal, &before, nullptr);
    for (int &end : signalEnds) {
        ::close(end);
        end = -1;
    }
}

int SignalPipe::descriptor() const
{
    return signalEnds[0];
}

std::optional<int> SignalPipe::next() const
{
    unsigned char signal = 0;
    return ::read(signalEnds[0], &signal, 1) == 1 ? std::optional<int>(signal) : std::nullopt;
}

} // namespace glovebox::cli
