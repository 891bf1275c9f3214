// Role: what the commands that speak to a running Glovebox share: the way to it, tables for people and JSON for
// programs. Thread: the main one; blocks.
#pragma once

#include "app/cli/api_client.h"
#include "app/cli/commands.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::cli {

struct LiveOptions {
    std::string dataDir;
    bool json = false;
};

/// --data-dir and --json, as everywhere.
void addLiveOptions(CLI::App &command, LiveOptions &options);

/// One command of a group, with options of its own that have LiveOptions as `live`; `run` is what it does.
template <class Options>
std::pair<CLI::App *, std::shared_ptr<Options>> addLiveCommand(CLI::App &group, Action &chosen, const char *name,
                                                               const char *what, int (*run)(const Options &))
{
    auto options = std::make_shared<Options>();
    auto *command = group.add_subcommand(name, what);
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options, run] {
        chosen = [options, run] {
            return run(*options);
        };
    });
    return {command, options};
}

/// Runs `work` with the way to the running Glovebox; says why not, when there is none or when it fails.
int withApi(const LiveOptions &options, const char *failed, const std::function<Result<int>(const ApiClient &)> &work);

/// Columns as wide as their longest cell, two blanks between them; nothing but the head when there are no rows.
void printRows(const std::vector<std::string> &head, const std::vector<std::vector<std::string>> &rows);
void printAnswer(const nlohmann::json &value);
/// A text field of an answer, made fit for a terminal; empty when it is not there.
std::string shownField(const nlohmann::json &object, const char *field);

/// What an accepted request is about, without its kind: "py" of "template/py"; empty: it does not say.
std::string objectIn(const nlohmann::json &answer);

/// In their order, none twice.
std::vector<std::string> eachOnce(const std::vector<std::string> &names);

/// Between two looks at something that goes on.
void holdOn();

} // namespace glovebox::cli
