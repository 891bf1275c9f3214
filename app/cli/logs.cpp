// Role: `gloveboxctl logs`: prints logs that are on disk, also while another program writes them, and goes on with what
// comes. Thread: main.
// Invariants: nothing that a guest printed reaches a terminal as more than letters.
#include "app/cli/commands.h"
#include "app/compose/log_keeping.h"
#include "core/logs/log_export.h"
#include "core/system/paths.h"

#include <QCoreApplication>
#include <QTimer>

#include <cstdio>
#include <memory>

namespace glovebox::cli {

namespace {

constexpr std::chrono::milliseconds kLook{200};
constexpr LogNumber kLinesMax = 100'000'000;

struct LogsOptions {
    std::string dataDir;
    std::string sandbox;
    std::string session;
    std::string level = "debug";
    std::string text;
    LogNumber lines = 1000;
    bool follow = false;
    bool json = false;
    bool list = false;
};

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
                print(logs::decodeLine(line, number));
            return std::ferror(stdout) == 0;
        }));
        m_next = extent.end;
        std::fflush(stdout);
        return std::ferror(stdout) == 0 ? Result<>() : fail(ErrorCode::Cancelled, "nobody reads it any more");
    }

private:
    void print(const StoredLine &line) const
    {
        if (m_asJson)
            std::fputs(logs::encodeLine(line.line, line.lost).c_str(), stdout);
        else
            std::printf("%s\n", logs::plainLine(line).c_str());
    }

    logs::LogReader m_reader;
    logs::LineMatcher m_matcher;
    bool m_asJson;
    LogNumber m_next = 1;
};

/// The only log that begins so; else as it was typed.
std::string wholeId(LogName::Kind kind, const std::string &typed, const std::string &folder)
{
    std::string found;
    for (const auto &entry : logs::listLogs(folder)) {
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

Result<LogName> nameOf(const LogsOptions &options, const std::string &folder)
{
    LogName name;
    if (!options.sandbox.empty())
        name = {LogName::Kind::Sandbox, wholeId(LogName::Kind::Sandbox, options.sandbox, folder)};
    if (!options.session.empty())
        name = {LogName::Kind::Session, wholeId(LogName::Kind::Session, options.session, folder)};
    if (logs::fileOf(name).empty())
        return fail(ErrorCode::InvalidArgument, "'" + name.id + "' is no id");
    return name;
}

void printList(const std::string &folder, bool asJson)
{
    for (const auto &entry : logs::listLogs(folder)) {
        const char *kind = entry.name.kind == LogName::Kind::Engine    ? "engine"
                           : entry.name.kind == LogName::Kind::Sandbox ? "sandbox"
                                                                       : "session";
        const auto size = static_cast<unsigned long long>(entry.size.value);
        if (asJson) // an id is a safe token
            std::printf("{\"kind\":\"%s\",\"id\":\"%s\",\"bytes\":%llu}\n", kind, entry.name.id.c_str(), size);
        else
            std::printf("%-8s %-40s %12llu bytes\n", kind, entry.name.id.c_str(), size);
    }
}

LogLevel levelOf(const std::string &word)
{
    return word == "error"     ? LogLevel::Error
           : word == "warning" ? LogLevel::Warning
           : word == "info"    ? LogLevel::Info
                               : LogLevel::Debug;
}

int printLogs(const LogsOptions &options)
{
    const auto layout = system::layoutOfProcess(options.dataDir);
    if (!layout)
        return complain("The logs could not be found.", layout.error());
    const auto folder = compose::logFolder(layout->data);
    if (options.list) {
        printList(folder, options.json);
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
    auto matcher = logs::LineMatcher::make({{.atLeast = levelOf(options.level)}, {.text = options.text}});
    if (!matcher)
        return complain(matcher.error().detail, kExitUsage);
    Printer printer(std::move(reader), *std::move(matcher), options.json);
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

void addLogs(CLI::App &app, Action &chosen)
{
    auto options = std::make_shared<LogsOptions>();
    auto *command = app.add_subcommand("logs", "print a log that is on disk, also of a program that runs");
    command->add_option("--data-dir", options->dataDir, "the data folder of the program that writes it")
        ->envname("GLOVEBOX_DATA_DIR");
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
    command->add_flag("--json", options->json, "JSON lines, as they are on disk");
    command->add_flag("--list", options->list, "which logs there are");
    command->callback([&chosen, options] {
        chosen = [options] {
            return printLogs(*options);
        };
    });
}

} // namespace glovebox::cli
