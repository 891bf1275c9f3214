#include "core/qemu/store_writing.h"

#include "core/qemu/file_hash.h"
#include "core/qemu/folder.h"
#include "core/qemu/memory/apply_delta.h"
#include "core/qemu/memory/overlaid_pages.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace glovebox::qemu {

namespace {

namespace fs = std::filesystem;

memory::Progress stoppable(const StopFlag &stop, std::shared_ptr<Counted> counted = nullptr)
{
    return [&stop, counted](std::uint64_t done, std::uint64_t total) {
        if (counted) {
            counted->total = total;
            counted->done = done;
        }
        return !stop.raised();
    };
}

Result<> writeWhole(const std::string &path, std::string_view bytes)
{
    GB_TRY(file, memory::NewFile::create(path));
    GB_CHECK(memory::writeAt(file.fd(), std::as_bytes(std::span(bytes)), 0, "writing " + path));
    return file.commit();
}

Result<> syncFile(const std::string &path)
{
    const memory::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file || ::fsync(file.get()) != 0)
        return memory::refused("writing " + path + " to the disk", errno);
    return {};
}

Result<> copyFile(const std::string &from, const std::string &to)
{
    std::error_code error;
    fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
    if (error)
        return memory::refused("copying " + from, error.value());
    GB_CHECK(closeDisk(to));
    return syncFile(to);
}

Result<> writeDevices(const StoreFolder &folder, const memory::MemoryFile &devices)
{
    GB_TRY(bytes, devices.read(devices.size()));
    return writeWhole(folder.file(kDevicesFile), bytes);
}

FileLengths lengthsIn(const StoreFolder &folder, std::initializer_list<const char *> names)
{
    FileLengths out;
    for (const char *name : names)
        out.emplace(name, lengthOf(folder.file(name)).value);
    return out;
}

/// Read again when it was just written: it is in the page cache still.
Result<FileHashes> hashesIn(const StoreFolder &folder, std::initializer_list<const char *> names, const StopFlag &stop)
{
    FileHashes out;
    for (const char *name : names) {
        GB_TRY(hash, hashOfFile(folder.file(name), [&stop](std::uint64_t) { return !stop.raised(); }));
        out.emplace(name, hash);
    }
    return out;
}

/// A layer is never written again: once for all the snapshots that name it.
Result<std::string> hashOf(DiskLayer &layer, const StopFlag &stop)
{
    auto hash = layer.hash();
    if (!hash.empty())
        return hash;
    GB_TRY(found, hashOfFile(layer.path(), [&stop](std::uint64_t) { return !stop.raised(); }));
    layer.setHash(found);
    return found;
}

} // namespace

ByteCount spaceIn(const std::string &folder)
{
    ByteCount all;
    for (const auto &file : entriesOf(folder))
        all.value += spaceOf(file).value;
    return all;
}

Result<> complete(StoreFolder &folder, const std::string &manifest)
{
    GB_CHECK(syncFolder(fs::path(folder.path()).parent_path()));
    GB_CHECK(writeWhole(folder.file(kManifestFile), manifest));
    return folder.setComplete();
}

Result<> writeTemplate(const TemplateDraft &draft, const StopFlag &stop)
{
    const auto &frozen = *draft.frozen;
    auto &folder = *frozen.folder();
    if (folder.complete())
        return {};
    GB_CHECK(frozen.memory().storeTo(folder.file(kMemoryFile), stoppable(stop)));
    GB_CHECK(writeDevices(folder, frozen.deviceState()));
    GB_CHECK(copyFile(frozen.disks().blank, folder.file(kBlankFile)));
    if (!fs::exists(folder.file(kOverlayFile)))
        GB_CHECK(frozen.overlay().write(folder.file(kOverlayFile)));
    GB_CHECK(syncFile(folder.file(kOverlayFile)));
    GB_CHECK(syncFile(folder.file(kDiskFile)));
    GB_TRY(content, frozen.memory().contentHash());
    const auto files = {kMemoryFile, kDevicesFile, kDiskFile, kBlankFile, kOverlayFile};
    GB_TRY(hashes, hashesIn(folder, files, stop));
    if (stop.raised())
        return fail(ErrorCode::Cancelled);
    const TemplateManifest manifest{.facts = draft.facts,
                                    .host = draft.host,
                                    .rootDisk = stampOf(draft.facts.image.rootDisk),
                                    .files = lengthsIn(folder, files),
                                    .hashes = std::move(hashes),
                                    .content = content,
                                    .at = draft.at};
    return complete(folder, manifestText(manifest));
}

namespace {

Result<memory::DeltaSize> writePages(const SnapshotDraft &draft, const std::string &file, const StopFlag &stop)
{
    const auto base = draft.base.frozen->deltaBase();
    const auto progress = stoppable(stop, draft.counted);
    // What is read again in a moment and gone after is not worth packing.
    const auto form =
        draft.facts.origin.kind == domain::SnapshotKind::Passing ? memory::DeltaForm::Plain : memory::DeltaForm::Packed;
    if (!draft.under)
        return memory::writeDelta(file, base, *draft.pages, progress, form);
    return memory::writeDelta(file, base, memory::OverlaidPages(*draft.under, *draft.pages), progress, form);
}

Result<std::string> contentOf(const StoreFolder &templateFolder)
{
    GB_TRY(text, readManifest(templateFolder.path()));
    GB_TRY(manifest, parseTemplateManifest(text));
    return manifest.content;
}

} // namespace

UnclaimedFolder::~UnclaimedFolder()
{
    if (m_folder)
        (void)m_folder->discard(); // what cannot be removed now is at the next start
}

Result<WrittenSnapshot> writeSnapshot(const SnapshotDraft &draft, const StopFlag &stop)
{
    const bool passing = draft.facts.origin.kind == domain::SnapshotKind::Passing;
    GB_TRY(folder, StoreFolder::create(draft.folder)); // goes again with an error
    GB_TRY(size, writePages(draft, folder->file(kMemoryFile), stop));
    GB_CHECK(writeDevices(*folder, *draft.devices));
    WrittenSnapshot out{std::make_shared<UnclaimedFolder>(folder), draft.facts};
    out.facts.memory = ByteCount{size.disk.value + lengthOf(folder->file(kDevicesFile)).value};
    if (passing)
        return out; // nobody looks for it after a power cut
    GB_CHECK(writeTemplate(draft.base, stop));
    GB_TRY(content, contentOf(*draft.base.frozen->folder()));
    GB_TRY(hashes, hashesIn(*folder, {kMemoryFile, kDevicesFile}, stop));
    SnapshotManifest manifest{.facts = out.facts,
                              .host = draft.host,
                              .rootDisk = stampOf(draft.facts.image.rootDisk),
                              .files = lengthsIn(*folder, {kMemoryFile, kDevicesFile}),
                              .hashes = std::move(hashes),
                              .content = content,
                              .layers = {}};
    for (const auto &layer : draft.layers) {
        GB_CHECK(syncFile(layer->path()));
        GB_TRY(hash, hashOf(*layer, stop));
        manifest.layers.push_back({layer->id(), lengthOf(layer->path()).value, hash});
    }
    GB_CHECK(syncFolder(fs::path(draft.layers.back()->path()).parent_path()));
    if (stop.raised())
        return fail(ErrorCode::Cancelled);
    GB_CHECK(complete(*folder, manifestText(manifest)));
    return out;
}

Result<QemuTemplate::Parts> loadTemplate(ports::TemplateFacts facts, std::shared_ptr<StoreFolder> folder,
                                         const StopFlag &stop)
{
    GB_TRY(pages, memory::SealedMemory::loadFrom(folder->file(kMemoryFile), facts.size.memory, stoppable(stop)));
    GB_TRY(devices, readDeviceState(folder->file(kDevicesFile)));
    GB_TRY(overlay, EmptyOverlay::read(folder->file(kOverlayFile)));
    DiskStack disks{folder->file(kBlankFile), folder->file(kDiskFile), {}};
    return QemuTemplate::Parts{.facts = std::move(facts),
                               .memory = std::move(pages),
                               .deviceState = std::move(devices),
                               .disks = std::move(disks),
                               .overlay = std::move(overlay),
                               .folder = std::move(folder),
                               .root = nullptr,
                               .over = nullptr};
}

Result<QemuTemplate::Parts> spreadSnapshot(const QemuSnapshot &snapshot, ports::TemplateFacts facts,
                                           const StopFlag &stop)
{
    GB_TRY(delta, snapshot.openDelta());
    const auto kept = std::make_shared<memory::DeltaReader>(std::move(delta));
    GB_TRY(pages, memory::flatten(snapshot.base()->memory(), *kept, stoppable(stop)));
    GB_TRY(devices, snapshot.readDevices());
    return QemuTemplate::Parts{.facts = std::move(facts),
                               .memory = std::move(pages),
                               .deviceState = std::move(devices),
                               .disks = snapshot.disks(),
                               .overlay = snapshot.base()->overlay(),
                               .folder = nullptr,
                               .root = snapshot.base(),
                               .over = kept};
}

Result<> checkFiles(const std::string &folder, const FileLengths &files)
{
    for (const auto &[name, length] : files)
        if (length == 0 || lengthOf(folder + "/" + name).value != length)
            return fail(ErrorCode::ProtocolError, name + " is missing or not as long as it was");
    return {};
}

Result<std::string> readManifest(const std::string &folder)
{
    const auto path = folder + "/" + kManifestFile;
    const memory::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file)
        return errno == ENOENT ? fail(ErrorCode::NotFound, "it was never finished")
                               : memory::refused("opening " + path, errno);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0)
        return memory::refused("looking at " + path, errno);
    if (!S_ISREG(info.st_mode) || info.st_size <= 0 || static_cast<std::uint64_t>(info.st_size) > kManifestMax.value)
        return fail(ErrorCode::ProtocolError, "its manifest is damaged");
    std::string text(static_cast<std::size_t>(info.st_size), '\0');
    GB_CHECK(memory::readAt(file.get(), std::as_writable_bytes(std::span(text)), 0, "reading " + path));
    return text;
}

} // namespace glovebox::qemu
