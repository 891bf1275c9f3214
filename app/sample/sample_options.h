// Role: what `glovebox --sample` can be asked for: how much there is, how fast it changes, and what goes wrong in it.
// Thread: any.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>

namespace glovebox::sample {

/// What the sample can show going wrong. Each is a row of kFaults.
enum class Fault {
    ControlPlaneDown,
    KeyRejected,
    EngineStopped,
    DiskFull,
    NoKvm,
    ClockSkew,
    EventLoss,
    RestoreFails,
    BuildFails,
    Conflict,
};

struct FaultRow {
    Fault fault;
    std::string_view name; // of --sample-fault
    std::string_view what;
};
inline constexpr std::array kFaults{
    FaultRow{Fault::ControlPlaneDown, "control-plane-down", "the control plane is not reached; it comes and goes"},
    FaultRow{Fault::KeyRejected, "key-rejected", "the environment key is refused"},
    FaultRow{Fault::EngineStopped, "engine-stopped", "the engine fails after ten seconds; it can be started again"},
    FaultRow{Fault::DiskFull, "disk-full", "less disk is free than the reserve"},
    FaultRow{Fault::NoKvm, "no-kvm", "no hardware virtualization: everything is emulated"},
    FaultRow{Fault::ClockSkew, "clock-skew", "guests' clocks cannot be put right"},
    FaultRow{Fault::EventLoss, "event-loss", "every ten seconds more comes than a window takes"},
    FaultRow{Fault::RestoreFails, "restore-fails", "no snapshot can be restored or woken from"},
    FaultRow{Fault::BuildFails, "build-fails", "builds, imports and seedings fail half-way"},
    FaultRow{Fault::Conflict, "conflict", "what somebody acts on has just changed"},
};

constexpr std::optional<Fault> faultFrom(std::string_view name)
{
    for (const FaultRow &row : kFaults)
        if (row.name == name)
            return row.fault;
    return std::nullopt;
}

inline constexpr int kSampleSandboxesMax = 4000; // a window takes 4,096 of a kind at once
inline constexpr int kSampleEventsMax = 200'000;

struct SampleOptions {
    int sandboxes = 37; // with fewer than there are in the story, no more than those
    int sessions = 31;
    double rate = 6;                    // sandboxes that are told anew, a second
    std::chrono::milliseconds delay{0}; // what happens is told that much later
    std::uint64_t seed = 1;
    int events = 0; // of one more session that has so many
    std::set<Fault> faults{};

    bool has(Fault fault) const { return faults.contains(fault); }
};

} // namespace glovebox::sample
