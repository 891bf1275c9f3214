// Role: the commands of gloveboxctl. Each adds itself to the command line; what it does begins when the line was read
// and answers with the exit status: kExitTable, which the manual prints.
#pragma once

#include "app/format/errors.h"
#include "core/base/error.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <vector>

namespace glovebox::cli {

inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitRefused = 3;
inline constexpr int kExitTimedOut = 124;    // as timeout(1) has it
inline constexpr int kExitNotRun = 125;      // as docker has it
inline constexpr int kExitNoRight = 126;     // as shells have it
inline constexpr int kExitNoProgram = 127;   // likewise
inline constexpr int kExitInterrupted = 130; // as shells report SIGINT

struct ExitStatus {
    const char *status;
    const char *meaning;
};
inline constexpr ExitStatus kExitTable[]{
    {"0", "It is done. What reads an answer has printed it."},
    {"1",
     "It failed, or was refused; standard error says why. Of audit verify: the trail is not whole. Of egress check: "
     "the profile denies it. Of doctor: this host cannot run sandboxes."},
    {"2", "The command line or a setting is wrong; nothing was done."},
    {"3", "Of serve: the control plane refuses this environment for good."},
    {"124", "Of exec: the program took longer than --timeout and was ended."},
    {"125",
     "Of exec, shell and terminal attach: gloveboxctl itself failed, and the program was not run or not heard to "
     "its end."},
    {"126, 127", "Of exec and shell: the program cannot be run, or is not there."},
    {"128 and more", "Interrupted by a signal, 128 and its number: 130 is Ctrl-C. Of exec and shell: the program was."},
    {"any other", "Of exec, shell and terminal attach: the program's own."},
};

/// Runs after parsing, in the main thread with a QCoreApplication.
using Action = std::function<int()>;

void addServe(CLI::App &app, Action &chosen);
void addSpawn(CLI::App &app, Action &chosen);
void addDemoServer(CLI::App &app, Action &chosen);
void addDoctor(CLI::App &app, Action &chosen);
void addImage(CLI::App &app, Action &chosen);
void addSandboxes(CLI::App &app, Action &chosen);
void addIdle(CLI::App &app, Action &chosen);
void addSeeds(CLI::App &app, Action &chosen);
void addSecrets(CLI::App &app, Action &chosen);
void addSnapshots(CLI::App &app, Action &chosen);
void addSession(CLI::App &app, Action &chosen);
void addAudit(CLI::App &app, Action &chosen);
void addLogs(CLI::App &app, Action &chosen);
void addTemplate(CLI::App &app, Action &chosen);
void addSecretStore(CLI::App &app, Action &chosen);
void addEgress(CLI::App &app, Action &chosen);
void addPorts(CLI::App &app, Action &chosen);
void addUsage(CLI::App &app, Action &chosen);
void addHistory(CLI::App &app, Action &chosen);
void addExec(CLI::App &app, Action &chosen);
void addTerminals(CLI::App &app, Action &chosen);
void addCopy(CLI::App &app, Action &chosen);
void addApprovals(CLI::App &app, Action &chosen);
void addEnvironments(CLI::App &app, Action &chosen);
void addKeys(CLI::App &app, Action &chosen);
void addEvents(CLI::App &app, Action &chosen);
void addUpkeep(CLI::App &app, Action &chosen);
void addVersion(CLI::App &app, Action &chosen);
/// help, completion and man, which read the tree that the others made: they come last.
void addSelfDescription(CLI::App &app, Action &chosen);

/// All of them, and what the program says of itself.
void addCommands(CLI::App &app, Action &chosen);
/// Reads the command line, without our own name, and runs what it asks for.
int run(std::vector<std::string> words);

/// A standard stream that is closed is opened to nowhere: else the next file or socket gets its number, and is read or
/// written as if it were one.
void openStandardStreams();
/// We were started without a standard input, which is not the same as an empty one.
bool standardInputWasClosed();

/// "gloveboxctl: …" on standard error, fit for a terminal; returns `status`.
int complain(const std::string &text, int status);
/// There is no ledger, or it may not be read; anything else like complain().
int complainOfLedger(const char *what, const Error &error);
/// The same in full: what failed ("The guest image could not be prepared."), cause, remedy, code. Returns kExitFailed.
int complain(const char *what, const Error &error, format::Area area = format::Area::Engine);

} // namespace glovebox::cli
