#include "core/images/library/import_run.h"

#include "core/base/log.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/images/library/root_packing.h"
#include "core/images/oci/reference.h"

#include <QString>

namespace glovebox::images {

Q_LOGGING_CATEGORY(lcImport, "glovebox.images")

namespace {

using namespace std::chrono_literals;

constexpr auto kTurnRetry = 250ms;
constexpr auto kMeterInterval = 300ms; // see kStillMax
constexpr ByteCount kToolLineMax{200};
/// Part of every root's key: counts up when the same layers are to be packed differently.
constexpr const char *kRootFormat = "root 1: squashfs lz4";

} // namespace

ImportRun::ImportRun(LibraryFolder folder, ports::ImageImport wanted,
                     std::function<void(ports::ImportProgress)> progress, Callback<domain::Image> done, QObject *parent)
    : QObject(parent), m_folder(std::move(folder)), m_wanted(std::move(wanted)), m_progress(std::move(progress)),
      m_done(std::move(done))
{
    m_turn.setSingleShot(true);
    m_meter.setInterval(kMeterInterval);
    connect(&m_meter, &QTimer::timeout, this, [this] { measureFetch(); });
    m_chain = new StepChain([this](const std::string &what) { began(what); },
                            [this](Result<> result) { finish(std::move(result)); });
}

ImportRun::~ImportRun()
{
    if (m_chain)
        m_chain->abandon();
}

void ImportRun::start()
{
    add({}, &ImportRun::check);
    m_chain->start();
}

void ImportRun::abandon()
{
    if (!std::exchange(m_done, nullptr))
        return;
    m_progress = nullptr;
    m_turn.stop();
    m_meter.stop();
    m_measuring.cancel();
    m_mending.cancel();
    if (m_chain)
        m_chain->abandon();
    cleanUp([this] { deleteLater(); });
}

void ImportRun::add(std::string what, StepFunction run)
{
    m_chain->add({std::move(what), [this, run](Callback<> done) {
                      return (this->*run)(std::move(done));
                  }});
}

/// What can be known before anything is fetched.
Call ImportRun::check(Callback<> done)
{
    return onPool<domain::ImageOrigin>(
        [folder = m_folder, wanted = m_wanted](const StopFlag &) mutable -> Result<domain::ImageOrigin> {
            auto &source = wanted.source;
            if (source.origin == domain::ImageOrigin::Path) {
                GB_TRY(origin, whatIsInside(source.path));
                source.origin = origin;
            }
            GB_CHECK(checkNewImageName(wanted.name.empty() ? usualName(source) : wanted.name));
            GB_CHECK(checkImport(wanted));
            GB_CHECK(folder.make());
            return source.origin;
        },
        [this](domain::ImageOrigin origin) {
            m_wanted.source.origin = origin;
            add({}, &ImportRun::waitForTurn);
        },
        std::move(done));
}

Call ImportRun::waitForTurn(Callback<> done)
{
    connect(&m_turn, &QTimer::timeout, this, [this, done = std::move(done)] {
        const auto busy = [this](const Error &error) {
            if (error.code == ErrorCode::Conflict)
                m_turn.start(kTurnRetry);
            return error.code == ErrorCode::Conflict;
        };
        if (!m_imports) {
            auto joined = m_folder.joinImports();
            if (!joined)
                return busy(joined.error()) ? void() : done(tl::unexpected(joined.error()));
            m_imports = std::move(*joined);
        }
        auto claim = m_folder.claim(m_wanted.source);
        if (!claim && claim.error().code == ErrorCode::Conflict && m_shown.step.empty())
            began("Waiting for another import of it");
        if (!claim)
            return busy(claim.error()) ? void() : done(tl::unexpected(claim.error()));
        m_claim = std::move(*claim);
        add({}, &ImportRun::settle);
        done({});
    });
    m_turn.start(0);
    return Call([this] { m_turn.stop(); });
}

Call ImportRun::settle(Callback<> done)
{
    struct Places {
        std::shared_ptr<Workplace> root;
        std::shared_ptr<Workplace> fetch;
        SkopeoPlace skopeo;
    };
    return onPool<Places>(
        [folder = m_folder, wanted = m_wanted](const StopFlag &) -> Result<Places> {
            {
                const auto held = folder.lock();
                if (!held)
                    return tl::unexpected(held.error());
                folder.sweepWorkplaces();
            }
            GB_TRY(root, folder.makeWorkplace(folder.path()));
            GB_TRY(fetch, folder.makeWorkplace(folder.blobsFolder()));
            SkopeoPlace skopeo{fetch->path(), folder.blobsFolder(), wanted.authFile, wanted.plainHttp};
            GB_CHECK(furnish(skopeo));
            return Places{root, fetch, skopeo};
        },
        [this](Places places) {
            m_place = std::move(places.root);
            m_fetchPlace = std::move(places.fetch);
            m_skopeo = std::move(places.skopeo);
            planSource();
        },
        std::move(done));
}

void ImportRun::planSource()
{
    switch (m_wanted.source.origin) {
    case domain::ImageOrigin::Registry:
        return add("Asking the registry", &ImportRun::askRegistry);
    case domain::ImageOrigin::Archive:
        return add("Looking into the archive", &ImportRun::lookIntoArchive);
    case domain::ImageOrigin::Layout:
        return add("Reading the image", &ImportRun::copyLayout);
    case domain::ImageOrigin::Tarball:
    case domain::ImageOrigin::Built:
    case domain::ImageOrigin::Path: // neither comes so far
        return add({}, &ImportRun::makeRoom);
    }
}

/// The same image, or the same root under another one, needs no packing.
Call ImportRun::lookForSame(Callback<> done)
{
    struct Same {
        std::optional<ImageRecord> record;
        std::optional<LibraryFolder::HeldRoot> root;
    };
    return onPool<Same>(
        [folder = m_folder, key = rootKey()](const StopFlag &stop) -> Result<Same> {
            GB_TRY(all, folder.records());
            Same same;
            for (auto &record : all)
                if (record.rootKey == key)
                    same.record = std::move(record);
            if (!same.record)
                return same;
            auto root = folder.openRoot(key, stop);
            if (root)
                same.root = std::move(*root);
            else if (root.error().code != ErrorCode::ImageBroken)
                return tl::unexpected(root.error());
            return same;
        },
        [this](Same same) {
            if (same.root) {
                m_record = std::move(same.record);
                m_heldRoot = std::move(same.root);
                return add({}, &ImportRun::keep);
            }
            add({}, &ImportRun::makeRoom);
        },
        std::move(done));
}

Call ImportRun::makeRoom(Callback<> done)
{
    return onPool<bool>(
        [folder = m_place->path() + "/root", file = m_image ? std::string() : m_wanted.source.path,
         layers = m_image ? sizeOfLayers(*m_image) : ByteCount{}](const StopFlag &) -> Result<bool> {
            GB_CHECK(makeRootFolder(folder, file, layers));
            return true;
        },
        [this](bool) { add(m_image ? "Reading the layers" : "Reading the file", &ImportRun::pack); }, std::move(done));
}

Call ImportRun::pack(Callback<> done)
{
    const auto tell = [this](const FlattenProgress &progress) { // on the pool's thread, which ends before we do
        QMetaObject::invokeMethod(
            this,
            [this, progress] {
                m_shown.step = progress.step == FlattenProgress::Step::Checking ? "Checking" : "Packing";
                if (m_image)
                    m_shown.step +=
                        " layer " + std::to_string(progress.layer) + " of " + std::to_string(progress.layers);
                m_shown.layers = progress.layers;
                m_shown.layersDone = progress.layer - 1;
                m_shown.done = progress.done;
                m_shown.total = progress.total;
                told();
            },
            Qt::QueuedConnection);
    };
    WriteTar write;
    if (m_image)
        write = [image = *m_image, place = LayoutPlace{m_fetchPlace->path(), m_folder.blobsFolder()},
                 tell](Sink &out, const StopFlag &stop) {
            return flatten(image, place, {}, out, tell, stop);
        };
    else
        write = [path = m_wanted.source.path, tell](Sink &out, const StopFlag &stop) {
            return filterTarball(path, {}, out, tell, stop);
        };
    m_shown.line.clear();
    return packRoot(m_pool, m_place->path() + "/root/" + kRootDiskFile, std::move(write),
                    [this, done = std::move(done)](Result<FlattenFacts> facts) {
                        if (!facts)
                            return mend(facts.error(), done);
                        if (!m_image && facts->content.value == 0 && facts->entries <= 1) // the root alone
                            return done(fail(ErrorCode::InvalidArgument,
                                             m_wanted.source.path + " is a tar file with nothing in it"));
                        m_facts = std::move(*facts);
                        add("Writing it down", &ImportRun::seal);
                        done({});
                    });
}

Call ImportRun::seal(Callback<> done)
{
    return onPool<Part>(
        [folder = m_place->path() + "/root", key = rootKey(), source = toText(m_wanted.source)](const StopFlag &stop) {
            return sealPart(folder, {"root", key, source, {}}, stop);
        },
        [this](Part part) {
            m_root = std::move(part);
            add({}, &ImportRun::keep);
        },
        std::move(done));
}

Call ImportRun::keep(Callback<> done)
{
    auto record = m_image ? recordOfOci() : recordOf(m_facts->digest);
    return onPool<ImageRecord>([folder = m_folder, record = std::move(record), root = m_root,
                                name = imageName()](const StopFlag &) { return folder.keep(record, root, name); },
                               [this](ImageRecord kept) { m_kept = std::move(kept.image); }, std::move(done));
}

/// A blob that somebody damaged in the pool: what fetches trusts it unread, so it has to go first. One that is what it
/// is called is not to blame, whatever the image says of it, and another image may need it.
void ImportRun::mend(const Error &error, Callback<> done)
{
    const auto hex = error.code == ErrorCode::ImageBroken ? hexOfDigest(digestNamedIn(error)) : std::string();
    if (hex.empty() || m_mended || m_wanted.source.origin == domain::ImageOrigin::Tarball)
        return done(tl::unexpected(error));
    m_mended = true;
    m_mending = m_pool.run<bool>(
        [folder = m_folder, hex, workplace = m_fetchPlace->path()](const StopFlag &stop) {
            return removeDamagedBlob(
                folder, hex, workplace, [](ByteCount) {}, stop);
        },
        [this, error, done = std::move(done)](const Result<bool> &removed) {
            if (!removed || !*removed)
                return done(tl::unexpected(error));
            fetchAnew(error, done);
        });
}

void ImportRun::fetchAnew(const Error &error, const Callback<> &done)
{
    qCWarning(lcImport).noquote() << "fetching again what is damaged:" << QString::fromStdString(error.detail);
    m_image.reset();
    switch (m_wanted.source.origin) {
    case domain::ImageOrigin::Registry:
        add("Fetching again what was damaged", &ImportRun::fetch);
        break;
    case domain::ImageOrigin::Archive:
        add("Reading again what was damaged", &ImportRun::unpackArchive);
        break;
    default:
        add("Reading again what was damaged", &ImportRun::copyLayout);
    }
    done({});
}

std::string ImportRun::imageName() const
{
    if (!m_wanted.name.empty())
        return m_wanted.name;
    return usualName(m_wanted.source);
}

std::string ImportRun::rootKey() const
{
    std::string made = kRootFormat;
    if (m_image)
        for (const auto &layer : m_image->layers)
            made += '\n' + layer.digest;
    else
        made += "\ntarball " + m_facts->digest;
    return sha256Hex(made);
}

/// What the record of either kind has; its id goes by its digest.
ImageRecord ImportRun::recordOf(const std::string &digest) const
{
    ImageRecord record{.image = {.id = imageIdOf(digest)}, .rootKey = rootKey(), .blobs = {}};
    auto &image = record.image;
    image.digest = digest;
    image.origin = m_wanted.source.origin;
    image.source =
        m_wanted.source.origin == domain::ImageOrigin::Registry ? toText(m_wanted.source) : m_wanted.source.path;
    image.importedAt = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    image.rootSize = rootSizeOf(m_root ? *m_root : m_heldRoot->part);
    image.entries = m_facts ? m_facts->entries : m_record->image.entries;
    image.contentSize = m_facts ? m_facts->content : m_record->image.contentSize;
    return record;
}

ImageRecord ImportRun::recordOfOci() const
{
    auto record = recordOf(m_remote ? m_remote->digest : m_image->manifestDigest);
    auto &image = record.image;
    image.architecture = m_image->architecture;
    image.config = m_image->config;
    image.createdAt = m_image->createdAt;
    for (const auto &layer : m_image->layers)
        image.layers.push_back({layer.digest, layer.size});
    for (const auto &digest : digestsOf(*m_image))
        record.blobs.push_back(hexOfDigest(digest));
    return record;
}

void ImportRun::began(const std::string &what)
{
    qCDebug(lcImport).noquote() << QString::fromStdString(what);
    m_shown = {.step = what, .layersDone = m_shown.layersDone, .layers = m_shown.layers};
    told();
}

void ImportRun::said(std::string_view line)
{
    m_shown.line = clipped(toOneLine(line), kToolLineMax);
    qCDebug(lcImport).noquote() << QString::fromStdString(m_shown.line);
    told();
}

void ImportRun::told()
{
    if (const auto progress = m_progress)
        progress(m_shown);
}

void ImportRun::finish(Result<> result)
{
    m_meter.stop();
    m_measuring.cancel();
    m_progress = nullptr;
    cleanUp([this, result = std::move(result)] {
        m_heldRoot.reset();
        m_claim.reset();
        m_imports.reset();
        deleteLater();
        auto done = std::exchange(m_done, nullptr);
        if (!done)
            return;
        if (!result)
            return done(tl::unexpected(result.error()));
        done(std::move(*m_kept));
    });
}

/// `then` comes at a later turn of the loop.
void ImportRun::cleanUp(std::function<void()> then)
{
    m_cleaning = m_pool.run<void>(
        [places = std::array{std::move(m_place), std::move(m_fetchPlace)}](const StopFlag &) mutable {
            places = {};
            return Result<>();
        },
        [then = std::move(then)](Result<>) { then(); });
}

} // namespace glovebox::images
