// Role: which packages of the npm registry an image gets, each by version, size and content: a list that is reviewed
// and committed. It names no host. Thread: any; values only.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct NpmPackage {
    std::string name; // "@scope/name" or "name"
    std::string version;
    ByteCount size;                // of its archive
    std::string sha512;            // of its archive, hex
    std::string into;              // folder in the root that its files go to, relative
    std::vector<std::string> only; // of its files; empty: all

    /// "@scope", or empty.
    std::string scope() const;
    /// What the registry protocol has behind the registry's address: "@scope/name/-/name-1.0.0.tgz".
    std::string path() const;
    /// What its archive is called where it is kept.
    std::string fileName() const { return sha512.substr(0, 64) + ".tgz"; }

    friend bool operator==(const NpmPackage &, const NpmPackage &) = default;
};

/// InvalidArgument, saying what is wrong and where.
Result<std::vector<NpmPackage>> parseNpmLock(std::string_view text);

} // namespace glovebox::images
