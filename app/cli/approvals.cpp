// Role: `gloveboxctl sessions`, `approve`, `deny`: sessions that are served here, and the calls of theirs that wait for
// a person's answer. Thread: the main one; blocks.
#include "app/cli/listing.h"
#include "core/api/views.h"

#include <memory>

namespace glovebox::cli {

namespace {

struct AnswerOptions {
    LiveOptions live;
    std::string session;
    std::vector<std::string> calls;
    std::string reason;
};

std::string numberIn(const nlohmann::json &session, const char *field)
{
    const auto found = session.find(field);
    return found != session.end() && found->is_number() ? found->dump() : std::string();
}

std::string sessionNote(const nlohmann::json &session)
{
    if (session.contains("problem"))
        return shownField(session["problem"], "message");
    const auto tool = shownField(session, "current_tool");
    return tool.empty() ? shownField(session, "reason") : "runs " + tool;
}

int listSessions(const ListOptions &options)
{
    return showList(options, {.failed = "The sessions could not be listed.",
                              .path = "/v1/sessions",
                              .list = "sessions",
                              .states = wordsTo(api::SessionState::Terminated),
                              .columns = {textColumn("ID", "id"),
                                          textColumn("STATE", "state"),
                                          textColumn("TITLE", "title"),
                                          textColumn("AGENT", "agent"),
                                          textColumn("SANDBOX", "sandbox"),
                                          textColumn("ENVIRONMENT", "environment", true),
                                          {"TURNS", [](const auto &one) { return numberIn(one, "turns"); }, true},
                                          {"CALLS", [](const auto &one) { return numberIn(one, "tool_calls"); }, true},
                                          textColumn("SINCE", "since", true),
                                          {"NOTE", sessionNote}}});
}

/// Those that wait for an answer, the oldest first.
Result<std::vector<std::string>> waitingCalls(const ApiClient &api, const std::string &session)
{
    GB_TRY(view, api.get("/v1/sessions/" + ApiClient::escaped(session)));
    std::vector<std::string> waiting;
    for (const auto &call : view.value("calls", nlohmann::json::array()))
        if (shownField(call, "state") == "needs approval")
            waiting.push_back(idIn(call));
    return waiting;
}

int answerCalls(const AnswerOptions &options, bool allow)
{
    return withApi(options.live, "It was not answered.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(session, resolve(api, Named::Session, options.session));
        auto calls = options.calls;
        if (calls.empty()) {
            GB_TRY(waiting, waitingCalls(api, session));
            if (waiting.size() != 1)
                return fail(waiting.empty() ? ErrorCode::InvalidState : ErrorCode::InvalidArgument,
                            waiting.empty() ? "no call of " + session + " waits for an answer"
                                            : std::to_string(waiting.size()) +
                                                  " calls of it wait; name the one, or "
                                                  "several: gloveboxctl calls " +
                                                  session);
            calls = waiting;
        }
        nlohmann::json body{{"allow", allow}};
        if (!options.reason.empty())
            body["reason"] = options.reason;
        for (const auto &call : calls) {
            GB_TRY(answer, api.post("/v1/sessions/" + ApiClient::escaped(session) + "/calls/" +
                                        ApiClient::escaped(call) + "/answer",
                                    body));
            if (options.live.json)
                printAnswer(answer);
        }
        return 0;
    });
}

int approve(const AnswerOptions &options)
{
    return answerCalls(options, true);
}

int denyCalls(const AnswerOptions &options)
{
    return answerCalls(options, false);
}

int listCalls(const AnswerOptions &options)
{
    return withApi(options.live, "The calls could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(session, resolve(api, Named::Session, options.session));
        GB_TRY(view, api.get("/v1/sessions/" + ApiClient::escaped(session)));
        const auto calls = view.value("calls", nlohmann::json::array());
        if (options.live.json) {
            printAnswer({{"session", session}, {"calls", calls}});
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &call : calls)
            rows.push_back({idIn(call), shownField(call, "state"), shownField(call, "name"),
                            shownField(call, "requested_at"), shownField(call, "summary")});
        printRows({"ID", "STATE", "TOOL", "ASKED", "WHAT"}, rows);
        return 0;
    });
}

int interrupt(const AnswerOptions &options)
{
    return withApi(options.live, "It was not interrupted.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(session, resolve(api, Named::Session, options.session));
        GB_TRY(answer, api.post("/v1/sessions/" + ApiClient::escaped(session) + "/interrupt"));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

} // namespace

void addApprovals(CLI::App &app, Action &chosen)
{
    constexpr const char *sessionHelp = "its id, or the beginning of one";
    addListCommand(app, chosen, "sessions", "list the sessions that a running Glovebox serves", listSessions,
                   kByState | kBySandbox);
    const auto [listing, listOptions] =
        addLiveCommand(app, chosen, "calls", "list the newest tool calls of a session", listCalls);
    listing->add_option("SESSION", listOptions->session, sessionHelp)->required();
    const auto add = [&](const char *name, const char *what, int (*run)(const AnswerOptions &)) {
        const auto [command, options] = addLiveCommand(app, chosen, name, what, run);
        command->add_option("SESSION", options->session, sessionHelp)->required();
        command->add_option("CALL", options->calls,
                            "ids of calls (gloveboxctl calls); not needed when one alone waits");
        return std::pair(command, options);
    };
    add("approve", "let a tool call run that waits for an answer; takes the operator key", approve);
    const auto [denying, denyOptions] = add("deny", "refuse a tool call that waits for an answer", denyCalls);
    denying->add_option("--reason", denyOptions->reason, "what the agent is told of why");
    const auto [interrupting, interruptOptions] =
        addLiveCommand(app, chosen, "interrupt", "end a session's turn; takes the operator key", interrupt);
    interrupting->add_option("SESSION", interruptOptions->session, sessionHelp)->required();
}

} // namespace glovebox::cli
