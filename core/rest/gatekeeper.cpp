#include "core/rest/gatekeeper.h"

#include "core/http/origin_check.h"

#include <algorithm>

namespace glovebox::rest {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::seconds kFailureWindow{60};
constexpr std::size_t kPresentedMax = 512;
constexpr std::size_t kDoorsMax = domain::kApiKeysMax + 1; // and the socket's
const std::string kOtherPeers = "others";

/// Nothing: there is none, or two.
std::optional<SecretString> presentedKey(const http::Headers &headers)
{
    constexpr std::string_view scheme = "bearer ";
    const auto value = headers.value("authorization");
    if (!value || headers.count("authorization") != 1 || value->size() <= scheme.size() ||
        value->size() > kPresentedMax || !http::equalsIgnoringCase(value->substr(0, scheme.size()), scheme))
        return std::nullopt;
    return SecretString(value->substr(scheme.size()));
}

bool namesPort(std::string_view authority, std::uint16_t port)
{
    const auto text = ':' + std::to_string(port);
    return authority.ends_with(text) || (port == 80 && http::hostOf(authority) == authority);
}

} // namespace

std::optional<Gatekeeper::Refusal> Gatekeeper::whyNot(const http::Request &request) const
{
    const auto refused = [](std::string why) {
        return Refusal{403, {ErrorCode::Forbidden, std::move(why)}};
    };
    const auto host = request.headers.value("host");
    if (!host || !http::hostOf(*host) || (request.via == http::Via::Tcp && m_port != 0 && !namesPort(*host, m_port)))
        return refused("this server answers only to its own address");
    const auto origin = request.headers.value("origin");
    if (origin && !http::equalsIgnoringCase(*origin, "http://" + *host))
        return refused("pages of other origins are not answered");
    const auto site = request.headers.value("sec-fetch-site");
    if (site && *site != "none" && *site != "same-origin")
        return refused("pages of other sites are not answered");
    return std::nullopt;
}

void Gatekeeper::look(std::shared_ptr<const http::Request> request, Looked looked)
{
    if (m_waiting >= kWaitingMax)
        return looked(tl::unexpected(Refusal{
            503, {ErrorCode::RateLimited, "the engine is being put together, and many wait for it already"}, 5s}));
    ++m_waiting;
    m_door([this, alive = std::weak_ptr(m_alive), request = std::move(request),
            looked = std::move(looked)](api::EngineDoor &engine) {
        if (alive.expired())
            return;
        --m_waiting;
        looked(check(*request, engine));
    });
}

void Gatekeeper::begun(const Caller &caller, const http::Responder &responder)
{
    if (caller.key)
        m_begun.add(*caller.key, responder.leash());
}

tl::expected<Gatekeeper::Admission, Gatekeeper::Refusal> Gatekeeper::check(const http::Request &request,
                                                                           api::EngineDoor &engine)
{
    if (request.via == http::Via::Socket)
        return Admission{{.viaSocket = true, .scope = domain::KeyScope::Admin}, doorFor({}, "socket", engine)};
    const auto presented = presentedKey(request.headers);
    if (!presented)
        return tl::unexpected(failed(request.remote, "a key is needed: Authorization: Bearer KEY"));
    auto holder = engine.whoHas(*presented);
    if (!holder)
        return tl::unexpected(failed(request.remote, "the key is not known here, or it is no longer good"));
    auto door = doorFor(holder->id.value(), "key " + holder->name + " (" + holder->id.value() + ')', engine);
    const auto scope = holder->scope;
    return Admission{{.key = std::make_shared<const api::KeyHolder>(*std::move(holder)), .scope = scope},
                     std::move(door)};
}

Gatekeeper::Refusal Gatekeeper::failed(const std::string &peer, std::string why)
{
    const auto now = m_clock.now();
    std::erase_if(m_failures, [&](const auto &each) { return now - each.second.since >= kFailureWindow; });
    const bool known = m_failures.contains(peer) || m_failures.size() < kPeersMax;
    auto &failures = m_failures.try_emplace(known ? peer : kOtherPeers, Failures{now}).first->second;
    if (failures.count < kFailuresMax) {
        ++failures.count;
        return {401, {ErrorCode::Unauthorized, std::move(why)}};
    }
    const auto left = std::chrono::ceil<std::chrono::seconds>(failures.since + kFailureWindow - now);
    return {429, {ErrorCode::RateLimited, "too many requests without a good key; try again later"}, left};
}

std::shared_ptr<api::EngineDoor> Gatekeeper::doorFor(const std::string &key, const std::string &who,
                                                     api::EngineDoor &engine)
{
    auto found = m_doors.find(key);
    if (found == m_doors.end()) {
        if (m_doors.size() >= kDoorsMax)
            m_doors.erase(std::ranges::min_element(m_doors, {}, [](const auto &each) { return each.second.used; }));
        found = m_doors.emplace(key, Held{engine.onBehalfOf(who)}).first;
    }
    found->second.used = ++m_uses;
    return found->second.door;
}

} // namespace glovebox::rest
