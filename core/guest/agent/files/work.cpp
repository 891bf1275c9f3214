#include "core/guest/agent/files/work.h"

#include "core/guest/agent/tools/file_io.h"
#include "core/guest/agent/tools/path.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <new>

namespace glovebox::agent {

using guest::FileDone;
using guest::FileStart;
using Outcome = FileDone::Outcome;

namespace {

void readyForWork(const ToolContext &context, int input, int output)
{
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    ::signal(SIGPIPE, SIG_IGN); // a pipe that nobody reads is an error to see, so that a half written file goes
    ::signal(SIGXFSZ, SIG_IGN);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::umask(0); // every mode here is meant
    rlimit limit{0, 0};
    ::setrlimit(RLIMIT_CORE, &limit);
    if (context.limits.addressSpace > 0) {
        limit = {context.limits.addressSpace, context.limits.addressSpace};
        ::setrlimit(RLIMIT_AS, &limit);
    }
    // The channel and all else that process 1 holds.
    const auto low = static_cast<unsigned>(std::min(input, output));
    const auto high = static_cast<unsigned>(std::max(input, output));
    if (low > STDERR_FILENO + 1)
        ::close_range(STDERR_FILENO + 1, low - 1, 0);
    if (high > low + 1)
        ::close_range(low + 1, high - 1, 0);
    ::close_range(high + 1, ~0U, 0);
}

FileDone makeFolderWork(Rights &rights, const FileStart &start)
{
    const auto place = openPlace(rights, start.path, Ancestors::Make);
    if (!place.parent)
        return failed(errno);
    const int folder = place.parent.get();
    const int made = rights.orAsRoot([&] { return ::mkdirat(folder, place.leaf.c_str(), start.mode); });
    if (made == 0)
        return rights.give(folder, place.leaf) == 0 ? FileDone{} : failed(errno);
    if (errno != EEXIST)
        return failed(errno);
    if (start.mustBeNew)
        return {Outcome::InvalidState, "something is there already"};
    return openFolder(folder, place.leaf) ? FileDone{} : failed(errno);
}

/// What a write's content comes through.
struct Source {
    int pipe;
    const WholeMark &whole;
};

/// Copies exactly `size` bytes, or all that come until the end. An errno, ECANCELED when the host has given up, or 0.
int copyContent(const Source &source, int file, std::uint64_t size, bool untilEnd)
{
    std::string buffer(64 << 10, '\0');
    while (size > 0) {
        const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, buffer.size()));
        const auto got = ::read(source.pipe, buffer.data(), wanted);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            return untilEnd && source.whole.isSet() ? 0 : ECANCELED;
        size -= static_cast<std::uint64_t>(got);
        for (std::string_view rest(buffer.data(), static_cast<std::size_t>(got)); !rest.empty();) {
            const auto written = ::write(file, rest.data(), rest.size());
            if (written < 0 && errno != EINTR)
                return errno;
            if (written > 0)
                rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    return 0;
}

FileDone writeWork(Rights &rights, const FileStart &start, const Source &source)
{
    const auto place = openPlace(rights, start.path, Ancestors::Make);
    if (!place.parent)
        return failed(errno);
    const int folder = place.parent.get();
    struct stat info {};
    const bool isThere = ::fstatat(folder, place.leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0;
    if (isThere && !S_ISREG(info.st_mode))
        return {Outcome::InvalidState, "something else than a file is there"};
    const auto mode = isThere && start.keepsMode ? info.st_mode & 0777 : start.mode;
    const auto temporary = ".glovebox-" + randomUuid();
    Descriptor file(::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file)
        return failed(errno);
    int error = copyContent(source, file.get(), start.max, start.untilEnd);
    if (error == 0 &&
        (::fchmod(file.get(), mode) != 0 || ::renameat(folder, temporary.c_str(), folder, place.leaf.c_str()) != 0))
        error = errno;
    if (error != 0)
        ::unlinkat(folder, temporary.c_str(), 0);
    return error == 0 ? FileDone{} : failed(error);
}

FileDone makeLinkWork(Rights &rights, const FileStart &start)
{
    if (start.target.empty())
        return {Outcome::InvalidArgument, "a link leads somewhere"};
    const auto place = openPlace(rights, start.path, Ancestors::Make);
    if (!place.parent)
        return failed(errno);
    const int folder = place.parent.get();
    struct stat info {};
    if (::fstatat(folder, place.leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(info.st_mode))
        return {Outcome::InvalidState, "a folder is there"};
    const auto temporary = ".glovebox-" + randomUuid();
    if (::symlinkat(start.target.c_str(), folder, temporary.c_str()) != 0)
        return failed(errno);
    if (::renameat(folder, temporary.c_str(), folder, place.leaf.c_str()) == 0)
        return {};
    const int error = errno;
    ::unlinkat(folder, temporary.c_str(), 0);
    return failed(error);
}

FileDone readWork(Rights &rights, const FileStart &start, const RecordPipe &out)
{
    const auto place = openPlace(rights, start.path, Ancestors::MustExist);
    if (!place.parent)
        return failed(errno);
    struct stat info {};
    if (::fstatat(place.parent.get(), place.leaf.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
        return failed(errno);
    if (!S_ISREG(info.st_mode))
        return {Outcome::InvalidState, "not a regular file"};
    // O_NONBLOCK: should it have become a pipe since, opening must not wait for a writer.
    const Descriptor file(
        ::openat(place.parent.get(), place.leaf.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file || ::fstat(file.get(), &info) != 0)
        return failed(errno);
    if (!S_ISREG(info.st_mode))
        return {Outcome::InvalidState, "not a regular file"};
    const FileDone tooLarge{Outcome::TooLarge, "more than " + std::to_string(start.max) + " bytes"};
    if (static_cast<std::uint64_t>(std::max<off_t>(info.st_size, 0)) > start.max)
        return tooLarge;
    std::string buffer(guest::kFileChunkMax, '\0');
    for (std::uint64_t left = start.max;;) {
        const auto got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return failed(errno);
        if (got == 0)
            return {};
        if (static_cast<std::uint64_t>(got) > left)
            return tooLarge; // it grew while it was read
        left -= static_cast<std::uint64_t>(got);
        out.write(RecordKind::Content, std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
    }
}

FileDone doWork(Rights &rights, const FileStart &start, const Source &source, const RecordPipe &out)
{
    switch (start.work) {
    case guest::FileWork::MakeFolder:
        return makeFolderWork(rights, start);
    case guest::FileWork::Write:
        return writeWork(rights, start, source);
    case guest::FileWork::Read:
        return readWork(rights, start, out);
    case guest::FileWork::List:
        return listWork(rights, start, out);
    case guest::FileWork::Remove:
        return removeWork(rights, start, out);
    case guest::FileWork::MakeLink:
        return makeLinkWork(rights, start);
    }
    return {Outcome::InvalidArgument, "no such operation"};
}

} // namespace

void fileChildMain(const ToolContext &context, const FileStart &start, int input, int output, const WholeMark &whole)
{
    readyForWork(context, input, output);
    const RecordPipe out(output);
    Rights rights(context);
    FileDone done{Outcome::InvalidState, "permission denied"};
    try {
        if (rights.lower())
            done = doWork(rights, start, {input, whole}, out);
    } catch (const std::bad_alloc &) {
        done = {Outcome::TooLarge, "out of memory"};
    }
    out.write(RecordKind::Done, guest::toPayload(done));
    ::_exit(0);
}

void RecordPipe::write(RecordKind kind, std::string_view payload) const
{
    auto record = recordHead(kind, payload.size()).append(payload);
    for (std::string_view rest(record); !rest.empty();) {
        const auto written = ::write(m_output, rest.data(), rest.size());
        if (written < 0 && errno != EINTR)
            ::_exit(1);
        if (written > 0)
            rest.remove_prefix(static_cast<std::size_t>(written));
    }
}

FileDone failed(int error, const std::string &where)
{
    auto outcome = Outcome::InvalidState;
    if (error == ENOENT)
        outcome = Outcome::NotFound;
    else if (error == ENAMETOOLONG || error == EINVAL)
        outcome = Outcome::InvalidArgument;
    else if (error == ENOSPC || error == EDQUOT || error == EFBIG)
        outcome = Outcome::TooLarge;
    const bool link = error == ENOTDIR || error == ELOOP;
    auto words = error == ECANCELED ? std::string("given up") : link ? "not a folder, or a link" : errnoText(error);
    return {outcome, where.empty() ? std::move(words) : where + ": " + words};
}

} // namespace glovebox::agent
