// Role: `gloveboxctl budget`, `operation`, `leftover`, `work`, `webhook`: what may be spent on this host, what it is
// at, what nothing explains, what hangs in a queue, and whether it hears of work by webhooks. Thread: the main one;
// blocks.
#include "app/cli/listing.h"
#include "app/format/quantities.h"
#include "core/domain/operation.h"
#include "core/domain/work_item.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace glovebox::cli {

namespace {

struct BudgetOptions {
    LiveOptions live;
    std::string scope;
    std::string period;
    std::uint64_t cents = 0;
    std::string action;
    int warnAt = 80;
};

constexpr std::uint64_t kBudgetCentsMax = 1'000'000'000;
constexpr double kMicrosInACent = 10'000;

std::string centsIn(const nlohmann::json &object, const char *field)
{
    return format::microDollars(std::llround(object.value(field, 0.0) * kMicrosInACent)).toStdString();
}

int listBudgets(const BudgetOptions &options)
{
    return withApi(options.live, "The budgets could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.get("/v1/budgets"));
        if (options.live.json) {
            printAnswer(answer);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &budget : answer["budgets"])
            rows.push_back({shownField(budget, "scope"), shownField(budget, "period"), centsIn(budget, "limit_cents"),
                            shownField(budget, "action"), std::to_string(budget.value("warn_percent", 0)) + '%'});
        printRows({"FOR", "WITHIN", "AT MOST", "THEN", "WARN AT"}, rows);
        return 0;
    });
}

int showSpent(const BudgetOptions &options)
{
    return withApi(options.live, "What was spent could not be read.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.get("/v1/budgets"));
        if (options.live.json) {
            printAnswer(answer["watched"]);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &one : answer["watched"]) {
            const auto budget = one.value("budget", nlohmann::json::object());
            const auto label = shownField(one, "label");
            rows.push_back({label.empty() ? shownField(one, "object") : label, shownField(budget, "period"),
                            centsIn(one, "spent_cents"), centsIn(budget, "limit_cents"), shownField(one, "state"),
                            shownField(one, "did")});
        }
        printRows({"OF", "WITHIN", "SPENT", "AT MOST", "STATE", "DID"}, rows);
        return 0;
    });
}

/// One for each scope, period and action; the API takes all of them at once.
bool isTheOne(const nlohmann::json &budget, const BudgetOptions &options)
{
    return shownField(budget, "scope") == options.scope && shownField(budget, "period") == options.period &&
           (options.action.empty() || shownField(budget, "action") == options.action);
}

Result<int> putBudgets(const ApiClient &api, const nlohmann::json &budgets, bool json)
{
    GB_TRY(answer, api.put("/v1/budgets", {{"budgets", budgets}}));
    if (json)
        printAnswer(answer);
    return 0;
}

int setBudget(const BudgetOptions &options)
{
    return withApi(options.live, "The budget was not set.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.get("/v1/budgets"));
        auto &budgets = answer["budgets"];
        const nlohmann::json budget{{"scope", options.scope},
                                    {"period", options.period},
                                    {"limit_cents", options.cents},
                                    {"action", options.action},
                                    {"warn_percent", options.warnAt}};
        const auto same = std::ranges::find_if(budgets, [&](const auto &each) { return isTheOne(each, options); });
        if (same == budgets.end())
            budgets.push_back(budget);
        else
            *same = budget;
        return putBudgets(api, budgets, options.live.json);
    });
}

int removeBudget(const BudgetOptions &options)
{
    return withApi(options.live, "The budget was not removed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.get("/v1/budgets"));
        auto kept = nlohmann::json::array();
        for (const auto &budget : answer["budgets"])
            if (!isTheOne(budget, options))
                kept.push_back(budget);
        if (kept.size() == answer["budgets"].size())
            return fail(ErrorCode::NotFound, "There is no such budget; gloveboxctl budget list has all");
        return putBudgets(api, kept, options.live.json);
    });
}

struct LeftoverOptions {
    LiveOptions live;
    std::vector<std::string> leftovers;
    bool force = false;
};

std::string sizeInBytes(const nlohmann::json &leftover)
{
    return format::bytes(ByteCount{leftover.value("size_bytes", std::uint64_t{0})}).toStdString();
}

int listLeftovers(const ListOptions &options)
{
    return showList(options, {.failed = "The leftovers could not be listed.",
                              .path = "/v1/orphans",
                              .list = "orphans",
                              .columns = {textColumn("ID", "id"),
                                          textColumn("KIND", "kind"),
                                          {"SIZE", sizeInBytes},
                                          textColumn("WHERE", "where"),
                                          textColumn("SINCE", "at", true),
                                          textColumn("WHY", "why")}});
}

/// Looks, and waits until it has been looked everywhere.
int lookForLeftovers(const LeftoverOptions &options)
{
    return withApi(options.live, "It was not looked for.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(before, api.get("/v1/orphans"));
        GB_CHECK(api.post("/v1/orphans"));
        for (;; holdOn()) {
            GB_TRY(now, api.get("/v1/orphans"));
            if (now.value("looking", false) || shownField(now, "looked_at") == shownField(before, "looked_at"))
                continue;
            if (now.contains("problem"))
                return fail(ErrorCode::Conflict, shownField(now["problem"], "message"));
            if (options.live.json)
                printAnswer(now);
            else
                for (const auto &one : now["orphans"])
                    std::printf("%s\n", idIn(one).c_str());
            return 0;
        }
    });
}

int removeLeftovers(const LeftoverOptions &options)
{
    return withApi(options.live, "It was not removed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(ids, resolveAll(api, Named::Leftover, options.leftovers));
        std::string all;
        for (const auto &id : ids)
            all += (all.empty() ? "" : ", ") + id;
        if (!isMeant("Remove " + all + "? It cannot be brought back.", options.force))
            return kExitFailed;
        for (const auto &id : ids) {
            GB_TRY(answer, api.remove("/v1/orphans/" + ApiClient::escaped(id)));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
}

struct OperationOptions {
    LiveOptions live;
    std::string operation;
};

std::string progressIn(const nlohmann::json &operation)
{
    const auto progress = operation.find("progress");
    return progress == operation.end() || !progress->is_number()
               ? std::string()
               : format::percent(progress->get<double>() * 100).toStdString();
}

int listOperations(const ListOptions &options)
{
    return showList(options, {.failed = "The operations could not be listed.",
                              .path = "/v1/operations",
                              .list = "operations",
                              .states = wordsTo(domain::OperationState::Interrupted),
                              .columns = {textColumn("ID", "id"),
                                          textColumn("STATE", "state"),
                                          textColumn("KIND", "kind"),
                                          textColumn("OBJECT", "object"),
                                          {"DONE", progressIn},
                                          textColumn("BEGAN", "began_at", true),
                                          textColumn("STEP", "step")}});
}

int cancelOperation(const OperationOptions &options)
{
    return withApi(options.live, "It was not cancelled.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Operation, options.operation));
        GB_TRY(answer, api.post("/v1/operations/" + ApiClient::escaped(id) + "/cancel"));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

struct WorkOptions {
    LiveOptions live;
    std::string work;
    bool force = false;
};

int listWork(const ListOptions &options)
{
    return showList(options, {.failed = "The queues could not be read.",
                              .path = "/v1/work",
                              .list = "work",
                              .states = wordsTo(domain::WorkState::Unknown),
                              .columns = {textColumn("ID", "id"), textColumn("STATE", "state"),
                                          textColumn("ENVIRONMENT", "environment"), textColumn("SESSION", "session"),
                                          textColumn("STUCK", "stuck"), textColumn("REPAIR", "repair"),
                                          textColumn("TITLE", "title", true), textColumn("CREATED", "created_at", true),
                                          textColumn("WAITS FOR", "waiting_for")}});
}

int repairWork(const WorkOptions &options)
{
    return withApi(options.live, "It was not repaired.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Work, options.work));
        GB_TRY(answer, api.get("/v1/work"));
        const auto &all = answer["work"];
        const auto found = std::ranges::find_if(all, [&](const auto &each) { return idIn(each) == id; });
        if (found == all.end())
            return fail(ErrorCode::NotFound, "No queue lists '" + id + "'");
        if (!isMeant("Stop " + id + " by force? It is queued anew, and who is at it loses it.", options.force))
            return kExitFailed;
        GB_TRY(done, api.post("/v1/environments/" + ApiClient::escaped(shownField(*found, "environment")) + "/work/" +
                              ApiClient::escaped(id) + "/repair"));
        if (options.live.json)
            printAnswer(done);
        return 0;
    });
}

struct WebhookOptions {
    LiveOptions live;
};

int switchWebhooks(const WebhookOptions &options, bool on)
{
    return withApi(options.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.put("/v1/host/webhooks", {{"listen", on}}));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int webhooksOn(const WebhookOptions &options)
{
    return switchWebhooks(options, true);
}

int webhooksOff(const WebhookOptions &options)
{
    return switchWebhooks(options, false);
}

void addBudgets(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("budget", "what this host's compute may cost, and what happens then");
    group->require_subcommand(1);
    const auto add = [&](const char *name, const char *what, int (*run)(const BudgetOptions &)) {
        return addLiveCommand(*group, chosen, name, what, run);
    };
    add("list", "those that are set", listBudgets);
    add("spent", "what each of them watches, and how far it is", showSpent);
    const auto named = [](CLI::App &command, BudgetOptions &options) {
        command.add_option("FOR", options.scope, "each session, each environment, or the whole host")
            ->required()
            ->check(CLI::IsMember({"session", "environment", "host"}));
        command.add_option("WITHIN", options.period, "a day (in UTC), or ever")
            ->required()
            ->check(CLI::IsMember({"day", "ever"}));
    };
    const auto [setting, setOptions] = add("set", "set one, in place of the one that does the same", setBudget);
    named(*setting, *setOptions);
    setting->add_option("CENTS", setOptions->cents, "the most, in cents of a US dollar")
        ->required()
        ->check(CLI::Range(std::uint64_t{1}, kBudgetCentsMax));
    const CLI::IsMember actions({"warn", "pause-polling", "pause-sandbox"});
    setOptions->action = "warn";
    setting->add_option("--then", setOptions->action, "what happens at the limit")
        ->check(actions)
        ->capture_default_str();
    setting->add_option("--warn-at", setOptions->warnAt, "percent of it at which it warns")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    const auto [removing, removeOptions] = add("remove", "watch that no more", removeBudget);
    named(*removing, *removeOptions);
    removing->add_option("--then", removeOptions->action, "the one that does this alone")->check(actions);
}

void addLeftovers(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("leftover", "what is on this host and no record explains");
    group->require_subcommand(1);
    addListCommand(*group, chosen, "list", "what the last look found", listLeftovers, 0);
    addLiveCommand(*group, chosen, "look", "look for them, and print what is found", lookForLeftovers);
    const auto [removing, options] = addLiveCommand(*group, chosen, "remove", "remove them for good", removeLeftovers);
    removing->add_option("LEFTOVER", options->leftovers, "ids, or beginnings of one")->required();
    addForce(*removing, options->force);
}

void addOperations(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("operation", "what this host is at that takes a while, and what it was at");
    group->require_subcommand(1);
    addListCommand(*group, chosen, "list", "all that are known, the newest first", listOperations, kByState);
    const auto [cancelling, options] = addLiveCommand(*group, chosen, "cancel", "end one that can be", cancelOperation);
    cancelling->add_option("OPERATION", options->operation, "its id, or the beginning of it")->required();
}

} // namespace

void addUpkeep(CLI::App &app, Action &chosen)
{
    addBudgets(app, chosen);
    addOperations(app, chosen);
    addLeftovers(app, chosen);
    auto *work = app.add_subcommand("work", "items of the environments' queues");
    work->require_subcommand(1);
    addListCommand(*work, chosen, "list", "what the queues list", listWork, kByState | kBySession);
    const auto [repairing, options] =
        addLiveCommand(*work, chosen, "repair", "stop one that hangs by force; it is queued anew", repairWork);
    repairing->add_option("WORK", options->work, "its id, or the beginning of it")->required();
    addForce(*repairing, options->force);
    auto *webhook = app.add_subcommand("webhook", "whether this host listens for webhooks of the control plane");
    webhook->require_subcommand(1);
    addLiveCommand(*webhook, chosen, "on", "listen for them", webhooksOn);
    addLiveCommand(*webhook, chosen, "off", "listen no more; queues are polled all the same", webhooksOff);
}

} // namespace glovebox::cli
