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
#include <initializer_list>
#include <vector>

namespace glovebox::agent {

namespace {

constexpr const char *kFolder = "/run/glovebox";

/// "cannot <what>: <why>", on the console and for the host.
std::string failed(const std::string &what)
{
    auto problem = "cannot " + what + ": " + std::strerror(errno);
    say(problem);
    return problem;
}

std::string mixEntropy(const Descriptor &random, const std::string &bytes)
{
    // struct rand_pool_info: two ints, then the bytes.
    std::vector<int> request(2 + (bytes.size() + sizeof(int) - 1) / sizeof(int));
    request[0] = static_cast<int>(bytes.size() * 8);
    request[1] = static_cast<int>(bytes.size());
    std::memcpy(&request[2], bytes.data(), bytes.size());
    if (!random || ::ioctl(random.get(), RNDADDENTROPY, request.data()) != 0)
        return failed("add entropy");
    if (::ioctl(random.get(), RNDRESEEDCRNG, 0) != 0)
        return failed("reseed the random generator");
    return {};
}

std::chrono::milliseconds clockNow()
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::seconds(now.tv_sec) +
                                                                 std::chrono::nanoseconds(now.tv_nsec));
}

void setClock(std::chrono::milliseconds wallTime, guest::IdentityReport &report)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(wallTime);
    const auto rest = std::chrono::nanoseconds(wallTime - seconds);
    const timespec now{static_cast<time_t>(seconds.count()), static_cast<long>(rest.count())};
    report.clockWas = clockNow();
    if (::clock_settime(CLOCK_REALTIME, &now) != 0)
        report.clockProblem = failed("set the clock");
    report.clockIs = clockNow();
}

/// In place, and made shorter only when it is: giving up the page and taking another costs a clone some milliseconds.
std::string rewrite(const Descriptor &file, const std::string &text)
{
    struct stat info {};
    const bool written = file &&
                         ::pwrite(file.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
                         ::fstat(file.get(), &info) == 0;
    const auto size = static_cast<off_t>(text.size());
    if (!written || (info.st_size != size && ::ftruncate(file.get(), size) != 0))
        return failed("write a file in " + std::string(kFolder));
    return {};
}

std::string setHostname(const std::string &name)
{
    if (::sethostname(name.data(), name.size()) != 0)
        return failed("set the host name");
    utsname kernel{};
    if (::uname(&kernel) != 0 || name != kernel.nodename)
        return failed("find the host name that was set");
    return {};
}

/// The first that is one.
std::string firstOf(std::initializer_list<std::string> problems)
{
    const auto *found = std::ranges::find_if(problems, [](const auto &problem) { return !problem.empty(); });
    return found == problems.end() ? std::string() : *found;
}

} // namespace

void IdentityFiles::prepare()
{
    m_random = Descriptor(::open("/dev/urandom", O_WRONLY | O_CLOEXEC));
    m_hostname = fileInMemory("hostname");
    m_hosts = fileInMemory("hosts");
    m_machineId = fileInMemory("machine-id");
}

guest::IdentityReport IdentityFiles::apply(const guest::Identity &identity)
{
    guest::IdentityReport report;
    report.randomProblem = mixEntropy(m_random, identity.entropy); // first: what follows makes an id of it
    report.randomBytes = report.randomProblem.empty() ? identity.entropy.size() : 0;
    setClock(identity.wallTime, report);
    if (m_name == identity.hostname)
        return report; // it was paused or hibernated, and is who it was
    const auto &name = identity.hostname;
    report.hostnameProblem =
        firstOf({setHostname(name), rewrite(m_hostname, name + "\n"),
                 rewrite(m_hosts, "127.0.0.1 localhost\n::1 localhost\n127.0.1.1 " + name + "\n")});
    auto id = randomUuid();
    std::erase(id, '-');
    report.machineIdProblem = rewrite(m_machineId, id + "\n");
    report.machineIdIsNew = report.machineIdProblem.empty();
    // What failed is tried again with the next identity.
    m_name = report.hostnameProblem.empty() && report.machineIdIsNew ? name : std::string();
    return report;
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
