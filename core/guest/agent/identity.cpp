#include "core/guest/agent/identity.h"

#include "core/guest/agent/boot.h"
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/protocol/limits.h"

#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>
#include <vector>

namespace glovebox::agent {

namespace {

constexpr const char *kFolder = "/run/glovebox";

void complain(const std::string &what)
{
    say("cannot " + what + ": " + std::strerror(errno));
}

void mixEntropy(const Descriptor &random, const std::string &bytes)
{
    // struct rand_pool_info: two ints, then the bytes.
    std::vector<int> request(2 + (bytes.size() + sizeof(int) - 1) / sizeof(int));
    request[0] = static_cast<int>(bytes.size() * 8);
    request[1] = static_cast<int>(bytes.size());
    std::memcpy(&request[2], bytes.data(), bytes.size());
    if (!random || ::ioctl(random.get(), RNDADDENTROPY, request.data()) != 0)
        complain("add entropy");
    else if (::ioctl(random.get(), RNDRESEEDCRNG, 0) != 0)
        complain("reseed the random generator");
}

/// An empty file in memory that stands at `path` in /etc. An image may have a link there, which is not followed.
Descriptor fileInMemory(const std::string &name)
{
    const auto path = "/etc/" + name;
    const auto source = kFolder + ("/" + name);
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode))
        ::unlink(path.c_str());
    const Descriptor place(::open(path.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644));
    Descriptor file(::open(source.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!place || !file || ::mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0)
        complain("make " + path);
    return file;
}

/// In place, and made shorter only when it is: giving up the page and taking another costs a clone some milliseconds.
void rewrite(const Descriptor &file, const std::string &text)
{
    struct stat info {};
    const bool written = file &&
                         ::pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
                         ::fstat(file.get(), &info) == 0;
    const auto size = static_cast<off_t>(text.size());
    if (!written || (info.st_size != size && ::ftruncate(file.get(), size) != 0))
        complain("write a file in " + std::string(kFolder));
}

} // namespace

void IdentityFiles::prepare()
{
    m_random = Descriptor(::open("/dev/urandom", O_WRONLY | O_CLOEXEC));
    ::mkdir(kFolder, 0755);
    m_hostname = fileInMemory("hostname");
    m_hosts = fileInMemory("hosts");
    m_machineId = fileInMemory("machine-id");
}

void IdentityFiles::apply(const guest::Identity &identity)
{
    mixEntropy(m_random, identity.entropy); // first: what follows makes an id of it
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(identity.wallTime);
    const auto rest = std::chrono::nanoseconds(identity.wallTime - seconds);
    const timespec now{static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
    if (::clock_settime(CLOCK_REALTIME, &now) != 0)
        complain("set the clock");
    if (std::exchange(m_name, identity.hostname) == identity.hostname)
        return; // it was paused or hibernated, and is who it was
    if (::sethostname(identity.hostname.data(), identity.hostname.size()) != 0)
        complain("set the host name");
    rewrite(m_hostname, identity.hostname + "\n");
    rewrite(m_hosts, "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 " + identity.hostname + "\n");
    auto id = randomUuid();
    std::erase(id, '-');
    rewrite(m_machineId, id + "\n");
}

guest::HelloOk agentFacts()
{
    utsname kernel{};
    struct sysinfo info {};
    ::uname(&kernel);
    ::sysinfo(&info);
    return {guest::kProtocolVersion, GLOVEBOX_VERSION, kernel.release, std::chrono::seconds(info.uptime)};
}

} // namespace glovebox::agent
