#include "core/guest/agent/identity.h"

#include "core/guest/agent/boot.h"
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/protocol/limits.h"

#include <fcntl.h>
#include <linux/random.h>
#include <sys/ioctl.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <vector>

namespace glovebox::agent {

namespace {

void complain(const std::string &what)
{
    say("cannot " + what + ": " + std::strerror(errno));
}

void mixEntropy(const std::string &bytes)
{
    const Descriptor random(::open("/dev/urandom", O_WRONLY | O_CLOEXEC));
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

void writeText(const char *path, const std::string &text)
{
    ::unlink(path);
    const Descriptor file(::open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file || ::write(file.get(), text.data(), text.size()) < 0)
        complain(std::string("write ") + path);
}

} // namespace

void applyIdentity(const guest::Identity &identity)
{
    mixEntropy(identity.entropy); // first: what follows makes an id of it
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(identity.wallTime);
    const auto rest = std::chrono::nanoseconds(identity.wallTime - seconds);
    const timespec now{static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
    if (::clock_settime(CLOCK_REALTIME, &now) != 0)
        complain("set the clock");
    if (::sethostname(identity.hostname.data(), identity.hostname.size()) != 0)
        complain("set the host name");
    writeText("/etc/hostname", identity.hostname + "\n");
    writeText("/etc/hosts", "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 " + identity.hostname + "\n");
    auto id = randomUuid();
    std::erase(id, '-');
    writeText("/etc/machine-id", id + "\n");
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
