// Role: what the store finds in its folder at start, and what it removes there. Nothing else uses the folder meanwhile.
#include "core/qemu/folder.h"
#include "core/qemu/frozen_store.h"
#include "core/qemu/store_notes.h"

#include <QLoggingCategory>

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <set>
#include <sys/file.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

Q_LOGGING_CATEGORY(lcFound, "glovebox.qemu")

namespace fs = std::filesystem;

std::string nameOf(const std::string &path)
{
    return fs::path(path).filename().string();
}

bool isFolder(const std::string &path)
{
    std::error_code error;
    return fs::is_directory(fs::symlink_status(path, error));
}

Result<TemplateManifest> readTemplate(const std::string &folder)
{
    GB_TRY(text, readManifest(folder));
    GB_TRY(manifest, parseTemplateManifest(text));
    if (manifest.facts.id != nameOf(folder))
        return fail(ErrorCode::ProtocolError, "its manifest is of another");
    for (const char *file : {kMemoryFile, kDevicesFile, kDiskFile, kBlankFile, kOverlayFile})
        if (!manifest.files.contains(file))
            return fail(ErrorCode::ProtocolError, std::string(file) + " is missing");
    GB_CHECK(checkFiles(folder, manifest.files));
    return std::move(manifest);
}

Result<> fits(const HostIdentity &host, const HostIdentity &saved, const FileStamp &rootDisk, const std::string &path)
{
    GB_CHECK(host.takes(saved));
    if (stampOf(path) != rootDisk)
        return fail(ErrorCode::Unsupported, "the image's root disk is another now: " + path);
    return {};
}

/// What was said of it afterwards, if anything; what cannot be read is as good as never said.
template <class T>
std::optional<T> notesOf(const std::string &folder, Result<T> (*parse)(std::string_view))
{
    const auto text = readNotes(folder);
    auto notes = text ? parse(*text) : Result<T>(tl::unexpected(text.error()));
    if (notes)
        return *std::move(notes);
    if (notes.error().code != ErrorCode::NotFound)
        qCInfo(lcFound) << "Notes in" << folder.c_str() << "are left aside:" << notes.error().detail.c_str();
    return std::nullopt;
}

void logUnfit(const std::string &folder, const Error &why)
{
    qCInfo(lcFound) << folder.c_str() << "cannot be used now:" << why.detail.c_str();
}

} // namespace

Result<std::unique_ptr<DiskStore>> DiskStore::open(const std::string &path, HostIdentity host, StoreNeeds needs,
                                                   memory::Descriptor lock)
{
    std::unique_ptr<DiskStore> store(new DiskStore(path, std::move(host)));
    if (!lock) {
        GB_TRY(taken, DiskStore::lock(path));
        lock = std::move(taken);
    }
    store->m_lock = std::move(lock);
    GB_CHECK(store->makeFolders());
    const auto unfinished = store->findTemplates();
    store->findSnapshots();
    if (needs.keepTemplates)
        for (const auto &[id, entry] : store->m_templates)
            needs.templatesOfOrphans.insert(id);
    store->removeUnfinished(unfinished, needs);
    store->dropUseless(needs);
    store->removeStrayLayers(needs.layers, needs.keepStrays || !store->m_leftAside.empty());
    store->m_templatesOfOrphans = std::move(needs.templatesOfOrphans);
    return store;
}

Result<> DiskStore::makeFolders() const
{
    for (const auto &folder : {m_path, templatesDir(), snapshotsDir(), layersDir()}) {
        std::error_code error;
        fs::create_directories(folder, error);
        if (!error) // guests' disks and memories: nobody else's business
            fs::permissions(folder, fs::perms::owner_all, error);
        if (error)
            return fail(ErrorCode::FolderUnusable, "making " + folder + ": " + error.message());
    }
    return {};
}

/// Who has it may take what lies there unfinished for left behind.
Result<memory::Descriptor> DiskStore::lock(const std::string &path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        return fail(ErrorCode::FolderUnusable, "making " + path + ": " + error.message());
    const auto file = path + "/lock";
    memory::Descriptor fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd)
        return memory::refused("opening " + file, errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return fail(ErrorCode::FolderInUse, "another Glovebox keeps its templates and snapshots in " + path);
        return memory::refused("locking " + file, errno);
    }
    return fd;
}

/// Those without a manifest.
std::vector<std::string> DiskStore::findTemplates()
{
    std::vector<std::string> unfinished;
    for (const auto &folder : entriesOf(templatesDir())) {
        auto manifest = readTemplate(folder);
        if (!manifest) {
            if (isFolder(folder) && manifest.error().code == ErrorCode::NotFound)
                unfinished.push_back(folder);
            else
                leaveAside(folder, manifest.error());
            continue;
        }
        TemplateEntry entry;
        entry.facts = std::move(manifest->facts);
        if (auto notes = notesOf(folder, parseTemplateNotes))
            entry.facts.notes = *std::move(notes);
        entry.facts.stored = spaceIn(folder);
        entry.folder = StoreFolder::existing(folder);
        entry.content = manifest->content;
        entry.at = manifest->at;
        const auto usable = fits(m_host, manifest->host, manifest->rootDisk, entry.facts.image.rootDisk);
        entry.fits = usable.has_value();
        if (!usable)
            logUnfit(folder, usable.error());
        m_templates.emplace(nameOf(folder), std::move(entry));
    }
    return unfinished;
}

void DiskStore::findSnapshots()
{
    for (const auto &folder : entriesOf(snapshotsDir())) {
        const auto found = findSnapshot(folder);
        if (!found && isFolder(folder) && found.error().code == ErrorCode::NotFound)
            removeUnfinished({folder});
        else if (!found)
            leaveAside(folder, found.error());
    }
}

/// A manifest is the last that is written of one: without it nothing was ever promised. But a template that something
/// stands on was finished once.
void DiskStore::removeUnfinished(const std::vector<std::string> &folders, const StoreNeeds &needs)
{
    for (const auto &folder : folders) {
        const bool isTemplate = folder.starts_with(templatesDir());
        const auto name = nameOf(folder);
        if (isTemplate && (needs.templates.contains(name) || needs.templatesOfOrphans.contains(name)))
            continue; // its memory was not written any more; a disk stands on its disk
        if (isTemplate && (needs.keepTemplates || !m_leftAside.empty())) {
            leaveAside(folder, {ErrorCode::NotFound, "its manifest is missing"});
            continue;
        }
        qCInfo(lcFound) << "Removed" << folder.c_str() << "which was never finished";
        removeTree(folder);
    }
}

/// Somebody's work may be in there, and what hinders us may pass: a disk's error, a limit of this process, a newer
/// version's format.
void DiskStore::leaveAside(const std::string &path, const Error &why)
{
    qCWarning(lcFound) << path.c_str() << "is left aside, it cannot be used:" << why.detail.c_str();
    m_leftAside.push_back(
        {isFolder(path) ? domain::OrphanKind::Frozen : domain::OrphanKind::Unknown, path, why.detail});
}

Result<> DiskStore::findSnapshot(const std::string &folder)
{
    GB_TRY(text, readManifest(folder));
    GB_TRY(manifest, parseSnapshotManifest(text));
    if (manifest.facts.origin.id.value() != nameOf(folder))
        return fail(ErrorCode::ProtocolError, "its manifest is of another");
    if (!manifest.files.contains(kMemoryFile) || !manifest.files.contains(kDevicesFile))
        return fail(ErrorCode::ProtocolError, "its memory or its devices are missing");
    GB_CHECK(checkFiles(folder, manifest.files));
    const auto base = m_templates.find(manifest.facts.base);
    if (base == m_templates.end() || base->second.content != manifest.content ||
        base->second.facts.size != manifest.facts.size)
        return fail(ErrorCode::InvalidState, "the template that it stands on, " + manifest.facts.base + ", is gone");
    for (const auto &layer : manifest.layers)
        if (layer.length == 0 || lengthOf(layersDir() + "/" + layer.id + ".qcow2").value != layer.length)
            return fail(ErrorCode::ProtocolError, "a layer of its disk is missing or damaged: " + layer.id);
    SnapshotEntry entry{std::move(manifest.facts),          StoreFolder::existing(folder), {}, true, {},
                        inodeOf(folder + "/" + kMemoryFile)};
    if (auto notes = notesOf(folder, parseSnapshotNotes)) {
        entry.facts.origin.name = std::move(notes->name);
        entry.facts.pinned = notes->pinned;
        entry.facts.verifiedAt = notes->verifiedAt;
        entry.facts.damage = std::move(notes->damage);
    }
    for (const auto &layer : manifest.layers) {
        entry.layers.push_back(layerOf(layer));
        entry.layers.back()->named();
    }
    const auto usable = fits(m_host, manifest.host, manifest.rootDisk, entry.facts.image.rootDisk);
    entry.fits = usable.has_value() && base->second.fits;
    if (!usable)
        logUnfit(folder, usable.error());
    m_snapshots.emplace(nameOf(folder), std::move(entry));
    return {};
}

std::shared_ptr<DiskLayer> DiskStore::layerOf(const LayerLength &named)
{
    auto &known = m_layers[named.id];
    if (auto layer = known.lock())
        return layer;
    auto layer = std::make_shared<DiskLayer>(named.id, layersDir() + "/" + named.id + ".qcow2");
    layer->setHash(named.hash);
    known = layer;
    return layer;
}

/// A template that cannot be cloned here any more is made anew, not waited for; snapshots are kept for the day on which
/// what they need is back.
void DiskStore::dropUseless(const StoreNeeds &needs)
{
    if (!m_leftAside.empty()) // what they stand on is not known
        return;
    auto needed = needs.templates;
    needed.insert(needs.templatesOfOrphans.begin(), needs.templatesOfOrphans.end());
    for (const auto &[id, entry] : m_snapshots)
        needed.insert(entry.facts.base);
    for (auto each = m_templates.begin(); each != m_templates.end();) {
        if (each->second.fits || needed.contains(each->first)) {
            ++each;
            continue;
        }
        qCInfo(lcFound) << "Removed" << each->second.folder->path().c_str();
        removeTree(each->second.folder->path());
        each = m_templates.erase(each);
    }
}

std::shared_ptr<DiskLayer> DiskStore::layer(const std::string &id)
{
    return lengthOf(layersDir() + "/" + id + ".qcow2").value > 0 ? layerOf({id}) : nullptr;
}

/// What is left of a snapshot that was being taken or removed. While there is something that cannot be read, each may
/// be what that stands on.
void DiskStore::removeStrayLayers(const std::set<std::string> &inUse, bool keepStrays)
{
    for (const auto &file : entriesOf(layersDir())) {
        const auto stem = fs::path(file).stem().string();
        const auto known = m_layers.find(stem);
        const bool isKnown = known != m_layers.end() && !known->second.expired();
        if (file.ends_with(".qcow2") && (isKnown || inUse.contains(stem)))
            continue;
        if (isFolder(file) || !file.ends_with(".qcow2") || keepStrays) {
            m_leftAside.push_back(
                {file.ends_with(".qcow2") && !isFolder(file) ? domain::OrphanKind::Layer : domain::OrphanKind::Unknown,
                 file, "no snapshot that can be read stands on it"});
            continue;
        }
        qCInfo(lcFound) << "Removed the disk layer" << file.c_str() << ": no snapshot stands on it";
        removeTree(file);
    }
}

} // namespace glovebox::qemu
