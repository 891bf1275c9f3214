#include "app/cli/terminal_mode.h"

#include <initializer_list>

namespace glovebox::cli {

namespace {

termios asBefore{};
termios asNow{};
int changedTerminal = -1;

} // namespace

/// Also who is ended in the middle leaves a terminal that is as it was.
extern "C" void restoreTerminalAndEnd(int signal)
{
    ::tcsetattr(changedTerminal, TCSANOW, &asBefore);
    ::raise(signal); // it has its usual meaning again
}

/// Stopped from elsewhere: the shell that shows itself then finds its terminal as it was.
extern "C" void restoreTerminalAndStop(int)
{
    ::tcsetattr(changedTerminal, TCSANOW, &asBefore);
    ::raise(SIGSTOP);
    ::tcsetattr(changedTerminal, TCSANOW, &asNow); // somebody had it go on
}

TerminalMode::TerminalMode(int terminal, Kind kind) : m_kind(kind)
{
    if (::tcgetattr(terminal, &asBefore) != 0)
        return;
    changedTerminal = terminal;
    const auto handle = [this](int signal, void (*handler)(int), int flags) {
        struct sigaction wanted {};
        wanted.sa_handler = handler;
        wanted.sa_flags = flags;
        struct sigaction before {};
        if (::sigaction(signal, &wanted, &before) == 0)
            m_before.emplace_back(signal, before);
    };
    constexpr auto once = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    if (kind == Kind::Unseen)
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
            handle(signal, restoreTerminalAndEnd, once);
    else
        handle(SIGTSTP, restoreTerminalAndStop, SA_RESTART);
    for (const int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT})
        handle(signal, restoreTerminalAndEnd, once);
    asNow = asBefore;
    if (kind == Kind::Raw) {
        ::cfmakeraw(&asNow);
    } else {
        asNow.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        asNow.c_cc[VSUSP] = _POSIX_VDISABLE; // it would stop us with the terminal as it is now
    }
    m_changed = ::tcsetattr(terminal, kind == Kind::Raw ? TCSADRAIN : TCSAFLUSH, &asNow) == 0;
}

TerminalMode::~TerminalMode()
{
    if (m_changed)
        ::tcsetattr(changedTerminal, m_kind == Kind::Raw ? TCSANOW : TCSAFLUSH, &asBefore);
    for (const auto &[signal, before] : m_before)
        ::sigaction(signal, &before, nullptr);
}

} // namespace glovebox::cli
