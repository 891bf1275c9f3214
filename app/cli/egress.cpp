// Role: `gloveboxctl egress`: which profiles this host has, which of their rules nobody needs, and what a profile says
// of a host and a port. Reads only, also without and beside a Glovebox that runs. What changes something:
// egress_live.cpp; what guests tried: egress_log.cpp.
// Thread: the main one; blocks.
#include "app/cli/egress_commands.h"
#include "app/cli/live.h"
#include "app/cli/moment.h"
#include "app/compose/egress_profiles.h"
#include "app/compose/egress_rules_file.h"
#include "app/compose/environment_settings.h"
#include "app/compose/environments_file.h"
#include "app/compose/secret_files.h"
#include "app/format/quantities.h"
#include "app/format/rule_uses.h"
#include "core/base/text.h"
#include "core/rest/egress_json.h"
#include "core/system/paths.h"

#include <QDateTime>

#include <algorithm>
#include <cstdio>
#include <memory>

namespace glovebox::cli {

namespace {

using domain::EgressProfile;

struct EgressOptions {
    std::string file;
    std::string environmentsFile;
    std::string baseUrl = compose::kDefaultBaseUrl;
    std::string target;
    std::string profile;
    std::string dataDir;
    std::string ledger;
    std::string since = "30d";
    bool unused = false;
    bool json = false;
};

Result<std::vector<EgressProfile>> profilesOf(const EgressOptions &options)
{
    compose::forgetSecrets();
    std::vector<std::string> urls{options.baseUrl};
    if (!options.environmentsFile.empty()) {
        GB_TRY(environments, compose::readEnvironmentsFile(options.environmentsFile, options.baseUrl));
        urls.clear();
        for (const auto &each : environments)
            urls.push_back(each.baseUrl);
    }
    GB_TRY(profiles, compose::hostEgressProfiles(urls, options.file));
    GB_TRY(layout, system::layoutOfProcess(options.dataDir));
    GB_TRY(added, compose::readEgressRules(compose::egressRulesFileOf(layout.data)));
    engine::EgressBook::add(added, profiles);
    for (const auto &[name, rules] : added)
        if (std::ranges::find(profiles, name, &EgressProfile::name) == profiles.end())
            std::fprintf(stderr, "gloveboxctl: the rules that were added to the profile %s are not shown: %s\n",
                         name.c_str(),
                         options.file.empty() ? "its file was not named (--egress-file)"
                                              : (options.file + " has no such profile any more").c_str());
    return std::move(profiles);
}

/// With the word that a file has for it.
std::string shownRule(const domain::EgressRule &rule)
{
    auto plain = rule;
    plain.action = domain::EgressRule::Action::Allow;
    return (rule.action == plain.action ? "allow " : "deny  ") + domain::textOf(plain);
}

void printRule(const domain::EgressRule &rule)
{
    std::printf("  %s%s%s%s\n", shownRule(rule).c_str(),
                rule.traffic ? (", " + std::string(word(*rule.traffic))).c_str() : "",
                rule.to.empty() ? "" : (", led to " + rule.to).c_str(),
                rule.note.empty() ? "" : ("  # " + toOneLine(rule.note)).c_str());
}

/// A profile with those of its rules that decided nothing.
EgressProfile unusedOf(const EgressProfile &profile, const format::RuleUses &uses)
{
    auto unused = profile;
    std::erase_if(unused.rules, [&](const domain::EgressRule &rule) { return uses.of(profile.name, rule) != nullptr; });
    return unused;
}

int showUnused(const EgressOptions &options, const std::vector<EgressProfile> &profiles)
{
    const WallTime now(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch()));
    const auto since = momentFrom(options.since, "--since", now);
    if (!since)
        return complain(since.error().detail, kExitUsage);
    const auto from = since->value_or(WallTime());
    const auto reader = openEgressLedger(options.ledger, options.dataDir);
    if (!reader)
        return complainOfLedger("The ledger could not be read.", reader.error());
    const auto found = (*reader)->ruleUses(from);
    if (!found)
        return complainOfLedger("The ledger could not be read.", found.error());
    const format::RuleUses uses(*found);
    auto all = nlohmann::json::array();
    const auto when = format::fullTime(from, QTimeZone::utc()).toStdString();
    for (const auto &profile : profiles) {
        const auto unused = unusedOf(profile, uses);
        all.push_back(rest::toJson(unused));
        all.back()["rules_in_all"] = profile.rules.size();
        if (options.json || profile.rules.empty())
            continue;
        std::printf("%s: %zu of %zu rules decided nothing since %s\n", profile.name.c_str(), unused.rules.size(),
                    profile.rules.size(), when.c_str());
        std::ranges::for_each(unused.rules, printRule);
    }
    if (options.json)
        printAnswer({{"since_ms", from.time_since_epoch().count()}, {"unused", std::move(all)}});
    return 0;
}

int showProfiles(const EgressOptions &options)
{
    const auto profiles = profilesOf(options);
    if (!profiles)
        return complain(profiles.error().detail, kExitUsage);
    if (options.unused)
        return showUnused(options, *profiles);
    if (options.json) {
        auto all = nlohmann::json::array();
        for (const auto &profile : *profiles)
            all.push_back(rest::toJson(profile));
        printAnswer({{"profiles", std::move(all)}});
        return 0;
    }
    for (const auto &profile : *profiles) {
        std::printf("%s: %s\n", profile.name.c_str(), profile.description.c_str());
        std::ranges::for_each(profile.rules, printRule);
    }
    return 0;
}

int check(const EgressOptions &options)
{
    const auto attempt = domain::egressAttemptFrom(options.target);
    if (!attempt)
        return complain("'" + options.target + "' is no host, or no port of one: example.org:443", kExitUsage);
    const auto profiles = profilesOf(options);
    if (!profiles)
        return complain(profiles.error().detail, kExitUsage);
    const auto profile = std::ranges::find(*profiles, options.profile, &EgressProfile::name);
    if (profile == profiles->end())
        return complain("there is no egress profile '" + options.profile +
                            "'; there are: " + domain::namesOf(*profiles),
                        kExitUsage);
    const domain::EgressPolicy policy{*profile, {}};
    const auto ruling = domain::decide(policy, *attempt);
    if (!ruling.allowed) {
        std::printf("denied: %s\n", ruling.reason.c_str());
        if (!attempt->name.empty() && !domain::couldAllow(policy, attempt->name))
            std::printf("The name does not resolve in a sandbox, either.\n");
        return kExitFailed;
    }
    std::printf("allowed by \"%s\", for %s\n", ruling.rule.c_str(),
                ruling.traffic == domain::EgressTraffic::Any   ? "whatever is spoken"
                : ruling.traffic == domain::EgressTraffic::Tls ? "TLS that names this host"
                                                               : "HTTP requests for this host");
    if (!ruling.to.empty())
        std::printf("The host connects to %s instead.\n", ruling.to.c_str());
    else if (!attempt->name.empty())
        std::printf(
            "Where the name leads is decided when it is dialled: a public address, or one that a rule names.\n");
    return 0;
}

void addSources(CLI::App &command, const std::shared_ptr<EgressOptions> &options)
{
    command.add_option("--egress-file", options->file, "TOML file of egress profiles of your own")
        ->envname("GLOVEBOX_EGRESS_FILE");
    command
        .add_option("--environments-file", options->environmentsFile, "TOML file of environments, for their addresses")
        ->envname("GLOVEBOX_ENVIRONMENTS_FILE");
    command.add_option("--base-url", options->baseUrl, "control plane")->envname("ANTHROPIC_BASE_URL");
    command.add_option("--data-dir", options->dataDir, "one folder for everything Glovebox keeps")
        ->envname("GLOVEBOX_DATA_DIR");
}

} // namespace

void addEgress(CLI::App &app, Action &chosen)
{
    auto *group = app.add_subcommand("egress", "what may leave sandboxes, and what tried to");
    group->require_subcommand(1);
    const auto options = std::make_shared<EgressOptions>();
    const auto runs = [&chosen, options](CLI::App &command, int (*what)(const EgressOptions &)) {
        command.callback([&chosen, options, what] {
            chosen = [options, what] {
                return what(*options);
            };
        });
    };
    auto *profiles = group->add_subcommand("profiles", "the profiles that this host has, with their rules");
    addSources(*profiles, options);
    profiles->add_flag("--json", options->json, "print them as JSON");
    auto *unused =
        profiles->add_flag("--unused", options->unused, "of them the rules that decided nothing, by the ledger");
    profiles->add_option("--since", options->since, std::string("with --unused: from then on: ") + kMomentHelp)
        ->capture_default_str()
        ->needs(unused);
    profiles->add_option("--ledger", options->ledger, "with --unused: a ledger file itself")->needs(unused);
    runs(*profiles, showProfiles);
    auto *one =
        group->add_subcommand("check", "what a profile says of a host and a port; exit status 0: it allows them");
    one->add_option("HOST[:PORT]", options->target, "a name or an address; port 443 when none is said")->required();
    one->add_option("--profile", options->profile, "the profile's name")->required();
    addSources(*one, options);
    runs(*one, check);
    addEgressLog(*group, chosen);
    addEgressChanges(*group, chosen);
}

} // namespace glovebox::cli
