// Role: `gloveboxctl agents` and `gloveboxctl session start`: sessions started with a running Glovebox's operator key.
#include "app/cli/live.h"

#include <QElapsedTimer>

#include <memory>

namespace glovebox::cli {

namespace {

/// The engine's own calls end long before, with a reason.
constexpr qint64 kOperatorCallWithinMs = 300'000;

struct StartOptions {
    LiveOptions live;
    std::string environment;
    std::string agent;
    std::string title;
    std::string message;
    std::vector<std::string> metadata;
    std::string sandbox;
    std::string session;
};

/// The one that was named, or the only one that has an operator key.
Result<std::string> environmentFor(const ApiClient &api, const std::string &named)
{
    if (!named.empty())
        return named;
    GB_TRY(answer, api.get("/v1/environments"));
    if (answer["environments"].empty()) {
        GB_TRY(host, api.get("/v1/host"));
        if (shownField(host, "phase") != "running")
            return fail(ErrorCode::InvalidState, "That Glovebox is only just starting; try again in a moment.");
        return fail(ErrorCode::InvalidArgument, "That Glovebox serves no environment (as serve --api-alone does), and "
                                                "has no operator key.");
    }
    std::string found;
    std::string names;
    int count = 0;
    for (const auto &each : answer["environments"]) {
        if (!each.value("operator_key", false))
            continue;
        ++count;
        found = each.value("id", std::string());
        names += (names.empty() ? "" : ", ") + shownField(each, "id");
    }
    if (count == 1)
        return found;
    if (count == 0)
        return fail(ErrorCode::InvalidArgument, "No environment of this Glovebox has an operator key; set one "
                                                "(operator_key_file in environments.toml).");
    return fail(ErrorCode::InvalidArgument, "Several environments have an operator key; choose one with "
                                            "--environment: " +
                                                names + ".");
}

/// Asks again and again until `isOver`.
Result<nlohmann::json> waitFor(const ApiClient &api, const std::string &path,
                               const std::function<bool(const nlohmann::json &)> &isOver)
{
    QElapsedTimer since;
    since.start();
    for (;; holdOn()) {
        GB_TRY(answer, api.get(path));
        if (isOver(answer))
            return answer;
        if (since.hasExpired(kOperatorCallWithinMs))
            return fail(ErrorCode::TimedOut, "the control plane did not answer in time");
    }
}

std::string problemIn(const nlohmann::json &view)
{
    return view.contains("problem") ? shownField(view["problem"], "message") : std::string();
}

int listAgents(const StartOptions &options)
{
    return withApi(options.live, "The agents could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(environment, environmentFor(api, options.environment));
        const auto path = "/v1/environments/" + ApiClient::escaped(environment) + "/agents";
        GB_CHECK(api.post(path));
        GB_TRY(view, waitFor(api, path, [](const auto &answer) { return !answer.value("loading", true); }));
        if (const auto problem = problemIn(view); !problem.empty())
            return fail(ErrorCode::Conflict, problem);
        if (options.live.json) {
            printAnswer(view);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &agent : view["agents"])
            rows.push_back({shownField(agent, "id"), shownField(agent, "name"), shownField(agent, "model")});
        printRows({"ID", "NAME", "MODEL"}, rows);
        if (view.value("more", false))
            std::printf("There are more agents than are shown.\n");
        return 0;
    });
}

int startSession(const StartOptions &options)
{
    auto body = nlohmann::json::object();
    for (const auto &[field, value] : {std::pair{"agent", options.agent},
                                       {"title", options.title},
                                       {"message", options.message},
                                       {"sandbox", options.sandbox},
                                       {"session", options.session}})
        if (!value.empty())
            body[field] = value;
    for (const auto &pair : options.metadata) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos || equals == 0)
            return complain("--metadata takes KEY=VALUE, not '" + pair + "'", kExitUsage);
        body["metadata"][pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return withApi(options.live, "The session was not started.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(environment, environmentFor(api, options.environment));
        body["environment"] = environment;
        GB_TRY(begun, api.post("/v1/sessions", body));
        GB_TRY(view, waitFor(api, "/v1/starts/" + ApiClient::escaped(objectIn(begun)),
                             [](const auto &answer) { return answer.value("over", true); }));
        const auto session = shownField(view, "session");
        if (options.live.json)
            printAnswer(view);
        else if (!session.empty())
            std::printf("%s\n", session.c_str());
        const auto problem = problemIn(view);
        if (problem.empty())
            return 0;
        if (!session.empty())
            return complain("The session is there, its message is not: " + problem +
                                "\nSend it again: gloveboxctl session start --session " + session + " --message …",
                            kExitFailed);
        return fail(ErrorCode::Conflict, problem);
    });
}

} // namespace

void addSession(CLI::App &app, Action &chosen)
{
    auto listing = std::make_shared<StartOptions>();
    auto *agents = app.add_subcommand("agents", "list the agents that the operator key of a running Glovebox sees");
    agents->add_option("--environment", listing->environment, "whose key; not needed when one alone has a key");
    addLiveOptions(*agents, listing->live);
    agents->callback([&chosen, listing] {
        chosen = [listing] {
            return listAgents(*listing);
        };
    });

    auto options = std::make_shared<StartOptions>();
    auto *group = app.add_subcommand("session", "start sessions with the operator key of a running Glovebox");
    group->require_subcommand(1);
    auto *command = group->add_subcommand("start", "start a session; prints its id");
    auto *agent = command->add_option("--agent", options->agent, "its id, like agent_01ABC (gloveboxctl agents)");
    command->add_option("--environment", options->environment, "not needed when one alone has an operator key");
    command->add_option("--title", options->title, "what to call it");
    command->add_option("--message", options->message, "the first one; without, the session waits for one");
    command->add_option("--metadata", options->metadata, "KEY=VALUE; several times");
    command->add_option("--sandbox", options->sandbox, "a sandbox of your own that it gets, by id");
    command->add_option("--session", options->session, "one that is there: its message is sent again")->excludes(agent);
    addLiveOptions(*command, options->live);
    command->callback([&chosen, options] {
        chosen = [options] {
            return options->agent.empty() && options->session.empty()
                       ? complain("which agent? --agent takes its id; gloveboxctl agents lists them", kExitUsage)
                       : startSession(*options);
        };
    });
}

} // namespace glovebox::cli
