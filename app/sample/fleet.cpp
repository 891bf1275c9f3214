#include "app/sample/fleet.h"

#include "app/sample/chance.h"
#include "app/sample/sample_keys.h"
#include "app/sample/sample_views.h"
#include "app/sample/sample_world.h"
#include "app/sample/scripts.h"
#include "app/sample/time_shift.h"

#include <algorithm>
#include <array>

namespace glovebox::sample {

using namespace std::chrono_literals;
using domain::SandboxState;

namespace {

constexpr std::array kNamesOfKept{"bench", "review copy", "scratch", "demo for sales", "node upgrade", "fuzzing"};

void appendAll(std::vector<api::Change> &all, std::vector<api::Change> more)
{
    std::ranges::move(more, std::back_inserter(all));
}

std::vector<api::Change> story(const SampleOptions &options)
{
    const bool kvm = !options.has(Fault::NoKvm);
    using enum api::PollState;
    const auto polls = options.has(Fault::KeyRejected)        ? KeyRejected
                       : options.has(Fault::ControlPlaneDown) ? Disconnected
                                                              : Polling;
    auto all = sampleViews(kvm);
    appendAll(all, sampleEnvironment(polls));
    appendAll(all, sampleTimeline());
    appendAll(all, sampleEgress());
    appendAll(all, sampleSecrets());
    appendAll(all, samplePrepared());
    appendAll(all, sampleKeys());
    appendAll(all, sampleBudgets(kvm));
    for (auto &change : sampleOperations()) { // what goes on is begun anew, and ends
        const auto &operation = std::get<api::OperationView>(change).operation;
        if (domain::isOver(operation.state))
            all.push_back(std::move(change));
    }
    return all;
}

/// The wireframe's host, or a larger one when more was asked for.
api::HostView hostFor(const SampleOptions &options, api::HostView host)
{
    const auto many = static_cast<std::uint64_t>(std::max(40, options.sandboxes + 8));
    host.generation += 1;
    host.slotsMax = static_cast<int>(many);
    host.memoryTotal = ByteCount::gib(std::max<std::uint64_t>(256, many));
    host.memoryForSandboxes = ByteCount::gib(std::max<std::uint64_t>(248, many));
    host.vcpusForSandboxes = static_cast<int>(std::max<std::uint64_t>(128, many * 2));
    host.diskFree = options.has(Fault::DiskFull) ? ByteCount::mib(301) : ByteCount::gib(2'400);
    host.memoryAvailable = host.memoryTotal;
    return host;
}

/// Made up, in the proportions of a busy afternoon.
class Filling {
public:
    Filling(const SampleOptions &options, const SampleWorld &world)
        : m_options(options), m_world(world), m_chance(options.seed)
    {
    }

    std::vector<api::Change> fill()
    {
        int sessions = static_cast<int>(m_world.sessions.size());
        for (int i = static_cast<int>(m_world.sandboxes.size()); i < m_options.sandboxes; ++i) {
            api::SandboxView view = machine(i);
            if (sessions < m_options.sessions && view.state != SandboxState::Failed) {
                m_changes.emplace_back(sessionIn(view, sessions));
                ++sessions;
            } else {
                view.kept = true;
                view.name = std::string(kNamesOfKept[static_cast<std::size_t>(i) % kNamesOfKept.size()]) + ' ' +
                            std::to_string(i);
                view.ladder.destroyAfter.reset();
            }
            m_changes.emplace_back(std::move(view));
        }
        return std::move(m_changes);
    }

private:
    SandboxState stateOf(int number)
    {
        const auto part = number % 16;
        if (part < 9)
            return SandboxState::Running;
        if (part < 14)
            return SandboxState::Hibernated;
        if (part < 15)
            return SandboxState::Paused;
        return number % 64 == 63 ? SandboxState::Failed : SandboxState::Stopped;
    }

    api::SandboxView machine(int number)
    {
        api::SandboxView view{.generation = 500, .id = domain::SandboxId("sbx-" + m_chance.word(6))};
        view.state = stateOf(number);
        view.since = kSampleNow - std::chrono::seconds(m_chance.between(20, 7'000));
        view.createdAt = view.since - std::chrono::seconds(m_chance.between(60, 40'000));
        view.size = {.vcpus = 2, .memory = ByteCount::mib(512), .disk = ByteCount::gib(8)};
        view.acceleration = m_options.has(Fault::NoKvm) ? domain::Acceleration::Emulated : domain::Acceleration::Kvm;
        view.base = domain::TemplateId(kSampleTemplate);
        view.image = "default";
        view.bootTime = std::chrono::milliseconds(m_chance.between(40, 320));
        view.egress = m_chance.onceIn(4) ? domain::kNoEgress : domain::kPackagesEgress;
        view.ladder = {1min, 15min, 24h * 7};
        view.meter.running = std::chrono::minutes(m_chance.between(2, 300));
        view.meter.cpuTime = view.meter.running / 9;
        view.cpuTime = view.meter.cpuTime;
        view.cost = m_chance.between(800, 90'000);
        view.pricesAsOf = "2026-11-01";
        view.diskUsed = ByteCount::mib(static_cast<std::uint64_t>(m_chance.between(20, 900)));
        if (view.state == SandboxState::Running || view.state == SandboxState::Paused) {
            view.memory = ByteCount::mib(static_cast<std::uint64_t>(m_chance.between(90, 420)));
            view.memoryPeak = ByteCount{view.memory->value + ByteCount::mib(30).value};
            view.cpuPercent = view.state == SandboxState::Paused ? 0 : 4 * m_chance.unit();
            view.processId = 41'000 + number;
            view.kernelRelease = "6.1.0-41-cloud-amd64";
        }
        if (view.state == SandboxState::Paused)
            view.reason = "idle for 60 s";
        if (view.state == SandboxState::Hibernated) {
            view.reason = "idle for 15 min";
            view.stored = ByteCount::mib(static_cast<std::uint64_t>(m_chance.between(60, 240)));
        }
        if (view.state == SandboxState::Stopped)
            view.reason = "the host was started again";
        if (view.state == SandboxState::Failed) {
            view.problem = Error{ErrorCode::GuestExited, "qemu ended with signal 9"};
            view.end = api::SandboxEnd{domain::EndCause::ProcessDied,
                                       "qemu ended with signal 9",
                                       view.since,
                                       view.meter,
                                       view.cost,
                                       view.pricesAsOf};
        }
        return view;
    }

    api::SessionView sessionIn(api::SandboxView &sandbox, int number)
    {
        const auto &script = scriptedSessions()[static_cast<std::size_t>(number) % scriptedSessions().size()];
        api::SessionView view{.generation = 500,
                              .id = domain::SessionId("sesn_" + m_chance.word(24)),
                              .environment = domain::EnvironmentId(kSampleEnvironment)};
        view.title = script.title;
        view.agentName = script.agent;
        const bool runs = sandbox.state == SandboxState::Running;
        view.state = runs ? api::SessionState::Running : api::SessionState::Idle;
        view.reason = runs ? "" : "end_turn";
        view.since = view.lastActivity = sandbox.since;
        view.startedAt = sandbox.createdAt;
        view.turns = m_chance.between(1, 14);
        view.toolCalls = view.turns * m_chance.between(2, 7);
        view.sandbox = sandbox.id;
        view.sandboxState = sandbox.state;
        view.canInterrupt = true;
        domain::ModelUsage usage;
        usage.inputTokens = 8'000 + m_chance.below(300'000);
        usage.outputTokens = 900 + m_chance.below(20'000);
        usage.listCostCents = m_chance.between(4, 480);
        view.usage = usage;
        m_changes.emplace_back(api::TranscriptEntry{view.id, 1, 1, view.startedAt,
                                                    api::NoteView{api::NoteView::Kind::UserMessage, script.wish}});
        sandbox.session = view.id;
        sandbox.sessionTitle = view.title;
        return view;
    }

    const SampleOptions &m_options;
    const SampleWorld &m_world;
    Chance m_chance;
    std::vector<api::Change> m_changes;
};

} // namespace

std::vector<api::Change> sampleBeginning(const SampleOptions &options, WallTime now)
{
    auto all = story(options);
    SampleWorld world;
    for (const auto &change : all)
        world.take(change);
    all.emplace_back(hostFor(options, world.host));
    appendAll(all, Filling(options, world).fill());
    for (auto &change : all)
        change = shifted(std::move(change), now - kSampleNow);
    return all;
}

} // namespace glovebox::sample
