// Role: the part of LocalApi that keeps the gate's secrets. Values come in and never go out.
#include "core/rest/api_answers.h"
#include "core/rest/local_api.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/secret_json.h"

namespace glovebox::rest {

void LocalApi::listSecrets(const Asked &asked)
{
    if (!m_state.secrets)
        return asked.responder.send(problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet"));
    asked.responder.send(okAnswer(toJson(*m_state.secrets)));
}

void LocalApi::saveSecret(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, secretFields());
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    auto wanted = saveSecretFrom(asked.names[0], *body);
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder,
            [wanted = std::move(wanted)](api::EngineControl &engine) { return engine.act(api::SecretAction(wanted)); });
}

void LocalApi::removeSecret(const Asked &asked)
{
    command(asked.responder, [name = asked.names[0]](api::EngineControl &engine) {
        return engine.act(api::SecretAction(api::RemoveSecret{name}));
    });
}

} // namespace glovebox::rest
