// Role: which program a word means, and which shells there are: looked for on a context's own PATH, as its user's
// programs would.
#pragma once

#include "core/guest/agent/tools/context.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::agent {

/// Its value; nullptr when it is not in the context's environment.
const std::string *variableOf(const ToolContext &context, std::string_view name);

struct ShellProgram {
    std::string program;
    bool isBash = false;
};
/// Where one may be, the best first: /bin/bash, bash on the PATH, /bin/sh, sh on the PATH.
std::vector<ShellProgram> shellCandidates(const ToolContext &context);
/// A file that somebody may run.
bool isProgram(const std::string &path);

/// Absolute and without ".", ".." and doubled slashes, as text; no link is looked at.
std::string plainFolder(std::string_view path);

/// In a fresh child that has become whom it is to be: runs it. Comes back with an errno: ENOENT when no such program is
/// on the PATH, EACCES when what is may not be run.
int runProgram(const ToolContext &context, const std::vector<char *> &arguments, char *const *environment);

} // namespace glovebox::agent
