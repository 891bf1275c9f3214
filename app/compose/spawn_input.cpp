#include "app/compose/spawn_input.h"

#include "core/base/text.h"
#include "core/controlplane/json.h"
#include "core/controlplane/work_codec.h"

#include <optional>

namespace glovebox::compose {

namespace {

constexpr ByteCount kIdShown{80};

std::string shown(const std::string &text)
{
    return '\'' + clipped(toOneLine(text), kIdShown) + '\'';
}

/// The variable and the item say the same, where both say something.
Result<std::string> agreed(const char *variable, const char *what, const std::string &given, const std::string &told)
{
    if (given.empty() && told.empty())
        return fail(ErrorCode::InvalidArgument,
                    std::string("no ") + what + ": set " + variable + ", or hand over the work item on standard input");
    if (!given.empty() && !told.empty() && given != told)
        return fail(ErrorCode::InvalidArgument, std::string(variable) + " is " + shown(given) +
                                                    ", but the item on standard input says " + shown(told));
    const auto &id = given.empty() ? told : given;
    if (!isSafeToken(id))
        return fail(ErrorCode::InvalidArgument,
                    std::string(what) + ' ' + shown(id) + " is not possible; an id has letters, digits, - and _");
    return id;
}

/// Nothing when nothing was handed over. An item without an id gets an empty one, which agreed() names.
Result<std::optional<domain::WorkItem>> itemOf(const std::string &text)
{
    if (text.find_first_not_of(" \t\r\n") == std::string::npos)
        return std::nullopt;
    const auto json = controlplane::parseJson(text);
    if (!json || !json->is_object())
        return fail(ErrorCode::InvalidArgument, "what came on standard input is not a work item: not a JSON object");
    auto item = controlplane::decodeWorkItem(*json, domain::EnvironmentId(std::string()));
    if (!item)
        return fail(ErrorCode::InvalidArgument,
                    "what came on standard input is not a work item: " + item.error().detail);
    return *std::move(item);
}

} // namespace

Result<SpawnJob> readSpawnInput(const SpawnTexts &texts)
{
    GB_TRY(item, itemOf(texts.item.reveal()));
    const auto told = [&](auto value) {
        return item ? value(*item) : std::string();
    };
    GB_TRY(work,
           agreed("ANTHROPIC_WORK_ID", "work id", texts.workId, told([](const auto &one) { return one.id.value(); })));
    GB_TRY(environment, agreed("ANTHROPIC_ENVIRONMENT_ID", "environment id", texts.environmentId,
                               told([](const auto &one) { return one.environment.value(); })));
    if (item && item->kind != domain::WorkKind::Session)
        return fail(ErrorCode::InvalidArgument,
                    "work item " + work + " is not of a session: there is nothing to serve");
    GB_TRY(session, agreed("ANTHROPIC_SESSION_ID", "session id", texts.sessionId,
                           told([](const auto &one) { return one.subject; })));
    SpawnJob job{.item = {.id = domain::WorkId(work),
                          .environment = domain::EnvironmentId(environment),
                          .kind = domain::WorkKind::Session,
                          .subject = session,
                          .state = domain::WorkState::Starting}};
    if (item) {
        job.item.sessionsToken = item->sessionsToken;
        job.item.secretWasUndecodable = item->secretWasUndecodable;
        job.item.metadata = item->metadata;
    }
    if (!texts.secret.empty()) {
        auto token = controlplane::decodeWorkSecret(texts.secret.reveal());
        job.item.secretWasUndecodable = !token;
        job.item.sessionsToken = std::move(token).value_or(SecretString());
    }
    job.key = texts.key.empty() ? job.item.sessionsToken : texts.key;
    if (job.key.empty())
        return fail(ErrorCode::InvalidArgument,
                    job.item.secretWasUndecodable
                        ? "no key: the item's secret cannot be decoded, and ANTHROPIC_ENVIRONMENT_KEY is not set"
                        : "no key: set ANTHROPIC_ENVIRONMENT_KEY, or hand over the item's secret on standard input, in "
                          "ANTHROPIC_WORK_SECRET or in a file");
    return job;
}

} // namespace glovebox::compose
