#include "app/compose/template_texts.h"

#include "core/images/template_file.h"

namespace glovebox::compose {

ReadDefinition readDefinition(const std::string &text)
{
    auto parsed = images::parseTemplate(text);
    return parsed ? ReadDefinition{*std::move(parsed), {}} : ReadDefinition{std::nullopt, std::move(parsed.error())};
}

std::string writeDefinition(const domain::TemplateDefinition &definition)
{
    return images::toToml(definition);
}

} // namespace glovebox::compose
