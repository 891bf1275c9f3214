// Role: the local API's routes of the gate's secrets. Values come in and never go out.
#include "core/rest/own_routes.h"
#include "core/rest/secret_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

void listSecrets(OwnParts &own, Asked &asked)
{
    if (!own.state.secrets)
        return asked.answer(
            problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet; try again in a moment"));
    asked.answer(okAnswer(toJson(*own.state.secrets)));
}

void saveSecret(OwnParts &, Asked &asked)
{
    auto wanted = saveSecretFrom(asked.names[0], asked.body);
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::SecretAction(std::move(wanted))));
}

void removeSecret(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::SecretAction(api::RemoveSecret{asked.names[0]})));
}

} // namespace

std::vector<Route> secretRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/secrets", kAdmin, to(listSecrets)},
        {"PUT", "/v1/secrets/{name}", kAdmin, to(saveSecret), secretFields()},
        {"DELETE", "/v1/secrets/{name}", kAdmin, to(removeSecret)},
    };
}

} // namespace glovebox::rest
