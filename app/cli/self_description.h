// Role: what gloveboxctl says of itself: help, completion and the manual, all out of the tree of its commands (decision
// 0074). Thread: the main one.
#pragma once

#include "app/cli/commands.h"

#include <string>
#include <vector>

namespace glovebox::cli {

/// Groups and examples, for a tree that is complete. examples.cpp has them.
void describeCommands(CLI::App &app);

/// Each example of a command, a whole command line.
std::vector<std::string> examplesOf(const CLI::App &command);

/// "gloveboxctl.1", in roff with the man macros, ASCII alone.
std::string manualPage(const CLI::App &app);

/// What the last of the words may become, a line each: the value, and behind a tab what it is. The last line begins
/// with ':' and says what else: ":files", ":folders", ":nospace", ":". Names and ids come from the Glovebox that the
/// words speak to, when it answers within a moment.
std::string completions(const CLI::App &app, const std::vector<std::string> &words);

/// For "bash", "zsh" and "fish".
std::string completionScript(const std::string &shell);

} // namespace glovebox::cli
