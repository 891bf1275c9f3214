// Role: the logs on disk as whoever writes them sees them: a line goes in from any thread, a thread of its own puts it
// into its log's file. One a data folder.
// Thread: made and destroyed on one thread; write() from any.
// Invariants: write() waits for nothing but a mutex that is held for moments; what waits is bounded, and no log but the
// engine's takes more than a quarter of that; what did not fit, or could not be written, is counted and stands in its
// log as a line that says so. Trouble with the disk is told once, and when it is over.
#pragma once

#include "core/base/log_query.h"
#include "core/base/result.h"
#include "core/logs/log_file.h"
#include "core/logs/retention.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace glovebox::logs {

struct BookOptions {
    std::string folder;
    FileLimits files{ByteCount::mib(16), 8};
    Retention retention{std::chrono::hours(30 * 24), ByteCount::gib(1)};
    std::size_t linesMax = 50'000;             // that wait: five seconds of what the log page is made for
    ByteCount bytesMax = ByteCount::mib(16);   // of them
    std::chrono::milliseconds gather{20};      // lines are written together that come within
    std::size_t openMax = 64;                  // files at a time; the ones written least lately are closed
    std::function<void(const Error &)> failed; // the disk does not take lines; on the writer's thread
    std::function<void()> recovered;
};

class LogBook {
public:
    /// FolderInUse: another program writes there. Makes the folders.
    static Result<std::unique_ptr<LogBook>> open(BookOptions options);
    /// Writes what waits.
    ~LogBook();
    LogBook(const LogBook &) = delete;
    LogBook &operator=(const LogBook &) = delete;

    void write(const LogName &name, LogLine line);
    /// Until what was written before is in the files, or lost. For tests and an orderly end.
    void flush();

private:
    struct Waiting {
        LogName name;
        LogLine line;
    };
    struct OpenFile {
        std::unique_ptr<LogFile> file;
        std::uint64_t used = 0;
    };
    using Lost = std::map<LogName, std::uint64_t>;

    LogBook(BookOptions options, int lock) : m_options(std::move(options)), m_lock(lock) {}
    void begin();
    void run();
    void put(std::vector<Waiting> lines, const Lost &lost);
    LogFile *fileOf(const LogName &name);
    void sayLost(const LogName &name, LogFile &file, std::uint64_t lost);
    void note(const Result<> &outcome);
    void closeSome();
    void tidy();

    const BookOptions m_options;
    const int m_lock; // held on a file of the folder, for as long as we live
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_done;
    std::vector<Waiting> m_waiting;
    std::map<LogName, std::size_t> m_share; // lines of m_waiting, of all but the engine's
    std::size_t m_waitingBytes = 0;
    Lost m_lost;
    std::uint64_t m_asked = 0; // flushes
    std::uint64_t m_answered = 0;
    bool m_idle = false; // the writer waits for a line
    bool m_closing = false;
    // The writer's own.
    std::map<LogName, OpenFile> m_files;
    Lost m_unwritten; // lost to the disk, to be said when it takes lines again
    std::uint64_t m_uses = 0;
    std::uint64_t m_sinceTidy = 0; // bytes
    std::optional<std::chrono::steady_clock::time_point> m_tidied;
    bool m_failing = false;
    std::thread m_thread;
};

} // namespace glovebox::logs
