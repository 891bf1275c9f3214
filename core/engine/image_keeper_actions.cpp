// Role: the part of ImageKeeper that does what is asked of images: imports, names, looks at their files, removals.
#include "core/base/text.h"
#include "core/domain/image_name.h"
#include "core/engine/image_keeper.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using api::ImageState;
using api::Verdict;

namespace {

constexpr std::size_t kImageSourceMax = 4096;
/// Each has a tool of its own running, and reads and packs all of its image.
constexpr int kImportsMax = 4;
const char *const kNoImage = "There is no such image.";
constexpr const char *kImageIsBusy = "Something else is under way with it: ";
const char *const kImageWish = "the operator cancelled it";
const OperationsBook::Subject kCollectingImages{OperationKind::CollectImages, "images", {}};

OperationsBook::Subject importOf(const Image &image)
{
    return {OperationKind::ImportImage, "image/" + image.id.value(), image.names.empty() ? "" : image.names.front()};
}

OperationsBook::Subject checkOf(const Image &image)
{
    return {OperationKind::VerifyImage, "image/" + image.id.value(), image.names.empty() ? "" : image.names.front()};
}

std::string inMebibytes(ByteCount size)
{
    return std::to_string((size.value + (1U << 19)) >> 20) + " MiB";
}

std::optional<double> shareOf(ByteCount done, ByteCount total)
{
    if (total.value == 0)
        return std::nullopt;
    return std::min(1.0, static_cast<double>(done.value) / static_cast<double>(total.value));
}

/// Ours is not the folder of whoever asks. A registry's reference is no path.
bool isRelative(const std::string &text, ImageOrigin origin)
{
    const auto scheme = text.starts_with('/') || text.starts_with('.') ? 0 : text.find(':') + 1;
    return origin != ImageOrigin::Registry && text.compare(scheme, 1, "/") != 0;
}

void nameAll(std::string &text, const char *kind, const std::vector<std::string> &names)
{
    for (const auto &name : names)
        text += (text.empty() ? "" : ", ") + std::string(kind) + name;
}

} // namespace

struct ImageKeeper::Doer {
    ImageKeeper &keeper;

    Verdict operator()(const api::ImportImage &a) { return keeper.import(a); }
    Verdict operator()(const api::CancelImport &a) { return keeper.cancelImport(a.image, kImageWish); }
    Verdict operator()(const api::RemoveImage &a) { return keeper.remove(a.image); }
    Verdict operator()(const api::NameImage &a) { return keeper.name(a); }
    Verdict operator()(const api::VerifyImage &a) { return keeper.verify(a.image); }
    Verdict operator()(const api::CollectImages &) { return keeper.collect(); }
    Verdict operator()(const api::BuildAgentImage &a) { return keeper.build(a.anew); }
};

Verdict ImageKeeper::act(const api::ImageAction &action)
{
    if (!m_parts.library || !m_parts.parseSource)
        return Verdict::denied("This program keeps no images.");
    if (!m_isOpen)
        return Verdict::denied("The engine is not running.");
    return std::visit(Doer{*this}, action);
}

Verdict ImageKeeper::cancel(OperationKind kind, const std::string &object)
{
    const ImageId id(object.substr(object.find('/') + 1));
    switch (kind) {
    case OperationKind::ImportImage:
        return cancelImport(id, kImageWish);
    case OperationKind::VerifyImage:
        return cancelVerify(id, kImageWish);
    case OperationKind::CollectImages:
        return cancelCollect(kImageWish);
    default:
        return Verdict::denied("It cannot be cancelled.");
    }
}

// ---- Bringing in ------------------------------------------------------------------------------------------------

Verdict ImageKeeper::import(const api::ImportImage &wanted)
{
    if (wanted.source.size() > kImageSourceMax)
        return Verdict::invalid("The source is too long.");
    if (auto why = wanted.name.empty() ? std::string() : whyNoName(wanted.name); !why.empty())
        return Verdict::denied(std::move(why));
    if (!wanted.authFile.empty() && !wanted.authFile.starts_with('/'))
        return Verdict::invalid("The file with credentials needs its whole path.");
    auto source = m_parts.parseSource(wanted.source);
    if (!source)
        return Verdict::invalid("The source is not one: " + source.error().detail + ".");
    if (isRelative(wanted.source, source->origin))
        return Verdict::invalid("The source needs its whole path, from / on.");
    int underWay = 0;
    for (const auto &entry : m_entries) {
        if (entry->isGone || entry->view.state != ImageState::Importing)
            continue;
        ++underWay;
        if (entry->view.image.source == wanted.source &&
            (wanted.name.empty() || entry->view.image.names.front() == wanted.name))
            return {Verdict::Kind::AlreadySo, {}, "image/" + entry->view.image.id.value()};
    }
    if (underWay >= kImportsMax)
        return Verdict::denied(std::to_string(kImportsMax) + " images are being imported. Wait for one of them.");
    auto &entry =
        beginImport(wanted.name.empty() ? toOneLine(wanted.source) : wanted.name, source->origin, wanted.source);
    entry.call = m_parts.library->import(
        {*std::move(source), wanted.name, wanted.authFile, wanted.plainHttp},
        [this, &entry](const ports::ImportProgress &now) { tellImport(entry, now); },
        [this, &entry](Result<Image> brought) { imported(entry, std::move(brought)); });
    return Verdict::accepted("image/" + entry.view.image.id.value());
}

/// To whoever looks it is one more image that comes.
Verdict ImageKeeper::build(bool anew)
{
    if (!m_parts.builder)
        return Verdict::denied("This program builds no images.");
    const auto source = m_parts.builder->source();
    for (const auto &entry : m_entries)
        if (!entry->isGone && entry->view.state == ImageState::Importing && entry->view.image.source == source)
            return {Verdict::Kind::AlreadySo, {}, "image/" + entry->view.image.id.value()};
    auto &entry = beginImport(m_parts.builder->name(), ImageOrigin::Built, source);
    entry.call = m_parts.builder->build(
        anew, [this, &entry](const ports::ImportProgress &now) { tellImport(entry, now); },
        [this, &entry](Result<Image> built) { imported(entry, std::move(built)); });
    return Verdict::accepted("image/" + entry.view.image.id.value());
}

ImageKeeper::Entry &ImageKeeper::beginImport(std::string name, ImageOrigin origin, std::string source)
{
    Image image{.id = ImageId("import-" + std::to_string(++m_imports))};
    image.names = {std::move(name)};
    image.origin = origin;
    image.source = std::move(source);
    auto &entry = add({.image = std::move(image),
                       .state = ImageState::Importing,
                       .since = m_parts.clock.wallNow(),
                       .step = "Beginning"});
    publish(entry);
    m_parts.operations.begin(importOf(entry.view.image), true);
    return entry;
}

void ImageKeeper::tellImport(Entry &entry, const ports::ImportProgress &now)
{
    auto &view = entry.view;
    view.step = toOneLine(now.step);
    view.progress = shareOf(now.done, now.total);
    view.layersDone = now.layersDone;
    view.layersAll = now.layers;
    view.bytesDone = now.done;
    view.bytesAll = now.total;
    publish(entry);
    m_parts.operations.step(importOf(view.image), view.step, view.progress);
}

void ImageKeeper::imported(Entry &entry, Result<Image> image)
{
    const auto subject = importOf(entry.view.image);
    if (image) {
        forget(entry);
        const auto size = image->rootSize;
        show(*std::move(image));
        m_parts.operations.finish(subject, inMebibytes(size));
        list(); // a name may have come from another
        count();
        return;
    }
    qCWarning(lcEngine, "%s was not imported: %s", entry.view.image.source.c_str(), describe(image.error()).c_str());
    m_parts.operations.fail(subject, image.error());
    entry.view.state = ImageState::Failed;
    entry.view.since = m_parts.clock.wallNow();
    entry.view.step.clear();
    entry.view.progress.reset();
    entry.view.problem = std::move(image.error());
    publish(entry);
}

Verdict ImageKeeper::cancelImport(const ImageId &id, const char *why)
{
    auto *entry = find(id.value());
    if (!entry)
        return Verdict::notFound(kNoImage);
    if (entry->view.state != ImageState::Importing)
        return Verdict::alreadySo();
    entry->call.cancel();
    m_parts.operations.cancel(importOf(entry->view.image), why);
    forget(*entry);
    return Verdict::accepted();
}

// ---- Names and removal ------------------------------------------------------------------------------------------

std::string ImageKeeper::whyNoName(const std::string &name) const
{
    if (auto why = whyNoImageName(name); !why.empty())
        return "It cannot be called so: " + why + '.';
    if (find(name))
        return name + " is an image's id.";
    return {};
}

Verdict ImageKeeper::name(const api::NameImage &wanted)
{
    auto *entry = find(wanted.image.value());
    if (!entry || entry->view.state != ImageState::Ready)
        return Verdict::notFound(kNoImage);
    if (entry->view.isDefault)
        return Verdict::denied("The built-in image keeps its name.");
    if (auto why = whyNoName(wanted.name); !why.empty())
        return Verdict::denied(std::move(why));
    if (std::ranges::find(entry->view.image.names, wanted.name) != entry->view.image.names.end())
        return Verdict::alreadySo();
    if (!entry->view.step.empty())
        return Verdict::denied(std::string(kImageIsBusy) + entry->view.step + ".");
    entry->view.step = "Naming";
    publish(*entry);
    entry->call = m_parts.library->setName(wanted.image, wanted.name, [this, entry](const Result<> &named) {
        entry->view.step.clear();
        publish(*entry);
        if (!named)
            failed(*entry, "name it", named.error());
        list();
    });
    return Verdict::accepted();
}

Verdict ImageKeeper::remove(const ImageId &id)
{
    auto *entry = find(id.value());
    if (!entry)
        return Verdict::notFound(kNoImage);
    if (entry->view.isDefault)
        return Verdict::denied("It is the built-in image: sessions that ask for none get it.");
    if (entry->view.state == ImageState::Importing)
        return Verdict::denied("It is being imported. Cancel that.");
    if (entry->view.state == ImageState::Failed) {
        forget(*entry);
        return Verdict::accepted();
    }
    if (!entry->view.step.empty())
        return Verdict::denied(std::string(kImageIsBusy) + entry->view.step + ".");
    count();
    const auto uses = m_parts.uses ? m_parts.uses() : ImageUses{};
    std::string names;
    auto calledSo = entry->view.image.names; // by whoever waits for it, until it is opened
    calledSo.push_back(id.value());
    for (const auto &each : calledSo)
        if (const auto found = uses.find(each); found != uses.end()) {
            nameAll(names, "sandbox ", found->second.sandboxes);
            nameAll(names, "snapshot ", found->second.snapshots);
            nameAll(names, "template ", found->second.templates);
        }
    if (!names.empty())
        return Verdict::denied("It stays: these stand on it: " + names + ".");
    entry->view.step = "Removing";
    publish(*entry);
    entry->call = m_parts.library->remove(id, [this, entry](const Result<> &removed) {
        entry->view.step.clear();
        if (removed || removed.error().code == ErrorCode::NotFound)
            return forget(*entry);
        failed(*entry, "remove it", removed.error());
    });
    return Verdict::accepted();
}

void ImageKeeper::failed(Entry &entry, const std::string &what, const Error &why)
{
    qCWarning(lcEngine, "%s: %s: %s", entry.view.image.id.value().c_str(), what.c_str(), describe(why).c_str());
    entry.view.problem = inContext(what, why);
    publish(entry);
}

// ---- Looking at files -------------------------------------------------------------------------------------------

Verdict ImageKeeper::verify(const ImageId &id)
{
    auto *entry = find(id.value());
    if (!entry || entry->view.state != ImageState::Ready)
        return Verdict::notFound(kNoImage);
    if (entry->view.isDefault)
        return Verdict::denied("The built-in image is compared with its parts at each start.");
    if (entry->view.verifying)
        return Verdict::alreadySo();
    if (!entry->view.step.empty())
        return Verdict::denied(std::string(kImageIsBusy) + entry->view.step + ".");
    entry->view.verifying = true;
    entry->view.step = "Reading its files";
    publish(*entry);
    const auto subject = checkOf(entry->view.image);
    m_parts.operations.begin(subject, true);
    m_parts.operations.step(subject, entry->view.step);
    entry->verifying = m_parts.library->verify(
        id,
        [this, entry, subject](ByteCount done, ByteCount total) {
            entry->view.progress = shareOf(done, total);
            publish(*entry);
            m_parts.operations.step(subject, entry->view.step, entry->view.progress);
        },
        [this, entry](const Result<ports::ImageProof> &proof) { verified(*entry, proof); });
    return Verdict::accepted();
}

void ImageKeeper::verified(Entry &entry, const Result<ports::ImageProof> &proof)
{
    const auto subject = checkOf(entry.view.image);
    entry.view.verifying = false;
    entry.view.step.clear();
    entry.view.progress.reset();
    entry.view.verifiedAt.reset();
    entry.view.problem.reset();
    if (proof) {
        entry.view.verifiedAt = m_parts.clock.wallNow();
        m_parts.operations.finish(subject, proof->gone == 0
                                               ? "all of its files are whole"
                                               : "all that is kept of it is whole; " + std::to_string(proof->gone) +
                                                     " of the files that it was made from are gone");
    } else {
        entry.view.problem = proof.error();
        m_parts.operations.fail(subject, proof.error());
    }
    publish(entry);
}

Verdict ImageKeeper::cancelVerify(const ImageId &id, const char *why)
{
    auto *entry = find(id.value());
    if (!entry)
        return Verdict::notFound(kNoImage);
    if (!entry->view.verifying)
        return Verdict::alreadySo();
    entry->verifying.cancel();
    entry->view.verifying = false;
    entry->view.step.clear();
    entry->view.progress.reset();
    m_parts.operations.cancel(checkOf(entry->view.image), why);
    publish(*entry);
    return Verdict::accepted();
}

// ---- What no image needs ----------------------------------------------------------------------------------------

Verdict ImageKeeper::collect()
{
    if (std::exchange(m_collecting, true))
        return Verdict::alreadySo();
    m_parts.operations.begin(kCollectingImages, true, !m_holding.empty());
    if (m_holding.empty())
        collectNow();
    return Verdict::accepted();
}

void ImageKeeper::collectNow()
{
    m_collectBegun = true;
    m_parts.operations.begin(kCollectingImages, true);
    m_parts.operations.step(kCollectingImages, "Removing what no image needs");
    m_collect = m_parts.library->collect([this](const Result<ByteCount> &freed) { collected(freed); });
}

void ImageKeeper::collected(const Result<ByteCount> &freed)
{
    m_collecting = m_collectBegun = false;
    measure();
    if (freed)
        return m_parts.operations.finish(kCollectingImages, inMebibytes(*freed) + " were freed");
    qCWarning(lcEngine, "what no image needs was not removed: %s", describe(freed.error()).c_str());
    m_parts.operations.fail(kCollectingImages, freed.error());
}

Verdict ImageKeeper::cancelCollect(const char *why)
{
    if (!std::exchange(m_collecting, false))
        return Verdict::alreadySo();
    m_collectBegun = false;
    m_collect.cancel();
    m_parts.operations.cancel(kCollectingImages, why);
    return Verdict::accepted();
}

} // namespace glovebox::engine
