#include "core/logs/log_file.h"

#include "core/logs/line_format.h"

#include <QDir>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace glovebox::logs {

namespace {

auto cannotWrite(const std::string &what)
{
    const int error = errno;
    const bool full = error == ENOSPC || error == EDQUOT || error == EFBIG;
    return fail(full ? ErrorCode::OutOfDisk : ErrorCode::FolderUnusable, what + ": " + std::strerror(error));
}

int openForAppending(const std::string &path)
{
    return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
}

bool writeAll(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Result<std::unique_ptr<LogFile>> LogFile::open(const std::string &folder, const LogName &name, FileLimits limits)
{
    if (fileOf(name).empty())
        return fail(ErrorCode::InvalidArgument, "a log has no such name");
    auto file = std::unique_ptr<LogFile>(new LogFile(folder, name, limits));
    GB_CHECK(file->begin());
    return file;
}

LogFile::~LogFile()
{
    close();
}

void LogFile::close()
{
    for (int *file : {&m_file, &m_indexFile})
        if (*file >= 0)
            ::close(std::exchange(*file, -1));
}

/// Takes up the file that is there, or begins one; makes the index anew when it does not say what the file does.
Result<> LogFile::begin()
{
    LogNumber next = 1;
    const auto parts = partsOf(m_folder, m_name);
    if (parts.size() > 1) {
        const auto last = LogPart::open(parts[parts.size() - 2], 1);
        if (last)
            next = (*last)->end();
    }
    m_file = openForAppending(path());
    if (m_file < 0)
        return cannotWrite(path());
    GB_TRY(part, LogPart::open(parts.back(), next));
    m_first = part->first();
    m_lines = part->end() - part->first();
    m_size = part->bytes();
    if (::ftruncate(m_file, static_cast<off_t>(m_size)) != 0)
        return cannotWrite(path());
    // Written whole: it is small, and cheaper than finding out how it differs.
    auto bytes = part->index().head();
    for (const auto &entry : part->index().entries())
        bytes += SparseIndex::bytesOf(entry);
    const auto index = path() + ".idx";
    m_indexFile = ::open(index.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (m_indexFile < 0 || !writeAll(m_indexFile, bytes))
        return cannotWrite(index);
    return {};
}

void LogFile::add(const LogLine &line, std::uint64_t lost)
{
    if ((m_lines + m_added) % kStride == 0)
        m_indexBytes += SparseIndex::bytesOf({m_size + m_bytes.size(), line.at.time_since_epoch().count()});
    m_bytes += encodeLine(line, lost);
    ++m_added;
}

Result<> LogFile::write()
{
    const auto bytes = std::exchange(m_bytes, {});
    const auto index = std::exchange(m_indexBytes, {});
    const auto added = std::exchange(m_added, 0);
    if (bytes.empty())
        return {};
    if (m_file < 0)
        GB_CHECK(begin());
    if (!writeAll(m_file, bytes)) {
        const auto outcome = cannotWrite(path());
        if (::ftruncate(m_file, static_cast<off_t>(m_size)) != 0)
            close(); // begin() takes it up again, from its last whole line
        return outcome;
    }
    m_size += bytes.size();
    m_lines += added;
    if (!writeAll(m_indexFile, index))
        close(); // the index is made anew with the next write
    return m_size >= m_limits.fileSize.value ? beginNext() : Result<>();
}

/// The index first: a log without one is read all the same, and never with another's.
Result<> LogFile::beginNext()
{
    close();
    const auto full = m_folder + '/' + fullFileOf(m_name, m_first);
    static_cast<void>(std::rename((path() + ".idx").c_str(), (full + ".idx").c_str()));
    if (std::rename(path().c_str(), full.c_str()) != 0)
        return cannotWrite(full);
    deleteOldest();
    return begin();
}

void LogFile::deleteOldest()
{
    auto parts = partsOf(m_folder, m_name);
    for (std::size_t i = 0; i + static_cast<std::size_t>(m_limits.filesKept) < parts.size(); ++i)
        for (const auto *ending : {"", ".idx"})
            static_cast<void>(::unlink((parts[i].path + ending).c_str()));
}

} // namespace glovebox::logs
