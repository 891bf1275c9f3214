#include "core/images/oci/layer_reader.h"

#include "core/base/text.h"
#include "core/images/oci/extended_attributes.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

namespace glovebox::images {

namespace {

/// Large enough for the disk, small enough to notice a stop at once.
constexpr std::size_t kBlock = 256U << 10;
/// Long names and a sparse file's map of holes stand in an entry's head. Libarchive keeps that map in memory, whatever
/// its length; this is a map of some hundred thousand holes.
constexpr std::uint64_t kHeadMax = 8U << 20;
/// A tar stream ends with padding: of a record, or of a tape. Entries have a head, and fill up their last 512 bytes.
constexpr std::uint64_t kPaddingMax = 64U << 20;
constexpr std::uint64_t kEntryOverhead = 4096;

std::uint32_t asUnsigned32(std::int64_t value)
{
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<std::uint32_t>::max()));
}

std::optional<EntryKind> kindOf(archive_entry *entry)
{
    if (archive_entry_hardlink(entry) != nullptr)
        return EntryKind::HardLink;
    switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
        return EntryKind::File;
    case AE_IFDIR:
        return EntryKind::Folder;
    case AE_IFLNK:
        return EntryKind::SymbolicLink;
    case AE_IFCHR:
        return EntryKind::CharacterDevice;
    case AE_IFBLK:
        return EntryKind::BlockDevice;
    case AE_IFIFO:
        return EntryKind::Fifo;
    default:
        return std::nullopt; // a socket means nothing to anybody but who made it
    }
}

struct Compression {
    std::string_view magic;
    int filter;
    bool ofLayers; // the specification names these two for layers
};
constexpr std::array kCompressions{
    Compression{"\x1F\x8B", ARCHIVE_FILTER_GZIP, true},
    Compression{"\x28\xB5\x2F\xFD", ARCHIVE_FILTER_ZSTD, true},
    Compression{"BZh", ARCHIVE_FILTER_BZIP2, false},
    Compression{std::string_view("\xFD\x37zXZ\0", 6), ARCHIVE_FILTER_XZ, false},
};

std::string orEmpty(const char *text)
{
    return text == nullptr ? std::string() : std::string(text);
}

} // namespace

void LayerReader::FreeReader::operator()(archive *reader) const
{
    archive_read_free(reader);
}

LayerReader::LayerReader(Source source, const FlattenLimits &limits, ReadTally &tally, const StopFlag &stop,
                         OnRead onRead)
    : m_source(std::move(source)), m_limits(limits), m_tally(tally), m_stop(stop), m_onRead(std::move(onRead)),
      m_block(kBlock, '\0')
{
}

LayerReader::~LayerReader() = default;

Result<> LayerReader::open()
{
    auto file = RegularFile::open(m_source.path);
    if (!file && file.error().code == ErrorCode::NotFound && !m_source.digest.empty())
        return broken("it is not there");
    GB_TRY(opened, std::move(file));
    m_file = std::move(opened);
    m_sizes.stored = m_file->size();

    GB_TRY(got, fillBlock());
    m_waiting = got;
    const auto begins = std::string_view(m_block).substr(0, got);
    m_unpacker.reset(archive_read_new());
    // One, and told by its first bytes: left to guess, the library peels compressions off one inside the other, for
    // hours of some kilobytes, and neither a limit nor a stop is looked at meanwhile.
    for (const auto &each : kCompressions)
        if (begins.starts_with(each.magic) && (each.ofLayers || m_source.isTarball) &&
            archive_read_append_filter(m_unpacker.get(), each.filter) != ARCHIVE_OK)
            return broken(m_unpacker.get());
    archive_read_support_format_raw(m_unpacker.get());
    archive_read_support_format_empty(m_unpacker.get());
    if (archive_read_open(m_unpacker.get(), this, nullptr, &LayerReader::readFile, nullptr) != ARCHIVE_OK)
        return broken(m_unpacker.get());
    archive_entry *whole = nullptr;
    const int answer = archive_read_next_header(m_unpacker.get(), &whole);
    if (answer == ARCHIVE_EOF)
        m_streamEnded = true;
    else if (answer < ARCHIVE_WARN)
        return broken(m_unpacker.get());

    m_tar.reset(archive_read_new());
    archive_read_support_format_tar(m_tar.get());
    archive_read_support_format_empty(m_tar.get());
    m_inHead = true;
    if (archive_read_open(m_tar.get(), this, nullptr, &LayerReader::readStream, nullptr) != ARCHIVE_OK)
        return broken(m_tar.get());
    return {};
}

bool LayerReader::mayGoOn()
{
    if (m_stop.raised() && !m_failure)
        m_failure = Error{ErrorCode::Cancelled, {}};
    return !m_failure;
}

Result<std::size_t> LayerReader::fillBlock()
{
    GB_TRY(got, m_file->read(m_block));
    m_stored.add(std::string_view(m_block).substr(0, got));
    if (m_onRead && got > 0)
        m_onRead(got);
    return got;
}

ssize_t LayerReader::readFile(archive *, void *opaque, const void **block)
{
    auto &self = *static_cast<LayerReader *>(opaque);
    if (!self.mayGoOn())
        return -1;
    auto got = self.m_waiting ? Result<std::size_t>(*std::exchange(self.m_waiting, std::nullopt)) : self.fillBlock();
    if (!got) {
        self.m_failure = std::move(got).error();
        return -1;
    }
    *block = self.m_block.data();
    return static_cast<ssize_t>(*got);
}

Result<std::string_view> LayerReader::nextOfStream()
{
    while (!m_streamEnded) {
        if (!mayGoOn())
            return tl::unexpected(*m_failure);
        const void *block = nullptr;
        std::size_t length = 0;
        la_int64_t offset = 0;
        const int answer = archive_read_data_block(m_unpacker.get(), &block, &length, &offset);
        if (answer == ARCHIVE_EOF) {
            m_streamEnded = true;
            break;
        }
        if (answer < ARCHIVE_WARN)
            return broken(m_unpacker.get());
        if (length == 0)
            continue;
        GB_CHECK(countStream(length));
        const std::string_view bytes(static_cast<const char *>(block), length);
        m_unpacked.add(bytes);
        return bytes;
    }
    return std::string_view();
}

Result<> LayerReader::countStream(std::size_t more)
{
    m_sizes.unpacked.value += more;
    m_tally.stream += more;
    m_headBytes += m_inHead ? more : 0;
    const auto unpacked = m_sizes.unpacked.value;
    const auto allowed = std::max(m_limits.ratioFrom.value, m_sizes.stored.value * m_limits.ratio);
    if (unpacked > allowed)
        return fail(ErrorCode::TooLarge, m_source.name + " unpacks to more than " + std::to_string(unpacked - more) +
                                             " bytes from " + std::to_string(m_sizes.stored.value) + "; the limit is " +
                                             std::to_string(m_limits.ratio) + " to 1");
    const auto most = m_limits.content.value + m_limits.entries * kEntryOverhead + kPaddingMax;
    if (m_tally.stream > most)
        return fail(ErrorCode::TooLarge,
                    m_source.name + ": the image unpacks to more than " + std::to_string(most) + " bytes, the limit");
    if (m_headBytes > kHeadMax)
        return fail(ErrorCode::TooLarge, m_source.name + ": what stands before an entry's content has more than " +
                                             std::to_string(kHeadMax) + " bytes, the limit");
    return {};
}

ssize_t LayerReader::readStream(archive *, void *opaque, const void **block)
{
    auto &self = *static_cast<LayerReader *>(opaque);
    if (self.m_failure)
        return -1;
    auto bytes = self.nextOfStream();
    if (!bytes) {
        self.m_failure = std::move(bytes).error();
        return -1;
    }
    *block = bytes->data();
    return static_cast<ssize_t>(bytes->size());
}

tl::unexpected<Error> LayerReader::broken(archive *reader)
{
    if (m_failure)
        return tl::unexpected(*m_failure);
    const auto *why = archive_error_string(reader);
    return broken(why == nullptr ? std::string("it cannot be read") : toOneLine(std::string_view(why).substr(0, 200)));
}

tl::unexpected<Error> LayerReader::broken(const std::string &why) const
{
    return fail(ErrorCode::ImageBroken, m_source.name + ": " + why);
}

Result<bool> LayerReader::next(TarEntry &entry)
{
    for (;;) {
        // What is left of the last entry's content does not count as this one's head.
        m_inHead = false;
        if (m_seen > 0 && archive_read_data_skip(m_tar.get()) < ARCHIVE_WARN)
            return broken(m_tar.get());
        m_inHead = true;
        m_headBytes = 0;
        archive_entry *from = nullptr;
        const int answer = archive_read_next_header(m_tar.get(), &from);
        m_inHead = false;
        if (m_failure)
            return tl::unexpected(*m_failure);
        if (answer == ARCHIVE_EOF)
            return false;
        // A warning is about a name that is no UTF-8, which we take as it is.
        if (answer < ARCHIVE_WARN)
            return broken(m_tar.get());
        m_position = m_seen++;
        if (++m_tally.entries > m_limits.entries)
            return fail(ErrorCode::TooLarge, m_source.name + ": the image has more than " +
                                                 std::to_string(m_limits.entries) + " entries, the limit");
        if (const auto kind = kindOf(from)) {
            entry.kind = *kind;
            GB_CHECK(take(from, entry));
            m_tally.content += entry.size;
            if (m_tally.content > m_limits.content.value)
                return fail(ErrorCode::TooLarge, m_source.name + ": the image's files have " +
                                                     std::to_string(m_tally.content) + " bytes or more; the limit is " +
                                                     std::to_string(m_limits.content.value));
            return true;
        }
    }
}

Result<> LayerReader::take(archive_entry *from, TarEntry &entry) const
{
    entry.name = orEmpty(archive_entry_pathname(from));
    entry.target = entry.kind == EntryKind::HardLink ? orEmpty(archive_entry_hardlink(from))
                                                     : orEmpty(archive_entry_symlink(from));
    for (const auto *text : {&entry.name, &entry.target})
        if (text->size() > m_limits.nameLength)
            return fail(ErrorCode::TooLarge, m_source.name + ": a name of " + std::to_string(text->size()) +
                                                 " bytes; the limit is " + std::to_string(m_limits.nameLength));
    entry.facts.permissions = static_cast<std::uint32_t>(archive_entry_perm(from)) & 07777U;
    const auto owner = archive_entry_uid(from);
    const auto group = archive_entry_gid(from);
    constexpr auto highest = std::numeric_limits<std::uint32_t>::max() - 1; // the last one means "none" to the kernel
    if (owner < 0 || group < 0 || owner > highest || group > highest)
        return broken("\"" + toOneLine(entry.name) + "\" belongs to an impossible user or group");
    entry.facts.owner = static_cast<std::uint32_t>(owner);
    entry.facts.group = static_cast<std::uint32_t>(group);
    entry.facts.modified = asUnsigned32(archive_entry_mtime(from));
    const auto size = entry.kind == EntryKind::File ? archive_entry_size(from) : 0;
    if (size < 0)
        return broken("\"" + toOneLine(entry.name) + "\" has an impossible size");
    // Above any limit, and still to be added to another without a carry.
    entry.size = std::min(static_cast<std::uint64_t>(size), std::uint64_t(1) << 62U);
    const bool device = entry.kind == EntryKind::CharacterDevice || entry.kind == EntryKind::BlockDevice;
    entry.deviceMajor = device ? static_cast<std::uint32_t>(archive_entry_rdevmajor(from)) : 0;
    entry.deviceMinor = device ? static_cast<std::uint32_t>(archive_entry_rdevminor(from)) : 0;
    auto attributes = travellingAttributes(from, m_limits.attributes);
    if (!attributes)
        return tl::unexpected(inContext(m_source.name, std::move(attributes).error()));
    entry.facts.attributes = std::move(*attributes);
    return {};
}

Result<> LayerReader::content(const OnContent &take)
{
    for (;;) {
        const void *block = nullptr;
        std::size_t length = 0;
        la_int64_t offset = 0;
        const int answer = archive_read_data_block(m_tar.get(), &block, &length, &offset);
        if (answer == ARCHIVE_EOF)
            return {};
        if (answer < ARCHIVE_WARN)
            return broken(m_tar.get());
        if (length > 0)
            GB_CHECK(
                take(static_cast<std::uint64_t>(offset), std::string_view(static_cast<const char *>(block), length)));
    }
}

Result<LayerReader::Digests> LayerReader::finish()
{
    for (;;) {
        GB_TRY(more, nextOfStream());
        if (more.empty())
            break;
    }
    for (;;) {
        if (!mayGoOn())
            return tl::unexpected(*m_failure);
        GB_TRY(got, fillBlock());
        if (got == 0)
            break;
    }
    auto stored = m_stored.finish();
    if (!m_source.digest.empty() && stored != m_source.digest)
        return broken("its bytes are those of " + stored);
    if (const auto unpacked = m_unpacked.finish(); !m_source.diffId.empty() && unpacked != m_source.diffId)
        return broken("the tar stream in it is " + unpacked + ", and " + m_source.diffId + " was promised");
    return Digests{std::move(stored), m_sizes};
}

} // namespace glovebox::images
