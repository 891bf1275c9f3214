#include "core/rest/runs_proxy.h"

#include "core/base/sha256.h"
#include "core/rest/runs_answers.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace glovebox::rest {

namespace {

/// What a run takes to end a connection whose client has ended it.
constexpr std::chrono::seconds kEndWithin{30};
constexpr std::array<std::string_view, 14> kNotPassedOn{domain::kUnknownPortTokenHeader,
                                                        "host",
                                                        "authorization",
                                                        "connection",
                                                        "keep-alive",
                                                        "proxy-authorization",
                                                        "proxy-authenticate",
                                                        "te",
                                                        "trailer",
                                                        "transfer-encoding",
                                                        "upgrade",
                                                        "content-length",
                                                        "expect",
                                                        "proxy-connection"};
constexpr std::string_view kTokenMark = "glovebox-token=";

bool isOneOf(std::string_view name, std::string_view other)
{
    return http::equalsIgnoringCase(name, other);
}

/// Those that are about one connection stay behind; `named`: what Connection says besides.
bool isPassedOn(const http::Headers &all, const std::string &name)
{
    return std::ranges::none_of(kNotPassedOn, [&](auto each) { return isOneOf(name, each); }) &&
           !all.lists("connection", name);
}

std::optional<std::uint16_t> portFrom(const std::string &text)
{
    std::uint16_t port = 0;
    const auto *end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, port);
    return error == std::errc() && at == end && port > 0 ? std::optional(port) : std::nullopt;
}

/// What stands behind "/v1/runs/ID/proxy/PORT", as it came: no escape is touched.
std::string targetOf(const http::Request &request)
{
    constexpr int segmentsBefore = 5;
    const std::string_view target = request.target;
    const auto query = std::min(target.find('?'), target.size());
    std::size_t at = 0;
    for (int i = 0; i < segmentsBefore && at < query; ++i)
        at = std::min(target.find('/', at + 1), query);
    const auto rest = target.substr(at);
    return (rest.starts_with('/') ? "" : "/") + std::string(rest);
}

std::string upgradeOf(const http::Headers &headers)
{
    auto protocol = headers.lists("connection", "upgrade") ? headers.value("upgrade").value_or("") : std::string();
    const bool good = std::ranges::all_of(protocol, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '/' ||
               c == '.';
    });
    return good ? protocol : std::string();
}

http::Fetch::Body bodyOf(const http::Headers &headers)
{
    http::Fetch::Body body;
    if (headers.value("transfer-encoding")) {
        body.isChunked = true;
    } else if (const auto stated = headers.value("content-length")) {
        std::uint64_t length = 0;
        std::from_chars(stated->data(), stated->data() + stated->size(), length); // the server has checked it
        body.length = ByteCount{length};
    }
    return body;
}

http::Response headFor(const http::Response &head)
{
    http::Response out;
    out.status = head.status;
    for (const auto &[name, value] : head.headers.entries())
        if (isPassedOn(head.headers, name))
            out.headers.add(name, value);
    return out;
}

} // namespace

struct RunsProxy::Exchange {
    http::Responder responder;
    Where where;
    std::string token;
    std::unique_ptr<http::Fetch> fetch{};
    std::optional<http::Stream> stream{};
    std::optional<http::Tunnel> tunnel{};
    std::size_t fromClient = 0; // not yet taken by the run
    std::size_t fromRun = 0;    // not yet taken by the client
    Call ending{};              // its client has ended it
};

RunsProxy::RunsProxy(ports::Clock &clock, const KnownState &state) : m_clock(clock), m_state(state) {}

RunsProxy::~RunsProxy() = default;

void RunsProxy::serve(const Asked &asked, const domain::SandboxId &run)
{
    const auto port = portFrom(asked.names.at(1));
    if (!port)
        return asked.answer(runsProblem(400, "bad_request", "a port is a number from 1 to 65535"));
    const Where where{run, *port};
    if (const auto way = wayTo(asked, where))
        begin(asked, where, *way);
}

/// The address that is open already, or a new one; nothing: it was answered why there is none.
std::optional<RunsProxy::Way> RunsProxy::wayTo(const Asked &asked, const Where &where)
{
    const auto isOpen = [this](const Where &to, const Way &way) {
        const auto text = way.address + ':' + std::to_string(way.port);
        return std::ranges::any_of(m_state.ports, [&](const auto &each) {
            return each.second.sandbox == to.first && each.second.port == to.second && each.second.address == text;
        });
    };
    std::erase_if(m_ways, [&](const auto &each) { return !isOpen(each.first, each.second); });
    if (const auto known = m_ways.find(where); known != m_ways.end())
        return known->second;
    const auto verdict =
        asked.door->act(api::SandboxAction(api::OpenPort{.sandbox = where.first, .port = where.second}));
    const std::string_view url = verdict.object; // http://ADDRESS:PORT/?glovebox-token=TOKEN
    constexpr std::string_view scheme = "http://";
    const auto slash = url.find('/', scheme.size());
    const auto mark = url.find(kTokenMark);
    const auto colon = url.rfind(':', slash);
    if (verdict.kind == api::Verdict::Kind::Denied || slash == std::string_view::npos ||
        mark == std::string_view::npos) {
        asked.answer(runsProblem(409, "conflict", "no way leads to that port: " + verdict.reason));
        return std::nullopt;
    }
    Way way{.address = std::string(url.substr(scheme.size(), colon - scheme.size())),
            .port = portFrom(std::string(url.substr(colon + 1, slash - colon - 1))).value_or(0),
            .token = std::string(url.substr(mark + kTokenMark.size()))};
    m_ways.insert_or_assign(where, way);
    return way;
}

void RunsProxy::begin(const Asked &asked, const Where &where, const Way &way)
{
    const auto &request = *asked.request;
    const auto host = way.address + ':' + std::to_string(way.port);
    http::Fetch::Order order{.address = way.address,
                             .port = way.port,
                             .method = request.method,
                             .target = targetOf(request),
                             .headers = {},
                             .body = bodyOf(request.headers),
                             .upgrade = upgradeOf(request.headers)};
    order.headers.add("Host", host);
    order.headers.add("Authorization", "Bearer " + way.token);
    for (const auto &[name, value] : request.headers.entries())
        if (isOneOf(name, "origin")) // of the local API, or it would not have come here
            order.headers.add(name, "http://" + host);
        else if (isPassedOn(request.headers, name))
            order.headers.add(name, value);
    const bool hasBody = order.body.isChunked || order.body.length.value_or(ByteCount{}).value > 0;
    const auto number = m_next++;
    auto &exchange =
        *m_exchanges.emplace(number, std::make_unique<Exchange>(Exchange{asked.responder, where, way.token}))
             .first->second;
    asked.responder.onGone([this, number] { m_exchanges.erase(number); });
    exchange.fetch = std::make_unique<http::Fetch>(
        m_clock, std::move(order),
        http::Fetch::Handlers{
            .head = [this, number](const http::Response &head, bool isSwitched) { answered(number, head, isSwitched); },
            .bytes = [this, number](std::string_view bytes) { received(number, bytes); },
            .ended = [this, number] { ended(number); },
            .failed = [this, number](const Error &error) { failed(number, error); },
            .drained =
                [this, number] {
                    const auto found = m_exchanges.find(number);
                    if (found == m_exchanges.end())
                        return;
                    auto &one = *found->second;
                    const auto taken = std::exchange(one.fromClient, 0);
                    one.tunnel ? one.tunnel->used(taken) : one.responder.used(taken);
                }});
    if (hasBody)
        sendBody(number);
}

void RunsProxy::sendBody(std::uint64_t number)
{
    const auto responder = m_exchanges.at(number)->responder;
    responder.readBody({.piece =
                            [this, number, responder](std::string_view piece) {
                                const auto found = m_exchanges.find(number);
                                if (found == m_exchanges.end())
                                    return responder.used(piece.size());
                                auto &exchange = *found->second;
                                exchange.fetch->write(piece);
                                if (exchange.fetch->wantsMore())
                                    responder.used(piece.size());
                                else
                                    exchange.fromClient += piece.size();
                            },
                        .end =
                            [this, number] {
                                if (const auto found = m_exchanges.find(number); found != m_exchanges.end())
                                    found->second->fetch->endBody();
                            }});
}

void RunsProxy::answered(std::uint64_t number, const http::Response &head, bool isSwitched)
{
    const auto found = m_exchanges.find(number);
    if (found == m_exchanges.end())
        return;
    auto &exchange = *found->second;
    if (const auto unknown = head.headers.value(domain::kUnknownPortTokenHeader))
        if (*unknown == sha256Hex(exchange.token)) // the gate's word, not the run's
            forget(exchange);
    auto out = headFor(head);
    if (isSwitched) {
        out.headers.add("Connection", "Upgrade");
        out.headers.add("Upgrade", head.headers.value("upgrade").value_or(""));
        return openTunnel(number, std::move(out));
    }
    std::optional<ByteCount> length;
    if (!head.headers.value("transfer-encoding") && head.headers.value("content-length"))
        length = bodyOf(head.headers).length;
    if (head.status == 204 || head.status == 304)
        length = ByteCount{0};
    exchange.stream = exchange.responder.stream(std::move(out), length);
    exchange.stream->onDrained([this, number] {
        if (const auto still = m_exchanges.find(number); still != m_exchanges.end())
            still->second->fetch->used(std::exchange(still->second->fromRun, 0));
    });
}

/// The address does not know the token any more, or is gone: the next request has another.
void RunsProxy::forget(const Exchange &exchange)
{
    const auto way = m_ways.find(exchange.where);
    if (way != m_ways.end() && way->second.token == exchange.token)
        m_ways.erase(way);
}

/// From here on the run hears of its client's end as it would without us: behind all that this said.
void RunsProxy::openTunnel(std::uint64_t number, http::Response head)
{
    auto &exchange = *m_exchanges.at(number);
    exchange.responder.onGone({});
    exchange.tunnel = exchange.responder.tunnel(std::move(head));
    exchange.tunnel->read({.bytes =
                               [this, number](std::string_view bytes) {
                                   const auto found = m_exchanges.find(number);
                                   if (found == m_exchanges.end())
                                       return;
                                   auto &one = *found->second;
                                   one.fetch->write(bytes);
                                   if (one.fetch->wantsMore())
                                       one.tunnel->used(bytes.size());
                                   else
                                       one.fromClient += bytes.size();
                               },
                           .drained =
                               [this, number] {
                                   const auto found = m_exchanges.find(number);
                                   if (found != m_exchanges.end())
                                       found->second->fetch->used(std::exchange(found->second->fromRun, 0));
                               },
                           .closed =
                               [this, number] {
                                   const auto found = m_exchanges.find(number);
                                   if (found == m_exchanges.end())
                                       return;
                                   auto &one = *found->second;
                                   one.ending = m_clock.after(
                                       kEndWithin, [this, number] { const auto over = m_exchanges.extract(number); });
                                   one.fetch->used(std::exchange(one.fromRun, 0)); // nobody takes it now
                                   if (m_exchanges.contains(number))
                                       one.fetch->endBody();
                               }});
}

void RunsProxy::received(std::uint64_t number, std::string_view bytes)
{
    const auto found = m_exchanges.find(number);
    if (found == m_exchanges.end())
        return;
    auto &exchange = *found->second;
    bool wantsMore = true;
    if (exchange.tunnel) {
        exchange.tunnel->write(bytes);
        wantsMore = exchange.tunnel->wantsMore() || !exchange.tunnel->isOpen();
    } else if (exchange.stream) {
        exchange.stream->write(bytes);
        wantsMore = exchange.stream->wantsMore();
    }
    if (!m_exchanges.contains(number))
        return; // the client went
    if (wantsMore)
        exchange.fetch->used(bytes.size());
    else
        exchange.fromRun += bytes.size();
}

void RunsProxy::ended(std::uint64_t number)
{
    const auto over = m_exchanges.extract(number);
    if (over.empty())
        return;
    if (over.mapped()->tunnel)
        over.mapped()->tunnel->close();
    else if (over.mapped()->stream)
        over.mapped()->stream->close();
}

void RunsProxy::failed(std::uint64_t number, const Error &error)
{
    const auto over = m_exchanges.extract(number);
    if (over.empty())
        return;
    const auto &exchange = *over.mapped();
    if (exchange.tunnel)
        return exchange.tunnel->abort();
    if (exchange.stream)
        return exchange.stream->abort();
    forget(exchange);
    const bool isLate = error.code == ErrorCode::TimedOut;
    exchange.responder.send(
        runsProblem(isLate ? 504 : 502, isLate ? "guest_timeout" : "bad_gateway",
                    "port " + std::to_string(exchange.where.second) + " of the run: " + error.detail));
}

} // namespace glovebox::rest
