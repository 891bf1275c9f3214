// Role: too much of everything that egress and secrets are about: a thousand sandboxes, secrets with names, hosts and
// texts as long as they may be, a hundred rules, refusals of many words. Test data for the window's lists and layout.
// Pure.
#pragma once

#include "tests/support/sample_views.h"

namespace glovebox::testing {

/// "sbx-many-0000" and on: all run; every second one may reach anything, the others nothing.
inline std::vector<api::Change> sampleManySandboxes(int count)
{
    std::vector<api::Change> out;
    for (int i = 0; i < count; ++i) {
        std::string number = std::to_string(i);
        number.insert(0, 4 - std::min<std::size_t>(4, number.size()), '0');
        api::SandboxView view{.id = domain::SandboxId("sbx-many-" + number)};
        view.generation = 1;
        view.state = domain::SandboxState::Running;
        view.session = domain::SessionId("sesn_many_" + number);
        view.sessionTitle = "Job " + number + " of a batch whose title somebody made longer than any list has room for";
        view.madeFrom = "tools, version " + std::to_string(i % 9 + 1);
        view.egress = i % 2 == 0 ? "open" : "none";
        view.since = view.createdAt = kSampleNow - std::chrono::seconds(i);
        out.emplace_back(std::move(view));
    }
    return out;
}

inline const std::string kLongProfile = "builds-of-the-whole-region-of-the-far-north-with-sixty-three-of";

/// One profile with the longest name and a hundred rules that were added here, one sandbox with as many of its own, and
/// what that tried.
inline std::vector<api::Change> sampleEgressCrowd()
{
    api::EgressProfilesView profiles{.generation = 60, .profiles = {}, .usual = "none", .ceiling = kLongProfile};
    profiles.profiles.push_back({.profile = {"none", "Nothing leaves.", {}}, .version = "1", .builtIn = true});
    api::ShownEgressProfile crowded{.profile = {kLongProfile,
                                                "What the builds of all teams of the north may reach, as it was agreed "
                                                "with the people who run the mirrors and those who pay for them",
                                                {}},
                                    .version = "96a393b3"};
    api::SandboxView sandbox{.id = domain::SandboxId("sbx-crowded")};
    for (int i = 0; i < 100; ++i) {
        domain::EgressRule rule{.host = "node-" + std::to_string(i) +
                                        ".a-very-long-name-of-a-service.some.deep.region.of.a.cloud.example",
                                .ports = {{22, 22}, {443, 443}, {8000, 8999}},
                                .note = "asked for by the team of service " + std::to_string(i) +
                                        ", until its own mirror is there; see the ticket before you take it back"};
        crowded.added.push_back(rule);
        sandbox.egressOwn.push_back(rule);
    }
    crowded.profile.rules = crowded.added;
    profiles.profiles.push_back(std::move(crowded));
    sandbox.generation = 2;
    sandbox.name = "the sandbox of all teams of the north, with sixty characters";
    sandbox.state = domain::SandboxState::Running;
    sandbox.egress = kLongProfile;
    sandbox.since = sandbox.createdAt = kSampleNow;
    std::vector<api::Change> out{std::move(profiles), std::move(sandbox)};
    for (int i = 0; i < 30; ++i) {
        domain::EgressDecision one{.id = domain::EgressId("egr-crowd-" + std::to_string(i)),
                                   .at = kSampleNow - std::chrono::seconds(i),
                                   .sandbox = domain::SandboxId("sbx-crowded"),
                                   .host = "node-" + std::to_string(i) +
                                           ".a-very-long-name-of-a-service.some.deep.region.of.a.cloud.example",
                                   .port = 65'535};
        one.misused = {"deploys-of-the-whole-region-of-the-far-north-10"};
        one.reason = "The placeholder of the secret deploys-of-the-whole-region-of-the-far-north-10 may not go to " +
                     one.host + " port 65535: the sandbox policy " + kLongProfile +
                     " does not allow it, no rule names it, and what it leads to (10.20.30.40) is a private address of "
                     "this host's network that a rule would have to name as well.";
        out.emplace_back(api::EgressAttemptView{std::move(one)});
    }
    return out;
}

/// As many as a sandbox may use, each with the longest name and 20 hosts; one sandbox may use them all.
inline std::vector<api::Change> sampleSecretCrowd()
{
    api::SecretsView view{.generation = 50, .secrets = {}, .store = "the keyring"};
    api::SandboxView user{.id = domain::SandboxId("sbx-crowded")};
    for (int i = 0; i < 32; ++i) {
        const std::string number = std::to_string(10 + i);
        domain::GateSecret secret{"deploys-of-the-whole-region-of-the-far-north-" + number,
                                  "What the teams of the north put their services out with, on the contract of all of "
                                  "them together; ask the platform team before you change a host of it",
                                  {},
                                  domain::CustomForm{"X-Deploy-Authorization-Of-The-North", "GenieKey {secret}; v=2"},
                                  "DEPLOYS_OF_THE_WHOLE_REGION_OF_THE_FAR_NORTH_AND_ITS_ISLAND_" + number};
        for (int host = 0; host < 20; ++host)
            secret.hosts.push_back("node-" + std::to_string(host) + ".a-very-long-name-of-a-service." + number +
                                   ".some.deep.region.of.a.cloud.example:8443");
        user.secrets.push_back(secret.name);
        view.secrets.push_back(
            {std::move(secret), kSampleNow, kSampleNow - std::chrono::minutes(i),
             "node-1.a-very-long-name-of-a-service.some.deep.region.of.a.cloud.example, by sbx-crowded"});
    }
    user.generation = 3; // later than the above
    user.name = "the sandbox of all teams of the north, with sixty characters";
    user.kept = true;
    user.state = domain::SandboxState::Running;
    user.egress = kLongProfile;
    user.madeFrom = "a-template-with-a-name-that-has-sixty-three-characters-as-it-may, version 128";
    user.since = user.createdAt = kSampleNow;
    return {std::move(view), std::move(user)};
}

} // namespace glovebox::testing
