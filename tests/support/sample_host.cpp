// Role: the part of the sample data that is about this host: the host itself, its environment, its templates.
#include "tests/support/sample_views.h"

namespace glovebox::testing {

using namespace std::chrono_literals;

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
    ready.since = kSampleNow - 2h;
    ready.buildTime = std::chrono::milliseconds(kvm ? 1410 : 6120);
    ready.memory = ByteCount::mib(118);
    ready.disk = ByteCount::mib(3);
    ready.clones = 6;
    ready.warm = 1;
    ready.warmMax = 2;
    api::TemplateView building = ready;
    building.generation = 91;
    building.id = domain::TemplateId(kSampleBuildingTemplate);
    building.size = {.vcpus = 4, .memory = ByteCount::gib(4), .disk = ByteCount::gib(32)};
    building.state = domain::TemplateState::Building;
    building.step = "Booting";
    building.since = kSampleNow - 2s;
    building.buildTime.reset();
    building.memory = building.disk = {};
    building.clones = building.warm = building.warmMax = 0;
    api::TemplateView failed = building;
    failed.generation = 92;
    failed.id = domain::TemplateId(kSampleFailedTemplate);
    failed.size = {.vcpus = 1, .memory = ByteCount::gib(16), .disk = ByteCount::gib(8)};
    failed.state = domain::TemplateState::Failed;
    failed.step.clear();
    failed.since = kSampleNow - 6min;
    failed.problem = Error{ErrorCode::OutOfMemory, "freeze tpl-c07e3d: cannot hold 16 GiB of guest memory: "
                                                   "no space left in shared memory"};
    return {ready, building, failed};
}

} // namespace glovebox::testing
