// Role: the local API's routes of environments: those that are served, their agents and their queues.
#include "core/rest/own_routes.h"
#include "core/rest/upkeep_json.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::size_t kKeyAskedMax = 512;

void listEnvironments(OwnParts &own, Asked &asked)
{
    json list = json::array();
    for (const auto &[id, view] : own.state.environments)
        list.push_back(toJson(view));
    asked.answer(okAnswer({{"environments", list}}));
}

/// As they were read last; POST reads them anew.
void listAgents(OwnParts &own, Asked &asked)
{
    const auto found = own.state.agents.find(named<domain::EnvironmentId>(asked));
    if (found == own.state.agents.end())
        return asked.answer(problemAnswer(404, ErrorCode::NotFound, "the agents were not read yet"));
    asked.answer(okAnswer(toJson(found->second)));
}

void readAgents(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::SessionAction(api::ListAgents{named<domain::EnvironmentId>(asked)})));
}

/// Its keys are kept with the host's own secrets.
void addEnvironment(OwnParts &, Asked &asked)
{
    api::AddEnvironment wanted{.id = domain::EnvironmentId(asked.body.text("id", 128)),
                               .key = SecretString(asked.body.text("key", kKeyAskedMax)),
                               .name = asked.body.text("name", 64),
                               .baseUrl = asked.body.text("base_url", 512)};
    if (auto key = asked.body.text("operator_key", kKeyAskedMax); !key.empty())
        wanted.operatorKey = SecretString(std::move(key));
    if (!isSafeToken(wanted.id.value()))
        asked.body.wrong("'id' is one like env_01ABC");
    if (wanted.key.empty())
        asked.body.wrong("'key' is the environment's; it is missing");
    if (!isWrong(asked))
        tell(asked, asked.door->act(api::EnvironmentAction(std::move(wanted))));
}

void removeEnvironment(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::EnvironmentAction(api::RemoveEnvironment{named<domain::EnvironmentId>(asked)})));
}

void pausePolling(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->pausePolling(named<domain::EnvironmentId>(asked)));
}

void resumePolling(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->resumePolling(named<domain::EnvironmentId>(asked)));
}

void refreshQueue(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->refreshQueue(named<domain::EnvironmentId>(asked)));
}

/// What the queues list, or with ?environment= one of them.
void listWork(OwnParts &own, Asked &asked)
{
    const auto environment = asked.parameter("environment");
    json list = json::array();
    for (const auto &[key, view] : own.state.work)
        if (!environment || view.environment.value() == *environment)
            list.push_back(toJson(view));
    asked.answer(okAnswer({{"work", std::move(list)}}));
}

void repairWork(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->repairWork(named<domain::EnvironmentId>(asked), named<domain::WorkId>(asked, 1)));
}

} // namespace

std::vector<Route> environmentRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/environments", kRead, to(listEnvironments)},
        {"POST", "/v1/environments", kAdmin, to(addEnvironment),
         Words{"id", "key", "operator_key", "name", "base_url"}},
        {"DELETE", "/v1/environments/{id}", kAdmin, to(removeEnvironment)},
        {"POST", "/v1/environments/{id}/pause", kAdmin, to(pausePolling)},
        {"POST", "/v1/environments/{id}/resume", kAdmin, to(resumePolling)},
        {"POST", "/v1/environments/{id}/refresh", kOperate, to(refreshQueue)},
        {"GET", "/v1/environments/{id}/agents", kRead, to(listAgents)},
        {"POST", "/v1/environments/{id}/agents", kOperate, to(readAgents)},
        {"GET", "/v1/work", kRead, to(listWork), {}, Words{"environment"}},
        {"POST", "/v1/environments/{id}/work/{work}/repair", kOperate, to(repairWork)},
    };
}

} // namespace glovebox::rest
