// Role: `gloveboxctl egress set|allow|deny|forget`: what one sandbox may reach, changed while it runs.
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

int change(const ChangeOptions &options, const nlohmann::json &body)
{
    return withApi(options.live, "It was not changed.", [&](const ApiClient &api) -> Result<int> {
        GB_TRY(answer, api.patch("/v1/sandboxes/" + ApiClient::escaped(options.sandbox) + "/egress", body));
        if (options.live.json)
            printAnswer(answer);
        return 0;
    });
}

int setProfile(const ChangeOptions &options)
{
    return change(options, {{"profile", options.profile}});
}

nlohmann::json rulesOf(const ChangeOptions &options, const char *action)
{
    auto rules = nlohmann::json::array();
    for (const auto &host : options.hosts)
        rules.push_back(ruleOf(host, action, options.traffic));
    return rules;
}

int allow(const ChangeOptions &options)
{
    return change(options, {{"add", rulesOf(options, "allow")}});
}

int deny(const ChangeOptions &options)
{
    return change(options, {{"add", rulesOf(options, "deny")}});
}

/// Whether it allows or denies.
int forget(const ChangeOptions &options)
{
    auto rules = rulesOf(options, "allow");
    for (const auto &rule : rulesOf(options, "deny"))
        rules.push_back(rule);
    return change(options, {{"remove", rules}});
}

} // namespace

void addEgressChanges(CLI::App &group, Action &chosen)
{
    const auto add = [&](const char *name, const char *what, int (*run)(const ChangeOptions &)) {
        auto options = std::make_shared<ChangeOptions>();
        auto *command = group.add_subcommand(name, what);
        command->add_option("SANDBOX", options->sandbox, "its id, like sbx-1a2b3c")->required();
        addLiveOptions(*command, options->live);
        command->callback([&chosen, options, run] {
            chosen = [options, run] {
                return run(*options);
            };
        });
        return std::pair(command, options);
    };
    const auto [set, setOptions] = add("set", "give a sandbox another profile, at once", setProfile);
    set->add_option("PROFILE", setOptions->profile, "the profile's name")->required();
    constexpr const char *hosts = "a name, *.name, an address or a range; with :PORT or :FIRST-LAST";
    const auto [allowing, allowOptions] =
        add("allow", "let one sandbox reach hosts besides, until it ends; without a port 443 and 80", allow);
    allowing->add_option("HOST[:PORT]", allowOptions->hosts, hosts)->required();
    allowing->add_option("--traffic", allowOptions->traffic, "tls, http or any; usually by the port")
        ->check(CLI::IsMember({"tls", "http", "any"}));
    const auto [denying, denyOptions] = add("deny", "keep one sandbox from hosts, whatever allows them", deny);
    denying->add_option("HOST[:PORT]", denyOptions->hosts, hosts)->required();
    const auto [forgetting, forgetOptions] =
        add("forget", "take back what allow or deny said, as it was said", forget);
    forgetting->add_option("HOST[:PORT]", forgetOptions->hosts, hosts)->required();
    forgetting->add_option("--traffic", forgetOptions->traffic, "as it was said")
        ->check(CLI::IsMember({"tls", "http", "any"}));
}

} // namespace glovebox::cli
