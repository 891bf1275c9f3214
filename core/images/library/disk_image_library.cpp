#include "core/images/library/disk_image_library.h"

#include "core/images/find_parts.h"
#include "core/images/library/import_work.h"

#include <filesystem>

namespace glovebox::images {

namespace {

struct OpenedImage {
    domain::Image image;
    LibraryFolder::HeldRoot root;
    FoundParts guest;
};

Result<OpenedImage> openWith(const LibraryFolder &folder, const StoreOptions &guest, const std::string &nameOrId,
                             const StopFlag &stop)
{
    GB_TRY(opened, folder.open(nameOrId, stop));
    GB_TRY(parts, findParts(guest, stop));
    return OpenedImage{std::move(opened.first.image), std::move(opened.second), std::move(parts)};
}

/// All that an image is made of, as far as it is kept: its root, and the blobs that are still there.
class Verification {
public:
    Verification(const LibraryFolder &folder, const StopFlag &stop, std::function<void(ByteCount, ByteCount)> progress)
        : m_folder(folder), m_stop(stop), m_progress(std::move(progress))
    {
    }

    Result<ports::ImageProof> run(const std::string &id)
    {
        ports::ImageProof proof;
        GB_TRY(opened, m_folder.open(id, m_stop));
        const auto &part = opened.second.part;
        for (const auto &file : part.manifest.files)
            m_files.push_back({part.path(file.name), file.sha256, "the root file system of " + id});
        for (const auto &hex : opened.first.blobs)
            if (std::error_code error; std::filesystem::exists(m_folder.blobPath(hex), error) || error)
                m_files.push_back({m_folder.blobPath(hex), hex, "the blob sha256:" + hex});
            else
                ++proof.gone; // its folder is a cache
        for (const auto &file : m_files)
            if (std::error_code error; const auto size = std::filesystem::file_size(file.path, error))
                m_total.value += error ? 0 : size;
        for (const auto &file : m_files)
            GB_CHECK(look(file));
        proof.read = m_files.size();
        return proof;
    }

private:
    struct File {
        std::string path;
        std::string sha256;
        std::string what;
    };

    Result<> look(const File &file)
    {
        const auto found = sha256WithProgress(
            file.path,
            [this](ByteCount read) {
                m_done.value += read.value;
                m_progress(m_done, m_total);
            },
            m_stop);
        if (!found && found.error().code == ErrorCode::Cancelled)
            return tl::unexpected(found.error());
        if (!found)
            return fail(ErrorCode::ImageBroken, file.what + " cannot be read: " + found.error().detail);
        return *found == file.sha256 ? Result<>()
                                     : fail(ErrorCode::ImageBroken, file.what + " is damaged: " + file.path);
    }

    const LibraryFolder &m_folder;
    const StopFlag &m_stop;
    std::function<void(ByteCount, ByteCount)> m_progress;
    std::vector<File> m_files;
    ByteCount m_done;
    ByteCount m_total;
};

} // namespace

/// One open(): the image, the kernel and the initial RAM disk; these are built first when they are not there.
class DiskImageLibrary::Opening final : public QObject {
public:
    Opening(DiskImageLibrary &library, std::string nameOrId, Callback<ports::OpenImage> done)
        : QObject(&library.m_running), m_library(library), m_nameOrId(std::move(nameOrId)), m_done(std::move(done))
    {
        look();
    }

    void abandon()
    {
        if (!std::exchange(m_done, nullptr))
            return;
        m_step.cancel();
        deleteLater();
    }

private:
    void look()
    {
        m_step = m_library.m_reader.run<OpenedImage>(
            [folder = m_library.m_folder, guest = m_library.m_options.guest, name = m_nameOrId](const StopFlag &stop) {
                return openWith(folder, guest, name, stop);
            },
            [this](Result<OpenedImage> opened) {
                if (!opened)
                    return answer(tl::unexpected(opened.error()));
                if (opened->guest.kernel && opened->guest.initrd)
                    return answer(giveOut(std::move(*opened)));
                if (m_store)
                    return answer(
                        fail(ErrorCode::ImageBroken, "just made and already damaged: " + opened->guest.complaint));
                build();
            });
    }

    void build()
    {
        m_store = std::make_unique<DebianImageStore>(m_library.m_options.guest);
        m_step = m_store->prepare({}, [this](Result<ports::GuestImage> built) {
            if (!built)
                return answer(tl::unexpected(built.error()));
            look();
        });
    }

    ports::OpenImage giveOut(OpenedImage opened)
    {
        HeldParts parts{std::move(*opened.guest.kernel), std::move(opened.root.part), std::move(*opened.guest.initrd),
                        std::move(opened.guest.locks)};
        parts.locks.push_back(std::move(opened.root.lock));
        auto guest = guestImage(parts);
        m_library.m_held[opened.image.id.value()] = std::move(parts.locks);
        return {std::move(opened.image), std::move(guest)};
    }

    void answer(Result<ports::OpenImage> result)
    {
        deleteLater();
        if (auto done = std::exchange(m_done, nullptr))
            done(std::move(result));
    }

    DiskImageLibrary &m_library;
    std::string m_nameOrId;
    Callback<ports::OpenImage> m_done;
    std::unique_ptr<DebianImageStore> m_store;
    Call m_step;
};

DiskImageLibrary::DiskImageLibrary(LibraryOptions options)
    : m_options(std::move(options)), m_folder(m_options.folder, m_options.blobs)
{
}

DiskImageLibrary::~DiskImageLibrary()
{
    const auto running = m_running.children();
    qDeleteAll(running); // they use the pools
}

Call DiskImageLibrary::list(Callback<std::vector<domain::Image>> done)
{
    return m_pool.run<std::vector<domain::Image>>(
        [folder = m_folder](const StopFlag &) -> Result<std::vector<domain::Image>> {
            GB_TRY(records, folder.records());
            std::vector<domain::Image> images;
            for (auto &record : records)
                images.push_back(std::move(record.image));
            return images;
        },
        std::move(done));
}

Call DiskImageLibrary::import(ports::ImageImport wanted, std::function<void(ports::ImportProgress)> progress,
                              Callback<domain::Image> done)
{
    auto *run = new ImportRun(m_folder, std::move(wanted), std::move(progress), std::move(done), &m_running);
    run->start();
    return Call([guard = QPointer<ImportRun>(run)] {
        if (guard)
            guard->abandon();
    });
}

Call DiskImageLibrary::open(std::string nameOrId, Callback<ports::OpenImage> done)
{
    auto *opening = new Opening(*this, std::move(nameOrId), std::move(done));
    return Call([guard = QPointer<Opening>(opening)] {
        if (guard)
            guard->abandon();
    });
}

Call DiskImageLibrary::remove(domain::ImageId id, Callback<> done)
{
    m_held.erase(id.value()); // nothing of the caller's stands on it
    return m_pool.run<void>([folder = m_folder, id = id.value()](const StopFlag &) { return folder.remove(id); },
                            std::move(done));
}

Call DiskImageLibrary::setName(domain::ImageId id, std::string name, Callback<> done)
{
    return m_pool.run<void>([folder = m_folder, id = id.value(),
                             name = std::move(name)](const StopFlag &) { return folder.setName(id, name); },
                            std::move(done));
}

Call DiskImageLibrary::removeName(std::string name, Callback<> done)
{
    return m_pool.run<void>(
        [folder = m_folder, name = std::move(name)](const StopFlag &) { return folder.removeName(name); },
        std::move(done));
}

Call DiskImageLibrary::verify(domain::ImageId id, std::function<void(ByteCount done, ByteCount total)> progress,
                              Callback<ports::ImageProof> done)
{
    // Told on the loop, and no more once the answer is awaited by nobody.
    auto listener = std::make_shared<std::function<void(ByteCount, ByteCount)>>(std::move(progress));
    const auto tell = [context = &m_running, weak = std::weak_ptr(listener)](ByteCount read, ByteCount total) {
        QMetaObject::invokeMethod(
            context,
            [weak, read, total] {
                if (const auto alive = weak.lock(); alive && *alive)
                    (*alive)(read, total);
            },
            Qt::QueuedConnection);
    };
    auto reading = std::make_shared<Call>(
        m_reader.run<ports::ImageProof>([folder = m_folder, id = id.value(), tell](
                                            const StopFlag &stop) { return Verification(folder, stop, tell).run(id); },
                                        [listener, done = std::move(done)](Result<ports::ImageProof> result) {
                                            *listener = nullptr;
                                            done(std::move(result));
                                        }));
    return Call([reading, listener] {
        *listener = nullptr;
        reading->cancel();
    });
}

Call DiskImageLibrary::usage(Callback<ports::LibraryUsage> done)
{
    return m_pool.run<ports::LibraryUsage>(
        [folder = m_folder](const StopFlag &) -> Result<ports::LibraryUsage> {
            GB_CHECK(folder.make());
            return folder.usage();
        },
        std::move(done));
}

Call DiskImageLibrary::collect(Callback<ByteCount> done)
{
    return m_pool.run<ByteCount>(
        [folder = m_folder](const StopFlag &stop) -> Result<ByteCount> {
            GB_CHECK(folder.make());
            return folder.collect(stop);
        },
        std::move(done));
}

Call DiskImageLibrary::find(std::string nameOrId, Callback<domain::Image> done)
{
    return m_pool.run<domain::Image>(
        [folder = m_folder, name = std::move(nameOrId)](const StopFlag &) -> Result<domain::Image> {
            GB_TRY(record, folder.find(name));
            return record.image;
        },
        std::move(done));
}

Call DiskImageLibrary::roots(Callback<std::map<std::string, std::string>> done)
{
    return m_pool.run<std::map<std::string, std::string>>(
        [folder = m_folder](const StopFlag &) -> Result<std::map<std::string, std::string>> {
            GB_TRY(records, folder.records());
            std::map<std::string, std::string> paths;
            for (const auto &record : records)
                paths[record.image.id.value()] = folder.rootFolder(record.rootKey) + '/' + kRootDiskFile;
            return paths;
        },
        std::move(done));
}

} // namespace glovebox::images
