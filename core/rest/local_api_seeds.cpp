// Role: the part of the local API about images and templates.
#include "core/rest/api_answers.h"
#include "core/rest/local_api_asked.h"
#include "core/rest/view_json.h"

#include <charconv>

namespace glovebox::rest {

using nlohmann::json;

namespace {

constexpr std::size_t kDefinitionMax = std::size_t{256} << 10;

/// 0: no version has it.
int versionNumber(const std::string &text)
{
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number : 0;
}

} // namespace

// ---- Images -------------------------------------------------------------------------------------------------------

/// All, or with ?name= the one that is asked for by that name or id.
void LocalApi::listImages(const Asked &asked)
{
    json list = json::array();
    if (const auto name = asked.request.query.value("name")) {
        if (const auto *view = m_state.image(*name))
            list.push_back(toJson(*view));
        return asked.responder.send(okAnswer({{"images", list}}));
    }
    for (const auto &[id, view] : m_state.images)
        list.push_back(toJson(view));
    asked.responder.send(okAnswer({{"images", list}}));
}

void LocalApi::showImage(const Asked &asked)
{
    const auto *view = m_state.image(asked.names[0]);
    asked.responder.send(view ? okAnswer(toJson(*view)) : noneAnswer("image", asked.names[0]));
}

void LocalApi::importImage(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"source", "name", "auth_file", "plain_http"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::ImportImage wanted{body->text("source"), body->text("name"), body->text("auth_file"),
                                  body->flag("plain_http")};
    if (!body->problem() && wanted.source.empty())
        body->wrong("'source' says which image; it is missing");
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::ImageAction(wanted)); });
}

void LocalApi::removeImage(const Asked &asked)
{
    command(asked.responder, [id = domain::ImageId(asked.names[0])](api::EngineControl &engine) {
        return engine.act(api::ImageAction(api::RemoveImage{id}));
    });
}

void LocalApi::nameImage(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"name"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::NameImage wanted{domain::ImageId(asked.names[0]), body->text("name", 255)};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::ImageAction(wanted)); });
}

void LocalApi::verifyImage(const Asked &asked)
{
    command(asked.responder, [id = domain::ImageId(asked.names[0])](api::EngineControl &engine) {
        return engine.act(api::ImageAction(api::VerifyImage{id}));
    });
}

void LocalApi::pruneImages(const Asked &asked)
{
    command(asked.responder,
            [](api::EngineControl &engine) { return engine.act(api::ImageAction(api::CollectImages{})); });
}

// ---- Templates ----------------------------------------------------------------------------------------------------

void LocalApi::listTemplates(const Asked &asked)
{
    json list = json::array();
    for (const auto &[name, view] : m_state.templates)
        list.push_back(toJson(view, false));
    asked.responder.send(okAnswer({{"templates", list}}));
}

void LocalApi::showTemplate(const Asked &asked)
{
    const auto found = m_state.templates.find(asked.names[0]);
    if (found == m_state.templates.end())
        return asked.responder.send(noneAnswer("template", asked.names[0]));
    asked.responder.send(okAnswer(toJson(found->second, true)));
}

/// The definition in its own language, and the folder that its copies begin in.
void LocalApi::saveTemplate(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"definition", "folder"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::SaveTemplate wanted{body->text("definition", kDefinitionMax), body->text("folder")};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::TemplateAction(wanted)); });
}

void LocalApi::buildTemplate(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"fresh"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const api::BuildTemplate wanted{asked.names[0], body->flag("fresh")};
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder, [wanted](api::EngineControl &engine) { return engine.act(api::TemplateAction(wanted)); });
}

void LocalApi::cancelBuild(const Asked &asked)
{
    command(asked.responder, [name = asked.names[0]](api::EngineControl &engine) {
        return engine.act(api::TemplateAction(api::CancelTemplateBuild{name}));
    });
}

void LocalApi::useVersion(const Asked &asked)
{
    auto body = RequestBody::parse(asked.request.body, {"version"});
    if (!body)
        return asked.responder.send(problemAnswer(400, body.error()));
    const auto version = body->count("version", 1'000'000);
    if (body->problem())
        return asked.responder.send(problemAnswer(400, *body->problem()));
    command(asked.responder,
            [name = asked.names[0], number = static_cast<int>(version.value_or(0))](api::EngineControl &engine) {
                return engine.act(api::TemplateAction(api::UseTemplateVersion{name, number}));
            });
}

void LocalApi::deleteVersion(const Asked &asked)
{
    command(asked.responder,
            [name = asked.names[0], number = versionNumber(asked.names[1])](api::EngineControl &engine) {
                return engine.act(api::TemplateAction(api::DeleteTemplateVersion{name, number}));
            });
}

void LocalApi::forgetTemplate(const Asked &asked)
{
    command(asked.responder, [name = asked.names[0]](api::EngineControl &engine) {
        return engine.act(api::TemplateAction(api::ForgetTemplate{name}));
    });
}

} // namespace glovebox::rest
