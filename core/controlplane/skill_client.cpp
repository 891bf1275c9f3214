#include "core/controlplane/skill_client.h"

#include "core/controlplane/json.h"
#include "core/controlplane/question.h"
#include "core/controlplane/skill_archive.h"

#include <QPointer>

#include <utility>

namespace glovebox::controlplane {

using namespace std::chrono_literals;

namespace {

/// Half of the connections for transfers, so that memory stores, which go by the same, always find one. Each may hold
/// an archive and what it unpacks to.
constexpr std::size_t kFetchesAtOnce = 3;

} // namespace

Result<SkillVersion> decodeSkillVersion(std::string_view body)
{
    GB_TRY(json, parseJson(body));
    SkillVersion version{.id = textField(json, "id"), .name = textField(json, "name")};
    if (version.id.empty())
        return fail(ErrorCode::ProtocolError, "a skill's version without an id");
    return version;
}

SkillClient::SkillClient(std::shared_ptr<Connection> connection, Unpack unpack)
    : m_connection(std::move(connection)), m_unpack(unpack ? std::move(unpack) : unpackSkill)
{
}

Call SkillClient::fetch(domain::SkillRef skill, SecretString credential, Callback<ports::Skill> done)
{
    auto fetch = std::make_shared<Fetch>(Fetch{.skill = std::move(skill),
                                               .credential = m_connection->orEnvironmentKey(std::move(credential)),
                                               .done = std::move(done)});
    m_waiting.push_back(fetch);
    startWaiting();
    return Call([this, scope = QPointer(&m_scope), fetch] {
        fetch->done = nullptr;
        fetch->step.cancel();
        if (scope)
            leave(fetch);
    });
}

void SkillClient::startWaiting()
{
    while (m_underWay < kFetchesAtOnce && !m_waiting.empty()) {
        const auto fetch = std::move(m_waiting.front());
        m_waiting.pop_front();
        fetch->underWay = true;
        ++m_underWay;
        resolve(fetch);
    }
}

void SkillClient::resolve(const Shared &fetch)
{
    auto spec = m_connection->specFor(skillVersionRequest(fetch->skill.id, fetch->skill.version), fetch->credential,
                                      Lane::Transfers);
    auto handlers =
        asking<SkillVersion>(spec, {decodeSkillVersion}, [this, fetch](const Result<SkillVersion> &version) {
            version ? download(fetch, *version) : finish(fetch, tl::unexpected(version.error()));
        });
    fetch->step = m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

void SkillClient::download(const Shared &fetch, const SkillVersion &version)
{
    auto spec =
        m_connection->specFor(skillContentRequest(fetch->skill.id, version.id), fetch->credential, Lane::Transfers);
    ports::Skill skill{
        .id = fetch->skill.id, .version = version.id, .folder = skillFolder(version.name, fetch->skill.id)};
    auto head = std::make_shared<ResponseHead>();
    const auto explain = [head, request = spec.request.value_or(HttpRequest{})](Error error) {
        return notUnderstood(std::move(error), request, {*head, {}});
    };
    auto downloaded = [this, fetch, skill = std::move(skill), explain](Result<std::string> archive) {
        archive ? unpack(fetch, skill, *std::move(archive), explain)
                : finish(fetch, tl::unexpected(std::move(archive).error()));
    };
    const auto whole = [](std::string body) -> Result<std::string> {
        return body;
    };
    // An archive beyond what it may unpack to is refused before the rest of it is read.
    auto handlers =
        asking<std::string>(spec, {whole, ErrorCode::TooLarge, limits::kSkillBytesMax}, std::move(downloaded));
    handlers.head = [head, inner = std::move(handlers.head)](const ResponseHead &begun) {
        *head = begun;
        return inner(begun);
    };
    fetch->step = m_connection->begin(std::move(spec), std::move(handlers), &m_scope);
}

void SkillClient::unpack(const Shared &fetch, ports::Skill skill, std::string archive,
                         std::function<Error(Error)> explain)
{
    if (skill.folder.empty())
        return finish(fetch, fail(ErrorCode::ProtocolError, "neither the skill's name nor its id can name a folder"));
    auto unpacked = [this, fetch, skill = std::move(skill),
                     explain = std::move(explain)](Result<std::vector<ports::SkillFile>> files) mutable {
        auto result = std::make_shared<Result<ports::Skill>>(std::move(skill));
        if (files)
            (*result)->files = *std::move(files);
        else
            *result = tl::unexpected(explain(std::move(files).error()));
        // Not from here: whoever is answered may let go of us, and with us of the pool that is calling.
        fetch->step = m_connection->clock().after(0ms, [this, scope = QPointer(&m_scope), fetch, result] {
            if (scope)
                finish(fetch, std::move(*result));
        });
    };
    fetch->step = m_pool.run<std::vector<ports::SkillFile>>(
        [work = m_unpack, archive = std::move(archive)](const StopFlag &stop) { return work(archive, stop); },
        std::move(unpacked));
}

void SkillClient::leave(const Shared &fetch)
{
    fetch->step.cancel();
    if (!std::exchange(fetch->underWay, false)) {
        std::erase(m_waiting, fetch);
        return;
    }
    --m_underWay;
    startWaiting();
}

/// Last of all: whoever is answered may let go of us.
void SkillClient::finish(const Shared &fetch, Result<ports::Skill> result)
{
    auto done = std::exchange(fetch->done, nullptr);
    if (!done)
        return; // it was let go of
    leave(fetch);
    done(std::move(result));
}

} // namespace glovebox::controlplane
