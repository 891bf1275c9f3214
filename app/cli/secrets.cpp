// Role: `gloveboxctl secret`: secrets that the gate puts into requests, kept, listed and removed, and which sandboxes
// may use them. Thread: the main one; blocks.
// Invariants: a value comes from a file, a pipe or a terminal that does not show it, never from an argument; none is
// printed.
#include "app/cli/live.h"
#include "app/cli/typed_secret.h"
#include "core/base/text.h"
#include "core/domain/gate_secret.h"

#include <algorithm>
#include <memory>

namespace glovebox::cli {

namespace {

constexpr const char *kNotKept = "The secret was not kept.";

struct GateSecretOptions {
    LiveOptions live;
    std::string name;
    std::string description;
    std::vector<std::string> hosts;
    bool bearer = false;
    std::optional<std::string> basic; // the user; empty: any
    std::optional<std::string> header;
    std::string custom; // "Authorization: token {secret}"
    std::string variable;
    std::string valueFile; // "-": standard input
    bool mustBeNew = false;
    std::string sandbox;
    std::vector<std::string> names;
    bool force = false;
};

/// "registry-token" is in REGISTRY_TOKEN.
std::string usualVariable(std::string name)
{
    for (char &c : name)
        c = c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    return name;
}

/// None: as it is.
Result<std::optional<nlohmann::json>> formOf(const GateSecretOptions &options)
{
    if (options.bearer)
        return nlohmann::json{{"kind", "bearer"}};
    if (options.basic)
        return nlohmann::json{{"kind", "basic"}, {"user", *options.basic}};
    if (options.header)
        return nlohmann::json{{"kind", "header"}, {"header", *options.header}};
    if (options.custom.empty())
        return std::optional<nlohmann::json>();
    const auto colon = options.custom.find(": ");
    if (colon == std::string::npos)
        return fail(ErrorCode::InvalidArgument, "--custom takes a header and its text: \"Authorization: token " +
                                                    std::string(domain::kSecretMark) + "\"");
    return nlohmann::json{
        {"kind", "custom"}, {"header", options.custom.substr(0, colon)}, {"text", options.custom.substr(colon + 2)}};
}

const nlohmann::json *secretIn(const nlohmann::json &view, const std::string &name)
{
    const auto all = view.find("secrets");
    if (all == view.end())
        return nullptr;
    const auto found = std::ranges::find_if(
        *all, [&](const nlohmann::json &each) { return each.value("name", std::string()) == name; });
    return found == all->end() ? nullptr : &*found;
}

/// What is not said stays as it is; of a new one it is the usual.
Result<nlohmann::json> bodyOf(const GateSecretOptions &options, const nlohmann::json *known)
{
    nlohmann::json body = nlohmann::json::object();
    const auto before = known ? *known : nlohmann::json::object();
    body["hosts"] =
        options.hosts.empty() ? before.value("hosts", nlohmann::json::array()) : nlohmann::json(options.hosts);
    body["description"] = options.description.empty() ? before.value("description", "") : options.description;
    body["variable"] =
        !options.variable.empty() ? options.variable : before.value("variable", usualVariable(options.name));
    GB_TRY(form, formOf(options));
    body["form"] = form ? *form : before.value("form", nlohmann::json{{"kind", "bearer"}});
    if (options.mustBeNew)
        body["must_be_new"] = true;
    if (!known || !options.valueFile.empty()) {
        GB_TRY(value, secretFrom({.file = options.valueFile, .what = "Value of " + options.name}));
        body["value"] = value.reveal();
    }
    return body;
}

/// Until it is where it stays.
Result<int> waitUntilKept(const ApiClient &api, const GateSecretOptions &options)
{
    for (;; holdOn()) {
        GB_TRY(view, api.get("/v1/secrets"));
        const auto *secret = secretIn(view, options.name);
        if (secret && secret->value("keeping", false))
            continue;
        if (view.contains("problem"))
            return fail(ErrorCode::InvalidState, shownField(view, "problem"));
        if (options.live.json && secret)
            printAnswer(*secret);
        return 0;
    }
}

int keepSecret(const GateSecretOptions &options)
{
    if (!domain::isGateSecretName(options.name))
        return complain(std::string(kNotKept) +
                            " A secret's name has small letters, digits and hyphens, a letter first, " +
                            std::to_string(domain::kGateSecretNameMax) + " at most.",
                        kExitUsage);
    return withApi(options.live, kNotKept, [&](const ApiClient &api) -> Result<int> {
        GB_TRY(view, api.get("/v1/secrets"));
        GB_TRY(body, bodyOf(options, options.mustBeNew ? nullptr : secretIn(view, options.name)));
        GB_CHECK(api.put("/v1/secrets/" + ApiClient::escaped(options.name), body));
        if (!body.contains("value") && !options.live.json)
            std::printf("Its value stays the one that it has; --value-file gives another.\n");
        return waitUntilKept(api, options);
    });
}

int listSecrets(const GateSecretOptions &options)
{
    return withApi(options.live, "The secrets could not be listed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(view, api.get("/v1/secrets"));
        if (options.live.json) {
            printAnswer(view);
            return 0;
        }
        std::vector<std::vector<std::string>> rows;
        for (const auto &secret : view["secrets"]) {
            std::string hosts;
            for (const auto &host : secret["hosts"])
                hosts += (hosts.empty() ? "" : ", ") + (host.is_string() ? host.get<std::string>() : std::string());
            const auto used = shownField(secret, "used_for");
            rows.push_back({shownField(secret, "name"), shownField(secret, "variable"), shownField(secret, "sent_as"),
                            hosts, used.empty() ? "not yet" : used});
        }
        printRows({"NAME", "VARIABLE", "SENT AS", "TO", "USED"}, rows);
        return view.contains("problem") ? complain(shownField(view, "problem"), kExitFailed) : 0;
    });
}

int removeSecrets(const GateSecretOptions &options)
{
    return withApi(options.live, "It was not removed.", [&](const ApiClient &api) -> Result<int> {
        const auto names = eachOnce(options.names);
        GB_TRY(view, api.get("/v1/secrets"));
        for (const auto &name : names) // all or none
            if (!secretIn(view, name))
                return fail(ErrorCode::NotFound,
                            "there is no secret '" + clipped(toOneLine(name), ByteCount{80}) + "'");
        if (!isMeant("Remove " + std::to_string(names.size()) + (names.size() == 1 ? " secret" : " secrets") +
                         "? Their values are gone then.",
                     options.force))
            return kExitFailed;
        for (const auto &name : names) {
            GB_CHECK(api.remove("/v1/secrets/" + ApiClient::escaped(name)));
            auto one = options;
            one.name = name;
            GB_CHECK(waitUntilKept(api, one));
        }
        return 0;
    });
}

int changeGrant(const GateSecretOptions &options, const char *field)
{
    return withApi(options.live, "It was not changed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
        GB_TRY(answer, api.patch("/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/egress", {{field, options.names}}));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int grantSecrets(const GateSecretOptions &options)
{
    return changeGrant(options, "add_secrets");
}

int revokeSecrets(const GateSecretOptions &options)
{
    return changeGrant(options, "remove_secrets");
}

using SecretCommand = std::pair<CLI::App *, std::shared_ptr<GateSecretOptions>>;

void addKeeping(const SecretCommand &keeping)
{
    const auto &[command, options] = keeping;
    command->add_option("NAME", options->name, "what it is called: small letters, digits and hyphens")->required();
    command
        ->add_option("--host", options->hosts,
                     "where it may go, TLS alone: a name, *.name, with :PORT unless that is 443; several: one each")
        ->allow_extra_args(false);
    auto *forms = command->add_option_group("form", "how a request carries it; usually as a bearer token");
    forms->add_flag("--bearer", options->bearer, "Authorization: Bearer SECRET");
    forms->add_option("--basic", options->basic, "the password of this user in Authorization: Basic; \"\": of any");
    forms->add_option("--header", options->header, "the whole of this header: X-Api-Key");
    forms->add_option("--custom", options->custom, "a header with {secret} in it: \"Authorization: token {secret}\"");
    forms->require_option(0, 1);
    command->add_option("--env", options->variable,
                        "the variable that stands for it inside; usually its NAME in capitals");
    command->add_option("--description", options->description, "for people");
    command->add_option("--value-file", options->valueFile,
                        "where its value is; \"-\": standard input, as for a new one without it. One that is there "
                        "keeps its value without");
    command->add_flag("--new", options->mustBeNew, "refuse when there is one of that name");
}

} // namespace

void addSecrets(CLI::App &app, Action &chosen)
{
    auto *group =
        app.add_subcommand("secret", "secrets that the gate puts into requests; sandboxes hold a placeholder");
    group->require_subcommand(1);
    const auto add = [&](const char *name, const char *what, int (*run)(const GateSecretOptions &)) {
        return addLiveCommand(*group, chosen, name, what, run);
    };
    addKeeping(add("set", "keep one, or change one; its value is asked for and not shown", keepSecret));
    add("list", "all of this host's, without their values", listSecrets);
    const auto [removing, removeOptions] =
        add("remove", "remove them; no sandbox may use them any more", removeSecrets);
    removing->add_option("NAME", removeOptions->names, "names of secrets")->required();
    addForce(*removing, removeOptions->force);
    constexpr const char *sandbox = kSandboxHelp;
    const auto [granting, grantOptions] =
        add("grant", "let a sandbox use secrets; programs that begin from now on have their variables", grantSecrets);
    granting->add_option("SANDBOX", grantOptions->sandbox, sandbox)->required();
    granting->add_option("NAME", grantOptions->names, "names of secrets")->required();
    const auto [revoking, revokeOptions] = add("revoke", "a sandbox may not use them any more, at once", revokeSecrets);
    revoking->add_option("SANDBOX", revokeOptions->sandbox, sandbox)->required();
    revoking->add_option("NAME", revokeOptions->names, "names of secrets")->required();
}

} // namespace glovebox::cli
