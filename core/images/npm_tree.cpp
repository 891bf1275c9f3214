#include "core/images/npm_tree.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace glovebox::images {

namespace {

/// Node has 3,000 files and 185 MB.
constexpr std::uint64_t kTreeFilesMax = 100'000;
constexpr ByteCount kTreeSizeMax = ByteCount::gib(1);
constexpr std::size_t kTreeBlock = 256U << 10;
/// The same time for all: SOURCE_DATE_EPOCH of the root.
constexpr time_t kTreeTime = 1763596800;

using Reader = std::unique_ptr<archive, decltype(&::archive_read_free)>;
using Writer = std::unique_ptr<archive, decltype(&::archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&::archive_entry_free)>;

tl::unexpected<Error> unreadable(const std::string &path, archive *from)
{
    const auto *why = ::archive_error_string(from);
    return fail(ErrorCode::ImageBroken, "reading " + path + ": " + (why ? why : "not a tar archive"));
}

/// Where a file of an archive belongs below its package's folder: without the first folder, whatever that is called.
/// Empty: it has no place.
std::string placeIn(const char *name)
{
    const std::filesystem::path path(name ? name : "");
    if (path.empty() || path.is_absolute() || path.string().size() > 4096)
        return {};
    std::filesystem::path place;
    for (auto piece = std::next(path.begin()); piece != path.end(); ++piece) {
        if (*piece == ".." || *piece == "." || piece->empty())
            return {};
        place /= *piece;
    }
    return path.begin()->string() == ".." ? std::string() : place.string();
}

class TreeWriter {
public:
    TreeWriter(const std::string &tar, const StopFlag &stop)
        : m_tar(tar), m_writer(::archive_write_new(), &::archive_write_free), m_stop(stop)
    {
    }

    Result<> open()
    {
        ::archive_write_set_format_pax_restricted(m_writer.get());
        return ::archive_write_open_filename(m_writer.get(), m_tar.c_str()) == ARCHIVE_OK ? Result<>() : unwritable();
    }

    Result<> add(const NpmPackage &package, const std::string &path)
    {
        const Reader reader(::archive_read_new(), &::archive_read_free);
        ::archive_read_support_filter_gzip(reader.get());
        ::archive_read_support_format_tar(reader.get());
        if (::archive_read_open_filename(reader.get(), path.c_str(), kTreeBlock) != ARCHIVE_OK)
            return unreadable(path, reader.get());
        std::size_t added = 0;
        for (archive_entry *entry = nullptr;;) {
            const int code = ::archive_read_next_header(reader.get(), &entry);
            if (code == ARCHIVE_EOF)
                break;
            if (code != ARCHIVE_OK)
                return unreadable(path, reader.get());
            if (m_stop.raised())
                return fail(ErrorCode::Cancelled);
            if (++m_files > kTreeFilesMax)
                return fail(ErrorCode::ImageBroken, path + " holds more files than a package has");
            if (::archive_entry_filetype(entry) == AE_IFDIR)
                continue; // made where a file needs one
            const auto place = placeIn(::archive_entry_pathname(entry));
            if (::archive_entry_filetype(entry) != AE_IFREG || ::archive_entry_hardlink(entry) || place.empty())
                return fail(ErrorCode::ImageBroken, path + " holds what is no plain file of a package");
            if (!package.only.empty() && std::ranges::find(package.only, place) == package.only.end())
                continue;
            GB_CHECK(copy(reader.get(), entry, package.into + '/' + place, path));
            ++added;
        }
        return added == 0 || (!package.only.empty() && added != package.only.size())
                   ? Result<>(fail(ErrorCode::ImageBroken, path + " lacks files that the image needs"))
                   : Result<>();
    }

    Result<> close() { return ::archive_write_close(m_writer.get()) == ARCHIVE_OK ? Result<>() : unwritable(); }

private:
    Result<> copy(archive *reader, archive_entry *from, const std::string &name, const std::string &path)
    {
        const auto size = static_cast<std::uint64_t>(std::max<la_int64_t>(::archive_entry_size(from), 0));
        m_size += size;
        if (m_size > kTreeSizeMax.value)
            return fail(ErrorCode::ImageBroken, path + " holds more than a package has");
        const Entry entry(::archive_entry_new(), &::archive_entry_free);
        ::archive_entry_set_pathname(entry.get(), name.c_str());
        ::archive_entry_set_filetype(entry.get(), AE_IFREG);
        ::archive_entry_set_perm(entry.get(), (::archive_entry_perm(from) & 0100) != 0 ? 0755 : 0644);
        ::archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
        ::archive_entry_set_mtime(entry.get(), kTreeTime, 0);
        if (::archive_write_header(m_writer.get(), entry.get()) != ARCHIVE_OK)
            return unwritable();
        std::string block(kTreeBlock, '\0');
        for (std::uint64_t left = size; left > 0;) {
            const auto got = ::archive_read_data(reader, block.data(), block.size());
            if (got <= 0 || static_cast<std::uint64_t>(got) > left)
                return unreadable(path, reader);
            if (m_stop.raised())
                return fail(ErrorCode::Cancelled);
            if (::archive_write_data(m_writer.get(), block.data(), static_cast<std::size_t>(got)) != got)
                return unwritable();
            left -= static_cast<std::uint64_t>(got);
        }
        return {};
    }

    Result<> unwritable()
    {
        const auto *why = ::archive_error_string(m_writer.get());
        return fail(ErrorCode::OutOfDisk, "writing " + m_tar + ": " + (why ? why : "it cannot be made"));
    }

    std::string m_tar;
    Writer m_writer;
    const StopFlag &m_stop;
    std::uint64_t m_files = 0;
    std::uint64_t m_size = 0;
};

} // namespace

Result<> packNpmTree(const std::vector<NpmPackage> &packages, const std::string &folder, const std::string &tar,
                     const StopFlag &stop)
{
    TreeWriter writer(tar, stop);
    GB_CHECK(writer.open());
    for (const auto &package : packages)
        GB_CHECK(writer.add(package, folder + '/' + package.fileName()));
    return writer.close();
}

Result<TarContent> contentOfTar(const std::string &tar, const StopFlag &stop)
{
    const Reader reader(::archive_read_new(), &::archive_read_free);
    ::archive_read_support_format_tar(reader.get());
    if (::archive_read_open_filename(reader.get(), tar.c_str(), kTreeBlock) != ARCHIVE_OK)
        return unreadable(tar, reader.get());
    TarContent content;
    for (archive_entry *entry = nullptr;;) {
        const int code = ::archive_read_next_header(reader.get(), &entry);
        if (code == ARCHIVE_EOF)
            return content;
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
            return unreadable(tar, reader.get());
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        ++content.entries;
        if (::archive_entry_filetype(entry) == AE_IFREG && !::archive_entry_hardlink(entry))
            content.size.value += static_cast<std::uint64_t>(std::max<la_int64_t>(::archive_entry_size(entry), 0));
    }
}

} // namespace glovebox::images
