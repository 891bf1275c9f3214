// Role: the skills that the demo server has to give (reference 5.1): what each version is called, and its archive,
// which is made when it is asked for. Thread: the server's.
#pragma once

#include "core/demo/answer.h"
#include "core/demo/scenario.h"

#include <map>
#include <string>

namespace glovebox::demo {

class SkillShelf {
public:
    /// The skill of a scenario: "skill_release-notes".
    static std::string idFor(const std::string &name) { return "skill_" + name; }

    /// `createdAt` is an RFC 3339 time. A skill of the same name stays as it is.
    void add(const SkillSpec &skill, const std::string &createdAt);
    bool has(const std::string &id) const { return m_skills.contains(id); }

    /// Resolves "latest".
    Answer<Json> version(const std::string &id, const std::string &version) const;
    /// A zip with everything below one folder, as an upload has it. Takes a concrete version only.
    Answer<std::string> archive(const std::string &id, const std::string &version) const;

private:
    struct Skill {
        SkillSpec spec;
        Json version;
    };

    std::map<std::string, Skill> m_skills;
};

/// The bytes of a zip; a file that begins with "#!" is executable in it.
Answer<std::string> zipOf(const std::string &folder, const std::map<std::string, std::string> &files);

} // namespace glovebox::demo
