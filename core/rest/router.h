// Role: the local API's routes in one table, and everything that is the same for all of them: who may ask, what a
// request may say, how a refusal looks. Who brings routes adds them; nothing is answered that is not in the table.
// Thread: the engine's. Invariants: a route's handler is called for callers alone whose scope covers the route's; a
// name in a path that a handler is given is no path ("..", "a/b") and has no control characters.
#pragma once

#include "core/api/engine_door.h"
#include "core/http/server.h"
#include "core/rest/request_body.h"

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace glovebox::rest {

class Gatekeeper;

/// Who asks. Over the unix socket this host's user (or root), who may do everything; otherwise who has a key.
struct Caller {
    bool viaSocket = false;
    std::shared_ptr<const api::KeyHolder> key; // none: over the socket, or of an open route
    domain::KeyScope scope = domain::KeyScope::Read;
};

/// What a handler is given. It may be copied, and outlive the call.
struct Asked {
    std::shared_ptr<const http::Request> request;
    std::vector<std::string> names; // what stands where the pattern has a "{…}"; of "{…*}" the rest of the path
    http::Responder responder;
    Caller caller;
    std::shared_ptr<api::EngineDoor> door; // in the audit trail as of the caller; none: of an open route
    RequestBody body{};                    // read by Route::fields

    /// A query parameter; what is not among Route::query is no parameter.
    std::optional<std::string> parameter(std::string_view name) const { return request->query.value(name); }
    /// One of Route::flags; no when it is not there.
    bool flag(std::string_view name) const { return parameter(name) == "true"; }
    void answer(http::Response response) const { responder.send(std::move(response)); }
};

using Words = std::vector<std::string_view>;

struct Route {
    using Handler = std::function<void(Asked &)>;

    std::string method;  // "*": any
    std::string pattern; // "/v1/sandboxes/{id}/seed"; a last "{rest*}" is any number of segments, none too
    /// None: an open one, for anybody who reaches the server, without a key; also before there is an engine.
    std::optional<domain::KeyScope> scope;
    Handler handler;
    /// Fields of its JSON body, others are refused. None: the body is the handler's to read.
    std::optional<Words> fields = Words{};
    /// Its query parameters, others are refused. None: they are the handler's to judge.
    std::optional<Words> query = Words{};
    /// Of its body.
    ByteCount bodyMax = ByteCount::mib(1);
    /// Those of `query` that may stand there several times.
    Words repeated{};
    /// The handler reads the body in pieces (Responder::readBody). No fields then.
    bool streams = false;
    /// Those of `query` that are "true" or "false"; anything else is refused before the handler sees it.
    Words flags{};
};

class Router {
public:
    /// Up to here a body is taken before the caller is looked at; a longer one is read once they are known and may.
    static constexpr ByteCount kBodyWhole = ByteCount::kib(64);
    /// Of all longer bodies that are being collected at once; over TCP, and as much over the socket. Who brings one
    /// piece more is told to come again (503), and nobody else is.
    static constexpr ByteCount kCollectedMax = ByteCount::mib(32);
    static constexpr std::size_t kNameMax = 256;

    /// "NotFound: …" with its status as an answer.
    using Problem = std::function<http::Response(int status, const Error &error)>;

    explicit Router(Gatekeeper &gatekeeper) : m_gatekeeper(gatekeeper) {}

    /// In front of those that match the same path are the ones that were added before.
    void add(std::vector<Route> routes);
    /// Below this path ("/v1/runs") refusals have another shape: other clients read it.
    void speak(std::string path, Problem problem);
    const std::vector<Route> &routes() const { return m_routes; }

    // The server's.
    void answer(const http::Request &request, const http::Responder &responder);
    std::optional<ByteCount> streamsBody(const http::Request &head) const;

private:
    struct Match {
        const Route *route = nullptr;
        std::vector<std::string> names;
        std::string allowed; // methods of this path; empty: there is nothing at it
    };
    Match match(const http::Request &request) const;
    http::Response problem(const http::Request &request, int status, const Error &error) const;
    class Collected;
    void admitted(Match match, Asked asked);
    void collect(const Route &route, Asked asked);
    void handle(const Route &route, Asked &asked) const;

    Gatekeeper &m_gatekeeper;
    std::vector<Route> m_routes;
    std::vector<std::vector<std::string>> m_patterns; // of m_routes, in parts
    std::vector<std::pair<std::vector<std::string>, Problem>> m_dialects;
    std::array<std::shared_ptr<std::size_t>, 2> m_collected{std::make_shared<std::size_t>(0),
                                                            std::make_shared<std::size_t>(0)}; // by http::Via
};

} // namespace glovebox::rest
