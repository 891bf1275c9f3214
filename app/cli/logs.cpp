// Role: `gloveboxctl logs`: prints logs that are on disk, also while another program writes them, and goes on with what
// comes; of a Glovebox at a URL: logs_live.cpp. Thread: main.
// Invariants: nothing that a guest printed reaches a terminal as more than letters.
#include "app/cli/logs.h"

#include "app/compose/log_keeping.h"
#include "core/base/log_level.h"
#include "core/logs/log_export.h"
#include "core/rest/log_json.h"
#include "core/system/paths.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>
#include <memory>

namespace glovebox::cli {

namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr LogNumber kLinesMax = 100'000'000;

/// Prints what passes, from a line on, and remembers how far it is.
class Printer {
public:
    Printer(logs::LogReader reader, logs::LineMatcher matcher, bool asJson)
        : m_reader(std::move(reader)), m_matcher(std::move(matcher)), m_asJson(asJson)
    {
    }

    /// The last `count` that pass, and everything after them.
    Result<> begin(LogNumber count)
    {
        GB_TRY(extent, m_reader.refresh());
        m_next = extent.end;
        const StopFlag stop;
        for (LogNumber to = extent.end; to > extent.first && count > 0; to = m_next) {
            m_next = std::max(extent.first, to - logs::kPieceMax);
            GB_TRY(found, m_reader.search(m_next, to, m_matcher, stop));
            const auto size = static_cast<LogNumber>(found.size());
            if (size >= count)
                m_next = found[static_cast<std::size_t>(size - count)];
            count -= size;
        }
        return print();
    }

    Result<> print()
    {
        GB_TRY(extent, m_reader.refresh());
        GB_CHECK(m_reader.visit(m_next, extent.end, [&](LogNumber number, std::string_view line) {
            if (m_matcher.matches(line))
                printLogLine(logs::decodeLine(line, number), m_asJson);
            return std::ferror(stdout) == 0;
        }));
        m_next = extent.end;
        std::fflush(stdout);
        return std::ferror(stdout) == 0 ? Result<>() : fail(ErrorCode::Cancelled, "nobody reads it any more");
    }

private:
    logs::LogReader m_reader;
    logs::LineMatcher m_matcher;
    bool m_asJson;
    LogNumber m_next = 1;
};

Result<LogName> nameOf(const LogsOptions &options, const std::string &folder)
{
    LogName name;
    const auto all = logs::listLogs(folder);
    if (!options.sandbox.empty())
        name = {LogName::Kind::Sandbox, wholeId(all, LogName::Kind::Sandbox, options.sandbox)};
    if (!options.session.empty())
        name = {LogName::Kind::Session, wholeId(all, LogName::Kind::Session, options.session)};
    if (logs::fileOf(name).empty())
        return fail(ErrorCode::InvalidArgument, "'" + name.id + "' is no id");
    return name;
}

int printLogs(const LogsOptions &options)
{
    if (asksUrl(options.live))
        return printLogsOf(options);
    const auto layout = system::layoutOfProcess(options.live.dataDir);
    if (!layout)
        return complain("The logs could not be found.", layout.error());
    const auto folder = compose::logFolder(layout->data);
    if (options.list) {
        printLogList(logs::listLogs(folder), options.live.json);
        return 0;
    }
    const auto name = nameOf(options, folder);
    if (!name)
        return complain(name.error().detail, kExitUsage);
    logs::LogReader reader(folder, *name);
    const auto extent = reader.refresh();
    if (!extent)
        return complain("The log could not be read.", extent.error());
    if (extent->count() == 0 && !options.follow)
        return complain("there is no such log in " + folder + "; gloveboxctl logs --list lists them", kExitFailed);
    auto matcher = logs::LineMatcher::make(
        {{.atLeast = logLevelFrom(options.level).value_or(LogLevel::Debug)}, {.text = options.text}});
    if (!matcher)
        return complain(matcher.error().detail, kExitUsage);
    Printer printer(std::move(reader), *std::move(matcher), options.live.json);
    if (const auto begun = printer.begin(options.lines); !begun && begun.error().code == ErrorCode::Cancelled)
        return 0; // why it could not be printed is said where all commands say it
    else if (!begun)
        return complain("The log could not be read.", begun.error());
    if (!options.follow)
        return 0;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, [&printer] {
        if (const auto printed = printer.print(); !printed)
            QCoreApplication::exit(printed.error().code == ErrorCode::Cancelled
                                       ? 0
                                       : complain("The log could not be read.", printed.error()));
    });
    look.start(kLook);
    return QCoreApplication::exec();
}

} // namespace

std::string wholeId(const std::vector<LogEntry> &logs, LogName::Kind kind, const std::string &typed)
{
    std::string found;
    for (const auto &entry : logs) {
        const auto &id = entry.name.id;
        const auto behind = id.find_first_of("-_") + 1;
        if (entry.name.kind != kind || (!id.starts_with(typed) && id.compare(behind, typed.size(), typed) != 0))
            continue;
        if (id == typed || !found.empty())
            return typed;
        found = id;
    }
    return found.empty() ? typed : found;
}

void printLogList(const std::vector<LogEntry> &logs, bool asJson)
{
    for (const auto &entry : logs) {
        const auto kind = std::string(rest::word(entry.name.kind));
        const auto size = static_cast<unsigned long long>(entry.size.value);
        if (asJson) // an id is a safe token
            std::printf("{\"kind\":\"%s\",\"id\":\"%s\",\"bytes\":%llu}\n", kind.c_str(), entry.name.id.c_str(), size);
        else
            std::printf("%-8s %-40s %12llu bytes\n", kind.c_str(), entry.name.id.c_str(), size);
    }
}

void printLogLine(const StoredLine &line, bool asJson)
{
    if (asJson)
        std::fputs(logs::encodeLine(line.line, line.lost).c_str(), stdout);
    else
        std::printf("%s\n", logs::plainLine(line).c_str());
}

void addLogs(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<LogsOptions>();
    auto *command = app.add_subcommand("logs", "print a log that is on disk, also of a program that runs");
    addFolderOrUrl(*command, options->live);
    auto *sandbox = command->add_option("--sandbox", options->sandbox, "what the sandbox of this id printed");
    command->add_option("SANDBOX", options->sandbox, "the same, as kubectl and docker have it")->excludes(sandbox);
    command->add_option("--session", options->session, "what happened in the session of this id")
        ->excludes(sandbox)
        ->excludes("SANDBOX");
    command->add_option("--level", options->level, "this level and above")
        ->check(CLI::IsMember({"debug", "info", "warning", "error"}));
    command->add_option("--text", options->text, "only lines with this text, in any case");
    command->add_option("--lines", options->lines, "so many of the last ones")
        ->check(CLI::Range(LogNumber{0}, kLinesMax))
        ->capture_default_str();
    command->add_flag("-f,--follow", options->follow, "go on with what comes, until interrupted");
    command->add_flag("--json", options->live.json, "JSON lines, as they are on disk");
    command->add_flag("--list", options->list, "which logs there are");
    command->callback([&chosen, options] {
        chosen = [options] {
            return printLogs(*options);
        };
    });
}

} // namespace glovebox::cli
