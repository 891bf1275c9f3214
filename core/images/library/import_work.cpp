#include "core/images/library/import_work.h"

#include "core/base/file_access.h"
#include "core/base/subprocess.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kCopyBlock = 1U << 20;
/// Beside what is estimated: the record, the manifest, other programs.
constexpr ByteCount kSpareRoom = ByteCount::mib(64);
/// Layers come compressed by gzip, roots are by lz4, which does not reach as far.
constexpr std::uint64_t kRootOfLayers = 2;
/// What skopeo calls a layer that is still coming.
constexpr const char *kComingBlob = "oci-put-blob";

std::uint64_t sizeOfFile(const std::string &path)
{
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 ? static_cast<std::uint64_t>(found.st_size) : 0;
}

Result<> needProgram(const char *program, const char *package)
{
    if (findProgram(program))
        return {};
    return fail(ErrorCode::HostToolMissing,
                std::string(program) + " is not installed (Debian package " + package + ")");
}

Result<> readable(const std::string &path)
{
    return ::access(path.c_str(), R_OK) == 0 ? Result<>() : Result<>(fileTrouble("reading " + path, errno));
}

Result<> checkAuthFile(const std::string &path)
{
    if (!path.starts_with('/')) // tools work in a folder of their own
        return fail(ErrorCode::InvalidArgument, "the path of the file with credentials is not absolute");
    return readable(path).map_error([](const Error &error) {
        return Error{ErrorCode::InvalidArgument, "the file with credentials: " + error.detail};
    });
}

using TakeBlock = std::function<Result<>(const char *bytes, std::size_t count)>;

/// A file's bytes, block by block; `take` may end it.
Result<> eachBlockOf(int file, const std::string &path, const StopFlag &stop, const TakeBlock &take)
{
    std::vector<char> buffer(kCopyBlock);
    for (;;) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        const auto got = ::read(file, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fileTrouble("reading " + path, errno);
        if (got == 0)
            return {};
        GB_CHECK(take(buffer.data(), static_cast<std::size_t>(got)));
    }
}

Result<> eachBlock(const std::string &path, const StopFlag &stop, const TakeBlock &take)
{
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    return file ? eachBlockOf(file.get(), path, stop, take) : Result<>(fileTrouble("opening " + path, errno));
}

TakeBlock hashing(QCryptographicHash &hash, const std::function<void(ByteCount)> &read)
{
    return [&hash, &read](const char *bytes, std::size_t count) -> Result<> {
        hash.addData(QByteArrayView(bytes, static_cast<qsizetype>(count)));
        read(ByteCount{count});
        return {};
    };
}

Result<> writeAll(int file, const std::string &path, const char *bytes, std::size_t count)
{
    while (count > 0) {
        const auto written = ::write(file, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fileTrouble("writing " + path, errno);
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
    return {};
}

/// Through a file of the workplace, which gets its name when it was verified and is on the disk.
Result<> copyBlob(const std::string &from, const std::string &to, const std::string &digest,
                  const std::string &workplace, const StopFlag &stop)
{
    const auto fresh = workplace + "/blob";
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const FileDescriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!file)
        return fileTrouble("making " + fresh, errno);
    auto copied = eachBlock(from, stop, [&](const char *bytes, std::size_t count) {
        hash.addData(QByteArrayView(bytes, static_cast<qsizetype>(count)));
        return writeAll(file.get(), fresh, bytes, count);
    });
    if (!copied && copied.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::ImageBroken, "the blob " + digest + " is missing: " + from);
    GB_CHECK(copied);
    if ("sha256:" + hash.result().toHex().toStdString() != digest)
        return fail(ErrorCode::ImageBroken, "the blob " + digest + " is not what it is called: " + from);
    if (::fchmod(file.get(), 0444) != 0 || ::fsync(file.get()) != 0)
        return fileTrouble("saving " + fresh, errno);
    return ::rename(fresh.c_str(), to.c_str()) == 0 ? Result<>() : Result<>(fileTrouble("renaming " + fresh, errno));
}

} // namespace

Result<> checkImport(const ports::ImageImport &wanted)
{
    const auto &source = wanted.source;
    if (source.path.empty() || source.origin == domain::ImageOrigin::Built)
        return fail(ErrorCode::InvalidArgument, "there is nothing to import");
    GB_CHECK(needProgram("tar2sqfs", "squashfs-tools-ng"));
    if (source.origin == domain::ImageOrigin::Registry || source.origin == domain::ImageOrigin::Archive)
        GB_CHECK(needProgram("skopeo", "skopeo"));
    if (!wanted.authFile.empty()) // also where none is needed: whoever names one means it to be there
        GB_CHECK(checkAuthFile(wanted.authFile));
    if (source.origin == domain::ImageOrigin::Registry)
        return {};
    GB_CHECK(readable(source.path));
    std::error_code error;
    const bool folder = source.origin == domain::ImageOrigin::Layout;
    if (folder != fs::is_directory(source.path, error))
        return fail(ErrorCode::InvalidArgument, source.path + (folder ? " is not a folder" : " is not a file"));
    return {};
}

std::vector<std::string> digestsOf(const OciImage &image)
{
    std::vector<std::string> digests{image.manifestDigest, image.configDigest};
    for (const auto &layer : image.layers)
        digests.push_back(layer.digest);
    std::ranges::sort(digests);
    digests.erase(std::unique(digests.begin(), digests.end()), digests.end()); // the same layer may come again
    return digests;
}

ByteCount sizeOfLayers(const OciImage &image)
{
    ByteCount sum;
    for (const auto &layer : image.layers)
        sum.value += layer.size.value;
    return sum;
}

ByteCount rootSizeOf(const Part &root)
{
    for (const auto &file : root.manifest.files)
        if (file.name == kRootDiskFile)
            return ByteCount{file.size};
    return {};
}

Result<> haveRoom(const std::string &folder, ByteCount needed, const std::string &what)
{
    std::error_code error;
    const auto space = fs::space(folder, error);
    if (error || space.available >= needed.value + kSpareRoom.value)
        return {};
    return fail(ErrorCode::OutOfDisk, folder + " has " + std::to_string(space.available >> 20) + " MiB free; " + what +
                                          " needs about " + std::to_string((needed.value + kSpareRoom.value) >> 20) +
                                          " MiB");
}

Result<> makeRootFolder(const std::string &folder, const std::string &file, ByteCount layers)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::OutOfDisk, "making " + folder + ": " + error.message());
    const auto source = file.empty() ? layers.value * kRootOfLayers : sizeOfFile(file);
    return haveRoom(folder, ByteCount{source}, "packing the image");
}

Fetched fetchedSoFar(const LibraryFolder &folder, const SkopeoPlace &place,
                     const std::vector<domain::ImageLayer> &layers)
{
    Fetched fetched;
    std::uint64_t missing = 0;
    for (const auto &layer : layers) {
        std::error_code error;
        if (fs::exists(folder.blobPath(hexOfDigest(layer.digest)), error)) {
            fetched.done.value += layer.size.value;
            ++fetched.layers;
        } else {
            missing += layer.size.value;
        }
    }
    std::uint64_t coming = 0;
    std::error_code error;
    for (fs::directory_iterator at(place.folder + '/' + kSkopeoLayout, error), end; !error && at != end;
         at.increment(error))
        if (at->path().filename().string().starts_with(kComingBlob))
            coming += sizeOfFile(at->path().string());
    fetched.done.value += std::min(coming, missing);
    return fetched;
}

Result<> copyBlobs(const LibraryFolder &folder, const LayoutPlace &from, const OciImage &image,
                   const std::string &workplace, const StopFlag &stop)
{
    GB_CHECK(haveRoom(folder.blobsFolder(), sizeOfLayers(image), "copying the image's layers"));
    for (const auto &digest : digestsOf(image)) {
        const auto target = folder.blobPath(hexOfDigest(digest));
        if (std::error_code error; !fs::exists(target, error))
            GB_CHECK(copyBlob(blobPath(from, digest), target, digest, workplace, stop));
    }
    return {};
}

void protectBlobs(const LibraryFolder &folder, const OciImage &image)
{
    for (const auto &digest : digestsOf(image))
        ::chmod(folder.blobPath(hexOfDigest(digest)).c_str(), 0444); // ours; what fails here is a blob less protected
}

Result<bool> removeDamagedBlob(const LibraryFolder &folder, const std::string &hex, const std::string &workplace,
                               const std::function<void(ByteCount)> &read, const StopFlag &stop)
{
    const auto path = folder.blobPath(hex);
    const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file && errno == ENOENT)
        return true;
    if (!file)
        return fileTrouble("opening " + path, errno);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto looked = eachBlockOf(file.get(), path, stop, hashing(hash, read));
    if (!looked && looked.error().code == ErrorCode::Cancelled)
        return tl::unexpected(looked.error());
    // What the disk does not give back is as lost as what it gives back wrongly.
    if (looked && hash.result().toHex().toStdString() == hex)
        return false;
    // Taken aside first: whoever publishes one does that by renaming, skopeo without asking any lock of ours.
    const auto aside = workplace + "/damaged";
    if (::rename(path.c_str(), aside.c_str()) != 0)
        return errno == ENOENT ? Result<bool>(true) : Result<bool>(fileTrouble("removing " + path, errno));
    struct stat was {};
    struct stat taken {};
    const bool isAnother = ::fstat(file.get(), &was) == 0 && ::lstat(aside.c_str(), &taken) == 0 &&
                           (was.st_dev != taken.st_dev || was.st_ino != taken.st_ino);
    if (isAnother) // of the same name, so whoever published a third meanwhile published the same
        return ::rename(aside.c_str(), path.c_str()) == 0 ? Result<bool>(true)
                                                          : Result<bool>(fileTrouble("renaming " + aside, errno));
    ::unlink(aside.c_str());
    return true;
}

Result<std::string> sha256WithProgress(const std::string &path, const std::function<void(ByteCount)> &read,
                                       const StopFlag &stop)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    GB_CHECK(eachBlock(path, stop, hashing(hash, read)));
    return hash.result().toHex().toStdString();
}

} // namespace glovebox::images
