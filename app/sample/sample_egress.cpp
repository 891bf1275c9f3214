// What sandboxes of the sample host tried to reach, in every state that this has, and ports that lead into one.
#include "app/sample/sample_views.h"

namespace glovebox::sample {

using namespace std::chrono_literals;
using namespace domain;

namespace {

struct Told {
    const char *sandbox;
    const char *host;
    std::uint16_t port;
    const char *rule; // empty: denied
    std::chrono::seconds ago;
    std::uint64_t received = 0;
    bool over = true;
};

EgressDecision decision(const Told &told, int number)
{
    EgressDecision one{.id = EgressId("egr-" + std::to_string(number)),
                       .at = kSampleNow - told.ago,
                       .sandbox = SandboxId(told.sandbox),
                       .kind = told.port == 0 ? EgressKind::Name : EgressKind::Connection,
                       .host = told.host,
                       .port = told.port};
    one.session = SessionId(kSampleRunningSession);
    one.rule = told.rule;
    if (one.rule.empty()) {
        one.reason = "The sandbox policy packages does not allow " + one.host + " port " + std::to_string(one.port) +
                     ": no rule names it.";
        return one;
    }
    one.verdict = EgressVerdict::Allowed;
    one.address = "151.101.2.132";
    if (told.over) {
        one.sent = ByteCount{1'840 + told.received / 40};
        one.received = ByteCount{told.received};
        one.lasted = 3'210ms;
    }
    return one;
}

EgressProfile profile(const char *name, const char *description, std::vector<EgressRule> rules)
{
    return {name, description, std::move(rules)};
}

void addSamplePorts(std::vector<api::Change> &out)
{
    const auto port = [&out](const char *id, std::uint16_t inside, PortKind kind,
                             const char *address) -> api::PortView & {
        out.emplace_back(api::PortView{.generation = 1,
                                       .id = PortId(id),
                                       .sandbox = SandboxId(kSampleIdleSandbox),
                                       .port = inside,
                                       .kind = kind,
                                       .address = address,
                                       .since = kSampleNow - 620s});
        return std::get<api::PortView>(out.back());
    };
    auto &web = port("prt-4d5e6f", 8000, PortKind::Http, "127.0.0.1:41234");
    web.connections = 2;
    web.taken = 14;
    web.usedAt = kSampleNow - 3s;
    port("prt-0a1b2c", 5432, PortKind::Tcp, "127.0.0.1:39001");
}

} // namespace

std::vector<api::Change> sampleEgress()
{
    api::EgressProfilesView profiles{.generation = 4, .profiles = {}, .usual = "none", .ceiling = ""};
    const auto add = [&profiles](EgressProfile one, bool builtIn) {
        const auto version = versionOf(one);
        profiles.profiles.push_back({std::move(one), version, builtIn});
    };
    add(profile("none", "Nothing leaves.", {}), true);
    add(profile("control-plane-only", "The control planes of this host's environments.", {}), true);
    add(profile("packages", "Where this host gets packages from.",
                {{.host = "mirror.example.org", .ports = {{443, 443}}}, {.host = "*.packages.example.org"}}),
        true);
    add(profile("open", "Any public name on any port.", {{.host = "*", .ports = {{1, 65'535}}}}), true);
    add(profile("builds", "Our mirrors, and git.",
                {{.host = "git.example.org", .ports = {{22, 22}, {443, 443}}},
                 {.action = EgressRule::Action::Deny, .host = "old.git.example.org"},
                 {.host = "registry.example.org", .ports = {{443, 443}}, .note = "asked for by the build team"}}),
        false);
    profiles.profiles.back().added = {profiles.profiles.back().profile.rules.back()};
    std::vector<api::Change> out{profiles};
    int number = 0;
    for (const auto &told : std::vector<Told>{
             {kSampleRunningSandbox, "mirror.example.org", 443, "packages: mirror.example.org port 443", 190s,
              48'400'000},
             {kSampleRunningSandbox, "mirror.example.org", 443, "packages: mirror.example.org port 443", 121s,
              7'300'000},
             {kSampleRunningSandbox, "npm.packages.example.org", 443, "packages: *.packages.example.org", 96s, 912'000},
             {kSampleRunningSandbox, "pip.packages.example.org", 443, "packages: *.packages.example.org", 40s, 0,
              false},
             {kSampleRunningSandbox, "telemetry.vendor.example", 443, "", 88s},
             {kSampleRunningSandbox, "telemetry.vendor.example", 443, "", 58s},
             {kSampleRunningSandbox, "telemetry.vendor.example", 443, "", 28s},
             {kSampleRunningSandbox, "api.weather.example", 443, "", 12s},
             {kSampleIdleSandbox, "git.example.org", 22, "builds: git.example.org port 22, 443", 420s, 23'000'000},
             {kSampleIdleSandbox, "a-very-long-name-of-a-host.in.some.deep.region.of.a.cloud.example", 8443, "", 300s}})
        out.emplace_back(api::EgressAttemptView{decision(told, ++number)});
    EgressDecision used = decision(
        {kSampleRunningSandbox, "registry.packages.example.org", 443, "packages: *.packages.example.org", 150s, 88'000},
        ++number);
    used.secrets = {"registry-token"};
    out.emplace_back(api::EgressAttemptView{used});
    EgressDecision misused = decision({kSampleIdleSandbox, "paste.example", 443, "", 200s}, ++number);
    misused.misused = {"registry-token"};
    misused.reason = "The placeholder of the secret registry-token may not go to paste.example port 443.";
    out.emplace_back(api::EgressAttemptView{misused});
    EgressDecision metadata{.id = EgressId("egr-meta"),
                            .at = kSampleNow - 77s,
                            .sandbox = SandboxId(kSampleIdleSandbox),
                            .address = "169.254.169.254",
                            .port = 80};
    metadata.reason = "The sandbox policy builds does not allow 169.254.169.254 port 80: no rule names it.";
    out.emplace_back(api::EgressAttemptView{metadata});
    EgressDecision name{
        .id = EgressId("egr-name"), .at = kSampleNow - 64s, .sandbox = SandboxId(kSampleRunningSandbox)};
    name.kind = EgressKind::Name;
    name.host = "crash-reports.example";
    name.reason = "The sandbox policy packages does not allow crash-reports.example on any port.";
    out.emplace_back(api::EgressAttemptView{name});
    addSamplePorts(out);
    return out;
}

} // namespace glovebox::sample
