// Role: what is done in a sandbox before anybody uses it: files put in, repositories cloned, commands run, in order.
// Values and their rules.
#pragma once

#include "core/base/result.h"
#include "core/domain/ids.h"
#include "core/domain/template_definition.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::domain {

/// A file or all that is in a folder of this host, or what is in an archive (tar, plain or compressed, or zip).
struct PutFiles {
    std::string from;    // absolute, on this host
    std::string to;      // absolute, in the sandbox; with a slash at its end: into that folder
    bool unpack = false; // `from` is an archive

    friend bool operator==(const PutFiles &, const PutFiles &) = default;
};
/// A file or folder as it was in another sandbox when the snapshot was taken.
struct CopyFromSnapshot {
    SnapshotId snapshot;
    std::string from; // absolute
    std::string to;   // as of PutFiles

    friend bool operator==(const CopyFromSnapshot &, const CopyFromSnapshot &) = default;
};
/// By the sandbox's own git, through its egress rules.
struct CloneRepository {
    std::string url;       // https, or http; without user and password
    std::string to;        // absolute; empty: a folder named as the repository, in the working folder
    std::string reference; // a branch, tag or commit; empty: its default branch

    friend bool operator==(const CloneRepository &, const CloneRepository &) = default;
};

using SeedStep = std::variant<PutFiles, CopyFromSnapshot, CloneRepository, RunStep>;

struct Seed {
    std::vector<SeedStep> steps;
    CommandLine start; // goes on running; empty: nothing
    std::optional<ReadyCheck> ready;
    bool hibernate = false; // once all of it is done

    bool empty() const { return steps.empty() && start.empty() && !ready && !hibernate; }
    friend bool operator==(const Seed &, const Seed &) = default;
};

inline constexpr std::size_t kSeedStepsMax = 100;

/// InvalidArgument, in words for whoever wrote it: which step, what, and what to do.
Result<> check(const Seed &seed);
/// "put site/ into /srv/site", "clone https://… into /srv", on one line, cut where it is long.
std::string textOf(const SeedStep &step);
/// What git calls the folder that it clones this into, "app" of "https://git.example/team/app.git"; empty: nothing.
std::string folderOf(const std::string &url);

enum class SeedState {
    Waiting, // for the sandbox to run
    Running,
    Done,
    Failed, // what was done so far stays in the sandbox
    Cancelled,
};
std::string_view word(SeedState state);

} // namespace glovebox::domain
