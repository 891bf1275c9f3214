// Role: what a guest is told of a program that it is to run, or what no guest can be told. Thread: any.
#pragma once

#include "core/base/result.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace glovebox::guest {

struct PackedProgram {
    std::string arguments;   // see protocol/setup.h
    std::string environment; // likewise
};

/// InvalidArgument: too much, or no text; an empty program; a folder that is no absolute path.
Result<PackedProgram> packedProgram(const std::vector<std::string> &arguments,
                                    const std::vector<std::pair<std::string, std::string>> &environment,
                                    const std::optional<std::string> &user, const std::string &workdir);

} // namespace glovebox::guest
