// Role: what a QEMU process may touch. The wrapping with bubblewrap is a pure function over command lines; which level
// this host allows is found out by host_survey. Thread: any; values.
// Invariants: a confined QEMU sees /usr, its own sandbox's files and nothing else of the host; it has no network, no
// capability and none of our environment.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::qemu {

/// What stands around QEMU on this host and, where something is missing, why. For the host check.
struct Confinement {
    struct Fact {
        bool on = false;
        std::string reason; // plain words; empty when on
    };
    Fact bubblewrap;   // own namespaces: no network, only its own files
    Fact seccomp;      // QEMU's own system call filter
    Fact unprivileged; // not root on this host
};

enum class Wrapping {
    None,               // no bubblewrap on this host
    Bubblewrap,         // as the user that we are
    BubblewrapAsNobody, // we are root: QEMU is not
};

/// The unprivileged user that QEMU becomes when we are root.
inline constexpr unsigned kNobody = 65534;

struct CommandLine {
    std::string program; // absolute
    std::vector<std::string> arguments;
};

/// A name at the root of the host's file system that programs need (/lib64, …): a link's target or, when empty, a
/// folder.
struct TopLevelEntry {
    std::string path;
    std::string linkTarget;
};
std::vector<TopLevelEntry> readTopLevel();

/// How to wrap, found out once per run.
struct Wrapper {
    Wrapping wrapping = Wrapping::None;
    std::string bwrap; // absolute paths of the two programs
    std::string setpriv;
    std::vector<TopLevelEntry> topLevel;
};

/// The host's files that one process may see besides /usr. Absolute paths of existing files or folders.
struct FileAccess {
    std::vector<std::string> readOnly;
    std::vector<std::string> writable;
    bool kvm = false;                 // /dev/kvm
    std::optional<unsigned> kvmGroup; // whose members may open it, when not everybody may
};

CommandLine confined(const Wrapper &wrapper, const FileAccess &access, CommandLine command);

/// All that a started QEMU has in its environment: our own holds credentials.
std::vector<std::pair<std::string, std::string>> minimalEnvironment();

} // namespace glovebox::qemu
