// Role: files and folders into a sandbox: from this host, or out of a tar on standard input. Thread: the main one;
// blocks.
#pragma once

#include "app/cli/api_client.h"
#include "app/cli/left_out.h"

#include <string>

namespace glovebox::cli {

/// `path` of this host, a file or all that is in a folder, as `target`. Links go as links.
Result<> copyIn(const ApiClient &api, const std::string &sandbox, const std::string &path, const std::string &target,
                LeftOut &leftOut);
/// Standard input as one file.
Result<> copyInputIn(const ApiClient &api, const std::string &sandbox, const std::string &target);
/// What is in the tar on standard input, compressed or not, into the folder `target`. A name that leads out of it is
/// refused.
Result<> unpackInputIn(const ApiClient &api, const std::string &sandbox, const std::string &target);

} // namespace glovebox::cli
