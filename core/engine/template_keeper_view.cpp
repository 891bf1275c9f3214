// Role: the part of TemplateKeeper that shows templates, keeps their logs and what is noted with them.
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/build_log.h"
#include "core/engine/log.h"
#include "core/engine/template_keeper_entry.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace glovebox::engine {

using namespace domain;

namespace {

/// Of a build's log: as much as is kept of a failed sandbox.
constexpr std::size_t kLogMax = limits::kEvidenceMax.value;
/// Of that, its steps: there are few of them, and one may say why it failed.
constexpr std::size_t kStepsMax = 4096;

} // namespace

bool TemplateKeeper::isReady(const TemplateId &id) const
{
    return std::ranges::any_of(m_entries, [&](const auto &entry) { return entry->id == id && entry->made; });
}

std::map<std::string, std::optional<ImageId>> TemplateKeeper::all() const
{
    std::map<std::string, std::optional<ImageId>> found;
    for (const auto &facts : m_parts.hypervisor.store().templates())
        found.emplace(facts.id, facts.image.id);
    for (const auto &entry : m_entries)
        if (entry->made || entry->state == TemplateState::Building)
            found.insert_or_assign(entry->id.value(), entry->image.about.id);
    return found;
}

std::optional<IdleLadder> TemplateKeeper::ladderOf(const OpenedImage &image, const MachineSize &size) const
{
    if (const auto *entry = find(image, size))
        return entry->ladder;
    const auto stored = onDisk(image, size);
    return stored ? stored->notes.ladder : std::nullopt;
}

bool TemplateKeeper::setLadder(const TemplateId &id, std::optional<IdleLadder> ladder)
{
    const auto found = std::ranges::find_if(m_entries, [&](const auto &entry) { return entry->id == id; });
    if (found == m_entries.end())
        return false;
    auto &entry = **found;
    entry.ladder = ladder;
    publish(entry);
    if (entry.made)
        keepNotes(entry);
    return true;
}

void TemplateKeeper::keepNotes(Entry &entry)
{
    entry.noting = m_parts.hypervisor.store().note(
        entry.id.value(), {entry.log, entry.ladder}, [id = entry.id](const Result<> &noted) {
            if (!noted && noted.error().code != ErrorCode::NotFound)
                qCWarning(lcEngine, "what is noted of template %s goes with the program: %s", id.value().c_str(),
                          describe(noted.error()).c_str());
        });
}

void TemplateKeeper::step(Entry &entry, std::string step)
{
    note(entry, step);
    entry.step = std::move(step);
    publish(entry);
}

/// "    1.25 s  Booting"
void TemplateKeeper::note(Entry &entry, const std::string &line) const
{
    const std::chrono::duration<double> since = m_parts.clock.now() - entry.began;
    std::array<char, 32> time{};
    std::snprintf(time.data(), time.size(), "%8.2f s  ", since.count());
    const auto text = time.data() + toValidUtf8(line) + "\n";
    if (entry.isOnDisk) { // its log is of a program before this one
        entry.log = endOf(entry.log + text, kLogMax);
        return;
    }
    entry.steps = endOf(entry.steps + text, kStepsMax);
    entry.log = entry.steps;
    if (!entry.console.empty()) {
        entry.log += "\nThe guest's console ends with:\n";
        entry.log += endOf(toValidUtf8(entry.console), kLogMax - entry.log.size());
    }
}

void TemplateKeeper::enter(Entry &entry, TemplateEvent event, std::string step)
{
    if (const auto to = next(entry.state, event)) {
        entry.state = *to;
        entry.since = m_parts.clock.wallNow();
    }
    entry.step = std::move(step);
    publish(entry);
}

void TemplateKeeper::publish(Entry &entry)
{
    api::TemplateView view{.generation = ++entry.generation,
                           .id = entry.id,
                           .size = entry.size,
                           .imageKey = entry.image.guest.key,
                           .image = shownAs(entry.image.about),
                           .state = entry.state,
                           .since = entry.since,
                           .step = entry.step,
                           .buildTime = entry.buildTime,
                           .problem = entry.problem,
                           .log = entry.log,
                           .ladder = entry.ladder};
    if (m_setup)
        view.acceleration = m_setup->acceleration;
    if (entry.made) {
        view.memory = entry.made->facts().memory;
        view.disk = entry.made->facts().disk;
        const auto all = m_parts.hypervisor.store().templates();
        view.onDisk = std::ranges::any_of(all, [&](const auto &facts) { return facts.id == entry.id.value(); });
    }
    m_observer(std::move(view));
}

} // namespace glovebox::engine
