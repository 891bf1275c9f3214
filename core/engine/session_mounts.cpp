#include "core/engine/session_mounts.h"

#include "core/base/id.h"
#include "core/base/limits.h"
#include "core/base/text.h"
#include "core/engine/memory_path.h"

#include <algorithm>

namespace glovebox::engine {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds kSyncIntervalMin = 5s; // 5.4
constexpr std::chrono::milliseconds kPhaseMax = 30s;       // 5.6
constexpr std::size_t kSkillProblemsMax = 100;

std::string nameOf(const domain::MemoryAttachment &attachment)
{
    const auto &name = attachment.name.empty() ? attachment.store.value() : attachment.name;
    return "memory store \"" + clipped(toOneLine(name), ByteCount{100}) + "\"";
}

std::string clockTime(WallTime at)
{
    const std::chrono::hh_mm_ss time(
        std::chrono::floor<std::chrono::seconds>(at - std::chrono::floor<std::chrono::days>(at)));
    const auto two = [](auto n) {
        return (n < 10 ? "0" : "") + std::to_string(n);
    };
    return two(time.hours().count()) + ':' + two(time.minutes().count()) + ':' + two(time.seconds().count()) + " UTC";
}

} // namespace

SessionMounts::SessionMounts(Parts parts, domain::Session session, SecretString credential)
    : m_parts(std::move(parts)), m_session(std::move(session)), m_credential(std::move(credential))
{
}

void SessionMounts::mount(ports::GuestFiles &files, bool own, Callback<> done)
{
    stopAll();
    m_stores.clear();
    m_skills.reset();
    m_skillProblems.clear();
    m_own = own;
    m_mountError.reset();
    m_mountDone = std::move(done);
    auto prepared = prepareStores();
    m_timer = m_parts.clock.after(0ms, [this, &files, prepared = std::move(prepared)] {
        if (!prepared)
            return mountEnded(prepared);
        mountSkills(files);
    });
}

Result<> SessionMounts::prepareStores()
{
    const auto &stores = m_session.memoryStores;
    if (stores.empty())
        return {};
    if (m_parts.memories == nullptr || !m_parts.settings.memorySync)
        return fail(ErrorCode::InvalidState, "the session has a memory store, and memory is switched off here");
    if (m_credential.empty())
        return fail(ErrorCode::InvalidState,
                    "the session has a memory store, and its work item carried no token for it");
    if (stores.size() > limits::kMemoryStoresMax)
        return fail(ErrorCode::TooLarge,
                    "the session has more than " + std::to_string(limits::kMemoryStoresMax) + " memory stores");
    std::vector<std::string> roots{std::string(kSkillsFolder)};
    for (const auto &attachment : stores) {
        if (!isSafeToken(attachment.store.value()))
            return fail(ErrorCode::InvalidArgument, "a memory store's id is not one");
        GB_TRY(root, memoryRoot(attachment));
        if (std::ranges::any_of(roots, [&root](const auto &other) { return foldersOverlap(root, other); }))
            return fail(ErrorCode::InvalidArgument, "something already exists at the memory store's path: " + root);
        roots.push_back(root);
        auto memo = std::make_shared<MemoryMemo>();
        if (m_parts.kept != nullptr)
            memo = m_parts.kept->try_emplace(attachment.store.value() + root, memo).first->second;
        const auto warn = [this, name = nameOf(attachment)](const std::string &text) {
            m_parts.note(api::NoteView::Kind::Sandbox, name + ": " + text);
        };
        m_stores.push_back(
            {std::make_unique<MemorySync>(MemorySync::Parts{*m_parts.memories, m_parts.clock,
                                                            m_parts.settings.memoryDeletions, warn, m_parts.changed},
                                          attachment, root, m_credential, std::move(memo))});
    }
    return {};
}

void SessionMounts::mountSkills(ports::GuestFiles &files)
{
    if (m_parts.skills == nullptr || !m_parts.settings.skills || m_session.skills.empty())
        return mountStores(files, m_own);
    m_skills =
        std::make_unique<SkillMounts>(*m_parts.skills, [this](std::string text) { skillProblem(std::move(text)); });
    m_skills->mount(files, m_session.skills, m_credential, [this, &files] {
        m_parts.changed();
        mountStores(files, m_own);
    });
}

void SessionMounts::mountStores(ports::GuestFiles &files, bool own)
{
    eachStore(
        [this, &files, own](MemorySync &store, const Over &over) {
            store.mount(files, own && m_parts.kept != nullptr, [this, over](const Result<> &mounted) {
                if (!mounted && !m_mountError)
                    m_mountError = mounted.error();
                over();
            });
        },
        [this] { mountEnded(m_mountError ? Result<>(tl::unexpected(*m_mountError)) : Result<>()); });
}

void SessionMounts::mountEnded(Result<> result)
{
    m_ready = result.has_value();
    for (auto &store : m_stores)
        store.last = m_parts.clock.now();
    m_parts.changed();
    if (const auto done = std::exchange(m_mountDone, nullptr))
        done(std::move(result));
}

void SessionMounts::skillProblem(std::string text)
{
    m_parts.note(api::NoteView::Kind::Error, "skill " + text);
    if (m_skillProblems.size() < kSkillProblemsMax)
        m_skillProblems.push_back(std::move(text));
    m_parts.changed();
}

void SessionMounts::afterTool()
{
    const auto &interval = m_parts.settings.memorySync;
    if (!m_ready || !interval)
        return;
    for (auto &store : m_stores)
        if (!store.busy && m_parts.clock.now() - store.last >= std::max(*interval, kSyncIntervalMin))
            syncOne(store);
}

void SessionMounts::syncOne(Store &store)
{
    store.busy = true;
    store.sync->sync(false, [this, &store] {
        store.busy = false;
        store.last = m_parts.clock.now();
    });
}

void SessionMounts::finish(bool cleanEnd, std::function<void()> done)
{
    stopAll();
    m_finishDone = std::move(done);
    m_phases.clear();
    m_phases.push_back([this](Over over) {
        eachStore(
            [this](MemorySync &store, Over next) { store.close(m_own && m_parts.kept != nullptr, std::move(next)); },
            std::move(over));
    });
    m_phases.push_back([this](Over over) {
        eachStore([](MemorySync &store, Over next) { store.mounted() ? store.flush(std::move(next)) : next(); },
                  std::move(over));
    });
    if (cleanEnd)
        m_phases.push_back([this](Over over) {
            eachStore(
                [](MemorySync &store, Over next) { store.mounted() ? store.sync(true, std::move(next)) : next(); },
                std::move(over));
        });
    m_phases.push_back([this](Over over) { m_skills ? m_skills->remove(std::move(over)) : over(); });
    nextPhase();
}

/// A phase that takes too long is left where it is. What it had sent may still arrive.
void SessionMounts::nextPhase()
{
    if (m_phases.empty()) {
        m_timer = m_parts.clock.after(0ms, [this] {
            m_parts.changed();
            if (const auto done = std::exchange(m_finishDone, nullptr))
                done();
        });
        return;
    }
    const auto phase = std::move(m_phases.back());
    m_phases.pop_back();
    m_timer = m_parts.clock.after(kPhaseMax, [this] {
        m_parts.note(api::NoteView::Kind::Sandbox, "putting skills and memory away took too long and was cut off");
        stopAll();
        nextPhase();
    });
    phase([this] { nextPhase(); });
}

void SessionMounts::eachStore(const std::function<void(MemorySync &, Over)> &work, Over over)
{
    std::vector<Lanes::Job> jobs;
    for (auto &store : m_stores)
        jobs.push_back([work, &store](Lanes::Lane &, Over next) { work(*store.sync, std::move(next)); });
    m_lanes.run(limits::kMemoryStoresMax, std::move(jobs), std::move(over));
}

/// Handles only: what is known and what was made stays.
void SessionMounts::stopAll()
{
    m_ready = false;
    m_timer.cancel();
    m_lanes.cancel();
    m_mountDone = nullptr;
    if (m_skills)
        m_skills->stop();
    for (auto &store : m_stores) {
        store.sync->stop();
        store.busy = false;
    }
}

void SessionMounts::stop()
{
    stopAll();
    m_phases.clear();
    m_finishDone = nullptr;
}

void SessionMounts::lost()
{
    stopAll();
    for (const auto &store : m_stores)
        if (const auto view = store.sync->view(); store.sync->mounted() && !view.readOnly && view.syncedAt)
            m_parts.note(api::NoteView::Kind::Sandbox, "memory store \"" + view.name +
                                                           "\": its sandbox is gone; what was "
                                                           "edited there since " +
                                                           clockTime(*view.syncedAt) + " is lost");
    m_stores.clear();
    m_skills.reset();
    if (m_parts.kept != nullptr)
        m_parts.kept->clear();
    m_phases.clear();
    if (m_finishDone)
        nextPhase();
    m_parts.changed();
}

std::vector<std::string> SessionMounts::skillNames() const
{
    return m_skills ? m_skills->names() : std::vector<std::string>();
}

std::vector<api::MountedMemory> SessionMounts::memories() const
{
    std::vector<api::MountedMemory> views;
    for (const auto &store : m_stores)
        views.push_back(store.sync->view());
    return views;
}

std::vector<ports::ToolFolder> SessionMounts::toolFolders() const
{
    std::vector<ports::ToolFolder> folders;
    for (const auto &store : m_stores)
        folders.push_back({store.sync->root(), store.sync->view().readOnly});
    return folders;
}

} // namespace glovebox::engine
