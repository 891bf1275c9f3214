// Role: apt in a folder of its own: own package lists, own cache, the host's Debian mirrors, proxy and keys, and
// nothing else of the host's (its hooks, pins and other vendors' sources stay out; its state is neither used nor
// changed). So it works for every user, also where the host's package lists are empty. Thread: any; values and small
// files.
#pragma once

#include "core/base/result.h"
#include "core/base/subprocess.h"
#include "core/images/apt_sources.h"

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct AptWorkspace {
    std::string folder;
    std::string suite;
    std::string sourcesFile; // one-line format
    std::string acquireFile; // apt.conf syntax: how to reach the mirrors
    std::string configurationFile;
};

/// Of `apt-config dump`: how the host reaches its mirrors (proxies, certificates, address family).
std::string hostAcquireSettings(std::string_view aptConfigDump);

/// Writes the configuration below `folder`, which must be private: proxy settings can hold a password.
Result<AptWorkspace> makeAptWorkspace(const std::string &folder, const DebianSources &sources,
                                      const std::string &acquireSettings);

/// A run of apt-get or apt-cache in the workspace.
ProcessSpec aptProcess(const AptWorkspace &workspace, const std::string &program, std::vector<std::string> arguments);

struct PackageVersion {
    std::string name;
    std::string version;

    friend bool operator==(const PackageVersion &, const PackageVersion &) = default;
};

/// The first dependency of an `apt-cache show` record whose name starts with `prefix`, with the exact version it asks
/// for: "linux-image-6.1.0-56-cloud-amd64 (= 6.1.192-2)". NotFound when there is none.
Result<PackageVersion> dependencyIn(std::string_view aptCacheShow, const std::string &prefix);

/// The failure of a package tool in words that help: unreachable mirror, full disk, missing signature.
Error explainPackageFailure(Error error);

} // namespace glovebox::images
