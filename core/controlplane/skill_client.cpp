#include "core/controlplane/skill_client.h"

#include "core/controlplane/json.h"
#include "core/controlplane/question.h"
#include "core/controlplane/skill_archive.h"

namespace glovebox::controlplane {

Result<SkillVersion> decodeSkillVersion(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    SkillVersion version{.id = textField(json, "id"), .name = textField(json, "name")};
    if (version.id.empty())
        return fail(ErrorCode::ProtocolError, "a skill's version without an id");
    return version;
}

Call SkillClient::fetch(domain::SkillRef skill, SecretString credential, Callback<ports::Skill> done)
{
    credential = m_connection->orEnvironmentKey(std::move(credential));
    // Holds whichever of the two requests is under way.
    auto current = std::make_shared<Call>();
    auto resolved = [this, current, skill, credential, done = std::move(done)](Result<SkillVersion> version) {
        if (!version)
            return done(tl::unexpected(std::move(version).error()));
        *current = download(skill, *version, credential, done);
    };
    auto spec = m_connection->specFor(skillVersionRequest(skill.id, skill.version), credential, Lane::Transfers);
    auto handlers = asking<SkillVersion>(spec, {decodeSkillVersion}, std::move(resolved));
    *current = m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
    return Call([current] { current->cancel(); });
}

Call SkillClient::download(const domain::SkillRef &skill, const SkillVersion &version, SecretString credential,
                           Callback<ports::Skill> done)
{
    auto spec =
        m_connection->specFor(skillContentRequest(skill.id, version.id), std::move(credential), Lane::Transfers);
    const auto unpack = [id = skill.id, version](std::string_view archive) -> Result<ports::Skill> {
        auto folder = skillFolder(version.name, id);
        if (folder.empty())
            return fail(ErrorCode::ProtocolError, "neither the skill's name nor its id can name a folder");
        GB_TRY(files, unpackSkill(archive));
        return ports::Skill{.id = id, .version = version.id, .folder = std::move(folder), .files = std::move(files)};
    };
    // An archive beyond what it may unpack to is refused before the rest of it is read.
    auto handlers = asking<ports::Skill>(spec, {unpack, ErrorCode::TooLarge, limits::kSkillBytesMax}, std::move(done));
    return m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

} // namespace glovebox::controlplane
