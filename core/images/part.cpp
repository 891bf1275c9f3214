#include "core/images/part.h"

#include <QCryptographicHash>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

namespace {

/// A part has a handful of files; a manifest is a few kilobytes.
constexpr ByteCount kManifestMax = ByteCount::mib(1);
constexpr std::size_t kPartFilesMax = 1000;
constexpr std::size_t kBlock = 64U << 10;
constexpr int kSampleBlocks = 16;

class Descriptor {
public:
    Descriptor(const std::string &path, int flags, mode_t mode = 0)
        : m_fd(::open(path.c_str(), flags | O_CLOEXEC, mode))
    {
    }
    ~Descriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int get() const { return m_fd; }
    bool valid() const { return m_fd >= 0; }

private:
    int m_fd;
};

tl::unexpected<Error> fileError(const std::string &doing, const std::string &path)
{
    const int reason = errno;
    const auto code = reason == ENOSPC || reason == EDQUOT                     ? ErrorCode::OutOfDisk
                      : reason == ENOENT                                       ? ErrorCode::NotFound
                      : reason == EACCES || reason == EPERM || reason == EROFS ? ErrorCode::PermissionDenied
                                                                               : ErrorCode::Internal;
    return fail(code, doing + ' ' + path + ": " + std::strerror(reason));
}

std::string hexOf(QCryptographicHash &hash)
{
    return hash.result().toHex().toStdString();
}

/// Reads up to a block at `offset`; what came.
Result<std::size_t> readBlock(const Descriptor &file, const std::string &path, char *buffer, std::uint64_t offset)
{
    std::size_t got = 0;
    while (got < kBlock) {
        const auto n = ::pread(file.get(), buffer + got, kBlock - got, static_cast<off_t>(offset + got));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return fileError("reading", path);
        if (n == 0)
            break;
        got += static_cast<std::size_t>(n);
    }
    return got;
}

/// Size and evenly spread blocks, first and last among them: finds truncation and most damage in a few milliseconds.
Result<std::string> sampleOfFile(const std::string &path, std::uint64_t size)
{
    const Descriptor file(path, O_RDONLY);
    if (!file.valid())
        return fileError("opening", path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray::number(static_cast<qulonglong>(size)));
    std::vector<char> buffer(kBlock);
    const auto last = size > kBlock ? size - kBlock : 0;
    for (int i = 0; i < kSampleBlocks; ++i) {
        GB_TRY(got, readBlock(file, path, buffer.data(), last / (kSampleBlocks - 1) * static_cast<unsigned>(i)));
        hash.addData(QByteArrayView(buffer.data(), static_cast<qsizetype>(got)));
    }
    GB_TRY(got, readBlock(file, path, buffer.data(), last));
    hash.addData(QByteArrayView(buffer.data(), static_cast<qsizetype>(got)));
    return hexOf(hash);
}

struct FileFacts {
    std::uint64_t size = 0;
    std::int64_t modifiedNs = 0;
};

Result<FileFacts> factsOf(const std::string &path)
{
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0)
        return fileError("looking at", path);
    if (!S_ISREG(found.st_mode))
        return fail(ErrorCode::ImageBroken, path + " is not a plain file");
    return FileFacts{static_cast<std::uint64_t>(found.st_size),
                     std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec};
}

Result<> compare(const Part &part, const PartFile &expected, const StopFlag &stop)
{
    const auto path = part.path(expected.name);
    const auto broken = [&](const std::string &how) {
        return fail(ErrorCode::ImageBroken, path + ' ' + how);
    };
    const auto facts = factsOf(path);
    if (!facts)
        return broken("cannot be read");
    if (facts->size != expected.size)
        return broken("has " + std::to_string(facts->size) + " bytes instead of " + std::to_string(expected.size));
    GB_TRY(sample, sampleOfFile(path, facts->size));
    if (sample != expected.sample)
        return broken("is damaged");
    if (facts->modifiedNs == expected.modifiedNs)
        return {};
    GB_TRY(whole, sha256OfFile(path, stop));
    return whole == expected.sha256 ? Result<>() : broken("is damaged");
}

bool staysInside(const std::string &name)
{
    return !name.empty() && !name.starts_with('/') &&
           std::ranges::none_of(fs::path(name), [](const fs::path &piece) { return piece == ".." || piece.empty(); });
}

} // namespace

Result<std::string> sha256OfFile(const std::string &path, const StopFlag &stop)
{
    const Descriptor file(path, O_RDONLY);
    if (!file.valid())
        return fileError("opening", path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<char> buffer(kBlock);
    for (std::uint64_t offset = 0;;) {
        if (stop.raised())
            return fail(ErrorCode::Cancelled);
        GB_TRY(got, readBlock(file, path, buffer.data(), offset));
        if (got == 0)
            return hexOf(hash);
        hash.addData(QByteArrayView(buffer.data(), static_cast<qsizetype>(got)));
        offset += got;
    }
}

std::string sha256OfText(std::string_view text)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    return hexOf(hash);
}

Result<std::string> readFile(const std::string &path, ByteCount max)
{
    const Descriptor file(path, O_RDONLY);
    struct stat found {};
    if (!file.valid() || ::fstat(file.get(), &found) != 0)
        return fileError("opening", path);
    if (!S_ISREG(found.st_mode))
        return fail(ErrorCode::InvalidArgument, path + " is not a plain file");
    if (static_cast<std::uint64_t>(found.st_size) > max.value)
        return fail(ErrorCode::TooLarge, path + " has " + std::to_string(found.st_size) + " bytes");
    std::string content;
    std::vector<char> buffer(kBlock);
    while (content.size() <= max.value) {
        GB_TRY(got, readBlock(file, path, buffer.data(), content.size()));
        if (got == 0)
            return content;
        content.append(buffer.data(), got);
    }
    return fail(ErrorCode::TooLarge, path + " grows while it is read");
}

Result<> writeFile(const std::string &path, std::string_view content)
{
    const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (!file.valid())
        return fileError("making", path);
    while (!content.empty()) {
        const auto written = ::write(file.get(), content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return fileError("writing", path);
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

Result<> syncTree(const std::string &folder)
{
    std::vector<fs::path> paths{folder};
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        paths.push_back(at->path());
    for (const auto &path : paths)
        if (const Descriptor file(path.string(), O_RDONLY); file.valid() && ::fsync(file.get()) != 0)
            return fileError("saving", path.string());
    return {};
}

Result<Part> sealPart(const std::string &folder, Manifest manifest, const StopFlag &stop)
{
    std::vector<std::string> names;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
        if (at->is_regular_file(error))
            names.push_back(at->path().lexically_relative(folder).string());
    if (error)
        return fail(ErrorCode::Internal, "listing " + folder + ": " + error.message());
    std::ranges::sort(names);
    manifest.files.clear();
    for (const auto &name : names) {
        const auto path = folder + '/' + name;
        GB_TRY(facts, factsOf(path));
        GB_TRY(whole, sha256OfFile(path, stop));
        GB_TRY(sample, sampleOfFile(path, facts.size));
        manifest.files.push_back({name, facts.size, whole, sample, facts.modifiedNs});
    }
    GB_CHECK(writeFile(folder + '/' + kManifestName, toJson(manifest)));
    GB_CHECK(syncTree(folder));
    return Part{folder, std::move(manifest)};
}

Result<Part> openPart(const std::string &folder, const std::string &kind, const StopFlag &stop)
{
    const auto path = folder + '/' + kManifestName;
    std::error_code error;
    if (!fs::exists(folder, error))
        return fail(ErrorCode::NotFound, folder);
    const auto text = readFile(path, kManifestMax);
    if (!text)
        return fail(ErrorCode::ImageBroken, text.error().detail);
    auto manifest = manifestFromJson(*text);
    if (!manifest)
        return tl::unexpected(inContext(path, manifest.error()));
    if (manifest->kind != kind)
        return fail(ErrorCode::ImageBroken, path + " describes a " + manifest->kind + ", not a " + kind);
    Part part{folder, std::move(*manifest)};
    for (const auto &file : part.manifest.files)
        GB_CHECK(compare(part, file, stop));
    return part;
}

std::string toJson(const Manifest &manifest)
{
    auto files = nlohmann::ordered_json::array();
    for (const auto &file : manifest.files)
        files.push_back({{"name", file.name},
                         {"size", file.size},
                         {"sha256", file.sha256},
                         {"sample", file.sample},
                         {"modifiedNs", file.modifiedNs}});
    const nlohmann::ordered_json root{
        {"kind", manifest.kind}, {"key", manifest.key}, {"version", manifest.version}, {"files", std::move(files)}};
    return root.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

Result<Manifest> manifestFromJson(std::string_view text)
{
    const auto root = nlohmann::json::parse(text, nullptr, false);
    const auto broken = [] {
        return fail(ErrorCode::ImageBroken, "not a manifest of a guest image");
    };
    const auto textOf = [](const nlohmann::json &object, const char *name) {
        const auto found = object.find(name);
        return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    if (!root.is_object() || !root.contains("files") || !root["files"].is_array() ||
        root["files"].size() > kPartFilesMax)
        return broken();
    Manifest manifest{textOf(root, "kind"), textOf(root, "key"), textOf(root, "version"), {}};
    for (const auto &entry : root["files"]) {
        if (!entry.is_object() || !entry.contains("size") || !entry["size"].is_number_unsigned() ||
            !entry.contains("modifiedNs") || !entry["modifiedNs"].is_number_integer())
            return broken();
        PartFile file{textOf(entry, "name"), entry["size"].get<std::uint64_t>(), textOf(entry, "sha256"),
                      textOf(entry, "sample"), entry["modifiedNs"].get<std::int64_t>()};
        if (!staysInside(file.name))
            return broken();
        manifest.files.push_back(std::move(file));
    }
    if (manifest.kind.empty() || manifest.key.empty() || manifest.files.empty())
        return broken();
    return manifest;
}

} // namespace glovebox::images
