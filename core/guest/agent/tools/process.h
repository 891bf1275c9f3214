// Role: child processes of the tools: started with their own rights, limits and process group, and ended as a group.
#pragma once

#include "core/guest/agent/tools/context.h"
#include "core/guest/agent/tools/descriptor.h"

#include <string>
#include <vector>

namespace glovebox::agent {

/// fork(), into the context's fence when it has one. -1 with errno; EAGAIN: the fence is full.
pid_t forkInto(const ToolContext &context);

/// In a fresh child: signals as a program expects them, ordinary scheduling, the tools' rights and limits. False: the
/// rights could not be given up, and the child must end.
bool becomeToolUser(const ToolContext &context);

/// nullptr-ended "NAME=value" list of the context's environment plus `extra`, for execve. Of two with one name `extra`
/// counts.
class EnvironmentBlock {
public:
    EnvironmentBlock(const ToolContext &context, std::vector<std::string> extra);
    char *const *get() const { return m_pointers.data(); }

private:
    std::vector<std::string> m_entries;
    std::vector<char *> m_pointers;
};

struct Pipe {
    Descriptor readEnd;
    Descriptor writeEnd;
    explicit operator bool() const { return readEnd && writeEnd; }
};
/// Both ends close on exec.
Pipe makePipe();
bool setNonBlocking(int fd);

/// Ends every process of the group that `leader` leads. Nothing happens for leader ≤ 1.
void killGroup(pid_t leader);
/// Ends everything in the fence, or without one everything of the tools' user unless that is root: what a fork bomb has
/// left behind keeps a new process from starting. Does nothing without credentials.
void endEverythingOf(const ToolContext &context);
/// Takes the exit status of a child of ours if it has ended.
bool collectExit(pid_t child, int &status);

} // namespace glovebox::agent
