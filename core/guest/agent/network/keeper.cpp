#include "core/guest/agent/network/keeper.h"

#include "core/guest/agent/boot.h"
#include "core/guest/agent/network/network.h"
#include "core/guest/agent/tools/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace glovebox::agent {

namespace {

using namespace std::chrono_literals;

/// An emulated machine on a busy host was seen to need a few hundred milliseconds.
constexpr auto kReadyWait = 10'000ms;
constexpr auto kPauseMin = 100ms;
constexpr auto kPauseMax = 10'000ms;
/// Who ran for so long may be started again at once.
constexpr auto kGoodRun = 60'000ms;

std::string inWords(int status)
{
    return WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                               : "status " + std::to_string(WEXITSTATUS(status));
}

} // namespace

void NetworkKeeper::start()
{
    void *page = ::mmap(nullptr, sizeof *m_next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return say(std::string("no network: ") + std::strerror(errno));
    m_next = new (page) std::uint32_t(0);
    fork();
}

void NetworkKeeper::fork()
{
    m_started = std::chrono::steady_clock::now();
    auto pipe = makePipe();
    m_child = pipe ? ::fork() : -1;
    if (m_child == 0) {
        constexpr unsigned kReadyEnd = 3;
        ::dup3(pipe.writeEnd.get(), kReadyEnd, O_CLOEXEC); // a no-op's error when it is that already
        pipe.writeEnd.release();
        pipe.readEnd.release();
        ::syscall(SYS_close_range, kReadyEnd + 1, ~0U, 0U);
        beNetwork(Descriptor(kReadyEnd), m_next, m_again);
    }
    if (m_child < 0) {
        say(std::string("cannot start the network: ") + std::strerror(errno));
        m_pause = kPauseMax;
        m_startAgain = m_started + m_pause;
    }
    m_ready = std::move(pipe.readEnd);
}

void NetworkKeeper::waitUntilReady()
{
    pollfd look{m_ready.get(), POLLIN, 0};
    if (m_ready && ::poll(&look, 1, static_cast<int>(kReadyWait.count())) == 0) {
        say("the network is not ready; programs may run without it");
        m_ready.reset();
    }
    char found = 0;
    m_isThere = m_ready && ::read(m_ready.get(), &found, 1) == 1 && found == kProgramsFindNetwork;
    m_ready.reset();
}

void NetworkKeeper::ended(int status)
{
    m_child = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == kNoNetworkPort)
        return;
    const auto now = std::chrono::steady_clock::now();
    m_pause = now - m_started >= kGoodRun ? kPauseMin : std::clamp(m_pause * 2, kPauseMin, kPauseMax);
    m_startAgain = now + m_pause;
    say("the network process ended with " + inWords(status) + " and is started again");
}

void NetworkKeeper::step(Instant now)
{
    if (!m_startAgain || *m_startAgain > now)
        return;
    m_startAgain.reset();
    m_again = true;
    fork();
    m_ready.reset();
}

} // namespace glovebox::agent
