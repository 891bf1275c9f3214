// Role: the part of TemplateLibrary that builds, and that keeps and removes what builds left.
#include "core/base/limits.h"
#include "core/base/sha256.h"
#include "core/engine/build_log.h"
#include "core/engine/log.h"
#include "core/engine/template_library_entry.h"

#include <algorithm>

namespace glovebox::engine {

using namespace domain;
using namespace std::chrono_literals;

namespace {

/// What steps of builds may take of the disk, all together: some dozen of large ones.
constexpr ByteCount kStepsKept = ByteCount::gib(20);

std::string_view wordOf(api::BuildLine::Stream stream)
{
    switch (stream) {
    case api::BuildLine::Stream::System:
        return "-";
    case api::BuildLine::Stream::Output:
        return "out";
    case api::BuildLine::Stream::Error:
        return "err";
    }
    return "-";
}

} // namespace

void TemplateLibrary::turn()
{
    m_next = m_parts.clock.after(0ms, [this] {
        sweep();
        buildNext();
    });
}

void TemplateLibrary::buildNext()
{
    if (!m_building.empty() || m_waiting.empty())
        return;
    const auto name = m_waiting.front();
    m_waiting.pop_front();
    if (auto *entry = find(name))
        beginBuild(*entry);
}

void TemplateLibrary::beginBuild(Entry &entry)
{
    m_building = entry.record.name;
    entry.waits = false;
    entry.built = entry.definition;
    entry.began = m_parts.clock.now();
    entry.log.clear();
    entry.logBegins = 0;
    auto file = m_parts.store.beginLog(entry.record.name);
    if (file)
        entry.logFile = *std::move(file);
    else
        qCWarning(lcEngine, "the log of %s's build is not kept: %s", entry.record.name.c_str(),
                  describe(file.error()).c_str());
    entry.builder =
        std::make_unique<TemplateBuilder>(TemplateBuilder::Parts{m_parts.clock, m_parts.hypervisor, m_parts.connector,
                                                                 m_parts.files, m_parts.egress, m_parts.room},
                                          orderOf(entry), handlersOf(entry));
    entry.builder->begin();
}

void TemplateLibrary::obeyEgressAnew()
{
    for (const auto &entry : m_entries)
        if (entry->builder)
            entry->builder->obeyEgressAnew();
}

TemplateBuilder::Order TemplateLibrary::orderOf(Entry &entry)
{
    TemplateBuilder::Order order{
        .definition = entry.built,
        .folder = entry.record.folder,
        .baseKey = baseKeyOf(entry.built).value_or(std::string()),
        .obtain = [this, &entry](Callback<TemplateStart> done) { return baseOf(entry.built, std::move(done)); },
        .cached = nullptr};
    if (!entry.fresh)
        order.cached = [this](const std::string &key) -> std::optional<ports::StoredStep> {
            const auto found = std::ranges::find(m_steps, key, &ports::StoredStep::key);
            return found == m_steps.end() ? std::nullopt : std::optional(*found);
        };
    return order;
}

TemplateBuilder::Handlers TemplateLibrary::handlersOf(Entry &entry)
{
    return {.planned =
                [this, &entry](std::vector<std::string> keys) {
                    const auto now = m_parts.clock.wallNow();
                    for (auto &step : m_steps)
                        if (std::ranges::find(keys, step.key) != keys.end())
                            step.usedAt = now;
                    entry.record.stepKeys = std::move(keys);
                    // So that what steps leave is not taken for somebody's who is gone, if we are cut off.
                    if (const auto kept = m_parts.store.keep(entry.record); !kept)
                        qCWarning(lcEngine, "the steps of %s are not written down: %s", entry.record.name.c_str(),
                                  describe(kept.error()).c_str());
                },
            .step =
                [this, &entry](int step, std::string text) {
                    entry.step = step;
                    entry.stepText = std::move(text);
                    const auto all = entry.built.steps.size();
                    m_parts.operations.step(subjectOf(entry.record.name), step > 0 ? "Step " + std::to_string(step) +
                                                                                         " of " + std::to_string(all) +
                                                                                         ": " + entry.stepText
                                                                                   : entry.stepText);
                    publishSoon(entry);
                },
            .cached =
                [this, &entry](std::vector<int> steps) {
                    entry.cachedSteps = std::move(steps);
                    publishSoon(entry);
                },
            .line = [this, &entry](const api::BuildLine &line) { logged(entry, line); },
            .kept = [this](ports::StoredStep step) { keepStep(std::move(step)); },
            .lost = [this](const std::string &key) { dropStep(key); },
            .done =
                [this, &entry](Result<TemplateBuilder::Built> built) {
                    ended(entry, std::move(built));
                }};
}

/// Of an image: what the engine has of it. The others are snapshots, with what they know of themselves.
Call TemplateLibrary::baseOf(const TemplateDefinition &definition, Callback<TemplateStart> done)
{
    const auto &from = definition.from;
    if (from.kind == TemplateBase::Kind::Image)
        return m_parts.imageStart(from.name, definition.size, std::move(done));
    auto id = SnapshotId(from.name);
    if (from.kind == TemplateBase::Kind::Template) {
        const auto base = current(from.name);
        if (!base)
            return m_parts.clock.after(0ms, [done = std::move(done), name = from.name] {
                done(fail(ErrorCode::NotFound, "template " + name + " has no version that can be used"));
            });
        id = base->snapshot;
    }
    const auto key = baseKeyOf(definition).value_or(id.value());
    return m_parts.hypervisor.store().openSnapshot(id, [done = std::move(done),
                                                        key](Result<std::shared_ptr<const ports::Snapshot>> opened) {
        if (!opened)
            return done(tl::unexpected(opened.error()));
        const auto &facts = (*opened)->facts();
        if (facts.origin.guestRunner)
            return done(fail(ErrorCode::InvalidArgument, facts.origin.id.value() +
                                                             " was taken of a sandbox that a session's own runner was "
                                                             "in: it may hold that session's credential"));
        done(TemplateStart{.spec = {.sandbox = facts.origin.sandbox,
                                    .size = facts.size,
                                    .acceleration = facts.acceleration,
                                    .image = facts.image,
                                    .from = *opened},
                           .image = facts.origin.image,
                           .key = key});
    });
}

std::optional<std::string> TemplateLibrary::baseKeyOf(const TemplateDefinition &definition) const
{
    const auto &from = definition.from;
    if (from.kind == TemplateBase::Kind::Image)
        return m_parts.imageKey(from.name, definition.size);
    if (from.kind == TemplateBase::Kind::Snapshot)
        return "snapshot:" + from.name;
    const auto base = current(from.name);
    return base ? std::optional("snapshot:" + base->snapshot.value()) : std::nullopt;
}

void TemplateLibrary::logged(Entry &entry, const api::BuildLine &line)
{
    if (entry.logFile)
        entry.logFile->write(inWords(line.at) + ' ' + std::to_string(line.step) + ' ' +
                             std::string(wordOf(line.stream)) + ' ' + line.text);
    entry.log.push_back(line);
    for (; entry.log.size() > limits::kBuildLinesShown; ++entry.logBegins)
        entry.log.pop_front();
    publishSoon(entry);
}

void TemplateLibrary::ended(Entry &entry, Result<TemplateBuilder::Built> built)
{
    const auto name = entry.record.name;
    const auto subject = subjectOf(name);
    auto added = built ? addVersion(entry, *built) : Result<>(tl::unexpected(built.error()));
    entry.record.since = m_parts.clock.wallNow();
    if (!added) {
        qCWarning(lcEngine, "template %s was not built: %s", name.c_str(), describe(added.error()).c_str());
        logged(entry, {api::BuildLine::Stream::System, m_parts.clock.wallNow(), entry.step,
                       "Failed: " + added.error().detail});
        entry.record.problem = added.error();
        if (const auto kept = m_parts.store.keep(entry.record); !kept)
            qCWarning(lcEngine, "that was not written down: %s", describe(kept.error()).c_str());
    }
    leaveBuild(entry);
    if (added)
        m_parts.operations.finish(subject, "version " + std::to_string(entry.record.newest));
    else
        m_parts.operations.fail(subject, added.error());
    sweep();
    refresh(); // others may be made from it
    publish(entry);
    changed();
    buildNext();
}

Result<> TemplateLibrary::addVersion(Entry &entry, const TemplateBuilder::Built &built)
{
    auto record = entry.record;
    record.versions.push_back(
        {.number = ++record.newest,
         .snapshot = built.facts.origin.id,
         .builtAt = m_parts.clock.wallNow(),
         .buildTime = std::chrono::duration_cast<std::chrono::milliseconds>(m_parts.clock.now() - entry.began),
         .stepsCached = built.cached,
         .steps = static_cast<int>(entry.built.steps.size()),
         .memory = built.facts.memory,
         .disk = built.facts.disk,
         .baseKey = built.baseKey,
         .definitionKey = sha256Hex(contentOf(entry.built)),
         .size = built.facts.size,
         .ladder = entry.built.ladder,
         .warm = entry.built.warm,
         .runEgress = entry.built.runEgress,
         .runSecrets = entry.built.runSecrets,
         .runner = entry.built.runner});
    record.current = record.newest;
    record.since = m_parts.clock.wallNow();
    record.problem.reset();
    if (const auto kept = m_parts.store.keep(record); !kept) {
        removeSnapshot(built.facts.origin.id);
        return tl::unexpected(inContext("write the new version down", kept.error()));
    }
    const auto number = std::to_string(record.newest);
    entry.record = std::move(record);
    logged(entry, {api::BuildLine::Stream::System, m_parts.clock.wallNow(), 0, "Version " + number + " is ready"});
    return {};
}

/// The machine ends; what was frozen and not found whole goes.
void TemplateLibrary::leaveBuild(Entry &entry)
{
    std::optional<SnapshotId> left;
    if (entry.builder && entry.builder->unfinished()) {
        left = entry.builder->unfinished();
        const auto isVersion = [&](const auto &version) {
            return version.snapshot == *left;
        };
        if (std::ranges::any_of(entry.record.versions, isVersion))
            left.reset();
    }
    const bool wasBuilding = m_building == entry.record.name;
    std::erase(m_waiting, entry.record.name);
    entry.waits = false;
    entry.builder.reset();
    entry.logFile.reset();
    entry.publishing.cancel();
    entry.stepText.clear();
    if (wasBuilding)
        m_building.clear();
    if (left)
        removeSnapshot(*left);
}

// ---- What steps left

void TemplateLibrary::keepStep(ports::StoredStep step)
{
    dropStep(step.key); // of a build that took nothing from it
    m_steps.push_back(std::move(step));
    writeSteps();
}

void TemplateLibrary::dropStep(const std::string &key)
{
    const auto found = std::ranges::find(m_steps, key, &ports::StoredStep::key);
    if (found == m_steps.end())
        return;
    const auto id = found->snapshot;
    m_steps.erase(found);
    writeSteps();
    removeSnapshot(id);
}

/// Those go that no template's last build had, then the longest unused until the rest is small enough. Not under a
/// build: it may be about to begin with one.
void TemplateLibrary::sweep()
{
    if (!m_building.empty() || !m_isOpen)
        return;
    std::set<std::string> needed;
    for (const auto &entry : m_entries)
        needed.insert(entry->record.stepKeys.begin(), entry->record.stepKeys.end());
    std::ranges::stable_sort(m_steps, {}, &ports::StoredStep::usedAt);
    std::uint64_t bytes = 0;
    for (const auto &step : m_steps)
        bytes += needed.contains(step.key) ? step.bytes.value : 0;
    std::vector<std::string> surplus;
    for (const auto &step : m_steps)
        if (!needed.contains(step.key)) {
            surplus.push_back(step.key);
        } else if (bytes > kStepsKept.value) {
            surplus.push_back(step.key);
            bytes -= step.bytes.value;
        }
    for (const auto &key : surplus)
        dropStep(key);
}

void TemplateLibrary::writeSteps()
{
    if (const auto kept = m_parts.store.keepSteps(m_steps); !kept)
        qCWarning(lcEngine, "what the steps of builds left is not written down, and goes with the next start: %s",
                  describe(kept.error()).c_str());
}

void TemplateLibrary::removeSnapshot(const SnapshotId &id)
{
    const auto key = id.value() + '/' + std::to_string(++m_removals);
    m_removing[key] = m_parts.hypervisor.store().removeSnapshot(id, [this, id, key](const Result<> &removed) {
        if (!removed)
            qCWarning(lcEngine, "%s stays until the next start: %s", id.value().c_str(),
                      describe(removed.error()).c_str());
        m_removing[key] = m_parts.clock.after(0ms, [this, key] { m_removing.erase(key); });
    });
}

/// What a program before this one had begun and not written down, and steps of which nothing is left.
void TemplateLibrary::removeStrays()
{
    std::set<std::string> listed;
    std::set<std::string> known;
    for (const auto &entry : m_entries)
        for (const auto &version : entry->record.versions)
            known.insert(version.snapshot.value());
    for (const auto &step : m_steps)
        known.insert(step.snapshot.value());
    for (const auto &facts : m_parts.hypervisor.store().snapshots()) {
        const auto &origin = facts.origin;
        listed.insert(origin.id.value());
        const bool isOurs = origin.kind == SnapshotKind::Step || origin.kind == SnapshotKind::Template;
        if (isOurs && m_allRead && !known.contains(origin.id.value())) {
            qCInfo(lcEngine, "%s is of a build that was cut off, and goes", origin.id.value().c_str());
            removeSnapshot(origin.id);
        }
    }
    const auto gone = std::erase_if(m_steps, [&](const auto &step) { return !listed.contains(step.snapshot.value()); });
    if (gone > 0)
        writeSteps();
    if (m_allRead)
        sweep();
}

} // namespace glovebox::engine
