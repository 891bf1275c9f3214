// Role: what a session brings into its sandbox and takes out of it: its agent's skills and its memory stores (reference
// 3.1 steps 6 to 11, 5). Thread: the engine's.
//
// Invariants
// - Only mount() can fail the item, and only over a memory store. All else is a note, and a word in the views.
// - No two operations of one store at a time.
// - Callbacks come at a later turn of the loop than the call, once at most, and not after lost() but for finish()'s.
#pragma once

#include "core/engine/memory_sync.h"
#include "core/engine/skill_mounts.h"
#include "core/ports/guest_link.h"

namespace glovebox::engine {

/// What a session's runs know of memory folders in its sandbox, by store and path. Lives as long as the session's
/// record.
using KeptMemories = std::map<std::string, std::shared_ptr<MemoryMemo>>;

class SessionMounts {
public:
    struct Parts {
        ports::SkillSource *skills;    // null: none are fetched
        ports::MemoryStores *memories; // null: a session with a store fails
        ports::Clock &clock;
        const api::EnvironmentSettings &settings;
        std::function<void(api::NoteView::Kind, std::string)> note;
        std::function<void()> changed;                // the views have
        std::shared_ptr<KeptMemories> kept = nullptr; // null: an earlier run's folder is never taken over
    };

    /// An empty credential: the item carried no token. Skills are then fetched with the environment key.
    SessionMounts(Parts parts, domain::Session session, SecretString credential);

    /// Once per item and sandbox, before the first tool. An error: the item fails. `own`: the sandbox was made for this
    /// session, so that a folder with our marker is an earlier run's of the same session (docs/decisions/0014).
    void mount(ports::GuestFiles &files, bool own, Callback<> done);
    /// A tool call has ended: a sync, where one is due.
    void afterTool();
    /// The teardown, in the reference's order, each step within 30 s. Also after a mount() that failed or did not end.
    void finish(bool cleanEnd, std::function<void()> done);
    /// Nothing more is done, and no callback comes: the sandbox is left as it is.
    void stop();
    /// The sandbox is gone, and all files with it. mount() may follow, with the next one.
    void lost();

    std::vector<std::string> skillNames() const;
    const std::vector<std::string> &skillProblems() const { return m_skillProblems; }
    std::vector<api::MountedMemory> memories() const;
    /// Where the stores are, for the file tools (3.1 step 8).
    std::vector<ports::ToolFolder> toolFolders() const;

private:
    using Over = std::function<void()>;
    struct Store {
        std::unique_ptr<MemorySync> sync;
        MonoTime last; // its newest sync ended
        bool busy = false;
    };

    Result<> prepareStores();
    void mountSkills(ports::GuestFiles &files);
    void mountStores(ports::GuestFiles &files, bool own);
    void mountEnded(Result<> result);
    void skillProblem(std::string text);
    void syncOne(Store &store);
    void nextPhase();
    void eachStore(const std::function<void(MemorySync &, Over)> &work, Over over);
    void stopAll();

    Parts m_parts;
    domain::Session m_session;
    SecretString m_credential;
    std::unique_ptr<SkillMounts> m_skills;
    std::vector<std::string> m_skillProblems;
    std::vector<Store> m_stores;
    bool m_own = false;
    bool m_ready = false; // mounted, and neither finishing nor lost
    std::optional<Error> m_mountError;
    Callback<> m_mountDone;
    std::vector<std::function<void(Over)>> m_phases; // of the teardown, next one last
    std::function<void()> m_finishDone;
    Lanes m_lanes; // over stores
    Call m_timer;
};

} // namespace glovebox::engine
