// Role: the bounds of the channel between the host and a guest's agent. Both ends keep to them; the host also enforces
// them, because a guest may run any agent. No Qt here: the agent is built from this folder too.
#pragma once

#include "core/base/units.h"

#include <cstddef>
#include <cstdint>

namespace glovebox::guest {

using namespace std::chrono_literals;

/// Raised when either end would misunderstand the other. A guest image of another version is rebuilt, not talked to.
inline constexpr std::uint32_t kProtocolVersion = 1;

/// One frame from the guest: the largest result (kResultTextMax) with room for the rest of its message.
inline constexpr std::size_t kReplyPayloadMax = 1 << 20;
/// One frame to the guest: a written file's whole content. A model's turn is far below; the server's limit is 32 MB.
inline constexpr std::size_t kRequestPayloadMax = 8 << 20;
/// A result's text. The tools stop at 256 KiB (read) and 100 KiB (bash, grep); each invalid byte may become three.
inline constexpr std::size_t kResultTextMax = 900 << 10;
/// What is skipped on a new connection before the guest's greeting: the rest of what it was sending to the last one.
/// QEMU was seen to hold 34 MB on its way (vmm-notes 2).
inline constexpr std::size_t kStaleBytesMax = 64 << 20;

/// Deepest nesting of a payload: message, input, view_range. The CBOR parser recurses, so this guards its stack.
inline constexpr int kCborDepthMax = 6;
/// Items in one payload: messages are flat maps of a few fields.
inline constexpr std::size_t kCborItemsMax = 256;

/// Live output the guest may send ahead of what the host has passed on, per call. What exceeds it is left out.
inline constexpr std::size_t kOutputWindow = 64 << 10;
inline constexpr std::size_t kOutputChunkMax = 16 << 10;
/// The window is given back at this pace, so a flood costs the host 320 KiB/s at most.
inline constexpr std::chrono::milliseconds kCreditInterval = 200ms;

/// Between two heartbeats, and how many in a row may go unanswered while nothing else arrives. An emulated guest on a
/// busy host was seen to stall for over ten seconds; a panicked one stalls for ever.
inline constexpr std::chrono::milliseconds kPingInterval = 5000ms;
inline constexpr int kSilentIntervalsMax = 6;
/// Between two attempts to reach the control socket of a machine that is being started.
inline constexpr std::chrono::milliseconds kConnectRetry = 100ms;

/// Calls that wait in the agent behind the running one. The engine sends one at a time; this is for its cancellations.
inline constexpr std::size_t kWaitingCallsMax = 8;

inline constexpr std::size_t kHostnameMax = 63; // DNS label
inline constexpr std::size_t kShortTextMax = 256;
inline constexpr std::size_t kEntropyMax = 256;
/// Longest time limit of one call; keeps arithmetic on clocks far from overflow.
inline constexpr std::chrono::milliseconds kToolTimeoutMax = 24h;

} // namespace glovebox::guest
