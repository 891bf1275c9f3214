#include "core/base/log_level.h"

#include "core/base/key_shapes.h"
#include "core/base/limits.h"
#include "core/base/text.h"

#include <QDateTime>

#include <cstdio>

namespace glovebox {

namespace {

LogLevel levelOf(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return LogLevel::Debug;
    case QtInfoMsg:
        return LogLevel::Info;
    case QtWarningMsg:
        return LogLevel::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        return LogLevel::Error;
    }
    return LogLevel::Error;
}

void handleQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    constexpr std::string_view prefix = "glovebox.";
    std::string_view source = context.category ? context.category : "default";
    if (source.starts_with(prefix))
        source.remove_prefix(prefix.size());
    const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
    LogHub::instance().write({now, levelOf(type), std::string(source), message.toStdString()});
}

} // namespace

LogHub &LogHub::instance()
{
    static LogHub hub;
    return hub;
}

void LogHub::install(bool toStandardError)
{
    {
        const std::lock_guard lock(m_mutex);
        m_toStandardError = toStandardError;
    }
    qInstallMessageHandler(handleQtMessage);
}

void LogHub::setMinimum(LogLevel level)
{
    const std::lock_guard lock(m_mutex);
    m_minimum = level;
}

void LogHub::write(LogLine line)
{
    // Cut first: a guest's console may print megabytes without a line end.
    // What somebody else repeats of a key goes no further: logs are read in windows, on screens and over the local API.
    line.message = withoutKeyShapes(toOneLine(clipped(line.message, limits::kLogLineMax)));
    const std::lock_guard lock(m_mutex);
    if (line.level < m_minimum)
        return;
    if (m_toStandardError)
        std::fprintf(stderr, "%s\n", describe(line).c_str());
    for (const auto &[id, listener] : m_listeners)
        listener(line);
}

int LogHub::subscribe(Listener listener)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.emplace(m_nextListener, std::move(listener));
    return m_nextListener++;
}

void LogHub::unsubscribe(int id)
{
    const std::lock_guard lock(m_mutex);
    m_listeners.erase(id);
}

std::string_view word(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        break;
    }
    return "error";
}

std::optional<LogLevel> logLevelFrom(std::string_view text)
{
    for (const auto level : {LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error})
        if (word(level) == text)
            return level;
    return std::nullopt;
}

std::string describe(const LogLine &line)
{
    const auto at = QDateTime::fromMSecsSinceEpoch(line.at.time_since_epoch().count(), Qt::UTC);
    return at.toString(Qt::ISODateWithMs).toStdString() + ' ' + std::string(word(line.level)) + ' ' + line.source +
           ": " + line.message;
}

} // namespace glovebox
