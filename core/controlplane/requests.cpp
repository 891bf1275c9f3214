#include "core/controlplane/requests.h"

#include "core/base/limits.h"
#include "core/base/text.h"

#include <algorithm>

namespace glovebox::controlplane {

namespace {

std::string percentEncoded(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size())).toPercentEncoding().toStdString();
}

/// One step of a path. "." and ".." survive percent-encoding and would climb out of the path they are put into.
Result<std::string> segment(std::string_view kind, std::string_view id)
{
    if (id.empty() || id == "." || id == ".." || id.size() > 256)
        return fail(ErrorCode::InvalidArgument, std::string(kind) + " id \"" + clipped(toValidUtf8(id), ByteCount{40}) +
                                                    "\" cannot be used in a request");
    return percentEncoded(id);
}

template <class Tag>
Result<std::string> segment(const Id<Tag> &id)
{
    return segment(Id<Tag>::kind(), id.value());
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

/// A page's cursor is the server's own text, handed back.
void addPage(HttpRequest &request, std::string_view page)
{
    if (!page.empty())
        request.query += "&page=" + percentEncoded(page);
}

HttpRequest sendEvent(std::string path, nlohmann::json event)
{
    nlohmann::json body;
    body["events"].push_back(std::move(event));
    return {.method = Method::Post, .path = std::move(path), .body = body.dump()};
}

Result<std::string> memoriesPath(const domain::MemoryStoreId &store)
{
    GB_TRY(step, segment(store));
    return "/v1/memory_stores/" + step + "/memories";
}

Result<std::string> memoryPath(const domain::MemoryStoreId &store, std::string_view memory)
{
    GB_TRY(path, memoriesPath(store));
    GB_TRY(step, segment("memory", memory));
    return path + '/' + step;
}

/// What is stored has a hash, so nothing may be repaired on the way.
Result<> storable(std::string_view text, const char *what)
{
    if (toValidUtf8(text) != text)
        return fail(ErrorCode::InvalidArgument, std::string("the memory's ") + what + " is not UTF-8");
    return {};
}

Result<> storableContent(std::string_view content)
{
    if (content.size() > limits::kMemoryContentMax.value)
        return fail(ErrorCode::TooLarge, "a memory's content has " + std::to_string(limits::kMemoryContentMax.value) +
                                             " bytes at most, not " + std::to_string(content.size()));
    return storable(content, "content");
}

HttpRequest memoryWrite(std::string path, const nlohmann::json &body)
{
    return {.method = Method::Post, .path = std::move(path), .body = body.dump(), .beta = kMemoryBeta};
}

Result<std::string> skillVersionPath(std::string_view skill, std::string_view version)
{
    GB_TRY(skillStep, segment("skill", skill));
    GB_TRY(versionStep, segment("skill version", version));
    return "/v1/skills/" + skillStep + "/versions/" + versionStep;
}

} // namespace

std::string describe(const HttpRequest &request)
{
    const char *method = request.method == Method::Get ? "GET " : request.method == Method::Post ? "POST " : "DELETE ";
    return method + request.path;
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
    addPage(request, page);
    return request;
}

Result<HttpRequest> eventStreamRequest(const domain::SessionId &session)
{
    GB_TRY(path, eventsPath(session));
    return HttpRequest{.path = path + "/stream", .eventStream = true, .accept = "text/event-stream"};
}

Result<HttpRequest> toolResultRequest(const domain::SessionId &session, const ports::ToolAnswer &answer)
{
    if (answer.kind == domain::ToolKind::Mcp)
        return fail(ErrorCode::InvalidArgument, "an MCP tool runs at the service; its result is not ours to send");
    GB_TRY(path, eventsPath(session));
    const bool custom = answer.kind == domain::ToolKind::Custom;
    // The server refuses an empty text block (3.7), and JSON must be UTF-8 whatever the tool printed.
    nlohmann::json block; // filled without copies: a result may be long
    block["type"] = "text";
    block["text"] = answer.result.text.empty() ? std::string("(no output)") : toValidUtf8(answer.result.text);
    nlohmann::json event;
    event["type"] = custom ? "user.custom_tool_result" : "user.tool_result";
    event[custom ? "custom_tool_use_id" : "tool_use_id"] = toValidUtf8(answer.use.value());
    event["is_error"] = answer.result.isError;
    event["content"].push_back(std::move(block));
    return sendEvent(path, std::move(event));
}

Result<HttpRequest> workListRequest(const domain::EnvironmentId &environment, std::string_view page, int limit)
{
    GB_TRY(step, segment(environment));
    HttpRequest request{.path = "/v1/environments/" + step + "/work", .query = "limit=" + std::to_string(limit)};
    addPage(request, page);
    return request;
}

Result<HttpRequest> workStatsRequest(const domain::EnvironmentId &environment)
{
    GB_TRY(step, segment(environment));
    return HttpRequest{.path = "/v1/environments/" + step + "/work/stats"};
}

Result<HttpRequest> confirmationRequest(const domain::SessionId &session, const domain::ToolConfirmation &answer)
{
    if (answer.verdict == domain::Verdict::Unknown)
        return fail(ErrorCode::InvalidArgument, "a tool call is either allowed or denied");
    GB_TRY(path, eventsPath(session));
    const bool allow = answer.verdict == domain::Verdict::Allow;
    nlohmann::json event{{"type", "user.tool_confirmation"},
                         {"tool_use_id", toValidUtf8(answer.use.value())},
                         {"result", allow ? "allow" : "deny"}};
    // The server refuses a message beside "allow" (2.7).
    if (!allow && !answer.denyMessage.empty())
        event["deny_message"] = toValidUtf8(answer.denyMessage);
    return sendEvent(path, std::move(event));
}

Result<HttpRequest> interruptRequest(const domain::SessionId &session, const std::optional<domain::ThreadId> &thread)
{
    GB_TRY(path, eventsPath(session));
    nlohmann::json event{{"type", "user.interrupt"}};
    if (thread)
        event["session_thread_id"] = toValidUtf8(thread->value());
    return sendEvent(path, std::move(event));
}

Result<HttpRequest> agentListRequest(std::string_view page, int limit)
{
    HttpRequest request{.path = "/v1/agents", .query = "limit=" + std::to_string(limit)};
    addPage(request, page);
    return request;
}

Result<HttpRequest> createSessionRequest(const ports::NewSession &wanted)
{
    if (wanted.agent.empty())
        return fail(ErrorCode::InvalidArgument, "a session needs an agent");
    nlohmann::json body{{"agent", toValidUtf8(wanted.agent)},
                        {"environment_id", toValidUtf8(wanted.environment.value())}};
    if (!wanted.title.empty())
        body["title"] = toValidUtf8(wanted.title);
    for (const auto &[key, value] : wanted.metadata)
        body["metadata"][toValidUtf8(key)] = toValidUtf8(value);
    return HttpRequest{.method = Method::Post, .path = "/v1/sessions", .body = body.dump()};
}

Result<HttpRequest> messageRequest(const domain::SessionId &session, std::string_view text)
{
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "the message is empty"); // the server refuses an empty text block
    GB_TRY(path, eventsPath(session));
    nlohmann::json event{{"type", "user.message"}};
    event["content"].push_back({{"type", "text"}, {"text", toValidUtf8(text)}});
    return sendEvent(path, std::move(event));
}

Result<HttpRequest> memoryListRequest(const domain::MemoryStoreId &store, bool withContent, std::string_view page)
{
    GB_TRY(path, memoriesPath(store));
    // The most that the server gives of either kind (5.2).
    HttpRequest request{
        .path = path, .query = withContent ? "view=full&limit=20" : "view=basic&limit=100", .beta = kMemoryBeta};
    addPage(request, page);
    return request;
}

Result<HttpRequest> memoryRequest(const domain::MemoryStoreId &store, std::string_view memory)
{
    GB_TRY(path, memoryPath(store, memory));
    return HttpRequest{.path = path, .query = "view=full", .beta = kMemoryBeta};
}

Result<HttpRequest> memoryCreateRequest(const domain::MemoryStoreId &store, std::string_view path,
                                        std::string_view content)
{
    GB_TRY(url, memoriesPath(store));
    GB_CHECK(storable(path, "path"));
    GB_CHECK(storableContent(content));
    return memoryWrite(url, {{"path", path}, {"content", content}});
}

Result<HttpRequest> memoryUpdateRequest(const domain::MemoryStoreId &store, std::string_view memory,
                                        std::string_view content, std::string_view expectedSha256)
{
    GB_TRY(url, memoryPath(store, memory));
    GB_CHECK(storableContent(content));
    return memoryWrite(
        url, {{"content", content},
              {"precondition", {{"type", "content_sha256"}, {"content_sha256", toValidUtf8(expectedSha256)}}}});
}

Result<HttpRequest> memoryDeleteRequest(const domain::MemoryStoreId &store, std::string_view memory,
                                        std::string_view expectedSha256)
{
    GB_TRY(path, memoryPath(store, memory));
    return HttpRequest{.method = Method::Delete,
                       .path = path,
                       .query = "expected_content_sha256=" + percentEncoded(expectedSha256),
                       .beta = kMemoryBeta};
}

Result<HttpRequest> skillVersionRequest(std::string_view skill, std::string_view version)
{
    GB_TRY(path, skillVersionPath(skill, version));
    return HttpRequest{.path = path, .beta = nullptr};
}

Result<HttpRequest> skillContentRequest(std::string_view skill, std::string_view version)
{
    GB_TRY(path, skillVersionPath(skill, version));
    return HttpRequest{.path = path + "/content", .beta = nullptr, .accept = "application/binary"};
}

bool isHeaderToken(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

WireRequest toWire(const HttpRequest &request, const Envelope &envelope)
{
    WireRequest out{.method = request.method,
                    .url = envelope.baseUrl.resolve(request.path, request.query),
                    .credential = envelope.credential};
    out.headers.reserve(10);
    const auto add = [&out](std::string_view name, std::string_view value) {
        out.headers.push_back(std::string(name).append(": ").append(value));
    };
    add("anthropic-version", "2026-10-21");
    if (request.beta)
        add("anthropic-beta", request.beta);
    add("accept", request.accept);
    // A compressed body makes "how large is this body" a harder question than it is.
    add("accept-encoding", "identity");
    add("user-agent", envelope.userAgent);
    if (!request.workerId.empty())
        add("anthropic-worker-id", request.workerId);
    if (request.method == Method::Post) {
        out.headers.emplace_back(request.body ? "content-type: application/json" : "content-type:");
        out.headers.emplace_back("expect:"); // no round trip to ask whether a body is welcome
    }
    out.body = request.body.value_or("");
    return out;
}

} // namespace glovebox::controlplane
