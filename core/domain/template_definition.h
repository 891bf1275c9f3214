// Role: how a template is made, as its author wrote it: what it begins with, the steps, what must be true before it is
// frozen, and what sandboxes from it get. Values and their rules; reading the file is images/template_file's.
#pragma once

#include "core/base/result.h"
#include "core/domain/idle_ladder.h"
#include "core/domain/sandbox.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace glovebox::domain {

/// A line for /bin/sh -c, or with `arguments` a program without a shell (an image may have none).
struct CommandLine {
    std::string shell;
    std::vector<std::string> arguments;

    bool empty() const { return shell.empty() && arguments.empty(); }
    friend bool operator==(const CommandLine &, const CommandLine &) = default;
};

struct RunStep {
    CommandLine command;
    std::chrono::milliseconds timeout{std::chrono::minutes(30)};
    friend bool operator==(const RunStep &, const RunStep &) = default;
};
/// From here on, also in the template's sandboxes.
struct EnvStep {
    std::string name;
    std::string value;
    friend bool operator==(const EnvStep &, const EnvStep &) = default;
};
struct WorkdirStep {
    std::string path; // absolute; made when it is not there
    friend bool operator==(const WorkdirStep &, const WorkdirStep &) = default;
};
struct UserStep {
    std::string user; // as ImageConfig::user; empty: root
    friend bool operator==(const UserStep &, const UserStep &) = default;
};
/// A file, or all that is in a folder. Belongs to the user of that moment.
struct CopyStep {
    std::string from; // on this host, relative to the definition's file
    std::string to;   // absolute, in the sandbox
    friend bool operator==(const CopyStep &, const CopyStep &) = default;
};

struct TemplateStep {
    std::variant<RunStep, EnvStep, WorkdirStep, UserStep, CopyStep> what;
    int line = 0; // in the file; 0: not from a file

    friend bool operator==(const TemplateStep &, const TemplateStep &) = default;
};

/// Asked again and again until it succeeds (exit status 0) or `within` is over.
struct ReadyCheck {
    CommandLine command;
    std::chrono::milliseconds every{std::chrono::seconds(1)};
    std::chrono::milliseconds within{std::chrono::seconds(60)};
    friend bool operator==(const ReadyCheck &, const ReadyCheck &) = default;
};

struct TemplateBase {
    enum class Kind { Image, Template, Snapshot } kind = Kind::Image;
    std::string name; // an image's name or id, a template's name, a snapshot's id

    friend bool operator==(const TemplateBase &, const TemplateBase &) = default;
};

struct TemplateDefinition {
    std::string name; // 1 to 63 of a-z, 0-9 and -, as a host name
    std::string description;
    TemplateBase from;
    std::optional<MachineSize> size; // none: the host's usual one. Of a template or snapshot: it has its own
    std::vector<TemplateStep> steps;
    CommandLine start; // goes on running in the template and its sandboxes; empty: nothing
    std::optional<ReadyCheck> ready;
    std::string buildEgress = "none";
    std::string runEgress = "none";
    std::vector<std::string> buildSecrets{}; // of the gate, by name: what the build may use
    std::vector<std::string> runSecrets{};   // and what sandboxes from it may
    CommandLine runner; // serves sessions inside their sandboxes (docs/runner.md); empty: the environment's, or none
    std::optional<IdleLadder> ladder;
    int warm = 0; // clones kept ready

    friend bool operator==(const TemplateDefinition &, const TemplateDefinition &) = default;
};

/// What is wrong in a definition, and where.
struct DefinitionMistake {
    int line = 0; // in the file; 0: of all of it
    std::string message;

    friend bool operator==(const DefinitionMistake &, const DefinitionMistake &) = default;
};
/// "line 3: there is no image in it", one a line.
std::string textOf(const std::vector<DefinitionMistake> &mistakes);

/// 1 to 63 of a-z, 0-9 and -, not at its ends; not as the host names its own ("tpl-…").
bool isTemplateName(std::string_view name);
bool isVariableName(std::string_view name);
/// A name, number, name:group or numbers; empty is root.
bool isUserOfGuest(std::string_view user);
/// Why a definition cannot name this egress profile; empty: it can. Whether the host has it is known when it is built.
std::string whyNoEgress(std::string_view profile);

/// "make -j2", or the arguments, quoted where that helps.
std::string textOf(const CommandLine &command);
/// "run make -j2", "copy files to /srv": on one line, cut where it is long.
std::string textOf(const TemplateStep &step);
/// All that decides what the step does, and nothing else: equal ones are the same step, wherever they stand.
std::string contentOf(const TemplateStep &step);
/// Likewise of a definition, without what copy steps copy.
std::string contentOf(const TemplateDefinition &definition);

} // namespace glovebox::domain
