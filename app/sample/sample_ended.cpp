// Role: the part of the sample data that is about what sandboxes use, what was put right in them, and how they ended.
#include "app/sample/sample_views.h"

#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::EndCause;
using domain::SandboxState;

namespace {

const domain::MachineSize kSize{.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};

constexpr const char *kConsole =
    "[    2.871035] glovebox-agent: ready\n"
    "[ 1369.118224] python3 invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE), order=0\n"
    "[ 1369.118301] CPU: 1 PID: 212 Comm: python3 Not tainted 6.1.0-41-cloud-amd64 #1  Debian 6.1.158-1\n"
    "[ 1369.119020] Call Trace:\n"
    "[ 1369.119077]  <TASK>\n"
    "[ 1369.119142]  dump_stack_lvl+0x44/0x5c\n"
    "[ 1369.119260]  dump_header+0x4a/0x211\n"
    "[ 1369.119381]  oom_kill_process.cold+0xb/0x10\n"
    "[ 1369.119502]  out_of_memory+0x1fd/0x4c0\n"
    "[ 1369.121877] Out of memory: Killed process 212 (python3) total-vm:1248816kB, anon-rss:401324kB\n"
    "[ 1369.904410] Kernel panic - not syncing: System is deadlocked on memory\n"
    "[ 1369.904522] ---[ end Kernel panic - not syncing: System is deadlocked on memory ]---\n";

constexpr const char *kMonitor = "> {\"execute\": \"query-status\"}\n"
                                 "< {\"return\": {\"status\": \"running\", \"running\": true}}\n"
                                 "< {\"event\": \"GUEST_PANICKED\", \"data\": {\"action\": \"pause\"}}\n"
                                 "< {\"event\": \"STOP\"}\n";

constexpr const char *kPricesAsOf = "2026-11-01";

struct EndSeed {
    const char *id;
    const char *name;
    const char *title;
    EndCause cause;
    const char *detail;
    std::chrono::seconds ago;
    std::chrono::seconds running;
    std::chrono::seconds paused;
    std::chrono::seconds hibernated;
    std::chrono::milliseconds cpu;
    std::uint64_t peakMib;
    std::uint64_t diskMib;
    std::int64_t cost;
};

constexpr std::array kEnds{
    EndSeed{kSampleFailedSandbox, "", "ETL nightly: backfill October", EndCause::GuestPanic,
            "its kernel panicked: System is deadlocked on memory", 8min, 23min, 0s, 0s, 412'300ms, 508, 611, 3'198},
    EndSeed{kSampleEndedSandbox, "", "Compress the nightly screenshots", EndCause::SessionEnded, "", 33min, 8min, 0s,
            0s, 96'120ms, 310, 140, 1'104},
    EndSeed{"sbx-y4m2wd", "try node 20", "", EndCause::Operator, "", 47min, 12min, 4min, 0s, 3'240ms, 310, 52, 410},
    EndSeed{"sbx-b6n0qs", "", "Generate fixtures for the parser tests", EndCause::IdleTimer, "idle for 7 days", 2h,
            22min, 15min, 24h * 7, 61'400ms, 288, 97, 21'700},
    EndSeed{"sbx-l8s5ve", "", "Bisect the scheduler regression", EndCause::HostPressure,
            "memory was needed for sbx-7k2m4p", 3h, 1h + 12min, 0s, 0s, 2'911'000ms, 498, 2'210, 10'020},
    EndSeed{"sbx-n3d7zp", "", "Q3 board report", EndCause::OutOfMemory, "the host's memory was used up", 5h, 44min, 0s,
            0s, 188'000ms, 511, 380, 6'080},
    EndSeed{"sbx-u1c9hy", "", "Match purchase orders", EndCause::StartFailed, "no greeting within 60 s", 26h, 0s, 0s,
            0s, 58'700ms, 141, 0, 0},
};

domain::SandboxMeter meterOf(const EndSeed &seed)
{
    return {seed.running,
            seed.paused,
            seed.hibernated,
            seed.cpu,
            ByteCount::mib(seed.peakMib),
            ByteCount::mib(seed.diskMib)};
}

api::SandboxEnd endOf(const EndSeed &seed)
{
    return {seed.cause, seed.detail, kSampleNow - seed.ago, meterOf(seed), seed.cost, kPricesAsOf};
}

} // namespace

std::vector<api::Change> sampleEnded()
{
    std::vector<api::Change> changes;
    std::uint64_t generation = 400;
    for (const EndSeed &seed : kEnds) {
        api::EndedSandboxView view{.generation = ++generation, .id = domain::SandboxId(seed.id)};
        view.name = seed.name;
        view.kept = *seed.name != '\0';
        view.sessionTitle = seed.title;
        if (*seed.title)
            view.session = domain::SessionId(seed.id == std::string_view(kSampleFailedSandbox)
                                                 ? std::string(kSampleFailedSession)
                                                 : std::string(kSampleOutputsSession));
        view.size = kSize;
        view.end = endOf(seed);
        view.createdAt = view.end.at - seed.running - seed.paused - seed.hibernated;
        if (seed.cause == EndCause::GuestPanic) {
            view.console = kConsole;
            view.monitor = kMonitor;
        }
        if (seed.cause == EndCause::StartFailed)
            view.console = "[    1.204411] EXT4-fs (vda): mounted filesystem with ordered data mode\n";
        changes.emplace_back(std::move(view));
    }
    return changes;
}

void addUse(api::SandboxView &view)
{
    if (view.state == SandboxState::Queued) {
        view.waitsFor =
            view.queuePosition == 1 ? "memory: needs 2.1 GiB, 0.4 GiB is free" : "a slot: 10 of 10 are taken";
        return;
    }
    const std::chrono::milliseconds age = kSampleNow - view.since;
    view.createdAt = view.since;
    view.meter = {.running = view.state == SandboxState::Running ? age : age / 3,
                  .cpuTime = view.cpuTime,
                  .memoryPeak = view.memoryPeak.value_or(ByteCount{}),
                  .diskPeak = view.diskUsed.value_or(ByteCount{})};
    if (view.state == SandboxState::Paused)
        view.meter.paused = age;
    if (view.state == SandboxState::Hibernated)
        view.meter.hibernated = age;
    view.cost = age.count() / 400;
    view.pricesAsOf = kPricesAsOf;
    view.shares.cpuWeight = view.kept ? 200 : 100;
    if (view.kept)
        view.shares.diskRate = ByteCount::mib(80);
    if (view.state != SandboxState::Running && view.state != SandboxState::Paused)
        return;
    view.checkedAt = view.since;
    view.checks = {{"Clock", true, "put forward by 3 h 2 min"},
                   {"Random numbers", true, "64 bytes from the host mixed in"},
                   {"Machine id", true, "its own"},
                   {"Host name", true, view.id.value()}};
    if (view.id.value() == kSampleForkedSandbox)
        view.checks[2] = {"Machine id", false, "/etc/machine-id cannot be written: read-only file system"};
    if (view.id.value() == kSampleKeptSandbox)
        view.keptAliveUntil = kSampleNow + 3h + 12min;
}

void addEnd(api::SandboxView &view)
{
    for (const EndSeed &seed : kEnds)
        if (view.id.value() == seed.id)
            view.end = endOf(seed);
    if (view.state == SandboxState::Destroying)
        view.end = api::SandboxEnd{EndCause::Operator, "", kSampleNow - 2s, view.meter, view.cost, kPricesAsOf};
}

} // namespace glovebox::sample
