// Role: the words of a command line against the tree of commands: which command they lead to, and what is behind it.
// For what CLI11 does not do by itself: a program's own words behind a sandbox, and completion.
#pragma once

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace glovebox::cli {

/// What stands behind the command and so many positionals is not for CLI11, whatever it looks like: it goes into
/// `words`, as it is, without a "--" before it. The tree shows it as COMMAND, with `about`.
void takeProgramWords(CLI::App &command, int behind, std::vector<std::string> &words, const char *about);
/// A new tree is made; what was said of commands of one before holds no more.
void forgetProgramWords();

/// Takes off `words`, which come behind our own name, what is not for CLI11 (takeProgramWords).
void takeOffProgram(const CLI::App &app, std::vector<std::string> &words);

/// Where a command line stands after some words.
struct CommandPlace {
    const CLI::App *command = nullptr;
    const CLI::Option *valueOf = nullptr; // this option takes the next word
    int positionals = 0;                  // so many stood there
    bool positionalsOnly = false;         // "--" did
    bool isProgram = false;               // such words have begun (takeProgramWords)
};
CommandPlace placeAfter(const CLI::App &app, const std::vector<std::string> &words);

/// Commands and options that people are shown.
bool isShown(const CLI::App &command);
const CLI::Option *positional(const CLI::App &command, int number);
/// Whether a word follows it.
bool takesValue(const CLI::Option &option);

/// With those of its groups of options, which CLI11 keeps as commands without a name.
std::vector<const CLI::Option *> optionsOf(const CLI::App &command);
/// The commands below, in their order.
std::vector<const CLI::App *> commandsBelow(const CLI::App &command);
/// "gloveboxctl image build"
std::string fullName(const CLI::App &command);

} // namespace glovebox::cli
