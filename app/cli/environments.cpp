// Role: `gloveboxctl env`: the environments that a running Glovebox serves. Thread: the main one; blocks.
// Invariant: a key comes from a file, a pipe or a terminal that does not show it, never from an argument.
#include "app/cli/listing.h"
#include "app/cli/typed_secret.h"
#include "app/compose/secret_files.h"
#include "core/api/views.h"

#include <memory>

namespace glovebox::cli {

namespace {

struct EnvironmentOptions {
    LiveOptions live;
    std::string id;
    std::string name;
    std::string baseUrl;
    std::string keyFile;
    std::string operatorKeyFile;
    bool force = false;
};

std::string environmentNote(const nlohmann::json &environment)
{
    return environment.contains("problem") ? shownField(environment["problem"], "message") : std::string();
}

int listEnvironments(const ListOptions &options)
{
    return showList(options,
                    {.failed = "The environments could not be listed.",
                     .path = "/v1/environments",
                     .list = "environments",
                     .states = wordsTo(api::PollState::KeyRejected),
                     .columns = {textColumn("ID", "id"),
                                 textColumn("STATE", "state"),
                                 textColumn("NAME", "name"),
                                 {"ACTIVE",
                                  [](const nlohmann::json &environment) {
                                      return std::to_string(environment.value("active", 0));
                                  }},
                                 {"OPERATOR KEY",
                                  [](const nlohmann::json &environment) {
                                      return std::string(environment.value("operator_key", false) ? "yes" : "no");
                                  }},
                                 textColumn("CONTROL PLANE", "base_url", true),
                                 textColumn("SINCE", "since", true),
                                 {"NOTE", environmentNote}}});
}

/// A file is looked at as everywhere else: closed to other users, and a key of this kind.
Result<SecretString> keyFrom(compose::KeyKind kind, const char *option, const SecretSource &source)
{
    if (!source.file.empty() && source.file != "-")
        return compose::readKeyFile(kind, option, source.file);
    GB_TRY(given, secretFrom(source));
    return compose::checkedKey(kind, source.what, given.reveal());
}

int addEnvironment(const EnvironmentOptions &options)
{
    return withApi(options.live, "The environment was not added.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(key, keyFrom(compose::KeyKind::Environment, "--environment-key-file",
                            {.file = options.keyFile, .what = "Key of " + options.id}));
        nlohmann::json body{{"id", options.id}, {"key", key.reveal()}};
        if (!options.operatorKeyFile.empty()) {
            GB_TRY(operatorKey, keyFrom(compose::KeyKind::Operator, "--operator-key-file",
                                        {.file = options.operatorKeyFile, .what = "Operator key"}));
            body["operator_key"] = operatorKey.reveal();
        }
        if (!options.name.empty())
            body["name"] = options.name;
        if (!options.baseUrl.empty())
            body["base_url"] = options.baseUrl;
        GB_TRY(answer, api.post("/v1/environments", body));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

/// "pause", "resume", "refresh"
int tellEnvironment(const EnvironmentOptions &options, const char *what)
{
    return withApi(options.live, "It was not done.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Environment, options.id));
        GB_TRY(answer, api.post("/v1/environments/" + ApiClient::escaped(id) + '/' + what));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int pausePolling(const EnvironmentOptions &options)
{
    return tellEnvironment(options, "pause");
}

int resumePolling(const EnvironmentOptions &options)
{
    return tellEnvironment(options, "resume");
}

int refreshQueue(const EnvironmentOptions &options)
{
    return tellEnvironment(options, "refresh");
}

int removeEnvironment(const EnvironmentOptions &options)
{
    return withApi(options.live, "It was not removed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(id, resolve(api, Named::Environment, options.id));
        if (!isMeant("Serve " + id + " no more, and forget its keys?", options.force))
            return kExitFailed;
        GB_TRY(answer, api.remove("/v1/environments/" + ApiClient::escaped(id)));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

} // namespace

void addEnvironments(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("env", "the environments that a running Glovebox serves");
    group->require_subcommand(1);
    addListCommand(*group, chosen, "list", "those that are served", listEnvironments, kByState);
    const auto [adding, addOptions] = addLiveCommand(
        *group, chosen, "add", "serve one more, from now on; its key is asked for and not shown", addEnvironment);
    adding->add_option("ENVIRONMENT", addOptions->id, "its id, like env_01ABC")->required();
    adding->add_option("--name", addOptions->name, "what to call it here");
    adding->add_option("--base-url", addOptions->baseUrl, "its control plane, when it is not the usual one");
    adding->add_option("--environment-key-file", addOptions->keyFile,
                       "a file that has its key, closed to other users; \"-\": standard input");
    adding->add_option("--operator-key-file", addOptions->operatorKeyFile,
                       "a file that has an API key, to answer approvals and start sessions from here");
    const auto add = [&](const char *name, const char *what, int (*run)(const EnvironmentOptions &)) {
        const auto [command, options] = addLiveCommand(*group, chosen, name, what, run);
        command->add_option("ENVIRONMENT", options->id, "its id, the beginning of one, or its name")->required();
        return std::pair(command, options);
    };
    add("pause", "ask for no work; what is active goes on", pausePolling);
    add("resume", "ask for work again", resumePolling);
    add("refresh", "read its queue anew, at once", refreshQueue);
    const auto [removing, removeOptions] = add("remove", "give its work back and serve it no more", removeEnvironment);
    addForce(*removing, removeOptions->force);
}

} // namespace glovebox::cli
