#include "tests/support/fake_image_library.h"

#include "core/base/sha256.h"
#include "core/domain/image_name.h"

#include <algorithm>

namespace testsupport {

using namespace glovebox;

namespace {

constexpr std::size_t kIdDigits = 12;

std::string referenceOf(const domain::ImageSource &source)
{
    return source.path + (source.tag.empty() ? "" : ":" + source.tag) +
           (source.digest.empty() ? "" : "@" + source.digest);
}

/// "…/python-3.12.tar" and "docker.io/library/python:3.12": what the real library calls them.
std::string nameFor(const domain::ImageSource &source)
{
    if (source.origin == domain::ImageOrigin::Registry) {
        const auto whole = referenceOf(source);
        for (const std::string_view start : {"docker.io/library/", "docker.io/"})
            if (whole.starts_with(start))
                return whole.substr(start.size());
        return whole;
    }
    auto name = source.path.substr(source.path.rfind('/') + 1);
    for (const std::string_view ending : {".gz", ".zst", ".xz", ".tar"})
        if (name.ends_with(ending))
            name.resize(name.size() - ending.size());
    return name;
}

} // namespace

void FakeImageLibrary::offerContent(const std::string &path, const std::string &content)
{
    domain::Image image{.id = domain::ImageId("img-none")};
    image.digest = "sha256:" + sha256Hex("manifest of " + content);
    image.layers = {{"sha256:" + sha256Hex(content), ByteCount{content.size()}}};
    image.rootSize = ByteCount{4096 + content.size()};
    image.contentSize = ByteCount{content.size()};
    image.entries = 1;
    image.origin = domain::ImageOrigin::Layout;
    offer(path, image);
}

domain::ImageId FakeImageLibrary::put(const std::string &imageName, domain::Image image)
{
    if (image.digest.empty())
        image.digest = "sha256:" + sha256Hex(imageName);
    image.id = domain::ImageId("img-" + image.digest.substr(7, kIdDigits));
    image.importedAt = m_clock.wallNow();
    const auto id = image.id;
    images.push_back(std::move(image));
    if (!imageName.empty())
        (void)name(id, imageName);
    return id;
}

void FakeImageLibrary::tellImports(const ports::ImportProgress &progress)
{
    const auto running = m_running; // a listener may let go of its import
    for (const auto &one : running)
        if (one->progress)
            one->progress(progress);
}

void FakeImageLibrary::finishImports()
{
    m_importsHeld = false;
    for (const auto &one : std::exchange(m_running, {}))
        if (const auto done = std::exchange(one->done, nullptr))
            done(bringIn(one->wanted));
}

Call FakeImageLibrary::list(Callback<std::vector<domain::Image>> done)
{
    note("list");
    return answer<std::vector<domain::Image>>("list", std::move(done), [this]() -> Result<std::vector<domain::Image>> {
        auto found = images;
        std::ranges::stable_sort(found, [](const auto &a, const auto &b) { return a.importedAt > b.importedAt; });
        return found;
    });
}

Call FakeImageLibrary::import(ports::ImageImport wanted, std::function<void(ports::ImportProgress)> progress,
                              Callback<domain::Image> done)
{
    note("import " + wanted.source.path);
    auto running = std::make_shared<Running>(Running{std::move(wanted), std::move(progress), std::move(done)});
    auto begun = std::make_shared<Call>(answer<void>(
        "import",
        [this, running](Result<> may) {
            if (!running->done)
                return;
            if (!may)
                return std::exchange(running->done, nullptr)(tl::unexpected(may.error()));
            if (running->progress)
                running->progress({.step = "Fetching"});
            if (m_importsHeld)
                m_running.push_back(running);
            else if (const auto then = std::exchange(running->done, nullptr))
                then(bringIn(running->wanted));
        },
        [] { return Result<>(); }));
    return Call([this, running, begun] {
        begun->cancel();
        running->done = nullptr;
        running->progress = nullptr;
        m_running.remove(running);
    });
}

Result<domain::Image> FakeImageLibrary::bringIn(const ports::ImageImport &wanted)
{
    const auto offered = m_offers.find(wanted.source.path);
    if (offered == m_offers.end())
        return fail(ErrorCode::NotFound, wanted.source.path);
    auto image = offered->second;
    image.id = domain::ImageId("img-" + image.digest.substr(7, kIdDigits));
    const auto called = wanted.name.empty() ? nameFor(wanted.source) : wanted.name;
    if (!find(image.id.value())) {
        image.names.clear();
        if (wanted.source.origin != domain::ImageOrigin::Path)
            image.origin = wanted.source.origin;
        image.source =
            wanted.source.origin == domain::ImageOrigin::Registry ? referenceOf(wanted.source) : wanted.source.path;
        image.importedAt = m_clock.wallNow();
        images.push_back(image);
    }
    GB_CHECK(name(image.id, called));
    return *find(image.id.value());
}

Call FakeImageLibrary::open(std::string nameOrId, Callback<ports::OpenImage> done)
{
    note("open " + nameOrId);
    return answer<ports::OpenImage>("open", std::move(done), [this, nameOrId]() -> Result<ports::OpenImage> {
        const auto *image = find(nameOrId);
        if (!image)
            return fail(ErrorCode::NotFound, "no image " + nameOrId);
        if (const auto wrong = damage.find(image->id); wrong != damage.end())
            return fail(ErrorCode::ImageBroken, wrong->second);
        const auto folder = "/library/" + image->id.value();
        return ports::OpenImage{
            *image, {"/guest/vmlinuz", "/guest/initrd.img", folder + "/root.sqfs", "key-" + image->id.value()}};
    });
}

Call FakeImageLibrary::remove(domain::ImageId id, Callback<> done)
{
    note("remove " + id.value());
    return answer<void>("remove", std::move(done), [this, id]() -> Result<> {
        if (!find(id.value()))
            return fail(ErrorCode::NotFound, "no image " + id.value());
        if (usedElsewhere.contains(id))
            return fail(ErrorCode::Conflict, id.value() + " is in use by another program");
        const auto before = layersOf();
        std::erase_if(images, [&](const auto &image) { return image.id == id; });
        const auto after = layersOf();
        for (const auto &[digest, size] : before)
            if (!after.contains(digest))
                unneeded.value += size.value;
        return {};
    });
}

Call FakeImageLibrary::setName(domain::ImageId id, std::string called, Callback<> done)
{
    note("setName " + id.value() + ' ' + called);
    return answer<void>("setName", std::move(done), [this, id, called] { return name(id, called); });
}

Call FakeImageLibrary::removeName(std::string called, Callback<> done)
{
    note("removeName " + called);
    return answer<void>("removeName", std::move(done), [this, called]() -> Result<> {
        for (auto &image : images)
            if (std::erase(image.names, called) > 0)
                return {};
        return fail(ErrorCode::NotFound, "no image is called " + called);
    });
}

Call FakeImageLibrary::verify(domain::ImageId id, std::function<void(ByteCount done, ByteCount total)> progress,
                              Callback<ports::ImageProof> done)
{
    note("verify " + id.value());
    return answer<ports::ImageProof>("verify", std::move(done), [this, id, progress]() -> Result<ports::ImageProof> {
        const auto *image = find(id.value());
        if (!image)
            return fail(ErrorCode::NotFound, "no image " + id.value());
        if (progress)
            progress(image->rootSize, image->rootSize);
        const auto wrong = damage.find(id);
        if (wrong != damage.end())
            return fail(ErrorCode::ImageBroken, wrong->second);
        return ports::ImageProof{1 + image->layers.size() - std::min(gone, image->layers.size()), gone};
    });
}

Call FakeImageLibrary::usage(Callback<ports::LibraryUsage> done)
{
    note("usage");
    return answer<ports::LibraryUsage>("usage", std::move(done), [this]() -> Result<ports::LibraryUsage> {
        ports::LibraryUsage sums{{}, {}, unneeded};
        for (const auto &[digest, size] : layersOf())
            sums.layers.value += size.value;
        for (const auto &image : images)
            sums.roots.value += image.rootSize.value;
        return sums;
    });
}

Call FakeImageLibrary::collect(Callback<ByteCount> done)
{
    note("collect");
    return answer<ByteCount>("collect", std::move(done),
                             [this]() -> Result<ByteCount> { return std::exchange(unneeded, ByteCount{}); });
}

domain::Image *FakeImageLibrary::find(const std::string &nameOrId)
{
    for (auto &image : images)
        if (image.id.value() == nameOrId || std::ranges::find(image.names, nameOrId) != image.names.end())
            return &image;
    return nullptr;
}

Result<> FakeImageLibrary::name(const domain::ImageId &id, const std::string &called)
{
    auto *image = find(id.value());
    if (!image)
        return fail(ErrorCode::NotFound, "no image " + id.value());
    if (auto why = domain::whyNoImageName(called); !why.empty())
        return fail(ErrorCode::InvalidArgument, std::move(why));
    for (auto &other : images)
        std::erase(other.names, called);
    image->names.push_back(called);
    std::ranges::sort(image->names);
    return {};
}

std::map<std::string, ByteCount> FakeImageLibrary::layersOf() const
{
    std::map<std::string, ByteCount> sizes;
    for (const auto &image : images)
        for (const auto &layer : image.layers)
            sizes[layer.digest] = layer.size;
    return sizes;
}

} // namespace testsupport
