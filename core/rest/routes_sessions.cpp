// Role: the local API's routes of sessions: started, looked at, answered, ended.
#include "core/rest/own_routes.h"
#include "core/rest/session_json.h"
#include "core/rest/view_json.h"

#include <charconv>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::size_t kReasonAskedMax = 4096;

/// What became of it, /v1/starts/N tells.
void startSession(OwnParts &own, Asked &asked)
{
    api::StartSession wanted{.environment = domain::EnvironmentId(asked.body.text("environment", 128)),
                             .agent = asked.body.text("agent", 128),
                             .title = asked.body.text("title", api::kSessionTitleMax),
                             .message = asked.body.text("message", api::kFirstMessageMax),
                             .metadata = asked.body.texts("metadata"),
                             .ticket = own.nextStart++};
    if (const auto sandbox = asked.body.text("sandbox", 128); !sandbox.empty())
        wanted.sandbox = domain::SandboxId(sandbox);
    if (const auto session = asked.body.text("session", 128); !session.empty())
        wanted.session = domain::SessionId(session);
    if (isWrong(asked))
        return;
    auto verdict = asked.door->act(api::SessionAction(wanted));
    if (verdict.kind == api::Verdict::Kind::Accepted)
        verdict.object = "start/" + std::to_string(wanted.ticket);
    tell(asked, verdict);
}

void showStart(OwnParts &own, Asked &asked)
{
    const auto &name = asked.names[0];
    std::uint64_t ticket = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), ticket);
    const auto found = error == std::errc{} && end == name.data() + name.size() ? own.state.started.find(ticket)
                                                                                : own.state.started.end();
    if (found == own.state.started.end())
        return asked.answer(noneAnswer("start", name));
    asked.answer(okAnswer(toJson(found->second)));
}

/// All that are known, or those in a state, of an environment. Which call waits for an answer, the one shown by itself
/// tells.
void listSessions(OwnParts &own, Asked &asked)
{
    const auto state = asked.parameter("state");
    if (const auto states = state ? statesBut(*state, api::SessionState::Terminated) : std::string(); !states.empty())
        return asked.answer(problemAnswer(400, ErrorCode::InvalidArgument, "'state' is one of " + states));
    const auto environment = asked.parameter("environment");
    json list = json::array();
    for (const auto &[id, view] : own.state.sessions)
        if ((!state || word(view.state) == *state) && (!environment || view.environment.value() == *environment))
            list.push_back(toJson(view));
    asked.answer(okAnswer({{"sessions", std::move(list)}}));
}

/// With its newest calls, oldest first, and the files that it left.
void showSession(OwnParts &own, Asked &asked)
{
    const auto found = own.state.sessions.find(named<domain::SessionId>(asked));
    if (found == own.state.sessions.end())
        return asked.answer(noneAnswer("session", asked.names[0]));
    auto object = toJson(found->second);
    object["calls"] = json::array();
    for (const auto *call : own.state.callsOf(found->first))
        object["calls"].push_back(toJson(*call));
    if (const auto outputs = own.state.outputs.find(found->first); outputs != own.state.outputs.end())
        object["outputs"] = toJson(outputs->second);
    asked.answer(okAnswer(object));
}

void interruptSession(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->interruptSession(named<domain::SessionId>(asked)));
}

void answerCall(OwnParts &, Asked &asked)
{
    if (!asked.body.has("allow"))
        asked.body.wrong("'allow' is true or false; it is missing");
    const api::ApprovalAnswer answer{asked.body.flag("allow"), asked.body.text("reason", kReasonAskedMax)};
    if (!isWrong(asked))
        tell(asked,
             asked.door->answerApproval(named<domain::SessionId>(asked), named<domain::EventId>(asked, 1), answer));
}

void cancelCall(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->cancelCall(named<domain::SessionId>(asked), named<domain::EventId>(asked, 1)));
}

} // namespace

std::vector<Route> sessionRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/sessions", kRead, to(listSessions), {}, Words{"state", "environment"}},
        {"POST", "/v1/sessions", kOperate, to(startSession),
         Words{"environment", "agent", "title", "message", "metadata", "sandbox", "session"}},
        {"GET", "/v1/sessions/{id}", kRead, to(showSession)},
        {"POST", "/v1/sessions/{id}/interrupt", kOperate, to(interruptSession)},
        {"POST", "/v1/sessions/{id}/calls/{call}/answer", kOperate, to(answerCall), Words{"allow", "reason"}},
        {"POST", "/v1/sessions/{id}/calls/{call}/cancel", kOperate, to(cancelCall)},
        {"GET", "/v1/starts/{id}", kRead, to(showStart)},
    };
}

} // namespace glovebox::rest
