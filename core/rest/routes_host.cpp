// Role: the local API's routes of this host: what it is and has, what it is doing, what may be spent on it, what
// nothing explains.
#include "core/rest/own_routes.h"
#include "core/rest/upkeep_json.h"
#include "core/rest/view_json.h"

#include <algorithm>
#include <functional>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::size_t kBudgetsAskedMax = 16;

void showHost(OwnParts &own, Asked &asked)
{
    if (!own.state.host)
        return asked.answer(
            problemAnswer(503, ErrorCode::InvalidState, "the engine has not begun yet; try again in a moment"));
    asked.answer(okAnswer(toJson(*own.state.host)));
}

/// All, the newest first, or with ?object= the newest on that.
void listOperations(OwnParts &own, Asked &asked)
{
    json list = json::array();
    if (const auto object = asked.parameter("object")) {
        if (const auto *view = own.state.operationOn(*object))
            list.push_back(toJson(*view));
        return asked.answer(okAnswer({{"operations", list}}));
    }
    std::vector<const api::OperationView *> views;
    for (const auto &[id, view] : own.state.operations)
        views.push_back(&view);
    std::ranges::stable_sort(views, std::ranges::greater{}, [](const auto *view) { return view->operation.beganAt; });
    for (const auto *view : views)
        list.push_back(toJson(*view));
    asked.answer(okAnswer({{"operations", list}}));
}

void showOperation(OwnParts &own, Asked &asked)
{
    const auto found = own.state.operations.find(named<domain::OperationId>(asked));
    if (found == own.state.operations.end())
        return asked.answer(noneAnswer("operation", asked.names[0]));
    asked.answer(okAnswer(toJson(found->second)));
}

void cancelOperation(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->maintain(api::CancelOperation{named<domain::OperationId>(asked)}));
}

/// Those that are set, and how far each object is that one of them watches.
void listBudgets(OwnParts &own, Asked &asked)
{
    json set = json::array();
    if (own.state.host)
        for (const auto &budget : own.state.host->budgets)
            set.push_back(toJson(budget));
    json watched = json::array();
    for (const auto &[key, view] : own.state.budgets)
        watched.push_back(toJson(view));
    asked.answer(okAnswer({{"budgets", set}, {"watched", watched}}));
}

void setBudgets(OwnParts &, Asked &asked)
{
    api::SetBudgets wanted;
    for (auto &each : asked.body.objects("budgets", kBudgetsAskedMax, budgetFields())) {
        wanted.budgets.push_back(budgetFrom(each));
        asked.body.adopt(each, "budget " + std::to_string(wanted.budgets.size()));
    }
    if (!asked.body.has("budgets"))
        asked.body.wrong("'budgets' is a list of all that are to be in force; it is missing");
    if (!isWrong(asked))
        tell(asked, asked.door->maintain(wanted));
}

void listOrphans(OwnParts &own, Asked &asked)
{
    asked.answer(okAnswer(toJson(own.state.orphans)));
}

void lookForOrphans(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->maintain(api::LookForOrphans{}));
}

void removeOrphan(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->maintain(api::RemoveOrphan{asked.names[0]}));
}

/// How the newest start went.
void showRecovery(OwnParts &own, Asked &asked)
{
    if (!own.state.recovery)
        return asked.answer(problemAnswer(404, ErrorCode::NotFound, "the run before left nothing to take up"));
    asked.answer(okAnswer(toJson(*own.state.recovery)));
}

void switchWebhooks(OwnParts &, Asked &asked)
{
    if (!asked.body.has("listen"))
        asked.body.wrong("'listen' is true or false; it is missing");
    const bool on = asked.body.flag("listen");
    if (!isWrong(asked))
        tell(asked, asked.door->listenForWebhooks(on));
}

} // namespace

std::vector<Route> hostRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/host", kRead, to(showHost)},
        {"GET", "/v1/host/recovery", kRead, to(showRecovery)},
        {"PUT", "/v1/host/webhooks", kAdmin, to(switchWebhooks), Words{"listen"}},
        {"GET", "/v1/operations", kRead, to(listOperations), {}, Words{"object"}},
        {"GET", "/v1/operations/{id}", kRead, to(showOperation)},
        {"POST", "/v1/operations/{id}/cancel", kOperate, to(cancelOperation)},
        {"GET", "/v1/budgets", kRead, to(listBudgets)},
        {"PUT", "/v1/budgets", kAdmin, to(setBudgets), Words{"budgets"}},
        {"GET", "/v1/orphans", kRead, to(listOrphans)},
        {"POST", "/v1/orphans", kAdmin, to(lookForOrphans)},
        {"DELETE", "/v1/orphans/{id}", kAdmin, to(removeOrphan)},
    };
}

} // namespace glovebox::rest
