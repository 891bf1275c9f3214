#include "core/images/oci/pax_writer.h"

#include "core/base/text.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

namespace glovebox::images {

namespace {

/// A pipe takes 64 KiB at a time.
constexpr int kPieceLength = 64 << 10;

/// Libarchive asks the thread's locale what a name's bytes mean. In this one, what is not ASCII means nothing, and is
/// written as it is, under a mark that says so; asked to do that always, it writes an extended head for each entry.
class PlainLocale {
public:
    PlainLocale() : m_before(::uselocale(plain())) {}
    ~PlainLocale() { ::uselocale(m_before); }
    PlainLocale(const PlainLocale &) = delete;
    PlainLocale &operator=(const PlainLocale &) = delete;

private:
    static locale_t plain()
    {
        static const auto locale = ::newlocale(LC_ALL_MASK, "C", nullptr);
        return locale;
    }
    locale_t m_before;
};

} // namespace

void PaxWriter::FreeWriter::operator()(archive *writer) const
{
    archive_write_free(writer);
}
void PaxWriter::FreeEntry::operator()(archive_entry *entry) const
{
    archive_entry_free(entry);
}

PaxWriter::PaxWriter(Sink &out) : m_out(out), m_writer(archive_write_new()), m_entry(archive_entry_new())
{
    // "Restricted": an extended head only where a plain one does not do. Each costs 1 KiB and a step of the reader's.
    archive_write_set_format_pax_restricted(m_writer.get());
    archive_write_set_format_option(m_writer.get(), "pax", "xattrheader", "SCHILY");
    archive_write_set_bytes_per_block(m_writer.get(), kPieceLength);
    archive_write_set_bytes_in_last_block(m_writer.get(), 1);
    archive_write_open(m_writer.get(), this, nullptr, &PaxWriter::pass, nullptr);
}

PaxWriter::~PaxWriter()
{
    // What an interrupted stream has in its buffer is nobody's any more.
    if (!m_failure)
        m_failure = Error{ErrorCode::Cancelled, {}};
}

ssize_t PaxWriter::pass(archive *, void *opaque, const void *bytes, std::size_t length)
{
    auto &self = *static_cast<PaxWriter *>(opaque);
    if (self.m_failure)
        return -1;
    if (auto written = self.m_out.write(std::string_view(static_cast<const char *>(bytes), length)); !written) {
        self.m_failure = std::move(written).error();
        return -1;
    }
    return static_cast<ssize_t>(length);
}

Result<> PaxWriter::answered(int answer)
{
    if (m_failure)
        return tl::unexpected(*m_failure);
    // A warning is about a name that is no UTF-8.
    if (answer >= ARCHIVE_WARN)
        return {};
    const auto *why = archive_error_string(m_writer.get());
    return fail(ErrorCode::Internal, "writing the image's tar stream: " + toOneLine(why == nullptr ? "" : why));
}

void PaxWriter::begin(const std::string &path, const EntryFacts &facts, unsigned kind)
{
    auto *entry = m_entry.get();
    archive_entry_clear(entry);
    archive_entry_copy_pathname(entry, path.c_str());
    archive_entry_set_filetype(entry, kind);
    archive_entry_set_perm(entry, facts.permissions);
    archive_entry_set_uid(entry, facts.owner);
    archive_entry_set_gid(entry, facts.group);
    archive_entry_set_mtime(entry, facts.modified, 0);
    archive_entry_set_size(entry, 0);
    for (const auto &[name, value] : facts.attributes)
        archive_entry_xattr_add_entry(entry, name.c_str(), value.data(), value.size());
}

Result<> PaxWriter::head()
{
    const PlainLocale plain;
    return answered(archive_write_header(m_writer.get(), m_entry.get()));
}

Result<> PaxWriter::folder(const std::string &path, const EntryFacts &facts)
{
    begin(path, facts, AE_IFDIR);
    return head();
}

Result<> PaxWriter::entry(const std::string &path, const TarEntry &from)
{
    const auto kind = [&]() -> unsigned {
        switch (from.kind) {
        case EntryKind::SymbolicLink:
            return AE_IFLNK;
        case EntryKind::CharacterDevice:
            return AE_IFCHR;
        case EntryKind::BlockDevice:
            return AE_IFBLK;
        case EntryKind::Fifo:
            return AE_IFIFO;
        case EntryKind::Folder:
            return AE_IFDIR;
        case EntryKind::File:
        case EntryKind::HardLink:
            return AE_IFREG;
        }
        return AE_IFREG;
    }();
    begin(path, from.facts, kind);
    if (from.kind == EntryKind::SymbolicLink)
        archive_entry_copy_symlink(m_entry.get(), from.target.c_str());
    if (from.kind == EntryKind::File)
        archive_entry_set_size(m_entry.get(), static_cast<la_int64_t>(from.size));
    archive_entry_set_rdevmajor(m_entry.get(), from.deviceMajor);
    archive_entry_set_rdevminor(m_entry.get(), from.deviceMinor);
    return head();
}

Result<> PaxWriter::content(std::string_view bytes)
{
    const auto written = archive_write_data(m_writer.get(), bytes.data(), bytes.size());
    if (written >= 0 && static_cast<std::size_t>(written) != bytes.size())
        return fail(ErrorCode::Internal, "writing the image's tar stream: a file is longer than it was said to be");
    return answered(written < 0 ? static_cast<int>(written) : ARCHIVE_OK);
}

Result<> PaxWriter::hardLink(const std::string &path, const std::string &target, const EntryFacts &facts)
{
    begin(path,
          {.permissions = facts.permissions,
           .owner = facts.owner,
           .group = facts.group,
           .modified = facts.modified,
           .attributes = {}},
          AE_IFREG);
    archive_entry_copy_hardlink(m_entry.get(), target.c_str());
    return head();
}

Result<> PaxWriter::finish()
{
    return answered(archive_write_close(m_writer.get()));
}

} // namespace glovebox::images
