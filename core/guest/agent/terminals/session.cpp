#include "core/guest/agent/terminals/session.h"

#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/file_io.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>

#include <charconv>
#include <memory>
#include <sstream>
#include <string>

namespace glovebox::agent {

namespace {

/// Of /proc/PID/stat: a name in brackets, which may hold anything, then state, parent, group, session.
bool isOfSession(const std::string &process, pid_t session)
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
    return fields >> state >> parent >> group >> its && its == session && state != 'Z' && state != 'X';
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
        if (error == std::errc() && end == name.data() + name.size() && process > 1 && isOfSession(name, session))
            found.push_back(process);
    }
    return found;
}

void signalSession(pid_t session, int signal)
{
    for (const auto process : processesOf(session)) {
        ::kill(process, signal);
        ::kill(process, SIGCONT);
    }
}

} // namespace glovebox::agent
