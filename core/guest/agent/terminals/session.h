// Role: the processes that belong to one session of the kernel's: a terminal's program, and all that it started and
// that did not begin a session of its own. Thread: the agent's only one.
#pragma once

#include <sys/types.h>

#include <vector>

namespace glovebox::agent {

/// Those that live, as /proc tells now. Nobody for a session ≤ 1.
std::vector<pid_t> processesOf(pid_t session);
/// Also to those that stand still, which are made to go on; to its leader whatever /proc tells, which is why nobody may
/// have collected that one yet.
void signalSession(pid_t session, int signal);

} // namespace glovebox::agent
