// Role: all egress profiles of this host: those that every host has, filled in by what this one is set up for, and its
// operator's own. Thread: any; reads files of the host.
#pragma once

#include "core/base/result.h"
#include "core/domain/egress_profiles.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::compose {

/// InvalidArgument when the operator's file has mistakes. `file`: empty is none.
Result<std::vector<domain::EgressProfile>> hostEgressProfiles(const std::vector<std::string> &baseUrls,
                                                              const std::string &file);

/// Where an address leads; nothing when it is no http or https one.
std::optional<domain::ControlPlaneAddress> serverOf(std::string_view url);

/// "index-url" and "extra-index-url" of a pip.conf. Pure.
std::vector<std::string> pipIndexes(std::string_view text);

/// What a host says of where it gets packages from.
struct PackageConfiguration {
    std::string aptFolder;                          // laid out like /etc/apt
    std::vector<std::string> npmrc;                 // texts of them, the user's last
    std::vector<std::string> pipConf;               // likewise
    std::map<std::string, std::string> environment; // NPM_CONFIG_REGISTRY, PIP_INDEX_URL, PIP_EXTRA_INDEX_URL
};
std::vector<domain::ControlPlaneAddress> packageHosts(const PackageConfiguration &configuration);
PackageConfiguration thisHostsPackages();

} // namespace glovebox::compose
