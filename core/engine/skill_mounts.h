// Role: the skills of a session's agent in its sandbox (reference 5.1): fetched, written below kSkillsFolder, taken
// away again. A skill that fails is a problem to tell, never the end of the item. Thread: the engine's. Invariants:
// skills are placed one by one, in the agent's order, and only a few are held in memory at a time. What this object did
// not put there it does not remove, but for what stands where a skill goes.
#pragma once

#include "core/domain/session.h"
#include "core/engine/lanes.h"
#include "core/ports/guest_files.h"
#include "core/ports/skill_source.h"

#include <map>
#include <optional>
#include <set>

namespace glovebox::engine {

class SkillMounts {
public:
    /// `problem`: "xlsx: …", one sentence.
    SkillMounts(ports::SkillSource &source, std::function<void(std::string)> problem)
        : m_source(source), m_problem(std::move(problem))
    {
    }

    void mount(ports::GuestFiles &files, std::vector<domain::SkillRef> skills, SecretString credential,
               std::function<void()> over);
    void remove(std::function<void()> over);
    /// Ends what is under way.
    void stop();

    /// Folders in place, in the agent's order.
    const std::vector<std::string> &names() const { return m_names; }

private:
    using Over = std::function<void()>;
    struct Placing {
        std::size_t turn = 0;
        std::string label;
        ports::Skill skill;
        std::string root;
        std::optional<Error> failure;
        Over over;
    };

    void fetched(std::size_t turn, const domain::SkillRef &ref, Result<ports::Skill> skill, Over over);
    void next();
    void place();
    void makeFolders();
    void writeFiles();
    void placed();
    void finishOne();
    void note(const Result<> &result);

    ports::SkillSource &m_source;
    std::function<void(std::string)> m_problem;
    ports::GuestFiles *m_files = nullptr;
    std::set<std::string> m_made; // folders that are ours to remove
    std::vector<std::string> m_names;
    bool m_guestGone = false;
    std::size_t m_turn = 0;                   // whose turn it is
    std::map<std::size_t, Placing> m_waiting; // fetched, not yet placed
    std::optional<Placing> m_placing;
    Lanes m_fetching;
    Lanes m_writing;
    Call m_call;
};

} // namespace glovebox::engine
