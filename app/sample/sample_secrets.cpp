// The gate's secrets of the sample host, in every form and state, and the sandboxes that may use them.
#include "app/sample/sample_views.h"

#include <algorithm>

namespace glovebox::sample {

using namespace std::chrono_literals;
using namespace domain;

namespace {

/// Sandboxes of the sample host that may use some.
std::vector<api::Change> secretUsers()
{
    std::vector<api::Change> out;
    for (const auto &change : sampleSandboxes()) {
        auto view = std::get<api::SandboxView>(change);
        if (view.id.value() == kSampleRunningSandbox)
            view.secrets = {"git-forge", "weather-api"};
        else if (view.id.value() == kSampleIdleSandbox)
            view.secrets = {"weather-api"};
        else if (view.id.value() == kSampleKeptSandbox)
            view.secrets = {"git-forge", "package-mirror"};
        else
            continue;
        view.generation += 10;
        out.emplace_back(std::move(view));
    }
    return out;
}

} // namespace

std::vector<api::Change> sampleSecrets(const std::string &how)
{
    api::SecretsView view{.generation = how.empty() ? 3U : 4U, .secrets = {}, .store = "the keyring"};
    view.authorityUntil = kSampleNow + std::chrono::hours(24 * 400);
    if (how == "broken") {
        view.store.clear();
        view.authorityUntil.reset();
        view.problem = Error{ErrorCode::InvalidState,
                             "the keyring has no key of the gate's secrets any more, and their file does not open "
                             "without it"};
        return {view};
    }
    const auto add = [&view](GateSecret secret, std::chrono::seconds ago) -> api::ShownSecret & {
        view.secrets.push_back({std::move(secret), kSampleNow - ago});
        return view.secrets.back();
    };
    auto &forge =
        add({"git-forge", "Reads our repositories, nothing else", {"git.example.org"}, BasicForm{"robot"}, "GIT_FORGE"},
            52h);
    forge.usedAt = kSampleNow - 3min;
    forge.usedFor = std::string("git.example.org, by ") + kSampleRunningSandbox;
    add({"metrics-of-all-teams-in-the-region-of-the-north",
         "",
         {"a-very-long-name-of-a-host.in.some.deep.region.of.a.cloud.example", "*.metrics.example.org:8443",
          "push.metrics.example.org"},
         CustomForm{"Authorization", "GenieKey {secret}"},
         "METRICS_OF_ALL_TEAMS_IN_THE_REGION_OF_THE_NORTH"},
        600h);
    auto &mirror = add({"package-mirror",
                        "The mirror of packages",
                        {"*.packages.example.org", "mirror.example.org"},
                        BearerForm{},
                        "NPM_TOKEN"},
                       240h);
    mirror.usedAt = kSampleNow - 26h;
    mirror.usedFor = std::string("npm.packages.example.org, by ") + kSampleKeptSandbox;
    auto &weather = add({"weather-api",
                         "The forecast, on the team's contract",
                         {"api.weather.example"},
                         HeaderForm{"X-Api-Key"},
                         "WEATHER_API"},
                        90s);
    weather.keeping = true;
    if (how == "failed") {
        weather.keeping = false;
        weather.problem = Error{ErrorCode::OutOfDisk, "the disk is full"};
        view.problem = Error{ErrorCode::OutOfDisk, "keep the secrets: the disk is full"};
    }
    auto out = secretUsers();
    out.emplace_back(std::move(view));
    return out;
}

} // namespace glovebox::sample
