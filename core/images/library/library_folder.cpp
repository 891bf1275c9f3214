#include "core/images/library/library_folder.h"

#include "core/base/file_access.h"
#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/images/oci/reference.h"

#include <QString>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

namespace glovebox::images {

namespace fs = std::filesystem;

Q_LOGGING_CATEGORY(lcLibrary, "glovebox.images")

namespace {

constexpr ByteCount kRecordMax = ByteCount::mib(8);
constexpr ByteCount kNamesMax = ByteCount::mib(16);
/// An image's record is a few kilobytes; this many are more than anybody keeps, and no reason to run out of memory.
constexpr std::size_t kRecordsMax = 10'000;

Result<> makeLibraryFolder(const std::string &path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return fail(error == std::errc::no_space_on_device ? ErrorCode::OutOfDisk : ErrorCode::FolderUnusable,
                    "making " + path + ": " + error.message());
    return {};
}

/// "docker.io/library/python:3.12" as images from registries are named: "python:3.12". Empty: it is no reference.
std::string usualReference(const std::string &name)
{
    if (name.starts_with('/') || name.starts_with('.')) // of these the parser would look for files
        return {};
    const auto source = parseImageSource(name);
    return source && source->origin == domain::ImageOrigin::Registry ? usualName(*source) : std::string();
}

ImageRecord named(ImageRecord record, const ImageNames &names)
{
    record.image.names.clear();
    for (const auto &[name, id] : names)
        if (id == record.image.id.value())
            record.image.names.push_back(name);
    return record;
}

} // namespace

Workplace::~Workplace()
{
    StoreFolder::remove(m_path);
}

Result<> replaceFile(const std::string &path, std::string_view content)
{
    const auto fresh = path + ".new";
    GB_CHECK(writeFile(fresh, content));
    if (const FileDescriptor file(::open(fresh.c_str(), O_RDONLY | O_CLOEXEC)); !file || ::fsync(file.get()) != 0)
        return fileTrouble("saving " + fresh, errno);
    if (::rename(fresh.c_str(), path.c_str()) != 0)
        return fileTrouble("renaming " + fresh, errno);
    return syncFolderOf(path);
}

Result<> LibraryFolder::make() const
{
    for (const auto &folder : {m_folder, m_folder + "/records", m_blobs, m_blobs + "/sha256"})
        GB_CHECK(makeLibraryFolder(folder));
    // Only who takes a lock for itself makes its file.
    const FileDescriptor file(::open((m_folder + "/imports").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    return file ? Result<>() : Result<>(fileTrouble("making " + m_folder + "/imports", errno));
}

Result<std::shared_ptr<FileLock>> LibraryFolder::lock() const
{
    return FileLock::take(m_folder + "/lock", FileLock::Mode::Exclusive);
}

Result<ImageNames> LibraryFolder::names() const
{
    const auto text = readFile(m_folder + "/names.json", kNamesMax);
    if (!text && text.error().code == ErrorCode::NotFound)
        return ImageNames{};
    if (!text)
        return tl::unexpected(text.error());
    auto names = namesFromJson(*text);
    if (!names)
        return tl::unexpected(inContext(m_folder + "/names.json", names.error()));
    return names;
}

Result<> LibraryFolder::writeNames(const ImageNames &names) const
{
    return replaceFile(m_folder + "/names.json", toJson(names));
}

Result<ImageRecord> LibraryFolder::record(const std::string &id, const ImageNames &names) const
{
    const auto text = readFile(recordPath(id), kRecordMax);
    if (!text)
        return fail(text.error().code,
                    text.error().code == ErrorCode::NotFound ? "there is no image " + id : text.error().detail);
    auto read = recordFromJson(*text);
    if (!read)
        return tl::unexpected(inContext(recordPath(id), read.error()));
    if (read->image.id.value() != id)
        return fail(ErrorCode::ImageBroken, recordPath(id) + " is the record of " + read->image.id.value());
    return named(std::move(*read), names);
}

Result<std::vector<ImageRecord>> LibraryFolder::records() const
{
    GB_TRY(called, names());
    return recordsWith(called);
}

Result<std::vector<ImageRecord>> LibraryFolder::recordsWith(const ImageNames &names) const
{
    std::vector<ImageRecord> found;
    std::error_code error;
    for (fs::directory_iterator at(m_folder + "/records", error), end; !error && at != end; at.increment(error)) {
        const auto id = at->path().stem().string();
        if (at->path().extension() != ".json" || !isImageId(id) || found.size() >= kRecordsMax)
            continue;
        auto one = record(id, names);
        if (one)
            found.push_back(std::move(*one));
        else if (one.error().code != ErrorCode::NotFound) // removed this moment
            qCWarning(lcLibrary).noquote() << "an image cannot be read:" << QString::fromStdString(one.error().detail);
    }
    if (error && error != std::errc::no_such_file_or_directory)
        return fail(ErrorCode::FolderUnusable, "listing " + m_folder + "/records: " + error.message());
    std::ranges::sort(found, [](const auto &a, const auto &b) {
        return std::pair(b.image.importedAt, a.image.id) < std::pair(a.image.importedAt, b.image.id);
    });
    return found;
}

Result<ImageRecord> LibraryFolder::find(const std::string &nameOrId) const
{
    GB_TRY(called, names());
    if (isImageId(nameOrId))
        return record(nameOrId, called);
    auto found = called.find(nameOrId);
    if (found == called.end())
        found = called.find(usualReference(nameOrId));
    if (found == called.end())
        return fail(ErrorCode::NotFound, "there is no image called " + nameOrId);
    return record(found->second, called);
}

Result<LibraryFolder::HeldRoot> LibraryFolder::openRoot(const std::string &key, const StopFlag &stop) const
{
    const Part unread{rootFolder(key), {}};
    // Somebody may be looking whether it is in use, for a moment.
    auto held = FileLock::take(unread.path(kManifestName), FileLock::Mode::Shared);
    if (!held && held.error().code == ErrorCode::NotFound)
        return fail(ErrorCode::ImageBroken, unread.folder + " is missing");
    if (!held)
        return tl::unexpected(held.error());
    auto part = openPart(unread.folder, "root", stop);
    if (!part)
        return fail(part.error().code == ErrorCode::NotFound ? ErrorCode::ImageBroken : part.error().code,
                    part.error().detail);
    return HeldRoot{std::move(*part), std::move(*held)};
}

Result<std::pair<ImageRecord, LibraryFolder::HeldRoot>> LibraryFolder::open(const std::string &nameOrId,
                                                                            const StopFlag &stop) const
{
    GB_TRY(record, find(nameOrId));
    auto root = openRoot(record.rootKey, stop);
    if (!root)
        return tl::unexpected(root.error());
    // From here on nobody removes it. Whoever did so before we held it removed its record first.
    GB_CHECK(find(record.image.id.value()));
    return std::pair(std::move(record), std::move(*root));
}

Result<ImageRecord> LibraryFolder::keep(const ImageRecord &record, const std::optional<Part> &root,
                                        const std::string &name) const
{
    GB_CHECK(checkNewImageName(name));
    const auto held = lock();
    if (!held)
        return tl::unexpected(held.error());
    GB_TRY(called, names());
    const auto id = record.image.id.value();
    const auto known = this->record(id, called);
    if (known && known->image.digest != record.image.digest)
        return fail(ErrorCode::Conflict, "another image has the id " + id + ": " + known->image.digest);
    if (root)
        GB_CHECK(StoreFolder(m_folder).publish(*root));
    if (!known || known->rootKey != record.rootKey || known->blobs != record.blobs)
        GB_CHECK(replaceFile(recordPath(id), toJson(record)));
    called[name] = id;
    GB_CHECK(writeNames(called));
    return this->record(id, called);
}

Result<> LibraryFolder::setName(const std::string &id, const std::string &name) const
{
    GB_CHECK(checkNewImageName(name));
    const auto held = lock();
    if (!held)
        return tl::unexpected(held.error());
    GB_TRY(called, names());
    if (!isImageId(id))
        return fail(ErrorCode::NotFound, "there is no image " + id);
    GB_CHECK(record(id, called));
    called[name] = id;
    return writeNames(called);
}

Result<> LibraryFolder::removeName(const std::string &name) const
{
    const auto held = lock();
    if (!held)
        return tl::unexpected(held.error());
    GB_TRY(called, names());
    if (called.erase(name) == 0)
        return fail(ErrorCode::NotFound, "there is no image called " + name);
    return writeNames(called);
}

bool LibraryFolder::othersHaveRoot(const ImageRecord &record) const
{
    const auto all = recordsWith({});
    return !all || std::ranges::any_of(*all, [&](const ImageRecord &one) {
        return one.rootKey == record.rootKey && one.image.id != record.image.id;
    });
}

Result<> LibraryFolder::remove(const std::string &id) const
{
    if (!isImageId(id))
        return fail(ErrorCode::NotFound, "there is no image " + id);
    const auto held = lock();
    if (!held)
        return tl::unexpected(held.error());
    GB_TRY(called, names());
    const auto known = record(id, called);
    // What cannot be read can be removed all the same; its root is then nobody's, and goes with the next collect().
    if (!known && known.error().code != ErrorCode::ImageBroken)
        return tl::unexpected(known.error());
    const auto folder = known ? rootFolder(known->rootKey) : std::string();
    const bool rootGoes = known && !othersHaveRoot(*known);
    std::shared_ptr<FileLock> alone;
    if (std::error_code error; rootGoes && fs::exists(folder, error)) {
        auto taken = FileLock::tryTake(folder + '/' + kManifestName, FileLock::Mode::Exclusive);
        if (!taken && taken.error().code == ErrorCode::Conflict)
            return fail(ErrorCode::Conflict, "another program uses the image " + id);
        if (taken)
            alone = std::move(*taken);
    }
    if (::unlink(recordPath(id).c_str()) != 0)
        return fileTrouble("removing " + recordPath(id), errno);
    GB_CHECK(syncFolderOf(recordPath(id)));
    std::erase_if(called, [&](const auto &pair) { return pair.second == id; });
    GB_CHECK(writeNames(called));
    if (rootGoes)
        StoreFolder::remove(folder);
    return {};
}

Result<std::shared_ptr<FileLock>> LibraryFolder::joinImports() const
{
    return FileLock::tryTake(m_folder + "/imports", FileLock::Mode::Shared);
}

Result<std::shared_ptr<FileLock>> LibraryFolder::claim(const domain::ImageSource &source) const
{
    const auto what = std::string(word(source.origin)) + '\n' + source.path + '\n' + source.tag + '\n' + source.digest;
    return FileLock::tryClaim(m_folder + '/' + kClaimPrefix + sha256Hex(what).substr(0, 16));
}

Result<std::shared_ptr<Workplace>> LibraryFolder::makeWorkplace(const std::string &parent) const
{
    const auto held = lock(); // nobody sweeps it before it has its own lock
    if (!held)
        return tl::unexpected(held.error());
    auto path = parent + '/' + kTemporaryPrefix + "XXXXXX";
    if (!::mkdtemp(path.data()))
        return fileTrouble("making a folder in " + parent, errno);
    auto own = FileLock::tryTake(path + "/lock", FileLock::Mode::Exclusive);
    if (!own) {
        StoreFolder::remove(path);
        return tl::unexpected(own.error());
    }
    return std::make_shared<Workplace>(path, std::move(*own));
}

} // namespace glovebox::images
