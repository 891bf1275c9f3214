// Role: the local API's description of itself, for whoever reaches it.
#include "core/rest/own_routes.h"

#include <QFile>

// Q_INIT_RESOURCE must stand outside of namespaces; without it a static library's resources are left out of the
// program.
static void loadDocuments()
{
    Q_INIT_RESOURCE(openapi);
}

namespace glovebox::rest {

namespace {

constexpr qint64 kDocumentMax = qint64{4} << 20;

/// "own.yaml", or one of those beside it.
void showDocument(OwnParts &, Asked &asked)
{
    QFile file(QStringLiteral(":/glovebox/openapi/") + QString::fromStdString(asked.names[0]));
    if (!file.open(QIODevice::ReadOnly))
        return asked.answer(noneAnswer("document", asked.names[0]));
    http::Response answer{.body = file.read(kDocumentMax).toStdString()};
    answer.headers.add("content-type", "application/yaml; charset=utf-8");
    asked.answer(std::move(answer));
}

} // namespace

std::vector<Route> documentRoutes(OwnParts &own)
{
    loadDocuments();
    const auto to = handlersWith(own);
    return {{"GET", "/v1/openapi/{document}", std::nullopt, to(showDocument)}};
}

} // namespace glovebox::rest
