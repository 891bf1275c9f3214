#include "app/compose/log_keeping.h"

#include "core/logs/line_format.h"
#include "core/system/paths.h"

#include <QLoggingCategory>

#include <cstdio>
#include <unistd.h>

namespace glovebox::compose {

Q_LOGGING_CATEGORY(lcLogs, "glovebox.logs")

namespace {

WallTime now()
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

} // namespace

std::string logFolder(const std::string &dataFolder)
{
    return dataFolder + "/logs";
}

void logAs(const Settings &settings, bool toStandardError)
{
    auto &hub = LogHub::instance();
    hub.setMinimum(settings.logLevel);
    const bool asJson = settings.logFormat == LogFormat::Json;
    hub.install(toStandardError && !asJson);
    if (toStandardError && asJson) // as in the files; for as long as the program runs
        hub.subscribe([](const LogLine &line) { std::fputs(logs::encodeLine(line).c_str(), stderr); });
}

LogKeeping::LogKeeping(const Settings &settings)
{
    open(settings);
    if (m_book)
        m_listener =
            LogHub::instance().subscribe([book = m_book.get()](const LogLine &line) { book->write({}, line); });
}

LogKeeping::~LogKeeping()
{
    if (m_book)
        LogHub::instance().unsubscribe(m_listener);
}

void LogKeeping::open(const Settings &settings)
{
    const auto paths = system::Paths::create(settings.dataDir);
    if (!paths)
        return; // the engine says it, with all that follows
    m_folder = logFolder(paths->data());
    logs::BookOptions options{
        .folder = m_folder,
        .failed =
            [](const Error &error) { qCWarning(lcLogs, "logs are not kept on disk: %s", describe(error).c_str()); },
        .recovered =
            [] {
                qCInfo(lcLogs, "logs are kept on disk again");
            }};
    options.retention = {settings.logKeep, settings.logSize};
    auto book = logs::LogBook::open(std::move(options));
    if (book)
        m_book = *std::move(book);
    else
        qCWarning(lcLogs, "logs are not kept on disk: %s", describe(book.error()).c_str());
}

api::Observer LogKeeping::observer(api::Observer next)
{
    if (!m_book)
        return next;
    return [this, next = std::move(next)](api::Change change) {
        if (auto line = m_sessions.of(change, now()))
            m_book->write({LogName::Kind::Session, line->session.value()}, std::move(line->line));
        if (const auto *gone = std::get_if<api::SandboxGone>(&change)) {
            m_begun.erase(gone->id.value());
            if (auto last = m_consoles.end(gone->id.value()); !last.empty())
                m_book->write({LogName::Kind::Sandbox, gone->id.value()},
                              {now(), LogLevel::Info, "console", std::move(last)});
        }
        next(std::move(change));
    };
}

/// A machine that outlived the program before tells its last words once more to the one that takes it over.
void LogKeeping::beginConsole(const LogName &name)
{
    const auto file = logs::fileOf(name);
    if (!file.empty() && ::access((m_folder + '/' + file).c_str(), F_OK) == 0)
        m_book->write(name, {now(), LogLevel::Info, "log",
                             "Glovebox was started again; what the sandbox printed last may follow once more"});
}

LogKeeping::Console LogKeeping::console()
{
    if (!m_book)
        return {};
    return [this](const std::string &machine, std::string_view bytes) {
        if (m_begun.insert(machine).second)
            beginConsole({LogName::Kind::Sandbox, machine});
        for (auto &line : m_consoles.take(machine, bytes))
            m_book->write({LogName::Kind::Sandbox, machine}, {now(), LogLevel::Info, "console", std::move(line)});
    };
}

} // namespace glovebox::compose
