#include "app/models/lateness.h"

#include <algorithm>

namespace glovebox::models {

namespace {

using namespace std::chrono_literals;
using domain::OperationKind;
using domain::SandboxState;

constexpr int kTimesUsual = 3;
constexpr std::size_t kEnoughKnown = 3;
/// Whatever was usual: shorter than this nobody minds.
constexpr milliseconds kShortest = 10s;
/// Emulated processors are slower by about this.
constexpr int kEmulatedTimes = 8;

struct StateLimit {
    SandboxState state;
    milliseconds most;
    milliseconds perGib; // of its memory
};
constexpr StateLimit kStates[] = {
    {SandboxState::Creating, 30s, 0s}, {SandboxState::Restoring, 20s, 1s},  {SandboxState::Hibernating, 20s, 1s},
    {SandboxState::Resuming, 10s, 1s}, {SandboxState::Destroying, 15s, 0s},
};

struct KindLimit {
    OperationKind kind;
    milliseconds most;
};
/// Where nothing is known of this host yet. How long an image, an export or files take hangs on their size alone.
constexpr KindLimit kKinds[] = {
    {OperationKind::PrepareImage, 10min}, {OperationKind::StartSandbox, 30s},
    {OperationKind::Hibernate, 30s},      {OperationKind::Wake, 30s},
    {OperationKind::TakeSnapshot, 1min},  {OperationKind::VerifySnapshot, 5min},
    {OperationKind::Restore, 1min},       {OperationKind::Fork, 1min},
    {OperationKind::Destroy, 15s},        {OperationKind::CollectOutputs, 2min},
};

} // namespace

std::optional<milliseconds> usualMost(const api::SandboxView &sandbox)
{
    const auto *limit = std::ranges::find(kStates, sandbox.state, &StateLimit::state);
    if (limit == std::end(kStates))
        return {};
    const auto gib = static_cast<int>(sandbox.size.memory.value / ByteCount::gib(1).value);
    const milliseconds most = limit->most + gib * limit->perGib;
    return sandbox.acceleration == domain::Acceleration::Emulated ? kEmulatedTimes * most : most;
}

std::optional<milliseconds> usualMost(OperationKind kind, std::vector<milliseconds> took)
{
    if (took.size() >= kEnoughKnown) {
        const auto middle = took.begin() + static_cast<std::ptrdiff_t>(took.size() / 2);
        std::ranges::nth_element(took, middle);
        return std::max(kShortest, kTimesUsual * *middle);
    }
    const auto *limit = std::ranges::find(kKinds, kind, &KindLimit::kind);
    return limit == std::end(kKinds) ? std::nullopt : std::optional(limit->most);
}

} // namespace glovebox::models
