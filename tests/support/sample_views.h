// Role: a host on an ordinary afternoon, as test data for the window: sessions and sandboxes in every state,
// transcripts that read like real ones, log lines. Times hang on `now`, so that pictures are the same every day.
#pragma once

#include "core/api/views.h"

#include <vector>

namespace glovebox::testing {

/// 2026-11-20 14:02:11.480 UTC.
inline constexpr WallTime kSampleNow{std::chrono::milliseconds{1'795'183'331'480}};

inline constexpr const char *kSampleRunningSession = "sesn_01JD4X9VQ2M8C6RT3BWK7NPZ5A"; // a tool runs
inline constexpr const char *kSampleApprovalSession = "sesn_01JD4WZK5T7Q9A2YHE8RC3MFVD";
inline constexpr const char *kSampleFailedSession = "sesn_01JD4VT3RB9N6W1KQX5GZ8PYCM";
inline constexpr const char *kSampleRunningSandbox = "sbx-7k2m4p";
inline constexpr const char *kSampleFailedSandbox = "sbx-q8d3xz";

std::vector<api::Change> sampleHost(bool kvm = true);
std::vector<api::Change> sampleEnvironment(api::PollState state = api::PollState::Polling, bool demo = false);
std::vector<api::Change> sampleSessions();
std::vector<api::Change> sampleSandboxes(bool kvm = true);
std::vector<api::Change> sampleTranscripts();
std::vector<api::Change> sampleLog();

/// All of the above.
std::vector<api::Change> sampleViews(bool kvm = true, bool demo = false);

} // namespace glovebox::testing
