#include "core/engine/image_keeper.h"

#include "core/base/text.h"
#include "core/engine/log.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::ImageState;
using api::Verdict;

namespace {

/// Another program of this user may have brought one in, or removed one.
constexpr std::chrono::milliseconds kListedAgainAfter = 60s;
/// Sandboxes are shown anew with each call that they run.
constexpr std::chrono::milliseconds kCountedAfter = 250ms;
/// Of an error: so many names tell enough.
constexpr std::size_t kNamesTold = 20;

OpenedImage openedFrom(ports::OpenImage opened, const std::string &askedFor)
{
    const auto &image = opened.image;
    const bool byName = std::ranges::find(image.names, askedFor) != image.names.end();
    OpenedImage out{.about = {.id = image.id,
                              .name = byName                ? askedFor
                                      : image.names.empty() ? std::string()
                                                            : image.names.front(),
                              .setup = GuestSetup{image.config.environment, image.config.user, image.config.workdir}},
                    .guest = std::move(opened.guest),
                    .command = image.config.entrypoint};
    out.guest.id = image.id;
    out.command.insert(out.command.end(), image.config.command.begin(), image.config.command.end());
    return out;
}

bool isBuiltIn(const std::string &nameOrId)
{
    return nameOrId.empty() || nameOrId == kDefaultImage;
}

} // namespace

ImageKeeper::ImageKeeper(Parts parts) : m_parts(std::move(parts)) {}

ImageKeeper::~ImageKeeper() = default;

void ImageKeeper::open(ports::GuestImage builtIn)
{
    m_builtIn = OpenedImage{.about = {}, .guest = std::move(builtIn), .command = {}};
    m_isOpen = true;
    if (!find(kDefaultImage)) {
        Image image{.id = ImageId(kDefaultImage)};
        image.names = {kDefaultImage};
        image.source = "built-in";
        image.importedAt = m_parts.clock.wallNow();
        auto &entry = add({.image = std::move(image), .since = m_parts.clock.wallNow(), .isDefault = true});
        publish(entry);
    }
    list();
}

void ImageKeeper::close()
{
    constexpr auto why = "the engine stopped";
    m_isOpen = false;
    m_isListing = m_mustListAgain = false;
    m_isMeasuring = false;
    m_measure.cancel();
    m_listing.cancel();
    m_listTimer.cancel();
    m_holding.clear();
    m_held.clear();
    std::vector<ImageId> all;
    for (const auto &entry : m_entries)
        all.push_back(entry->view.image.id);
    for (const auto &id : all) {
        cancelImport(id, why);
        cancelVerify(id, why);
    }
    cancelCollect(why);
}

/// Another program may have brought it in a moment ago: it is opened before it is listed.
std::optional<std::string> ImageKeeper::keyOf(const OpenedImage &opened) const
{
    if (!m_builtIn)
        return std::nullopt;
    return (opened.about.id ? opened.about.id->value() : kDefaultImage) + ':' + m_builtIn->guest.key;
}

std::optional<std::string> ImageKeeper::keyOf(const std::string &nameOrId) const
{
    if (!m_builtIn)
        return std::nullopt;
    // An image of the library starts with this host's kernel and initial RAM disk, which are the built-in one's.
    const auto &host = m_builtIn->guest.key;
    if (isBuiltIn(nameOrId))
        return std::string(kDefaultImage) + ':' + host;
    for (const auto &entry : m_entries) {
        const auto &image = entry->view.image;
        const bool isIt = image.id.value() == nameOrId || std::ranges::find(image.names, nameOrId) != image.names.end();
        if (isIt && !entry->isGone && entry->view.state == ImageState::Ready)
            return image.id.value() + ':' + host;
    }
    return std::nullopt;
}

ImageKeeper::Entry *ImageKeeper::find(const std::string &id) const
{
    const auto found = std::ranges::find_if(
        m_entries, [&](const auto &entry) { return !entry->isGone && entry->view.image.id.value() == id; });
    return found == m_entries.end() ? nullptr : found->get();
}

ImageKeeper::Entry &ImageKeeper::add(api::ImageView view)
{
    return *m_entries.emplace_back(std::make_unique<Entry>(std::move(view)));
}

// ---- What there is ----------------------------------------------------------------------------------------------

void ImageKeeper::list()
{
    if (!m_parts.library || !m_isOpen)
        return;
    if (m_isListing) { // what it answers may be older than what we want to know
        m_mustListAgain = true;
        return;
    }
    m_isListing = true;
    m_listing = m_parts.library->list([this](Result<std::vector<Image>> images) { listed(std::move(images)); });
}

void ImageKeeper::listed(Result<std::vector<Image>> images)
{
    m_isListing = false;
    const bool isOld = std::exchange(m_mustListAgain, false);
    m_listTimer = m_parts.clock.after(isOld ? 0ms : kListedAgainAfter, [this] { list(); });
    if (isOld)
        return;
    if (!images) {
        qCWarning(lcEngine, "the images of this host were not listed: %s", describe(images.error()).c_str());
        return;
    }
    m_wasListed = true;
    std::set<std::string> there;
    for (auto &image : *images) {
        there.insert(image.id.value());
        show(std::move(image));
    }
    for (const auto &entry : m_entries)
        if (!entry->isGone && entry->view.state == ImageState::Ready && !entry->view.isDefault &&
            !there.contains(entry->view.image.id.value()))
            forget(*entry);
    count();
    measure();
}

/// Some hundred files are looked at, never read. What went on meanwhile is seen the next time.
void ImageKeeper::measure()
{
    if (!m_isOpen || !m_parts.measured || std::exchange(m_isMeasuring, true))
        return;
    m_measure = m_parts.library->usage([this](const Result<ports::LibraryUsage> &usage) {
        m_isMeasuring = false;
        if (usage)
            return m_parts.measured({usage->layers, usage->roots, usage->unneeded});
        qCWarning(lcEngine, "what images take on disk was not measured: %s", describe(usage.error()).c_str());
    });
}

void ImageKeeper::show(Image image)
{
    auto *entry = find(image.id.value());
    if (!entry)
        entry = &add({.image = image, .since = image.importedAt});
    entry->view.image = std::move(image);
    publish(*entry);
}

Call ImageKeeper::obtain(const std::string &nameOrId, Callback<OpenedImage> done)
{
    const auto unknown = [this, nameOrId] {
        return fail(ErrorCode::InvalidArgument, "this host has no image '" + nameOrId + "'; it has " + namesOfAll());
    };
    if (isBuiltIn(nameOrId) || !m_parts.library)
        return m_parts.clock.after(0ms, [this, nameOrId, unknown, done = std::move(done)] {
            if (!isBuiltIn(nameOrId))
                return done(unknown());
            if (!m_builtIn)
                return done(fail(ErrorCode::InvalidState, "the built-in image was not prepared yet"));
            done(*m_builtIn);
        });
    return m_parts.library->open(nameOrId, [nameOrId, unknown,
                                            done = std::move(done)](Result<ports::OpenImage> opened) {
        if (!opened && opened.error().code == ErrorCode::NotFound)
            return done(unknown());
        if (!opened)
            return done(tl::unexpected(inContext("open the image " + nameOrId, opened.error())));
        auto image = openedFrom(*std::move(opened), nameOrId);
        if (!fits(*image.about.setup))
            return done(fail(ErrorCode::TooLarge,
                             "the environment of the image " + nameOrId + " is larger than sandboxes can be given"));
        done(std::move(image));
    });
}

std::string ImageKeeper::whyUnknown(const std::string &nameOrId) const
{
    if (isBuiltIn(nameOrId) || (m_parts.library && !m_wasListed))
        return {};
    const bool known = std::ranges::any_of(m_entries, [&](const auto &entry) {
        const auto &image = entry->view.image;
        return !entry->isGone && entry->view.state == ImageState::Ready &&
               (image.id.value() == nameOrId || std::ranges::find(image.names, nameOrId) != image.names.end());
    });
    return known ? std::string() : "This host has no image '" + nameOrId + "'; it has " + namesOfAll() + ".";
}

std::string ImageKeeper::namesOfAll() const
{
    std::string all;
    std::size_t told = 0;
    for (const auto &entry : m_entries) {
        const auto &image = entry->view.image;
        if (entry->isGone || entry->view.state != ImageState::Ready)
            continue;
        if (++told > kNamesTold)
            return all + " and others";
        all += (all.empty() ? "" : ", ") + (image.names.empty() ? image.id.value() : image.names.front());
    }
    return all.empty() ? kDefaultImage : all;
}

void ImageKeeper::hold(const std::set<ImageId> &images,
                       std::function<void(const ImageId &, const Result<OpenedImage> &)> told)
{
    for (const auto &id : images) {
        if (m_holding.contains(id))
            continue;
        m_holding[id] = obtain(id.value(), [this, id, told](const Result<OpenedImage> &opened) {
            if (!opened)
                qCWarning(lcEngine, "%s, which something on disk stands on, was not opened: %s", id.value().c_str(),
                          describe(opened.error()).c_str());
            told(id, opened);
            m_held.push_back(id);
            sweepLater();
        });
    }
}

void ImageKeeper::sweepLater()
{
    m_sweep = m_parts.clock.after(0ms, [this] {
        std::erase_if(m_entries, [](const auto &entry) { return entry->isGone; });
        for (const auto &id : std::exchange(m_held, {}))
            m_holding.erase(id);
        if (m_collecting && !m_collectBegun && m_holding.empty())
            collectNow();
    });
}

void ImageKeeper::forget(Entry &entry)
{
    entry.isGone = true;
    m_parts.observer(api::ImageGone{entry.view.image.id});
    sweepLater();
}

void ImageKeeper::publish(Entry &entry)
{
    entry.view.generation = entry.published ? entry.published->generation : 0;
    if (entry.isGone || entry.published == entry.view)
        return;
    entry.view.generation = ++m_generation;
    entry.published = entry.view;
    m_parts.observer(entry.view);
}

// ---- What stands on them ----------------------------------------------------------------------------------------

void ImageKeeper::countAgain()
{
    if (!m_countTimer)
        m_countTimer = m_parts.clock.after(kCountedAfter, [this] { count(); });
}

void ImageKeeper::count()
{
    m_countTimer.cancel();
    if (!m_parts.uses || !m_isOpen)
        return;
    const auto uses = m_parts.uses();
    for (const auto &entry : m_entries) {
        const auto found = uses.find(entry->view.image.id.value());
        const auto use = found == uses.end() ? ImageUse{} : found->second;
        entry->view.sandboxes = static_cast<int>(use.sandboxes.size());
        entry->view.templates = static_cast<int>(use.templates.size());
        entry->view.snapshots = static_cast<int>(use.snapshots.size());
        if (!entry->isGone)
            publish(*entry);
    }
}

} // namespace glovebox::engine
