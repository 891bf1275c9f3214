#include "core/logs/log_export.h"

#include "core/base/text.h"

#include <QFile>
#include <QSaveFile>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include <array>
#include <optional>

namespace glovebox::logs {

namespace {

using Json = nlohmann::ordered_json;

std::string quoted(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

struct Counts {
    LogNumber lines = 0;
    std::uint64_t lost = 0;
    std::optional<WallTime> first;
    std::optional<WallTime> last;
};

std::string timeOf(const std::optional<WallTime> &at)
{
    const auto line = describe(LogLine{at.value_or(WallTime{}), LogLevel::Info, {}, {}});
    return at ? line.substr(0, line.find(' ')) : std::string("none");
}

std::string filterOf(const LogFilter &filter)
{
    std::string text;
    const auto add = [&](const std::string &part) {
        text += (text.empty() ? "" : " ") + part;
    };
    if (filter.atLeast != LogLevel::Debug)
        add(filter.atLeast == LogLevel::Error     ? "level:error"
            : filter.atLeast == LogLevel::Warning ? "level:warning"
                                                  : "level:info");
    if (filter.from)
        add("from:" + timeOf(filter.from));
    if (filter.until)
        add("until:" + timeOf(filter.until));
    for (const auto &word : filter.words)
        add(word);
    return toOneLine(text);
}

/// What the file is, before its lines: source, range, filter, count, and what is missing.
std::string headOf(const ExportWish &wish, const LogQuery &query, LogExtent extent, const Counts &counts)
{
    const auto range = std::to_string(extent.first) + " to " + std::to_string(std::max(extent.first, extent.end) - 1);
    const auto filter = filterOf(query.filter);
    if (wish.asJson)
        return quoted(Json{{"log", wish.title},
                           {"lines", range},
                           {"from", timeOf(counts.first)},
                           {"to", timeOf(counts.last)},
                           {"source", query.filter.source},
                           {"filter", filter},
                           {"count", counts.lines},
                           {"missing", counts.lost}}) +
               '\n';
    std::string head = "# Log: " + toOneLine(wish.title) + "\n# Lines: " + range +
                       "\n# Times: " + timeOf(counts.first) + " to " + timeOf(counts.last) + '\n';
    if (!query.filter.source.empty())
        head += "# Source: " + toOneLine(query.filter.source) + '\n';
    if (!filter.empty())
        head += "# Filter: " + filter + '\n';
    return head + "# Count: " + std::to_string(counts.lines) + "\n# Missing: " + std::to_string(counts.lost) + '\n';
}

/// A file that appears when it is complete; compressed on the way when that is wanted.
class Target {
public:
    explicit Target(const ExportWish &wish) : m_file(QString::fromStdString(wish.file)), m_compressed(wish.compressed)
    {
    }
    ~Target()
    {
        if (m_begun)
            deflateEnd(&m_stream);
    }
    Target(const Target &) = delete;
    Target &operator=(const Target &) = delete;

    Result<> begin()
    {
        // 15 bits of window and 16 more: a gzip head, which every system opens.
        if (m_compressed &&
            deflateInit2(&m_stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
            return fail(ErrorCode::Internal, "the compression does not begin");
        m_begun = m_compressed;
        if (!m_file.open(QIODevice::WriteOnly))
            return failed();
        m_file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        return {};
    }
    void write(std::string_view bytes)
    {
        if (m_compressed)
            deflated(bytes, Z_NO_FLUSH);
        else
            m_file.write(bytes.data(), static_cast<qint64>(bytes.size()));
    }
    Result<> finish()
    {
        if (m_compressed)
            deflated({}, Z_FINISH);
        return m_file.commit() ? Result<>() : failed();
    }

private:
    tl::unexpected<Error> failed() const
    {
        return fail(ErrorCode::FolderUnusable,
                    m_file.fileName().toStdString() + ": " + m_file.errorString().toStdString());
    }
    void deflated(std::string_view bytes, int flush)
    {
        std::array<char, 64 * 1024> out;
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data())); // zlib only reads there
        m_stream.avail_in = static_cast<uInt>(bytes.size());
        do {
            m_stream.next_out = reinterpret_cast<Bytef *>(out.data());
            m_stream.avail_out = static_cast<uInt>(out.size());
            deflate(&m_stream, flush);
            m_file.write(out.data(), static_cast<qint64>(out.size() - m_stream.avail_out));
        } while (m_stream.avail_out == 0);
    }

    QSaveFile m_file; // what could not be written is said by commit()
    const bool m_compressed;
    z_stream m_stream{};
    bool m_begun = false;
};

/// Every line that passes, as it stands in the files; Cancelled when told to stop. `passed` is told how many lines have
/// been looked at.
Result<> eachMatch(const LogReader &reader, LogExtent lines, const LineMatcher &matcher, const StopFlag &stop,
                   const std::function<void(LogNumber number, std::string_view line)> &each,
                   const std::function<void(LogNumber)> &passed)
{
    for (LogNumber from = lines.first; from < lines.end; from += kPieceMax) {
        const auto to = std::min(from + kPieceMax, lines.end);
        GB_CHECK(reader.visit(from, to, [&](LogNumber number, std::string_view line) {
            if (matcher.matches(line))
                each(number, line);
            return !stop.raised();
        }));
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        passed(to - lines.first);
    }
    return {};
}

/// C1 control characters, and what reorders a line or breaks it, in valid UTF-8: some terminals act on them.
std::size_t sizeOfWhatActs(std::string_view text)
{
    const auto byte = [text](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const auto last = byte(2);
    if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F)
        return 2;
    if (byte(0) == 0xD8 && byte(1) == 0x9C) // U+061C
        return 2;
    if (byte(0) == 0xE2 && byte(1) == 0x80 && (last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE)))
        return 3; // U+200E, U+200F, U+2028 - U+202E
    return byte(0) == 0xE2 && byte(1) == 0x81 && last >= 0xA6 && last <= 0xA9 ? 3 : 0; // U+2066 - U+2069
}

/// One line, with a sign in the place of each of them.
std::string harmless(std::string_view line)
{
    const auto text = toOneLine(line);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const auto size = sizeOfWhatActs(std::string_view(text).substr(at, 3));
        out += size > 0 ? "\uFFFD" : text.substr(at, 1);
        at += std::max<std::size_t>(size, 1);
    }
    return out;
}

} // namespace

std::string plainLine(const StoredLine &line)
{
    if (!line.readable)
        return "? " + harmless(line.line.message);
    // An escape sequence of a console's colours is left out; of others the letters stay, without what makes them act.
    std::string message;
    const auto &text = line.line.message;
    for (std::size_t at = 0; at < text.size();) {
        if (text.compare(at, 2, "\x1b[") == 0) {
            const auto end = text.find_first_not_of("0123456789;:", at + 2);
            if (end != std::string::npos && text[end] == 'm') {
                at = end + 1;
                continue;
            }
        }
        message += text[at++];
    }
    return describe(LogLine{line.line.at, line.line.level, harmless(line.line.source), harmless(message)});
}

Result<LogNumber> exportLog(const LogReader &reader, const LogQuery &query, const ExportWish &wish,
                            const StopFlag &stop)
{
    GB_TRY(matcher, LineMatcher::make(query));
    const auto there = reader.extent();
    const LogExtent lines{std::max(there.first, wish.lines.first), std::min(there.end, wish.lines.end)};
    // It is gone through twice: how much there is stands in the head.
    const auto tell = [&](LogNumber done) {
        if (wish.progress)
            wish.progress(static_cast<double>(done) / (2.0 * static_cast<double>(lines.count())));
    };
    Counts counts;
    const auto count = [&](LogNumber, std::string_view text) {
        ++counts.lines;
        const auto line = splitLine(text);
        if (!line)
            return;
        counts.lost += line->lost;
        counts.first = std::min(counts.first.value_or(line->at), line->at);
        counts.last = std::max(counts.last.value_or(line->at), line->at);
    };
    GB_CHECK(eachMatch(reader, lines, matcher, stop, count, tell));
    Target target(wish);
    GB_CHECK(target.begin());
    target.write(headOf(wish, query, lines, counts));
    const auto write = [&](LogNumber number, std::string_view text) {
        const auto stored = decodeLine(text, number);
        target.write(wish.asJson && stored.readable ? std::string(text) : plainLine(stored));
        target.write("\n");
    };
    GB_CHECK(eachMatch(reader, lines, matcher, stop, write, [&](LogNumber done) { tell(lines.count() + done); }));
    GB_CHECK(target.finish());
    if (stop.raised()) { // while it got its name: whoever cancelled was told that nothing is left
        QFile::remove(QString::fromStdString(wish.file));
        return fail(ErrorCode::Cancelled);
    }
    return counts.lines;
}

} // namespace glovebox::logs
