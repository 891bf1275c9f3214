// Role: builds an image whose packages are really installed, from the host's own sources, and says beforehand what that
// takes: the agent image. The packages and archives are fetched first, by the user, each checked against its hash;
// installing needs no network then. Thread: the engine's; files are hashed, fetched and packed on a thread of their
// own, tools run as processes.
// Invariants: a crash or a cancel at any moment leaves the finished image or none, and what was fetched, which the next
// try goes on with for a week. One builds at a time in a folder. Nothing is fetched before agree() has said yes but the
// package lists. Credentials of mirrors and registries, and proxies, do not get into the image.
#pragma once

#include "core/domain/image.h"
#include "core/images/build_machine.h"
#include "core/images/recipe.h"
#include "core/images/workbench.h"

#include <functional>
#include <memory>
#include <string>

namespace glovebox::images {

struct BuildOptions {
    std::string folder; // for what is fetched, half-made and finished
    std::string name;   // that the image is found by
    Recipe recipe;
    domain::ImageConfig config; // that programs in it begin with
    BuildHost host{};
    std::string npmUserFile; // ~/.npmrc
    std::string npmGlobalFile = "/etc/npmrc";
    std::string openFolder = "/var/tmp"; // that the root of a user namespace may enter; for users other than root
    bool anew = false;                   // from today's packages, also when it is there
    /// Where packages are installed when this user is given no root by the host. None: that is an error then.
    BootMachine bootMachine{};
    bool inMachine = false; // there in any case
};

struct BuildPlan {
    std::size_t packages = 0; // of the distribution
    ByteCount toFetch;
    ByteCount fetched; // is here from an earlier try
    ByteCount keeps;   // about so much of the disk
    ByteCount needs;   // about so much while it builds
    bool inMachine = false;
    std::string whyInMachine{}; // what this host does not give; empty: it was asked for
};

struct BuildProgress {
    int step = 0; // 1 …
    int steps = 0;
    std::string what;
    ByteCount done;
    ByteCount total;  // zero: the step does not count bytes
    std::string line; // the newest line of the running tool; may be empty
};

/// A finished root. It keeps its place in the builds' folder for as long as `lock` is held, and a week longer.
struct BuiltImage {
    std::string name;
    domain::ImageConfig config;
    Part root;          // with the file kRootFile
    std::string digest; // of that: "sha256:…"
    ByteCount rootSize; // of that
    ByteCount contentSize;
    std::uint64_t entries = 0;
    std::shared_ptr<FileLock> lock;
    bool wasThere = false;
};
/// As the library lists it.
domain::Image imageOf(const BuiltImage &built, domain::ImageId id, WallTime importedAt);

struct BuildHandlers {
    std::function<void(BuildProgress)> progress;
    /// Called once, before anything large is fetched; an error ends the build with it. Empty: yes.
    std::function<Call(BuildPlan, Callback<>)> agree;
    /// HostToolMissing, Unsupported (no user namespaces for this user, and no machine), NotFound (no source, no
    /// registry), OutOfDisk, NetworkError, Unauthorized, ProtocolError, HostToolFailed; of the machine what BootMachine
    /// and its link say.
    Callback<BuiltImage> done;
    /// Called when the handle was let go of before done(), and nothing half-made is left. Nothing else is by then.
    std::function<void()> cleared;
};

/// Letting go of the handle ends it.
Call buildImage(BuildOptions options, BuildHandlers handlers);

/// Which recipe an image was built by, among its labels: nothing is to be done while that is the same.
inline constexpr const char *kRecipeLabel = "glovebox.recipe";

} // namespace glovebox::images
