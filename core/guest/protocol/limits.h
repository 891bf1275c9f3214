// Role: the bounds of the channel between the host and a guest's agent. Both ends keep to them; the host also enforces
// them, because a guest may run any agent. No Qt here: the agent is built from this folder too.
#pragma once

#include "core/base/units.h"

#include <cstddef>
#include <cstdint>

namespace glovebox::guest {

using namespace std::chrono_literals;

/// Raised when either end would misunderstand the other. A guest image of another version is rebuilt, not talked to.
/// 2: files, custom tools' handlers; 3: further folders; 4: setup, programs, files of unknown length
inline constexpr std::uint32_t kProtocolVersion = 4;

/// What an agent of this protocol can beside, said with its greeting; one that says nothing is at 0. A guest that was
/// frozen before keeps its agent, and is never sent what that does not know. 1: terminals, input that streams
inline constexpr std::uint32_t kAgentLevel = 1;
inline constexpr std::uint32_t kLevelOfTerminals = 1;
inline constexpr std::uint32_t kLevelOfStreamedInput = 1;

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

/// A file operation's content on its way, per stream and direction: what either end may send ahead of what the other
/// has taken. Large enough that a round trip through an emulated guest does not hold a transfer up.
inline constexpr std::size_t kFileWindow = 512 << 10;
/// Content in one frame, so that a heartbeat never waits behind more than a few of them.
inline constexpr std::size_t kFileChunkMax = 32 << 10;
/// A frame of list entries: full of either.
inline constexpr std::size_t kFileEntriesPerFrame = 24; // 9 items each, below kCborItemsMax
inline constexpr std::size_t kFileEntriesBytesMax = 48 << 10;
/// Largest payload of a frame of entries: the above, and one entry more with the longest path and target.
inline constexpr std::size_t kFileEntriesPayloadMax = 64 << 10;
/// Operations that the agent works on at once; the host keeps the others waiting.
inline constexpr std::size_t kFileJobsMax = 4;
/// And so many of them: a skill's files written one by one are a few hundred.
inline constexpr std::size_t kFileWaitingMax = 20'000;
/// Folders below the one that is listed or removed: each is an open descriptor of the child at work.
inline constexpr int kFileDepthMax = 64;
inline constexpr std::size_t kFilePathMax = 4095; // PATH_MAX without its zero
inline constexpr std::size_t kFileDetailMax = 512;
/// Longest silence of a file operation under way. The agent gives a sign of life with every 16 MiB that it hashes and
/// every thousand files that it removes, which takes a busy emulated guest seconds.
inline constexpr std::chrono::milliseconds kFileSilence = 60'000ms;

/// Folders beside the session's own that a call's file tools may use: one a memory store.
inline constexpr std::size_t kToolFoldersMax = 8;

/// An environment, and a program's arguments: what the kernel takes as a single string, which is far more than images
/// have and far less than it takes in all.
inline constexpr std::size_t kEnvironmentMax = 128 << 10;
/// The certificates of the host's gate.
inline constexpr std::size_t kAuthorityMax = 16 << 10;
inline constexpr std::size_t kArgumentsMax = 128 << 10;
inline constexpr std::size_t kWordsMax = 4096; // of either
/// A program's output on its way: what the guest may send ahead of what the host has taken, both streams together.
inline constexpr std::size_t kExecWindow = 256 << 10;
/// And of its input, when that streams.
inline constexpr std::size_t kExecInputWindow = 128 << 10;
/// Signals end at 64.
inline constexpr std::uint64_t kSignalMax = 64;

/// What a terminal prints and what is typed into it, on its way: per stream. Small, so that what somebody types is not
/// answered behind seconds of a flood.
inline constexpr std::size_t kTerminalWindow = 64 << 10;
/// Looks at terminals, questions about them and pieces of typing, of one guest at once.
inline constexpr std::size_t kTerminalStreamsMax = 64;
inline constexpr std::size_t kTerminalCellsMax = 1000; // columns, rows
/// In which the name of a terminal's program and its kind are told.
inline constexpr std::size_t kTerminalNameMax = 200;
inline constexpr std::size_t kTerminalKindMax = 64;

/// Of one connection through the network port, in each direction: what either end may send ahead of what the other has
/// taken. A program that does not read costs no more than this, in the guest and on the host.
inline constexpr std::size_t kNetWindow = 256 << 10;
inline constexpr std::size_t kNetChunkMax = 32 << 10; // content in one frame; it is kFileChunkMax
/// Connections of one guest at once; more are refused.
inline constexpr std::size_t kNetStreamsMax = 1024;
/// And of those that the host opens into the guest.
inline constexpr std::size_t kNetInwardMax = 256;
/// Streams that the host opens have ids with this bit: neither end has to know the other's last one.
inline constexpr std::uint32_t kNetInward = 0x8000'0000;
inline constexpr std::size_t kNetNameMax = 253;
inline constexpr std::size_t kNetTextMax = 200; // of a refusal
/// Names that one guest may come to know; then it resolves no more.
inline constexpr std::size_t kNetNamesMax = 65'536;

inline constexpr std::size_t kHostnameMax = 63; // DNS label
inline constexpr std::size_t kShortTextMax = 256;
inline constexpr std::size_t kEntropyMax = 256;
/// Longest time limit of one call; keeps arithmetic on clocks far from overflow.
inline constexpr std::chrono::milliseconds kToolTimeoutMax = 24h;

} // namespace glovebox::guest
