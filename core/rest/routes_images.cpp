// Role: the local API's routes of images.
#include "core/rest/own_routes.h"
#include "core/rest/view_json.h"

namespace glovebox::rest {

namespace {

using nlohmann::json;

/// A folder or an archive of this host, or credentials that lie on it: "oci:/srv/image", "/srv/image.tar".
bool namesFiles(const api::ImportImage &wanted)
{
    return !wanted.authFile.empty() || wanted.source.starts_with('/') || wanted.source.starts_with('.') ||
           wanted.source.find(":/") != std::string::npos || wanted.source.find(":.") != std::string::npos;
}

/// All, or with ?name= the one that is asked for by that name or id.
void listImages(OwnParts &own, Asked &asked)
{
    json list = json::array();
    if (const auto name = asked.parameter("name")) {
        if (const auto *view = own.state.image(*name))
            list.push_back(toJson(*view));
        return asked.answer(okAnswer({{"images", list}}));
    }
    for (const auto &[id, view] : own.state.images)
        list.push_back(toJson(view));
    asked.answer(okAnswer({{"images", list}}));
}

void showImage(OwnParts &own, Asked &asked)
{
    const auto *view = own.state.image(asked.names[0]);
    asked.answer(view ? okAnswer(toJson(*view)) : noneAnswer("image", asked.names[0]));
}

void importImage(OwnParts &, Asked &asked)
{
    const api::ImportImage wanted{asked.body.text("source"), asked.body.text("name"), asked.body.text("auth_file"),
                                  asked.body.flag("plain_http")};
    if (!asked.body.problem() && wanted.source.empty())
        asked.body.wrong("'source' says which image; it is missing");
    if (isWrong(asked) || isForTheSocketAlone(asked, namesFiles(wanted)))
        return;
    tell(asked, asked.door->act(api::ImageAction(wanted)));
}

void removeImage(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::ImageAction(api::RemoveImage{named<domain::ImageId>(asked)})));
}

void nameImage(OwnParts &, Asked &asked)
{
    const api::NameImage wanted{named<domain::ImageId>(asked), asked.body.text("name", 255)};
    if (isWrong(asked))
        return;
    tell(asked, asked.door->act(api::ImageAction(wanted)));
}

void verifyImage(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::ImageAction(api::VerifyImage{named<domain::ImageId>(asked)})));
}

void pruneImages(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::ImageAction(api::CollectImages{})));
}

/// What has come so far is dropped.
void cancelImport(OwnParts &, Asked &asked)
{
    tell(asked, asked.door->act(api::ImageAction(api::CancelImport{named<domain::ImageId>(asked)})));
}

void buildAgentImage(OwnParts &, Asked &asked)
{
    const api::BuildAgentImage wanted{asked.body.flag("anew")};
    if (!isWrong(asked))
        tell(asked, asked.door->act(api::ImageAction(wanted)));
}

} // namespace

std::vector<Route> imageRoutes(OwnParts &own)
{
    const auto to = handlersWith(own);
    return {
        {"GET", "/v1/images", kRead, to(listImages), {}, Words{"name"}},
        {"POST", "/v1/images", kAdmin, to(importImage), Words{"source", "name", "auth_file", "plain_http"}},
        {"POST", "/v1/images/prune", kAdmin, to(pruneImages)},
        {"POST", "/v1/images/build", kAdmin, to(buildAgentImage), Words{"anew"}},
        {"GET", "/v1/images/{id}", kRead, to(showImage)},
        {"DELETE", "/v1/images/{id}", kAdmin, to(removeImage)},
        {"POST", "/v1/images/{id}/names", kAdmin, to(nameImage), Words{"name"}},
        {"POST", "/v1/images/{id}/verify", kAdmin, to(verifyImage)},
        {"POST", "/v1/images/{id}/cancel", kAdmin, to(cancelImport)},
    };
}

} // namespace glovebox::rest
