// Role: `gloveboxctl egress set|allow|deny|forget`: what one sandbox, or all with a profile, may reach, changed while
// they run.
// Thread: the main one; blocks.
#include "app/cli/egress_commands.h"
#include "app/cli/live.h"
#include "core/domain/ip_address.h"

#include <memory>
#include <vector>

namespace glovebox::cli {

namespace {

struct ChangeOptions {
    LiveOptions live;
    std::string sandbox;
    std::string profile;
    std::vector<std::string> hosts;
    std::string traffic;
};

/// "example.org", "*.example.org:8443", "10.0.0.0/8:5432", "[2001:db8::1]:443", "example.org:8000-8010".
nlohmann::json ruleOf(const std::string &text, const char *action, const std::string &traffic)
{
    auto host = text;
    std::string ports;
    const auto colon = text.rfind(':');
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        host = text.substr(1, end == std::string::npos ? end : end - 1);
        if (end != std::string::npos && text.compare(end, 2, "]:") == 0)
            ports = text.substr(end + 2);
    } else if (colon != std::string::npos && !domain::ipRangeFrom(text)) {
        host = text.substr(0, colon);
        ports = text.substr(colon + 1);
    }
    nlohmann::json rule{{action, host}};
    if (!ports.empty())
        rule["ports"].push_back(ports);
    if (!traffic.empty())
        rule["traffic"] = traffic;
    return rule;
}

/// Of one sandbox, or of the profile.
int patch(const ChangeOptions &options, bool ofProfile, const nlohmann::json &body)
{
    return withApi(options.live, "It was not changed.", [&](const ApiClient &api) -> Result<int> {
        auto path = "/v1/egress/profiles/" + ApiClient::escaped(options.profile);
        if (!ofProfile) {
            GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
            path = "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/egress";
        }
        GB_TRY(answer, api.patch(path, body));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int setProfile(const ChangeOptions &options)
{
    return patch(options, false, {{"profile", options.profile}});
}

nlohmann::json rulesOf(const ChangeOptions &options, std::initializer_list<const char *> actions)
{
    auto rules = nlohmann::json::array();
    auto hosts = options.hosts;
    if (!options.profile.empty() && !options.sandbox.empty()) // the first of them
        hosts.insert(hosts.begin(), options.sandbox);
    for (const auto *action : actions)
        for (const auto &host : hosts)
            rules.push_back(ruleOf(host, action, options.traffic));
    return rules;
}

int changeRules(const ChangeOptions &options, const char *how, std::initializer_list<const char *> actions)
{
    if (options.hosts.empty() && (options.profile.empty() || options.sandbox.empty()))
        return complain("HOST[:PORT] is missing: after SANDBOX, or with --profile NAME without one", kExitUsage);
    return patch(options, !options.profile.empty(), {{how, rulesOf(options, actions)}});
}

int allow(const ChangeOptions &options)
{
    return changeRules(options, "add", {"allow"});
}

int deny(const ChangeOptions &options)
{
    return changeRules(options, "add", {"deny"});
}

/// Whether it allows or denies.
int forget(const ChangeOptions &options)
{
    return changeRules(options, "remove", {"allow", "deny"});
}

} // namespace

void addEgressChanges(CLI::App &group, Action &chosen)
{
    const auto add = [&](const char *name, const char *what, int (*run)(const ChangeOptions &)) {
        return addLiveCommand(group, chosen, name, what, run);
    };
    const auto addRules = [&](const char *name, const char *what, int (*run)(const ChangeOptions &)) {
        const auto [command, options] = add(name, what, run);
        command->add_option("SANDBOX", options->sandbox,
                            "its id, the beginning of one, or its name; none with --profile");
        command->add_option("HOST[:PORT]", options->hosts,
                            "a name, *.name, an address or a range; with :PORT or :FIRST-LAST");
        command->add_option("--profile", options->profile,
                            "for every sandbox that obeys this profile, also after a restart");
        return std::pair(command, options);
    };
    const auto takesTraffic = [](CLI::App *command, std::string &traffic, const char *what) {
        command->add_option("--traffic", traffic, what)->check(CLI::IsMember({"tls", "http", "any"}));
    };
    const auto [set, setOptions] = add("set", "give a sandbox another profile, at once", setProfile);
    set->add_option("SANDBOX", setOptions->sandbox, kSandboxHelp)->required();
    set->add_option("PROFILE", setOptions->profile, "the profile's name")->required();
    const auto [allowing, allowOptions] = addRules(
        "allow", "let one sandbox reach hosts besides, until it ends, or all with a profile; without a port 443 and 80",
        allow);
    takesTraffic(allowing, allowOptions->traffic, "tls, http or any; usually by the port");
    addRules("deny", "keep one sandbox, or all with a profile, from hosts, whatever allows them", deny);
    const auto [forgetting, forgetOptions] =
        addRules("forget", "take back what allow or deny said, as it was said", forget);
    takesTraffic(forgetting, forgetOptions->traffic, "as it was said");
}

} // namespace glovebox::cli
