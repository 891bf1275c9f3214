// Role: the commands of gloveboxctl. Each adds itself to the command line; what it does begins when the line was read
// and answers with the exit status. Exit statuses: 0 well; 1 it failed; 2 the command line or a setting is wrong;
// 3 the control plane refuses this environment for good.
#pragma once

#include "app/format/errors.h"
#include "core/base/error.h"

#include <CLI/CLI.hpp>

#include <functional>

namespace glovebox::cli {

inline constexpr int kExitFailed = 1;
inline constexpr int kExitInterrupted = 130; // as shells report SIGINT
inline constexpr int kExitUsage = 2;
inline constexpr int kExitRefused = 3;

/// Runs after parsing, in the main thread with a QCoreApplication.
using Action = std::function<int()>;

void addServe(CLI::App &app, Action &chosen);
void addSpawn(CLI::App &app, Action &chosen);
void addDemoServer(CLI::App &app, Action &chosen);
void addDoctor(CLI::App &app, Action &chosen);
void addImage(CLI::App &app, Action &chosen);
void addSandboxes(CLI::App &app, Action &chosen);
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

/// We were started without a standard input, which is not the same as an empty one.
bool standardInputWasClosed();

/// "gloveboxctl: …" on standard error; returns `status`.
int complain(const std::string &text, int status);
/// There is no ledger, or it may not be read; anything else like complain().
int complainOfLedger(const char *what, const Error &error);
/// The same in full: what failed ("The guest image could not be prepared."), cause, remedy, code. Returns kExitFailed.
int complain(const char *what, const Error &error, format::Area area = format::Area::Engine);

} // namespace glovebox::cli
