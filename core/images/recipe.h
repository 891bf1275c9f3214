// Role: what a guest is made of, as reviewed data: the files of resources/guest, which are built into the program.
// Thread: any; values only.
#pragma once

#include "core/base/result.h"
#include "core/images/npm_lock.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

/// How a recipe's packages get into the root.
enum class Install {
    Unpack,     // no maintainer script runs and nothing is executed in the root: any user of any host may do it
    RunScripts, // really installed, by the root of a user namespace or of the host
};

struct Recipe {
    std::vector<std::string> packages;    // Debian packages of the root file system
    std::vector<std::string> pathFilters; // dpkg options that leave files out
    std::vector<std::string> modules;     // kernel modules that the agent loads
    std::string layoutScript;             // run before the packages are unpacked
    std::string finishScript;             // run after; with RunScripts inside the root
    Install install = Install::Unpack;
    std::vector<NpmPackage> npm; // beside the packages

    /// Changes whenever the part made from it would.
    std::string kernelKey() const;
    std::string rootKey() const;
};

/// The small image that a sandbox gets unless it is told otherwise.
Recipe builtInRecipe();
/// The large one: build tools, Python, Node and the SDK.
Result<Recipe> agentRecipe();

/// How a root is installed inside of a machine that was booted from what is unpacked of it.
struct InsideScripts {
    std::string layout;  // run on the host before anything is unpacked
    std::string install; // run in the machine
};
InsideScripts insideScripts();

/// The lines of a list file, without comments and blanks.
std::vector<std::string> listLines(std::string_view text);

} // namespace glovebox::images
