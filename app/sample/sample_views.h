// Role: a host on an ordinary afternoon: sessions and sandboxes in every state, transcripts that read like real ones,
// log lines. What the sample engine begins with (moved to the day, time_shift.h), and the window's test data.
// Invariants: pure; times hang on kSampleNow, so that pictures are the same every day.
#pragma once

#include "core/api/views.h"

#include <string>
#include <vector>

namespace glovebox::sample {

/// 2026-11-20 14:02:11.480 UTC.
inline constexpr WallTime kSampleNow{std::chrono::milliseconds{1'795'183'331'480}};

inline constexpr const char *kSampleRunningSession = "sesn_01JD4X9VQ2M8C6RT3BWK7NPZ5A"; // a tool runs
inline constexpr const char *kSampleApprovalSession = "sesn_01JD4WZK5T7Q9A2YHE8RC3MFVD";
inline constexpr const char *kSampleFailedSession = "sesn_01JD4VT3RB9N6W1KQX5GZ8PYCM";
inline constexpr const char *kSampleSecondApprovalSession = "sesn_01JD4X1M6E8Y2P4RQZ7HVT5KBN"; // with a long input
inline constexpr const char *kSampleTeamSession = "sesn_01JD4X7BH4V2S9XEC5KYQ3MPRW";           // several agents
inline constexpr const char *kSampleOutputsSession = "sesn_01JD4W2T9Q5C8R1MKVWYH3ZNBE"; // over, its outputs are here
inline constexpr const char *kSampleLongSession = "sesn_01JD4W0TM7R2Q8K5YVHC3XBNEZ";    // of sampleTimeline()
inline constexpr const char *kSampleLongSandbox = "sbx-t1m3ln";
inline constexpr const char *kSampleEnvironment = "env_01JB7Q2H8ZC5M3XT9WRKN4VEYD";
inline constexpr const char *kSamplePausedSandbox = "sbx-d9k4uc";
inline constexpr const char *kSampleIdleSandbox = "sbx-9w5kde"; // runs, no tool in it
inline constexpr const char *kSampleTemplate = "tpl-4f2a91";
inline constexpr const char *kSampleFailedTemplate = "tpl-c07e3d";
inline constexpr const char *kSampleBuildingTemplate = "tpl-8b51f6";
inline constexpr const char *kSampleHibernatedSandbox = "sbx-h1b3rn";
inline constexpr const char *kSampleForkedSandbox = "sbx-f2k7qa";
inline constexpr const char *kSampleFirstSnapshot = "snap-3c90de"; // others stand on it
inline constexpr const char *kSampleSnapshot = "snap-7be210";      // a leaf, with living sandboxes
inline constexpr const char *kSampleTakenSnapshot = "snap-51fa08"; // it is being taken
inline constexpr const char *kSampleFailedSnapshot = "snap-e20b77";
inline constexpr const char *kSampleImage = "img-3f2a91bc04d7"; // from a registry
inline constexpr const char *kSampleImport = "import-3";
inline constexpr const char *kSampleFailedImport = "import-2";
inline constexpr const char *kSampleMadeTemplate = "python-tools";
inline constexpr const char *kSampleKeptSandbox = "sbx-k8d2rf";
inline constexpr const char *kSampleNeverStartedWork = "work_01JD4WH3T8Y5M2QK7XBN6VRCZE";
inline constexpr const char *kSampleSeedingSandbox = "sbx-p3r8yd"; // of samplePrepared()
inline constexpr const char *kSampleSeedFailedSandbox = "sbx-p7f4tk";
inline constexpr const char *kSampleReservedSandbox = "sbx-r2v6mc";
inline constexpr const char *kSampleGuestRunnerSandbox = "sbx-g5r9wn";
inline constexpr const char *kSampleRunningSandbox = "sbx-7k2m4p";
inline constexpr const char *kSampleEndedSandbox = "sbx-v5g1tk";
inline constexpr const char *kSampleFailedSandbox = "sbx-q8d3xz";

std::vector<api::Change> sampleHost(bool kvm = true);
/// The profiles that every host has, and one of the operator's.
std::vector<api::Change> sampleProfiles();
std::vector<api::Change> sampleEnvironment(api::PollState state = api::PollState::Polling, bool demo = false);
/// The same environment without its operator key: newer than what the others give.
std::vector<api::Change> sampleEnvironmentWithoutKey();
/// Three: one polls, one is paused and gets webhooks, one cannot be reached.
std::vector<api::Change> sampleEnvironments();
/// Items of the queue: moving ones and every kind that does not move.
std::vector<api::Change> sampleWork();
/// What sessions left behind: files, a collection under way, a failed one.
std::vector<api::Change> sampleOutputs();
/// The history of sessions with several agents, custom tools and long inputs.
std::vector<api::Change> sampleTeamTranscripts();
/// More calls that wait: two of the session that waits already, and one with names as long as names can get.
std::vector<api::Change> sampleMoreApprovals();
/// Cost, skills, memory and threads, as of one session.
void addExtras(api::SessionView &view);
std::vector<api::Change> sampleSessions();
/// What it used and cost, its checks, what it waits for; and how it ended, if it did.
void addUse(api::SandboxView &view);
void addEnd(api::SandboxView &view);
/// Sandboxes that failed or are no more, of most causes; the failed one left its console.
std::vector<api::Change> sampleEnded();
std::vector<api::Change> sampleSandboxes(bool kvm = true);
/// One that most sandboxes stand on, one that is being built, one that failed.
std::vector<api::Change> sampleTemplates(bool kvm = true);
/// A line of three, one that is being taken, one that failed; a hibernated sandbox, a fork, a restored one.
std::vector<api::Change> sampleSnapshots(bool kvm = true);
/// In every state: the default one, one that is being imported, a damaged one.
std::vector<api::Change> sampleImages();
/// One that is used, one that is being built, a failed, an outdated one and a draft.
std::vector<api::Change> sampleDefinedTemplates();
/// Sandboxes that are made ready for somebody: one is being seeded, one's seeding failed, one sleeps for its session,
/// one has a runner of its own; the sessions' metadata, and the agents that a session can be started with.
std::vector<api::Change> samplePrepared();
/// Profiles of a host, and what sandboxes of it tried to reach.
std::vector<api::Change> sampleEgress();
/// The gate's secrets, and who may use them: "failed", one could not be kept; "broken", none can be used.
std::vector<api::Change> sampleSecrets(const std::string &how = {});
/// Agents as they are read: "loading", "refused", anything else: there.
std::vector<api::Change> sampleAgents(const std::string &how = {});
std::vector<api::Change> sampleTranscripts();
/// A session with three quarters of an hour behind it, its sandbox, snapshots, refused hosts: not among the rest.
std::vector<api::Change> sampleTimeline();
/// Two that go on, and one that ended in each way.
std::vector<api::Change> sampleOperations();
/// What the window itself does and reports: exports, and one thing with several sandboxes.
std::vector<api::Change> sampleWindowOperations();
/// Two budgets: one nearly used up, one reached by a session.
std::vector<api::Change> sampleBudgets(bool kvm = true);
std::vector<api::Change> sampleOrphans(bool found = true);
std::vector<api::Change> sampleRecovery();
std::vector<api::Change> sampleLog();

/// All of the above.
std::vector<api::Change> sampleViews(bool kvm = true, bool demo = false);

} // namespace glovebox::sample
