// Role: the part of TemplateLibrary that tells of its templates.
#include "core/engine/template_library_entry.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::DefinedTemplateState;

namespace {

/// A build that prints a lot is not shown line by line.
constexpr std::chrono::milliseconds kShownEvery = 250ms;

} // namespace

OperationsBook::Subject TemplateLibrary::subjectOf(const std::string &name) const
{
    return {OperationKind::BuildTemplate, operationOf(name), name};
}

std::optional<ports::SnapshotFacts> TemplateLibrary::factsOf(const ports::StoredVersion &version) const
{
    auto all = m_parts.hypervisor.store().snapshots();
    const auto found = std::ranges::find_if(all, [&](const auto &facts) {
        return facts.origin.id == version.snapshot && facts.acceleration == m_acceleration && facts.damage.empty();
    });
    return found == all.end() ? std::nullopt : std::optional(std::move(*found));
}

std::optional<TemplateLibrary::Current> TemplateLibrary::current(const std::string &name) const
{
    const auto *entry = find(name);
    if (!entry)
        return std::nullopt;
    const auto &versions = entry->record.versions;
    const auto found = std::ranges::find(versions, entry->record.current, &ports::StoredVersion::number);
    const auto facts = found == versions.end() ? std::nullopt : factsOf(*found);
    if (!facts)
        return std::nullopt;
    return Current{.snapshot = found->snapshot,
                   .version = found->number,
                   .size = found->size,
                   .image = facts->origin.image,
                   .ladder = found->ladder,
                   .warm = found->warm,
                   .runEgress = found->runEgress,
                   .runSecrets = found->runSecrets,
                   .runner = found->runner};
}

std::vector<std::pair<std::string, TemplateLibrary::Current>> TemplateLibrary::allCurrent() const
{
    std::vector<std::pair<std::string, Current>> all;
    for (const auto &entry : m_entries)
        if (auto one = current(entry->record.name))
            all.emplace_back(entry->record.name, *std::move(one));
    return all;
}

DefinedTemplateState TemplateLibrary::stateOf(const Entry &entry) const
{
    if (entry.waits || entry.builder)
        return DefinedTemplateState::Building;
    if (entry.record.problem)
        return DefinedTemplateState::Failed;
    if (entry.record.versions.empty())
        return DefinedTemplateState::Draft;
    return outdatedBecause(entry).empty() ? DefinedTemplateState::Ready : DefinedTemplateState::Outdated;
}

std::string TemplateLibrary::outdatedBecause(const Entry &entry) const
{
    if (entry.record.versions.empty())
        return {};
    const auto &newest = entry.record.versions.back();
    const auto version = "version " + std::to_string(newest.number);
    if (newest.definitionKey != entry.definitionKey)
        return "Its definition has changed since " + version + " was built.";
    if (!factsOf(newest))
        return "The files of " + version + " are gone, damaged, or of another host.";
    const auto key = baseKeyOf(entry.definition);
    if (!key || *key == newest.baseKey) // none: nothing can be said
        return {};
    const auto &from = entry.definition.from;
    return (from.kind == TemplateBase::Kind::Template ? "Template " + from.name + " has another version"
                                                      : "Image " + from.name + " has changed") +
           " since " + version + " was built.";
}

void TemplateLibrary::refresh()
{
    for (const auto &entry : m_entries)
        publish(*entry);
}

void TemplateLibrary::publishSoon(Entry &entry)
{
    if (!entry.publishing)
        entry.publishing = m_parts.clock.after(kShownEvery, [this, &entry] {
            entry.publishing.cancel();
            publish(entry);
        });
}

void TemplateLibrary::publish(Entry &entry)
{
    api::DefinedTemplateView view{.generation = entry.generation,
                                  .definition = entry.definition,
                                  .text = entry.record.text,
                                  .state = stateOf(entry),
                                  .since = entry.record.since,
                                  .versions = {},
                                  .step = entry.step,
                                  .stepText = entry.stepText,
                                  .cachedSteps = entry.cachedSteps,
                                  .log = {entry.log.begin(), entry.log.end()},
                                  .logBegins = entry.logBegins,
                                  .problem = entry.record.problem,
                                  .outdatedBecause = {}};
    if (const auto now = current(entry.record.name)) {
        view.warmMax = now->warm;
        view.warm = m_parts.warmOf ? m_parts.warmOf(now->snapshot) : 0;
    }
    if (view.state == DefinedTemplateState::Outdated)
        view.outdatedBecause = outdatedBecause(entry);
    for (auto it = entry.record.versions.rbegin(); it != entry.record.versions.rend(); ++it)
        view.versions.push_back(
            {.number = it->number,
             .snapshot = it->snapshot,
             .builtAt = it->builtAt,
             .buildTime = it->buildTime,
             .stepsCached = it->stepsCached,
             .steps = it->steps,
             .memory = it->memory,
             .disk = it->disk,
             .imageKey = it->baseKey,
             .sandboxes = m_parts.sandboxesOn ? m_parts.sandboxesOn(entry.record.name, it->number) : 0,
             .isCurrent = it->number == entry.record.current});
    if (entry.published == view)
        return;
    view.generation = ++entry.generation;
    entry.published = view;
    m_parts.observer(std::move(view));
}

} // namespace glovebox::engine
