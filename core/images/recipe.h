// Role: what a guest is made of, as reviewed data: the files of resources/guest, which are built into the program.
// Thread: any; values only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct Recipe {
    std::vector<std::string> packages;    // Debian packages of the root file system
    std::vector<std::string> pathFilters; // dpkg options that leave files out
    std::vector<std::string> modules;     // kernel modules that the agent loads
    std::string layoutScript;             // run before the packages are unpacked
    std::string finishScript;             // run after

    /// Changes whenever the part made from it would.
    std::string kernelKey() const;
    std::string rootKey() const;
};

Recipe builtInRecipe();

/// The lines of a list file, without comments and blanks.
std::vector<std::string> listLines(std::string_view text);

} // namespace glovebox::images
