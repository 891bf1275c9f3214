#include "core/system/archive_reader.h"

#include "core/base/archive_names.h"
#include "core/base/file_access.h"
#include "core/base/text.h"
#include "core/ports/host_files.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::system {

namespace {

using namespace std::string_view_literals;

constexpr std::size_t kBlock = 256U << 10;
constexpr std::size_t kMemberPathMax = 2048; // with room for where it goes
constexpr std::size_t kTargetMax = 4095;
constexpr std::size_t kLeftOutMax = 100;
/// Each is looked for from the archive's beginning.
constexpr std::size_t kHardLinksMax = 1000;
/// Heads and padding beside contents: an endless run of empty heads ends here.
constexpr std::uint64_t kHeadsMax = ports::kHostEntriesMax << 12;
constexpr std::size_t kNamesMax = ports::kHostNamesMax.value;
/// Of a zip the library takes all of the table into memory, whatever the archive's end says of its length, before it
/// tells of one entry: as many as there may be, with all of their names, and attributes.
constexpr std::uint64_t kTableMax = kNamesMax + ports::kHostEntriesMax * 160;
constexpr ByteCount kNameShown{200};

struct Compression {
    std::string_view magic;
    int filter;
};
constexpr std::array kCompressions{
    Compression{"\x1F\x8B"sv, ARCHIVE_FILTER_GZIP},        Compression{"BZh"sv, ARCHIVE_FILTER_BZIP2},
    Compression{"\xFD\x37zXZ\0"sv, ARCHIVE_FILTER_XZ},     Compression{"\x28\xB5\x2F\xFD"sv, ARCHIVE_FILTER_ZSTD},
    Compression{"\x04\x22\x4D\x18"sv, ARCHIVE_FILTER_LZ4},
};

std::string textOrNothing(const char *text)
{
    return text == nullptr ? std::string() : std::string(text);
}

const char *whatItIs(archive_entry *entry)
{
    switch (archive_entry_filetype(entry)) {
    case AE_IFCHR:
    case AE_IFBLK:
        return "a device";
    case AE_IFIFO:
        return "a pipe";
    default:
        return "a socket, or of a kind of its own";
    }
}

} // namespace

void ArchiveReader::Free::operator()(archive *reader) const
{
    archive_read_free(reader);
}

ArchiveReader::ArchiveReader(std::string path) : m_path(std::move(path)) {}

ArchiveReader::~ArchiveReader()
{
    m_archive.reset();
    if (m_file >= 0)
        ::close(m_file);
}

/// One format and one compression, both told by the first bytes: left to guess, the library would peel compressions off
/// one inside the other for as long as an archive likes, and start outside programs for some.
Result<> ArchiveReader::open(const StopFlag &stop)
{
    m_stop = &stop;
    m_file = ::open(m_path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (m_file < 0 && errno == ELOOP)
        return fail(ErrorCode::InvalidState, m_path + " is a symbolic link");
    struct stat about {};
    if (m_file < 0 || ::fstat(m_file, &about) != 0)
        return fileTrouble("open " + m_path, errno);
    if (!S_ISREG(about.st_mode))
        return fail(ErrorCode::InvalidState, m_path + " is no plain file");
    std::array<char, 8> magic{};
    const auto got = ::pread(m_file, magic.data(), magic.size(), 0);
    const std::string_view begins(magic.data(), static_cast<std::size_t>(std::max<ssize_t>(0, got)));
    m_archive.reset(archive_read_new());
    const bool isZip = begins.starts_with("PK\x03\x04") || begins.starts_with("PK\x05\x06");
    if (isZip) {
        // The table at the end is the one that knows links from files.
        archive_read_support_format_zip_seekable(m_archive.get());
    } else {
        archive_read_support_format_tar(m_archive.get());
        for (const auto &each : kCompressions)
            if (begins.starts_with(each.magic) &&
                archive_read_append_filter(m_archive.get(), each.filter) != ARCHIVE_OK)
                return broken();
    }
    archive_read_set_options(m_archive.get(), "hdrcharset=UTF-8");
    const Utf8Names names;
    m_block.resize(kBlock);
    archive_read_set_callback_data(m_archive.get(), this);
    archive_read_set_read_callback(m_archive.get(), &ArchiveReader::readBlock);
    archive_read_set_skip_callback(m_archive.get(), &ArchiveReader::skipBlock);
    if (isZip) { // which looks for its places itself
        archive_read_set_seek_callback(m_archive.get(), &ArchiveReader::seekTo);
        m_table = 0;
    }
    return archive_read_open1(m_archive.get()) == ARCHIVE_OK ? Result<>() : broken();
}

/// A single entry may be worth minutes of it, and is one call to the library.
ssize_t ArchiveReader::readBlock(archive *, void *opaque, const void **block)
{
    auto &self = *static_cast<ArchiveReader *>(opaque);
    if (self.m_stop->raised())
        return -1;
    *block = self.m_block.data();
    const auto got = ::read(self.m_file, self.m_block.data(), self.m_block.size());
    if (self.m_table && got > 0) {
        *self.m_table += static_cast<std::uint64_t>(got);
        if (*self.m_table > kTableMax)
            return -1;
    }
    return got;
}

std::int64_t ArchiveReader::seekTo(archive *, void *opaque, std::int64_t offset, int whence)
{
    return ::lseek(static_cast<ArchiveReader *>(opaque)->m_file, offset, whence);
}

/// Of a plain tar, whose contents need not be read to be passed over.
std::int64_t ArchiveReader::skipBlock(archive *, void *opaque, std::int64_t length)
{
    const auto &self = *static_cast<ArchiveReader *>(opaque);
    struct stat about {};
    const auto at = ::lseek(self.m_file, 0, SEEK_CUR);
    if (at < 0 || length < 0 || ::fstat(self.m_file, &about) != 0)
        return 0;
    const auto whole = std::min<la_int64_t>(length, std::max<la_int64_t>(0, about.st_size - at));
    return ::lseek(self.m_file, whole, SEEK_CUR) < 0 ? 0 : whole;
}

tl::unexpected<Error> ArchiveReader::broken() const
{
    if (m_stop->raised())
        return fail(ErrorCode::Cancelled);
    if (m_table && *m_table > kTableMax)
        return fail(ErrorCode::TooLarge,
                    m_path + " has a table of entries of more than " + std::to_string(kTableMax >> 20) + " MiB");
    return fail(ErrorCode::InvalidArgument,
                m_path + " is no archive of tar or zip, or is damaged: " +
                    clipped(toOneLine(textOrNothing(archive_error_string(m_archive.get()))), kNameShown));
}

tl::unexpected<Error> ArchiveReader::refused(const std::string &why, std::string_view name) const
{
    return fail(ErrorCode::InvalidArgument, m_path + " has " + why + ": " + clipped(toOneLine(name), kNameShown));
}

void ArchiveReader::leaveOut(const std::string &path, const char *what)
{
    if (m_leftOut.size() < kLeftOutMax)
        m_leftOut.push_back(toOneLine(path) + " is " + what);
}

std::uint64_t ArchiveReader::unpacked() const
{
    return static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_filter_bytes(m_archive.get(), 0)));
}

/// What is passed over on the way from one head to the next is unpacked, too.
Result<> ArchiveReader::countedHeads()
{
    if (++m_seen > ports::kHostEntriesMax || unpacked() > ports::kHostFilesMax.value + kHeadsMax)
        return fail(ErrorCode::TooLarge, m_path + " holds more than " + std::to_string(ports::kHostEntriesMax) +
                                             " entries, or " + std::to_string(ports::kHostFilesMax.value >> 30) +
                                             " GiB");
    return {};
}

Result<std::optional<ports::TreeEntry>> ArchiveReader::next(const StopFlag &stop)
{
    const Utf8Names names;
    m_stop = &stop;
    m_linked.reset();
    m_linkedPath.clear();
    for (;;) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        archive_entry *found = nullptr;
        const int answer = archive_read_next_header(m_archive.get(), &found);
        if (answer == ARCHIVE_EOF)
            return std::optional<ports::TreeEntry>();
        if (answer < ARCHIVE_WARN) // a warning is about an attribute that we do not use
            return broken();
        m_table.reset(); // from here on each entry is counted
        GB_CHECK(countedHeads());
        GB_TRY(entry, entryOf(found));
        if (!entry)
            continue;
        m_names += entry->path.size() + entry->target.size();
        if (m_names > kNamesMax)
            return fail(ErrorCode::TooLarge,
                        m_path + " has names of more than " + std::to_string(kNamesMax >> 20) + " MiB in all");
        return std::move(entry);
    }
}

Result<std::optional<ports::TreeEntry>> ArchiveReader::entryOf(archive_entry *found)
{
    const auto *name = archive_entry_pathname(found);
    if (name == nullptr)
        return refused("a name that is no text", "");
    auto plain = archiveName(name, kMemberPathMax);
    if (plain.trouble == ArchiveName::Trouble::Absolute)
        return refused("an absolute name; make it with names relative to its root", name);
    if (plain.trouble != ArchiveName::Trouble::None)
        return refused(std::string(inWords(plain.trouble)), name);
    ports::TreeEntry entry{.path = std::move(plain.path), .isExecutable = (archive_entry_perm(found) & 0111) != 0};
    if (entry.path.empty()) // its root, which is there already
        return std::optional<ports::TreeEntry>();
    if (archive_entry_hardlink(found) != nullptr)
        return hardLinkOf(found, std::move(entry));
    switch (archive_entry_filetype(found)) {
    case AE_IFDIR:
        entry.isFolder = true;
        return std::optional(std::move(entry));
    case AE_IFLNK:
        entry.target = textOrNothing(archive_entry_symlink(found));
        if (entry.target.empty() || entry.target.size() > kTargetMax || toValidUtf8(entry.target) != entry.target)
            return refused("a symbolic link that leads to what is no text", entry.path);
        return std::optional(std::move(entry));
    case AE_IFREG:
        break;
    default:
        leaveOut(entry.path, whatItIs(found));
        return std::optional<ports::TreeEntry>();
    }
    entry.size.value = static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(found)));
    m_told += std::min(entry.size.value, ports::kHostFilesMax.value + 1);
    if (m_told > ports::kHostFilesMax.value)
        return fail(ErrorCode::TooLarge,
                    m_path + " unpacks to more than " + std::to_string(ports::kHostFilesMax.value >> 30) + " GiB");
    m_files.insert_or_assign(entry.path, File{entry.size, entry.isExecutable, unpacked() + entry.size.value});
    return std::optional(std::move(entry));
}

/// Its content is that of a file before it. A copy of it is what a sandbox gets.
Result<std::optional<ports::TreeEntry>> ArchiveReader::hardLinkOf(archive_entry *found, ports::TreeEntry entry)
{
    const auto to = archiveName(archive_entry_hardlink(found), kMemberPathMax);
    const auto known = m_files.find(to.path);
    if (to.trouble != ArchiveName::Trouble::None || known == m_files.end() || to.path == entry.path)
        return refused("a hard link to what is no file before it", entry.path);
    if (++m_hardLinks > kHardLinksMax)
        return fail(ErrorCode::TooLarge, m_path + " has more than " + std::to_string(kHardLinksMax) + " hard links");
    // What it leads to is read from the archive's beginning once more.
    m_reread += known->second.end;
    if (m_reread > ports::kHostFilesMax.value)
        return fail(ErrorCode::TooLarge, m_path + " has hard links for which more than " +
                                             std::to_string(ports::kHostFilesMax.value >> 30) +
                                             " GiB would be read again");
    entry.size = known->second.size;
    entry.isExecutable = known->second.isExecutable;
    m_linkedPath = to.path;
    return std::optional(std::move(entry));
}

/// Up to where its content begins.
Result<> ArchiveReader::find(const std::string &path, const StopFlag &stop)
{
    GB_CHECK(open(stop));
    for (;;) {
        GB_TRY(entry, next(stop));
        if (!entry)
            return fail(ErrorCode::InvalidState, m_path + " has changed while it was read");
        // One hard link that leads to the name of another would be a reader in a reader in a reader.
        if (entry->path == path && !entry->isFolder && !entry->isLink() && m_linkedPath.empty())
            return {};
    }
}

Result<std::string> ArchiveReader::read(std::size_t max, const StopFlag &stop)
{
    m_stop = &stop;
    if (!m_linkedPath.empty() && !m_linked) {
        m_linked = std::make_unique<ArchiveReader>(m_path);
        GB_CHECK(m_linked->find(m_linkedPath, stop));
    }
    std::string piece;
    if (m_linked) {
        GB_TRY(its, m_linked->read(max, stop));
        piece = std::move(its);
    } else {
        const Utf8Names names;
        piece.resize(max);
        const auto got = archive_read_data(m_archive.get(), piece.data(), piece.size());
        if (got < 0)
            return broken();
        piece.resize(static_cast<std::size_t>(got));
    }
    m_content += piece.size();
    if (m_content > ports::kHostFilesMax.value)
        return fail(ErrorCode::TooLarge,
                    m_path + " unpacks to more than " + std::to_string(ports::kHostFilesMax.value >> 30) + " GiB");
    return piece;
}

} // namespace glovebox::system
