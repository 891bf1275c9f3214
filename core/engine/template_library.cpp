#include "core/engine/template_library.h"

#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/engine/log.h"
#include "core/engine/template_library_entry.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;
using api::Verdict;

namespace {

/// People define them one by one.
constexpr std::size_t kTemplatesMax = 500;
constexpr ByteCount kFolderMax = ByteCount::kib(4);

Verdict noSuch(const std::string &name)
{
    return Verdict::notFound("There is no template " + clipped(toOneLine(name), {80}) + ".");
}

} // namespace

TemplateLibrary::TemplateLibrary(Parts parts) : m_parts(std::move(parts)) {}

TemplateLibrary::~TemplateLibrary() = default;

TemplateLibrary::Entry *TemplateLibrary::find(const std::string &name) const
{
    const auto found = std::ranges::find_if(m_entries, [&](const auto &entry) { return entry->record.name == name; });
    return found == m_entries.end() ? nullptr : found->get();
}

void TemplateLibrary::open(Acceleration acceleration)
{
    m_acceleration = acceleration;
    if (std::exchange(m_isOpen, true))
        return;
    auto shelf = m_parts.store.read();
    if (!shelf) {
        qCWarning(lcEngine, "templates that were defined are not to be had: %s", describe(shelf.error()).c_str());
        return;
    }
    m_allRead = shelf->unread.empty();
    for (const auto &name : shelf->unread)
        qCWarning(lcEngine, "%s does not read and is left alone, with all that builds left", name.c_str());
    m_steps = std::move(shelf->steps);
    std::ranges::sort(m_steps, {}, &ports::StoredStep::usedAt);
    for (auto &record : shelf->templates) {
        auto parsed = m_parts.parse(record.text);
        if (!parsed) {
            qCWarning(lcEngine, "template %s is left alone, its definition does not read: %s", record.name.c_str(),
                      textOf(parsed.error()).c_str());
            m_allRead = false;
            continue;
        }
        auto entry = std::make_unique<Entry>();
        entry->definitionKey = sha256Hex(contentOf(*parsed));
        entry->definition = *std::move(parsed);
        entry->record = std::move(record);
        m_entries.push_back(std::move(entry));
    }
    removeStrays();
    for (const auto &entry : m_entries)
        publish(*entry);
    changed();
}

void TemplateLibrary::close()
{
    m_next.cancel();
    m_waiting.clear();
    for (const auto &entry : m_entries)
        if (entry->builder || entry->waits) {
            leaveBuild(*entry);
            m_parts.operations.cancel(subjectOf(entry->record.name), "the engine stopped");
        }
    for (const auto &entry : std::exchange(m_entries, {}))
        m_parts.observer(api::DefinedTemplateGone{entry->record.name});
    m_isOpen = false;
}

struct TemplateLibrary::Doer {
    TemplateLibrary &library;

    Verdict operator()(const api::SaveTemplate &a) const { return library.save(a); }
    Verdict operator()(const api::BuildTemplate &a) const { return library.build(a); }
    Verdict operator()(const api::CancelTemplateBuild &a) const { return library.cancel(a.name); }
    Verdict operator()(const api::UseTemplateVersion &a) const { return library.use(a); }
    Verdict operator()(const api::DeleteTemplateVersion &a) const { return library.remove(a); }
    Verdict operator()(const api::ForgetTemplate &a) const { return library.forget(a); }
};

Verdict TemplateLibrary::act(const api::TemplateAction &action)
{
    if (!m_isOpen)
        return Verdict::denied("The engine is not running.");
    return std::visit(Doer{*this}, action);
}

/// Of a template that would be made from itself by way of others: neither could ever be built, or deleted. Empty: none.
std::string TemplateLibrary::circleOf(const domain::TemplateDefinition &definition) const
{
    std::string way = definition.name;
    const auto *from = &definition.from;
    for (std::size_t steps = 0; steps <= m_entries.size() && from->kind == TemplateBase::Kind::Template; ++steps) {
        way += (steps == 0 ? " would be made from " : ", which is made from ") + from->name;
        if (from->name == definition.name)
            return way + ". Have one of them made from something else.";
        const auto *entry = find(from->name);
        if (!entry)
            return {};
        from = &entry->definition.from;
    }
    return {};
}

Verdict TemplateLibrary::save(const api::SaveTemplate &wanted)
{
    auto parsed = m_parts.parse(wanted.text);
    if (!parsed)
        return Verdict::invalid(textOf(parsed.error()));
    if (wanted.folder.size() > kFolderMax.value || (!wanted.folder.empty() && !wanted.folder.starts_with('/')))
        return Verdict::invalid("The folder that copy steps are relative to is no absolute path.");
    for (const auto &step : parsed->steps)
        if (const auto *copy = std::get_if<CopyStep>(&step.what);
            copy && wanted.folder.empty() && !copy->from.starts_with('/'))
            return Verdict::denied(textOf(std::vector<DefinitionMistake>{
                {step.line, "copy: " + copy->from + " is relative, and there is no folder that it is relative to"}}));
    if (const auto circle = circleOf(*parsed); !circle.empty())
        return Verdict::denied(circle);
    auto *entry = find(parsed->name);
    if (!entry && m_entries.size() >= kTemplatesMax)
        return Verdict::denied("There are " + std::to_string(kTemplatesMax) + " templates already.");
    auto record =
        entry ? entry->record : ports::StoredTemplate{.name = parsed->name, .text = {}, .folder = {}, .since = {}};
    const auto object = operationOf(parsed->name);
    if (record.text == wanted.text && record.folder == wanted.folder)
        return {Verdict::Kind::AlreadySo, {}, object};
    const auto key = sha256Hex(contentOf(*parsed));
    record.text = wanted.text;
    record.folder = wanted.folder;
    record.since = m_parts.clock.wallNow();
    if (!entry || entry->definitionKey != key)
        record.problem.reset(); // of a build of something else
    if (const auto kept = m_parts.store.keep(record); !kept)
        return Verdict::denied("The definition could not be written down: " + describe(kept.error()));
    if (!entry) {
        const auto behind =
            std::ranges::find_if(m_entries, [&](const auto &other) { return other->record.name > record.name; });
        entry = m_entries.insert(behind, std::make_unique<Entry>())->get();
    }
    entry->record = std::move(record);
    entry->definitionKey = key;
    entry->definition = *std::move(parsed);
    publish(*entry);
    return Verdict::accepted(object);
}

Verdict TemplateLibrary::build(const api::BuildTemplate &wanted)
{
    auto *entry = find(wanted.name);
    if (!entry)
        return noSuch(wanted.name);
    if (entry->waits || entry->builder)
        return {Verdict::Kind::AlreadySo, {}, operationOf(wanted.name)};
    const auto &from = entry->definition.from;
    if (from.kind == TemplateBase::Kind::Template && !current(from.name))
        return Verdict::denied("It is made from template " + from.name + ", which has no version that can be used.");
    entry->waits = true;
    entry->fresh = wanted.fresh;
    entry->step = 0;
    entry->stepText = "Waiting for its turn";
    entry->cachedSteps.clear();
    m_waiting.push_back(wanted.name);
    m_parts.operations.begin(subjectOf(wanted.name), true);
    m_parts.operations.step(subjectOf(wanted.name), entry->stepText);
    publish(*entry);
    turn();
    return Verdict::accepted(operationOf(wanted.name));
}

Verdict TemplateLibrary::cancel(const std::string &name)
{
    auto *entry = find(name);
    if (!entry)
        return noSuch(name);
    if (!entry->waits && !entry->builder)
        return Verdict::alreadySo();
    const bool hasBegun = entry->builder != nullptr;
    if (hasBegun)
        logged(*entry, {api::BuildLine::Stream::System, m_parts.clock.wallNow(), entry->step, "Cancelled"});
    leaveBuild(*entry);
    m_parts.operations.cancel(subjectOf(name), "the operator cancelled it");
    publish(*entry);
    turn();
    return Verdict::accepted();
}

std::optional<Verdict> TemplateLibrary::giveUp(const std::string &object)
{
    const auto name = object.substr(object.find('/') + 1);
    if (!object.starts_with("template/") || !find(name))
        return std::nullopt;
    return cancel(name);
}

Verdict TemplateLibrary::use(const api::UseTemplateVersion &wanted)
{
    auto *entry = find(wanted.name);
    if (!entry)
        return noSuch(wanted.name);
    const auto found = std::ranges::find(entry->record.versions, wanted.version, &ports::StoredVersion::number);
    if (found == entry->record.versions.end())
        return Verdict::notFound("There is no version " + std::to_string(wanted.version) + " of " + wanted.name + ".");
    if (entry->record.current == wanted.version)
        return Verdict::alreadySo();
    if (!factsOf(*found))
        return Verdict::denied("Version " + std::to_string(wanted.version) + " cannot be started on this host.");
    auto record = entry->record;
    record.current = wanted.version;
    if (const auto kept = m_parts.store.keep(record); !kept)
        return Verdict::denied("It could not be written down: " + describe(kept.error()));
    entry->record = std::move(record);
    refresh(); // what is made from it is outdated now
    changed();
    return Verdict::accepted();
}

/// A build that begins with its current version needs it until it has ended.
std::string TemplateLibrary::whyNeeded(const std::string &name) const
{
    const auto *building = m_building.empty() ? nullptr : find(m_building);
    const auto &from = building ? building->built.from : TemplateBase{};
    if (building && from.kind == TemplateBase::Kind::Template && from.name == name)
        return m_building + " is being built from it.";
    return {};
}

Verdict TemplateLibrary::remove(const api::DeleteTemplateVersion &wanted)
{
    auto *entry = find(wanted.name);
    if (!entry)
        return noSuch(wanted.name);
    auto record = entry->record;
    const auto found = std::ranges::find(record.versions, wanted.version, &ports::StoredVersion::number);
    if (found == record.versions.end())
        return Verdict::notFound("There is no version " + std::to_string(wanted.version) + " of " + wanted.name + ".");
    const auto snapshot = found->snapshot;
    if (const auto on = m_parts.sandboxesOn ? m_parts.sandboxesOn(wanted.name, wanted.version) : 0; on > 0)
        return Verdict::denied("Version " + std::to_string(wanted.version) + " stays: " + std::to_string(on) +
                               (on == 1 ? " sandbox stands on it." : " sandboxes stand on it."));
    if (const auto why = whyNeeded(wanted.name); !why.empty() && wanted.version == record.current)
        return Verdict::denied("Version " + std::to_string(wanted.version) + " stays: " + why);
    record.versions.erase(found);
    if (record.current == wanted.version)
        record.current = record.versions.empty() ? 0 : record.versions.back().number;
    if (const auto kept = m_parts.store.keep(record); !kept)
        return Verdict::denied("It could not be written down: " + describe(kept.error()));
    entry->record = std::move(record);
    changed(); // clones that wait go before what they are of
    removeSnapshot(snapshot);
    refresh();
    return Verdict::accepted();
}

Verdict TemplateLibrary::forget(const api::ForgetTemplate &wanted)
{
    auto *entry = find(wanted.name);
    if (!entry)
        return noSuch(wanted.name);
    if (entry->waits || entry->builder)
        return Verdict::denied("It is being built. Cancel that first.");
    if (const auto why = whyNeeded(wanted.name); !why.empty())
        return Verdict::denied(wanted.name + " stays: " + why);
    for (const auto &other : m_entries)
        if (other->definition.from == TemplateBase{TemplateBase::Kind::Template, wanted.name})
            return Verdict::denied(wanted.name + " stays: " + other->record.name + " is made from it.");
    for (const auto &version : entry->record.versions)
        if (const auto on = m_parts.sandboxesOn ? m_parts.sandboxesOn(wanted.name, version.number) : 0; on > 0)
            return Verdict::denied(wanted.name + " stays: " + std::to_string(on) +
                                   (on == 1 ? " sandbox stands" : " sandboxes stand") + " on version " +
                                   std::to_string(version.number) + ".");
    if (const auto gone = m_parts.store.remove(wanted.name); !gone)
        return Verdict::denied("It could not be removed: " + describe(gone.error()));
    const auto versions = std::move(entry->record.versions);
    entry->record.versions.clear();
    changed();
    for (const auto &version : versions)
        removeSnapshot(version.snapshot);
    m_entries.remove_if([&](const auto &each) { return each.get() == entry; });
    m_parts.observer(api::DefinedTemplateGone{wanted.name});
    sweep();
    return Verdict::accepted();
}

void TemplateLibrary::changed()
{
    if (m_onChanged)
        m_onChanged();
}

} // namespace glovebox::engine
