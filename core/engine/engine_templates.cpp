// Role: the part of Engine that has templates built that somebody defined, from the images that it has.
#include "core/base/text.h"
#include "core/engine/engine.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// Sandboxes are shown anew with each call that they run.
constexpr std::chrono::milliseconds kTemplatesAgainAfter = 250ms;

constexpr ByteCount kNameShown{80};

/// As SandboxView::madeFrom has it.
std::string versionName(const std::string &name, int version)
{
    return name + ", version " + std::to_string(version);
}

} // namespace

void Engine::makeTemplates()
{
    if (!m_parts.templates || !m_parts.hostFiles || !m_parts.parseTemplate)
        return;
    m_templates = std::make_unique<TemplateLibrary>(TemplateLibrary::Parts{
        .clock = m_parts.clock,
        .hypervisor = m_parts.hypervisor,
        .connector = m_parts.connector,
        .egress = &m_egress,
        .room = [this](const MachineSize &size) { return m_pool->takeRoom(size); },
        .store = *m_parts.templates,
        .files = *m_parts.hostFiles,
        .operations = m_books.operations(),
        .observer = m_observer,
        .parse = m_parts.parseTemplate,
        .imageStart =
            [this](const std::string &image, const std::optional<MachineSize> &size, Callback<TemplateStart> done) {
                return templateStart(image, size.value_or(m_settings.size), std::move(done));
            },
        .imageKey =
            [this](const std::string &image, const std::optional<MachineSize> &size) {
                return templateKey(image, size.value_or(m_settings.size));
            },
        .sandboxesOn =
            [this](const std::string &name, int version) {
                return static_cast<int>(std::ranges::count_if(m_books.known().sandboxes, [&](const auto &each) {
                    return each.second.madeFrom == versionName(name, version);
                }));
            },
        .warmOf =
            [this](const SnapshotId &version) {
                return m_pool->warm().ready(version);
            }});
    m_templates->onChanged([this] { wishWarmClones(); });
    m_pool->warm().onShown([this] { refreshTemplates(); });
}

/// Of versions that new sandboxes get.
void Engine::wishWarmClones()
{
    std::vector<WarmWish> wishes;
    for (const auto &[name, current] : m_templates->allCurrent())
        if (current.warm > 0)
            wishes.push_back({current.snapshot, current.size, std::min(current.warm, m_settings.capacity)});
    m_pool->warm().setWishes(std::move(wishes));
}

Result<DefinedStart> Engine::definedStart(const std::string &name) const
{
    const auto current = m_templates ? m_templates->current(name) : std::nullopt;
    if (current)
        return DefinedStart{.from = {.image = {},
                                     .askedBy = {},
                                     .base = versionName(name, current->version),
                                     .version = current->snapshot},
                            .size = current->size,
                            .ladder = current->ladder,
                            .runner = current->runner,
                            .egress = current->runEgress == kNoEgress ? std::string() : current->runEgress,
                            .secrets = current->runSecrets};
    const auto shown = clipped(toOneLine(name), kNameShown);
    if (m_templates && m_templates->isDefined(name))
        return fail(ErrorCode::InvalidState, "template '" + shown +
                                                 "' has no version that this host can start; build it "
                                                 "first (gloveboxctl template build " +
                                                 shown + ")");
    std::string names;
    if (m_templates)
        for (const auto &[each, start] : m_templates->allCurrent())
            names += (names.empty() ? "" : ", ") + each;
    return fail(ErrorCode::InvalidArgument,
                "there is no template '" + shown + "'; " +
                    (names.empty() ? "none is built that somebody defined" : "those that can be used: " + names));
}

Verdict Engine::act(const api::TemplateAction &action)
{
    return m_templates ? m_templates->act(action) : Verdict::denied("This program keeps no templates.");
}

std::optional<std::string> Engine::templateKey(const std::string &image, const MachineSize &size) const
{
    return templateKeyOf(m_images.keyOf(image), size);
}

std::optional<std::string> Engine::templateKeyOf(const std::optional<std::string> &image, const MachineSize &size) const
{
    if (!image)
        return std::nullopt;
    return *image + ':' + std::to_string(size.vcpus) + ':' + std::to_string(size.memory.value) + ':' +
           std::to_string(size.disk.value) + ':' +
           std::string(word(m_host.acceleration.value_or(Acceleration::Emulated)));
}

/// The template that sandboxes of this image and size are cloned from; it is built for this when there is none.
Call Engine::templateStart(const std::string &image, const MachineSize &size, Callback<TemplateStart> done)
{
    auto waits = std::make_shared<Call>(); // for the one, then for the other
    *waits = m_images.obtain(image, [this, waits = std::weak_ptr(waits), size,
                                     done = std::move(done)](Result<OpenedImage> opened) {
        if (!opened)
            return done(tl::unexpected(opened.error()));
        const auto key = templateKeyOf(m_images.keyOf(*opened), size);
        auto base = m_pool->templates().obtain(
            *opened, size, [about = opened->about, key, done](const TemplateKeeper::Shared &made) {
                if (!made || !key)
                    return done(fail(ErrorCode::Unsupported,
                                     "there is no template of this image and size to begin with: the host cannot clone "
                                     "machines, or the one that was tried failed; its log says why"));
                const auto &facts = made->facts();
                done(TemplateStart{.spec = {.sandbox = SandboxId(facts.id),
                                            .size = facts.size,
                                            .acceleration = facts.acceleration,
                                            .image = facts.image,
                                            .base = made},
                                   .image = about,
                                   .key = *key});
            });
        if (const auto held = waits.lock())
            *held = std::move(base);
    });
    return Call([waits] { waits->cancel(); });
}

void Engine::refreshTemplates()
{
    if (m_templates && !m_templatesTimer)
        m_templatesTimer = m_parts.clock.after(kTemplatesAgainAfter, [this] {
            m_templatesTimer.cancel();
            m_templates->refresh();
        });
}

} // namespace glovebox::engine
