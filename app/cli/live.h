// Role: what the commands that speak to a running Glovebox share: the way to it, names for its things, tables for
// people and JSON for programs. Lists are in listing.h. Thread: the main one; blocks.
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
    std::string url;
    std::string keyFile;
    bool json = false;

    ApiPlace place() const { return {dataDir, url, keyFile}; }
};

inline constexpr const char *kSandboxHelp = "its id, the beginning of one, or its name";

/// --data-dir, --url, --key-file and --json, as everywhere.
void addLiveOptions(CLI::App &command, LiveOptions &options);

/// Of commands that read a data folder, also while nothing runs with it, and ask a Glovebox when a URL is given:
/// --data-dir, --url and --key-file.
void addFolderOrUrl(CLI::App &command, LiveOptions &options);
/// The same with --ledger, a file that goes before both.
void addLedgerOrUrl(CLI::App &command, LiveOptions &options, std::string &ledger);
/// A Glovebox is asked, and no folder is read.
bool asksUrl(const LiveOptions &options, const std::string &ledger = {});

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
int withApi(const LiveOptions &options, const char *failed, const std::function<Result<int>(const ApiClient &)> &work,
            int statusOfFailure = kExitFailed);

/// What can be named by an id, by the beginning of one that no other has (with or without its "sbx-"), or by a name.
enum class Named { Sandbox, Snapshot, Session, Environment, Key, Leftover, Operation, Work };
/// The id. What is like nothing is given back as it is: Glovebox says itself that there is none.
/// InvalidArgument: several are meant.
Result<std::string> resolve(const ApiClient &api, Named kind, const std::string &text);
Result<std::vector<std::string>> resolveAll(const ApiClient &api, Named kind, const std::vector<std::string> &texts);

/// --force, for what cannot be undone.
void addForce(CLI::App &command, bool &force);
/// Somebody at a terminal is asked, unless it was forced; a script means what it says.
bool isMeant(const std::string &question, bool force);

/// Columns as wide as their longest cell, two blanks between them; nothing but the head when there are no rows.
void printRows(const std::vector<std::string> &head, const std::vector<std::vector<std::string>> &rows);
/// The same as lines, for one more time: `widths` grows with what was shown. The head stands first.
std::vector<std::string> linesOf(const std::vector<std::string> &head,
                                 const std::vector<std::vector<std::string>> &rows, std::vector<std::size_t> &widths);
void printAnswer(const nlohmann::json &value);
/// One of many, in one line.
void printJsonLine(const nlohmann::json &value);
/// A text field of an answer, made fit for a terminal; empty when it is not there.
std::string shownField(const nlohmann::json &object, const char *field);

/// "id", whatever kind of value it is, else "name"; empty: it has neither.
std::string idIn(const nlohmann::json &object);
/// "NAME=VALUE" into an object of texts; `option` is for words.
Result<> takePair(const std::string &text, const char *option, nlohmann::json &object);

/// What an accepted request is about, without its kind: "py" of "template/py"; empty: it does not say.
std::string objectIn(const nlohmann::json &answer);

/// In their order, none twice.
std::vector<std::string> eachOnce(const std::vector<std::string> &names);

/// Between two looks at something that goes on.
void holdOn();
/// Also when there is nothing to write, which would be how one hears of it.
bool isReadNoMore();

} // namespace glovebox::cli
