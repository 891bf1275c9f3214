// Role: the part of the sample data that is about this host: the host itself, its environment, its templates.
#include "app/sample/sample_views.h"
#include "core/domain/egress_profiles.h"

#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;

std::vector<api::Change> sampleProfiles()
{
    api::EgressProfilesView view{.generation = 1};
    for (auto &profile : {domain::noEgressProfile(), domain::controlPlaneProfile({}), domain::packagesProfile({}),
                          domain::openEgressProfile()})
        view.profiles.push_back({profile, "1", true});
    view.profiles.push_back({{"builds", "our mirrors, and git", {}}, "1", false});
    view.usual = domain::kNoEgress;
    return {view};
}

std::vector<api::Change> sampleHost(bool kvm)
{
    api::HostView host;
    host.generation = 7;
    host.phase = api::EnginePhase::Running;
    host.acceleration = kvm ? domain::Acceleration::Kvm : domain::Acceleration::Emulated;
    host.accelerationReason = kvm ? "" : "/dev/kvm opens, but a guest hangs at its first instruction";
    host.hypervisorVersion = "QEMU 7.2.15";
    host.slotsUsed = 10;
    host.slotsMax = 10;
    host.queued = 2;
    host.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
    host.memoryTotal = ByteCount::gib(32);
    host.memoryAvailable = ByteCount::mib(19'700);
    host.version = "0.1.0";
    host.memoryPromised = ByteCount::mib(11 * 900);
    host.memoryForSandboxes = ByteCount::gib(31);
    host.vcpusPromised = 22;
    host.vcpusForSandboxes = 64;
    host.diskFree = ByteCount::gib(214);
    host.diskReserved = ByteCount::mib(512);
    host.diskTemplates = ByteCount::mib(121);
    host.diskSnapshots = ByteCount::mib(694);
    host.diskHibernated = ByteCount::mib(183);
    host.diskImages = api::ImageDisk{ByteCount::mib(918), ByteCount::mib(1460), ByteCount::mib(143)};
    host.canBuildImages = true;
    host.defaultLadder = {1min, 15min, 24h * 7};
    host.webhook = {.available = true,
                    .listening = true,
                    .address = "http://[::]:8466/webhooks",
                    .problem = {},
                    .accepted = 214,
                    .rejected = 0,
                    .last = kSampleNow - 48s};
    return {host};
}

std::vector<api::Change> sampleEnvironment(api::PollState state, bool demo)
{
    api::EnvironmentView view{.id = domain::EnvironmentId(kSampleEnvironment)};
    view.generation = 3;
    view.baseUrl = demo ? "http://127.0.0.1:41733" : "https://api.anthropic.com";
    view.keyHint = "sk-ant-oat01-••••7Q2c";
    view.state = state;
    view.since = kSampleNow - 9min;
    view.active = 13;
    view.isDemo = demo;
    view.name = demo ? "" : "prod-eu";
    view.hasOperatorKey = true;
    view.queue = domain::QueueStats{.depth = 3, .pending = 0, .oldestQueuedAt = kSampleNow - 96s, .workersPolling = 2};
    view.queueSeenAt = kSampleNow - 6s;
    view.customTools = {"lookup_order"};
    if (state == api::PollState::Disconnected) {
        view.problem = Error{ErrorCode::NetworkError, "poll: connection refused"};
        view.retryIn = 8s;
    }
    if (state == api::PollState::KeyRejected)
        view.problem = Error{ErrorCode::Unauthorized, "poll: 401 authentication_error: invalid key"};
    return {view};
}

std::vector<api::Change> sampleTemplates(bool kvm)
{
    api::TemplateView ready{.generation = 90, .id = domain::TemplateId(kSampleTemplate)};
    ready.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
    ready.acceleration = kvm ? domain::Acceleration::Kvm : domain::Acceleration::Emulated;
    ready.imageKey = "7d1f0c93ab52e6846c1f";
    ready.state = domain::TemplateState::Ready;
    ready.since = kSampleNow - 4h;
    ready.buildTime = std::chrono::milliseconds(kvm ? 1410 : 6120);
    ready.memory = ByteCount::mib(118);
    ready.disk = ByteCount::mib(3);
    ready.clones = 6;
    ready.snapshots = 4;
    ready.onDisk = true;
    ready.warm = 1;
    ready.log = "Waiting for its turn\nBooting: 1.2 s\nFreezing memory and disk: 0.2 s\nReady\n"
                "[    0.000000] Linux version 6.1.0-41-cloud-amd64\n[    1.104270] glovebox-agent: ready\n";
    ready.warmMax = 2;
    api::TemplateView building = ready;
    building.generation = 91;
    building.id = domain::TemplateId(kSampleBuildingTemplate);
    building.size = {.vcpus = 4, .memory = ByteCount::gib(4), .disk = ByteCount::gib(32)};
    building.state = domain::TemplateState::Building;
    building.step = "Booting";
    building.since = kSampleNow - 2s;
    building.buildTime.reset();
    building.log = "Waiting for its turn: 1 s\nBooting\n[    0.000000] Linux version 6.1.0-41-cloud-amd64\n";
    building.memory = building.disk = {};
    building.snapshots = 0;
    building.onDisk = false;
    building.clones = building.warm = building.warmMax = 0;
    api::TemplateView failed = building;
    failed.generation = 92;
    failed.id = domain::TemplateId(kSampleFailedTemplate);
    failed.size = {.vcpus = 1, .memory = ByteCount::gib(16), .disk = ByteCount::gib(8)};
    failed.state = domain::TemplateState::Failed;
    failed.step.clear();
    failed.ladder = {30s, 5min, {}};
    failed.log = "Booting: 1.4 s\nFreezing memory and disk\nFailed: cannot hold 16 GiB of guest memory\n"
                 "[    1.398112] glovebox-agent: ready\n";
    failed.since = kSampleNow - 6min;
    failed.problem = Error{ErrorCode::OutOfMemory, "freeze tpl-c07e3d: cannot hold 16 GiB of guest memory: "
                                                   "no space left in shared memory"};
    return {ready, building, failed};
}

namespace {

struct SnapshotSeed {
    const char *id;
    const char *name;
    const char *sandbox;
    const char *parent; // empty: the template
    std::chrono::seconds ago;
    int memoryMib;
    int diskMib;
    int sharedMib;
    int stoppedUs;
    int children;
    int sandboxes;
};

constexpr std::array kSnapshots{
    SnapshotSeed{kSampleFirstSnapshot, "after install", kSampleKeptSandbox, "", 2h + 40min, 214, 96, 0, 8'420, 1, 0},
    SnapshotSeed{"snap-a41f66", "tests green", kSampleKeptSandbox, kSampleFirstSnapshot, 84min, 118, 41, 310, 9'310, 1,
                 0},
    SnapshotSeed{kSampleSnapshot, "before migrate", kSampleKeptSandbox, "snap-a41f66", 22min, 87, 12, 469, 6'050, 0, 4},
    SnapshotSeed{"snap-d86c19", "", "sbx-9w5kde", "", 51min, 64, 62, 0, 31'900, 0, 1},
};

api::SnapshotView snapshotFrom(const SnapshotSeed &seed, std::uint64_t generation, bool kvm)
{
    api::SnapshotView view{.id = domain::SnapshotId(seed.id),
                           .sandbox = domain::SandboxId(seed.sandbox),
                           .base = domain::TemplateId(kSampleTemplate)};
    view.generation = generation;
    view.name = seed.name;
    view.state = domain::SnapshotState::Ready;
    view.at = kSampleNow - seed.ago;
    view.sandboxName = view.sandbox.value() == kSampleKeptSandbox ? "migration bench" : "";
    if (*seed.parent)
        view.parent = domain::SnapshotId(seed.parent);
    view.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
    view.acceleration = kvm ? domain::Acceleration::Kvm : domain::Acceleration::Emulated;
    view.memory = ByteCount::mib(static_cast<std::uint64_t>(seed.memoryMib));
    view.disk = ByteCount::mib(static_cast<std::uint64_t>(seed.diskMib));
    view.shared = ByteCount::mib(static_cast<std::uint64_t>(seed.sharedMib));
    view.stopped = std::chrono::microseconds(seed.stoppedUs);
    view.method = seed.stoppedUs > 20'000 ? "stop and copy" : "write tracking";
    view.children = seed.children;
    view.sandboxes = seed.sandboxes;
    return view;
}

/// One of the operator's that came from a snapshot.
api::SandboxView restored(const char *id, const char *name, domain::SandboxState state, std::chrono::seconds since,
                          bool kvm)
{
    api::SandboxView view{.id = domain::SandboxId(id)};
    view.generation = 300;
    view.name = name;
    view.kept = true;
    view.state = state;
    view.since = kSampleNow - since;
    view.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
    view.acceleration = kvm ? domain::Acceleration::Kvm : domain::Acceleration::Emulated;
    view.base = domain::TemplateId(kSampleTemplate);
    view.from = domain::SnapshotId(kSampleSnapshot);
    view.bootTime = 104ms;
    view.ladder = {1min, 15min, {}};
    return view;
}

} // namespace

std::vector<api::Change> sampleSnapshots(bool kvm)
{
    std::vector<api::Change> changes;
    std::uint64_t generation = 120;
    for (const SnapshotSeed &seed : kSnapshots)
        changes.emplace_back(snapshotFrom(seed, ++generation, kvm));
    std::get<api::SnapshotView>(changes[1]).pinned = true;
    std::get<api::SnapshotView>(changes[2]).verifiedAt = kSampleNow - 3min;
    api::SnapshotView taking = snapshotFrom(kSnapshots.back(), ++generation, kvm);
    taking.id = domain::SnapshotId(kSampleTakenSnapshot);
    taking.name = "before the upgrade";
    taking.sandbox = domain::SandboxId("sbx-3vq9ht");
    taking.state = domain::SnapshotState::Taking;
    taking.step = "Writing";
    taking.progress = 0.42;
    taking.at = kSampleNow - 3s;
    taking.memory = taking.disk = taking.shared = {};
    taking.stopped = {};
    taking.sandboxes = 0;
    changes.emplace_back(taking);
    api::SnapshotView failed = taking;
    failed.generation = ++generation;
    failed.id = domain::SnapshotId(kSampleFailedSnapshot);
    failed.name = "nightly";
    failed.state = domain::SnapshotState::Failed;
    failed.step.clear();
    failed.progress.reset();
    failed.at = kSampleNow - 2h;
    failed.problem = Error{ErrorCode::OutOfDisk, "write snap-e20b77: memory: no space left on device"};
    changes.emplace_back(failed);

    api::SandboxView sleeping =
        restored(kSampleHibernatedSandbox, "review copy", domain::SandboxState::Hibernated, 47min, kvm);
    sleeping.stored = ByteCount::mib(183);
    sleeping.reason = "idle for 15 min";
    addUse(sleeping);
    changes.emplace_back(sleeping);
    api::SandboxView fork = restored(kSampleForkedSandbox, "", domain::SandboxState::Running, 18min, kvm);
    fork.forkOf = domain::SandboxId(kSampleKeptSandbox);
    fork.cpuPercent = 0.3;
    fork.memory = ByteCount::mib(74);
    fork.memoryPeak = ByteCount::mib(96);
    fork.diskUsed = ByteCount::mib(14);
    fork.processId = 50'211;
    fork.kernelRelease = "6.1.0-41-cloud-amd64";
    fork.nextStep = domain::IdleStep::Pause;
    fork.nextStepAt = kSampleNow + 40s;
    addUse(fork);
    changes.emplace_back(fork);
    changes.emplace_back(restored("sbx-r5m0cv", "try node 22", domain::SandboxState::Restoring, 1s, kvm));
    return changes;
}

} // namespace glovebox::sample
