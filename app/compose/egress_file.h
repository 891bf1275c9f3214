// Role: egress profiles that the operator wrote, as TOML (docs/egress.md has every key): read with all mistakes at
// once, each with its line. Thread: any.
#pragma once

#include "core/base/result.h"
#include "core/base/units.h"
#include "core/domain/egress_policy.h"
#include "core/domain/template_definition.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::compose {

inline constexpr ByteCount kEgressFileMax = ByteCount::kib(256);

/// Mistakes are in the order of their lines. Pure.
tl::expected<std::vector<domain::EgressProfile>, std::vector<domain::DefinitionMistake>>
parseEgressProfiles(std::string_view text);

/// InvalidArgument with the file's name and all of its mistakes.
Result<std::vector<domain::EgressProfile>> readEgressFile(const std::string &file);

} // namespace glovebox::compose
