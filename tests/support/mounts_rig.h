// Role: a session's mounts over a guest's disk, memory stores and skills that are all in memory. One store is attached,
// "memstore_1" at kRoot, unless a test says otherwise.
#pragma once

#include "core/engine/session_mounts.h"
#include "tests/support/fake_guest_disk.h"
#include "tests/support/fake_memory_stores.h"
#include "tests/support/fake_skill_source.h"
#include "tests/support/manual_clock.h"

namespace testsupport {

class MountsRig {
public:
    static constexpr const char *kStore = "memstore_1";
    static constexpr const char *kRoot = "/mnt/memory/prefs";

    MountsRig() { session.memoryStores = {attachment(kStore, kRoot)}; }

    static glovebox::domain::MemoryAttachment attachment(const std::string &store, const std::string &path,
                                                         bool readOnly = false)
    {
        return {.store = glovebox::domain::MemoryStoreId(store),
                .name = "User Preferences",
                .mountPath = path,
                .readOnly = readOnly};
    }

    /// A new item of the session: mounts as the driver makes them.
    void newItem(const std::string &token = "token")
    {
        mounts = std::make_unique<glovebox::engine::SessionMounts>(
            glovebox::engine::SessionMounts::Parts{
                .skills = &skills,
                .memories = memories,
                .clock = clock,
                .settings = settings,
                .note = [this](glovebox::api::NoteView::Kind, std::string text) { notes.push_back(std::move(text)); },
                .changed = [this] { ++changes; },
                .kept = kept},
            session, glovebox::SecretString(token));
    }

    /// Mounts, and lets it come to an end.
    glovebox::Result<> mount(bool own = true)
    {
        if (!mounts)
            newItem();
        std::optional<glovebox::Result<>> answer;
        mounts->mount(files, own, [&answer](glovebox::Result<> result) { answer = std::move(result); });
        clock.runDue();
        return answer ? *answer : glovebox::fail(glovebox::ErrorCode::TimedOut, "mount() has not answered");
    }

    /// A tool ends, and a sync is due.
    void sync(std::chrono::milliseconds after = std::chrono::seconds(15))
    {
        clock.advance(after);
        mounts->afterTool();
        clock.runDue();
    }

    /// True when the teardown has ended within `within`.
    bool finish(bool clean, std::chrono::milliseconds within = std::chrono::milliseconds{0})
    {
        finished = false;
        mounts->finish(clean, [this] { finished = true; });
        clock.advance(within);
        if (finished)
            mounts.reset();
        return finished;
    }

    void edit(const std::string &path, const std::string &content) { disk.put(kRoot + path, content); }
    void erase(const std::string &path) { disk.erase(kRoot + path); }
    std::string local(const std::string &path) const
    {
        return disk.has(kRoot + path) ? disk.content(kRoot + path) : std::string("(none)");
    }
    std::string remote(const std::string &path) const { return stores.content(kStore, path).value_or("(none)"); }
    void putRemote(const std::string &path, const std::string &content) { stores.put(kStore, path, content); }
    int noted(const std::string &part) const
    {
        int count = 0;
        for (const auto &note : notes)
            count += note.find(part) != std::string::npos ? 1 : 0;
        return count;
    }
    int logged(const std::string &start) const
    {
        int count = 0;
        for (const auto &line : disk.log)
            count += line.starts_with(start) ? 1 : 0;
        return count;
    }

    ManualClock clock;
    FakeDisk disk;
    FakeGuestFiles files{clock, disk};
    FakeMemoryStores stores{clock};
    FakeSkillSource skills{clock};
    glovebox::api::EnvironmentSettings settings;
    glovebox::domain::Session session{.id = glovebox::domain::SessionId("sesn_1")};
    std::shared_ptr<glovebox::engine::KeptMemories> kept = std::make_shared<glovebox::engine::KeptMemories>();
    std::vector<std::string> notes;
    glovebox::ports::MemoryStores *memories = &stores;
    int changes = 0;
    bool finished = false;
    std::unique_ptr<glovebox::engine::SessionMounts> mounts;
};

/// Its store has two memories.
class FilledMountsRig : public MountsRig {
public:
    FilledMountsRig()
    {
        putRemote("/a.md", "a");
        putRemote("/notes/b.md", "b");
    }
    /// Requests that change the store.
    int writes() const { return stores.count("create") + stores.count("update") + stores.count("remove"); }
};

} // namespace testsupport
