// Role: where log lines go. Code logs with Qt's categories (`qCInfo(lcEngine) << …`), one category per area, named
// glovebox.<area>. LogHub is the message handler behind them: it writes to standard error and hands every line to those
// who listen (the window's log page, the server's file).
// Thread: any; listeners are called with the hub's lock held and must only copy the line away.
#pragma once

#include "core/base/units.h"

#include <QLoggingCategory>

#include <functional>
#include <map>
#include <mutex>
#include <string>

namespace glovebox {

enum class LogLevel { Debug, Info, Warning, Error };

struct LogLine {
    WallTime at;
    LogLevel level = LogLevel::Info;
    std::string source;  // "engine", "qemu", "sandbox sbx-1": the category without its prefix, or a guest's console
    std::string message; // one line of valid UTF-8, at most limits::kLogLineMax

    friend bool operator==(const LogLine &, const LogLine &) = default;
};

class LogHub {
public:
    static LogHub &instance();

    /// From here on Qt's messages pass through the hub. `toStandardError` also prints them, one line each.
    void install(bool toStandardError);
    /// Lines below this level go nowhere.
    void setMinimum(LogLevel level);

    void write(LogLine line);

    using Listener = std::function<void(const LogLine &)>;
    int subscribe(Listener listener);
    void unsubscribe(int id);

private:
    LogHub() = default;

    std::mutex m_mutex;
    std::map<int, Listener> m_listeners;
    int m_nextListener = 1;
    LogLevel m_minimum = LogLevel::Info;
    bool m_toStandardError = false;
};

/// "2026-11-20T10:00:00.000Z info engine: …"
std::string describe(const LogLine &line);

} // namespace glovebox
