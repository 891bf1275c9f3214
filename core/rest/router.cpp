#include "core/rest/router.h"

#include "core/http/request.h"
#include "core/rest/api_answers.h"
#include "core/rest/gatekeeper.h"

#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

namespace glovebox::rest {

namespace {

/// Only what can be a name: in no handler's hands does it lead somewhere else.
bool isPathName(const std::string &text)
{
    return !text.empty() && text.size() <= Router::kNameMax && text != "." && text != ".." &&
           std::ranges::none_of(text, [](char c) {
               return c == '/' || static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
           });
}

bool isVariable(const std::string &part)
{
    return part.starts_with('{');
}

bool isRest(const std::string &part)
{
    return part.ends_with("*}");
}

std::optional<std::vector<std::string>> namesOf(const std::vector<std::string> &pattern,
                                                const std::vector<std::string> &path)
{
    const bool open = !pattern.empty() && isRest(pattern.back());
    const std::size_t fixed = pattern.size() - (open ? 1 : 0);
    if (open ? path.size() < fixed : path.size() != fixed)
        return std::nullopt;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < fixed; ++i) {
        if (isVariable(pattern[i]) ? !isPathName(path[i]) : pattern[i] != path[i])
            return std::nullopt;
        if (isVariable(pattern[i]))
            names.push_back(path[i]);
    }
    names.insert(names.end(), path.begin() + static_cast<std::ptrdiff_t>(fixed), path.end());
    return names;
}

/// A client that may look at something may ask what it would be told.
bool takes(const std::string &wanted, const std::string &method)
{
    return wanted == "*" || wanted == method || (wanted == "GET" && method == "HEAD");
}

/// As the head says, the same each time that it is asked.
bool comesInPieces(const Route &route, const http::Request &head)
{
    if (route.streams || head.headers.value("transfer-encoding"))
        return true;
    const auto text = head.headers.value("content-length").value_or("0");
    std::uint64_t length = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
    return error != std::errc{} || length > Router::kBodyWhole.value;
}

bool isJson(const http::Headers &headers)
{
    const auto type = headers.value("content-type");
    if (!type)
        return true;
    const auto end = std::min(type->find(';'), type->size());
    std::string_view media = std::string_view(*type).substr(0, end);
    while (media.ends_with(' '))
        media.remove_suffix(1);
    return http::equalsIgnoringCase(media, "application/json");
}

/// What would be dropped or chosen from is refused: a filter that goes missing shows, or removes, too much.
std::optional<Error> doubtIn(const http::Query &query, const Route &route)
{
    if (!route.query)
        return std::nullopt;
    if (!query.problem().empty())
        return Error{ErrorCode::InvalidArgument, query.problem()};
    for (auto each = query.entries().begin(); each != query.entries().end(); ++each) {
        const auto &name = each->first;
        const bool isAgain =
            std::any_of(query.entries().begin(), each, [&](const auto &one) { return one.first == name; });
        if (isAgain && std::ranges::find(route.repeated, name) == route.repeated.end())
            return Error{ErrorCode::InvalidArgument,
                         "the parameter '" + name.substr(0, 64) + "' stands there more than once, and has one value"};
    }
    return std::nullopt;
}

std::optional<Error> unknownParameter(const http::Query &query, const Words &known)
{
    for (const auto &[name, value] : query.entries()) {
        if (std::ranges::find(known, name) != known.end())
            continue;
        std::string list;
        for (const auto each : known)
            list += (list.empty() ? "" : ", ") + std::string(each);
        return Error{ErrorCode::InvalidArgument, "the parameter '" + name.substr(0, 64) + "' is not known here; " +
                                                     (list.empty() ? "there are none" : "possible are " + list)};
    }
    return std::nullopt;
}

/// Whoever asks with "follow=yes" is not to be answered as if he had not.
std::optional<Error> unclearFlag(const http::Query &query, const Words &flags)
{
    for (const auto &[name, value] : query.entries())
        if (std::ranges::find(flags, name) != flags.end() && value != "true" && value != "false")
            return Error{ErrorCode::InvalidArgument, "'" + name + "' is true or false"};
    return std::nullopt;
}

Error tooSmallScope(const Caller &caller, domain::KeyScope needed)
{
    return {ErrorCode::Forbidden, "the key '" + (caller.key ? caller.key->name : "") + "' has the scope " +
                                      std::string(domain::word(caller.scope)) + "; this needs " +
                                      std::string(domain::word(needed))};
}

} // namespace

void Router::add(std::vector<Route> routes)
{
    for (auto &route : routes) {
        m_patterns.push_back(http::pathSegments(route.pattern));
        m_routes.push_back(std::move(route));
    }
}

void Router::speak(std::string path, Problem problem)
{
    m_dialects.emplace_back(http::pathSegments(path), std::move(problem));
}

Router::Match Router::match(const http::Request &request) const
{
    Match found;
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        auto names = namesOf(m_patterns[i], request.segments);
        if (!names)
            continue;
        if (takes(m_routes[i].method, request.method))
            return {&m_routes[i], *std::move(names), {}};
        if (found.allowed.find(m_routes[i].method) == std::string::npos)
            found.allowed += (found.allowed.empty() ? "" : ", ") + m_routes[i].method;
    }
    return found;
}

http::Response Router::problem(const http::Request &request, int status, const Error &error) const
{
    for (const auto &[path, shape] : m_dialects)
        if (request.segments.size() >= path.size() &&
            std::ranges::equal(path, std::span(request.segments).first(path.size())))
            return shape(status, error);
    return problemAnswer(status, error);
}

std::optional<ByteCount> Router::streamsBody(const http::Request &head) const
{
    const auto *route = match(head).route;
    if (route && comesInPieces(*route, head))
        return route->bodyMax;
    return std::nullopt;
}

void Router::answer(const http::Request &request, const http::Responder &responder)
{
    auto kept = std::make_shared<const http::Request>(request);
    if (const auto refusal = m_gatekeeper.whyNot(request))
        return responder.send(problem(request, refusal->status, refusal->error));
    auto found = match(request);
    Asked asked{.request = kept, .names = {}, .responder = responder};
    if (found.route && !found.route->scope)
        return admitted(std::move(found), std::move(asked));
    m_gatekeeper.look(kept, [this, found = std::move(found), asked = std::move(asked)](auto outcome) mutable {
        if (outcome) {
            asked.caller = std::move(outcome->caller);
            asked.door = std::move(outcome->door);
            return admitted(std::move(found), std::move(asked));
        }
        auto answer = problem(*asked.request, outcome.error().status, outcome.error().error);
        if (outcome.error().status == 401)
            answer.headers.add("www-authenticate", "Bearer realm=\"glovebox\"");
        if (outcome.error().retryAfter.count() > 0)
            answer.headers.add("retry-after", std::to_string(outcome.error().retryAfter.count()));
        asked.answer(std::move(answer));
    });
}

void Router::admitted(Match match, Asked asked)
{
    const auto &request = *asked.request;
    if (!match.route && match.allowed.empty())
        return asked.answer(
            problem(request, 404, {ErrorCode::NotFound, "there is nothing at " + request.path.substr(0, 256)}));
    if (!match.route) {
        auto refusal = problem(request, 405,
                               {ErrorCode::InvalidArgument,
                                request.method.substr(0, 32) + " is not answered here, only " + match.allowed});
        refusal.headers.add("allow", match.allowed);
        return asked.answer(std::move(refusal));
    }
    const auto &route = *match.route;
    if (route.scope && !domain::covers(asked.caller.scope, *route.scope))
        return asked.answer(problem(request, 403, tooSmallScope(asked.caller, *route.scope)));
    asked.names = std::move(match.names);
    if (const auto doubt = doubtIn(request.query, route))
        return asked.answer(problem(request, 400, *doubt));
    if (route.query)
        if (const auto unknown = unknownParameter(request.query, *route.query))
            return asked.answer(problem(request, 400, *unknown));
    if (const auto unclear = unclearFlag(request.query, route.flags))
        return asked.answer(problem(request, 400, *unclear));
    if (!route.streams && comesInPieces(route, request))
        return collect(route, std::move(asked));
    handle(route, asked);
}

/// A body that comes, and what it takes of the room that all have. Goes with its request, or when that is handled.
class Router::Collected {
public:
    explicit Collected(std::shared_ptr<std::size_t> ofAll) : m_ofAll(std::move(ofAll)) {}
    ~Collected() { *m_ofAll -= m_bytes.size(); }
    Collected(const Collected &) = delete;
    Collected &operator=(const Collected &) = delete;

    /// False: there is no room for it.
    bool add(std::string_view bytes)
    {
        if (*m_ofAll + bytes.size() > kCollectedMax.value)
            return false;
        *m_ofAll += bytes.size();
        m_bytes += bytes;
        return true;
    }
    std::string take()
    {
        *m_ofAll -= m_bytes.size();
        return std::exchange(m_bytes, {});
    }

private:
    std::shared_ptr<std::size_t> m_ofAll;
    std::string m_bytes;
};

void Router::collect(const Route &route, Asked asked)
{
    const auto responder = asked.responder;
    m_gatekeeper.begun(asked.caller, responder); // a key that is revoked meanwhile takes what it began with it
    const auto head = asked.request;
    const auto body = std::make_shared<Collected>(m_collected.at(head->via == http::Via::Socket ? 1 : 0));
    responder.readBody({.piece =
                            [this, body, head, responder](std::string_view bytes) {
                                if (body->add(bytes))
                                    return responder.used(bytes.size());
                                auto refusal = problem(*head, 503,
                                                       {ErrorCode::RateLimited,
                                                        "too many large requests are coming in at once; send it "
                                                        "again in a moment"});
                                refusal.headers.add("retry-after", "5");
                                responder.send(std::move(refusal));
                            },
                        .end =
                            [this, &route, body, asked = std::move(asked)]() mutable {
                                auto whole = std::make_shared<http::Request>(*asked.request);
                                whole->body = body->take();
                                asked.request = std::move(whole);
                                handle(route, asked);
                            }});
}

void Router::handle(const Route &route, Asked &asked) const
{
    const auto &request = *asked.request;
    if (route.fields && !route.streams) {
        // Over the socket nobody is deceived: a form of a page does not get there.
        if (!asked.caller.viaSocket && !request.body.empty() && !isJson(request.headers))
            return asked.answer(
                problem(request, 415, {ErrorCode::InvalidArgument, "the body is to be application/json"}));
        auto body = RequestBody::parse(request.body, *route.fields);
        if (!body)
            return asked.answer(problem(request, 400, body.error()));
        asked.body = *std::move(body);
        if (!request.body.empty()) { // read: it is not held for as long as the request runs
            auto bare = std::make_shared<http::Request>(request);
            bare->body = {};
            asked.request = std::move(bare);
        }
    }
    const auto caller = asked.caller;
    const auto responder = asked.responder;
    route.handler(asked);
    m_gatekeeper.begun(caller, responder);
}

} // namespace glovebox::rest
