// Role: what this host keeps of templates that somebody defined: definitions, what was built of them, which snapshots
// the steps of builds left, and the logs of builds. The snapshots themselves are the FrozenStore's. Thread: the
// engine's; small files are written at once, and are on the disk when a call answers.
// Invariants: each record is replaced whole or not at all; what does not read is named and left alone.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/ids.h"
#include "core/domain/sandbox.h"
#include "core/domain/template_definition.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::ports {

struct StoredVersion {
    int number = 0; // 1, 2 …; never used again
    domain::SnapshotId snapshot;
    WallTime builtAt;
    std::chrono::milliseconds buildTime{0};
    int stepsCached = 0;
    int steps = 0;
    ByteCount memory; // of its own, on disk
    ByteCount disk;
    std::string baseKey;       // of what it was made from
    std::string definitionKey; // of the definition that it was made by
    domain::MachineSize size;
    std::optional<domain::IdleLadder> ladder;
    int warm = 0;
    std::string runEgress;
    std::vector<std::string> runSecrets{}; // of the gate, by name
    domain::CommandLine runner{};

    friend bool operator==(const StoredVersion &, const StoredVersion &) = default;
};

struct StoredTemplate {
    std::string name;
    std::string text;                      // of its definition
    std::string folder;                    // that copy steps are relative to
    WallTime since;                        // it was saved, or built last
    std::vector<StoredVersion> versions{}; // oldest first
    int current = 0;                       // 0: none
    int newest = 0;                        // number that was given last
    std::optional<Error> problem{};        // of its last build
    std::vector<std::string> stepKeys{};   // of its last build

    friend bool operator==(const StoredTemplate &, const StoredTemplate &) = default;
};

/// What a step left, for builds that have the same steps up to here.
struct StoredStep {
    std::string key;
    domain::SnapshotId snapshot;
    WallTime usedAt;
    ByteCount bytes;

    friend bool operator==(const StoredStep &, const StoredStep &) = default;
};

struct TemplateShelf {
    std::vector<StoredTemplate> templates; // by name
    std::vector<StoredStep> steps;
    std::vector<std::string> unread; // records that are there and do not read: what they stand for must stay
};

/// One build's. What is beyond its bound is left out, and that is said at its end.
class BuildLogFile {
public:
    virtual ~BuildLogFile() = default;
    virtual void write(std::string_view line) = 0;
};

class TemplateStore {
public:
    virtual ~TemplateStore() = default;

    virtual Result<TemplateShelf> read() = 0;
    /// In the place of the one with that name. InvalidArgument when it is no template's name.
    virtual Result<> keep(const StoredTemplate &record) = 0;
    /// With its logs. Ok when there is none.
    virtual Result<> remove(const std::string &name) = 0;
    /// All of them.
    virtual Result<> keepSteps(const std::vector<StoredStep> &steps) = 0;
    /// The one before is kept beside it.
    virtual Result<std::unique_ptr<BuildLogFile>> beginLog(const std::string &name) = 0;
};

} // namespace glovebox::ports
