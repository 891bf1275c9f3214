// Role: what `gloveboxctl logs` has of both its ways: the logs on disk, and those of a Glovebox that is asked.
#pragma once

#include "app/cli/live.h"
#include "core/base/log_query.h"

namespace glovebox::cli {

struct LogsOptions {
    LiveOptions live;
    std::string sandbox;
    std::string session;
    std::string level = "debug";
    std::string text;
    LogNumber lines = 1000;
    bool follow = false;
    bool list = false;
};

/// The only one of these logs that begins so, with its "sbx-" or without; else as it was typed.
std::string wholeId(const std::vector<LogEntry> &logs, LogName::Kind kind, const std::string &typed);
void printLogList(const std::vector<LogEntry> &logs, bool asJson);
/// As it stands on disk, or as text that does nothing to a terminal.
void printLogLine(const StoredLine &line, bool asJson);

/// Asks a Glovebox at a URL.
int printLogsOf(const LogsOptions &options);

} // namespace glovebox::cli
