// Role: the local API's routes of sandboxes that are prepared ahead of time.
#include "core/rest/own_routes.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

http::Response noSeedAnswer(const std::string &sandbox)
{
    return problemAnswer(404, ErrorCode::NotFound,
                         "no seeding of '" + sandbox.substr(0, 128) +
                             "' is known: there was none, or it was done before this Glovebox was started");
}

void showSeed(OwnParts &own, Asked &asked)
{
    const auto found = own.state.seeds.find(named<domain::SandboxId>(asked));
    if (found == own.state.seeds.end())
        return asked.answer(noSeedAnswer(asked.names[0]));
    asked.answer(okAnswer(toJson(found->second)));
}

void seedSandbox(OwnParts &, Asked &asked)
{
    const api::SeedSandbox wanted{named<domain::SandboxId>(asked), seedFrom(asked.body)};
    if (isWrong(asked) || isForTheSocketAlone(asked, readsThisHost(wanted.seed)))
        return;
    tell(asked, asked.door->act(api::SandboxAction(wanted)));
}

void cancelSeed(OwnParts &own, Asked &asked)
{
    const auto found = own.state.seeds.find(named<domain::SandboxId>(asked));
    if (found == own.state.seeds.end())
        return asked.answer(noSeedAnswer(asked.names[0]));
    tell(asked, asked.door->act(api::SandboxAction(api::CancelSeed{found->first})));
}

} // namespace

std::vector<Route> seedRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/sandboxes/{id}/seed", kRead, to(showSeed)},
        {"POST", "/v1/sandboxes/{id}/seed", kOperate, to(seedSandbox), seedFields()},
        {"POST", "/v1/sandboxes/{id}/seed/cancel", kOperate, to(cancelSeed)},
    };
}

} // namespace glovebox::rest
