// The fetching half of an import: where its blobs come from and how they get into the pool.
#include "core/images/library/import_run.h"

#include "core/images/oci/reference.h"

#include <filesystem>

namespace glovebox::images {

namespace {

/// Five minutes without a byte: skopeo itself would wait for ever.
constexpr int kStillMax = 1000;

LayoutPlace fetchedLayout(const SkopeoPlace &place)
{
    return {place.folder + '/' + kSkopeoLayout, place.pool};
}

} // namespace

/// By its digest: what a tag means may change between two questions.
std::string ImportRun::reference(const std::string &digest) const
{
    const auto &source = m_wanted.source;
    if (!digest.empty())
        return source.path + '@' + digest;
    if (!source.digest.empty())
        return source.path + '@' + source.digest;
    return source.path + ':' + (source.tag.empty() ? "latest" : source.tag);
}

Call ImportRun::askRegistry(Callback<> done)
{
    auto spec = skopeoManifest(m_skopeo, reference(m_remote ? m_remote->chosen : std::string()));
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (!outcome)
            return done(tl::unexpected(explainSkopeoFailure(outcome.error())));
        understandManifest(outcome->standardOutput, done);
    });
}

void ImportRun::understandManifest(const std::string &bytes, Callback<> done)
{
    auto manifest = remoteManifestFrom(bytes);
    if (!manifest)
        return done(tl::unexpected(manifest.error()));
    const auto expected = m_remote ? m_remote->chosen : m_wanted.source.digest;
    if (!expected.empty() && manifest->digest != expected)
        return done(fail(ErrorCode::ImageBroken,
                         "the registry gave " + manifest->digest + " when it was asked for " + expected));
    const bool wasIndex = m_remote.has_value();
    m_remote = std::move(*manifest);
    if (!m_remote->chosen.empty() && wasIndex)
        return done(fail(ErrorCode::Unsupported, "the image's index leads to another index"));
    if (!m_remote->chosen.empty())
        add({}, &ImportRun::askRegistry);
    else
        add({}, &ImportRun::lookForKnown);
    done({});
}

/// Nothing needs to come that is here.
Call ImportRun::lookForKnown(Callback<> done)
{
    struct Known {
        std::optional<ImageRecord> record;
        std::optional<LibraryFolder::HeldRoot> root;
    };
    return onPool<Known>(
        [folder = m_folder, remote = *m_remote](const StopFlag &stop) -> Result<Known> {
            Known known;
            auto record = folder.find(imageIdOf(remote.digest).value());
            if (record && record->image.digest == remote.digest)
                if (auto root = folder.openRoot(record->rootKey, stop)) {
                    known.record = std::move(*record);
                    known.root = std::move(*root);
                    return known;
                }
            ByteCount missing;
            for (const auto &layer : remote.layers)
                if (std::error_code error; !std::filesystem::exists(folder.blobPath(hexOfDigest(layer.digest)), error))
                    missing.value += layer.size.value;
            GB_CHECK(haveRoom(folder.blobsFolder(), missing, "fetching the image"));
            return known;
        },
        [this](Known known) {
            m_shown.layers = static_cast<int>(m_remote->layers.size());
            if (!known.record)
                return add("Fetching", &ImportRun::fetch);
            m_record = std::move(known.record);
            m_heldRoot = std::move(known.root);
            add({}, &ImportRun::nameKnown);
        },
        std::move(done));
}

Call ImportRun::nameKnown(Callback<> done)
{
    return onPool<ImageRecord>(
        [folder = m_folder, id = m_record->image.id.value(),
         name = imageName()](const StopFlag &) -> Result<ImageRecord> {
            GB_CHECK(folder.setName(id, name));
            return folder.find(id);
        },
        [this](ImageRecord kept) { m_kept = std::move(kept.image); }, std::move(done));
}

Call ImportRun::fetch(Callback<> done)
{
    auto spec = skopeoFetch(m_skopeo, reference(m_remote->digest));
    spec.onErrorLine = [this](std::string_view line) {
        said(line);
    };
    m_still = 0;
    m_meter.start();
    measureFetch();
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        m_meter.stop();
        m_measuring.cancel();
        if (!outcome)
            return done(tl::unexpected(explainSkopeoFailure(outcome.error())));
        add({}, &ImportRun::readFetched);
        done({});
    });
}

/// skopeo does not say how far it is; the pool does.
void ImportRun::measureFetch()
{
    m_measuring =
        m_pool.run<Fetched>([folder = m_folder, place = m_skopeo, layers = m_remote->layers](
                                const StopFlag &) -> Result<Fetched> { return fetchedSoFar(folder, place, layers); },
                            [this](Result<Fetched> fetched) {
                                if (fetched)
                                    measured(*fetched);
                            });
}

void ImportRun::measured(const Fetched &fetched)
{
    m_still = fetched.done == m_shown.done ? m_still + 1 : 0;
    if (m_still > kStillMax) {
        if (m_chain)
            m_chain->abandon();
        return finish(fail(ErrorCode::TimedOut, "the registry sends nothing more"));
    }
    m_shown.done = fetched.done;
    m_shown.layersDone = fetched.layers;
    m_shown.total = {};
    for (const auto &layer : m_remote->layers)
        m_shown.total.value += layer.size.value;
    told();
}

Call ImportRun::lookIntoArchive(Callback<> done)
{
    return onPool<ArchiveKind>(
        [folder = m_folder, path = m_wanted.source.path,
         link = m_skopeo.folder + '/' + kSkopeoArchive](const StopFlag &stop) -> Result<ArchiveKind> {
            GB_TRY(kind, archiveKind(path, stop));
            std::error_code error;
            // Under a name of ours: skopeo would take a colon in the user's for the end of it.
            std::filesystem::create_symlink(path, link, error);
            if (error)
                return fail(ErrorCode::OutOfDisk, "making " + link + ": " + error.message());
            const auto size = std::filesystem::file_size(path, error);
            // Once as it is unpacked, once as blobs.
            GB_CHECK(haveRoom(folder.blobsFolder(), ByteCount{error ? 0 : size * 2}, "reading the archive"));
            return kind;
        },
        [this](ArchiveKind kind) {
            m_archive =
                (kind == ArchiveKind::Docker ? "docker-archive:" : "oci-archive:") + std::string(kSkopeoArchive);
            if (!m_wanted.source.tag.empty())
                m_archive += ':' + m_wanted.source.tag;
            add("Reading the archive", &ImportRun::unpackArchive);
        },
        std::move(done));
}

Call ImportRun::unpackArchive(Callback<> done)
{
    auto spec = skopeoUnpack(m_skopeo, m_archive);
    spec.onErrorLine = [this](std::string_view line) {
        said(line);
    };
    return runProcess(spec, [this, done = std::move(done)](Result<ProcessOutcome> outcome) {
        if (!outcome)
            return done(tl::unexpected(explainSkopeoFailure(outcome.error())));
        add({}, &ImportRun::readFetched);
        done({});
    });
}

Call ImportRun::copyLayout(Callback<> done)
{
    return onPool<OciImage>(
        [folder = m_folder, from = m_wanted.source,
         workplace = m_skopeo.folder](const StopFlag &stop) -> Result<OciImage> {
            const LayoutPlace place{from.path, from.path + "/blobs"};
            GB_TRY(image, readLayout(place, from.tag));
            GB_CHECK(copyBlobs(folder, place, image, workplace, stop));
            return image;
        },
        [this](OciImage image) {
            m_shown.layers = static_cast<int>(image.layers.size());
            m_image = std::move(image);
            add({}, &ImportRun::lookForSame);
        },
        std::move(done));
}

Call ImportRun::readFetched(Callback<> done)
{
    return m_pool.run<OciImage>(
        [folder = m_folder, place = fetchedLayout(m_skopeo), remote = m_remote](const StopFlag &) -> Result<OciImage> {
            GB_TRY(image, readLayout(place, kSkopeoTag));
            protectBlobs(folder, image);
            if (remote) {
                // Rewritten for the layout, it is still made of what the registry's is.
                std::vector<domain::ImageLayer> layers;
                for (const auto &layer : image.layers)
                    layers.push_back({layer.digest, layer.size});
                if (layers != remote->layers)
                    return fail(ErrorCode::ImageBroken, "what was fetched has other layers than " + remote->digest);
            }
            return image;
        },
        [this, done = std::move(done)](Result<OciImage> image) {
            if (!image)
                return mend(image.error(), done);
            m_shown.layers = static_cast<int>(image->layers.size());
            m_image = std::move(*image);
            add({}, &ImportRun::lookForSame);
            done({});
        });
}

} // namespace glovebox::images
