// Role: the local API's routes of its own keys. A secret is in the answer to who made or rotated a key, and nowhere
// else.
#include "core/rest/own_routes.h"
#include "core/rest/upkeep_json.h"

#include <algorithm>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::uint64_t kKeyDaysMax = 3650;
constexpr std::uint64_t kGraceSecondsMax = 7 * 24 * 3600;

void listKeys(OwnParts &own, Asked &asked)
{
    if (!own.state.keys)
        return asked.answer(
            problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet; try again in a moment"));
    asked.answer(okAnswer(toJson(*own.state.keys)));
}

/// With the secret, where there is one.
void tellKey(const Asked &asked, int status, const api::KeyVerdict &verdict)
{
    if (!verdict.reason.empty() || !verdict.key)
        return asked.answer(problemAnswer(statusOf(verdict.code), verdict.code, verdict.reason));
    auto object = toJson(*verdict.key);
    if (!verdict.secret.empty())
        object["secret"] = verdict.secret.reveal();
    auto answer = okAnswer(object);
    answer.status = status;
    asked.answer(std::move(answer));
}

void createKey(OwnParts &own, Asked &asked)
{
    api::CreateKey wanted{.name = asked.body.text("name", domain::kApiKeyNameMax)};
    const auto scope = domain::keyScope(asked.body.text("scope", 16));
    if (!scope)
        asked.body.wrong("'scope' is read, operate or admin");
    wanted.scope = scope.value_or(wanted.scope);
    if (wanted.name.empty())
        asked.body.wrong("'name' says for people whose key it is; it is missing");
    if (const auto days = asked.body.count("expires_in_days", kKeyDaysMax)) {
        if (*days == 0)
            asked.body.wrong("'expires_in_days' is 0; leave it out for a key that does not expire");
        wanted.expires = own.clock.wallNow() + std::chrono::days(*days);
    }
    if (!isWrong(asked))
        tellKey(asked, 201, asked.door->act(api::KeyAction(wanted)));
}

bool isKnownKey(const OwnParts &own, const Asked &asked)
{
    const bool known = !own.state.keys || std::ranges::any_of(own.state.keys->keys, [&](const api::ShownKey &key) {
        return key.id.value() == asked.names[0];
    });
    if (!known)
        asked.answer(noneAnswer("key", asked.names[0]));
    return known;
}

void rotateKey(OwnParts &own, Asked &asked)
{
    api::RotateKey wanted{named<domain::ApiKeyId>(asked)};
    wanted.grace = std::chrono::seconds(asked.body.count("grace_seconds", kGraceSecondsMax).value_or(0));
    if (!isWrong(asked) && isKnownKey(own, asked))
        tellKey(asked, 200, asked.door->act(api::KeyAction(wanted)));
}

void revokeKey(OwnParts &own, Asked &asked)
{
    if (isKnownKey(own, asked))
        tellKey(asked, 200, asked.door->act(api::KeyAction(api::RevokeKey{named<domain::ApiKeyId>(asked)})));
}

} // namespace

std::vector<Route> keyRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/keys", kAdmin, to(listKeys)},
        {"POST", "/v1/keys", kAdmin, to(createKey), Words{"name", "scope", "expires_in_days"}},
        {"POST", "/v1/keys/{id}/rotate", kAdmin, to(rotateKey), Words{"grace_seconds"}},
        {"DELETE", "/v1/keys/{id}", kAdmin, to(revokeKey)},
    };
}

} // namespace glovebox::rest
