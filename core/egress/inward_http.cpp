#include "core/egress/inward_http.h"

#include "core/base/sha256.h"
#include "core/domain/inward_port.h"
#include "core/egress/inward_pages.h"

#include <utility>
#include <vector>

namespace glovebox::egress {

namespace {

/// Nobody sends that many ahead of their answers; each is remembered.
constexpr std::size_t kAheadMax = 128;
constexpr std::string_view kBearer = "bearer ";
constexpr std::string_view kScheme = "http://";

std::optional<std::string_view> bearerOf(const std::optional<std::string> &authorization)
{
    if (!authorization || !lowered(*authorization).starts_with(kBearer))
        return std::nullopt;
    return trimmed(std::string_view(*authorization).substr(kBearer.size()));
}

/// A loopback address has the names of loopback, too: somebody may have led a port of another host here.
bool isNameOf(std::string_view host, const std::string &own)
{
    return host == own || (own.starts_with("127.") && (host == "localhost" || host == "127.0.0.1" || host == "::1"));
}

/// Browsers tell these where a request comes from (Sec-Fetch-Site), whatever they speak.
bool isLoopback(const std::string &host)
{
    return host.starts_with("127.") || host == "::1";
}

bool isOfOrigin(const std::string &url, const std::string &origin)
{
    return url.starts_with(origin) &&
           (url.size() == origin.size() || url.find_first_of("/?#", origin.size()) == origin.size());
}

/// "a=1; glovebox-4711=…; b=2" without ours, and whether one of ours is the one that is looked for.
struct CookieLine {
    std::string rest;
    std::vector<std::string_view> ours; // values of the address that is asked
};

CookieLine cookiesOf(std::string_view value, const std::string &own)
{
    CookieLine out;
    while (!value.empty()) {
        const auto end = value.find(';');
        const auto pair = trimmed(value.substr(0, end));
        value = end == std::string_view::npos ? std::string_view() : value.substr(end + 1);
        const auto name = trimmed(pair.substr(0, pair.find('=')));
        if (name == own && pair.find('=') != std::string_view::npos)
            out.ours.push_back(trimmed(pair.substr(pair.find('=') + 1)));
        if (!pair.empty() && !lowered(name).starts_with(kPortCookie))
            out.rest += (out.rest.empty() ? "" : "; ") + std::string(pair);
    }
    return out;
}

/// The target as a server is asked for it: from its path on.
std::string_view pathOf(std::string_view target)
{
    if (lowered(target.substr(0, kScheme.size())) != kScheme)
        return target;
    const auto rest = target.substr(kScheme.size());
    const auto path = rest.find_first_of("/?");
    return path == std::string_view::npos || rest[path] == '?' ? std::string_view("/") : rest.substr(path);
}

} // namespace

StrippedTarget withoutToken(std::string_view target)
{
    StrippedTarget out;
    const auto mark = target.find('?');
    if (mark == std::string_view::npos) {
        out.target = std::string(target);
        return out;
    }
    std::string query;
    for (auto rest = target.substr(mark + 1);;) {
        const auto end = rest.find('&');
        const auto each = rest.substr(0, end);
        const auto name = each.substr(0, each.find('='));
        if (name == kPortTokenParameter)
            out.token = std::string(each.size() > name.size() ? each.substr(name.size() + 1) : std::string_view());
        else
            query += (query.empty() ? "" : "&") + std::string(each);
        if (end == std::string_view::npos)
            break;
        rest.remove_prefix(end + 1);
    }
    out.target = std::string(target.substr(0, mark)) + (query.empty() ? "" : "?") + query;
    if (!out.token)
        out.target = std::string(target);
    return out;
}

/// What of a head decides.
struct InwardHttp::Fields {
    std::string method;
    std::string target; // from its path on
    std::string host;   // lower case, as it stands there
    std::optional<std::string> authorization;
    std::optional<std::string> origin;
    std::optional<std::string> referer;
    std::optional<std::string> site; // Sec-Fetch-Site
    bool isTwice = false;            // one of those that say who asks
    bool wantsPage = false;          // it is a person who will see the answer
    bool hasCookie = false;          // the right one

    void set(std::optional<std::string> &field, std::string_view value)
    {
        isTwice = isTwice || field;
        field = lowered(value);
    }
};

InwardHttp::InwardHttp(Address address, InwardTokens &tokens, std::function<MonoTime()> now)
    : m_address(std::move(address)), m_needsProof(!isLoopback(m_address.host)), m_tokens(tokens), m_now(std::move(now)),
      m_requests([this](std::string_view host) { return isNameOf(host, m_address.host); }, m_address.local,
                 {.overTls = false,
                  .upgrades = true,
                  .onHead =
                      [this](std::string &head, const HttpHead &about) {
                          return readHead(head, about);
                      }}),
      m_answers(nullptr)
{
}

std::string InwardHttp::fromClient(std::string_view bytes)
{
    // What passed before a refusal is of a request that was good.
    return m_requests.feed(bytes);
}

std::string InwardHttp::fromGuest(std::string_view bytes)
{
    auto out = m_answers.feed(bytes);
    if (const auto switched = m_answers.takeSwitch())
        m_forGuest += m_requests.answered(*switched);
    return out;
}

std::optional<HttpProblem> InwardHttp::readHead(std::string &head, const HttpHead &about)
{
    m_headOnly = about.isHead;
    const auto lines = linesOf(head);
    const auto first = lines->front();
    const auto blank = first.find(' ');
    const auto last = first.rfind(' ');
    Fields fields{.method = std::string(first.substr(0, blank)),
                  .target = std::string(pathOf(first.substr(blank + 1, last - blank - 1)))};
    const auto own = std::string(kPortCookie) + std::to_string(m_address.local);
    std::vector<std::string> kept;
    for (std::size_t i = 1; i < lines->size(); ++i) {
        const auto field = fieldOf((*lines)[i]);
        const auto &[name, value] = *field; // it was read before
        std::string line((*lines)[i]);
        if (name == "host") {
            fields.host = lowered(value);
        } else if (name == "authorization") {
            fields.isTwice = fields.isTwice || fields.authorization;
            fields.authorization = std::string(value);
        } else if (name == "origin") {
            fields.set(fields.origin, value);
        } else if (name == "sec-fetch-site") {
            fields.set(fields.site, value);
        } else if (name == "referer" && m_needsProof) {
            fields.set(fields.referer, value);
        } else if (name == "accept") {
            fields.wantsPage = fields.wantsPage || lowered(value).find("text/html") != std::string::npos;
        } else if (name == "cookie") {
            const auto cookies = cookiesOf(value, own);
            for (const auto each : cookies.ours)
                fields.hasCookie = m_tokens.isCookie(each) || fields.hasCookie;
            if (cookies.rest.empty())
                continue;
            line = "Cookie: " + cookies.rest;
        }
        kept.push_back(std::move(line));
    }
    const auto stripped = withoutToken(fields.target);
    bool byBearer = false;
    if (auto problem = admit(fields, stripped, byBearer))
        return problem;
    if (about.offersOther && fields.origin && *fields.origin != std::string(kScheme) + fields.host)
        return HttpProblem{403, "A page of " + *fields.origin + " may not open a WebSocket here."};
    if (m_answers.unanswered() >= kAheadMax)
        return HttpProblem{400, "Too many requests before it are not answered."};
    head = fields.method + ' ' + stripped.target + std::string(first.substr(last)) + "\r\n";
    for (const auto &line : kept)
        if (const auto field = fieldOf(line); !byBearer || field->first != "authorization")
            head += line + "\r\n";
    head += "\r\n";
    // In a Referer, say: what listens inside could use it.
    if (m_tokens.isIn(head, m_now()))
        return HttpProblem{400, "A token of this address stands where the sandbox would see it."};
    m_answers.asked(about);
    return std::nullopt;
}

/// Nothing: it may.
std::optional<HttpProblem> InwardHttp::admit(const Fields &fields, const StrippedTarget &stripped, bool &byBearer)
{
    if (!fields.host.ends_with(':' + std::to_string(m_address.local)))
        return HttpProblem{421, "The request does not name this address."};
    if (fields.isTwice)
        return HttpProblem{400, "The request says twice who asks, or from where."};
    const auto bearer = bearerOf(fields.authorization);
    byBearer = bearer && m_tokens.isBearer(*bearer, m_now());
    if (byBearer)
        return std::nullopt;
    const bool asks = fields.method == "GET" || fields.method == "HEAD";
    const bool isRedeemed = asks && stripped.token && m_tokens.redeem(*stripped.token, m_now());
    if (isRedeemed || (asks && stripped.token && fields.hasCookie && !m_needsProof))
        return m_needsProof ? wayOn(stripped.target, true) : redirect(stripped.target);
    if (!fields.hasCookie)
        return unauthorized(fields, stripped.token ? "The token in this address was used already, or is too old." : "");
    const auto own = std::string(kScheme) + fields.host;
    // Another port of this host is the same site, and may be a page of another sandbox: not even a link from there
    // leads here. A page cannot set Sec-Fetch-Site; one of our own that hides where it is sends "null" for its origin.
    const bool isOwn = fields.site == "same-origin";
    const bool isOthers = !isOwn && ((!fields.site.value_or("").empty() && fields.site != "none") ||
                                     (fields.origin && *fields.origin != own));
    if (isOthers)
        return HttpProblem{403, "A page of another address may not send requests here."};
    const bool isProven = isOwn || fields.site == "none" || fields.origin || // which is ours
                          (fields.referer && isOfOrigin(*fields.referer, own));
    if (!m_needsProof || isProven)
        return std::nullopt;
    if (fields.method == "GET" && fields.wantsPage)
        return wayOn(stripped.target, false);
    return HttpProblem{403,
                       "Neither Origin nor Referer says that a page of this address sends this. Without one of them "
                       "a cookie is not enough here: pages of other sandboxes have it, too. A page with "
                       "Referrer-Policy: no-referrer does not work at this address."};
}

std::string InwardHttp::newCookie() const
{
    return "Set-Cookie: " + std::string(kPortCookie) + std::to_string(m_address.local) + '=' + m_tokens.cookie() +
           "; Path=/; HttpOnly; SameSite=Strict\r\n";
}

/// To the same without the token, which would else stay in the browser's history.
HttpProblem InwardHttp::redirect(const std::string &target)
{
    m_extraLines = "Location: " + referenceTo(target) + "\r\n" + newCookie();
    return {303, "Go on without the token."};
}

/// A redirect would say nothing of where it came from; a page of ours that leads on is the proof.
HttpProblem InwardHttp::wayOn(const std::string &target, bool byItself)
{
    m_wayOn = WayOn{target, "port " + std::to_string(m_address.port) + " of " + m_address.sandbox, byItself,
                    byItself ? newCookie() : std::string()};
    return {byItself ? 200 : 403, "Go on."};
}

HttpProblem InwardHttp::unauthorized(const Fields &fields, std::string sentence)
{
    m_extraLines = "WWW-Authenticate: Bearer\r\n";
    if (const auto bearer = bearerOf(fields.authorization))
        m_extraLines += std::string(domain::kUnknownPortTokenHeader) + ": " + sha256Hex(*bearer) + "\r\n";
    const auto port = std::to_string(m_address.port);
    return {401, sentence + (sentence.empty() ? "" : " ") + "This address leads to port " + port + " of " +
                     m_address.sandbox + ", for who has its token. For a new one: gloveboxctl port open " +
                     m_address.sandbox + ' ' + port};
}

std::optional<std::string> InwardHttp::refusal() const
{
    const auto &problem = m_requests.problem();
    if (!problem)
        return std::nullopt;
    if (m_wayOn)
        return inwardWayOn(*m_wayOn, m_headOnly);
    // Whoever reads requests speaks in parts of sentences.
    const bool isPart =
        !problem->sentence.empty() && problem->sentence.front() >= 'a' && problem->sentence.front() <= 'z';
    const auto sentence = isPart ? "The request was refused: " + problem->sentence + '.' : problem->sentence;
    return inwardAnswer(problem->status, sentence, m_extraLines, m_headOnly && !isPart);
}

std::string InwardHttp::page(int status, const std::string &sentence) const
{
    return inwardAnswer(status, sentence, status == 503 || status == 504 ? "Retry-After: 5\r\n" : "", m_headOnly);
}

} // namespace glovebox::egress
