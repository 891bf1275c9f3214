// Role: every bound of the engine, in one place, each with its reason. A bound that an operator may change is only the
// default here; the setting's name stands in docs/configuration.md.
#pragma once

#include "core/base/units.h"

namespace glovebox::limits {

using namespace std::chrono_literals;

// ---- Control plane (reference: managed-agents-protocol) ---------------------------------------------------------

/// The server refuses block_ms above 999 (1.4).
inline constexpr std::chrono::milliseconds kPollBlock = 999ms;
/// Pause between empty polls, uniform between the two (1.4).
inline constexpr std::chrono::milliseconds kEmptyPollPauseMin = 1000ms;
inline constexpr std::chrono::milliseconds kEmptyPollPauseMax = 3000ms;
/// Items that were polled and not acknowledged for this long are given to whoever drains the queue (6.5).
inline constexpr std::chrono::milliseconds kDrainReclaim = 2000ms;
/// With webhooks the queue is looked at this often all the same: a delivery is given up after three attempts (6.4).
inline constexpr std::chrono::milliseconds kSafetyPoll = 60'000ms;
/// Poll back-off: 1 s, doubling, capped (7.2).
inline constexpr std::chrono::milliseconds kPollBackoffFirst = 1000ms;
inline constexpr std::chrono::milliseconds kPollBackoffMax = 60'000ms;
/// Attempts within one HTTP call, the first included (7.1).
inline constexpr int kHttpAttempts = 3;
/// Until response headers arrive; the server holds a poll for a second at most, so a minute is generous.
inline constexpr std::chrono::milliseconds kHttpTimeout = 60'000ms;
/// An event stream with nothing on it, not even a ping, for this long is dead (Appendix A).
inline constexpr std::chrono::milliseconds kStreamSilence = 90'000ms;
/// Stream reconnect back-off: 0.5 s, doubling, capped (3.2).
inline constexpr std::chrono::milliseconds kStreamBackoffFirst = 500ms;
inline constexpr std::chrono::milliseconds kStreamBackoffMax = 10'000ms;
/// Result post back-off and window when no lease says otherwise (3.8).
inline constexpr std::chrono::milliseconds kPostBackoffFirst = 1000ms;
inline constexpr std::chrono::milliseconds kPostBackoffMax = 30'000ms;
/// Lease before the first heartbeat's answer, and the bounds of the beat (1.6).
inline constexpr std::chrono::milliseconds kLeaseTtlAssumed = 90'000ms;
inline constexpr std::chrono::milliseconds kBeatMin = 1000ms;
inline constexpr std::chrono::milliseconds kBeatMax = 30'000ms;
/// One page of history: the most that the server gives (2.1).
inline constexpr int kEventPageSize = 1000;
/// One response body or SSE event held in memory. The server bounds requests to 32 MB (0.5); events carry requests.
inline constexpr ByteCount kHttpBodyMax = ByteCount::mib(64);

/// One skill, unpacked: the service takes 30 MB of upload; more is no skill.
inline constexpr ByteCount kSkillBytesMax = ByteCount::mib(64);
inline constexpr std::size_t kSkillFilesMax = 10'000;
/// Skills of one session (5.1).
inline constexpr std::size_t kSkillsMax = 500;
/// One memory's content, memories of a store, stores of a session (5.2).
inline constexpr ByteCount kMemoryContentMax{102'400};
inline constexpr std::size_t kMemoriesMax = 2000;
inline constexpr std::size_t kMemoryStoresMax = 8;

/// What a session leaves in its outputs folder and is kept on the host: one file, all of a session's (four full files;
/// a guest that fills them takes this much of the host's disk and no more), how many and how deep (people look through
/// them), a path's length (with the folder before it, it stays well within PATH_MAX).
inline constexpr ByteCount kOutputFileMax = ByteCount::gib(1);
inline constexpr ByteCount kOutputsSessionMax = ByteCount::gib(4);
inline constexpr std::size_t kOutputFilesMax = 2000;
inline constexpr std::size_t kOutputDepthMax = 16;
inline constexpr std::size_t kOutputPathMax = 1024;
/// Entries of the folder that are looked at; a tree that was unpacked there by mistake is not waded through.
inline constexpr std::size_t kOutputEntriesMax = 10'000;
/// One collection; what is not done by then is left for the next. A session must be able to end.
inline constexpr std::chrono::milliseconds kOutputCollection = 300'000ms;
/// A file that was changed so shortly before it was kept may have been changed again within its time stamp's grain, and
/// the two clocks may differ a little: it is compared by its hash once more.
inline constexpr std::chrono::milliseconds kOutputDoubt = 10'000ms;

// ---- A session's run --------------------------------------------------------------------------------------------

/// A session whose turn is over and that says nothing for this long is released; its sandbox with it (3.5).
inline constexpr std::chrono::milliseconds kSessionIdle = 60'000ms;
/// A tool call's time limit (3.6).
inline constexpr std::chrono::milliseconds kToolTimeout = 120'000ms;
/// How much longer than its limit a guest may take to report a call's end before its sandbox counts as dead.
inline constexpr std::chrono::milliseconds kToolGrace = 15'000ms;
/// What a clean stop waits for running tools (3.9).
inline constexpr std::chrono::milliseconds kDrain = 30'000ms;
/// Kept of a session for the window: enough to follow a long run, bounded because sessions reach 50,000 events.
inline constexpr std::size_t kTranscriptEntriesMax = 2000;
/// Of one tool's input or output shown in the window; the whole went to the control plane.
inline constexpr ByteCount kTranscriptTextMax = ByteCount::kib(64);
/// Threads of a multi-agent session that are named in the window.
inline constexpr std::size_t kThreadsShown = 64;
/// Sessions that are over stay in the list this long back.
inline constexpr std::size_t kEndedSessionsKept = 200;

// ---- Sandboxes --------------------------------------------------------------------------------------------------

/// Boot to a greeted agent with hardware acceleration; a healthy host needs under a second.
inline constexpr std::chrono::milliseconds kBootTimeoutKvm = 20'000ms;
/// The same in software emulation: 2.5 s quiet, 15 s seen on a busy two-core host (vmm-notes 0, image-notes 4).
inline constexpr std::chrono::milliseconds kBootTimeoutEmulated = 60'000ms;
/// Boots tried before a session's sandbox is reported as failed. The stock kernel hangs rarely, but it does.
inline constexpr int kBootAttempts = 2;
/// The probe decides whether an acceleration runs a guest at all (vmm-notes 10).
inline constexpr std::chrono::milliseconds kProbeTimeout = 8000ms;
/// Between asking a guest to power off and killing its process.
inline constexpr std::chrono::milliseconds kPowerOffGrace = 3000ms;
/// How often resource use is read while somebody watches.
inline constexpr std::chrono::milliseconds kUsageInterval = 1000ms;

/// From starting QEMU to its monitor's greeting: 0.1 s quiet, seconds on a busy host; a machine of many GiB needs
/// longer.
inline constexpr std::chrono::milliseconds kMonitorTimeout = 15'000ms;
/// One answer of QEMU's monitor. It answers in well under a millisecond unless the host is starved.
inline constexpr std::chrono::milliseconds kMonitorCommandTimeout = 10'000ms;
/// One line of QEMU's monitor. Nothing that we ask for comes near; a QEMU that a guest took over could send anything.
inline constexpr ByteCount kMonitorLineMax = ByteCount::mib(1);
/// Kept of what a guest prints on its console: a kernel's panic with its register dump is about 4 KiB.
inline constexpr ByteCount kConsoleTail = ByteCount::kib(16);
/// Kept of a failed sandbox, of its console and of its monitor.
inline constexpr ByteCount kEvidenceMax = ByteCount::kib(16);
/// Sandboxes that are no more: shown, and kept in the ledger.
inline constexpr int kEndedShown = 500;
inline constexpr std::chrono::hours kEndedKept = std::chrono::hours(24 * 365);
/// History: a year of everything, and operations that are over as many as one looks through. Audit entries stay.
inline constexpr std::chrono::hours kHistoryKept = std::chrono::hours(24 * 365);
inline constexpr int kOperationsShown = 200;
inline constexpr std::size_t kOperationSteps = 200;
/// Rows of one answer of the history: a table of people, asked for page by page.
inline constexpr int kHistoryPageMax = 1000;
/// Questions of the past that are being answered at a time, of those who want each answered.
inline constexpr int kHistoryAskedMax = 64;
/// One text of an audit entry: a sentence or an object's name.
inline constexpr ByteCount kAuditTextMax = ByteCount::kib(1);
/// Left free on the host's disk, or no sandbox is started: a guest that hits the end loses its work.
inline constexpr ByteCount kDiskFreeMin = ByteCount::mib(512);
/// What a machine may be given. The kernel and our agent need about 90 MiB to boot; the maximum catches a slip of the
/// unit.
inline constexpr int kVcpusMax = 64;
/// Children of one fork: more than a host's slots is a slip, and each is a process.
inline constexpr int kForkMax = 100;
inline constexpr ByteCount kMachineMemoryMin = ByteCount::mib(128);
inline constexpr ByteCount kMachineMemoryMax = ByteCount::gib(1024);
inline constexpr ByteCount kMachineDiskMin = ByteCount::mib(64);
inline constexpr ByteCount kMachineDiskMax = ByteCount::gib(16 * 1024);

// ---- Memory held for the window ---------------------------------------------------------------------------------

inline constexpr std::size_t kLogLinesMax = 50'000;
/// One line; a guest may print megabytes without a newline.
inline constexpr ByteCount kLogLineMax = ByteCount::kib(4);

// ---- Images and templates ----------------------------------------------------------------------------------------

/// Of a program that is run in a guest by itself: its standard input, in one piece with its request.
inline constexpr ByteCount kExecInputMax = ByteCount::mib(1);
/// Programs that run in one guest beside its tools.
inline constexpr std::size_t kExecsMax = 16;
/// Terminals that are open in one guest, and as many that have ended are remembered.
inline constexpr std::size_t kTerminalsMax = 16;
/// Of a terminal's output, kept in its guest for whoever looks at it next.
inline constexpr ByteCount kTerminalKept = ByteCount::kib(256);
/// Of a build's log, in its view; all of it is in a file.
inline constexpr std::size_t kBuildLinesShown = 500;

} // namespace glovebox::limits
