#include "core/logs/log_part.h"

#include "core/base/id.h"
#include "core/logs/line_format.h"

#include <QDir>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::logs {

namespace {

constexpr std::size_t kBlock = 256 * 1024;
/// Between two entries of the index there are 25 KiB as a rule; where lines are so long that there is more than this,
/// they are looked at one by one.
constexpr std::size_t kLookedThroughMax = 1024 * 1024;
constexpr std::string_view kEnding = ".log";

std::string_view folderOf(LogName::Kind kind)
{
    switch (kind) {
    case LogName::Kind::Engine:
        return "";
    case LogName::Kind::Sandbox:
        return "sandboxes/";
    case LogName::Kind::Session:
        return "sessions/";
    }
    return "";
}

/// Without the ending.
std::string stemOf(const LogName &name)
{
    if (name.kind == LogName::Kind::Engine)
        return name.id.empty() ? "engine" : std::string();
    return isSafeToken(name.id) ? std::string(folderOf(name.kind)) + name.id : std::string();
}

auto cannotRead(const std::string &step)
{
    return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::FolderUnusable, step + ": " + std::strerror(errno));
}

} // namespace

std::string fileOf(const LogName &name)
{
    const auto stem = stemOf(name);
    return stem.empty() ? stem : stem + std::string(kEnding);
}

std::string fullFileOf(const LogName &name, LogNumber first)
{
    char digits[24];
    std::snprintf(digits, sizeof digits, "%010lld", static_cast<long long>(first));
    return stemOf(name) + '.' + digits + std::string(kEnding);
}

std::optional<FileFacts> factsOf(const std::string &relative)
{
    FileFacts facts;
    std::string_view rest = relative;
    if (!rest.ends_with(kEnding))
        return std::nullopt;
    rest.remove_suffix(kEnding.size());
    for (const auto kind : {LogName::Kind::Sandbox, LogName::Kind::Session})
        if (rest.starts_with(folderOf(kind))) {
            facts.name.kind = kind;
            rest.remove_prefix(folderOf(kind).size());
            break;
        }
    if (const auto dot = rest.find('.'); dot != std::string_view::npos) {
        const auto digits = rest.substr(dot + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), facts.first);
        if (error != std::errc{} || end != digits.data() + digits.size() || facts.first < 1)
            return std::nullopt;
        facts.full = true;
        rest = rest.substr(0, dot);
    }
    if (facts.name.kind != LogName::Kind::Engine)
        facts.name.id = rest;
    else if (rest != "engine")
        return std::nullopt;
    return stemOf(facts.name).empty() ? std::nullopt : std::optional(facts);
}

std::vector<PartFile> partsOf(const std::string &folder, const LogName &name)
{
    std::vector<PartFile> parts;
    const auto stem = stemOf(name);
    if (stem.empty())
        return parts;
    const auto slash = stem.rfind('/');
    const auto below = slash == std::string::npos ? std::string() : stem.substr(0, slash + 1);
    const QDir dir(QString::fromStdString(folder + '/' + below));
    const auto pattern = QString::fromStdString(stem.substr(below.size()) + ".*.log");
    for (const auto &file : dir.entryList({pattern}, QDir::Files | QDir::NoSymLinks)) {
        const auto facts = factsOf(below + file.toStdString());
        if (facts && facts->full && facts->name == name)
            parts.push_back({folder + '/' + below + file.toStdString(), facts->first});
    }
    std::ranges::sort(parts, {}, &PartFile::first);
    parts.push_back({folder + '/' + fileOf(name), 0});
    return parts;
}

Result<std::unique_ptr<LogPart>> LogPart::open(const PartFile &which, LogNumber least)
{
    const auto &path = which.path;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return cannotRead(path);
    auto part = std::unique_ptr<LogPart>(new LogPart(file));
    struct stat facts {};
    if (::fstat(file, &facts) != 0)
        return cannotRead(path);
    if (!S_ISREG(facts.st_mode))
        return fail(ErrorCode::NotFound, path + " is no file");
    part->m_id = {facts.st_dev, facts.st_ino};
    part->takeIndex(which, least);
    GB_CHECK(part->extend());
    return part;
}

LogPart::~LogPart()
{
    ::close(m_file);
}

/// What the index beside it says, as far as a line really begins there.
void LogPart::takeIndex(const PartFile &which, LogNumber least)
{
    m_index = SparseIndex(which.first > 0 ? which.first : least);
    struct stat log {};
    const int file = ::open((which.path + ".idx").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0)
        return;
    std::string bytes;
    struct stat facts {};
    if (::fstat(file, &facts) == 0 && ::fstat(m_file, &log) == 0 && S_ISREG(facts.st_mode)) {
        // Sixteen bytes for 512 at least: a longer one is not this file's.
        const auto most = static_cast<std::uint64_t>(log.st_size) / 16 + 64;
        bytes.resize(std::min(static_cast<std::uint64_t>(facts.st_size), most));
        const auto got = ::pread(file, bytes.data(), bytes.size(), 0);
        bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    }
    ::close(file);
    auto index = SparseIndex::parse(bytes, static_cast<std::uint64_t>(log.st_size));
    if (!index.isOurs() || (which.first > 0 ? index.first() != which.first : index.first() < least))
        return;
    std::size_t good = 0;
    for (char before = '\n'; good < index.entries().size(); ++good) {
        const auto offset = index.entries()[good].offset;
        if (offset > 0 && (::pread(m_file, &before, 1, static_cast<off_t>(offset) - 1) != 1 || before != '\n'))
            break;
    }
    index.cut(good);
    if (good > 0) {
        m_known = index.entries().back().offset;
        m_lines = static_cast<LogNumber>(good - 1) * kStride;
    }
    m_index = std::move(index);
    // The last entry's own line has yet to be counted; extend() adds entries for lines that have none.
}

void LogPart::addEntry(std::uint64_t offset)
{
    SparseIndex::Entry entry{offset, 0};
    // A line's fixed beginning has its time; the rest is not looked at.
    if (const auto begin = readAt(offset, 1024)) {
        const auto line = std::string_view(*begin).substr(0, begin->find('\n'));
        if (const auto raw = splitLine(line))
            entry.at = raw->at.time_since_epoch().count();
    }
    m_index.add(entry);
}

Result<std::string> LogPart::readAt(std::uint64_t offset, std::size_t size) const
{
    std::string bytes(size, '\0');
    std::size_t got = 0;
    while (got < size) {
        const auto more = ::pread(m_file, bytes.data() + got, size - got, static_cast<off_t>(offset + got));
        if (more < 0 && errno == EINTR)
            continue;
        if (more < 0)
            return cannotRead("read a log");
        if (more == 0)
            break;
        got += static_cast<std::size_t>(more);
    }
    bytes.resize(got);
    return bytes;
}

Result<> LogPart::extend()
{
    for (auto at = m_known;;) {
        GB_TRY(block, readAt(at, kBlock));
        std::size_t begin = 0;
        for (std::size_t end; (end = block.find('\n', begin)) != std::string::npos; begin = end + 1) {
            if (m_lines % kStride == 0 && static_cast<LogNumber>(m_index.entries().size()) == m_lines / kStride)
                addEntry(m_known);
            ++m_lines;
            m_known = at + end + 1;
        }
        if (block.size() < kBlock)
            return {};
        at += block.size();
    }
}

/// Where a line's stretch of the index ends.
std::uint64_t LogPart::behind(LogNumber line) const
{
    const auto next = static_cast<std::size_t>((line - first()) / kStride) + 1;
    return next < m_index.entries().size() ? m_index.entries()[next].offset : m_known;
}

Result<> LogPart::visit(LogNumber from, LogNumber to,
                        const std::function<bool(LogNumber number, std::string_view line)> &each) const
{
    from = std::max(from, first());
    to = std::min(to, end());
    if (from >= to)
        return {};
    const auto entry = static_cast<std::size_t>((from - first()) / kStride);
    LogNumber number = first() + static_cast<LogNumber>(entry) * kStride;
    std::string kept; // the beginning of a line that goes on in the next block
    const auto stop = behind(to - 1);
    for (auto at = m_index.entries()[entry].offset; at < stop && number < to;) {
        GB_TRY(block, readAt(at, std::min<std::uint64_t>(kBlock, stop - at)));
        if (block.empty())
            return fail(ErrorCode::FolderUnusable, "a log has become shorter");
        std::size_t begin = 0;
        for (std::size_t end; number < to && (end = block.find('\n', begin)) != std::string::npos; begin = end + 1) {
            auto line = std::string_view(block).substr(begin, end - begin);
            if (!kept.empty()) {
                kept.append(line.substr(0, kStoredLineMax - std::min(kept.size(), kStoredLineMax)));
                line = kept;
            }
            if (number >= from && !each(number, line.substr(0, kStoredLineMax)))
                return {};
            ++number;
            kept.clear();
        }
        const auto rest = std::string_view(block).substr(begin);
        kept.append(rest.substr(0, kStoredLineMax - std::min(kept.size(), kStoredLineMax)));
        at += block.size();
    }
    return {};
}

Result<bool> LogPart::mayBeBetween(std::uint64_t begin, std::uint64_t end, const ByteFinder &likely) const
{
    if (end - begin > kLookedThroughMax)
        return true;
    GB_TRY(bytes, readAt(begin, end - begin));
    if (bytes.size() < end - begin)
        return fail(ErrorCode::FolderUnusable, "a log has become shorter");
    return likely.mayBeIn(bytes);
}

/// From one entry of the index to the next.
Result<> LogPart::visitLikely(LogNumber from, LogNumber to, const ByteFinder &likely,
                              const std::function<bool(LogNumber number, std::string_view line)> &each) const
{
    from = std::max(from, first());
    to = std::min(to, end());
    bool more = true;
    for (auto at = from; at < to && more;) {
        const auto entry = static_cast<std::size_t>((at - first()) / kStride);
        const auto next = std::min(to, first() + static_cast<LogNumber>(entry + 1) * kStride);
        GB_TRY(likelyHere, mayBeBetween(m_index.entries()[entry].offset, behind(at), likely));
        if (likelyHere)
            GB_CHECK(visit(at, next, [&](LogNumber number, std::string_view line) {
                more = each(number, line);
                return more;
            }));
        at = next;
    }
    return {};
}

} // namespace glovebox::logs
