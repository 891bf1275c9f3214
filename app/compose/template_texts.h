// Role: how the panel's editor reads and writes definitions of templates. Thread: any.
#pragma once

#include "core/domain/template_definition.h"

#include <optional>
#include <string>
#include <vector>

namespace glovebox::compose {

struct ReadDefinition {
    std::optional<domain::TemplateDefinition> definition; // none: see mistakes
    std::vector<domain::DefinitionMistake> mistakes;
};

ReadDefinition readDefinition(const std::string &text);
std::string writeDefinition(const domain::TemplateDefinition &definition);

} // namespace glovebox::compose
