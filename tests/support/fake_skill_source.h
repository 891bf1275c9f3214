// Role: skills in memory. A skill is found by its id; what it was asked for is in the journal: "fetch skill_1 latest".
// Operation to fail: "fetch".
#pragma once

#include "core/ports/skill_source.h"
#include "tests/support/fake_answers.h"

namespace testsupport {

class FakeSkillSource final : public glovebox::ports::SkillSource, public FakeAnswers {
public:
    using FakeAnswers::FakeAnswers;

    std::map<std::string, glovebox::ports::Skill> skills; // by id

    /// One with a SKILL.md, for short.
    glovebox::ports::Skill &add(const std::string &id, const std::string &folder)
    {
        return skills[id] = {.id = id,
                             .version = "skillver_" + id,
                             .folder = folder,
                             .files = {{.path = "SKILL.md", .content = "# " + folder + '\n'}}};
    }

    glovebox::Call fetch(glovebox::domain::SkillRef skill, glovebox::SecretString credential,
                         glovebox::Callback<glovebox::ports::Skill> done) override
    {
        note("fetch " + skill.id + ' ' + skill.version);
        noteCredential(credential.reveal());
        using Skill = glovebox::ports::Skill;
        return answer<Skill>("fetch", std::move(done), [this, skill]() -> glovebox::Result<Skill> {
            const auto found = skills.find(skill.id);
            if (found == skills.end())
                return glovebox::fail(glovebox::ErrorCode::NotFound, "no such skill");
            return found->second;
        });
    }
};

} // namespace testsupport
