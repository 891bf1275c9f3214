// Role: what a file is that somebody named as an image, by the names in it. Thread: any; blocking.
#include "core/base/sha256.h"
#include "core/images/oci/layer_reader.h"
#include "core/images/oci/reference.h"

#include <filesystem>
#include <string_view>

namespace glovebox::images {

namespace {

/// An operator waits for this answer. What an image's file is, stands at its beginning.
constexpr std::uint64_t kLookBytesMax = 4U << 20;
/// An archive of an image has some entries for each layer. What has more without a word of being one is none.
constexpr std::uint64_t kArchiveEntriesMax = 10'000;

enum class Hint { Docker, Oci, EitherArchive, Nothing, RootFileSystem };

std::string_view plainName(std::string_view name)
{
    while (name.starts_with("./"))
        name.remove_prefix(2);
    while (name.ends_with('/'))
        name.remove_suffix(1);
    return name;
}

/// What an entry says of the file that it is in.
Hint hintOf(const TarEntry &entry)
{
    const auto name = plainName(entry.name);
    if (entry.kind == EntryKind::Folder && (name.empty() || name == "." || name == "blobs"))
        return Hint::Nothing;
    if (name == "manifest.json" || name == "repositories")
        return Hint::Docker;
    if (name == "oci-layout" || name == "index.json")
        return Hint::Oci;
    if (name == "blobs/sha256" || (name.starts_with("blobs/sha256/") && isSha256Hex(name.substr(13))))
        return Hint::EitherArchive;
    // Docker's own: a layer's folder, a layer, a config.
    const auto first = name.substr(0, name.find('/'));
    return isSha256Hex(first.substr(0, first.find('.'))) ? Hint::Docker : Hint::RootFileSystem;
}

LayerReader::Source sourceOf(const std::string &path)
{
    return {.path = path, .name = path, .digest = {}, .diffId = {}, .isTarball = true};
}

/// What does not read as a tar file was no right answer to "which image".
Error asAnswer(Error error)
{
    if (error.code != ErrorCode::ImageBroken)
        return error;
    return {ErrorCode::InvalidArgument,
            "it is not read as a tar file, plain or compressed by gzip, bzip2, xz or zstd: " + error.detail};
}

Result<domain::ImageOrigin> originOfFile(const std::string &path)
{
    StopFlag enough;
    std::uint64_t seen = 0;
    ReadTally tally;
    const FlattenLimits limits;
    LayerReader reader(sourceOf(path), limits, tally, enough, [&](std::uint64_t more) {
        seen += more;
        if (seen > kLookBytesMax)
            enough.raise();
    });
    GB_CHECK(reader.open());
    TarEntry entry;
    for (;;) {
        auto more = reader.next(entry);
        if (!more && more.error().code == ErrorCode::Cancelled)
            return fail(ErrorCode::InvalidArgument, path + " does not show at its beginning what it is; say it with "
                                                           "\"docker-archive:\", \"oci-archive:\" or \"tarball:\"");
        if (!more)
            return tl::unexpected(std::move(more).error());
        if (!*more)
            return fail(ErrorCode::InvalidArgument, path + " is a tar file with nothing in it");
        const auto hint = hintOf(entry);
        if (hint == Hint::RootFileSystem)
            return domain::ImageOrigin::Tarball;
        if (hint != Hint::Nothing)
            return domain::ImageOrigin::Archive;
    }
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
    return originOfFile(path).map_error(asAnswer);
}

Result<ArchiveKind> archiveKind(const std::string &path, const StopFlag &stop)
{
    ReadTally tally;
    FlattenLimits limits;
    limits.entries = kArchiveEntriesMax;
    LayerReader reader(sourceOf(path), limits, tally, stop, {});
    GB_CHECK(reader.open());
    bool oci = false;
    TarEntry entry;
    for (;;) {
        GB_TRY(more, reader.next(entry));
        if (!more)
            break;
        const auto hint = hintOf(entry);
        if (hint == Hint::Docker)
            return ArchiveKind::Docker;
        oci = oci || hint == Hint::Oci;
    }
    if (oci)
        return ArchiveKind::Oci;
    return fail(ErrorCode::ImageBroken, path + " has neither a \"manifest.json\" nor an \"oci-layout\" in it");
}

} // namespace glovebox::images
