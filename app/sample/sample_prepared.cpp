// Sandboxes that are made ready for sessions to come, in every state that this has.
#include "app/sample/sample_views.h"

#include <utility>

namespace glovebox::sample {

using namespace std::chrono_literals;
using namespace domain;
using api::BuildLine;

namespace {

api::SandboxView keptOne(const char *id, std::string name, SandboxState state)
{
    api::SandboxView view{.generation = 60, .id = SandboxId(id)};
    view.name = std::move(name);
    view.kept = true;
    view.state = state;
    view.since = kSampleNow - 96s;
    view.createdAt = kSampleNow - 3min;
    view.size = {.vcpus = 2, .memory = ByteCount::gib(1), .disk = ByteCount::gib(8)};
    view.acceleration = Acceleration::Kvm;
    view.base = TemplateId(kSampleTemplate);
    view.image = "default";
    view.warm = true;
    view.bootTime = 212ms;
    view.egress = "packages";
    view.ladder = {1min, 15min, {}};
    if (state == SandboxState::Running) {
        view.cpuPercent = 61.0;
        view.memory = ByteCount::mib(340);
        view.diskUsed = ByteCount::mib(512);
        view.processId = 50'311;
    }
    return view;
}

BuildLine said(int step, std::chrono::milliseconds ago, std::string text,
               BuildLine::Stream stream = BuildLine::Stream::Output)
{
    return {stream, kSampleNow - ago, step, std::move(text)};
}

api::SeedView seeding(const char *id, SeedState state, int step)
{
    api::SeedView view{.generation = 9, .sandbox = SandboxId(id)};
    view.state = state;
    view.since = kSampleNow - 74s;
    view.steps = {"unpack /data/evals/fixtures.tar.zst into /workspace",
                  "clone https://git.example/team/billing-service.git at release/4.2 into /workspace/billing",
                  "copy /var/cache/pip of snap-7be210 into /var/cache/pip",
                  "run cd /workspace/billing && pip install -r requirements.txt",
                  "start python3 -m http.server 8080",
                  "wait until curl -fsS http://127.0.0.1:8080/ succeeds"};
    view.step = step;
    view.log = {said(1, 74s, "412 files, 38 MiB", BuildLine::Stream::System),
                said(2, 66s, "Cloning into '/workspace/billing'...", BuildLine::Stream::Error),
                said(2, 61s, "Receiving objects: 100% (8412/8412), 21.40 MiB, done.", BuildLine::Stream::Error),
                said(3, 48s, "1,204 files, 96 MiB", BuildLine::Stream::System),
                said(4, 40s, "Collecting requests==2.32.3"),
                said(4, 31s, "Collecting sqlalchemy==2.0.36"),
                said(4, 22s, "Building wheel for greenlet (pyproject.toml): started")};
    return view;
}

std::vector<api::Change> reservedAndSeeded()
{
    std::vector<api::Change> changes;
    auto busy = keptOne(kSampleSeedingSandbox, "billing evals", SandboxState::Running);
    busy.reservedFor = "purpose = evals, team = billing";
    busy.reservedUntil = kSampleNow + 8h;
    changes.emplace_back(busy);
    auto view = seeding(kSampleSeedingSandbox, SeedState::Running, 4);
    view.progress = 0.42;
    changes.emplace_back(view);

    changes.emplace_back(keptOne(kSampleSeedFailedSandbox, "docs preview", SandboxState::Running));
    auto failed = seeding(kSampleSeedFailedSandbox, SeedState::Failed, 2);
    failed.log.resize(2);
    failed.log.push_back(said(2, 60s,
                              "fatal: unable to access 'https://git.example/team/billing-service.git/': Could not "
                              "resolve host: git.example",
                              BuildLine::Stream::Error));
    failed.problem = Error{ErrorCode::HostToolFailed, "step 2: git ended with status 128"};
    changes.emplace_back(failed);

    auto asleep = keptOne(kSampleReservedSandbox, "", SandboxState::Hibernated);
    asleep.reservedFor = std::string("session ") + kSampleApprovalSession;
    asleep.reason = "seeded";
    asleep.stored = ByteCount::mib(188);
    changes.emplace_back(asleep);
    changes.emplace_back(seeding(kSampleReservedSandbox, SeedState::Done, 6));

    auto own = keptOne(kSampleGuestRunnerSandbox, "", SandboxState::Running);
    own.kept = false;
    own.guestRunner = true;
    own.egress = "control-plane-only";
    own.session = SessionId(kSampleRunningSession);
    own.sessionTitle = "Refactor billing";
    changes.emplace_back(own);
    return changes;
}

} // namespace

std::vector<api::Change> sampleAgents(const std::string &how)
{
    static std::uint64_t generation = 10;
    api::AgentsView view{.generation = ++generation, .environment = EnvironmentId(kSampleEnvironment)};
    view.readAt = kSampleNow - 3s;
    if (how == "loading") {
        view.loading = true;
        view.readAt.reset();
        return {view};
    }
    if (how == "refused") {
        view.problem = Error{ErrorCode::Unauthorized, "the operator key of prod-eu was refused (401)"};
        view.readAt.reset();
        return {view};
    }
    view.agents = {{"agent_01JD3BILLING", "Billing refactorer", "claude-opus-4-5"},
                   {"agent_01JD3DOCS", "Docs sweep", "claude-sonnet-4-5"},
                   {"agent_01JD3TRIAGE", "Triage inbox", "claude-haiku-4-5"}};
    return {view};
}

std::vector<api::Change> samplePrepared()
{
    std::vector<api::Change> changes = reservedAndSeeded();
    int told = 0;
    for (const api::Change &change : sampleSessions()) {
        auto view = std::get<api::SessionView>(change);
        const bool served = view.id.value() == kSampleRunningSession; // by its own runner
        const bool hasWords = view.state != api::SessionState::Terminated && ++told <= 3;
        if (!hasWords && !served)
            continue;
        view.generation += 100;
        view.guestRunner = served;
        if (hasWords)
            view.metadata = {{"team", "billing"}, {"purpose", told == 1 ? "evals" : "release"}};
        changes.emplace_back(view);
    }
    for (api::Change &change : sampleAgents())
        changes.push_back(std::move(change));
    return changes;
}

} // namespace glovebox::sample
