// Role: the local API's routes of templates.
#include "core/rest/own_routes.h"
#include "core/rest/view_json.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace glovebox::rest {

namespace {

using nlohmann::json;

constexpr std::size_t kDefinitionMax = std::size_t{256} << 10;

/// 0: no version has it.
int versionNumber(const std::string &text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number : 0;
}

/// Whether its builds may read files of this host. A word too careful: what could be a key written in another way is
/// taken for one.
bool copiesFiles(std::string_view definition)
{
    constexpr std::string_view key = "copy";
    if (definition.find("\\u") != std::string_view::npos || definition.find("\\U") != std::string_view::npos)
        return true;
    for (auto at = definition.find(key); at != std::string_view::npos; at = definition.find(key, at + 1)) {
        auto behind = definition.substr(at + key.size());
        if (behind.starts_with('"') || behind.starts_with('\''))
            behind.remove_prefix(1);
        behind.remove_prefix(std::min(behind.find_first_not_of(" \t"), behind.size()));
        if (behind.starts_with('='))
            return true;
    }
    return false;
}

void listTemplates(OwnParts &own, Asked &asked)
{
    json list = json::array();
    for (const auto &[name, view] : own.state.templates)
        list.push_back(toJson(view, false));
    asked.answer(okAnswer({{"templates", list}}));
}

void showTemplate(OwnParts &own, Asked &asked)
{
    const auto found = own.state.templates.find(asked.names[0]);
    if (found == own.state.templates.end())
        return asked.answer(noneAnswer("template", asked.names[0]));
    asked.answer(okAnswer(toJson(found->second, true)));
}

/// The definition in its own language, and the folder that its copies begin in.
void saveTemplate(OwnParts &, Asked &asked)
{
    const api::SaveTemplate wanted{asked.body.text("definition", kDefinitionMax), asked.body.text("folder")};
    if (isWrong(asked) || isForTheSocketAlone(asked, !wanted.folder.empty() || copiesFiles(wanted.text)))
        return;
    tell(asked, asked.door->act(api::TemplateAction(wanted)));
}

void buildTemplate(OwnParts &, Asked &asked)
{
    const api::BuildTemplate wanted{asked.names[0], asked.body.flag("fresh")};
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::TemplateAction(wanted)));
}

void cancelBuild(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::TemplateAction(api::CancelTemplateBuild{asked.names[0]})));
}

void useVersion(OwnParts &, Asked &asked)
{
    const auto version = asked.body.count("version", 1'000'000);
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::TemplateAction(
                    api::UseTemplateVersion{asked.names[0], static_cast<int>(version.value_or(0))})));
}

void deleteVersion(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(
                    api::TemplateAction(api::DeleteTemplateVersion{asked.names[0], versionNumber(asked.names[1])})));
}

void forgetTemplate(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::TemplateAction(api::ForgetTemplate{asked.names[0]})));
}

} // namespace

std::vector<Route> templateRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/templates", kRead, to(listTemplates)},
        {"POST", "/v1/templates", kAdmin, to(saveTemplate), Words{"definition", "folder"}},
        {"GET", "/v1/templates/{name}", kRead, to(showTemplate)},
        {"DELETE", "/v1/templates/{name}", kAdmin, to(forgetTemplate)},
        {"POST", "/v1/templates/{name}/build", kAdmin, to(buildTemplate), Words{"fresh"}},
        {"POST", "/v1/templates/{name}/cancel", kAdmin, to(cancelBuild)},
        {"POST", "/v1/templates/{name}/use", kAdmin, to(useVersion), Words{"version"}},
        {"DELETE", "/v1/templates/{name}/versions/{number}", kAdmin, to(deleteVersion)},
    };
}

} // namespace glovebox::rest
