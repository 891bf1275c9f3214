#include "core/logs/log_reader.h"

#include <QDateTime>
#include <QDirIterator>

#include <algorithm>
#include <map>
#include <sys/stat.h>

namespace glovebox::logs {

namespace {

/// Names that a list holds: a host runs hundreds of sandboxes a day, and retention takes them away.
constexpr std::size_t kListedMax = 10'000;

std::optional<FileId> idOf(const std::string &path)
{
    struct stat facts {};
    if (::lstat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
        return std::nullopt;
    return FileId{facts.st_dev, facts.st_ino};
}

} // namespace

/// One that was renamed, because it is full, stays open: it is the same file.
Result<std::unique_ptr<LogPart>> LogReader::take(const PartFile &file, LogNumber least)
{
    const auto id = idOf(file.path);
    if (!id)
        return fail(ErrorCode::NotFound, file.path);
    const auto known = std::ranges::find_if(m_parts, [&](const auto &part) { return part && part->id() == *id; });
    if (known == m_parts.end())
        return LogPart::open(file, least);
    GB_CHECK((*known)->extend());
    return std::move(*known);
}

Result<LogExtent> LogReader::refresh()
{
    std::vector<std::unique_ptr<LogPart>> parts;
    Result<> outcome;
    LogNumber next = 1;
    for (const auto &file : partsOf(m_folder, m_name)) {
        auto part = take(file, next);
        if (!part && part.error().code == ErrorCode::NotFound)
            continue; // not begun yet, or deleted between the list and here
        if (!part) {
            outcome = tl::unexpected(part.error());
            break;
        }
        if ((*part)->first() < next)
            continue; // lines that were had already: an index that is not its file's
        next = (*part)->end();
        parts.push_back(*std::move(part));
    }
    m_parts = std::move(parts);
    return outcome.map([this] { return extent(); });
}

LogExtent LogReader::extent() const
{
    if (m_parts.empty())
        return {};
    return {m_parts.front()->first(), m_parts.back()->end()};
}

Result<std::vector<StoredLine>> LogReader::read(LogNumber from, LogNumber count) const
{
    const LogNumber to = from + std::min(count, kWindowMax);
    std::vector<StoredLine> lines;
    GB_CHECK(visit(from, to, [&](LogNumber number, std::string_view line) {
        lines.push_back(decodeLine(line, number));
        return true;
    }));
    return lines;
}

Result<std::vector<StoredLine>> LogReader::readThese(const std::vector<LogNumber> &numbers) const
{
    std::vector<StoredLine> lines;
    lines.reserve(numbers.size());
    for (auto next = numbers.begin(); next != numbers.end();) {
        // Near ones are read together, far ones by themselves.
        auto last = next;
        while (last + 1 != numbers.end() && *(last + 1) - *last < kStride)
            ++last;
        GB_CHECK(visit(*next, *last + 1, [&](LogNumber number, std::string_view line) {
            while (next != numbers.end() && *next < number)
                ++next;
            if (next != numbers.end() && *next == number)
                lines.push_back(decodeLine(line, number));
            return true;
        }));
        next = last + 1;
    }
    return lines;
}

Result<std::vector<LogNumber>> LogReader::search(LogNumber from, LogNumber to, const LineMatcher &matcher,
                                                 const StopFlag &stop) const
{
    std::vector<LogNumber> found;
    from = std::max(from, to - kPieceMax);
    const auto look = [&](LogNumber number, std::string_view line) {
        if (matcher.matches(line))
            found.push_back(number);
        return !stop.raised();
    };
    for (const auto &part : m_parts)
        if (!stop.raised())
            GB_CHECK(matcher.likely() ? part->visitLikely(from, to, *matcher.likely(), look)
                                      : part->visit(from, to, look));
    return stop.raised() ? Result<std::vector<LogNumber>>(fail(ErrorCode::Cancelled)) : found;
}

Result<> LogReader::visit(LogNumber from, LogNumber to,
                          const std::function<bool(LogNumber number, std::string_view line)> &each) const
{
    bool more = true;
    for (const auto &part : m_parts)
        if (more)
            GB_CHECK(part->visit(from, to, [&](LogNumber number, std::string_view line) {
                more = each(number, line);
                return more;
            }));
    return {};
}

std::vector<LogEntry> listLogs(const std::string &folder)
{
    std::map<LogName, LogEntry> found;
    const auto base = QString::fromStdString(folder);
    QDirIterator files(base, {QStringLiteral("*.log")}, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext() && found.size() < kListedMax) {
        const auto path = files.next();
        const auto facts = factsOf(path.mid(base.size() + 1).toStdString());
        if (!facts)
            continue;
        const auto info = files.fileInfo();
        const WallTime changed(std::chrono::milliseconds(info.lastModified().toMSecsSinceEpoch()));
        auto &entry = found.try_emplace(facts->name, LogEntry{facts->name, {}, changed}).first->second;
        entry.size.value += static_cast<std::uint64_t>(info.size());
        entry.changed = std::max(entry.changed, changed);
    }
    std::vector<LogEntry> list;
    for (auto &[name, entry] : found)
        list.push_back(std::move(entry));
    std::ranges::sort(list, [](const LogEntry &a, const LogEntry &b) {
        const bool engine = a.name.kind == LogName::Kind::Engine;
        if (engine != (b.name.kind == LogName::Kind::Engine))
            return engine;
        return a.changed != b.changed ? a.changed > b.changed : a.name < b.name;
    });
    return list;
}

} // namespace glovebox::logs
