// Role: puts what this program says, what guests print and what sessions do into logs on disk, for as long as it lives.
// Thread: made and destroyed on the main thread; observer() and console() are called on the engine's.
// Invariants: nobody who logs ever waits; without a folder the program runs all the same, and says so once.
#pragma once

#include "app/compose/session_lines.h"
#include "app/compose/settings.h"
#include "core/api/engine_control.h"
#include "core/logs/log_book.h"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace glovebox::compose {

/// Where logs are: below the data folder.
std::string logFolder(const std::string &dataFolder);

/// What a program logs goes to standard error in the form that was set, and nothing below the level that was.
void logAs(const Settings &settings, bool toStandardError = true);

class LogKeeping {
public:
    using Console = std::function<void(const std::string &machine, std::string_view bytes)>;

    explicit LogKeeping(const Settings &settings);
    ~LogKeeping();
    LogKeeping(const LogKeeping &) = delete;
    LogKeeping &operator=(const LogKeeping &) = delete;

    /// Sees what `next` is told. Outlives neither this object nor its engine.
    api::Observer observer(api::Observer next);
    Console console();
    /// Of the logs; empty when there are none.
    const std::string &folder() const { return m_folder; }

private:
    void open(const Settings &settings);
    void beginConsole(const LogName &name);

    std::string m_folder;
    std::unique_ptr<logs::LogBook> m_book;
    int m_listener = 0;
    // The engine's thread.
    SessionLines m_sessions;
    ConsoleLines m_consoles;
    std::set<std::string> m_begun; // consoles that this program has written to
};

} // namespace glovebox::compose
