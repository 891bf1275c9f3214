// DiskImageLibrary::adopt(): an image that this host has built itself.
#include "core/images/library/disk_image_library.h"

#include <filesystem>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

/// The root in a folder of ours, sealed. Its bytes are shared with the builds' folder where the file system can.
Result<Part> takeRoot(const BuiltImage &built, const std::string &key, const std::string &folder, const StopFlag &stop)
{
    std::error_code error;
    fs::create_directory(folder, error);
    const auto from = built.root.path(kRootFile);
    const auto to = folder + '/' + kRootDiskFile;
    fs::create_hard_link(from, to, error);
    if (error && !fs::copy_file(from, to, error))
        return fail(error == std::errc::no_space_on_device ? ErrorCode::OutOfDisk : ErrorCode::Internal,
                    "copying " + from + " to " + to + ": " + error.message());
    return sealPart(folder, {"root", key, built.name, {}}, stop);
}

Result<domain::Image> keepBuilt(const LibraryFolder &folder, const BuiltImage &built, const StopFlag &stop)
{
    const auto key = hexOfDigest(built.digest);
    if (key.empty())
        return fail(ErrorCode::InvalidArgument, "what was built has no digest");
    GB_CHECK(folder.make());
    const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    const ImageRecord record{.image = imageOf(built, imageIdOf(built.digest), now), .rootKey = key, .blobs = {}};
    const auto held = folder.openRoot(key, stop);
    if (held) {
        GB_TRY(known, folder.keep(record, std::nullopt, built.name));
        return known.image;
    }
    if (held.error().code == ErrorCode::Cancelled)
        return tl::unexpected(held.error());
    GB_TRY(place, folder.makeWorkplace(folder.path()));
    GB_TRY(root, takeRoot(built, key, place->path() + "/root", stop));
    GB_TRY(kept, folder.keep(record, root, built.name));
    return kept.image;
}

} // namespace

Call DiskImageLibrary::adopt(BuiltImage built, Callback<domain::Image> done)
{
    return m_reader.run<domain::Image>(
        [folder = m_folder, built = std::move(built)](const StopFlag &stop) { return keepBuilt(folder, built, stop); },
        std::move(done));
}

} // namespace glovebox::images
