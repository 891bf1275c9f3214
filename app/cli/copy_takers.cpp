// Role: where copies out of a sandbox go: a folder here, or a tar on standard output; see copy_out.h.
#include "app/cli/copy_out.h"

#include "app/cli/terminal_session.h"

#include <archive.h>
#include <archive_entry.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace glovebox::cli {

namespace {

constexpr unsigned kUsualFile = 0644;
constexpr unsigned kUsualFolder = 0755;
constexpr unsigned kPermissions = 0777; // none that speaks for somebody else

class OpenHere {
public:
    explicit OpenHere(int descriptor = -1) : m_descriptor(descriptor) {}
    ~OpenHere()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    OpenHere(OpenHere &&other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}
    OpenHere &operator=(OpenHere &&other) noexcept
    {
        std::swap(m_descriptor, other.m_descriptor);
        return *this;
    }
    int get() const { return m_descriptor; }
    bool isOpen() const { return m_descriptor >= 0; }

private:
    int m_descriptor;
};

tl::unexpected<Error> notWritten(const std::string &path)
{
    return fail(ErrorCode::FolderUnusable, path + " cannot be written: " + std::strerror(errno));
}

std::array<timespec, 2> timesOf(const CopiedEntry &entry)
{
    constexpr std::int64_t second = 1'000'000'000;
    const timespec unchanged{0, UTIME_OMIT};
    if (entry.changed <= 0)
        return {unchanged, unchanged};
    return {unchanged, timespec{entry.changed / second, entry.changed % second}};
}

/// Everything is opened from a folder that was opened before, never through a link.
class FolderTaker final : public CopyTaker {
public:
    FolderTaker(std::string folder, std::string name) : m_folder(std::move(folder)), m_name(std::move(name)) {}

    Result<> folder(const CopiedEntry &entry) override
    {
        GB_TRY(place, open(entry));
        const auto mode = entry.mode == 0 ? kUsualFolder : entry.mode & kPermissions;
        if (::mkdirat(place.in.get(), place.name.c_str(), mode | 0700) != 0 && errno != EEXIST)
            return notWritten(place.shown);
        return {};
    }

    /// What stood there before stays until all of the new one has come.
    Result<> file(const CopiedEntry &entry, const Content &content) override
    {
        GB_TRY(place, open(entry));
        const auto mode = entry.mode == 0 ? kUsualFile : entry.mode & kPermissions;
        const auto begun = ".gloveboxctl-" + std::to_string(::getpid());
        // Without a name, where the file system knows such files: whoever interrupts this leaves nothing behind.
        OpenHere target(::openat(place.in.get(), ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, mode));
        const bool isNamed = !target.isOpen();
        if (isNamed)
            target = OpenHere(
                ::openat(place.in.get(), begun.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
        if (!target.isOpen())
            return notWritten(place.shown);
        auto copied = content([&](std::string_view piece) -> Result<> {
            return writeFully(target.get(), piece) ? Result<>() : notWritten(place.shown);
        });
        ::futimens(target.get(), timesOf(entry).data());
        const auto unnamed = "/proc/self/fd/" + std::to_string(target.get());
        if (copied && !isNamed &&
            ::linkat(AT_FDCWD, unnamed.c_str(), place.in.get(), begun.c_str(), AT_SYMLINK_FOLLOW) != 0)
            return notWritten(place.shown);
        if (copied && ::renameat(place.in.get(), begun.c_str(), place.in.get(), place.name.c_str()) != 0)
            copied = notWritten(place.shown);
        if (!copied)
            ::unlinkat(place.in.get(), begun.c_str(), 0);
        return copied;
    }

    Result<> link(const CopiedEntry &entry) override
    {
        m_links.push_back(entry);
        return {};
    }

    Result<> finish() override
    {
        for (const auto &entry : m_links) {
            GB_TRY(place, open(entry));
            ::unlinkat(place.in.get(), place.name.c_str(), 0);
            if (::symlinkat(entry.target.c_str(), place.in.get(), place.name.c_str()) != 0)
                return notWritten(place.shown);
        }
        return {};
    }

private:
    struct Place {
        OpenHere in;
        std::string name;
        std::string shown;
    };

    Result<Place> open(const CopiedEntry &entry) const
    {
        const auto path = entry.path.empty() ? m_name : m_name.empty() ? entry.path : m_name + '/' + entry.path;
        OpenHere at(::open(m_folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!at.isOpen())
            return notWritten(m_folder);
        if (path.empty()) // what is in it goes right here
            return Place{std::move(at), ".", m_folder};
        std::size_t begin = 0;
        for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', begin)) {
            const auto part = path.substr(begin, slash - begin);
            at = OpenHere(::openat(at.get(), part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
            if (!at.isOpen())
                return notWritten(m_folder + '/' + path.substr(0, slash));
            begin = slash + 1;
        }
        return Place{std::move(at), path.substr(begin), m_folder + '/' + path};
    }

    std::string m_folder;
    std::string m_name;
    std::vector<CopiedEntry> m_links;
};

class TarTaker final : public CopyTaker {
public:
    explicit TarTaker(std::string name) : m_name(std::move(name)), m_archive(archive_write_new())
    {
        archive_write_set_format_pax_restricted(m_archive.get());
        archive_write_set_bytes_per_block(m_archive.get(), 0);
        archive_write_open_fd(m_archive.get(), STDOUT_FILENO);
    }

    Result<> folder(const CopiedEntry &entry) override { return head(entry, AE_IFDIR, kUsualFolder, 0); }

    /// Of one that cannot be read nothing is in the tar; of one that breaks off, zeros are in place of the rest.
    Result<> file(const CopiedEntry &entry, const Content &content) override
    {
        auto left = entry.size;
        bool isBegun = false;
        const auto begin = [&]() -> Result<> {
            return std::exchange(isBegun, true) ? Result<>() : head(entry, AE_IFREG, kUsualFile, entry.size);
        };
        const auto write = [&](std::string_view piece) -> Result<> {
            GB_CHECK(begin());
            if (piece.size() > left)
                return fail(ErrorCode::Conflict, entry.path + " grew while it was copied");
            left -= piece.size();
            return archive_write_data(m_archive.get(), piece.data(), piece.size()) >= 0 ? Result<>() : broken();
        };
        GB_CHECK(content(write));
        GB_CHECK(begin());
        return left == 0 ? Result<>() : fail(ErrorCode::Conflict, entry.path + " shrank while it was copied");
    }

    Result<> link(const CopiedEntry &entry) override
    {
        m_links.push_back(entry);
        return {};
    }

    /// Whoever unpacks it writes through none of them.
    Result<> finish() override
    {
        for (const auto &entry : m_links)
            GB_CHECK(head(entry, AE_IFLNK, kPermissions, 0));
        return archive_write_close(m_archive.get()) == ARCHIVE_OK ? Result<>() : broken();
    }

private:
    struct FreeWriter {
        void operator()(archive *writer) const { archive_write_free(writer); }
    };
    struct FreeEntry {
        void operator()(archive_entry *entry) const { archive_entry_free(entry); }
    };

    tl::unexpected<Error> broken()
    {
        const int why = archive_errno(m_archive.get());
        if (why == EPIPE)
            return fail(ErrorCode::Cancelled, "nobody reads it any more");
        return fail(ErrorCode::FolderUnusable,
                    std::string("the archive cannot be written: ") +
                        (why > 0 ? std::strerror(why) : archive_error_string(m_archive.get())));
    }

    Result<> head(const CopiedEntry &from, unsigned kind, unsigned usual, std::uint64_t size)
    {
        const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
        const auto path = from.path.empty() ? m_name : m_name + '/' + from.path;
        archive_entry_set_pathname(entry.get(), path.c_str());
        archive_entry_set_filetype(entry.get(), kind);
        archive_entry_set_perm(entry.get(),
                               static_cast<__LA_MODE_T>(from.mode == 0 ? usual : from.mode & kPermissions));
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
        if (from.changed > 0)
            archive_entry_set_mtime(entry.get(), from.changed / 1'000'000'000, from.changed % 1'000'000'000);
        if (kind == AE_IFLNK)
            archive_entry_set_symlink(entry.get(), from.target.c_str());
        return archive_write_header(m_archive.get(), entry.get()) == ARCHIVE_OK ? Result<>() : broken();
    }

    std::string m_name;
    std::unique_ptr<archive, FreeWriter> m_archive;
    std::vector<CopiedEntry> m_links;
};

} // namespace

std::unique_ptr<CopyTaker> takeIntoFolder(const std::string &folder, const std::string &name)
{
    return std::make_unique<FolderTaker>(folder, name);
}

std::unique_ptr<CopyTaker> takeAsTar(const std::string &name)
{
    return std::make_unique<TarTaker>(name);
}

} // namespace glovebox::cli
