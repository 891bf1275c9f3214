// Role: how programs run in a guest, and which image that comes from. Values only; kept with a sandbox's machine and
// with what it has on disk, so that whoever finds either tells its guest the same again.
#pragma once

#include "core/domain/ids.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::domain {

/// An image's config, as a template's steps have left it.
struct GuestSetup {
    std::vector<std::pair<std::string, std::string>> environment; // of all programs; a PATH and a HOME are added
    std::string user;    // name, uid, uid:gid or name:group of the guest's own files; empty: root
    std::string workdir; // where tools begin, and a root of the file tools beside the session's; empty: the session's

    friend bool operator==(const GuestSetup &, const GuestSetup &) = default;
};

/// It is written down with every machine, snapshot and hibernated sandbox.
inline constexpr std::size_t kSetupBytesMax = std::size_t{64} * 1024;
inline constexpr std::size_t kSetupVariablesMax = 1000;
inline constexpr std::size_t kSetupNameMax = 1024; // of a user, and of a folder

inline bool fits(const GuestSetup &setup)
{
    auto bytes = setup.user.size() + setup.workdir.size();
    for (const auto &[name, value] : setup.environment)
        bytes += name.size() + value.size();
    return bytes <= kSetupBytesMax && setup.environment.size() <= kSetupVariablesMax &&
           setup.user.size() <= kSetupNameMax && setup.workdir.size() <= kSetupNameMax;
}

/// Goes on running in a sandbox beside what sessions do there: an image's own program, a template's start command. It
/// is in a guest's memory as long as that lives; a guest that boots anew is told to start it again.
struct StartedProgram {
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> environment; // beside the setup's
    std::optional<std::string> user;                              // as in GuestSetup; none: the setup's
    std::string workdir;                                          // absolute; empty: the setup's
    bool inLog = false; // what it prints goes into its sandbox's log, else nowhere

    friend bool operator==(const StartedProgram &, const StartedProgram &) = default;
};
/// They are written down with every machine, beside the setup.
inline constexpr std::size_t kProgramsMax = 8;
inline constexpr std::size_t kProgramBytesMax = std::size_t{12} * 1024; // of all of them
inline constexpr std::size_t kProgramWordsMax = 500;

inline bool fit(const std::vector<StartedProgram> &programs)
{
    std::size_t bytes = 0;
    std::size_t words = 0;
    for (const auto &program : programs) {
        bytes += program.workdir.size() + (program.user ? program.user->size() : 0);
        words += program.arguments.size() + program.environment.size();
        for (const auto &word : program.arguments)
            bytes += word.size();
        for (const auto &[name, value] : program.environment)
            bytes += name.size() + value.size();
    }
    return programs.size() <= kProgramsMax && bytes <= kProgramBytesMax && words <= kProgramWordsMax;
}

/// What a sandbox's root file system is, and how its programs run.
struct SandboxImage {
    std::optional<ImageId> id;              // in the library; none: the built-in one
    std::string name;                       // that it was asked for by, or its first one; may be empty
    std::optional<GuestSetup> setup;        // none: as programs of the built-in image run
    std::string base{};                     // the template that somebody defined, and its version: "tools, version 3"
    std::vector<StartedProgram> programs{}; // that were started in it

    friend bool operator==(const SandboxImage &, const SandboxImage &) = default;
};

/// The built-in image goes by this name, and no other does.
inline constexpr const char *kDefaultImage = "default";

/// For people: its name, or its id.
inline std::string shownAs(const SandboxImage &image)
{
    if (!image.id)
        return kDefaultImage;
    return image.name.empty() ? image.id->value() : image.name;
}

} // namespace glovebox::domain
