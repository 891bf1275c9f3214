#include "core/system/service_manager.h"

#include <QLoggingCategory>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace glovebox::system {

namespace {

Q_LOGGING_CATEGORY(lcService, "glovebox.service")

std::string takeVariable(const char *name)
{
    const char *value = std::getenv(name);
    std::string text = value ? value : "";
    ::unsetenv(name);
    return text;
}

std::optional<std::int64_t> wholeNumber(const std::string &text)
{
    std::int64_t number = 0;
    const auto *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc{} && read.ptr == end && number > 0 ? std::optional(number) : std::nullopt;
}

} // namespace

ServiceManager::ServiceManager(int socket, std::string address, std::optional<std::chrono::milliseconds> watchdog)
    : m_socket(socket), m_address(std::move(address)), m_watchdog(watchdog)
{
}

ServiceManager::~ServiceManager()
{
    ::close(m_socket);
}

Result<std::shared_ptr<const ServiceManager>> ServiceManager::at(const std::string &address,
                                                                 std::optional<std::chrono::milliseconds> watchdog)
{
    const bool fits = address.size() > 1 && address.size() < sizeof(sockaddr_un::sun_path) &&
                      (address[0] == '/' || address[0] == '@');
    if (!fits)
        return fail(ErrorCode::InvalidArgument, "no address of a service manager: " + address.substr(0, 128));
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0)
        return fail(ErrorCode::OutOfMemory, std::string("a socket to the service manager: ") + std::strerror(errno));
    return std::shared_ptr<const ServiceManager>(new ServiceManager(socket, address, watchdog));
}

std::shared_ptr<const ServiceManager> ServiceManager::takeFromEnvironment()
{
    const auto address = takeVariable("NOTIFY_SOCKET");
    const auto interval = wholeNumber(takeVariable("WATCHDOG_USEC"));
    const auto process = takeVariable("WATCHDOG_PID");
    if (address.empty())
        return nullptr;
    std::optional<std::chrono::milliseconds> watchdog;
    if (interval && *interval >= 1000 && (process.empty() || wholeNumber(process) == ::getpid()))
        watchdog = std::chrono::milliseconds(*interval / 1000);
    auto manager = at(address, watchdog);
    if (manager)
        return *std::move(manager);
    qCWarning(lcService, "%s", describe(manager.error()).c_str());
    return nullptr;
}

bool ServiceManager::tell(std::string_view lines) const
{
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    m_address.copy(to.sun_path, sizeof to.sun_path - 1);
    auto size = offsetof(sockaddr_un, sun_path) + m_address.size();
    if (m_address[0] == '@')
        to.sun_path[0] = '\0'; // and the name has no end but the address's
    else
        ++size;
    const auto sent = ::sendto(m_socket, lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                               reinterpret_cast<const sockaddr *>(&to), static_cast<socklen_t>(size));
    return sent == static_cast<ssize_t>(lines.size());
}

} // namespace glovebox::system
