// Role: the part of LocalApi that takes, shows and removes snapshots. A sandbox is made of one with POST /v1/sandboxes.
#include "core/rest/api_answers.h"
#include "core/rest/local_api.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

using nlohmann::json;

void LocalApi::takeSnapshot(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"name"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::TakeSnapshot wanted{domain::SandboxId(asked.names[0]), body->text("name", 64)};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

/// All, or with ?sandbox= those of one.
void LocalApi::listSnapshots(const Asked &asked)
{
    const auto sandbox = asked.request.query.value("sandbox");
    json list = json::array();
    for (const auto &[id, view] : m_state.snapshots)
        if (!sandbox || view.sandbox.value() == *sandbox)
            list.push_back(toJson(view));
    asked.responder.send(okAnswer({{"snapshots", std::move(list)}}));
}

void LocalApi::showSnapshot(const Asked &asked)
{
    const auto found = m_state.snapshots.find(domain::SnapshotId(asked.names[0]));
    if (found == m_state.snapshots.end())
        return asked.responder.send(noneAnswer("snapshot", asked.names[0]));
    asked.responder.send(okAnswer(toJson(found->second)));
}

void LocalApi::removeSnapshot(const Asked &asked)
{
    const api::DeleteSnapshots wanted{{domain::SnapshotId(asked.names[0])}};
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

} // namespace glovebox::rest
