// Role: the ImageStore port on Debian's packages: kernel from the distribution's cloud kernel, root file system
// unpacked by mmdebstrap from the host's own mirrors, initial RAM disk around our agent. No root, no maintainer
// scripts, nothing of the host's inside. Three parts, each built only when its recipe changed or it is missing or
// damaged. Thread: the engine's; files are hashed, copied and packed on a thread of their own, tools run as processes.
// Invariants: a crash or a cancel at any moment leaves whole parts and, until the next start, one temporary folder. Two
// of us in one folder never build at once; the second waits and uses the result. Parts in use are locked against
// removal as long as this object lives.
#pragma once

#include "core/images/recipe.h"
#include "core/images/store_folder.h"
#include "core/ports/image_store.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace glovebox::images {

struct StoreOptions {
    std::string folder;      // where parts are kept; may be shared by several of us
    std::string agentBinary; // the static guest agent; empty: nothing that boots can be had, HostToolMissing
    /// A folder that holds `kernel` and `root` as finished parts, asked for by the operator: broken is an error.
    std::string readyFolder;
    /// The same, installed by a package; used when it is there and sound.
    std::string installedFolder = "/usr/share/glovebox/guest";
    std::string aptFolder = "/etc/apt";
    std::string osReleaseFile = "/etc/os-release";
    Recipe recipe = builtInRecipe();
};

/// The parts that a guest boots from, each locked against removal.
struct HeldParts {
    Part kernel;
    Part root;
    Part initrd;
    std::vector<std::shared_ptr<FileLock>> locks;
};

class DebianImageStore final : public ports::ImageStore {
public:
    explicit DebianImageStore(StoreOptions options);
    ~DebianImageStore() override;

    Call prepare(std::function<void(ports::ImageProgress)> progress, Callback<ports::GuestImage> done) override;

private:
    StoreOptions m_options;
    /// Key → locks of every image given out: machines may still boot from an earlier one. Shared with preparations.
    using HeldLocks = std::map<std::string, std::vector<std::shared_ptr<FileLock>>>;
    std::shared_ptr<HeldLocks> m_held;
};

/// Pure: what a machine is started from.
ports::GuestImage guestImage(const HeldParts &parts);

} // namespace glovebox::images
