#include "core/logs/log_book.h"

#include <QDir>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <set>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::logs {

namespace {

/// Logs about which it is remembered that lines were lost; a host's sandboxes are hundreds.
constexpr std::size_t kLostMax = 1024;
constexpr std::chrono::minutes kTidyEvery{10};

WallTime now()
{
    return std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Result<> makeFolder(const std::string &path)
{
    if (::mkdir(path.c_str(), 0700) == 0 || errno == EEXIST)
        return {};
    return fail(ErrorCode::FolderUnusable, path + ": " + std::strerror(errno));
}

template <class Map>
void count(Map &lost, const LogName &name, std::uint64_t lines)
{
    if (lines > 0 && (lost.contains(name) || lost.size() < kLostMax))
        lost[name] += lines;
}

} // namespace

Result<std::unique_ptr<LogBook>> LogBook::open(BookOptions options)
{
    for (const auto *below : {"", "/sandboxes", "/sessions"})
        GB_CHECK(makeFolder(options.folder + below));
    const auto path = options.folder + "/lock";
    const int lock = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return fail(ErrorCode::FolderUnusable, path + ": " + std::strerror(errno));
    auto book = std::unique_ptr<LogBook>(new LogBook(std::move(options), lock));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return fail(ErrorCode::FolderInUse, path + ": another program writes its logs there");
    book->begin();
    return book;
}

LogBook::~LogBook()
{
    {
        const std::lock_guard guard(m_mutex);
        m_closing = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
    ::close(m_lock);
}

void LogBook::begin()
{
    m_thread = std::thread([this] { run(); });
}

void LogBook::write(const LogName &name, LogLine line)
{
    bool wake = false;
    {
        const std::lock_guard guard(m_mutex);
        const auto bytes = line.message.size() + line.source.size() + sizeof(Waiting);
        bool fits = m_waiting.size() < m_options.linesMax && m_waitingBytes + bytes <= m_options.bytesMax.value;
        if (fits && name.kind != LogName::Kind::Engine) {
            auto &share = m_share[name];
            fits = share < m_options.linesMax / 4;
            share += fits ? 1 : 0;
        }
        if (!fits) {
            count(m_lost, name, 1);
            return;
        }
        m_waitingBytes += bytes;
        m_waiting.push_back({name, std::move(line)});
        // Half full: sooner than it was going to look.
        wake = m_idle || m_waiting.size() == m_options.linesMax / 2;
        m_idle = false;
    }
    if (wake)
        m_wake.notify_one();
}

void LogBook::flush()
{
    std::unique_lock lock(m_mutex);
    const auto mine = ++m_asked;
    m_wake.notify_one();
    m_done.wait(lock, [&] { return m_answered >= mine; });
}

void LogBook::run()
{
    tidy();
    std::unique_lock lock(m_mutex);
    for (;;) {
        const auto hurry = [this] {
            return m_closing || m_asked > m_answered;
        };
        m_idle = m_waiting.empty() && m_lost.empty();
        m_wake.wait(lock, [&] { return hurry() || !m_waiting.empty() || !m_lost.empty(); });
        m_idle = false;
        m_wake.wait_for(lock, m_options.gather, [&] { return hurry() || m_waiting.size() >= m_options.linesMax / 2; });
        auto lines = std::exchange(m_waiting, {});
        const auto lost = std::exchange(m_lost, {});
        m_share.clear();
        m_waitingBytes = 0;
        const auto asked = m_asked;
        const bool closing = m_closing;
        lock.unlock();
        put(std::move(lines), lost);
        lock.lock();
        m_answered = asked;
        m_done.notify_all();
        if (closing && m_waiting.empty())
            return;
    }
}

/// What was lost was lost behind what waited: the queue was full of it.
void LogBook::put(std::vector<Waiting> lines, const Lost &lost)
{
    std::map<LogName, std::uint64_t> counts;
    std::set<LogName> touched;
    for (const auto &[name, line] : lines) {
        ++counts[name];
        if (auto *file = fileOf(name)) {
            if (const auto before = m_unwritten.find(name); before != m_unwritten.end()) {
                sayLost(name, *file, before->second);
                counts[name] += before->second; // should this not be written either
                m_unwritten.erase(before);
            }
            file->add(line);
        }
        touched.insert(name);
    }
    for (const auto &[name, number] : lost) {
        counts[name] += number;
        if (auto *file = fileOf(name))
            sayLost(name, *file, number);
        touched.insert(name);
    }
    for (const auto &name : touched) {
        const auto open = m_files.find(name);
        if (open == m_files.end()) {
            count(m_unwritten, name, counts[name]);
            continue;
        }
        m_sinceTidy += open->second.file->waiting();
        const auto written = open->second.file->write();
        note(written);
        if (!written) {
            count(m_unwritten, name, counts[name]);
            m_files.erase(open); // taken up from the disk next time
        }
    }
    closeSome();
    const bool enough = m_sinceTidy >= m_options.files.fileSize.value;
    if (enough || !m_tidied || std::chrono::steady_clock::now() - *m_tidied >= kTidyEvery)
        tidy();
}

LogFile *LogBook::fileOf(const LogName &name)
{
    if (const auto known = m_files.find(name); known != m_files.end()) {
        known->second.used = ++m_uses;
        return known->second.file.get();
    }
    auto file = LogFile::open(m_options.folder, name, m_options.files);
    if (!file) {
        if (file.error().code != ErrorCode::InvalidArgument)
            note(tl::unexpected(file.error()));
        return nullptr;
    }
    return m_files.emplace(name, OpenFile{*std::move(file), ++m_uses}).first->second.file.get();
}

void LogBook::sayLost(const LogName &, LogFile &file, std::uint64_t lost)
{
    const auto text = lost == 1 ? std::string("1 line is") : std::to_string(lost) + " lines are";
    file.add({now(), LogLevel::Warning, "log",
              text + " missing here: " +
                  (m_failing ? "the disk did not take them" : "they came faster than the disk takes them")},
             lost);
}

void LogBook::note(const Result<> &outcome)
{
    if (!outcome && !std::exchange(m_failing, true) && m_options.failed)
        m_options.failed(outcome.error());
    if (outcome && std::exchange(m_failing, false) && m_options.recovered)
        m_options.recovered();
}

void LogBook::closeSome()
{
    while (m_files.size() > m_options.openMax)
        m_files.erase(std::ranges::min_element(m_files, {}, [](const auto &open) { return open.second.used; }));
}

void LogBook::tidy()
{
    std::set<LogName> open;
    for (const auto &[name, file] : m_files)
        open.insert(name);
    keepTo(m_options.folder, m_options.retention, now(), open);
    m_tidied = std::chrono::steady_clock::now();
    m_sinceTidy = 0;
}

} // namespace glovebox::logs
