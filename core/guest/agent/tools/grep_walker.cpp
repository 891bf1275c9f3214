#include "core/guest/agent/tools/grep_walker.h"

#include "core/base/text.h"
#include "core/guest/agent/tools/descriptor.h"
#include "core/guest/agent/tools/utf16.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <regex>
#include <utility>

namespace glovebox::agent {

namespace {

constexpr int kWalkDepthMax = 40;
constexpr std::size_t kWalkEntriesMax = 50'000;
constexpr std::size_t kLineMax = 2000; // UTF-16 units, of which each takes three bytes at most
constexpr std::size_t kLineBytesMax = 3 * kLineMax;

using Deadline = std::chrono::steady_clock::time_point;

class Search {
public:
    Search(std::regex expression, Deadline deadline) : m_expression(std::move(expression)), m_deadline(deadline) {}

    void run(const std::string &start)
    {
        std::vector<Place> todo{{start, 0}};
        while (!todo.empty() && !m_full && !late()) {
            const auto place = std::move(todo.back());
            todo.pop_back();
            struct stat info {};
            if (::lstat(place.path.c_str(), &info) != 0)
                continue;
            if (S_ISREG(info.st_mode))
                searchFile(place.path);
            else if (S_ISDIR(info.st_mode) && place.depth <= kWalkDepthMax)
                list(place, todo);
        }
    }

    ToolOutcome outcome() const
    {
        if (m_full)
            return success(m_text + "\n[output truncated at " + std::to_string(kOutputMax) + " bytes]");
        if (m_late && m_text.empty())
            return {"grep: timed out after 60s", true, true};
        if (m_late)
            return success(m_text + "\n[the search was cut short after 60000 ms]");
        return success(m_text.empty() ? "no matches" : m_text);
    }

private:
    struct Place {
        std::string path;
        int depth = 0;
    };

    bool late()
    {
        m_late = m_late || std::chrono::steady_clock::now() >= m_deadline;
        return m_late;
    }

    void list(const Place &place, std::vector<Place> &todo)
    {
        const std::unique_ptr<DIR, int (*)(DIR *)> listing(::opendir(place.path.c_str()), ::closedir);
        if (!listing)
            return;
        std::vector<std::string> names;
        while (const auto *entry = ::readdir(listing.get())) {
            const std::string name = entry->d_name;
            if (name == "." || name == ".." || name == ".git" || name == "node_modules")
                continue;
            if (++m_entries > kWalkEntriesMax)
                break;
            names.push_back(name);
        }
        std::ranges::sort(names, std::greater()); // the list of places is taken from its end
        for (const auto &name : names)
            todo.push_back({(place.path == "/" ? "" : place.path) + "/" + name, place.depth + 1});
    }

    void searchFile(const std::string &path)
    {
        const Descriptor file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
        if (!file)
            return;
        std::array<char, 64 << 10> buffer;
        std::string line;
        std::size_t number = 1;
        m_endedByReturn = false;
        for (bool binary = false; !binary && !m_full && !late();) {
            const auto got = ::read(file.get(), buffer.data(), buffer.size());
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0)
                break;
            const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
            binary = bytes.find('\0') != std::string_view::npos;
            searchChunk(bytes, path, line, number);
        }
        if (!line.empty() && !m_full && !m_late)
            searchLine(line, path, number);
    }

    /// `line` carries the unfinished last line from chunk to chunk; past kLineBytesMax its bytes are not kept. A line
    /// ends with "\n", "\r" or both, as JavaScript's line reader has it.
    void searchChunk(std::string_view bytes, const std::string &path, std::string &line, std::size_t &number)
    {
        while (!bytes.empty() && !m_full && !late()) {
            if (std::exchange(m_endedByReturn, false) && bytes.front() == '\n') {
                bytes.remove_prefix(1);
                continue;
            }
            const auto end = bytes.find_first_of("\r\n");
            const auto part = bytes.substr(0, end);
            if (line.size() <= kLineBytesMax)
                line.append(part.substr(0, kLineBytesMax + 1));
            if (end == std::string_view::npos)
                return;
            searchLine(line, path, number++);
            line.clear();
            m_endedByReturn = bytes[end] == '\r';
            bytes.remove_prefix(end + 1);
        }
    }

    static bool isTooLong(const std::string &line)
    {
        return line.size() > kLineBytesMax || (line.size() > kLineMax && utf16Units(toValidUtf8(line)) > kLineMax);
    }

    void searchLine(const std::string &line, const std::string &path, std::size_t number)
    {
        if (isTooLong(line) || !matches(line))
            return;
        const auto hit = toValidUtf8(path + ":" + std::to_string(number) + ":" + line);
        const auto units = utf16Units(hit) + 1;
        m_full = units > m_room;
        if (m_full)
            return;
        m_room -= units;
        m_text.append(m_text.empty() ? "" : "\n").append(hit);
    }

    bool matches(const std::string &line) const
    {
        try {
            return std::regex_search(line, m_expression);
        } catch (const std::regex_error &) {
            return false; // too complex for this line
        }
    }

    std::regex m_expression;
    Deadline m_deadline;
    std::string m_text;
    std::size_t m_room = kOutputMax; // UTF-16 units, a newline for each hit included
    bool m_endedByReturn = false;
    std::size_t m_entries = 0;
    bool m_full = false;
    bool m_late = false;
};

} // namespace

ToolOutcome grepByWalking(const std::string &start, const std::string &pattern)
{
    try {
        Search search(std::regex(pattern, std::regex::ECMAScript), std::chrono::steady_clock::now() + kGrepTimeout);
        search.run(start);
        return search.outcome();
    } catch (const std::regex_error &error) {
        return failure(std::string("grep: invalid regex: ") + error.what());
    }
}

} // namespace glovebox::agent
