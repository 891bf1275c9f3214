// Closing a terminal whose program hides its end: the real agent behind a real link, and programs that are this very
// one.
#include "tests/unit/guest/sitting.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include <string_view>
#include <thread>

using namespace glovebox;
using namespace glovebox::guest;

namespace {

/// This very program, as one of those that main() has.
domain::TerminalWish odd(const char *kind)
{
    return {.arguments = {QCoreApplication::applicationFilePath().toStdString(), kind}};
}

/// Its first thread has ended and another has not: /proc calls it a zombie.
[[noreturn]] void liveWithoutTheFirstThread()
{
    std::thread([] {
        for (;;)
            ::pause();
    }).detach();
    ::dprintf(STDOUT_FILENO, "begun\n");
    ::pthread_exit(nullptr);
}

/// Somebody of another session watches its end and tells nobody else of it.
[[noreturn]] void liveUnderAWatcher()
{
    const auto watched = ::getpid();
    ::prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    if (::fork() == 0) {
        ::setsid();
        const bool watches = ::ptrace(PTRACE_SEIZE, watched, nullptr, nullptr) == 0;
        ::alarm(60);
        ::dprintf(STDOUT_FILENO, watches ? "watcher %d.\n" : "none\n", ::getpid());
        for (;;)
            ::pause();
    }
    for (;;)
        ::pause();
}

} // namespace

class TerminalEndsTest : public QObject {
    Q_OBJECT

    HonestGuest *m_guest = nullptr;
    Host *m_host = nullptr;

private Q_SLOTS:
    void init()
    {
        m_guest = new HonestGuest;
        m_host = new Host;
        m_host->connect(m_guest->path());
        QVERIFY(QTest::qWaitFor([this] { return m_host->link != nullptr; }));
    }
    void cleanup()
    {
        delete m_host;
        delete m_guest;
    }

    void closingEndsAProgramWhoseFirstThreadHasEnded()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(odd("without-first-thread")));
        QVERIFY(sitting.sees("begun"));
        QVERIFY(
            sitting.does([&](auto done) { return m_host->link->terminals().close(sitting.number, std::move(done)); }));
        QVERIFY(sitting.wait([&] { return sitting.end.has_value(); }));
        QVERIFY(*sitting.end && (**sitting.end).signal == SIGHUP);
        QVERIFY(m_host->lost.empty());
    }

    void closingIsAnsweredWhenTheProgramsEndIsKeptFromTheAgent()
    {
        Sitting sitting{*m_host};
        QVERIFY(sitting.open(odd("under-a-watcher")));
        QVERIFY(sitting.wait([&] { return sitting.screen.find('\n') != std::string::npos; }));
        // On a host whose programs may not watch each other it is a program like any other.
        const auto blank = sitting.screen.find(' ');
        const auto watcher = blank == std::string::npos ? 0 : std::stoi(sitting.screen.substr(blank));
        QVERIFY(
            sitting.does([&](auto done) { return m_host->link->terminals().close(sitting.number, std::move(done)); }));
        QVERIFY(m_host->lost.empty());
        QVERIFY(watcher == 0 || lives(watcher));
        if (watcher > 0)
            ::kill(watcher, SIGKILL);
    }
};

int main(int count, char **arguments)
{
    const std::string_view kind = count == 2 ? arguments[1] : "";
    if (kind == "without-first-thread")
        liveWithoutTheFirstThread();
    if (kind == "under-a-watcher")
        liveUnderAWatcher();
    const QCoreApplication application(count, arguments);
    TerminalEndsTest test;
    return QTest::qExec(&test, count, arguments);
}
#include "tst_terminal_ends.moc"
