#include "core/demo/skill_shelf.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace glovebox::demo {

namespace {

la_ssize_t append(archive *, void *out, const void *bytes, std::size_t length)
{
    static_cast<std::string *>(out)->append(static_cast<const char *>(bytes), length);
    return static_cast<la_ssize_t>(length);
}

bool writeFile(archive *zip, const std::string &path, const std::string &content)
{
    const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname_utf8(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), content.starts_with("#!") ? 0755 : 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    archive_entry_set_mtime(entry.get(), 0, 0);
    return archive_write_header(zip, entry.get()) == ARCHIVE_OK &&
           archive_write_data(zip, content.data(), content.size()) == static_cast<la_ssize_t>(content.size());
}

} // namespace

Answer<std::string> zipOf(const std::string &folder, const std::map<std::string, std::string> &files)
{
    std::string bytes;
    const std::unique_ptr<archive, decltype(&archive_write_free)> zip(archive_write_new(), archive_write_free);
    bool good = archive_write_set_format_zip(zip.get()) == ARCHIVE_OK &&
                archive_write_open(zip.get(), &bytes, nullptr, append, nullptr) == ARCHIVE_OK;
    for (const auto &[path, content] : files)
        good = good && writeFile(zip.get(), folder + '/' + path, content);
    if (!good || archive_write_close(zip.get()) != ARCHIVE_OK)
        return refuse(500, "The archive could not be made.");
    return bytes;
}

void SkillShelf::add(const SkillSpec &skill, const std::string &createdAt)
{
    const auto id = idFor(skill.name);
    m_skills.try_emplace(id, Skill{skill,
                                   {{"type", "skill_version"},
                                    {"id", "skillver_" + skill.name + "_1"},
                                    {"skill_id", id},
                                    {"name", skill.name},
                                    {"description", skill.description},
                                    {"created_at", createdAt}}});
}

Answer<Json> SkillShelf::version(const std::string &id, const std::string &version) const
{
    const auto found = m_skills.find(id);
    if (found == m_skills.end())
        return refuse(404, "No such skill.");
    if (version != "latest" && found->second.version.at("id") != version)
        return refuse(404, "The skill has no such version.");
    return found->second.version;
}

Answer<std::string> SkillShelf::archive(const std::string &id, const std::string &version) const
{
    const auto found = m_skills.find(id);
    if (found == m_skills.end())
        return refuse(404, "No such skill.");
    if (found->second.version.at("id") != version)
        return refuse(404, "The skill has no such version.");
    return zipOf(found->second.spec.name, found->second.spec.files);
}

} // namespace glovebox::demo
