#include "core/images/oci/reference.h"

#include "core/base/sha256.h"
#include "core/base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string_view>

namespace glovebox::images {

namespace {

constexpr std::size_t kLookBlock = 64U << 10;
/// An archive of an image has some entries for each layer. What has more without a word of being one is none.
constexpr int kLookEntriesMax = 10'000;
/// Between two looks at the clock of whoever waits: what an operator types is looked into at once or not at all.
constexpr std::uint64_t kLookBytesMax = 64U << 20;

struct FreeArchive {
    void operator()(archive *reader) const { archive_read_free(reader); }
};

/// A tar file's names, one after the other.
class NameReader {
public:
    NameReader(std::string path, const StopFlag *stop, std::uint64_t bytesMax)
        : m_path(std::move(path)), m_stop(stop), m_bytesMax(bytesMax), m_fd(-1), m_block(kLookBlock, '\0')
    {
    }
    ~NameReader()
    {
        m_reader.reset();
        if (m_fd >= 0)
            ::close(m_fd);
    }
    NameReader(const NameReader &) = delete;
    NameReader &operator=(const NameReader &) = delete;

    Result<> open()
    {
        m_fd = ::open(m_path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (m_fd < 0)
            return fileTrouble("reading " + m_path, errno);
        struct stat about {};
        if (::fstat(m_fd, &about) != 0)
            return fileTrouble("reading " + m_path, errno);
        if (!S_ISREG(about.st_mode))
            return fail(ErrorCode::InvalidArgument, m_path + " is neither a file nor a folder");
        m_reader.reset(archive_read_new());
        archive_read_support_filter_gzip(m_reader.get());
        archive_read_support_filter_bzip2(m_reader.get());
        archive_read_support_filter_xz(m_reader.get());
        archive_read_support_filter_zstd(m_reader.get());
        archive_read_support_format_tar(m_reader.get());
        archive_read_set_callback_data(m_reader.get(), this);
        archive_read_set_read_callback(m_reader.get(), &NameReader::read);
        archive_read_set_skip_callback(m_reader.get(), &NameReader::skip);
        if (archive_read_open1(m_reader.get()) != ARCHIVE_OK)
            return notATar();
        return {};
    }

    /// Nothing at the end.
    Result<std::string> next()
    {
        archive_entry *entry = nullptr;
        const int answer = archive_read_next_header(m_reader.get(), &entry);
        if (m_stop != nullptr && m_stop->raised())
            return fail(ErrorCode::Cancelled);
        if (answer == ARCHIVE_EOF)
            return std::string();
        if (answer < ARCHIVE_WARN)
            return notATar();
        const auto *name = archive_entry_pathname(entry);
        const std::string_view text = name == nullptr ? std::string_view("?") : std::string_view(name);
        const auto plain = text.substr(std::min(text.find_first_not_of("./"), text.size()));
        // The folder itself is no entry that tells anything; "./" stands for it.
        return plain.empty() ? std::string("./") : std::string(text.starts_with("./") ? text.substr(2) : text);
    }

    bool sawEnough() const { return m_read >= m_bytesMax; }

private:
    tl::unexpected<Error> notATar()
    {
        const auto *why = archive_error_string(m_reader.get());
        return fail(ErrorCode::InvalidArgument,
                    m_path +
                        " is not read as a tar file (plain, or compressed by gzip, bzip2, xz or "
                        "zstd): " +
                        toOneLine(why == nullptr ? "it cannot be read" : why));
    }

    static ssize_t read(archive *, void *opaque, const void **block)
    {
        auto &self = *static_cast<NameReader *>(opaque);
        if ((self.m_stop != nullptr && self.m_stop->raised()) || self.sawEnough())
            return -1;
        *block = self.m_block.data();
        const auto got = ::read(self.m_fd, self.m_block.data(), self.m_block.size());
        self.m_read += got > 0 ? static_cast<std::uint64_t>(got) : 0;
        return got;
    }

    /// Content of a file that is not compressed need not be read.
    static la_int64_t skip(archive *, void *opaque, la_int64_t wanted)
    {
        auto &self = *static_cast<NameReader *>(opaque);
        const auto at = ::lseek(self.m_fd, 0, SEEK_CUR);
        const auto end = ::lseek(self.m_fd, 0, SEEK_END);
        const auto to = std::min<la_int64_t>(at + wanted, end);
        return at < 0 || ::lseek(self.m_fd, to, SEEK_SET) != to ? 0 : to - at;
    }

    const std::string m_path;
    const StopFlag *m_stop;
    const std::uint64_t m_bytesMax;
    int m_fd;
    std::string m_block;
    std::uint64_t m_read = 0;
    std::unique_ptr<archive, FreeArchive> m_reader;
};

enum class Hint { Docker, Oci, EitherArchive, Nothing, RootFileSystem };

/// What an entry of that name says of the file that it is in.
Hint hintOf(std::string_view name)
{
    while (name.ends_with('/'))
        name.remove_suffix(1);
    if (name == "manifest.json" || name == "repositories")
        return Hint::Docker;
    if (name == "oci-layout" || name == "index.json")
        return Hint::Oci;
    if (name == "blobs")
        return Hint::Nothing;
    if (name == "blobs/sha256" || (name.starts_with("blobs/sha256/") && isSha256Hex(name.substr(13))))
        return Hint::EitherArchive;
    // Docker's own: a layer's folder, a layer, a config.
    const auto first = name.substr(0, name.find('/'));
    if (isSha256Hex(first.substr(0, first.find('.'))))
        return Hint::Docker;
    return name == "." ? Hint::Nothing : Hint::RootFileSystem;
}

} // namespace

Result<domain::ImageOrigin> whatIsInside(const std::string &path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        if (std::filesystem::is_regular_file(path + "/oci-layout", error) ||
            std::filesystem::is_regular_file(path + "/index.json", error))
            return domain::ImageOrigin::Layout;
        return fail(ErrorCode::InvalidArgument,
                    path + " is a folder without an image: a folder in the OCI layout has a file \"oci-layout\" in it");
    }
    NameReader reader(path, nullptr, kLookBytesMax);
    GB_CHECK(reader.open());
    for (int entries = 0; entries < kLookEntriesMax; ++entries) {
        GB_TRY(name, reader.next());
        if (name.empty())
            return fail(ErrorCode::InvalidArgument, path + " is a tar file with nothing in it");
        const auto hint = hintOf(name);
        if (hint == Hint::RootFileSystem)
            return domain::ImageOrigin::Tarball;
        if (hint != Hint::Nothing)
            return domain::ImageOrigin::Archive;
    }
    return domain::ImageOrigin::Tarball;
}

Result<ArchiveKind> archiveKind(const std::string &path, const StopFlag &stop)
{
    NameReader reader(path, &stop, UINT64_MAX);
    GB_CHECK(reader.open());
    bool oci = false;
    for (int entries = 0; entries < kLookEntriesMax; ++entries) {
        GB_TRY(name, reader.next());
        if (name.empty())
            break;
        const auto hint = hintOf(name);
        if (hint == Hint::Docker)
            return ArchiveKind::Docker;
        oci = oci || hint == Hint::Oci;
    }
    if (oci)
        return ArchiveKind::Oci;
    return fail(ErrorCode::ImageBroken, path + " has neither a \"manifest.json\" nor an \"oci-layout\" in it");
}

} // namespace glovebox::images
