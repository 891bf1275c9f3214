// Role: what is sent, as values: one function per call of the protocol gives method, path, query and body (reference
// 1.1, 2.1, 2.12, 5.1, 5.2), and one turns such a value into what goes out, with the headers of 0.2. No I/O. Thread:
// any. Invariants: foreign text is percent-encoded wherever it stands in a URL; the credential stands in the
// authorization header and nowhere else.
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/controlplane/base_url.h"
#include "core/domain/ids.h"
#include "core/ports/control_plane.h"
#include "core/ports/operator_actions.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::controlplane {

enum class Method { Get, Post, Delete };

inline constexpr const char *kManagedAgentsBeta = "managed-agents-2026-04-01";
inline constexpr const char *kMemoryBeta = "agent-memory-2026-07-22";

struct HttpRequest {
    Method method = Method::Get;
    std::string path;                // percent-encoded, from /v1 on
    std::string query;               // percent-encoded, without the question mark
    std::optional<std::string> body; // JSON
    std::string workerId;            // of a poll
    bool eventStream = false;
    const char *beta = kManagedAgentsBeta; // nullptr: a path that is no beta any more
    const char *accept = "application/json";
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

// What an operator asks for.
Result<HttpRequest> workListRequest(const domain::EnvironmentId &environment, std::string_view page, int limit);
Result<HttpRequest> workStatsRequest(const domain::EnvironmentId &environment);
Result<HttpRequest> confirmationRequest(const domain::SessionId &session, const domain::ToolConfirmation &answer);
Result<HttpRequest> interruptRequest(const domain::SessionId &session, const std::optional<domain::ThreadId> &thread);

Result<HttpRequest> agentListRequest(std::string_view page, int limit);
/// It begins idle: its first message is sent by itself, so that it can be sent again.
Result<HttpRequest> createSessionRequest(const ports::NewSession &wanted);
Result<HttpRequest> messageRequest(const domain::SessionId &session, std::string_view text);

// Memory stores. InvalidArgument also for text that is not UTF-8: it would be stored as something else.
Result<HttpRequest> memoryListRequest(const domain::MemoryStoreId &store, bool withContent, std::string_view page);
Result<HttpRequest> memoryRequest(const domain::MemoryStoreId &store, std::string_view memory);
Result<HttpRequest> memoryCreateRequest(const domain::MemoryStoreId &store, std::string_view path,
                                        std::string_view content);
Result<HttpRequest> memoryUpdateRequest(const domain::MemoryStoreId &store, std::string_view memory,
                                        std::string_view content, std::string_view expectedSha256);
Result<HttpRequest> memoryDeleteRequest(const domain::MemoryStoreId &store, std::string_view memory,
                                        std::string_view expectedSha256);

// Skills: only the first resolves "latest"; the second wants what the first answered.
Result<HttpRequest> skillVersionRequest(std::string_view skill, std::string_view version);
Result<HttpRequest> skillContentRequest(std::string_view skill, std::string_view version);

/// Printable ASCII without blanks: such a credential can stand in a header and cannot end it.
bool isHeaderToken(std::string_view text);

/// Through which a request goes.
struct Proxy {
    std::string address; // "http://host:port", "socks5h://host:port"; empty: none
    std::string user;
    SecretString password;
};

/// As it goes out.
struct WireRequest {
    Method method = Method::Get;
    std::string url;
    SecretString credential;          // becomes the authorization header
    std::vector<std::string> headers; // the others: "name: value"; "name:" keeps the library from sending its own
    std::string body;                 // of a POST
    Proxy proxy;
    bool freshConnection = false; // none that was kept
};

/// The bytes a request needs beside its own, the same for every request of a client.
struct Envelope {
    const BaseUrl &baseUrl;
    const SecretString &credential;
    const std::string &userAgent;
};
WireRequest toWire(const HttpRequest &request, const Envelope &envelope);

} // namespace glovebox::controlplane
