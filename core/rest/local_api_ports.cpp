// Role: the part of LocalApi that opens, lists and closes local addresses that lead into sandboxes. A token is in the
// answer to who opened one, and nowhere else.
#include "core/rest/api_answers.h"
#include "core/rest/local_api.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/use_json.h"

namespace glovebox::rest {

using nlohmann::json;

namespace {

json toJson(const api::PortView &view)
{
    json out{{"id", view.id.value()},
             {"sandbox", view.sandbox.value()},
             {"port", view.port},
             {"kind", domain::word(view.kind)},
             {"address", view.address},
             {"since", instantText(view.since)},
             {"connections", view.connections},
             {"taken", view.taken}};
    if (view.usedAt)
        out["used_at"] = instantText(*view.usedAt);
    return out;
}

} // namespace

void LocalApi::openPort(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"port", "kind", "path"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    api::OpenPort wanted{.sandbox = domain::SandboxId(asked.names[0])};
    const auto port = body->count("port", 65'535);
    wanted.port = static_cast<std::uint16_t>(port.value_or(0));
    if (const auto kind = body->text("kind", 16); !kind.empty()) {
        const auto known = domain::portKindFrom(kind);
        if (!known)
            body->wrong("'kind' is http or tcp");
        wanted.kind = known.value_or(wanted.kind);
    }
    if (auto path = body->text("path"); !path.empty())
        wanted.path = (path.front() == '/' ? "" : "/") + path;
    if (!body->problem() && wanted.port == 0)
        body->wrong("'port' is a number from 1 to 65535");
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    m_door([responder = asked.responder, wanted](api::EngineControl &engine) {
        const auto verdict = engine.act(api::SandboxAction(wanted));
        responder.send(verdict.kind == api::Verdict::Kind::Accepted ? okAnswer({{"url", verdict.object}})
                                                                    : verdictAnswer(verdict));
    });
}

/// All, or with ?sandbox= those of one.
void LocalApi::listPorts(const Asked &asked)
{
    const auto sandbox = asked.request.query.value("sandbox");
    json list = json::array();
    for (const auto &[id, view] : m_state.ports)
        if (!sandbox || view.sandbox.value() == *sandbox)
            list.push_back(toJson(view));
    asked.responder.send(okAnswer({{"ports", std::move(list)}}));
}

void LocalApi::closePort(const Asked &asked)
{
    const api::ClosePort wanted{domain::PortId(asked.names[0])};
    if (!m_state.ports.contains(wanted.id))
        return asked.responder.send(noneAnswer("port", asked.names[0]));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::SandboxAction(wanted)); });
}

} // namespace glovebox::rest
