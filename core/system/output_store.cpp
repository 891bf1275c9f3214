#include "core/system/output_store.h"

#include "core/system/paths.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace glovebox::system {

/// A file descriptor that closes itself.
class OutputHandle {
public:
    explicit OutputHandle(int fd) : m_fd(fd) {}
    OutputHandle(OutputHandle &&other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}
    OutputHandle &operator=(OutputHandle &&other) noexcept
    {
        std::swap(m_fd, other.m_fd);
        return *this;
    }
    OutputHandle(const OutputHandle &) = delete;
    OutputHandle &operator=(const OutputHandle &) = delete;
    ~OutputHandle()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    int get() const { return m_fd; }
    int release() { return std::exchange(m_fd, -1); }
    explicit operator bool() const { return m_fd >= 0; }

private:
    int m_fd;
};

namespace {

/// Not the name of any session: a safe token has no dot.
constexpr const char *kIncoming = ".incoming";
/// Sessions whose list of sizes is remembered; another one's is read anew, which is 2000 looks at most.
constexpr std::size_t kIndexesMax = 8;
/// Between two looks at how much of the disk is free.
constexpr std::uint64_t kLookAfter = 16 << 20;

constexpr int kFolderFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

tl::unexpected<Error> osFailure(const std::string &what, int error)
{
    const auto code = error == ENOSPC || error == EDQUOT ? ErrorCode::OutOfDisk
                      : error == ENOENT                  ? ErrorCode::NotFound
                      : error == ELOOP || error == ENOTDIR || error == EISDIR || error == EEXIST
                          ? ErrorCode::InvalidState
                          : ErrorCode::PermissionDenied;
    return fail(code, what + ": " + std::strerror(error));
}

Result<> checkSession(const domain::SessionId &session)
{
    if (!isSafeToken(session.value()))
        return fail(ErrorCode::InvalidArgument, "outputs of a session with an unsafe id");
    return {};
}

/// The folder below `parent`, made when it is missing. Its entry is on the disk before anything is in it.
Result<OutputHandle> enterFolder(int parent, const std::string &name)
{
    OutputHandle folder(::openat(parent, name.c_str(), kFolderFlags));
    if (!folder && errno == ENOENT) {
        if (::mkdirat(parent, name.c_str(), 0700) != 0 && errno != EEXIST)
            return osFailure("cannot make output folder " + name, errno);
        ::fsync(parent);
        folder = OutputHandle(::openat(parent, name.c_str(), kFolderFlags));
    }
    if (!folder)
        return osFailure("output folder " + name, errno);
    return folder;
}

/// Reads what is kept below a folder, without following links.
class Reader {
public:
    Reader(std::size_t filesMax, std::vector<ports::StoredOutput> &found) : m_filesMax(filesMax), m_found(found) {}

    void read(OutputHandle folder, const std::string &prefix)
    {
        DIR *const listing = ::fdopendir(folder.get());
        if (!listing)
            return;
        folder.release();
        while (const auto *entry = ::readdir(listing)) {
            const std::string name = entry->d_name;
            if (name == "." || name == ".." || !ports::isOutputPath(prefix + name) || m_found.size() >= m_filesMax)
                continue;
            look(::dirfd(listing), name, prefix + name);
        }
        ::closedir(listing);
    }

private:
    void look(int folder, const std::string &name, const std::string &path)
    {
        struct stat info {};
        if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
            return;
        if (S_ISDIR(info.st_mode)) {
            if (OutputHandle below(::openat(folder, name.c_str(), kFolderFlags)); below)
                read(std::move(below), path + "/");
        } else if (S_ISREG(info.st_mode)) {
            const auto changed = static_cast<std::int64_t>(info.st_mtim.tv_sec) * 1'000'000'000 + info.st_mtim.tv_nsec;
            const auto stored =
                std::chrono::seconds(info.st_ctim.tv_sec) + std::chrono::milliseconds(info.st_ctim.tv_nsec / 1'000'000);
            m_found.push_back({path, ByteCount{static_cast<std::uint64_t>(info.st_size)}, changed, WallTime(stored)});
        }
    }

    std::size_t m_filesMax;
    std::vector<ports::StoredOutput> &m_found;
};

void removeIncoming(int incoming)
{
    DIR *const listing = ::fdopendir(::openat(incoming, ".", kFolderFlags));
    if (!listing)
        return;
    while (const auto *entry = ::readdir(listing))
        if (entry->d_name[0] != '.')
            ::unlinkat(incoming, entry->d_name, 0);
    ::closedir(listing);
}

} // namespace

class IncomingFile : public ports::OutputFile {
public:
    IncomingFile(OutputFolders &store, domain::SessionId session, std::string path, ByteCount room, std::string name,
                 OutputHandle file)
        : m_store(store), m_session(std::move(session)), m_path(std::move(path)), m_room(room), m_name(std::move(name)),
          m_file(std::move(file))
    {
    }
    ~IncomingFile() override
    {
        if (!m_name.empty())
            ::unlinkat(m_store.m_incoming, m_name.c_str(), 0);
    }
    IncomingFile(const IncomingFile &) = delete;
    IncomingFile &operator=(const IncomingFile &) = delete;

    Result<> write(std::string_view piece) override
    {
        if (piece.size() > m_room.value - m_size)
            return fail(ErrorCode::TooLarge, "output " + m_path + ": over the session's limits");
        if (m_size / kLookAfter != (m_size + piece.size()) / kLookAfter) {
            GB_CHECK(m_store.checkDisk());
            // Begins writing what there is, and waits for nothing: the commit finds little left to wait for.
            ::sync_file_range(m_file.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
        }
        m_size += piece.size();
        while (!piece.empty()) {
            const auto written = ::write(m_file.get(), piece.data(), piece.size());
            if (written < 0 && errno != EINTR)
                return osFailure("cannot write output " + m_path, errno);
            if (written > 0)
                piece.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }

    Result<> commit(std::int64_t changed) override
    {
        GB_TRY(room, m_store.room(m_session, m_path)); // others may have been committed since
        if (m_size > room.value)
            return fail(ErrorCode::TooLarge, "output " + m_path + ": over the session's limits");
        const auto when = std::max<std::int64_t>(0, changed);
        const timespec stamp{static_cast<time_t>(when / 1'000'000'000), static_cast<long>(when % 1'000'000'000)};
        const timespec both[2] = {stamp, stamp};
        if (::futimens(m_file.get(), both) != 0 || ::fsync(m_file.get()) != 0)
            return osFailure("cannot keep output " + m_path, errno);
        GB_CHECK(moveIntoPlace());
        m_name.clear();
        GB_TRY(index, m_store.indexOf(m_session));
        (*index)[m_path] = ByteCount{m_size};
        return {};
    }

private:
    Result<> moveIntoPlace()
    {
        GB_TRY(folder, enterFolder(m_store.m_root, m_session.value()));
        std::string_view rest = m_path;
        for (auto slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
            GB_TRY(next, enterFolder(folder.get(), std::string(rest.substr(0, slash))));
            folder = std::move(next);
            rest.remove_prefix(slash + 1);
        }
        if (::renameat(m_store.m_incoming, m_name.c_str(), folder.get(), std::string(rest).c_str()) != 0 ||
            ::fsync(folder.get()) != 0)
            return osFailure("cannot keep output " + m_path, errno);
        return {};
    }

    OutputFolders &m_store;
    domain::SessionId m_session;
    std::string m_path;
    ByteCount m_room;
    std::string m_name; // in the incoming folder; empty once it is in its place
    OutputHandle m_file;
    std::uint64_t m_size = 0;
};

Result<std::unique_ptr<OutputFolders>> OutputFolders::open(const std::string &dataDir, ports::OutputLimits limits)
{
    const auto path = dataDir + "/outputs";
    GB_CHECK(makePrivateFolder(path));
    GB_CHECK(makePrivateFolder(path + "/" + kIncoming));
    OutputHandle root(::open(path.c_str(), kFolderFlags));
    if (!root)
        return osFailure("cannot open " + path, errno);
    OutputHandle incoming(::openat(root.get(), kIncoming, kFolderFlags));
    if (!incoming)
        return osFailure("cannot open " + path + "/" + kIncoming, errno);
    removeIncoming(incoming.get());
    return std::unique_ptr<OutputFolders>(new OutputFolders(path, root.release(), incoming.release(), limits));
}

OutputFolders::OutputFolders(std::string path, int root, int incoming, ports::OutputLimits limits)
    : m_path(std::move(path)), m_root(root), m_incoming(incoming), m_limits(limits)
{
}

OutputFolders::~OutputFolders()
{
    ::close(m_incoming);
    ::close(m_root);
}

Result<std::unique_ptr<ports::OutputFile>> OutputFolders::begin(const domain::SessionId &session,
                                                                const std::string &path)
{
    GB_CHECK(checkSession(session));
    if (!ports::isOutputPath(path))
        return fail(ErrorCode::InvalidArgument, "not the path of an output");
    GB_TRY(allowed, room(session, path));
    GB_CHECK(checkDisk());
    const auto name = std::to_string(::getpid()) + "-" + std::to_string(++m_begun);
    OutputHandle file(::openat(m_incoming, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file)
        return osFailure("cannot begin an output", errno);
    return std::make_unique<IncomingFile>(*this, session, path, allowed, name, std::move(file));
}

Result<std::vector<ports::StoredOutput>> OutputFolders::list(const domain::SessionId &session)
{
    GB_CHECK(checkSession(session));
    std::vector<ports::StoredOutput> found;
    if (OutputHandle folder(::openat(m_root, session.value().c_str(), kFolderFlags)); folder)
        Reader(m_limits.filesMax, found).read(std::move(folder), {});
    else if (errno != ENOENT)
        return osFailure("outputs of session " + session.value(), errno);
    std::ranges::sort(found, {}, &ports::StoredOutput::path);
    if (m_indexes.size() >= kIndexesMax && !m_indexes.contains(session))
        m_indexes.erase(m_indexes.begin());
    auto &index = m_indexes[session];
    index.clear();
    for (const auto &file : found)
        index.emplace(file.path, file.size);
    return found;
}

std::string OutputFolders::folder(const domain::SessionId &session) const
{
    if (!checkSession(session))
        return {};
    const OutputHandle there(::openat(m_root, session.value().c_str(), kFolderFlags));
    return there ? m_path + "/" + session.value() : std::string();
}

Result<OutputFolders::Index *> OutputFolders::indexOf(const domain::SessionId &session)
{
    if (!m_indexes.contains(session))
        GB_CHECK(list(session));
    return &m_indexes[session];
}

Result<ByteCount> OutputFolders::room(const domain::SessionId &session, const std::string &path)
{
    GB_TRY(index, indexOf(session));
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1))
        if (index->contains(path.substr(0, slash)))
            return fail(ErrorCode::InvalidState, "output " + path + ": a file is kept where its folder would be");
    const auto below = index->lower_bound(path + "/");
    if (below != index->end() && below->first.starts_with(path + "/"))
        return fail(ErrorCode::InvalidState, "output " + path + ": a folder of that name is kept");
    std::uint64_t others = 0;
    for (const auto &[other, size] : *index)
        others += other == path ? 0 : size.value;
    if (!index->contains(path) && index->size() >= m_limits.filesMax)
        return fail(ErrorCode::TooLarge, "more than " + std::to_string(m_limits.filesMax) + " outputs of one session");
    const auto left = m_limits.sessionMax.value - std::min(others, m_limits.sessionMax.value);
    return ByteCount{std::min(left, m_limits.fileMax.value)};
}

Result<> OutputFolders::checkDisk() const
{
    struct statvfs info {};
    if (::fstatvfs(m_root, &info) == 0 && std::uint64_t{info.f_bavail} * info.f_frsize < m_limits.freeMin.value)
        return fail(ErrorCode::OutOfDisk, "too little is free where outputs are kept (" + m_path + ")");
    return {};
}

} // namespace glovebox::system
