#include "core/controlplane/requests.h"

#include "core/base/text.h"

#include <algorithm>

namespace glovebox::controlplane {

namespace {

std::string percentEncoded(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size())).toPercentEncoding().toStdString();
}

/// One step of a path. "." and ".." survive percent-encoding and would climb out of the path they are put into.
template <class Tag>
Result<std::string> segment(const Id<Tag> &id)
{
    if (id.value().empty() || id.value() == "." || id.value() == ".." || id.value().size() > 256)
        return fail(ErrorCode::InvalidArgument, std::string(Id<Tag>::kind()) + " id \"" +
                                                    clipped(toValidUtf8(id.value()), ByteCount{40}) +
                                                    "\" cannot be used in a request");
    return percentEncoded(id.value());
}

Result<std::string> workPath(const domain::EnvironmentId &environment, const domain::WorkId &work,
                             std::string_view verb)
{
    GB_TRY(environmentStep, segment(environment));
    GB_TRY(workStep, segment(work));
    return "/v1/environments/" + environmentStep + "/work/" + workStep + '/' + std::string(verb);
}

Result<std::string> eventsPath(const domain::SessionId &session)
{
    GB_TRY(step, segment(session));
    return "/v1/sessions/" + step + "/events";
}

} // namespace

std::string describe(const HttpRequest &request)
{
    return (request.method == Method::Get ? "GET " : "POST ") + request.path;
}

Result<HttpRequest> pollRequest(const domain::EnvironmentId &environment, const ports::PollRequest &poll)
{
    GB_TRY(step, segment(environment));
    HttpRequest request{.path = "/v1/environments/" + step + "/work/poll"};
    // The server refuses 0 and takes an absent block_ms as "do not wait".
    if (poll.block.count() > 0)
        request.query = "block_ms=" + std::to_string(poll.block.count());
    if (poll.reclaimOlderThan)
        request.query += (request.query.empty() ? "" : "&") + std::string("reclaim_older_than_ms=") +
                         std::to_string(std::max<std::int64_t>(poll.reclaimOlderThan->count(), 1));
    // A host name with odd characters must not keep a worker from working: the id only feeds statistics.
    for (const char c : poll.workerId.substr(0, 200))
        request.workerId += c > ' ' && c <= '~' ? c : '-';
    return request;
}

Result<HttpRequest> acknowledgeRequest(const domain::EnvironmentId &environment, const domain::WorkId &work)
{
    GB_TRY(path, workPath(environment, work, "ack"));
    return HttpRequest{.method = Method::Post, .path = path};
}

Result<HttpRequest> heartbeatRequest(const domain::EnvironmentId &environment, const domain::WorkId &work,
                                     std::string_view expected)
{
    GB_TRY(path, workPath(environment, work, "heartbeat"));
    return HttpRequest{
        .method = Method::Post, .path = path, .query = "expected_last_heartbeat=" + percentEncoded(expected)};
}

Result<HttpRequest> stopRequest(const domain::EnvironmentId &environment, const domain::WorkId &work)
{
    GB_TRY(path, workPath(environment, work, "stop"));
    return HttpRequest{.method = Method::Post, .path = path, .body = R"({"force":true})"};
}

Result<HttpRequest> sessionRequest(const domain::SessionId &session)
{
    GB_TRY(step, segment(session));
    return HttpRequest{.path = "/v1/sessions/" + step};
}

Result<HttpRequest> eventListRequest(const domain::SessionId &session, std::string_view page, int limit)
{
    GB_TRY(path, eventsPath(session));
    // Ascending is the default; said all the same, because everything after depends on it.
    HttpRequest request{.path = path, .query = "limit=" + std::to_string(limit) + "&order=asc"};
    if (!page.empty())
        request.query += "&page=" + percentEncoded(page);
    return request;
}

Result<HttpRequest> eventStreamRequest(const domain::SessionId &session)
{
    GB_TRY(path, eventsPath(session));
    return HttpRequest{.path = path + "/stream", .eventStream = true};
}

Result<HttpRequest> toolResultRequest(const domain::SessionId &session, const ports::ToolAnswer &answer)
{
    if (answer.kind == domain::ToolKind::Mcp)
        return fail(ErrorCode::InvalidArgument, "an MCP tool runs at the service; its result is not ours to send");
    GB_TRY(path, eventsPath(session));
    const bool custom = answer.kind == domain::ToolKind::Custom;
    // The server refuses an empty text block (3.7), and JSON must be UTF-8 whatever the tool printed.
    const auto text = answer.result.text.empty() ? std::string("(no output)") : toValidUtf8(answer.result.text);
    const nlohmann::json event{{"type", custom ? "user.custom_tool_result" : "user.tool_result"},
                               {custom ? "custom_tool_use_id" : "tool_use_id", toValidUtf8(answer.use.value())},
                               {"is_error", answer.result.isError},
                               {"content", nlohmann::json::array({{{"type", "text"}, {"text", text}}})}};
    return HttpRequest{.method = Method::Post,
                       .path = path,
                       .body = nlohmann::json{{"events", nlohmann::json::array({event})}}.dump()};
}

bool isHeaderToken(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

QNetworkRequest toNetworkRequest(const HttpRequest &request, const Envelope &envelope)
{
    QNetworkRequest out(envelope.baseUrl.resolve(request.path, request.query));
    out.setRawHeader("authorization", QByteArray("Bearer ") + envelope.credential.reveal().c_str());
    out.setRawHeader("anthropic-version", "2026-10-21");
    out.setRawHeader("anthropic-beta", "managed-agents-2026-04-01");
    out.setRawHeader("accept", request.eventStream ? "text/event-stream" : "application/json");
    // Qt would ask for compression and unpack it, which makes "how large is this body" a harder question than it is.
    out.setRawHeader("accept-encoding", "identity");
    out.setRawHeader("user-agent", QByteArray::fromStdString(envelope.userAgent));
    if (!request.workerId.empty())
        out.setRawHeader("anthropic-worker-id", QByteArray::fromStdString(request.workerId));
    if (request.body)
        out.setRawHeader("content-type", "application/json");
    // A redirect would carry the credential to wherever it points.
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    // One protocol on every path, so that what is tested in clear text holds under TLS: sockets per host, cut-offs.
    out.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    out.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    out.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    out.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    out.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    return out;
}

} // namespace glovebox::controlplane
