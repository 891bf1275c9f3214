// Role: the way to tell systemd how this program is: datagrams of KEY=VALUE lines on the unix socket that NOTIFY_SOCKET
// names, a path or, with a '@' in front, a name in the abstract namespace (sd_notify(3), without its library).
// Thread: takeFromEnvironment() before there is a second one; the rest any.
// Invariants: nothing here waits: what cannot be told at once is not told. Programs that are started from here on do
// not see the socket.
#pragma once

#include "core/base/result.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace glovebox::system {

class ServiceManager {
public:
    /// InvalidArgument for an address that is none. `watchdog`: a sign of life is wanted within this time, again and
    /// again; none: not at all.
    static Result<std::shared_ptr<const ServiceManager>> at(const std::string &address,
                                                            std::optional<std::chrono::milliseconds> watchdog = {});
    /// What started us, out of NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, which are gone afterwards. None: nobody
    /// asked, or for another process.
    static std::shared_ptr<const ServiceManager> takeFromEnvironment();

    ~ServiceManager();
    ServiceManager(const ServiceManager &) = delete;
    ServiceManager &operator=(const ServiceManager &) = delete;

    const std::optional<std::chrono::milliseconds> &watchdog() const { return m_watchdog; }
    /// Lines of KEY=VALUE. False: nobody listens there, or it is full.
    bool tell(std::string_view lines) const;

private:
    ServiceManager(int socket, std::string address, std::optional<std::chrono::milliseconds> watchdog);

    int m_socket;
    std::string m_address;
    std::optional<std::chrono::milliseconds> m_watchdog;
};

} // namespace glovebox::system
