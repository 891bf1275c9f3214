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

/// Where one sandbox's rules are changed, or the profile's.
Result<std::string> placeOf(const ApiClient &api, const ChangeOptions &options, bool ofProfile)
{
    if (ofProfile)
        return "/v1/egress/profiles/" + ApiClient::escaped(options.profile);
    GB_TRY(sandbox, resolve(api, Named::Sandbox, options.sandbox));
    return "/v1/sandboxes/" + ApiClient::escaped(sandbox) + "/egress";
}

int patch(const ChangeOptions &options, bool ofProfile, const nlohmann::json &body)
{
    return withApi(options.live, "It was not changed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(path, placeOf(api, options, ofProfile));
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

/// Those that are meant; none: they are missing, which was said.
std::vector<std::string> hostsOf(const ChangeOptions &options)
{
    auto hosts = options.hosts;
    if (!options.profile.empty() && !options.sandbox.empty()) // the first of them
        hosts.insert(hosts.begin(), options.sandbox);
    if (hosts.empty())
        complain("HOST[:PORT] is missing: after SANDBOX, or with --profile NAME without one", kExitUsage);
    return hosts;
}

int addRules(const ChangeOptions &options, const char *action)
{
    auto rules = nlohmann::json::array();
    for (const auto &host : hostsOf(options))
        rules.push_back(ruleOf(host, action, options.traffic));
    return rules.empty() ? kExitUsage : patch(options, !options.profile.empty(), {{"add", rules}});
}

int allow(const ChangeOptions &options)
{
    return addRules(options, "allow");
}

int deny(const ChangeOptions &options)
{
    return addRules(options, "deny");
}

/// Whether it allows or denies. Each by itself: which one is not there is said.
int forget(const ChangeOptions &options)
{
    const auto hosts = hostsOf(options);
    if (hosts.empty())
        return kExitUsage;
    return withApi(options.live, "It was not changed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(path, placeOf(api, options, !options.profile.empty()));
        int status = 0;
        for (const auto &host : hosts) {
            auto rules = nlohmann::json::array();
            for (const auto *action : {"allow", "deny"})
                rules.push_back(ruleOf(host, action, options.traffic));
            GB_TRY(answer, api.patch(path, {{"remove", rules}}));
            if (options.live.json)
                printAnswer(answer);
            if (!answer.value("accepted", true))
                status = complain("there is no such rule: " + host +
                                      (options.traffic.empty() ? std::string() : ", " + options.traffic) +
                                      ". It is forgotten as it was said; rules of a profile's file stay.",
                                  kExitFailed);
        }
        return status;
    });
}

} // namespace

void addEgressChanges(CLI::App &group, Action &chosen)
{
    const auto add = [&](const char *name, const char *what, int (*run)(const ChangeOptions &)) {
        return addLiveCommand(group, chosen, name, what, run);
    };
    const auto addChange = [&](const char *name, const char *what, int (*run)(const ChangeOptions &)) {
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
    const auto [allowing, allowOptions] = addChange(
        "allow", "let one sandbox reach hosts besides, until it ends, or all with a profile; without a port 443 and 80",
        allow);
    takesTraffic(allowing, allowOptions->traffic, "tls, http or any; usually by the port");
    addChange("deny", "keep one sandbox, or all with a profile, from hosts, whatever allows them", deny);
    const auto [forgetting, forgetOptions] =
        addChange("forget", "take back what allow or deny said, as it was said", forget);
    takesTraffic(forgetting, forgetOptions->traffic, "as it was said");
}

} // namespace glovebox::cli
