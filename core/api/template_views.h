// Role: what the engine shows of templates that somebody defined, and what can be asked about them; see views.h for the
// rules. What sandboxes of one image and size are cloned from by itself is a TemplateView (sandbox_views.h).
#pragma once

#include "core/base/error.h"
#include "core/base/units.h"
#include "core/domain/ids.h"
#include "core/domain/template_definition.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace glovebox::api {

/// Building and Failed are of the newest build; an earlier version goes on being used.
enum class DefinedTemplateState {
    Draft, // never built
    Building,
    Ready,    // its newest version is of the definition as it is now
    Failed,   // its newest build did not end well
    Outdated, // what it is made from, or the definition, has changed since it was built
};
std::string_view word(DefinedTemplateState state);

struct TemplateVersionView {
    int number = 0; // 1, 2 …
    domain::SnapshotId snapshot;
    WallTime builtAt;
    std::chrono::milliseconds buildTime{0};
    int stepsCached = 0; // of its build
    int steps = 0;
    ByteCount memory; // of its own, on disk
    ByteCount disk;
    std::string imageKey;   // of what it was built from
    int sandboxes = 0;      // that stand on it
    bool isCurrent = false; // new sandboxes get it

    friend bool operator==(const TemplateVersionView &, const TemplateVersionView &) = default;
};

/// A line of a build's log.
struct BuildLine {
    enum class Stream { System, Output, Error } stream = Stream::System;
    WallTime at;
    int step = 0; // 1 …; 0: before the first, or after the last
    std::string text;

    friend bool operator==(const BuildLine &, const BuildLine &) = default;
};

struct DefinedTemplateView {
    std::uint64_t generation = 0;
    domain::TemplateDefinition definition;
    std::string text; // of the definition, as its author wrote it (TOML)
    DefinedTemplateState state = DefinedTemplateState::Draft;
    WallTime since;
    std::vector<TemplateVersionView> versions; // newest first
    int warm = 0;                              // clones of the current version that wait for a session
    int warmMax = 0;                           // as many as it says, where the host has room
    // Of a build that is under way, or of the last one.
    int step = 0; // 1 … `definition.steps.size()`; 0: before the first
    std::string stepText;
    std::vector<int> cachedSteps; // that were taken from an earlier build
    std::vector<BuildLine> log;   // the newest limits::kBuildLinesShown
    std::uint64_t logBegins = 0;  // how many lines of that build came before `log`
    std::optional<Error> problem; // of Failed
    std::string outdatedBecause;  // of Outdated, one sentence

    friend bool operator==(const DefinedTemplateView &, const DefinedTemplateView &) = default;
};

struct DefinedTemplateGone {
    std::string name;
};

/// A new one, or in place of the one with that name. Denied with the line and what is wrong with it.
struct SaveTemplate {
    std::string text;   // TOML
    std::string folder; // that copy steps are relative to; empty: copy steps must be absolute
};
struct BuildTemplate {
    std::string name;
    bool fresh = false; // no step is taken from an earlier build
};
struct CancelTemplateBuild {
    std::string name;
};
/// New sandboxes get this version.
struct UseTemplateVersion {
    std::string name;
    int version = 0;
};
/// Denied while sandboxes stand on it.
struct DeleteTemplateVersion {
    std::string name;
    int version = 0;
};
/// With all its versions. Denied while sandboxes stand on one.
struct ForgetTemplate {
    std::string name;
};

using TemplateAction = std::variant<SaveTemplate, BuildTemplate, CancelTemplateBuild, UseTemplateVersion,
                                    DeleteTemplateVersion, ForgetTemplate>;

} // namespace glovebox::api
