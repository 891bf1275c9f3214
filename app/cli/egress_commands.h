// Role: the parts that `gloveboxctl egress` is made of. Thread: the main one.
#pragma once

#include "app/cli/commands.h"
#include "core/ledger/use_reader.h"

#include <memory>
#include <string>

namespace glovebox::cli {

/// Those that ask a running Glovebox to change what one sandbox may reach.
void addEgressChanges(CLI::App &group, Action &chosen);

void addEgressLog(CLI::App &group, Action &chosen);

/// `ledger`: the file; empty: that of the data folder.
Result<std::unique_ptr<ledger::UseReader>> openEgressLedger(const std::string &ledger, const std::string &dataDir);

} // namespace glovebox::cli
