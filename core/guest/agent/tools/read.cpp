// Role: the read tool (reference 4.3).
#include "core/base/text.h"
#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/file_tools.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

namespace glovebox::agent {

namespace {

struct LineRange {
    std::int64_t first = 1; // as given, 1-based
    std::int64_t last = -1; // inclusive; 0 and below: to the end
};

std::string readCap()
{
    return std::to_string(kReadMax) + "-byte limit";
}

/// Further than any file has lines, and far from overflow.
constexpr double kLineNumberMax = 1e15;

/// JSON has one kind of number, so 2.0 is a line too; fractions are cut off.
std::int64_t lineNumber(const nlohmann::json &number)
{
    return static_cast<std::int64_t>(std::clamp(number.get<double>(), -kLineNumberMax, kLineNumberMax));
}

/// False when view_range is there and is not a pair of numbers.
bool takeRange(const nlohmann::json &input, std::optional<LineRange> &range)
{
    const auto found = input.find("view_range");
    if (found == input.end() || !found->is_array() || found->empty())
        return true;
    if (found->size() != 2 || !(*found)[0].is_number() || !(*found)[1].is_number())
        return false;
    range = LineRange{lineNumber((*found)[0]), lineNumber((*found)[1])};
    return true;
}

/// Lines of a file that is read in pieces, so that a part of a huge file costs no more memory than that part.
class LineCollector {
public:
    explicit LineCollector(const LineRange &range)
        : m_first(range.first > 1 ? range.first : 1), m_last(range.last > 0 ? range.last : INT64_MAX)
    {
    }

    /// False: no more is needed, because the range is over or the cap is exceeded.
    bool take(std::string_view bytes)
    {
        while (!bytes.empty()) {
            const auto newline = bytes.find('\n');
            if (wanted() && !append(bytes.substr(0, newline)))
                return false;
            if (newline == std::string_view::npos)
                return true;
            if (wanted() && m_line < m_last)
                m_separatorDue = true;
            ++m_line;
            if (m_line > m_last)
                return false;
            if (wanted() && !append({}))
                return false;
            bytes.remove_prefix(newline + 1);
        }
        return true;
    }

    bool exceeded() const { return m_exceeded; }
    /// No narrower range can help.
    bool isOneLine() const { return m_first == m_last; }
    std::int64_t line() const { return m_line; }
    std::string text() && { return std::move(m_text); }

private:
    bool wanted() const { return m_line >= m_first && m_line <= m_last; }

    bool append(std::string_view part)
    {
        if (m_separatorDue)
            m_text.push_back('\n');
        m_separatorDue = false;
        if (m_text.size() + part.size() > kReadMax) {
            m_exceeded = true;
            return false;
        }
        m_text.append(part);
        return true;
    }

    std::int64_t m_first;
    std::int64_t m_last;
    std::int64_t m_line = 1;
    bool m_separatorDue = false;
    bool m_exceeded = false;
    std::string m_text;
};

ToolOutcome readLines(int file, const std::string &path, const LineRange &range)
{
    LineCollector lines(range);
    std::array<char, 64 << 10> buffer;
    for (;;) {
        const auto got = ::read(file, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failure("read: " + path + ": " + errnoText(errno));
        if (got == 0 || !lines.take({buffer.data(), static_cast<std::size_t>(got)}))
            break;
    }
    if (!lines.exceeded())
        return success(toValidUtf8(std::move(lines).text()));
    if (lines.isOneLine())
        return failure("read: line " + std::to_string(lines.line()) + " of " + path + " alone exceeds " + readCap() +
                       ". The read tool cannot return part of a line, so view_range cannot narrow this further.");
    return failure("read: view_range [" + std::to_string(range.first) + ", " + std::to_string(range.last) + "] of " +
                   path + " exceeds " + readCap() + ". Narrow the view_range to read a smaller portion.");
}

} // namespace

ToolOutcome readTool(const ToolContext &context, const nlohmann::json &input)
{
    const auto path = inputText(input, "file_path");
    if (path.empty())
        return failure("read: file_path is required");
    const auto resolved = resolvePath(context, path);
    if (const auto *refused = std::get_if<std::string>(&resolved))
        return failure(*refused);
    std::optional<LineRange> range;
    if (!takeRange(input, range))
        return failure("read: view_range must be [start_line, end_line]");

    const auto opened = openRegular(std::get<ResolvedPath>(resolved));
    if (!opened.isRegular)
        return failure("read: " + path + " is not a regular file");
    if (opened.error != 0)
        return failure("read: " + path + ": " + errnoText(opened.error));
    if (range)
        return readLines(opened.file.get(), path, *range);

    // One byte past the cap tells a file that grew since its size was read.
    std::string content;
    if (const int error = opened.size > kReadMax ? 0 : readUpTo(opened.file.get(), kReadMax + 1, content))
        return failure("read: " + path + ": " + errnoText(error));
    const auto size = std::max(opened.size, content.size());
    if (size > kReadMax)
        return failure("read: " + path + " is " + std::to_string(size) + " bytes, exceeds " + readCap() +
                       ". Use the view_range parameter to read specific line ranges, e.g. view_range: [1, 500].");
    return success(toValidUtf8(content));
}

} // namespace glovebox::agent
