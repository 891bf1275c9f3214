#include "core/guest/agent/port.h"

#include "core/guest/agent/tools/file_io.h"

#include <dirent.h>
#include <fcntl.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <thread>

namespace glovebox::agent {

namespace {

using namespace std::chrono_literals;

constexpr auto kPortWait = 10'000ms;
constexpr auto kPortLookAgain = 10ms;
/// For the names of the others, once the first is known.
constexpr auto kNameWait = 1'000ms;
constexpr const char *kPortFolder = "/sys/class/virtio-ports";
/// The kernel's news that a host has come is handled by a thread of its own, after the host's first bytes, and not
/// while this process runs: it is more urgent.
constexpr auto kNewsDelay = 200ms;
/// Reads before other work gets its turn.
constexpr int kPortReadsPerTurn = 16;

struct PortsSeen {
    std::string path;     // of the device with the name that was looked for
    bool any = false;     // has a name
    bool unnamed = false; // one has none, or none yet
};

PortsSeen lookForPort(const std::string &name)
{
    PortsSeen seen;
    const std::unique_ptr<DIR, int (*)(DIR *)> listing(::opendir(kPortFolder), ::closedir);
    if (!listing)
        return seen;
    while (const auto *entry = ::readdir(listing.get())) {
        const std::string port = entry->d_name;
        if (port.starts_with('.'))
            continue;
        const Descriptor file(::open((std::string(kPortFolder) + "/" + port + "/name").c_str(), O_RDONLY | O_CLOEXEC));
        std::string content;
        const bool named = file && readUpTo(file.get(), 256, content) == 0;
        seen.any = seen.any || named;
        seen.unnamed = seen.unnamed || !named;
        if (named && content == name + "\n")
            seen.path = "/dev/" + port;
    }
    return seen;
}

} // namespace

Descriptor openOptionalPort(const char *name)
{
    // The machine announces all of its ports before it names the first.
    const auto begin = std::chrono::steady_clock::now();
    std::optional<Instant> named;
    for (;;) {
        const auto seen = lookForPort(name);
        const auto now = std::chrono::steady_clock::now();
        if (!seen.path.empty())
            return Descriptor(::open(seen.path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
        if (seen.any && !named)
            named = now;
        if ((named && (!seen.unnamed || now - *named >= kNameWait)) || now - begin >= kPortWait) {
            errno = ENOENT;
            return {};
        }
        std::this_thread::sleep_for(kPortLookAgain);
    }
}

std::string Port::open(const char *name)
{
    const auto deadline = std::chrono::steady_clock::now() + kPortWait;
    std::string path;
    while ((path = lookForPort(name).path).empty()) {
        if (std::chrono::steady_clock::now() >= deadline)
            return "port " + std::string(name) + " not found";
        std::this_thread::sleep_for(kPortLookAgain);
    }
    m_port = Descriptor(::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!m_port)
        return "cannot open port " + path + ": " + std::strerror(errno);
    if (::fcntl(m_port.get(), F_SETOWN, ::getpid()) != 0 || ::fcntl(m_port.get(), F_SETFL, O_NONBLOCK | O_ASYNC) != 0)
        return "cannot watch port " + path + ": " + std::strerror(errno);
    return {};
}

void Port::addPollFd(std::vector<pollfd> &fds, bool wantsToWrite) const
{
    if (m_attached)
        fds.push_back({m_port.get(), static_cast<short>(wantsToWrite ? POLLIN | POLLOUT : POLLIN), 0});
}

void Port::exchange(Service &service)
{
    pollfd look{m_port.get(), POLLIN | POLLOUT, 0};
    ::poll(&look, 1, 0);
    const bool hangUp = (look.revents & POLLHUP) != 0;
    const auto reading = readAll(service);
    const auto now = std::chrono::steady_clock::now();
    if (reading.some)
        m_lastHeard = now;
    if (hangUp && !reading.more) {
        m_attached = false;
        if (now - m_lastHeard >= kNewsDelay)
            service.hostGone();
        return;
    }
    m_attached = true;
    writeAll(service);
}

Port::Reading Port::readAll(Service &service)
{
    Reading reading;
    std::array<char, 32 << 10> buffer;
    for (int turn = 0; turn < kPortReadsPerTurn; ++turn) {
        const auto got = ::read(m_port.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return reading;
        reading.some = true;
        service.received({buffer.data(), static_cast<std::size_t>(got)});
    }
    reading.more = true;
    return reading;
}

void Port::writeAll(Service &service)
{
    while (!service.unsent().empty()) {
        const auto bytes = service.unsent();
        const auto written = ::write(m_port.get(), bytes.data(), std::min<std::size_t>(bytes.size(), 32 << 10));
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return; // full: poll says when there is room
        service.sent(static_cast<std::size_t>(written));
    }
}

} // namespace glovebox::agent
