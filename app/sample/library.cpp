#include "app/sample/library.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using api::DefinedTemplateState;
using api::ImageState;

namespace {

constexpr int kLayers = 7;

std::string imageObject(const domain::ImageId &id)
{
    return "image/" + id.value();
}

std::string madeObject(const std::string &made)
{
    return "template/" + made;
}

api::Verdict noImage()
{
    return api::Verdict::denied("There is no such image.");
}

api::Verdict notMade()
{
    return api::Verdict::denied("There is no such template.");
}

} // namespace

void Library::begin()
{
    std::vector<ImageId> coming;
    for (const auto &[id, view] : m_stage.world.images)
        if (view.state == ImageState::Importing)
            coming.push_back(id);
    for (const auto &id : coming)
        import(id, m_stage.world.images.at(id).progress.value_or(0));
    std::vector<std::string> building;
    for (const auto &[name, view] : m_stage.world.defined)
        if (view.state == DefinedTemplateState::Building)
            building.push_back(name);
    for (const auto &name : building)
        build(name);
}

bool Library::change(const ImageId &id, const std::function<void(api::ImageView &)> &how)
{
    const auto found = m_stage.world.images.find(id);
    if (found == m_stage.world.images.end())
        return false;
    api::ImageView view = found->second;
    how(view);
    m_stage.tell(std::move(view));
    return true;
}

bool Library::change(const std::string &made, const std::function<void(api::DefinedTemplateView &)> &how)
{
    const auto found = m_stage.world.defined.find(made);
    if (found == m_stage.world.defined.end())
        return false;
    api::DefinedTemplateView view = found->second;
    how(view);
    m_stage.tell(std::move(view));
    return true;
}

// ---- Images ----

api::Verdict Library::act(const api::ImportImage &wanted)
{
    if (wanted.source.empty())
        return api::Verdict::denied("The source is not one: it is empty.");
    api::ImageView view{.image = {.id = ImageId("import-" + std::to_string(++m_imports))}};
    view.image.names = {wanted.name.empty() ? wanted.source : wanted.name};
    view.image.source = wanted.source;
    view.image.origin = wanted.source.starts_with('/') ? domain::ImageOrigin::Tarball : domain::ImageOrigin::Registry;
    view.state = ImageState::Importing;
    view.since = m_stage.now();
    const auto id = view.image.id;
    m_stage.tell(std::move(view));
    import(id, 0);
    return api::Verdict::accepted(imageObject(id));
}

api::Verdict Library::act(const api::BuildAgentImage &)
{
    api::ImageView view{.image = {.id = ImageId("import-" + std::to_string(++m_imports))}};
    view.image.names = {"agent"};
    view.image.source = "agent";
    view.image.origin = domain::ImageOrigin::Built;
    view.state = ImageState::Importing;
    view.since = m_stage.now();
    const auto id = view.image.id;
    m_stage.tell(std::move(view));
    import(id, 0);
    return api::Verdict::accepted(imageObject(id));
}

void Library::import(const ImageId &id, double from)
{
    Job job{.kind = domain::OperationKind::ImportImage, .object = imageObject(id)};
    job.name = m_stage.world.images.at(id).image.names.front();
    job.takes = m_stage.chance.around(14s);
    job.from = from;
    job.steps = {"Reading its manifest", "Reading layers", "Packing its root file system"};
    if (m_stage.has(Fault::BuildFails))
        job.fails =
            Error{ErrorCode::NetworkError, "registry.example: the connection was closed in the middle of layer 4 of 7"};
    job.shown = [this, id](const std::string &step, double part) {
        change(id, [&](api::ImageView &view) {
            view.progress = part;
            view.layersAll = kLayers;
            view.layersDone = static_cast<int>(part * kLayers);
            view.bytesAll = ByteCount::mib(98);
            view.bytesDone = ByteCount{static_cast<std::uint64_t>(part * static_cast<double>(view.bytesAll.value))};
            view.step =
                step == "Reading layers" ? "Reading layer " + std::to_string(view.layersDone + 1) + " of 7" : step;
        });
    };
    job.done = [this, id] {
        arrived(id);
        return std::string("Sandboxes can be made of it.");
    };
    job.failed = [this, id](const Error &why) {
        change(id, [&](api::ImageView &view) {
            view.state = ImageState::Failed;
            view.progress.reset();
            view.step.clear();
            view.problem = why;
        });
    };
    job.cancelled = [this, id] {
        m_stage.tell(api::ImageGone{id});
    };
    m_operations.begin(std::move(job));
}

/// It is known by its content from now on.
void Library::arrived(const ImageId &id)
{
    api::ImageView view = m_stage.world.images.at(id);
    m_stage.tell(api::ImageGone{id});
    std::string digest;
    while (digest.size() < 64)
        digest += "0123456789abcdef"[m_stage.chance.below(16)];
    view.image.id = ImageId("img-" + digest.substr(0, 12));
    view.image.digest = "sha256:" + digest;
    view.image.rootSize = ByteCount::mib(static_cast<std::uint64_t>(m_stage.chance.between(40, 300)));
    view.image.contentSize = ByteCount{view.image.rootSize.value * 21 / 10};
    view.image.importedAt = view.since = m_stage.now();
    view.state = ImageState::Ready;
    view.progress.reset();
    view.step.clear();
    for (const auto &[other, known] : std::map(m_stage.world.images)) // a name is of one image
        if (std::ranges::find(known.image.names, view.image.names.front()) != known.image.names.end())
            change(other, [&](api::ImageView &before) { std::erase(before.image.names, view.image.names.front()); });
    m_stage.audit("image.imported", imageObject(view.image.id), {.after = view.image.names.front()});
    m_stage.tell(std::move(view));
}

api::Verdict Library::act(const api::CancelImport &wanted)
{
    return m_operations.cancelOf(domain::OperationKind::ImportImage, imageObject(wanted.image))
               ? api::Verdict::accepted()
               : api::Verdict::denied("It cannot be cancelled.");
}

api::Verdict Library::act(const api::RemoveImage &wanted)
{
    const auto found = m_stage.world.images.find(wanted.image);
    if (found == m_stage.world.images.end())
        return noImage();
    const auto &view = found->second;
    if (view.isDefault)
        return api::Verdict::denied("It is the built-in image: sessions that ask for none get it.");
    if (view.state == ImageState::Importing)
        return api::Verdict::denied("It is being imported. Cancel that.");
    if (view.sandboxes + view.templates + view.snapshots > 0)
        return api::Verdict::denied("It stays: sandboxes, templates or snapshots stand on it.");
    m_stage.audit("image.removed", imageObject(wanted.image));
    m_stage.tell(api::ImageGone{wanted.image});
    return api::Verdict::accepted();
}

api::Verdict Library::act(const api::NameImage &wanted)
{
    if (wanted.name.empty() || wanted.name.size() > 255)
        return api::Verdict::denied("A name has 1 to 255 bytes.");
    m_stage.audit("image.named", imageObject(wanted.image), {.after = wanted.name});
    const bool known = change(wanted.image, [&](api::ImageView &view) {
        if (std::ranges::find(view.image.names, wanted.name) == view.image.names.end())
            view.image.names.push_back(wanted.name);
    });
    return known ? api::Verdict::accepted(imageObject(wanted.image)) : noImage();
}

api::Verdict Library::act(const api::VerifyImage &wanted)
{
    const auto id = wanted.image;
    if (!change(id, [](api::ImageView &view) { view.verifying = true; }))
        return noImage();
    Job job{.kind = domain::OperationKind::VerifyImage, .object = imageObject(id)};
    job.takes = m_stage.chance.around(3s);
    job.steps = {"Reading layers", "Comparing"};
    job.done = [this, id] {
        change(id, [this](api::ImageView &view) {
            view.verifying = false;
            view.verifiedAt = m_stage.now();
        });
        m_stage.audit("image.verified", imageObject(id));
        return std::string("It is whole.");
    };
    job.cancelled = [this, id] {
        change(id, [](api::ImageView &view) { view.verifying = false; });
    };
    m_operations.begin(std::move(job));
    return api::Verdict::accepted(imageObject(id));
}

api::Verdict Library::act(const api::CollectImages &)
{
    Job job{.kind = domain::OperationKind::CollectImages, .object = "images"};
    job.takes = m_stage.chance.around(2s);
    job.steps = {"Looking", "Removing"};
    job.canCancel = false;
    job.done = [this] {
        api::HostView host = m_stage.world.host;
        if (!host.diskImages || host.diskImages->unneeded.value == 0)
            return std::string("There was nothing to remove.");
        const auto freed = host.diskImages->unneeded.value;
        host.diskImages->layers.value -= std::min(host.diskImages->layers.value, freed);
        host.diskImages->unneeded = {};
        host.diskFree.value += freed;
        m_stage.tell(host);
        return std::to_string(freed >> 20) + " MiB are free again.";
    };
    m_operations.begin(std::move(job));
    return api::Verdict::accepted();
}

// ---- Templates that somebody defined ----

api::Verdict Library::act(const api::SaveTemplate &wanted)
{
    const auto read = m_stage.readTemplate(wanted.text);
    if (!read)
        return api::Verdict::denied(read.error().detail);
    const auto name = read->name;
    const bool known = change(name, [&](api::DefinedTemplateView &view) {
        view.definition = *read;
        view.text = wanted.text;
        if (!view.versions.empty()) {
            view.state = DefinedTemplateState::Outdated;
            view.outdatedBecause = "The definition was changed after version " +
                                   std::to_string(view.versions.front().number) + " was built.";
        }
    });
    if (!known)
        m_stage.tell(api::DefinedTemplateView{.definition = *read, .text = wanted.text, .since = m_stage.now()});
    m_stage.audit("template.saved", madeObject(name));
    return api::Verdict::accepted(madeObject(name));
}

api::Verdict Library::act(const api::BuildTemplate &wanted)
{
    const auto found = m_stage.world.defined.find(wanted.name);
    if (found == m_stage.world.defined.end())
        return notMade();
    if (found->second.state == DefinedTemplateState::Building)
        return api::Verdict::alreadySo();
    change(wanted.name, [&](api::DefinedTemplateView &view) {
        view.state = DefinedTemplateState::Building;
        view.since = m_stage.now();
        view.log.clear();
        view.logBegins = 0;
        view.problem.reset();
        view.step = 0;
        view.cachedSteps.clear();
        if (!wanted.fresh && !view.versions.empty() && !view.definition.steps.empty())
            view.cachedSteps = {1};
    });
    build(wanted.name);
    return api::Verdict::accepted(madeObject(wanted.name));
}

void Library::build(const std::string &made)
{
    const auto definition = m_stage.world.defined.at(made).definition;
    Job job{.kind = domain::OperationKind::BuildTemplate, .object = madeObject(made), .name = made};
    job.steps = {"Starting its machine"};
    for (const auto &step : definition.steps)
        job.steps.push_back(domain::textOf(step));
    job.steps.emplace_back("Freezing");
    job.takes = m_stage.chance.around(3s) * static_cast<int>(job.steps.size());
    if (m_stage.has(Fault::BuildFails))
        job.fails = Error{ErrorCode::HostToolFailed, "step 1 ended with 2\nmake: *** No rule to make target 'deps'."};
    job.shown = [this, made, steps = job.steps](const std::string &text, double) {
        change(made, [&](api::DefinedTemplateView &view) {
            const auto at = std::ranges::find(steps, text) - steps.begin();
            const int step = std::min(static_cast<int>(at), static_cast<int>(view.definition.steps.size()));
            if (view.stepText != text)
                view.log.push_back({api::BuildLine::Stream::System, m_stage.now(), step, text});
            else if (step > 0 && text != "Freezing")
                view.log.push_back(
                    {api::BuildLine::Stream::Output, m_stage.now(), step, "  … " + m_stage.chance.word(12)});
            view.step = step;
            view.stepText = text;
        });
    };
    job.done = [this, made] {
        built(made);
        return std::string("New sandboxes get it.");
    };
    job.failed = [this, made](const Error &why) {
        change(made, [&](api::DefinedTemplateView &view) {
            view.state = DefinedTemplateState::Failed;
            view.problem = why;
            view.log.push_back({api::BuildLine::Stream::Error, m_stage.now(), view.step, why.detail});
        });
    };
    job.cancelled = [this, made] {
        change(made, [](api::DefinedTemplateView &view) {
            view.state = view.versions.empty() ? DefinedTemplateState::Draft : DefinedTemplateState::Outdated;
            view.outdatedBecause = "Its newest build was cancelled.";
        });
    };
    m_operations.begin(std::move(job));
}

void Library::built(const std::string &made)
{
    change(made, [this](api::DefinedTemplateView &view) {
        for (auto &version : view.versions)
            version.isCurrent = false;
        api::TemplateVersionView version{.number = view.versions.empty() ? 1 : view.versions.front().number + 1,
                                         .snapshot = domain::SnapshotId(m_stage.newId("snap-"))};
        version.builtAt = m_stage.now();
        version.buildTime = m_stage.now() - view.since;
        version.steps = static_cast<int>(view.definition.steps.size());
        version.stepsCached = static_cast<int>(view.cachedSteps.size());
        version.memory = ByteCount::mib(212);
        version.disk = ByteCount::mib(186);
        version.isCurrent = true;
        view.versions.insert(view.versions.begin(), version);
        view.state = DefinedTemplateState::Ready;
        view.since = m_stage.now();
        view.outdatedBecause.clear();
        view.log.push_back({api::BuildLine::Stream::System, m_stage.now(), 0, "Ready; frozen in 640 ms"});
    });
    m_stage.audit("template.built", madeObject(made));
}

api::Verdict Library::act(const api::CancelTemplateBuild &wanted)
{
    return m_operations.cancelOf(domain::OperationKind::BuildTemplate, madeObject(wanted.name))
               ? api::Verdict::accepted()
               : api::Verdict::denied("It is not being built.");
}

api::Verdict Library::act(const api::UseTemplateVersion &wanted)
{
    const bool known = change(wanted.name, [&](api::DefinedTemplateView &view) {
        for (auto &version : view.versions)
            version.isCurrent = version.number == wanted.version;
    });
    return known ? api::Verdict::accepted(madeObject(wanted.name)) : notMade();
}

api::Verdict Library::act(const api::DeleteTemplateVersion &wanted)
{
    const auto found = m_stage.world.defined.find(wanted.name);
    if (found == m_stage.world.defined.end())
        return notMade();
    const auto version = std::ranges::find(found->second.versions, wanted.version, &api::TemplateVersionView::number);
    if (version == found->second.versions.end())
        return api::Verdict::denied("There is no such version.");
    if (version->sandboxes > 0)
        return api::Verdict::denied("Sandboxes stand on it.");
    change(wanted.name, [&](api::DefinedTemplateView &view) {
        std::erase_if(view.versions, [&](const auto &one) { return one.number == wanted.version; });
        if (!view.versions.empty() && std::ranges::none_of(view.versions, &api::TemplateVersionView::isCurrent))
            view.versions.front().isCurrent = true;
        if (view.versions.empty())
            view.state = DefinedTemplateState::Draft;
    });
    return api::Verdict::accepted(madeObject(wanted.name));
}

api::Verdict Library::act(const api::ForgetTemplate &wanted)
{
    const auto found = m_stage.world.defined.find(wanted.name);
    if (found == m_stage.world.defined.end())
        return notMade();
    for (const auto &version : found->second.versions)
        if (version.sandboxes > 0)
            return api::Verdict::denied("Sandboxes stand on its version " + std::to_string(version.number) + ".");
    m_operations.cancelOf(domain::OperationKind::BuildTemplate, madeObject(wanted.name));
    m_stage.audit("template.forgotten", madeObject(wanted.name));
    m_stage.tell(api::DefinedTemplateGone{wanted.name});
    return api::Verdict::accepted();
}

} // namespace glovebox::sample
