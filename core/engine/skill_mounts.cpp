#include "core/engine/skill_mounts.h"

#include "core/base/limits.h"
#include "core/base/plain_path.h"
#include "core/base/text.h"
#include "core/engine/guest_gone.h"
#include "core/engine/memory_path.h"

#include <algorithm>

namespace glovebox::engine {

namespace {

/// Each may be limits::kSkillBytesMax.
constexpr std::size_t kFetchesAtOnce = 3;
constexpr std::size_t kWritesAtOnce = 4;
constexpr std::size_t kRemovalsAtOnce = 4;

std::string labelOf(const domain::SkillRef &ref)
{
    return clipped(toOneLine(ref.id), ByteCount{100});
}

/// The source promises it; what becomes a path is checked where it does.
bool isPlain(const ports::Skill &skill)
{
    const auto plain = [](const std::string &path) {
        return isPlainRelativePath(path) && !hasControlCharacters(path);
    };
    return plain(skill.folder) && skill.folder.find('/') == std::string::npos &&
           skill.files.size() <= limits::kSkillFilesMax &&
           std::ranges::all_of(skill.files, plain, &ports::SkillFile::path);
}

} // namespace

void SkillMounts::mount(ports::GuestFiles &files, std::vector<domain::SkillRef> skills, SecretString credential,
                        std::function<void()> over)
{
    m_files = &files;
    m_turn = 0;
    if (skills.size() > limits::kSkillsMax) {
        m_problem("only the first " + std::to_string(limits::kSkillsMax) + " skills are put in place");
        skills.resize(limits::kSkillsMax);
    }
    std::vector<Lanes::Job> jobs;
    for (std::size_t turn = 0; turn < skills.size(); ++turn)
        jobs.push_back([this, turn, ref = skills[turn], credential](Lanes::Lane &lane, const Over &done) {
            if (m_guestGone)
                return fetched(turn, ref, fail(ErrorCode::GuestExited, "the sandbox is gone"), done);
            lane.call = m_source.fetch(ref, credential, [this, turn, ref, done](Result<ports::Skill> skill) {
                fetched(turn, ref, std::move(skill), done);
            });
        });
    m_fetching.run(kFetchesAtOnce, std::move(jobs), std::move(over));
}

void SkillMounts::fetched(std::size_t turn, const domain::SkillRef &ref, Result<ports::Skill> skill, Over over)
{
    Placing placing{.turn = turn, .label = labelOf(ref), .over = std::move(over)};
    if (!skill)
        placing.failure = std::move(skill).error();
    else if (!isPlain(*skill))
        placing.failure = Error{ErrorCode::ProtocolError, "it holds names that no file should have"};
    else
        placing.skill = *std::move(skill);
    m_waiting.emplace(turn, std::move(placing));
    next();
}

void SkillMounts::next()
{
    const auto found = m_waiting.find(m_turn);
    if (m_placing || found == m_waiting.end())
        return;
    m_placing = std::move(found->second);
    m_waiting.erase(found);
    if (m_placing->failure)
        return finishOne();
    place();
}

/// Whatever is there goes first.
void SkillMounts::place()
{
    m_placing->root = std::string(kSkillsFolder) + '/' + m_placing->skill.folder;
    if (std::erase(m_names, m_placing->skill.folder) > 0)
        m_problem(m_placing->label + ": takes the place of another skill of the same name");
    m_made.insert(m_placing->skill.folder);
    m_call = m_files->remove(m_placing->root, [this](const Result<> &removed) {
        note(removed);
        if (!removed)
            return placed();
        m_call = m_files->makeFolder({m_placing->root, 0700, true}, [this](const Result<> &made) {
            note(made);
            made ? makeFolders() : placed();
        });
    });
}

void SkillMounts::makeFolders()
{
    std::set<std::string> folders;
    for (const auto &file : m_placing->skill.files)
        for (auto at = file.path.find('/'); at != std::string::npos; at = file.path.find('/', at + 1))
            folders.insert(file.path.substr(0, at));
    std::vector<Lanes::Job> jobs;
    for (const auto &folder : folders)
        jobs.push_back([this, folder](Lanes::Lane &lane, const Over &over) {
            if (m_placing->failure)
                return over();
            lane.call =
                m_files->makeFolder({m_placing->root + '/' + folder, 0700, false}, [this, over](const Result<> &made) {
                    note(made);
                    over();
                });
        });
    m_writing.run(1, std::move(jobs), [this] { writeFiles(); }); // parents first, so that each gets its mode
}

void SkillMounts::writeFiles()
{
    std::vector<Lanes::Job> jobs;
    for (auto &file : m_placing->skill.files)
        jobs.push_back([this, &file](Lanes::Lane &lane, const Over &over) {
            if (m_placing->failure)
                return over();
            lane.call = m_files->write(
                {m_placing->root + '/' + file.path, std::move(file.content), file.executable ? 0755U : 0644U},
                [this, over](const Result<> &written) {
                    note(written);
                    over();
                });
        });
    m_writing.run(kWritesAtOnce, std::move(jobs), [this] { placed(); });
}

void SkillMounts::placed()
{
    if (!m_placing->failure) {
        m_names.push_back(m_placing->skill.folder);
        return finishOne();
    }
    m_call = m_files->remove(m_placing->root, [this](const Result<> &) { finishOne(); }); // half a skill misleads
}

void SkillMounts::finishOne()
{
    const auto done = *std::exchange(m_placing, std::nullopt);
    if (done.failure) {
        m_guestGone = m_guestGone || isGuestGone(done.failure->code);
        m_problem(done.label + ": " + toOneLine(describe(*done.failure)));
    }
    m_turn = done.turn + 1;
    done.over();
    next();
}

void SkillMounts::note(const Result<> &result)
{
    if (!result && !m_placing->failure)
        m_placing->failure = result.error();
}

void SkillMounts::remove(std::function<void()> over)
{
    m_names.clear();
    std::vector<Lanes::Job> jobs;
    for (const auto &folder : m_made)
        jobs.push_back([this, folder](Lanes::Lane &lane, const Over &done) {
            lane.call =
                m_files->remove(std::string(kSkillsFolder) + '/' + folder, [this, folder, done](const Result<> &r) {
                    if (!r)
                        m_problem(folder + ": could not be removed: " + toOneLine(describe(r.error())));
                    done();
                });
        });
    m_writing.run(kRemovalsAtOnce, std::move(jobs), std::move(over));
}

void SkillMounts::stop()
{
    m_fetching.cancel();
    m_writing.cancel();
    m_call.cancel();
    m_waiting.clear();
    m_placing.reset();
}

} // namespace glovebox::engine
