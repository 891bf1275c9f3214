// Role: what is sent, as values: one function per call of the protocol gives method, path, query and body (reference
// 1.1, 2.1, 2.12), and one turns such a value into Qt's request with the headers of 0.2. No I/O. Thread: any.
// Invariants: foreign text is percent-encoded wherever it stands in a URL; the credential stands in the authorization
// header and nowhere else.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/controlplane/base_url.h"
#include "core/domain/ids.h"
#include "core/ports/control_plane.h"

#include <QNetworkRequest>

#include <optional>
#include <string>
#include <string_view>

namespace glovebox::controlplane {

enum class Method { Get, Post };

struct HttpRequest {
    Method method = Method::Get;
    std::string path;                // percent-encoded, from /v1 on
    std::string query;               // percent-encoded, without the question mark
    std::optional<std::string> body; // JSON
    std::string workerId;            // of a poll
    bool eventStream = false;
};

/// "GET /v1/…" for messages: never the query.
std::string describe(const HttpRequest &request);

// InvalidArgument when an id cannot stand in a path.
Result<HttpRequest> pollRequest(const domain::EnvironmentId &environment, const ports::PollRequest &poll);
Result<HttpRequest> acknowledgeRequest(const domain::EnvironmentId &environment, const domain::WorkId &work);
Result<HttpRequest> heartbeatRequest(const domain::EnvironmentId &environment, const domain::WorkId &work,
                                     std::string_view expected);
Result<HttpRequest> stopRequest(const domain::EnvironmentId &environment, const domain::WorkId &work);
Result<HttpRequest> sessionRequest(const domain::SessionId &session);
Result<HttpRequest> eventListRequest(const domain::SessionId &session, std::string_view page, int limit);
Result<HttpRequest> eventStreamRequest(const domain::SessionId &session);
Result<HttpRequest> toolResultRequest(const domain::SessionId &session, const ports::ToolAnswer &answer);

/// Printable ASCII without blanks: such a credential can stand in a header and cannot end it.
bool isHeaderToken(std::string_view text);

/// The bytes a request needs beside its own, the same for every request of a client.
struct Envelope {
    const BaseUrl &baseUrl;
    const SecretString &credential;
    const std::string &userAgent;
};
QNetworkRequest toNetworkRequest(const HttpRequest &request, const Envelope &envelope);

} // namespace glovebox::controlplane
