// Role: where this host gets packages of the npm registry from, and how it may: what npm itself would use when it is
// installed, else its files (.npmrc) and variables (NPM_CONFIG_…). No registry is built in.
// Invariants: credentials stay in SecretString; they go to the addresses that they were written down for, and nowhere
// else. Thread: any; values only.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

struct NpmCredential {
    std::string where;          // "//host:port/path/": what is below it
    SecretString authorization; // "Bearer …" or "Basic …"
};

struct NpmSettings {
    std::string registry;                      // with a slash at its end
    std::map<std::string, std::string> scopes; // "@scope" to the registry of its packages
    std::vector<NpmCredential> credentials;
    std::string caFile;
    std::string httpProxy; // empty: what the environment says
    std::string httpsProxy;
    std::string noProxy;

    const std::string &registryOf(const std::string &scope) const;
    /// Empty: the address is asked without one.
    SecretString authorizationFor(const std::string &url) const;
};

/// What was found on this host; what comes later goes before.
struct NpmSources {
    std::string globalFile; // the text of /etc/npmrc
    std::string userFile;   // of ~/.npmrc
    std::map<std::string, std::string> environment;
    std::string answer; // of `npm config list --json`; empty: npm is not installed
};

/// NotFound, saying what to set, when nothing names a registry.
Result<NpmSettings> npmSettings(const NpmSources &sources);

} // namespace glovebox::images
