#include "core/guest/agent/terminals/session.h"

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/file_io.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>

#include <charconv>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

namespace glovebox::agent {

namespace {

constexpr int kSessionField = 6; // as proc(5) counts them
constexpr int kThreadsField = 20;

/// Of /proc/PID/stat: a name in brackets, which may hold anything, then state, parent, group, session, and the count of
/// threads at kThreadsField. A process whose first thread has ended is called a zombie while others go on.
bool livesIn(const std::string &process, pid_t session)
{
    const Descriptor file(::open(("/proc/" + process + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
    std::string content;
    if (!file || readUpTo(file.get(), 512, content) != 0)
        return false;
    const auto bracket = content.rfind(')');
    if (bracket == std::string::npos)
        return false;
    std::istringstream fields(content.substr(bracket + 1));
    char state = 'Z';
    pid_t parent = 0;
    pid_t group = 0;
    pid_t its = 0;
    if (!(fields >> state >> parent >> group >> its) || its != session)
        return false;
    std::string field;
    for (int i = kSessionField; i < kThreadsField && fields >> field; ++i) {
    }
    return (state != 'Z' && state != 'X') || std::strtol(field.c_str(), nullptr, 10) > 1;
}

} // namespace

std::vector<pid_t> processesOf(pid_t session)
{
    std::vector<pid_t> found;
    const std::unique_ptr<DIR, int (*)(DIR *)> listing(session > 1 ? ::opendir("/proc") : nullptr, ::closedir);
    if (!listing)
        return found;
    while (const auto *entry = ::readdir(listing.get())) {
        const std::string name = entry->d_name;
        pid_t process = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
        if (error == std::errc() && end == name.data() + name.size() && process > 1 && livesIn(name, session))
            found.push_back(process);
    }
    return found;
}

void signalSession(pid_t session, int signal)
{
    const auto tell = [signal](pid_t process) {
        ::kill(process, signal);
        ::kill(process, SIGCONT);
    };
    if (session > 1)
        tell(session);
    for (const auto process : processesOf(session))
        if (process != session)
            tell(process);
}

} // namespace glovebox::agent
