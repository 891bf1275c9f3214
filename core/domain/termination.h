// Role: why a sandbox ended, as a word that history can be searched by; the sentence is beside it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace glovebox::domain {

enum class EndCause {
    Operator,     // somebody asked for it, here or through the API
    IdleTimer,    // the last step of its ladder
    SessionEnded, // nobody could come back to it
    HostPressure, // its slot, memory or disk was needed
    OutOfMemory,  // the host ended its process for want of memory
    GuestPanic,   // its kernel gave up
    GuestOff,     // it switched itself off
    ProcessDied,  // the hypervisor's process ended by itself
    GuestLost,    // its agent did not answer any more
    StartFailed,  // it never came up
    EngineStopped,
    Lost, // the host or the program ended, and nothing stands behind its record
};

inline constexpr std::array kEndCauses{EndCause::Operator,     EndCause::IdleTimer,     EndCause::SessionEnded,
                                       EndCause::HostPressure, EndCause::OutOfMemory,   EndCause::GuestPanic,
                                       EndCause::GuestOff,     EndCause::ProcessDied,   EndCause::GuestLost,
                                       EndCause::StartFailed,  EndCause::EngineStopped, EndCause::Lost};

/// "operator", "idle-timer", …
std::string_view word(EndCause cause);
std::optional<EndCause> endCauseFrom(std::string_view word);

} // namespace glovebox::domain
