// Role: a template's definition as TOML (docs/templates.md has every key): read with all mistakes at once, each with
// its line, and written as the panel's form does it. Pure. Its author is a person of this host, or a client of it: the
// text is bounded, and every value checked.
#pragma once

#include "core/base/units.h"
#include "core/domain/template_definition.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace glovebox::images {

/// More is no definition.
inline constexpr ByteCount kTemplateFileMax = ByteCount::kib(256);

/// Mistakes are in the order of their lines.
tl::expected<domain::TemplateDefinition, std::vector<domain::DefinitionMistake>> parseTemplate(std::string_view text);

/// parseTemplate() of it gives the same, but for the lines of steps.
std::string toToml(const domain::TemplateDefinition &definition);

} // namespace glovebox::images
